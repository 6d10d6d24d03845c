package faults

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// People of the demo.
const (
	administrator = "zane.abolina@example.org"
	mentee        = "ieva.kalnina@example.org"
)

// browser keeps cookies, says where its posts come from and does not follow
// redirects. Cookies hold for every node: they do not tell ports apart.
type browser struct{ client *http.Client }

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{&http.Client{Jar: jar, CheckRedirect: stay, Timeout: 30 * time.Second}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(request *http.Request) (a answer, err error) {
	response, err := b.client.Do(request)
	if err != nil {
		return a, err
	}
	body, err := io.ReadAll(response.Body)
	if closed := response.Body.Close(); err == nil {
		err = closed
	}
	return answer{response.StatusCode, response.Header, string(body)}, err
}

func (b *browser) get(address string) (answer, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return answer{}, err
	}
	return b.do(request)
}

func (b *browser) post(n *node, path string, form url.Values) (answer, error) {
	request, err := http.NewRequest(http.MethodPost, n.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", n.address)
	return b.do(request)
}

// as signs in as one of the demo's people.
func as(t *testing.T, n *node, email string) *browser {
	t.Helper()
	b := newBrowser(t)
	if a, err := b.post(n, "/signin/demo", url.Values{"email": {email}}); err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("sign in: %d (%v)\n%s", a.status, err, a.body)
	}
	return b
}

func (b *browser) must(t *testing.T, n *node, path string, status int) answer {
	t.Helper()
	a, err := b.get(n.address + path)
	if err != nil || a.status != status {
		t.Fatalf("%s: %d, want %d (%v)\n%s", path, a.status, status, err, a.body)
	}
	return a
}

// person is a new person's form.
func person(email string) url.Values {
	return url.Values{"given_name": {"Anna"}, "family_name": {"Paraugs"}, "email": {email}, "language": {"lv"}}
}

// writers post forms until they are told to stop or the service is gone, and
// remember what was acknowledged.
type writers struct {
	wait  sync.WaitGroup
	ended chan struct{}

	mu     sync.Mutex
	people []string // addresses of people who were made
	asks   []string // addresses to which a code was promised
	other  []answer // every other answer
}

// write begins: two browsers make people, two ask for codes. label keeps the
// addresses of rounds apart.
func write(t *testing.T, n *node, label string) *writers {
	t.Helper()
	w := &writers{ended: make(chan struct{})}
	for i := range 2 {
		signedIn, nobody := as(t, n, administrator), newBrowser(t)
		w.wait.Go(func() {
			w.work(signedIn, n, "/admin/people", fmt.Sprintf("%s-p%d", label, i), &w.people)
		})
		w.wait.Go(func() { w.work(nobody, n, "/signin", fmt.Sprintf("%s-a%d", label, i), &w.asks) })
	}
	return w
}

// work posts to a path; an answer that leads on acknowledges.
func (w *writers) work(b *browser, n *node, path, label string, acknowledged *[]string) {
	for i := 0; ; i++ {
		select {
		case <-w.ended:
			return
		default:
		}
		email := fmt.Sprintf("%s-%d@example.org", label, i)
		a, err := b.post(n, path, person(email))
		if err != nil {
			return // the service was killed
		}
		w.mu.Lock()
		if a.status == http.StatusSeeOther {
			*acknowledged = append(*acknowledged, email)
		} else {
			w.other = append(w.other, a)
		}
		w.mu.Unlock()
	}
}

// stop lets the writers finish.
func (w *writers) stop() {
	close(w.ended)
	w.wait.Wait()
}

// done tells whether so many people and codes were acknowledged.
func (w *writers) done(count int) func() bool {
	return func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.people) >= count && len(w.asks) >= count
	}
}

// acknowledged are all addresses so far.
func (w *writers) acknowledged() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Concat(w.people, w.asks)
}

// refused counts the other answers so far.
func (w *writers) refused() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.other)
}
