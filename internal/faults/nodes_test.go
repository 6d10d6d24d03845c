package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/db"
)

// twoNodes starts two at once on one empty PostgreSQL database.
func twoNodes(t *testing.T, p *place) (a, b *node) {
	t.Helper()
	keys, err := exec.Command(binary, "keys", "next", "--data", t.TempDir()).Output()
	if err != nil {
		t.Fatal(err)
	}
	p.settings = append(p.settings, "MASTER_KEYS="+strings.TrimSpace(string(keys)))
	other := *p
	other.dir = t.TempDir()
	a, b = launch(t, *p, "--demo"), launch(t, other, "--demo")
	a.ready(t)
	b.ready(t)
	return a, b
}

var shownCode = regexp.MustCompile(`\b([A-Z0-9]{4}[ -]?[A-Z0-9]{4})\b`)

// TestTwoNodes uses two nodes in turn as one service, as a load balancer does.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	p := newPlace(t, db.Postgres, box.settings()...)
	one, two := twoNodes(t, &p)
	b := newBrowser(t)
	post := func(n *node, path string, form url.Values, to string) {
		t.Helper()
		a, err := b.post(n, path, form)
		if err != nil || a.status != http.StatusSeeOther || a.header.Get("Location") != to {
			t.Fatalf("%s: %d to %q, want %q (%v)\n%s", path, a.status, a.header.Get("Location"), to, err, a.body)
		}
	}
	post(one, "/signin", url.Values{"email": {mentee}}, "/signin/code")
	code := shownCode.FindString(text(b.must(t, two, "/signin/code", http.StatusOK).body))
	post(two, "/signin/code", url.Values{"code": {code}}, "/home")
	for _, n := range []*node{one, two} {
		if a := b.must(t, n, "/account", http.StatusOK); !strings.Contains(a.body, "Kalniņa") {
			t.Errorf("not signed in at %s", n.address)
		}
	}
	post(one, "/signout", nil, "/")
	b.must(t, two, "/account", http.StatusSeeOther)
	eachJobOnce(t, box, p, one, two)
	one.stop(t)
	as(t, two, mentee).must(t, two, "/workspace", http.StatusOK)
	two.stop(t)
	p.verifies(t)
}

// text is a page without its tags.
func text(page string) string { return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ") }

// eachJobOnce has both nodes cause jobs, and counts what came of them.
func eachJobOnce(t *testing.T, box *mailbox, p place, nodes ...*node) {
	t.Helper()
	b := newBrowser(t)
	const letters = 40
	address := func(i int) string { return fmt.Sprintf("once-%d@example.org", i) }
	for i := range letters {
		a, err := b.post(nodes[i%2], "/signin", url.Values{"email": {address(i)}})
		if err != nil || a.status != http.StatusSeeOther {
			t.Fatalf("ask for a code: %d (%v)\n%s", a.status, err, a.body)
		}
	}
	d := p.database(t)
	await(t, "every job is done", worked(t, d))
	for i := range letters {
		if n := box.count(address(i)); n != 1 {
			t.Errorf("%s got %d letters", address(i), n)
		}
	}
	twice, err := db.Rows(t.Context(), d, db.Value[string], `select kind from river_job where kind not in ('account.send-code', 'mail.send')
		group by kind, scheduled_at having count(*) > 1 order by kind`)
	if err != nil || len(twice) > 0 {
		t.Errorf("planned twice for one time: %v (%v)", twice, err)
	}
}
