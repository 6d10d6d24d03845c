package workspace_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web/webtest"
)

// goes posts to a path and follows the way on.
func (w *walker) goes(path, to string, form url.Values) {
	w.t.Helper()
	got := w.Post(w.t, path, form)
	if got.Status != http.StatusSeeOther || got.To() != to {
		w.t.Fatalf("%s: %d to %q, want %q\n%s", path, got.Status, got.To(), to, words(got.Body))
	}
	w.see(to)
}

// asks posts to a path, which shows a page to confirm.
func (w *walker) asks(path string, form url.Values, texts ...string) {
	w.t.Helper()
	w.path, w.page = path, w.Post(w.t, path, form)
	if w.page.Status != http.StatusOK {
		w.t.Fatalf("%s: %d to %q\n%s", path, w.page.Status, w.page.To(), words(w.page.Body))
	}
	for _, problem := range webtest.Document(w.page.Body) {
		w.t.Errorf("%s: %s", path, problem)
	}
	w.want(texts...)
}

// refused posts to a path and reads why not.
func (w *walker) refused(path string, status int, form url.Values, texts ...string) {
	w.t.Helper()
	w.path, w.page = path, w.Post(w.t, path, form)
	if w.page.Status != status {
		w.t.Fatalf("%s: %d, want %d\n%s", path, w.page.Status, status, words(w.page.Body))
	}
	w.want(texts...)
}

func radio(c pairing.Card) string { return "answer-" + c.ID }

// TestFromCardsToMentorship is the whole way of one mentee and two mentors on
// their pages: cards, an order, a no that nobody sees, a talk, and two yeses.
func TestFromCardsToMentorship(t *testing.T) {
	d := matching(t)
	ieva, anna, otto := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1), d.mentor("Otto", "Ozols", 2)
	ieva.see(ieva.app("/proposals"))
	ieva.want("Meklējam jums mentoru", "Nākamo ziņu saņemsiet 2027. gada 8. janvārī")
	d.propose(ieva, anna, otto)
	all := ieva.app("/proposals")
	ieva.see("/workspace")
	ieva.want("Jums ir sadarbības piedāvājumi", "Atbildi gaidīsim līdz 2026. gada 30. novembrim")
	ieva.see(all)
	ieva.want("Anna Vītola", "Otto Ozols", "Datu arhitekts", "Mentors var palīdzēt ar to, kas vajadzīgs: dati un to izmantošana un pārmaiņu vadība.", "Kā ir vieglāk mācīties?",
		"Palīdzu ieraudzīt nākamo soli.", "Latviešu · Angļu", "Jā, mana 2. izvēle", "Sagatavošanās lapa (A)")
	ieva.wantNot("%", "forgotten", "Privāta piezīme", "anna.vitola@example.org")
	if a, o := strings.Index(ieva.page.Body, "Anna Vītola"), strings.Index(ieva.page.Body, "Otto Ozols"); a > o {
		t.Error("the second one stands first")
	}
	if got := anna.Get(t, d.path(ieva, anna, pairing.Mentee, "")); got.Status != http.StatusNotFound {
		t.Errorf("a mentor who is not asked opens the proposal: %d", got.Status)
	}
	a, o := d.card(ieva, anna, pairing.Mentee), d.card(ieva, otto, pairing.Mentee)
	ieva.refused(all, http.StatusUnprocessableEntity, ieva.fill(radio(a), "1", radio(o), "1"), "1. izvēle var būt tikai viens mentors")
	ieva.see(all)
	twice := ieva.fill(radio(a), "2", radio(o), "1", "shares", "yes")
	ieva.goes(all, all, twice)
	ieva.want("Izvēle ir saglabāta", "Jūs piekritāt. Gaidām mentora atbildi", "Mentors var atbildēt līdz")
	ieva.goes(all, all, twice) // a button that is pressed twice
	d.work()

	otto.see("/workspace")
	otto.want("Jums ir sadarbības piedāvājums")
	own := d.path(otto, ieva, pairing.Mentor, "")
	otto.see(own)
	otto.want("Ieva Kalniņa", "Mana komanda sāk strādāt ar datiem.", "0 no 2", "Vai vēlaties strādāt kopā?")
	otto.wantNot("Anna", "izvēle", "ieva.kalnina@example.org")
	otto.asks(own, otto.fill("reply", "no"), "Šo atbildi vēlāk vairs nevar mainīt", "Par atteikumu otrai pusei nesakām")
	otto.goes(own, own, otto.fill())
	otto.want("Jūs atteicāt", "Otrai pusei par to nesakām")
	d.work()

	ieva.see(all)
	ieva.want("Agrākie piedāvājumi", "Otto Ozols", "Šis piedāvājums vairs nav spēkā")
	ieva.wantNot("atteica", "noraid")
	d.talk(ieva, anna)
	d.accept(anna, ieva)
	ieva.see(all)
	ieva.want("Jums ir mentors", "anna.vitola@example.org")
	ieva.see("/workspace")
	ieva.want("Jūsu sadarbības", "Anna Vītola", "Esat šeit", "Jūsu sadarbības")
	ieva.see(ieva.app(""))
	ieva.want("Jums ir mentors", "Vienojieties par pirmo tikšanos")
	anna.see(anna.app("/proposals"))
	anna.want("1 no 1", "Visas jūsu vietas ir aizņemtas")
}

