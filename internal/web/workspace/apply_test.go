package workspace_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web/webtest"
)

func TestMenteeApplies(t *testing.T) {
	h := applying(t)
	h.Set(t, map[setting.Name]string{setting.ContactEmail: "koordinators@example.org"})
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.want("1. daļa no 9", "Darbs", "darba devējs ne")

	w.on("/part/work?find=valsts+kontr", values("institution", "valsts kontr", "position", "Auditore"))
	w.want("Atrasts pēc “valsts kontr”", "Valsts kontrole", "Sarakstā nav")
	if !strings.Contains(w.page.Body, `value="Auditore"`) {
		t.Error("what was typed beside the search is lost")
	}
	w.on("/part/role", values("institution", w.found(), "position", "Auditore", "official", "no"))
	w.want("2. daļa no 9", "Atslēgas lomas", "Cilvēki, kuri izlemj", "Datu analītiķis", "Cita loma")

	pages := 2
	for i, part := range menteeParts {
		to := "/declare"
		if i+1 < len(menteeParts) {
			to = "/part/" + menteeParts[i+1].key
		}
		w.on(to, part.values)
		pages++
	}
	w.want("Ētikas kodekss", "Sadarbības robežas", "Sarunas paliek starp jums", "mentors manas problēmas manā vietā neatrisinās")
	w.on("/check", values("accept", "ethics", "accept", "boundaries", "accept", "own", "accept", "frame"))
	if pages += 2; pages > 12 {
		t.Errorf("%d pages up to sending", pages)
	}
	w.want("Valsts kontrole", "Datu analītiķis", "Dati un to izmantošana", "Pārmaiņu vadība", "Nav norādīts", "Ieva Liepa", "Mainīt : Kura loma jūsu darbam ir vistuvākā?")

	if change := "/account?back=" + url.QueryEscape(w.app("/check")); !strings.Contains(w.page.Body, change) {
		t.Errorf("changing the name is not led back from %s", change)
	}

	w.on("/equality", nil)
	w.want("Pieteikums ir iesniegts.", "Atbildes nav obligātas", "Izlaist šo lapu")
	w.on("/done", values("sex", "female", "birth-year", "1985"))
	w.want("Pieteikums ir iesniegts", "demo-0001", "Nākamo ziņu saņemsiet 2027. gada 8. janvārī.", "koordinators@example.org")
	w.see(w.app(""))
	w.want("Iesniegts", "demo-0001", "Programmas komanda izskata pieteikumu", "2027. gada 8. janvāris", "Pieteikums sākts", "Atsaukt pieteikumu")
	w.see(w.app("/answers"))
	w.want("Izveidot datu kvalitātes plānu.", "Attālināti")
	w.see("/workspace")
	w.want("Mani pieteikumi", "Plūsma demo, demo-0001", "Pašlaik nekas nav jādara", "Nākamo ziņu saņemsiet")
}

func TestMentorAppliesAndPrepares(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Andris", "Vītols"), "mentor")
	w.on("/part/work", values("sector", "private", "institution", "other", "position", "Arhitekts"))
	w.want("Atbildes ir saglabātas", "Iestādes vai organizācijas nosaukums")
	w.on("/part/experience", values("sector", "private", "institution", "other", "institution-other", "SIA Paraugs", "position", "Arhitekts"))
	for i, part := range mentorParts {
		to := "/declare"
		if i+1 < len(mentorParts) {
			to = "/part/" + mentorParts[i+1].key
		}
		w.on(to, part.values)
	}
	if strings.Contains(w.page.Body, "neatrisinās") {
		t.Error("a mentor promises what a mentee does")
	}
	w.on("/check", values("accept", "ethics", "accept", "boundaries"))
	w.want("SIA Paraugs", "Individuālais mentorings")
	w.on("/equality", nil)
	w.see(w.app("/done"))
	w.want("Lasīt kartītes", "piecas īsas mentora kartītes")
	w.see("/workspace")
	w.want("Mentora sagatavošanās")

	w.see(w.app("/preparation"))
	w.want("Izlasītas 0 no 5")
	w.see(w.app("/preparation/" + application.Cards[0]))
	w.want("1. kartīte no 5", "Pārdomām")
	for i := range application.Cards[:4] {
		w.on("/preparation/"+application.Cards[i+1], nil)
	}
	w.on("/preparation", nil)
	w.want("Izlasītas 5 no 5", "Paldies")
	a, err := h.Applications.Own(t.Context(), access.Actor{Person: h.Person(t, "Cits", "Cilvēks").ID, SignIn: "x"}, w.id)
	if err == nil {
		t.Errorf("somebody else reads %s", a.Number)
	}
	w.see(w.app(""))
	if strings.Contains(w.page.Body, "Lasīt kartītes") {
		t.Error("a prepared mentor is asked to read")
	}
}

