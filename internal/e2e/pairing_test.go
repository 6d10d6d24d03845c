package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

// Sizes of the intake that the journey matches.
const (
	manyMentees = 60
	manyMentors = 25
)

// crowd is a screened intake with everybody in it.
type crowd struct {
	s                *service
	programme        string
	intake           intake.Intake
	clerk            access.Actor
	mentees, mentors []partaker
}

// partaker is somebody who takes part in matching.
type partaker struct {
	access.Actor
	app, email, name string
}

// screened makes an intake and accepts so many mentees and mentors, as a file
// and the coordinator's decisions do.
func (s *service) screened(t testing.TB) *crowd {
	t.Helper()
	c := &crowd{s: s, programme: s.scope(t, "coordinator")}
	c.clerk = application.CommandLine(c.programme)
	day := func(days int) string { return s.clock.now().AddDate(0, 0, days).Format(time.DateOnly) }
	x, err := s.Intakes.Create(t.Context(), hand, c.programme, intake.Details{Code: "pairs", NameLV: "Pāru plūsma", NameEN: "Intake of pairs",
		Models: []string{string(catalogue.Individual)}, Dates: intake.Dates{OpensOn: day(-30), ClosesOn: day(-2), NewsOn: day(20)}})
	if err != nil {
		t.Fatal(err)
	}
	if c.intake, err = s.Intakes.Publish(t.Context(), hand, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	c.mentees = c.bring(t, application.Mentee, manyMentees, questionnaire.Answers{"position": {"Analītiķe"}, "role": {"data-analyst"}, "themes": {"data", "change"},
		"motivation": {"Mana komanda sāk strādāt ar datiem."}, "need": {"Kā izvēlēties, ar ko sākt."}, "goal": {"Izveidot datu kvalitātes plānu."},
		"languages": {"lv"}, "format": {"online"}, "availability": {"tue-am"}, "conflicts": {"none"}})
	c.mentors = c.bring(t, application.Mentor, manyMentors, questionnaire.Answers{"sector": {"private"}, "position": {"Datu arhitekte"}, "themes": {"data"},
		"experience": {"Datu pārvaldība trīs iestādēs."}, "offer": {"Palīdzu ieraudzīt nākamo soli."}, "support": {"advice"}, "languages": {"lv"},
		"format": {"online"}, "availability": {"tue-am", "fri-pm"}, "models": {"individual"}, "on-demand": {"no"}, "conflicts": {"none"}})
	if _, err := s.Applications.Announce(t.Context(), c.clerk, c.intake.ID); err != nil {
		t.Fatal(err)
	}
	return c
}

// bring imports people of one side and accepts them. The first mentor has one
// place, the others three.
func (c *crowd) bring(t testing.TB, side application.Side, n int, answers questionnaire.Answers) []partaker {
	t.Helper()
	rows, list := make([]application.Row, n), make([]partaker, n)
	for i := range rows {
		family := fmt.Sprintf("Paraudziņa-%s-%02d", map[application.Side]string{application.Mentee: "Mācās", application.Mentor: "Palīdz"}[side], i)
		list[i].email, list[i].name = fmt.Sprintf("%s.%02d@example.org", side, i), "Paraugs "+family
		own := questionnaire.Answers{}
		for key, given := range answers {
			own[key] = given
		}
		if side == application.Mentor {
			own["places"], own["hours"] = []string{map[bool]string{true: "1", false: "3"}[i == 0]}, []string{"6"}
		}
		rows[i] = application.Row{Line: i + 2, Answers: own, Person: account.Details{GivenName: "Paraugs", FamilyName: family, Email: list[i].email, Language: "lv"}}
	}
	if _, err := c.s.Applications.Import(t.Context(), c.clerk, c.intake.ID, side, rows, false, nil); err != nil {
		t.Fatal(err)
	}
	page, err := c.s.Applications.Queue(t.Context(), c.clerk, application.Filter{Intake: c.intake.ID, Side: side}, application.MaxPage)
	if err != nil || len(page.Items) != n {
		t.Fatalf("%d came in, %v", len(page.Items), err)
	}
	for _, item := range page.Items {
		a, err := c.s.Applications.Get(t.Context(), c.clerk, item.ID)
		if err == nil {
			_, err = c.s.Applications.Decide(t.Context(), c.clerk, a.ID, a.Version, application.Decision{Status: application.Eligible, Note: "Sarunāts."})
		}
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(p partaker) bool { return p.name == item.Name })
		list[i].app, list[i].Actor = a.ID, access.Actor{Person: a.Person, SignIn: "e2e"}
	}
	return list
}