// talk has the mentee name a time and the mentor agree, each by a page.
func (d *desk) talk(mentee, mentor *party) {
	d.t.Helper()
	path := d.path(mentee, mentor, pairing.Mentee, "/talk")
	mentee.see(path)
	mentee.want("Laiks vēl nav norunāts", "Pietiek ar 30 minūtēm")
	mentee.refused(path, http.StatusUnprocessableEntity, mentee.fill("talk", "2027-11-25", "time", "12:00"), "Izvēlieties laiku nākamo 30 dienu laikā")
	mentee.refused(path, http.StatusUnprocessableEntity, mentee.fill("talk", "", "time", ""), "Izvēlieties laiku")
	mentee.see(path)
	form := mentee.fill("talk", "2026-11-25", "time", "12:00")
	mentee.goes(path, path, form)
	mentee.want("trešdiena, 2026. gada 25. novembris, plkst. 12.00", "Gaidām otras puses piekrišanu")
	mentee.goes(path, path, form)
	mentor.see(path)
	mentor.wantNot(mentee.Email)
	form = mentor.fill("do", "agree")
	mentor.goes(path, path, form)
	mentor.want("Norunāts", mentee.Email)
	mentor.goes(path, path, form)
	mentee.see(path)
	mentee.want("Norunāts", mentor.Email)
}

// accept has a mentor say yes and confirm it, twice.
func (d *desk) accept(mentor, mentee *party) {
	d.t.Helper()
	path := d.path(mentor, mentee, pairing.Mentor, "")
	mentor.see(path)
	mentor.asks(path, mentor.fill("reply", "yes"), "Vai sākt sadarbību?", "Sadarbība aizņems vienu no jūsu vietām", "interešu konflikta jums nav")
	form := mentor.fill()
	mentor.goes(path, path, form)
	mentor.want("Sadarbība ir sākusies", mentee.Email)
	mentor.goes(path, path, form)
	d.work()
}