func TestSomebodyNewGivesTheName(t *testing.T) {
	h := applying(t)
	visitor := h.Visitor(t)
	got := visitor.Get(t, "/apply/demo/mentee")
	for _, text := range []string{"Pieslēgties un sākt", "Kā izmantosim jūsu datus", "Neiesniegtu melnrakstu dzēšam pēc 90 dienām", "2026. gada 11. decembris"} {
		if !strings.Contains(words(got.Body), text) {
			t.Errorf("the page before the first field does not say %q", text)
		}
	}
	if !strings.Contains(got.Body, `href="/signin?back=/apply/demo/mentee"`) {
		t.Error("the way to sign in does not lead back")
	}
	if got := visitor.Post(t, "/apply/demo/mentee", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("a visitor begins: %d", got.Status)
	}

	p := newcomer(t, h, "jauna@example.org")
	w := &walker{Visitor: h.As(t, p), t: t}
	w.see("/apply/demo/mentee")
	w.want("Jūsu vārds", "Uzvārds")
	refused := w.send(values("given_name", "Ilze", "family_name", ""))
	if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Body, `value="Ilze"`) || !strings.Contains(refused.Body, "<title>Kļūda:") {
		t.Errorf("without a family name: %d\n%s", refused.Status, words(refused.Body))
	}
	w.begin("/apply/demo/mentee", values("given_name", "Ilze", "family_name", "Ozola"))
	w.want("1. daļa no 9")
	if got := w.Get(t, "/workspace"); !strings.Contains(got.Body, "Ilze Ozola") {
		t.Error("the name was not kept")
	}
}

func TestARequiredAnswerIsMissing(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	got := w.send(values("position", "Auditore", "institution", ""))
	if got.Status != http.StatusUnprocessableEntity {
		t.Fatalf("%d", got.Status)
	}
	for _, text := range []string{"<title>Kļūda: Darbs", `href="#f-institution"`, `href="#f-official"`, `value="Auditore"`} {
		if !strings.Contains(got.Body, text) {
			t.Errorf("%q is not there", text)
		}
	}
	for _, problem := range webtest.Document(got.Body) {
		t.Error(problem)
	}
	w.on("/workspace", values("position", "Auditore", "then", "later"))
	w.want("Pieteikums ir saglabāts", "Pabeidziet pieteikumu", "Aizpildītas 0 no 9 daļām", "2026. gada 11. decembrim")
	w.see(w.app("/part/work"))
	if !strings.Contains(w.page.Body, `value="Auditore"`) {
		t.Error("what was saved for later is lost")
	}
}

