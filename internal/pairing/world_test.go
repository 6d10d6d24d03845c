package pairing_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
)

// world is an intake with its coordinator, a clock that the test moves and mail
// that is held.
type world struct {
	*pairing.Service
	t      testing.TB
	clock  time.Time
	intake intake.Intake
	staff  access.Actor // coordinator
	other  access.Actor // coordinator of another programme
	lead   access.Actor
	refs   map[pairing.Side]string
	number int
}

var admin = somebody(access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d)) })
}

// newWorld begins on a Monday, in winter time.
func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC), refs: map[pairing.Side]string{}}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	w.must(err)
	zone, err := time.LoadLocation(i18n.Zone)
	w.must(err)
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
	w.must(err)
	accounts := &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"}
	intakes := &intake.Service{DB: d, Now: now, Zone: zone}
	w.Service = &pairing.Service{DB: d, Now: now, Zone: zone, Texts: texts, Outbox: outbox, Intakes: intakes, Accounts: accounts, URL: "https://example.org",
		Applications: &application.Service{DB: d, Now: now, Intakes: intakes, Accounts: accounts, Outbox: outbox, Texts: texts, URL: "https://example.org"},
		Mentorships:  &mentorship.Service{DB: d, Now: now, Accounts: accounts, Intakes: intakes}}
	w.Register(registry)
	w.Queue = jobtest.Queue(t, d, registry, nil)
	outbox.Queue = w.Queue
	w.ground()
	return w
}

func (w *world) ground() {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := (&questionnaire.Service{DB: w.DB, Now: w.Now}).Seed(ctx)
	w.must(err)
	programmes := &programme.Service{DB: w.DB, Now: w.Now}
	var ids []string
	for _, name := range []string{"Mentorings", "Cita"} {
		p, err := programmes.Create(ctx, admin, programme.Details{NameLV: name, NameEN: name})
		w.must(err)
		p, err = programmes.Open(ctx, admin, p.ID, p.Version)
		w.must(err)
		ids = append(ids, p.ID)
	}
	w.staff, w.other, w.lead = somebody(in(access.Coordinator, ids[0])), somebody(in(access.Coordinator, ids[1])), somebody(in(access.Lead, ids[0]))
	for _, side := range []pairing.Side{pairing.Mentee, pairing.Mentor} {
		form, err := questionnaire.Current(ctx, w.DB, application.FormKey(side), ids[0])
		w.must(err)
		ref, err := json.Marshal(form.Ref())
		w.must(err)
		w.refs[side] = string(ref)
	}
	x, err := w.Intakes.Create(ctx, admin, ids[0], intake.Details{Code: "2027-1", NameLV: "Pavasaris", NameEN: "Spring",
		Dates: intake.Dates{OpensOn: "2026-12-10", ClosesOn: "2027-01-10", NewsOn: "2027-02-20"}, Models: []string{"individual", "group", "reverse"}})
	w.must(err)
	w.intake, err = w.Intakes.Publish(ctx, admin, x.ID, x.Version)
	w.must(err)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		if f := fault.As(err); f != nil {
			w.t.Fatalf("%v %v", err, f.Fields)
		}
		w.t.Fatal(err)
	}
}

// someone is an applicant.
type someone struct {
	access.Actor
	app string
}

// answers of a mentee hold texts at length and a private one; those of a mentor
// the places.
func answers(side pairing.Side, places int) string {
	if side == pairing.Mentee {
		return `{"position": ["Referente"], "motivation": ["slepenais iemesls"], "themes": ["data"], "conflicts": ["family"], "conflict-people": ["Radinieks"]}`
	}
	return fmt.Sprintf(`{"position": ["Arhitekts"], "offer": ["Palīdzēšu ar datiem."], "places": ["%d"], "models": ["individual", "group", "reverse"], "adjustments": ["privāti"]}`, places)
}