// TestAMenteesNo asks once more, is final, and leaves the rest in its order; a
// yes is taken back while the mentor thinks.
func TestAMenteesNo(t *testing.T) {
	d := matching(t)
	ieva, anna, otto := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1), d.mentor("Otto", "Ozols", 2)
	d.propose(ieva, anna, otto)
	all := ieva.app("/proposals")
	a, o := d.card(ieva, anna, pairing.Mentee), d.card(ieva, otto, pairing.Mentee)
	ieva.see(all)
	ieva.refused(all, http.StatusUnprocessableEntity, ieva.fill(), "Atbildiet vismaz uz vienu piedāvājumu")
	ieva.see(all)
	ieva.asks(all, ieva.fill(radio(a), "no", radio(o), "1"), "Jūs sakāt “nē”: Anna Vītola.", "Šo atbildi vēlāk vairs nevar mainīt")
	if d.card(ieva, anna, pairing.Mentee).Seen != pairing.SeenYours {
		t.Fatal("a no is taken before it is confirmed")
	}
	form := ieva.fill()
	ieva.goes(all, all, form)
	ieva.goes(all, all, form)
	ieva.want("Jūs atteicāt", "Jūs piekritāt. Gaidām mentora atbildi")
	if got := anna.Get(t, pairing.Path+"/"+a.ID); got.Status != http.StatusNotFound {
		t.Errorf("the mentor learns of a no: %d", got.Status)
	}
	ieva.see(all)
	ieva.asks(all, ieva.fill(radio(o), "no"), "Otto Ozols")
	ieva.goes(all, all, ieva.fill())
	d.work()
	ieva.want("Meklējam jums mentoru", "2027. gada 8. janvārī")
	path := pairing.Path + "/" + o.ID
	otto.see(path)
	otto.want("Šis piedāvājums vairs nav spēkā")
	otto.wantNot("atteic", "Vai vēlaties strādāt kopā?")
	otto.refused(path, http.StatusGone, values("reply", "yes", "version", "1"), "Šis piedāvājums vairs nav spēkā")
	for _, rest := range []string{"/conflict", "/talk"} {
		if got := otto.Get(t, path+rest); got.To() != path {
			t.Errorf("%s of what is over: %d to %q", rest, got.Status, got.To())
		}
	}
}

// TestTimeAndPause: a mentor asks for time, pauses in the same form, and cannot
// say yes before the pause ends.
func TestTimeAndPause(t *testing.T) {
	d := matching(t)
	ieva, anna := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 2)
	d.propose(ieva, anna)
	all, a := ieva.app("/proposals"), d.card(ieva, anna, pairing.Mentee)
	ieva.see(all)
	ieva.goes(all, all, ieva.fill(radio(a), "later"))
	ieva.want("Atbildi gaidīsim līdz 2026. gada 4. decembrim")
	ieva.goes(all, all, ieva.fill(radio(a), "1"))
	path := d.path(anna, ieva, pairing.Mentor, "")
	anna.see(path)
	anna.refused(path, http.StatusUnprocessableEntity, anna.fill(), "Izvēlieties atbildi")
	anna.see(path)
	anna.goes(path, path, anna.fill("reply", "later", "pause", "yes"))
	anna.want("Atbildes termiņš ir pagarināts", "Vispirms beidziet pauzi")
	anna.wantNot("Jā, vēlos sadarboties")
	anna.refused(path, http.StatusConflict, anna.fill("reply", "yes", "confirmed", "yes"), "Vispirms beidziet pauzi")
	anna.see(path)
	anna.goes(anna.app("/pause"), path, anna.fill())
	anna.want("Pauze ir beigusies", "Jā, vēlos sadarboties")
	anna.see(anna.app("/proposals"))
	anna.goes(anna.app("/pause"), anna.app("/proposals"), values("paused", "yes"))
	anna.want("Jaunus piedāvājumus pagaidām nesūtīsim", "Beigt pauzi")
	if got := anna.Post(t, anna.app("/pause"), nil); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a pause of nothing: %d", got.Status)
	}
	if got := ieva.Post(t, ieva.app("/pause"), values("paused", "yes")); got.Status != http.StatusNotFound {
		t.Errorf("a mentee pauses: %d", got.Status)
	}
	d.Clock.At = d.Clock.At.Add(15 * 24 * time.Hour)
	late := d.As(t, anna.Person)
	if got := late.Post(t, path, values("reply", "yes", "version", "3", "confirmed", "yes")); got.Status != http.StatusGone {
		t.Errorf("an answer too late: %d\n%s", got.Status, words(got.Body))
	}
}