func TestTheLastStepsWantWhatIsMissing(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.see(w.app("/declare"))
	got := w.send(values("accept", "ethics"))
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(words(got.Body), "jāpieņem ētikas kodekss un robežas") {
		t.Errorf("one promise of four: %d", got.Status)
	}
	w.see(w.app("/check"))
	got = w.send(nil)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, w.app("/part/goal?from=check#f-goal")) {
		t.Errorf("an empty application: %d\n%s", got.Status, words(got.Body))
	}
	w.see(w.app("/part/goal") + "?from=check")
	w.on("/check", values("goal", "Plāns.", "expectations", "Padoms."))

	whole := walk(t, h, h.Person(t, "Sanita", "Vilka"), "mentee")
	whole.toCheck()
	whole.see(whole.app("/check"))
	whole.want("Parauga aģentūra")
}

func TestWithoutTheDeclarations(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.see(w.app("/part/work"))
	w.on("/part/role", values("institution", "other", "institution-other", "Aģentūra", "position", "Analītiķe", "official", "no"))
	for i, part := range menteeParts {
		to := "/declare"
		if i+1 < len(menteeParts) {
			to = "/part/" + menteeParts[i+1].key
		}
		w.on(to, part.values)
	}
	w.see(w.app("/check"))
	got := w.send(nil)
	if got.Status != http.StatusConflict || !strings.Contains(words(got.Body), "Vispirms pieņemiet ētikas kodeksu un robežas.") {
		t.Errorf("%d\n%s", got.Status, words(got.Body))
	}
}

func TestSentTwice(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.toCheck()
	first, second := w.send(nil), w.send(nil)
	for _, got := range []webtest.Answer{first, second} {
		if got.Status != http.StatusSeeOther || got.To() != w.app("/equality") {
			t.Errorf("%d to %q", got.Status, got.To())
		}
	}
	w.see(w.app("/done"))
	w.want("demo-0001")
	if diff := cmp.Diff([]string{"Pieteikums ir saņemts"}, letters(t, h)); diff != "" {
		t.Error(diff)
	}
	// what was sent is read, not changed
	late := w.Post(t, w.app("/part/goal"), values("version", "99", "goal", "Cits", "expectations", "Cits"))
	if late.Status != http.StatusConflict || !strings.Contains(late.Body, "Cits") {
		t.Errorf("a change after sending: %d", late.Status)
	}
	if got := w.Get(t, w.app("/part/goal")); got.To() != w.app("") {
		t.Errorf("the part of a sent application leads to %q", got.To())
	}
}

func TestTwoWindows(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.see(w.app("/part/goal"))
	other := *w
	other.on("/part/topics", values("goal", "Mērķis citā logā", "expectations", "Gaidas"))
	got := w.send(values("goal", "Mērķis šajā logā", "expectations", "Gaidas"))
	if got.Status != http.StatusConflict {
		t.Fatalf("%d", got.Status)
	}
	seen := words(got.Body)
	for _, text := range []string{"Mērķis šajā logā", "Mērķis citā logā", "Citur saglabātās atbildes", "mainīts citā logā"} {
		if !strings.Contains(seen, text) {
			t.Errorf("%q is not there:\n%s", text, seen)
		}
	}
	w.page = got
	w.on("/part/topics", values("goal", "Mērķis šajā logā", "expectations", "Gaidas"))
	w.see(w.app("/answers"))
	w.want("Mērķis šajā logā")
}

func TestTheIntakeClosesInTheMiddle(t *testing.T) {
	h := applying(t)
	p := h.Person(t, "Ieva", "Liepa")
	w := walk(t, h, p, "mentee")
	w.toCheck()
	h.Clock.At = h.Clock.At.AddDate(0, 0, 30)
	w.Visitor = h.As(t, p)
	got := w.send(nil)
	if got.Status != http.StatusGone || !strings.Contains(words(got.Body), "Pieteikšanās šajā plūsmā ir beigusies.") {
		t.Errorf("sent after the last day: %d\n%s", got.Status, words(got.Body))
	}
	for _, path := range []string{"/check", "/part/goal", ""} {
		w.see(w.app(path))
		w.want("Melnraksts ir saglabāts, bet iesniegt to vairs nevar.")
	}
	w.see("/apply/demo/mentee")
	w.want("Šajā plūsmā pieteikums jums jau ir")
	w.see("/apply")
	w.want("Pieteikšanās šobrīd ir slēgta")
}

