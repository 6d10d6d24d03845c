package matchmaking_test

import (
	"log/slog"
	"slices"
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
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/matchmaking/peopletest"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
)

// world is an intake with people and its coordinator.
type world struct {
	*matchmaking.Service
	clock        time.Time
	intake       intake.Intake
	staff, other access.Actor
	people       peopletest.People
}

func in(role access.Role, programmeID string) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}}}
}

var admin = access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}

func each(t *testing.T, mentees, mentors int, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, open(t, d, mentees, mentors)) })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, d *db.DB, mentees, mentors int) *world {
	t.Helper()
	w := &world{clock: time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	must(t, err)
	zone, err := time.LoadLocation(i18n.Zone)
	must(t, err)
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
	must(t, err)
	accounts := &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"}
	intakes := &intake.Service{DB: d, Now: now, Zone: zone}
	words := &catalogue.Service{DB: d, Now: now}
	pairs := &pairing.Service{DB: d, Now: now, Zone: zone, Texts: texts, Outbox: outbox, Intakes: intakes, Accounts: accounts, URL: "https://example.org",
		Applications: &application.Service{DB: d, Now: now, Intakes: intakes, Accounts: accounts, Outbox: outbox, Texts: texts, Catalogue: words, URL: "https://example.org"},
		Mentorships:  &mentorship.Service{DB: d, Now: now, Accounts: accounts, Intakes: intakes}}
	pairs.Register(registry)
	w.Service = &matchmaking.Service{DB: d, Now: now, Intakes: intakes, Catalogue: words, Pairing: pairs}
	w.Register(registry, zone)
	pairs.Queue = jobtest.Queue(t, d, registry, nil)
	outbox.Queue = pairs.Queue
	w.ground(t, mentees, mentors)
	return w
}

func (w *world) ground(t testing.TB, mentees, mentors int) {
	t.Helper()
	_, err := (&questionnaire.Service{DB: w.DB, Now: w.Now}).Seed(t.Context())
	must(t, err)
	_, err = w.Catalogue.Seed(t.Context())
	must(t, err)
	programmes := &programme.Service{DB: w.DB, Now: w.Now}
	var ids []string
	for _, name := range []string{"Mentorings", "Cita"} {
		p, err := programmes.Create(t.Context(), admin, programme.Details{NameLV: name, NameEN: name})
		must(t, err)
		p, err = programmes.Open(t.Context(), admin, p.ID, p.Version)
		must(t, err)
		ids = append(ids, p.ID)
	}
	w.staff, w.other = in(access.Coordinator, ids[0]), in(access.Coordinator, ids[1])
	x, err := w.Intakes.Create(t.Context(), admin, ids[0], intake.Details{Code: "2027-1", NameLV: "Pavasaris", NameEN: "Spring",
		Dates: intake.Dates{OpensOn: "2026-12-10", ClosesOn: "2027-01-10", NewsOn: "2027-02-20"}, Models: []string{"individual", "group", "on-demand"}})
	must(t, err)
	w.intake, err = w.Intakes.Publish(t.Context(), admin, x.ID, x.Version)
	must(t, err)
	w.people = peopletest.Fill(t, w.DB, w.intake, w.clock, mentees, mentors)
}

func ask() matchmaking.Ask {
	return matchmaking.Ask{Setting: matchmaking.Defaults(), Model: catalogue.Individual}
}

func (w *world) run(t testing.TB) *matchmaking.Run {
	t.Helper()
	kept, err := w.Make(t.Context(), w.staff, w.intake.ID, ask())
	must(t, err)
	r, err := w.Open(t.Context(), w.staff, kept.ID)
	must(t, err)
	return r
}

func refused(t testing.TB, what string, err error, want fault.Kind) {
	t.Helper()
	if !fault.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestRunIsKeptAndRepeats: the same people give the same fingerprint and pairs;
// a changed answer is another input.
func TestRunIsKeptAndRepeats(t *testing.T) {
	each(t, 12, 6, func(t *testing.T, w *world) {
		first, second := w.run(t), w.run(t)
		if first.Fingerprint != second.Fingerprint || string(first.Result) != string(second.Result) {
			t.Error("the same input gives another run")
		}
		if len(first.Outcome.Mentees) != 12 || len(first.Outcome.Mentors) != 6 || first.Outcome.Sheet.Served == 0 || first.Outcome.Sheet.Gap >= 1 {
			t.Errorf("%d mentees, %d mentors, sheet %+v", len(first.Outcome.Mentees), len(first.Outcome.Mentors), first.Outcome.Sheet)
		}
		if fresh, err := w.Fresh(t.Context(), first); err != nil || !fresh {
			t.Errorf("fresh: %t, %v", fresh, err)
		}
		peopletest.Answer(t, w.DB, w.people.Mentees[0], func(a questionnaire.Answers) { a["need"] = []string{"Pavisam kas cits: grāmatvedība."} })
		r, err := w.Open(t.Context(), w.staff, first.ID)
		must(t, err)
		if fresh, err := w.Fresh(t.Context(), r); err != nil || fresh {
			t.Errorf("a changed answer leaves the run fresh: %t, %v", fresh, err)
		}
		if third := w.run(t); third.Fingerprint == first.Fingerprint {
			t.Error("a changed answer gives the same fingerprint")
		}
	})
}

// TestOthersDoNotReach: the desk is its programme's coordinator's alone.
func TestOthersDoNotReach(t *testing.T) {
	each(t, 3, 2, func(t *testing.T, w *world) {
		r := w.run(t)
		for name, actor := range map[string]access.Actor{"another's coordinator": w.other, "lead": in(access.Lead, w.intake.Programme), "support": in(access.Support, w.intake.Programme), "nobody": {}} {
			_, errRun := w.Open(t.Context(), actor, r.ID)
			_, errMake := w.Make(t.Context(), actor, w.intake.ID, ask())
			_, errDraft := w.Draft(t.Context(), actor, r.ID)
			_, errCrowd := w.Crowd(t.Context(), actor, w.intake.ID)
			_, errSetting := w.Setting(t.Context(), actor, w.intake.Programme)
			_, errKeep := w.Keep(t.Context(), actor, w.intake.Programme, 0, matchmaking.Defaults())
			for what, err := range map[string]error{"open": errRun, "make": errMake, "draft": errDraft, "crowd": errCrowd, "setting": errSetting, "keep": errKeep} {
				if err == nil {
					t.Errorf("%s by %s went through", what, name)
				}
			}
		}
	})
}

// TestSettingIsKept: of two who change the same version, one wins.
func TestSettingIsKept(t *testing.T) {
	each(t, 2, 1, func(t *testing.T, w *world) {
		mine := matchmaking.Defaults()
		mine.Weights["time"], mine.Objective = 50, matchmaking.Coverage
		got, err := w.Setting(t.Context(), w.staff, w.intake.Programme)
		must(t, err)
		if got.Version != 0 || !got.Same(matchmaking.Defaults()) {
			t.Errorf("the first setting is version %d", got.Version)
		}
		for version := range int64(2) {
			_, err = w.Keep(t.Context(), w.staff, w.intake.Programme, version, mine)
			must(t, err)
			_, err = w.Keep(t.Context(), w.staff, w.intake.Programme, version, matchmaking.Defaults())
			refused(t, "a stale version", err, fault.Conflict)
		}
		if got, err = w.Setting(t.Context(), w.staff, w.intake.Programme); err != nil || !got.Same(mine) || got.Version != 2 {
			t.Errorf("kept %+v, %v", got, err)
		}
		items, err := audit.List(t.Context(), w.DB, audit.Filter{Action: audit.MatchingSettingChanged}, 10)
		must(t, err)
		if len(items) != 2 {
			t.Errorf("%d entries", len(items))
		}
	})
}

// TestSettingRefusesNonsense names the field.
func TestSettingRefusesNonsense(t *testing.T) {
	w := open(t, dbtest.Open(t, db.SQLite), 1, 1)
	for field, spoil := range map[string]func(*matchmaking.Setting){
		"weight-need": func(s *matchmaking.Setting) { s.Weights = map[string]int{"need": 0} },
		"weight-time": func(s *matchmaking.Setting) { s.Weights["time"] = -1 },
		"weight-luck": func(s *matchmaking.Setting) { s.Weights["luck"] = 1 },
		"cooling_off": func(s *matchmaking.Setting) { s.CoolingOff = 1000 },
		"hours":       func(s *matchmaking.Setting) { s.Hours = -1 },
		"waiting":     func(s *matchmaking.Setting) { s.Waiting = 101 },
		"on":          func(s *matchmaking.Setting) { s.On = []string{"line-manager"} },
		"objective":   func(s *matchmaking.Setting) { s.Objective = "luck" },
	} {
		bad := matchmaking.Defaults()
		spoil(&bad)
		_, err := w.Keep(t.Context(), w.staff, w.intake.Programme, 0, bad)
		if f := fault.As(err); f == nil || f.Fields[field].Key == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestRoundFromRun: the shortlists go into a draft with reasons that hold no
// word of anybody's own, and nothing is sent.
func TestRoundFromRun(t *testing.T) {
	each(t, 12, 6, func(t *testing.T, w *world) {
		r := w.run(t)
		round, err := w.Draft(t.Context(), w.staff, r.ID)
		must(t, err)
		if round.Status != pairing.RoundDraft || round.Run != r.ID {
			t.Errorf("round %+v", round)
		}
		list, err := w.Pairing.Proposals(t.Context(), w.staff, pairing.Filter{Intake: w.intake.ID}, 200)
		must(t, err)
		reasons := 0
		for _, p := range list {
			if p.Status != pairing.Draft {
				t.Errorf("a proposal is %s", p.Status)
			}
			reasons += len(p.Why.For)
			for _, x := range slices.Concat(p.Why.For, p.Why.Questions) {
				if slices.Contains([]string{"match.for.need-words", "match.against.need-words"}, x.Key) {
					t.Errorf("words of an application are kept: %v", x)
				}
			}
		}
		if reasons == 0 || len(list) == 0 {
			t.Errorf("%d proposals, %d reasons", len(list), reasons)
		}
	})
}

// TestAfterYesAndNo: a pair that begins leaves the pool, a no is not proposed
// again, an open proposal keeps its place.
func TestAfterYesAndNo(t *testing.T) {
	each(t, 3, 3, func(t *testing.T, w *world) {
		ctx, r := t.Context(), w.run(t)
		first := r.Outcome.Mentees[0]
		hand := pairing.Hand{Mentee: first.Mentee, Candidate: pairing.Candidate{Mentor: first.Mentor}, Model: catalogue.Individual, Note: "Abi to lūdza"}
		p, err := w.Pairing.Propose(ctx, w.staff, hand)
		must(t, err)
		if again := w.run(t); !line(again, first.Mentee).Held || line(again, first.Mentee).Mentor != first.Mentor || again.Ready() != 2 {
			t.Errorf("an open proposal is not held: %+v, %d ready", line(again, first.Mentee), again.Ready())
		}
		mentee := access.Actor{Person: w.people.Person[first.Mentee]}
		must(t, w.Pairing.Choose(ctx, mentee, first.Mentee, []pairing.Choice{{Proposal: p.ID, Version: p.Version, Reply: pairing.No}}))
		again := w.run(t)
		if l := line(again, first.Mentee); l.Mentor == first.Mentor || slices.ContainsFunc(l.Picks, func(k matchmaking.Pick) bool { return k.Mentor == first.Mentor }) {
			t.Errorf("who said no is proposed again: %+v", l)
		}
	})
}

func line(r *matchmaking.Run, menteeID string) matchmaking.Line {
	l, _ := r.Line(menteeID)
	return l
}

// TestConsequence: a lock by hand moves others, and afterwards the run has it;
// an exclusion takes the pair out.
func TestConsequence(t *testing.T) {
	each(t, 8, 4, func(t *testing.T, w *world) {
		r := w.run(t)
		mentee := w.people.Mentees[0]
		ids, err := w.Ranked(t.Context(), r, mentee)
		must(t, err)
		for _, mentor := range ids {
			if mentor == line(r, mentee).Mentor {
				continue
			}
			x, err := w.Consequence(t.Context(), r, mentee, mentor, pairing.Lock)
			must(t, err)
			must(t, w.Pairing.SetRule(t.Context(), w.staff, mentee, mentor, pairing.Lock, "Tā vienojās"))
			locked := w.run(t)
			if l := line(locked, mentee); l.Mentor != mentor || locked.Outcome.Sheet.Total != r.Outcome.Sheet.Total+x.Total {
				t.Errorf("locked %+v, total %d; was %d, said %d", l, locked.Outcome.Sheet.Total, r.Outcome.Sheet.Total, x.Total)
			}
			must(t, w.Pairing.SetRule(t.Context(), w.staff, mentee, mentor, pairing.Exclude, "Tomēr ne"))
			if l := line(w.run(t), mentee); l.Mentor == mentor {
				t.Error("an excluded pair stands")
			}
			return
		}
	})
}

// TestDeclaredTies: a name among the conflicts of interest bars that pair, one
// that nobody has is shown to the coordinator.
func TestDeclaredTies(t *testing.T) {
	each(t, 2, 3, func(t *testing.T, w *world) {
		mentee, mentor := w.people.Mentees[0], w.people.Mentors[0]
		crowd, err := w.Crowd(t.Context(), w.staff, w.intake.ID)
		must(t, err)
		o, _ := crowd.Person(mentor)
		peopletest.Answer(t, w.DB, mentee, func(a questionnaire.Answers) {
			a["conflicts"], a["conflict-people"] = []string{"family"}, []string{"mans brālis " + o.Name, "SIA Nezināmais"}
		})
		r := w.run(t)
		found, err := w.Explain(t.Context(), r, mentee, mentor)
		must(t, err)
		if len(found) != 1 || !slices.Contains(found[0].Blocks, matching.DeclaredTie) {
			t.Errorf("the tie bars nothing: %+v", found)
		}
		if p, _ := r.Person(mentee); len(p.Unread) != 1 {
			t.Errorf("unread ties: %v", p.Unread)
		}
	})
}

// TestNobody: an empty side is said, and no run is kept.
func TestNobody(t *testing.T) {
	w := open(t, dbtest.Open(t, db.SQLite), 2, 0)
	_, err := w.Make(t.Context(), w.staff, w.intake.ID, ask())
	refused(t, "no mentors", err, fault.Conflict)
	bad := ask()
	bad.Model = catalogue.Team
	_, err = w.Make(t.Context(), w.staff, w.intake.ID, bad)
	refused(t, "a model that is not offered", err, fault.Invalid)
}

// TestWhoHasNobodyWaits: a mentee to whom the run gives nobody is not in the
// round, and the run says why and what would help.
func TestWhoHasNobodyWaits(t *testing.T) {
	each(t, 6, 1, func(t *testing.T, w *world) {
		r := w.run(t)
		if served := r.Outcome.Sheet.Served; served == 6 || r.Ready() != served {
			t.Errorf("%d served, %d ready", served, r.Ready())
		}
		lacking := slices.IndexFunc(r.Outcome.Mentees, func(l matchmaking.Line) bool { return l.Lacks != nil })
		if lacking < 0 || len(r.Outcome.Places) != 1 {
			t.Errorf("nobody is told why: %d, %v", lacking, r.Outcome.Places)
		}
		_, err := w.Draft(t.Context(), w.staff, r.ID)
		must(t, err)
		list, err := w.Pairing.Proposals(t.Context(), w.staff, pairing.Filter{Intake: w.intake.ID}, 200)
		must(t, err)
		for _, p := range list {
			if line(r, p.Mentee).Mentor == "" {
				t.Error("who has nobody is in the round")
			}
		}
	})
}
