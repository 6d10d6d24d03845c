package e2e

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"domubiedrs/internal/config"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/logo"
)

const (
	banner = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path fill="#039" d="M0 0h30v20H0z"/></svg>`
	marks  = `[{"file": "es.svg", "lv": "Parauga karogs", "en": "Sample flag"}]`
)

// lay puts marks into a place's data directory.
func (p place) lay(t testing.TB, list, picture string) {
	t.Helper()
	dir := filepath.Join(p.dir, logo.Folder)
	err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, logo.List), []byte(list), 0o600),
		os.WriteFile(filepath.Join(dir, "es.svg"), []byte(picture), 0o600))
	if err != nil {
		t.Fatal(err)
	}
}

// TestMarksOfThosePaying stand beside the sentence about the funding, and only
// there.
func TestMarksOfThosePaying(t *testing.T) {
	t.Parallel()
	p := at(t, "sqlite")
	p.lay(t, marks, banner)
	s := serve(t, p, demo)
	v := s.visitor(t)
	const picture = `alt="Parauga karogs" width="96" height="64"`
	if page := v.get(t, "/"); strings.Contains(page.body, picture) {
		t.Error("nobody pays, and the marks are there")
	}
	_, err := s.Intakes.AddFunding(t.Context(), hand, s.scope(t, "coordinator"), intake.FundingDetails{NameLV: "Paraugfonds", NameEN: "Sample fund",
		SentenceLV: "Finansē paraugfonds.", SentenceEN: "Funded by the sample fund.", ValidFrom: "2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	page := v.get(t, "/")
	if !strings.Contains(page.body, picture) {
		t.Fatalf("the mark is not at the foot: %s", page.body)
	}
	_, address, _ := strings.Cut(page.body, `src="/logos/`)
	address, _, _ = strings.Cut(address, `"`)
	got := v.get(t, "/logos/"+address).want(t, http.StatusOK)
	if got.header.Get("Content-Type") != "image/svg+xml" || got.header.Get("X-Content-Type-Options") != "nosniff" || got.body != banner {
		t.Errorf("%v %s", got.header, got.body)
	}
	v.get(t, "/logos/"+logo.List).want(t, http.StatusNotFound)
}

// TestAMarkThatIsNone keeps the service from starting, with a sentence that says
// what to do.
func TestAMarkThatIsNone(t *testing.T) {
	t.Parallel()
	p := at(t, "sqlite")
	p.lay(t, marks, strings.Replace(banner, "<path", "<script>1</script><path", 1))
	_, err := tryServe(t, p, nil)
	var problem config.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.What, "es.svg: the drawing has an element script") {
		t.Errorf("%v", err)
	}
}
