package e2e

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/webtest"
)

// TestScreeningJourney goes from an empty system to a screened intake of a
// thousand people: set-up, a coordinator, an intake, a spreadsheet, decisions by
// the page, letters.
func TestScreeningJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, nil, func(t *testing.T, s *service, w *window) {
		const people = 1000
		w.setUp(t)
		w.open(t, "/admin/programmes")
		programme := webtest.Eval[string](t, w.Tab, `document.querySelector("main td a[href^='/admin/programmes/'], main th a[href^='/admin/programmes/']").getAttribute("href")`)
		w.open(t, programme+"/open")
		w.press(t, submit)
		w.open(t, "/admin/people/new")
		w.fill(t, "given_name", "Dace", "family_name", "Paraudziņa", "email", "dace.paraudzina@example.org")
		w.press(t, submit)
		person := w.at(t)
		w.open(t, person+"/roles/new?role=coordinator")
		w.choose(t, "scope", programme[strings.LastIndex(programme, "/")+1:])
		w.press(t, submit)
		w.says(t, "Loma ir piešķirta: Programmas koordinators.")

		desk := w.another(t)
		desk.comeIn(t, "dace.paraudzina@example.org")
		desk.wantAt(t, "/coordination")
		desk.picture(t, "journey/screening-empty")
		intake := desk.intake(t)
		desk.bringIn(t, intake, people)
		rounds := 0
		for desk.open(t, "/coordination/applications?all=1"); webtest.Eval[bool](t, desk.Tab, `document.querySelector("input[name=chosen]") !== null`); rounds++ {
			desk.press(t, `form[action="/coordination/applications/decide"] button, button[form=pick]`)
			desk.choose(t, "status", string(application.Eligible))
			if rounds == 0 {
				desk.picture(t, "journey/screening-bulk")
			}
			desk.press(t, submit)
			desk.open(t, "/coordination/applications?all=1")
		}
		if rounds != people/50 {
			t.Errorf("%d rounds of decisions", rounds)
		}
		desk.open(t, intake+"/announce")
		desk.press(t, submit)
		desk.says(t, "1000 vēstuļu")
		desk.open(t, "/coordination")
		desk.picture(t, "journey/screening-done")
		desk.quiet(t)
		counts, err := s.Applications.Counts(t.Context(), application.CommandLine(programme[strings.LastIndex(programme, "/")+1:]), intake[strings.LastIndex(intake, "/")+1:])
		if err != nil || counts[application.Mentee][application.Eligible] != people {
			t.Errorf("%v, %v", counts, err)
		}
	})
}

// setUp begins as the link on the terminal leads.
func (w *window) setUp(t testing.TB) {
	t.Helper()
	w.open(t, w.s.setUpLink(t))
	w.fill(t, "given_name", "Pirmā", "family_name", "Pārvaldniece", "email", "pirma@example.org")
	w.press(t, submit)
	w.fill(t, "owner.name.lv", "Paraugu skola", "owner.name.en", "Sample School", "owner.contact.email", "programma@example.org")
	w.press(t, submit)
	w.fill(t, "name_lv", "Mentorings", "name_en", "Mentoring")
	w.press(t, submit)
	w.wantAt(t, "/admin")
}

// fill writes into controls, by their names.
func (w *window) fill(t testing.TB, pairs ...string) {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		w.typeIn(t, fmt.Sprintf("[name=%q]", pairs[i]), pairs[i+1])
	}
}

// intake makes and publishes one, and gives its page.
func (w *window) intake(t testing.TB) string {
	t.Helper()
	w.open(t, "/coordination/intakes/new")
	w.fill(t, "name_lv", "Rudens", "name_en", "Autumn", "code", "2027-1")
	for field, days := range map[string]int{"opens_on": -1, "closes_on": 20, "news_on": 40} {
		day := w.s.clock.now().AddDate(0, 0, days).Format(time.DateOnly)
		w.do(t, chromedp.SetValue(chromedp.CSS(fmt.Sprintf("[name=%s]", field)), day))
	}
	w.press(t, submit)
	here := w.at(t)
	w.picture(t, "journey/screening-intake")
	w.open(t, here+"/publish")
	w.press(t, submit)
	w.wantAt(t, here)
	return here
}

// bringIn imports a file of so many mentees.
func (w *window) bringIn(t testing.TB, intake string, people int) {
	t.Helper()
	w.open(t, intake+"/import")
	w.choose(t, "side", string(application.Mentee))
	w.do(t, chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{menteeFile(t, people)}))
	w.press(t, submit)
	w.says(t, "Ko satur kolonnas")
	w.picture(t, "journey/screening-columns")
	w.press(t, "main form#form .actions button")
	if strings.HasSuffix(w.at(t), "/answers") {
		t.Fatalf("answers are unknown:\n%s", w.text(t))
	}
	w.picture(t, "journey/screening-preview")
	here := w.at(t)
	w.open(t, here+"/run")
	if res := w.press(t, submit); res.Status != http.StatusOK {
		t.Fatalf("the run: %d\n%s", int(res.Status), w.text(t))
	}
	w.says(t, "Pieteikumi ir importēti")
	w.picture(t, "journey/screening-imported")
}

// menteeFile is a spreadsheet as a form service exports it, with the prompts'
// own words as headings.
func menteeFile(t testing.TB, people int) string {
	t.Helper()
	form, err := questionnaire.Shipped(questionnaire.ApplyMentee)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{"institution": "Valsts kontrole", "position": "Analītiķe", "official": "Nē", "role": "Datu analītiķis",
		"motivation": "Mana komanda sāk strādāt ar datiem.", "need": "Kā izvēlēties, ar ko sākt.", "goal": "Izveidot datu kvalitātes plānu.",
		"expectations": "Atklātas sarunas.", "themes": "Dati un to izmantošana, Pārmaiņu vadība", "languages": "Latviešu, Angļu",
		"format": "Attālināti", "availability": "Otrdien no rīta", "conflicts": "Šādu saišu nav"}
	headings, row := []string{"Laika zīmogs", "E-pasta adrese", "Vārds", "Uzvārds"}, []string(nil)
	for _, section := range form.Sections {
		for _, p := range section.Prompts {
			if a := answers[p.Key]; a != "" {
				headings, row = append(headings, p.Label.In(i18n.LV)), append(row, a)
			}
		}
	}
	name := filepath.Join(t.TempDir(), "Pieteikumi.csv")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	out := csv.NewWriter(file)
	lines := [][]string{headings}
	for i := range people {
		who := []string{"2026-11-02 09:15:00", fmt.Sprintf("paraugs.%04d@example.org", i), "Paraugs", fmt.Sprintf("Paraudziņš-%04d", i)}
		lines = append(lines, append(who, row...))
	}
	if err := out.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}