func TestNotMine(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentor")
	other := h.As(t, h.Person(t, "Oskars", "Vanags"))
	for _, path := range []string{"", "/part/work", "/declare", "/check", "/equality", "/done", "/answers", "/withdraw", "/preparation", "/preparation/role"} {
		if got := other.Get(t, w.app(path)); got.Status != http.StatusNotFound {
			t.Errorf("GET %s of somebody else: %d", path, got.Status)
		}
		if path == "" || path == "/done" || path == "/answers" || path == "/preparation" {
			continue
		}
		if got := other.Post(t, w.app(path), values("version", "1")); got.Status != http.StatusNotFound {
			t.Errorf("POST %s of somebody else: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/applications/nothing", w.app("/part/nothing"), w.app("/preparation/nothing"), "/apply/nothing/mentee", "/apply/demo/nothing"} {
		if got := w.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
}

func TestWithdrawAndAgain(t *testing.T) {
	h := applying(t)
	w := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	w.toCheck()
	w.on("/equality", nil)
	w.see(w.app("/withdraw"))
	w.want("Vai tiešām atsaukt pieteikumu?")
	if got := w.Post(t, w.app("/withdraw"), values("version", "1")); got.Status != http.StatusConflict {
		t.Errorf("an old page withdraws: %d", got.Status)
	}
	w.on(w.app(""), nil)
	w.want("Atsaukts", "Pieteikums ir atsaukts.", "Sākt pieteikumu no jauna")
	w.begin("/apply/demo/mentee", nil)
	w.see(w.app(""))
	w.want("Melnraksts", "Aizpildītas 9 no 9 daļām")
	w.see(w.app("/answers"))
	w.want("Izveidot datu kvalitātes plānu.")
}

func TestTheNoticeComesBeforeTheFirstField(t *testing.T) {
	h := applying(t)
	p := h.Person(t, "Ieva", "Liepa")
	v := h.As(t, p)
	actor := access.Actor{Person: p.ID, SignIn: "x"}
	published, err := h.Intakes.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.Applications.Start(t.Context(), actor, published[0].ID, application.Mentee)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/part/work", "/declare", "/check"} {
		if got := v.Get(t, "/applications/"+a.ID+path); got.To() != "/apply/demo/mentee" {
			t.Errorf("%s before the notice: %d to %q", path, got.Status, got.To())
		}
	}
	if got := v.Post(t, "/apply/demo/mentee", nil); got.To() != "/applications/"+a.ID+"/part/work" {
		t.Errorf("after the notice: %q", got.To())
	}
	if a, err = h.Applications.Own(t.Context(), actor, a.ID); err != nil || a.Notice != application.NoticeVersion {
		t.Errorf("the notice is %q, %v", a.Notice, err)
	}
	privacy := h.Visitor(t).Get(t, "/privacy")
	if !strings.Contains(words(privacy.Body), application.NoticeVersion+". versija") {
		t.Error("the privacy notice that everybody reads has another version than the one that is noted")
	}
}

func TestInEnglish(t *testing.T) {
	h := applying(t)
	p := h.Person(t, "Ieva", "Liepa")
	w := &walker{Visitor: h.As(t, p), t: t}
	w.Get(t, "/language?to=en&back=/workspace")
	w.begin("/apply/demo/mentee", nil)
	w.want("Part 1 of 9", "Your work", "Save and continue")
	w.see(w.app("/part/role"))
	w.want("Key roles", "Data analyst", "Another role")
	w.see(w.app("/declare"))
	w.want("Code of ethics", "What you say stays between you", "Version 1")
	w.see(w.app("/part/work"))
	got := w.send(url.Values{})
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "<title>Error:") {
		t.Errorf("%d", got.Status)
	}
}
