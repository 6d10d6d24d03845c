package e2e

import (
	"bufio"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
)

var update = flag.Bool("update", false, "write what the service answers into testdata, to be read and judged")

const matrixFile = "testdata/matrix.txt"

// columns of the matrix; the last is an administrator whose proof of identity
// is too old for grave acts.
var columns = []string{"public", "person", "mentee", "mentor", "coordinator", "lead", "support", "contact", "auditor", "administrator", "stale"}

// leaves are routes that make somebody else of the visitor.
var leaves = []string{"POST /signout", "POST /signin/demo", "POST /signin/link", "POST /setup"}

// TestSEC01 asks every route as everybody and compares with the table.
func TestSEC01(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w, visitors := newWorld(t, s), s.withStale(t)
	expected := readMatrix(t)
	got := map[string][]string{}
	for _, pattern := range s.routes(t) {
		for _, role := range columns {
			got[pattern] = append(got[pattern], verdict(w.call(t, visitors[role], role, pattern)))
		}
		switch want, there := expected[pattern]; {
		case !there:
			t.Errorf("%s has no row in %s", pattern, matrixFile)
		case !slices.Equal(want, got[pattern]):
			t.Errorf("%s:\n got %v\nwant %v", pattern, got[pattern], want)
		}
	}
	for pattern := range expected {
		if got[pattern] == nil {
			t.Errorf("%s has a row in %s and is no route", pattern, matrixFile)
		}
	}
	if *update {
		writeMatrix(t, s.routes(t), got)
	}
}

// withStale is everybody after a while, and an administrator who has proved
// just now who they are.
func (s *service) withStale(t testing.TB) map[string]*visitor {
	t.Helper()
	all := s.everybody(t)
	second := s.addPerson(t, "Otrā", "Pārvaldniece", staleEmail)
	s.grant(t, second.ID, access.Administrator, access.Scope{Kind: access.System})
	all["stale"] = s.as(t, "stale")
	s.clock.forward(11 * time.Minute)
	all["administrator"] = s.as(t, "administrator")
	return all
}

// call asks for a route as a role.
func (w *world) call(t testing.TB, v *visitor, role, pattern string) answer {
	t.Helper()
	if slices.Contains(leaves, pattern) {
		v = w.double(t, role)
	}
	path := w.path(t, pattern)
	if methodOf(pattern) == http.MethodGet {
		return v.get(t, path)
	}
	return v.post(t, path, w.form(t, role, pattern))
}

// double opens another browser for a role.
func (w *world) double(t testing.TB, role string) *visitor {
	t.Helper()
	v := w.s.visitor(t)
	switch role {
	case "public":
	case "person":
		v.signIn(t, w.s.newPerson(t, "Vēl", "Kāda").Email)
	case "stale":
		role = "administrator"
		fallthrough
	default:
		v.post(t, "/signin/demo", url.Values{"email": {emailOf(role)}}).goes(t, "/home")
	}
	return v
}

// form is what a post needs to find its object; without more it is refused
// before it changes anything.
func (w *world) form(t testing.TB, role, pattern string) url.Values {
	t.Helper()
	switch pattern {
	case "POST /signin/demo":
		return url.Values{"email": {emailOf("mentor")}}
	case "POST /account/sessions/end":
		if role != "public" {
			return url.Values{"id": {w.s.session(t, emailOf(role))}}
		}
	}
	return url.Values{}
}

func readMatrix(t testing.TB) map[string][]string {
	t.Helper()
	f, err := os.Open(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[string][]string{}
	var head []string
	for scan := bufio.NewScanner(f); scan.Scan(); {
		words := strings.Fields(scan.Text())
		if len(words) < 3 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if head == nil {
			if head = words[2:]; !slices.Equal(head, columns) {
				t.Fatalf("%s has the columns %v, want %v", matrixFile, head, columns)
			}
			continue
		}
		rows[words[0]+" "+words[1]] = words[2:]
	}
	return rows
}

// writeMatrix keeps the comments above the table.
func writeMatrix(t testing.TB, patterns []string, got map[string][]string) {
	t.Helper()
	old, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(old)) {
		if strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	row := func(name string, cells []string) {
		line := fmt.Sprintf("%-52s", name)
		for i, c := range cells {
			line += fmt.Sprintf(" %-*s", max(7, len(columns[i])), c)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	row("method route", columns)
	for _, p := range patterns {
		row(p, got[p])
	}
	if err := os.WriteFile(matrixFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