// TestAPageThatIsOld: what changed while the page was open is shown, with the
// answers that still count.
func TestAPageThatIsOld(t *testing.T) {
	d := matching(t)
	ieva, anna, otto := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1), d.mentor("Otto", "Ozols", 2)
	d.propose(ieva, anna, otto)
	all := ieva.app("/proposals")
	a, o := d.card(ieva, anna, pairing.Mentee), d.card(ieva, otto, pairing.Mentee)
	ieva.see(all)
	old := ieva.fill(radio(a), "1", radio(o), "2")
	d.must(d.Pairing.Withdraw(t.Context(), d.staff, a.ID, a.Version))
	ieva.refused(all, http.StatusConflict, old, "Kamēr lapa bija atvērta, piedāvājumi mainījās", "Jā, vēlos sadarboties")
	if !strings.Contains(ieva.page.Body, `class="errors"`) {
		t.Error("no summary of what is wrong")
	}
	d.must(d.Pairing.Withdraw(t.Context(), d.staff, o.ID, o.Version))
	ieva.refused(all, http.StatusConflict, old, "Kamēr lapa bija atvērta", "Meklējam jums mentoru")
	ieva.refused(all, http.StatusConflict, values("nothing", "here"), "Meklējam jums mentoru")
}

// TestAConflictOfInterest ends what is open, and the other side hears no reason.
func TestAConflictOfInterest(t *testing.T) {
	d := matching(t)
	ieva, anna := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1)
	d.propose(ieva, anna)
	path := d.path(ieva, anna, pairing.Mentee, "/conflict")
	ieva.see(path)
	ieva.want("Anna Vītola", "Ģimenes loceklis vai tuvs radinieks", "Šo pāri vairs nepiedāvāsim")
	ieva.refused(path, http.StatusUnprocessableEntity, values("tie", "friends"), "Izvēlieties, kādas ir saites")
	ieva.goes(path, ieva.app("/proposals"), values("tie", "family"))
	ieva.want("Paziņojums ir saņemts", "Agrākie piedāvājumi")
	card := strings.TrimSuffix(path, "/conflict")
	for _, way := range []webtest.Answer{ieva.Post(t, path, values("tie", "family")), ieva.Get(t, path)} {
		if way.To() != card {
			t.Errorf("declared twice: %d to %q", way.Status, way.To())
		}
	}
	for _, who := range []*party{anna, d.mentee("Cita", "Persona")} {
		if got := who.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", who.Name(), got.Status)
		}
	}
}

// TestSheets: the mentee has both, the mentor the guide; they are read as the
// programme words them.
func TestSheets(t *testing.T) {
	d := matching(t)
	ieva, anna := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1)
	d.propose(ieva, anna)
	a := d.card(ieva, anna, pairing.Mentee)
	d.must(d.Pairing.Choose(t.Context(), actor(ieva), ieva.id, []pairing.Choice{{Proposal: a.ID, Version: a.Version, Reply: pairing.Yes}}))
	at := pairing.Path + "/" + a.ID + "/sheets/"
	ieva.see(at + "preparation")
	ieva.want("Pirms tikšanās ar mentoru", "Vai man derētu šāds darba veids un šis cilvēks?", "Vēl jāpadomā")
	for _, who := range []*party{ieva, anna} {
		who.see(at + "guide")
		who.want("Ceļvedis pirmajai sarunai", "6 min", "Kuri trīs vārdi par tevi pasaka visvairāk?")
	}
	for path, who := range map[string]*party{at + "preparation": anna, at + "goals": ieva, at + "guide": d.mentor("Cita", "Persona", 1)} {
		if got := who.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// TestWhereLettersLead: to what waits for an answer, and home where nothing does.
func TestWhereLettersLead(t *testing.T) {
	d := matching(t)
	ieva, anna := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola", 1)
	if got := d.As(t, d.Person(t, "Cita", "Persona")).Get(t, pairing.Path); got.To() != "/workspace" {
		t.Errorf("somebody else: %q", got.To())
	}
	d.propose(ieva, anna)
	for _, who := range []*party{ieva, anna} {
		if got := who.Get(t, pairing.Path); got.To() != who.app("/proposals") {
			t.Errorf("%s: %q", who.Name(), got.To())
		}
	}
	if got := d.Visitor(t).Get(t, pairing.Path); got.To() != "/signin?back=%2Fproposals" {
		t.Errorf("nobody: %q", got.To())
	}
	other := d.mentee("Cita", "Paraudziņa")
	if got := other.Get(t, ieva.app("/proposals")); got.Status != http.StatusNotFound {
		t.Errorf("somebody else's: %d", got.Status)
	}
}
