package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"domubiedrs/internal/access"
)

// sight is a page as somebody sees it.
type sight struct {
	role, pattern, path string
	name                string // of its pictures
	status              int
	first               bool // nobody before sees it in the order of sections
}

// bare are routes that answer without a page.
var bare = []string{"GET /accessibility.json", "GET /language", "GET /scheme", "GET /robots.txt", "GET /.well-known/security.txt", "GET /favicon.ico",
	"GET /home", "GET /proposals", "GET /admin/people.csv", "GET /coordination/applications/file", "GET /coordination/imports/{id}/file",
	"GET /coordination/seminars/{id}/poster.svg", "GET /coordination/attendance-lists/{id}/file", "GET /coordination/schedule/file", "GET /coordination/mentorships/file", "GET /seminars/{id}/calendar.ics",
	"GET /workspace/mentorships/{id}/meetings/calendar.ics", "GET /workspace/mentorships/{id}/meetings/{meeting}/calendar.ics", "GET /calendar/{file}"}

// more are pages of a route that look otherwise than its first one.
var more = map[string][]string{
	"GET /guidelines":                         {"?q=mentors", "?q=nekas-tāds"},
	"GET /admin/people":                       {"?q=nekas", "?role=administrator&status=active"},
	"GET /admin/people/{id}/roles/new":        {"?role=coordinator", "?role=institution-contact&q=ministrija", "?role=institution-contact&q=nekas", "?role=administrator"},
	"GET /admin/institutions":                 {"?q=ministrija", "?q=nekas-tāds"},
	"GET /admin/institutions/{id}/merge":      {"?q=ministrija"},
	"GET /admin/jobs":                         {"?state=all", "?state=retrying"},
	"GET /admin/outbox":                       {"?state=failed"},
	"GET /admin/audit":                        {"?q=ozols", "?q=elina&side=subject", "?action=signed-in", "?from=2026-99-99"},
	"GET /admin/settings/{group}":             {"/contact", "/site", "/privacy"},
	"GET /signin":                             {"?back=/account"},
	"GET /workspace/mentorships/{id}/journal": {"?kind=insight"},
}

// sights are all pages of the program as everybody sees them, and those of what
// is refused. It fails for a route that nobody could see.
func sights(t testing.TB, w *world, everybody map[string]*visitor) []sight {
	t.Helper()
	var all []sight
	frames := map[string]bool{}
	for _, pattern := range w.s.routes(t) {
		if methodOf(pattern) != http.MethodGet || slices.Contains(bare, pattern) {
			continue
		}
		path, seen := w.prepared(t, pattern), false
		for _, x := range cast {
			got := w.enter(t, everybody[x.name], x.name, pattern).get(t, path)
			if got.status != http.StatusOK && got.status != http.StatusGone || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				continue
			}
			frame := skeleton(t, got.body)
			if seen && frames[pattern+frame] {
				continue // it is the same page but for words
			}
			frames[pattern+frame] = true
			name := nameOf(pattern)
			all = append(all, sight{x.name, pattern, path, name, got.status, !seen})
			for i, query := range more[pattern] {
				if seen {
					break // for the first who sees the page; it is the same for others
				}
				all = append(all, sight{x.name, pattern, varied(path, query), name + "-" + string(rune('a'+i)), http.StatusOK, true})
			}
			seen = true
		}
		if !seen {
			t.Errorf("%s: nobody sees it", pattern)
		}
	}
	return append(append(all, w.drafts()...), sight{"public", "", "/nothing", "error-404", http.StatusNotFound, true},
		sight{"mentor", "", "/nothing/at/all", "error-404-signed-in", http.StatusNotFound, true},
		sight{"mentor", "", "/admin", "error-403", http.StatusForbidden, true},
		sight{"public", "", "/signin/link?token=x", "error-410", http.StatusGone, true})
}

// skeleton is a page's elements with what shapes them, without words, addresses
// and identifiers.
func skeleton(t testing.TB, body string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			if slices.Contains([]string{"class", "type", "role", "aria-current", "data-variant", "open", "disabled"}, a.Key) {
				b.WriteString(" " + a.Key + "=" + a.Val)
			}
		}
	}
	return b.String()
}