// apply makes an eligible applicant with as few statements as that takes; one
// made later has waited shorter.
func (w *world) apply(tx *db.Tx, side pairing.Side, places int) someone {
	w.t.Helper()
	w.number++
	ctx, a := w.t.Context(), somebody()
	name := fmt.Sprintf("%04d", w.number)
	_, err := db.Exec(ctx, tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text, created_at, updated_at, version)
		values ($1, $2, $3, $4, $4, '', 'lv', 'active', '', '', $5, $5, 1)`, a.Person, string(side), name, a.Person+"@example.org", w.clock)
	w.must(err)
	x := someone{a, id.New()}
	at := w.clock.Add(time.Duration(w.number) * time.Second)
	_, err = db.Exec(ctx, tx, `insert into application (id, intake_id, programme_id, person_id, side, number, status, fit, submitted_at, employer, person_text, search_text,
		role_code, category, questionnaire, notice_version, declared, conflicts, checklist, news_on, reason, note, source, digest, quiet, decided_by,
		created_at, updated_at, version, answers)
		values ($1, $2, $3, $4, $5, $6, 'eligible', 'yes', $7, 'Iestāde', '', '', '', '', $8, '1', '{}', false, '', '', '', '', 'form', '', false, '', $7, $7, 1, $9)`,
		x.app, w.intake.ID, w.intake.Programme, x.Person, side, name, at, w.refs[side], answers(side, places))
	w.must(err)
	return x
}

func (w *world) people(side pairing.Side, places ...int) (list []someone) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		list = nil
		for _, n := range places {
			list = append(list, w.apply(tx, side, n))
		}
		return nil
	}))
	return list
}

func (w *world) mentee() someone { w.t.Helper(); return w.people(pairing.Mentee, 1)[0] }

func (w *world) mentor(places int) someone { w.t.Helper(); return w.people(pairing.Mentor, places)[0] }

var why = pairing.Why{For: []pairing.Reason{{Key: "matching.reason.theme", Args: map[string]string{"theme": "data"}}}, Questions: []pairing.Reason{{Key: "matching.question.time"}}}

func shortlist(mentee someone, mentors ...someone) pairing.Shortlist {
	l := pairing.Shortlist{Mentee: mentee.app}
	for _, m := range mentors {
		l.Candidates = append(l.Candidates, pairing.Candidate{Mentor: m.app, Why: why})
	}
	return l
}

func (w *world) draft(lists ...pairing.Shortlist) pairing.Round {
	w.t.Helper()
	r, err := w.Draft(w.t.Context(), w.staff, w.intake.ID, "", catalogue.Individual, lists)
	w.must(err)
	return r
}

func (w *world) sent(lists ...pairing.Shortlist) pairing.Round {
	w.t.Helper()
	r := w.draft(lists...)
	r, err := w.SendRound(w.t.Context(), w.staff, r.ID, r.Version)
	w.must(err)
	return r
}

// cards are what somebody sees, by the other person.
func (w *world) cards(x someone, side pairing.Side) map[string]pairing.Card {
	w.t.Helper()
	list, err := w.Cards(w.t.Context(), x.Actor, side)
	w.must(err)
	by := map[string]pairing.Card{}
	for _, c := range list {
		by[c.Other] = c
	}
	return by
}

// card is what a mentee sees of a mentor, or the other way round.
func (w *world) card(x, of someone, side pairing.Side) pairing.Card {
	w.t.Helper()
	c, there := w.cards(x, side)[of.Person]
	if !there {
		w.t.Fatalf("the %s sees no such card", side)
	}
	return c
}

// choose answers a mentee's cards of these mentors alike, in their order.
func (w *world) choose(mentee someone, reply pairing.Reply, mentors ...someone) {
	w.t.Helper()
	var choices []pairing.Choice
	for _, m := range mentors {
		c := w.card(mentee, m, pairing.Mentee)
		choices = append(choices, pairing.Choice{Proposal: c.ID, Version: c.Version, Reply: reply})
	}
	w.must(w.Choose(w.t.Context(), mentee.Actor, mentee.app, choices))
}

// answer gives a mentor's answer about a mentee.
func (w *world) answer(mentor, mentee someone, reply pairing.Reply) error {
	w.t.Helper()
	c := w.card(mentor, mentee, pairing.Mentor)
	_, err := w.Answer(w.t.Context(), mentor.Actor, c.ID, c.Version, reply)
	return err
}

// work runs the jobs that are due; none may fail.
func (w *world) work() {
	w.t.Helper()
	if _, failed := jobtest.Drain(w.t, w.Queue); failed > 0 {
		w.t.Fatalf("%d jobs failed", failed)
	}
}

// run enqueues a job and runs all that is due.
func (w *world) run(args job.Args) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error { return w.Queue.Enqueue(w.t.Context(), tx, args) }))
	w.work()
}

// letters are the kinds of those to somebody, without the area, the first one
// first.
func (w *world) letters(x someone) (list []string) {
	w.t.Helper()
	stored, err := w.Outbox.List(w.t.Context(), mail.Filter{PersonID: x.Person}, 100)
	w.must(err)
	for _, s := range slices.Backward(stored) {
		list = append(list, strings.TrimPrefix(s.Kind, "pairing."))
	}
	return list
}

// letter is the text of the last one.
func (w *world) letter(x someone) string {
	w.t.Helper()
	stored, err := w.Outbox.List(w.t.Context(), mail.Filter{PersonID: x.Person}, 1)
	w.must(err)
	if len(stored) == 0 {
		w.t.Fatal("no letter")
	}
	m, err := w.Outbox.Get(w.t.Context(), stored[0].ID)
	w.must(err)
	return strings.ReplaceAll(m.Subject+"\n"+m.Text, "\u00a0", " ")
}

// deeds counts what is recorded.
func (w *world) deeds(action audit.Action) int {
	w.t.Helper()
	items, err := audit.List(w.t.Context(), w.DB, audit.Filter{Action: action}, 5000)
	w.must(err)
	return len(items)
}

func (w *world) count(query string, args ...any) int {
	w.t.Helper()
	n, err := db.One(w.t.Context(), w.DB, db.Value[int], query, args...)
	w.must(err)
	return n
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(w.t.Context(), tx, query, args...)
		return err
	}))
}

// day is a time on the clock in Riga, in January or February 2027.
func (w *world) day(month time.Month, day, hour int) {
	w.clock = time.Date(2027, month, day, hour-2, 0, 0, 0, time.UTC)
}

// refused fails unless err is a fault of the kind, with the key if one is named.
func refused(t testing.TB, what string, err error, want fault.Kind, keys ...string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != want || len(keys) > 0 && !slices.Contains(keys, f.Key) {
		t.Errorf("%s: %v, want %v %v", what, err, want, keys)
	}
}

// together does n things at the same time.
func together(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errs
}