// shortlist is what a mentee is offered, the best first.
func (c *crowd) shortlist(mentee int, mentors ...int) pairing.Shortlist {
	l := pairing.Shortlist{Mentee: c.mentees[mentee].app}
	for _, m := range mentors {
		l.Candidates = append(l.Candidates, pairing.Candidate{Mentor: c.mentors[m].app, Why: reasons})
	}
	return l
}

// round has the coordinator run the engine, draft a round and send it, all on the
// desk's pages. In the draft the first mentees get what the journey is about: two
// mentors to order, the same one who has one place, silence, a no.
func (c *crowd) round(t testing.TB, w *window) pairing.Round {
	t.Helper()
	w.comeIn(t, emailOf("coordinator"))
	w.open(t, "/coordination/matching/new?intake="+c.intake.ID)
	w.press(t, "main form#form button[type=submit]")
	w.says(t, "Nekas nav nosūtīts")
	w.picture(t, "journey/pairing-run")
	w.open(t, w.at(t)+"/draft")
	w.press(t, submit)
	w.says(t, "Melnraksts ir gatavs")
	here := w.at(t)
	r, err := c.s.Pairing.Round(t.Context(), c.clerk, here[strings.LastIndex(here, "/")+1:])
	for _, l := range []pairing.Shortlist{c.shortlist(0, 1, 2), c.shortlist(1, 0, 4), c.shortlist(2, 0, 5), c.shortlist(3, 6, 7), c.shortlist(4, 9, 10)} {
		if err == nil {
			r, err = c.s.Pairing.Arrange(t.Context(), c.clerk, r.ID, r.Version, l)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	w.open(t, here+"/send")
	w.says(t, "60 mentorējamo")
	w.press(t, submit)
	w.says(t, "Kārta ir nosūtīta")
	w.picture(t, "journey/pairing-sent")
	w.quiet(t)
	return r
}

// card is what somebody sees of somebody.
func (c *crowd) card(t testing.TB, x, of partaker, side pairing.Side) pairing.Card {
	t.Helper()
	cards, err := c.s.Pairing.Cards(t.Context(), x.Actor, side)
	i := slices.IndexFunc(cards, func(k pairing.Card) bool { return k.Other == of.Person })
	if err != nil || i < 0 {
		t.Fatalf("%s sees nothing of %s: %v", x.name, of.name, err)
	}
	return cards[i]
}

// TestPairingJourney goes from 60 screened mentees and 25 mentors through a round
// with yes, no, silence and a full mentor to mentorships.
func TestPairingJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, first *window) {
		c := s.screened(t)
		r := c.round(t, first.another(t))
		s.quiet(t)
		windows := map[string]*window{}
		as := func(p partaker) *window {
			t.Helper()
			if windows[p.email] == nil {
				windows[p.email] = first.another(t)
				windows[p.email].comeIn(t, p.email)
				windows[p.email].wantAt(t, "/workspace")
			}
			return windows[p.email]
		}
		c.twoYeses(t, as)
		c.oneNo(t, as)
		c.lastPlace(t, as)
		c.everybodyElse(t)
		c.silence(t, first, r)
		for _, w := range windows {
			w.quiet(t)
		}
		c.count(t, r)
	})
}

// twoYeses: a mentee orders two mentors and names a time, the first of them
// agrees and says yes.
func (c *crowd) twoYeses(t *testing.T, as func(partaker) *window) {
	mentee, mentor, other := c.mentees[0], c.mentors[2], c.mentors[1]
	w := as(mentee)
	w.says(t, "Jums ir sadarbības piedāvājumi")
	w.picture(t, "journey/pairing-home")
	w.press(t, `main .empty a`)
	w.says(t, "Mentors var palīdzēt ar to, kas vajadzīgs")
	w.picture(t, "journey/pairing-cards")
	w.choose(t, "answer-"+c.card(t, mentee, mentor, pairing.Mentee).ID, "1")
	w.choose(t, "answer-"+c.card(t, mentee, other, pairing.Mentee).ID, "2")
	w.choose(t, "shares", "yes")
	w.press(t, "#answer button")
	w.says(t, "Izvēle ir saglabāta")
	path := pairing.Path + "/" + c.card(t, mentee, mentor, pairing.Mentee).ID
	w.open(t, path+"/talk")
	day := c.s.clock.now().AddDate(0, 0, 2).Format(time.DateOnly)
	w.do(t, chromedp.SetValue(chromedp.CSS("[name=talk]"), day), chromedp.SetValue(chromedp.CSS("[name=time]"), "10:00"))
	w.press(t, submit)
	w.says(t, "Laiks ir piedāvāts")

	m := as(mentor)
	m.says(t, "Jums ir sadarbības piedāvājums")
	m.open(t, path+"/talk")
	m.press(t, "#agree button")
	m.says(t, "Norunāts")
	m.says(t, mentee.email)
	m.open(t, path)
	m.says(t, "Mana komanda sāk strādāt ar datiem.")
	m.picture(t, "journey/pairing-answer")
	m.yes(t)
	m.picture(t, "journey/pairing-begun")
	w.open(t, "/workspace")
	w.says(t, "Jūsu sadarbības")
	w.says(t, mentor.name)
	w.picture(t, "journey/pairing-home-begun")
	if card := c.card(t, mentee, other, pairing.Mentee); card.Seen != pairing.SeenClosed {
		t.Errorf("the second choice is %s", card.Seen)
	}
}