// varied adds a query, or takes another one of a group.
func varied(path, more string) string {
	if strings.HasPrefix(more, "/") {
		return path[:strings.LastIndex(path, "/")] + more
	}
	return path + more
}

// nameOf makes a file's name of a route.
func nameOf(pattern string) string {
	name := strings.Trim(strings.NewReplacer("GET /", "", "{$}", "start", "{", "", "}", "", "/", "-").Replace(pattern), "-")
	return name
}

// prepared is a path of a route where there is something to see.
func (w *world) prepared(t testing.TB, pattern string) string {
	t.Helper()
	switch pattern {
	case "GET /admin/people/{id}":
		p := w.s.person(t, "baiba.kirse@example.org")
		for _, role := range []access.Role{access.Coordinator, access.Support} {
			w.s.grant(t, p.ID, role, access.Scope{Kind: access.Programme, ID: w.programme})
		}
		return "/admin/people/" + p.ID
	case "GET /signin/link":
		w.message(t) // making a letter later would void the link
		link, err := w.s.Accounts.AdministratorLink(t.Context(), emailOf("administrator"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(link, w.s.Config.BaseURL)
	}
	path := w.path(t, pattern)
	if strings.HasPrefix(pattern, "GET /seminars/{id}") { // not the draft, which nobody may see
		path = strings.Replace(path, w.coordinated["draft"], w.coordinated["seminars"], 1)
	}
	if strings.HasSuffix(pattern, "/follow") { // only what was general before
		path = strings.Replace(path, w.coordinated["vocabulary"], w.coordinated["adapted"], 1)
	}
	if strings.HasSuffix(pattern, "/merge") { // which institution is asked first
		path, _, _ = strings.Cut(path, "?")
	}
	return w.drafted(pattern, path)
}

// drafted leads what only a draft of a form has to the draft, and names what the
// page is about where the address does it.
func (w *world) drafted(pattern, path string) string {
	made := w.coordinated
	about := map[string]string{"add": "?section=" + made["section"], "words": "?prompt=" + made["prompt"], "retire": "?prompt=" + made["prompt"],
		"publish": "", "discard": ""}
	if step, there := strings.CutPrefix(pattern, "GET /coordination/forms/{id}/"); there {
		if query, drafts := about[step]; drafts {
			return strings.Replace(path, made["forms"], made["wording"], 1) + query
		}
	}
	switch pattern {
	case "GET /coordination/matching/{id}/mentees/{mentee}/pair":
		return path + "?kind=exclude&mentor=" + made["mentor"]
	case "GET /coordination/rounds/{id}/confirm", "GET /coordination/rounds/{id}/withdraw":
		return path + "?proposal=" + made["proposal"]
	}
	if pattern == "GET /coordination/vocabulary/promote" {
		return path + "?text=" + url.QueryEscape(writtenRole)
	}
	return path
}

// drafts are pages of a draft that look otherwise than the first one of their
// route.
func (w *world) drafts() (list []sight) {
	const route = "GET /coordination/forms/{id}"
	add := "/add?section=" + w.coordinated["section"]
	for i, step := range []string{"", "/words", "/words?section=" + w.coordinated["section"], add + "&kind=short", add + "&kind=choices", add + "&kind=scale"} {
		name, _, _ := strings.Cut(step, "?")
		list = append(list, sight{"coordinator", route + name, "/coordination/forms/" + w.coordinated["wording"] + step,
			nameOf(route+name) + "-draft-" + string(rune('a'+i)), http.StatusOK, true})
	}
	return list
}

// enter gives the visitor what a page needs: the one for a code shows nothing
// to who has asked for none.
func (w *world) enter(t testing.TB, v *visitor, role, pattern string) *visitor {
	t.Helper()
	if pattern == "GET /signin/code" && role == "public" {
		v.ask(t, w.spare.Email)
	}
	return v
}
