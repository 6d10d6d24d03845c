package public_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/intake"
	"domubiedrs/internal/web/webtest"
)

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}]+`)
)

// said is what a page says, without its tags.
func said(body string) string { return spaces.ReplaceAllString(tags.ReplaceAllString(body, " "), " ") }

// TestStartPageShowsTheIntake goes through the life of an intake.
func TestStartPageShowsTheIntake(t *testing.T) {
	h := open(t)
	h.Ground(t)
	h.Intake(t, "2027-1", webtest.Days)
	const apply, mentor, closed = `href="/apply/2027-1/mentee"`, `href="/apply/2027-1/mentor"`, "Pieteikšanās šobrīd ir slēgta"
	for _, c := range []struct {
		name string
		days int // after Moment
		open bool
		says []string
	}{
		{"before", -10, false, []string{"Pieteikšanās vēl nav sākusies", "No 16. novembra līdz 11. decembrim Varēs pieteikties"}},
		{"open", 0, true, []string{"Plūsma 2027-1", "Līdz 11. decembrim Pieteikšanās ir atvērta, atlikušas 18 dienas", "2027. gada 8. janvāris Paziņojam par dalību",
			"No 11. līdz 22. janvārim Iepazīšanās sarunas", "27. janvāris Ievadseminārs", "No 1. februāra līdz 30. novembrim 1 sesija mēnesī, parasti 90 minūtes"}},
		{"one day left", 17, true, []string{"atlikusi 1 diena"}},
		{"the last day", 18, true, []string{"šodien ir pēdējā diena"}},
		{"matching", 19, false, []string{"Notiek pāru veidošana", "Pieteikšanās ir beigusies"}},
		{"running", 90, false, []string{"Notiek sadarbība", "No 1. februāra līdz 30. novembrim"}},
		{"over", 400, false, []string{closed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.Clock.At = webtest.Moment.AddDate(0, 0, c.days)
			got := h.Visitor(t).Get(t, "/")
			for _, problem := range webtest.Document(got.Body) {
				t.Error(problem)
			}
			if there := strings.Contains(got.Body, apply) && strings.Contains(got.Body, mentor); there != c.open {
				t.Errorf("the ways to apply are there: %v", there)
			}
			for _, text := range c.says {
				if !strings.Contains(said(got.Body), text) {
					t.Errorf("%q is not said:\n%s", text, said(got.Body))
				}
			}
		})
	}
}

// Several intakes at once are chosen between; days that are not decided yet are
// not said.
func TestSeveralIntakes(t *testing.T) {
	h := open(t)
	h.Ground(t)
	h.Intake(t, "first", webtest.Days)
	bare := intake.Dates{OpensOn: "2026-11-20", ClosesOn: "2026-12-31", NewsOn: "2027-01-15"}
	h.Intake(t, "second", bare)
	got := h.Visitor(t).Get(t, "/")
	if n := strings.Count(got.Body, `href="/apply"`); n != 3 || strings.Contains(got.Body, "/apply/first") {
		t.Errorf("%d ways to choose an intake", n)
	}
	h.Clock.At = webtest.Moment.AddDate(0, 0, 20)
	got = english(t, h).Get(t, "/")
	for _, text := range []string{"Intake second", "Until 31 December Applications are open, 18 days left"} {
		if !strings.Contains(said(got.Body), text) {
			t.Errorf("%q is not said:\n%s", text, said(got.Body))
		}
	}
	if strings.Contains(said(got.Body), "Information seminar") {
		t.Error("a day that is not decided is said")
	}
}

func TestModelsRolesAndThemes(t *testing.T) {
	h := open(t)
	h.Ground(t)
	for path, texts := range map[string][]string{
		"/models": {"Individuālais mentorings", "Mentorings pēc pieprasījuma", "Atslēgas lomas", "Cilvēki, kuri izlemj", "Datu analītiķis", "Valsts reģistru darbinieks"},
		"/themes": {"Mentori vēl nav publicēti", "Kiberdrošība", "Karjera un profesionālā izaugsme", "tikai ar mentora piekrišanu"},
	} {
		got := h.Visitor(t).Get(t, path)
		if got.Status != http.StatusOK {
			t.Errorf("%s: %d", path, got.Status)
		}
		for _, text := range texts {
			if !strings.Contains(said(got.Body), text) {
				t.Errorf("%s does not say %q", path, text)
			}
		}
		for _, problem := range webtest.Document(got.Body) {
			t.Errorf("%s: %s", path, problem)
		}
	}
	roles := h.Visitor(t).Get(t, "/models").Body
	_, roles, _ = strings.Cut(roles, `id="roles"`)
	if n := strings.Count(roles, "<li>"); n < 16 {
		t.Errorf("%d roles, want sixteen", n)
	}
}
