package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// endless is a body that never ends; it counts what was taken of it.
type endless struct{ taken atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.taken.Add(int64(len(p)))
	return len(p), nil
}

func (e *endless) Close() error { return nil }

// TestSEC21 sends too much: it is refused early, in words, and costs little.
func TestSEC21(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo, "BODY_LIMIT=2")
	v := s.as(t, "mentee")
	const limit = 2 << 20
	form := []string{"Origin", s.Config.BaseURL, "Content-Type", "application/x-www-form-urlencoded"}
	large := v.do(t, http.MethodPost, "/account", "greeting="+strings.Repeat("x", limit), form...)
	large.want(t, http.StatusRequestEntityTooLarge).says(t, "2 MB")
	for _, path := range []string{"/account", "/signin", "/signin/code", "/account/sessions/end"} {
		body := &endless{}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, body)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(form); i += 2 {
			req.Header.Set(form[i], form[i+1])
		}
		req.Header.Set("Cookie", "domubiedrs="+sessionCookie(t, v))
		res, err := v.client.Transport.RoundTrip(req)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			err = errors.Join(err, res.Body.Close())
			if res.StatusCode != http.StatusRequestEntityTooLarge && res.StatusCode != http.StatusGone {
				t.Errorf("%s: an endless body is answered with status %d", path, res.StatusCode)
			}
		}
		if taken := body.taken.Load(); taken > 8*limit {
			t.Errorf("%s: %d bytes of an endless body were taken (%v)", path, taken, err)
		}
	}
	manyFields(t, v)
	v.get(t, "/account").want(t, http.StatusOK)
}

// manyFields sends as many fields as fit below the limit.
func manyFields(t *testing.T, v *visitor) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	body := bytes.Repeat([]byte("a=&"), 600_000)
	got := v.do(t, http.MethodPost, "/account", string(body), "Origin", v.s.Config.BaseURL, "Content-Type", "application/x-www-form-urlencoded")
	if got.status < 400 || got.status >= 500 {
		t.Errorf("600,000 fields are answered with status %d", got.status)
	}
	runtime.ReadMemStats(&after)
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("600,000 fields took %s", took)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 200<<20 {
		t.Errorf("600,000 fields took %d MiB", grown>>20)
	}
	query := "/guidelines?" + strings.Repeat("q=x&", 7000)
	if got := v.get(t, query); got.status >= 500 {
		t.Errorf("a query of 28 kB is answered with status %d", got.status)
	}
	if got := v.get(t, "/about?"+strings.Repeat("x", 100_000)); got.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("an address of 100 kB is answered with status %d", got.status)
	}
}

// TestSEC21Slow opens connections that send next to nothing: each is ended in
// time, and nobody else waits for them.
func TestSEC21Slow(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	ends := make(chan error, 200)
	for range cap(ends) {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil {
			t.Fatal(err)
		}
		go func() {
			err := c.SetReadDeadline(time.Now().Add(patience))
			if err == nil {
				_, err = io.Copy(io.Discard, c) // until the server hangs up
			}
			ends <- errors.Join(err, c.Close())
		}()
	}
	started := time.Now()
	s.visitor(t).get(t, "/").want(t, http.StatusOK)
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("beside slow connections a page takes %s", took)
	}
	for range cap(ends) {
		if err := <-ends; err != nil {
			t.Fatalf("a slow connection: %v", err)
		}
	}
}