// yes answers the proposal that is open and confirms it.
func (w *window) yes(t testing.TB) {
	t.Helper()
	w.choose(t, "reply", "yes")
	w.press(t, "#answer button")
	w.says(t, "Vai sākt sadarbību?")
	w.press(t, submit)
	w.says(t, "Sadarbība ir sākusies")
}

// oneNo: the mentor says no, which the mentee does not see; the next one in the
// mentee's order is asked.
func (c *crowd) oneNo(t *testing.T, as func(partaker) *window) {
	mentee, mentor, next := c.mentees[4], c.mentors[9], c.mentors[10]
	c.wants(t, mentee, mentor, next)
	m := as(mentor)
	m.open(t, pairing.Path+"/"+c.card(t, mentor, mentee, pairing.Mentor).ID)
	m.choose(t, "reply", "no")
	m.press(t, "#answer button")
	m.says(t, "Šo atbildi vēlāk vairs nevar mainīt")
	m.press(t, submit)
	m.says(t, "Jūs atteicāt")
	c.s.quiet(t)
	w := as(mentee)
	w.open(t, pairing.Path)
	w.says(t, "Agrākie piedāvājumi")
	w.says(t, "Šis piedāvājums vairs nav spēkā")
	w.picture(t, "journey/pairing-next")
	if card := c.card(t, mentee, next, pairing.Mentee); card.Seen != pairing.SeenTheirs {
		t.Errorf("the next mentor is not asked: %s", card.Seen)
	}
}

// lastPlace: two mentees want the mentor who has one place. One gets it; for the
// other the next mentor is asked.
func (c *crowd) lastPlace(t *testing.T, as func(partaker) *window) {
	mentor := c.mentors[0]
	c.wants(t, c.mentees[1], mentor, c.mentors[4])
	c.wants(t, c.mentees[2], mentor, c.mentors[5])
	m := as(mentor)
	m.open(t, pairing.Path)
	m.says(t, "0 no 1")
	m.says(t, c.mentees[2].name)
	m.picture(t, "journey/pairing-load")
	old := pairing.Path + "/" + c.card(t, mentor, c.mentees[2], pairing.Mentor).ID
	m.open(t, pairing.Path+"/"+c.card(t, mentor, c.mentees[1], pairing.Mentor).ID)
	m.says(t, "Tā ir jūsu pēdējā brīvā vieta")
	m.yes(t)
	m.open(t, old)
	m.says(t, "Šis piedāvājums vairs nav spēkā")
	c.s.quiet(t)
	m.open(t, pairing.Path)
	m.says(t, "1 no 1")
	w := as(c.mentees[2])
	w.open(t, pairing.Path)
	w.says(t, "Gaidām mentora atbildi")
	if card := c.card(t, c.mentees[2], c.mentors[5], pairing.Mentee); card.Seen != pairing.SeenTheirs {
		t.Errorf("after the last place was taken the next mentor is not asked: %s", card.Seen)
	}
}

// wants says yes for a mentee, in an order.
func (c *crowd) wants(t testing.TB, mentee partaker, mentors ...partaker) {
	t.Helper()
	var choices []pairing.Choice
	for _, m := range mentors {
		k := c.card(t, mentee, m, pairing.Mentee)
		choices = append(choices, pairing.Choice{Proposal: k.ID, Version: k.Version, Reply: pairing.Yes})
	}
	if err := c.s.Pairing.Choose(t.Context(), mentee.Actor, mentee.app, choices); err != nil {
		t.Fatal(err)
	}
}

