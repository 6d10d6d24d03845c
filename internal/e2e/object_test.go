package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// TestSEC02 uses what belongs to somebody else: the answer is that of a thing
// that does not exist, and the log tells of it.
func TestSEC02(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		mine, other := s.session(t, emailOf("mentee")), s.as(t, "mentor")
		me := s.person(t, emailOf("mentor"))
		const path = "/account/sessions/end"
		nothing := other.post(t, path, url.Values{"id": {id.New()}}).want(t, http.StatusNotFound)
		mark := len(s.log.String())
		theirs := other.post(t, path, url.Values{"id": {mine}}).want(t, http.StatusNotFound)
		if theirs.body != nothing.body {
			t.Errorf("somebody else's sign-in session is not refused as one that does not exist:\n%s\n%s", theirs.body, nothing.body)
		}
		s.log.await(t, "the event in the log", mark, func(text string) string {
			for line := range strings.Lines(text) {
				if strings.Contains(line, `"not found"`) && strings.Contains(line, path) && strings.Contains(line, me.ID) {
					return line
				}
			}
			return ""
		})
		session, _, err := s.Accounts.Actor(t.Context(), mine)
		if err != nil || !session.SignedIn() {
			t.Errorf("the session of the other person has ended (%v)", err)
		}
	})
}

// TestSEC02Existence has those who may not ask for things by id: whether the
// thing exists must not show.
func TestSEC02Existence(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w, coordinator, administrator := newWorld(t, s), s.as(t, "coordinator"), s.as(t, "administrator")
	w.coordinated = s.things(t, w.programme) // another one's
	for _, pattern := range s.routes(t) {
		if !strings.Contains(pattern, "{id}") {
			continue
		}
		there := w.path(t, pattern)
		for _, made := range []string{id.New(), "7000000000", "0", "-1", "x", strings.Repeat("9", 400), "%27%20or%201=1--", "%00", "..%2f..%2fadmin"} {
			missing := replaceID(pattern, there, made)
			a, b := ask(t, coordinator, pattern, there), ask(t, coordinator, pattern, missing)
			if a.status != b.status || plain(a, there) != plain(b, missing) {
				t.Errorf("%s tells a coordinator that the thing exists: %d and %d", pattern, a.status, b.status)
			}
			in := administrator
			if strings.Contains(pattern, "/coordination/") {
				in = coordinator
			}
			if got := ask(t, in, pattern, missing); got.status != http.StatusNotFound {
				t.Errorf("%s for id %.20q: status %d, want 404", pattern, made, got.status)
			}
		}
	}
}

func ask(t *testing.T, v *visitor, pattern, path string) answer {
	t.Helper()
	if methodOf(pattern) == http.MethodGet {
		return v.get(t, path)
	}
	return v.post(t, path, url.Values{})
}

// replaceID puts another id into a path where its pattern has one.
func replaceID(pattern, path, id string) string {
	_, route, _ := strings.Cut(pattern, " ")
	steps := strings.Split(path, "/")
	steps[slices.Index(strings.Split(route, "/"), "{id}")] = id
	return strings.Join(steps, "/")
}

var incident = regexp.MustCompile(`<strong class="num">[A-Z0-9]+</strong>`)

// plain is a page without what differs from one refusal to the next: its own
// address and the incident number.
func plain(a answer, path string) string {
	u, err := url.PathUnescape(path)
	if err != nil {
		u = path
	}
	body := incident.ReplaceAllString(a.body, "")
	for _, form := range []string{path, url.QueryEscape(path), strings.ReplaceAll(url.QueryEscape(path), "%2F", "/"), url.QueryEscape(u)} {
		body = strings.ReplaceAll(body, form, "")
	}
	return regexp.MustCompile(`back=[^"]*"`).ReplaceAllString(body, `back="`)
}

// TestSEC02OfTwoPeople names one person in the address and another one's role.
func TestSEC02OfTwoPeople(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w, administrator := newWorld(t, s), s.as(t, "administrator")
	other := s.newPerson(t, "Cita", "Persona")
	scope := access.Scope{Kind: access.Programme, ID: w.programme}
	theirs := s.grant(t, other.ID, access.Support, scope)
	path := "/admin/people/" + w.spare.ID + "/roles/" + theirs + "/revoke"
	administrator.get(t, path).want(t, http.StatusNotFound)
	administrator.post(t, path, url.Values{}).want(t, http.StatusNotFound)
	if again := s.grant(t, other.ID, access.Support, scope); again != theirs {
		t.Error("the role was taken from a person whom the address does not name")
	}
}