// TestSEC22 asks too often: it is told so, others are not touched.
func TestSEC22(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo, "RATE_SIGN_IN=6", "RATE_CODE=4", "RATE_SEARCH=5")
	v, other := s.visitor(t), s.visitorFrom(t, "127.0.0.2")
	administrator := s.visitorFrom(t, "127.0.0.3")
	administrator.post(t, "/signin/demo", url.Values{"email": {emailOf("administrator")}}).goes(t, "/home")
	for _, x := range []struct {
		v     *visitor
		name  string
		limit int
		ask   func(v *visitor) answer
	}{
		{v, "codes asked for", 6, func(v *visitor) answer { return v.post(t, "/signin", url.Values{"email": {id.New() + "@example.org"}}) }},
		{v, "codes tried", 4, func(v *visitor) answer { return v.post(t, "/signin/code", url.Values{"code": {"22222222"}}) }},
		{v, "searches", 5, func(v *visitor) answer { return v.get(t, "/guidelines?q=mentors") }},
		{administrator, "searches for people", 5, func(v *visitor) answer { return v.get(t, "/admin/people?q=a") }},
		{administrator, "exports", 5, func(v *visitor) answer { return v.get(t, "/admin/people.csv") }},
	} {
		for n := range x.limit {
			if x.ask(x.v).status == http.StatusTooManyRequests {
				t.Errorf("%s: number %d of %d is refused", x.name, n+1, x.limit)
			}
		}
		got := x.ask(x.v).want(t, http.StatusTooManyRequests)
		if got.header.Get("Retry-After") == "" || !strings.Contains(got.body, "<main") {
			t.Errorf("%s: Retry-After is %q in\n%s", x.name, got.header.Get("Retry-After"), mainText(got.body))
		}
		if x.v == v && x.ask(other).status == http.StatusTooManyRequests {
			t.Errorf("%s: another address is refused too", x.name)
		}
		for _, path := range []string{"/", "/about", "/signin", "/healthz"} {
			x.v.get(t, path)
		}
		v.get(t, "/about").want(t, http.StatusOK)
	}
}

// TestSEC22Victim has strangers use up the codes of somebody's address: in the
// browser that they came in with before, the person comes in all the same.
func TestSEC22Victim(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		email := s.newPerson(t, "Īstā", "Persona").Email
		victim := s.visitor(t)
		victim.signIn(t, email)
		victim.post(t, "/signout", nil).goes(t, "/")
		stranger := s.visitor(t)
		for range 10 {
			stranger.post(t, "/signin", url.Values{"email": {email}})
		}
		stranger.post(t, "/signin", url.Values{"email": {email}}).want(t, http.StatusTooManyRequests)
		s.quiet(t) // the strangers' codes have appeared
		victim.signIn(t, email).goes(t, "/home")
	})
}

// TestSEC23 compares known and unknown addresses in a service with real
// people: status, words and time must not tell.
func TestSEC23(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind))
		const people, each = 30, 4
		var emails [2][]string
		for n := range people {
			emails[0] = append(emails[0], s.newPerson(t, "Zināma", "Persona").Email)
			emails[1] = append(emails[1], fmt.Sprintf("%s.%d@example.org", strings.Repeat("0", 33), n))
		}
		sameWords(t, s, emails[0][0], emails[1][0])
		var times [2][]time.Duration
		v := s.visitor(t)
		for n := range people * each {
			for side := range 2 { // in turn, so that what else the machine does meets both
				started := time.Now()
				v.post(t, "/signin", url.Values{"email": {emails[side][n%people]}}).goes(t, "/signin/code")
				times[side] = append(times[side], time.Since(started))
			}
		}
		known, unknown := median(times[0]), median(times[1])
		gap, noise := (known - unknown).Abs(), max(time.Millisecond, (spread(times[0])+spread(times[1]))/2)
		t.Logf("known %s, unknown %s, noise %s", known, unknown, noise)
		if gap > noise {
			t.Errorf("asking takes %s for a known and %s for an unknown address; noise is %s", known, unknown, noise)
		}
	})
}

// sameWords asks, tries five wrong codes and compares each answer.
func sameWords(t *testing.T, s *service, known, unknown string) {
	t.Helper()
	var answers [2][]answer
	for side, email := range []string{known, unknown} {
		v := s.visitor(t)
		asked := v.post(t, "/signin", url.Values{"email": {email}}).goes(t, "/signin/code")
		answers[side] = append(answers[side], asked, v.get(t, "/signin/code"))
		for range 6 {
			answers[side] = append(answers[side], v.post(t, "/signin/code", url.Values{"code": {"2222 2222"}}))
		}
	}
	for i, a := range answers[0] {
		b := answers[1][i]
		if a.status != b.status || a.to() != b.to() || strings.ReplaceAll(a.body, known, "") != strings.ReplaceAll(b.body, unknown, "") {
			t.Errorf("%s %s: the answers for a known and an unknown address differ:\n%s\n%s", a.method, a.path, a.body, b.body)
		}
	}
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

// spread is half of the distance between the quartiles.
func spread(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return (sorted[len(sorted)*3/4] - sorted[len(sorted)/4]) / 2
}
