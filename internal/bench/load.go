package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// scene is a page under load: as whom it is asked for, and by which addresses
// in turn.
type scene struct {
	name  string
	as    string // e-mail of a person of the demo; empty: nobody
	paths []string
}

// The demo's people who ask.
const (
	mentee        = "ieva.kalnina@example.org"
	administrator = "zane.abolina@example.org"
)

// scenes are what the project holds itself to, and the administrator's home,
// which asks the database most.
var scenes = []scene{
	{"Start page", "", []string{"/"}},
	{"Signed-in home (mentee)", mentee, []string{"/workspace"}},
	{"Administrator’s home", administrator, []string{"/admin"}},
	{"List of people, 50 a page", administrator, []string{"/admin/people", "/admin/people?q=berz", "/admin/people?role=coordinator",
		"/admin/people?q=lig+uj&role=mentee&status=active", nextPage}},
}

// nextPage stands for the address of the list's second page, which is read from
// the first.
const nextPage = ">"

// round is what one round of load gave.
type round struct {
	perSecond     float64
	p50, p95, p99 time.Duration
	cost          time.Duration // processor time of the program for one answer
}

// pageRecord is a scene with its rounds.
type pageRecord struct {
	scene
	rounds []round
}

func underLoad(ctx context.Context, o options, s *service, scenes []scene) ([]pageRecord, error) {
	records := make([]pageRecord, len(scenes))
	asks := make([][][]byte, len(scenes))
	for i, x := range scenes {
		records[i].scene = x
		var err error
		if asks[i], err = requests(ctx, s, x); err != nil {
			return nil, err
		}
	}
	for n := range o.rounds {
		for i, x := range scenes {
			progress("%s, round %d of %d", x.name, n+1, o.rounds)
			r, err := oneRound(ctx, o, s, asks[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", x.name, err)
			}
			records[i].rounds = append(records[i].rounds, r)
		}
	}
	return records, nil
}

// requests are the bytes of a scene's requests, signed in.
func requests(ctx context.Context, s *service, x scene) ([][]byte, error) {
	b, err := newBrowser(s.address)
	if err != nil {
		return nil, err
	}
	if x.as != "" {
		if err := b.signIn(ctx, x.as); err != nil {
			return nil, err
		}
	}
	var list [][]byte
	for _, path := range x.paths {
		if path == nextPage {
			if path, err = b.next(ctx, x.paths[0]); err != nil {
				return nil, err
			}
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
		if err != nil {
			return nil, err
		}
		for _, c := range b.client.Jar.Cookies(request.URL) {
			request.AddCookie(c)
		}
		var text strings.Builder
		if err := request.Write(&text); err != nil {
			return nil, err
		}
		list = append(list, []byte(text.String()))
	}
	return list, nil
}

// browser keeps cookies and says where its posts come from.
type browser struct {
	base   string
	client *http.Client
}

func newBrowser(base string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	return &browser{base, &http.Client{Jar: jar, Timeout: 20 * time.Second}}, err
}

func (b *browser) signIn(ctx context.Context, email string) error {
	form := url.Values{"email": {email}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/signin/demo", strings.NewReader(form))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", b.base)
	_, _, err = b.do(request)
	return err
}

func (b *browser) page(ctx context.Context, path string) (body []byte, header http.Header, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return nil, nil, err
	}
	return b.do(request)
}

func (b *browser) do(request *http.Request) ([]byte, http.Header, error) {
	response, err := b.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", request.URL.Path, response.StatusCode)
	}
	return body, response.Header, err
}

// next reads the address of the page after path from its pager.
func (b *browser) next(ctx context.Context, path string) (string, error) {
	body, _, err := b.page(ctx, path)
	if err != nil {
		return "", err
	}
	_, rest, found := strings.Cut(string(body), `href="`+path+`?after=`)
	after, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		return "", fmt.Errorf("%s has no next page", path)
	}
	return path + "?after=" + strings.ReplaceAll(after, "&amp;", "&"), nil
}

// oneRound asks with all clients at once, each one again as soon as it has its
// answer, until the time is over.
func oneRound(ctx context.Context, o options, s *service, asks [][]byte) (round, error) {
	before, err := s.processor()
	if err != nil {
		return round{}, err
	}
	var wait sync.WaitGroup
	times, failed := make([][]time.Duration, o.clients), make([]error, o.clients)
	begun := time.Now()
	for n := range o.clients {
		wait.Go(func() {
			times[n], failed[n] = client(ctx, strings.TrimPrefix(s.address, "http://"), asks, n, begun.Add(o.round))
		})
	}
	wait.Wait()
	took := time.Since(begun)
	after, err := s.processor()
	if err = errors.Join(append(failed, err)...); err != nil {
		return round{}, err
	}
	return summary(slices.Concat(times...), took, after-before), nil
}

// client is one connection; it writes prepared bytes, so that it takes little
// of the processors that the program needs.
func client(ctx context.Context, address string, asks [][]byte, first int, until time.Time) (times []time.Duration, err error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := conn.SetDeadline(until.Add(20 * time.Second)); err != nil {
		return nil, err
	}
	reader := bufio.NewReaderSize(conn, 64<<10)
	for n := first; ctx.Err() == nil; n++ {
		begun := time.Now()
		if begun.After(until) {
			break
		}
		if _, err := conn.Write(asks[n%len(asks)]); err != nil {
			return nil, err
		}
		if err := swallow(reader); err != nil {
			return nil, err
		}
		times = append(times, time.Since(begun))
	}
	return times, ctx.Err()
}

func swallow(reader *bufio.Reader) error {
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || n < 1000 {
		return fmt.Errorf("an answer with status %d and %d bytes", response.StatusCode, n)
	}
	return nil
}

func summary(times []time.Duration, took, cost time.Duration) round {
	slices.Sort(times)
	at := func(percent int) time.Duration { return times[min(len(times)*percent/100, len(times)-1)] }
	return round{perSecond: float64(len(times)) / took.Seconds(), p50: at(50), p95: at(95), p99: at(99),
		cost: cost / time.Duration(len(times))}
}
