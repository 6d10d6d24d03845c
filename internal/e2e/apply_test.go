package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/application"
	"domubiedrs/internal/web/webtest"
)

// answers of an applicant, by the part of the form: choices as name=value, and
// text as name:words. A part that is not here is sent as it is.
type answers map[string][]string

// applicants are one of each kind, newcomers all: they have no account before.
var applicants = []struct {
	name, email, side string
	sector            string // of who works elsewhere than in the public sector
	find              string // to look for the institution; empty: it is not in the list
	answers           answers
}{
	{"a mentee of an institution", "sanita.vilka@example.org", "mentee", "", "valsts kontrole", answers{
		"role": {"role=data-analyst"},
		"need": {"motivation:Mana komanda sāk strādāt ar datiem.", "need:Kā izvēlēties, ar ko sākt."},
		"goal": {"goal:Izveidot datu kvalitātes plānu.", "expectations:Atklātas sarunas."}, "topics": {"themes=data", "themes=change"},
		"style": {"style-learning=doing"}, "practical": {"languages=lv", "format=online", "availability=tue-am"},
		"wishes": {"perspective=any"}, "conflicts": {"conflicts=none"}}},
	{"a mentee whose institution is missing", "raitis.egle@example.org", "mentee", "", "", answers{
		"role": {"role=other", "role-other:Digitālo pakalpojumu kurators", "role-category=collaboration"},
		"need": {"motivation:Gribu mācīties.", "need:Padoms."}, "goal": {"goal:Viens labs pakalpojums.", "expectations:Reizi mēnesī."},
		"topics": {"themes=services"}, "practical": {"languages=lv", "languages=en", "format=onsite", "regions=vidzeme", "availability=fri-pm"},
		"wishes": {"perspective=private"}, "conflicts": {"conflicts=none"}}},
	{"a mentor of a company", "karlis.birkens@example.org", "mentor", "private", "", mentoring},
	{"a mentor of an institution", "mara.ziedina@example.org", "mentor", "public", "rīgas valstspilsēta", mentoring},
}

var mentoring = answers{
	"experience": {"years:12", "experience:Esmu ieviesusi datu pārvaldību trīs iestādēs."}, "topics": {"themes=data"},
	"offer": {"support=advice", "offer:Palīdzu ieraudzīt nākamo soli."}, "practical": {"languages=lv", "format=online", "availability=fri-pm"},
	"capacity": {"places:2", "hours:4", "models=individual", "on-demand=yes"}, "conflicts": {"conflicts=none"}}

// TestApplyingJourney comes in as somebody new, fills in the whole form, sends
// it and looks where it stands, in at most twelve pages (R6.1-1).
func TestApplyingJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, first *window) {
		for i, x := range applicants {
			w := first.another(t)
			picture := func(name string) { w.picture(t, fmt.Sprintf("journey/apply-%d-%s", i+1, name)) }
			mark := len(s.terminal.String())
			w.open(t, "/apply/demo/"+x.side)
			picture("begin")
			w.press(t, `main a[href^="/signin?back="]`)
			w.typeIn(t, "#f-email", x.email)
			w.press(t, submit)
			w.typeIn(t, "#f-code", s.codeFor(t, x.email, mark))
			w.press(t, submit)
			w.wantAt(t, "/apply/demo/"+x.side)
			w.typeIn(t, "#f-given_name", "Jauna")
			w.typeIn(t, "#f-family_name", "Persona-Paraugs")
			w.press(t, submit)
			w.work(t, x.find, x.sector)
			seen := map[string]bool{"begin": true, "work": true, "declare": true, "check": true}
			for sent := 0; strings.Contains(w.at(t), "/part/"); sent++ {
				if sent > 20 {
					t.Fatalf("%s: the form does not go on:\n%s", x.name, w.text(t))
				}
				_, part, _ := strings.Cut(w.at(t), "/part/")
				part, _, _ = strings.Cut(part, "#")
				w.answer(t, x.answers[part])
				seen[part] = true
				if i == 0 || i == 2 {
					picture(part)
				}
				w.press(t, submit)
			}
			here := strings.TrimSuffix(w.at(t), "/declare")
			w.tickAll(t)
			w.press(t, submit)
			w.wantAt(t, here+"/check")
			picture("check")
			w.press(t, submit)
			w.wantAt(t, here+"/equality")
			if len(seen) > 12 {
				t.Errorf("%s: %d pages", x.name, len(seen))
			}
			w.press(t, `main a[href$="/done"]`)
			w.says(t, "Pieteikums ir iesniegts")
			picture("done")
			w.open(t, here)
			w.says(t, "Iesniegts")
			picture("status")
			w.quiet(t)
			a, err := s.Applications.Get(t.Context(), application.CommandLine(s.scope(t, "coordinator")), here[strings.LastIndex(here, "/")+1:])
			if err != nil || a.Status != application.Submitted || string(a.Side) != x.side || a.Number == "" {
				t.Errorf("%s: %+v, %v", x.name, a, err)
			}
		}
	})
}