// everybodyElse says yes to all cards, and the mentors to as many as they have
// places for, until nobody is asked anything. The two mentors of the mentee who
// is silent keep their places: others say no to them.
func (c *crowd) everybodyElse(t *testing.T) {
	t.Helper()
	for c.chooseAll(t)+c.answerAll(t) > 0 {
		c.s.quiet(t) // the next in line are asked, reserves go out
	}
}

func (c *crowd) chooseAll(t testing.TB) (n int) {
	t.Helper()
	for _, mentee := range c.mentees[5:] {
		cards, err := c.s.Pairing.Cards(t.Context(), mentee.Actor, pairing.Mentee)
		if err != nil {
			t.Fatal(err)
		}
		var choices []pairing.Choice
		for _, k := range cards {
			if k.Seen != pairing.SeenYours {
				continue
			}
			reply := pairing.Yes
			if k.Other == c.mentors[6].Person || k.Other == c.mentors[7].Person {
				reply = pairing.No
			}
			choices = append(choices, pairing.Choice{Proposal: k.ID, Version: k.Version, Reply: reply})
		}
		if len(choices) == 0 {
			continue
		}
		if err := c.s.Pairing.Choose(t.Context(), mentee.Actor, mentee.app, choices); err != nil {
			t.Fatal(err)
		}
		n += len(choices)
	}
	return n
}

func (c *crowd) answerAll(t testing.TB) (n int) {
	t.Helper()
	for _, mentor := range c.mentors {
		cards, err := c.s.Pairing.Cards(t.Context(), mentor.Actor, pairing.Mentor)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range cards {
			if now, err := c.s.Pairing.Card(t.Context(), mentor.Actor, k.ID); err != nil || now.Seen != pairing.SeenYours {
				continue // another yes took the last place
			}
			if _, err := c.s.Pairing.Answer(t.Context(), mentor.Actor, k.ID, k.Version, pairing.Yes); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
	return n
}

// silence: who did not answer for a week waits again, and knows until when.
func (c *crowd) silence(t *testing.T, first *window, r pairing.Round) {
	const week = 8 * 24 * time.Hour
	mentee := c.mentees[3]
	c.s.clock.forward(week)
	if err := c.s.DB.Tx(t.Context(), func(tx *db.Tx) error { return c.s.Queue.Enqueue(t.Context(), tx, pairing.Sweep{}) }); err != nil {
		t.Fatal(err)
	}
	await(t, "the round to close by itself", func() bool {
		now, err := c.s.Pairing.Round(t.Context(), c.clerk, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now.Status == pairing.RoundClosed
	})
	c.s.clock.forward(-week) // browser sessions keep the machine's time
	first.comeIn(t, mentee.email)
	first.says(t, "Meklējam jums mentoru")
	first.open(t, pairing.Path)
	first.says(t, "Nākamo ziņu saņemsiet")
	first.says(t, "Atbildes termiņš ir beidzies")
	first.picture(t, "journey/pairing-silence")
	first.open(t, "/applications/"+mentee.app)
	first.says(t, "Meklējam jums mentoru")
	first.quiet(t, http.StatusNotFound)
}

// count compares mentorships with yeses and places: never one above either.
func (c *crowd) count(t *testing.T, r pairing.Round) {
	t.Helper()
	parties, err := c.s.Pairing.Parties(t.Context(), c.clerk, c.intake.ID)
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, p := range parties {
		if p.Taken > p.Places {
			t.Errorf("%d of %d places are taken", p.Taken, p.Places)
		}
		taken += int(p.Taken)
	}
	accepted, err := c.s.Pairing.Proposals(t.Context(), c.clerk, pairing.Filter{Intake: c.intake.ID, Round: r.ID, Status: pairing.Accepted}, pairing.MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	running, err := c.s.Mentorships.List(t.Context(), c.clerk, mentorship.Filter{Programme: c.programme}, mentorship.MaxPage)
	running = slices.DeleteFunc(running, func(m mentorship.Mentorship) bool { return m.Intake != c.intake.ID })
	if err != nil || len(running) != taken || len(accepted) != taken || taken < manyMentees/2 {
		t.Errorf("%d mentorships, %d accepted, %d places taken (%v)", len(running), len(accepted), taken, err)
	}
	waiting, err := c.s.Pairing.Waiting(t.Context(), c.clerk, c.intake.ID, pairing.Cursor{}, pairing.MaxPage)
	if err != nil || len(waiting)+taken != manyMentees || !slices.ContainsFunc(waiting, func(w pairing.Waiting) bool { return w.Application == c.mentees[3].app }) {
		t.Errorf("%d wait, %d have a mentor (%v)", len(waiting), taken, err)
	}
}