// work fills in the first part: where the applicant works.
func (w *window) work(t testing.TB, find, sector string) {
	t.Helper()
	if sector != "" {
		w.answer(t, []string{"sector=" + sector})
	}
	w.typeIn(t, "[name=position]", "Vadītāja")
	words := find
	if find == "" {
		words = "nekurienes birojs"
	}
	w.typeIn(t, "[name=institution]", words)
	w.press(t, "main button[name=then][value=find], main .beside button, main form button[type=submit]")
	if find == "" {
		w.answer(t, []string{"institution=other", "institution-other:Nekurienes birojs"})
	} else {
		w.do(t, chromedp.Click(chromedp.CSS(`input[name=institution]:not([value=other])`)))
	}
	if webtest.Eval[bool](t, w.Tab, `document.querySelector("[name=official]") !== null`) {
		w.answer(t, []string{"official=no"})
	}
	w.press(t, submit)
	if strings.Contains(w.at(t), "/part/work") { // without script the name is asked for only now
		w.answer(t, []string{"institution-other:Nekurienes birojs"})
		w.press(t, submit)
	}
}

// answer chooses and writes on the page that is open. What is asked only after
// a choice is not there yet: the page comes again.
func (w *window) answer(t testing.TB, list []string) {
	t.Helper()
	for _, x := range list {
		if name, value, choice := strings.Cut(x, "="); choice && !strings.Contains(name, ":") {
			w.choose(t, name, value)
		} else {
			name, words, _ := strings.Cut(x, ":")
			box := fmt.Sprintf("[name=%q]", name)
			if webtest.Eval[bool](t, w.Tab, "document.querySelector(`"+box+"`) !== null") {
				w.typeIn(t, box, words)
			}
		}
	}
}

// choose picks an option of radio buttons, checkboxes or a list, once.
func (w *window) choose(t testing.TB, name, value string) {
	t.Helper()
	option, list := fmt.Sprintf(`input[name=%q][value=%q]`, name, value), fmt.Sprintf("select[name=%q]", name)
	there := func(selector string) bool {
		return webtest.Eval[bool](t, w.Tab, "document.querySelector(`"+selector+"`) !== null")
	}
	switch {
	case there(option + ":not(:checked)"):
		w.do(t, chromedp.Click(chromedp.CSS(option)))
	case there(list):
		w.do(t, chromedp.SetValue(chromedp.CSS(list), value))
	}
}

// tickAll ticks every box of the page.
func (w *window) tickAll(t testing.TB) {
	t.Helper()
	n := webtest.Eval[int](t, w.Tab, `document.querySelectorAll("main input[type=checkbox]").length`)
	for i := range n {
		box := webtest.Eval[string](t, w.Tab, fmt.Sprintf(`document.querySelectorAll("main input[type=checkbox]")[%d].id`, i))
		w.do(t, chromedp.Click(chromedp.CSS("#"+box)))
	}
}
