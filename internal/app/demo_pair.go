package app

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
)

// demoPair is the cast's mentee and mentor at work together for five weeks, with
// everything that they wrote invented and nobody written to.
type demoPair struct {
	m              mentorship.Mentorship
	mentee, mentor access.Actor
	mentorships    mentorship.Service
	journal        journal.Service
	meetings       meeting.Service
	now            func() time.Time // as the demo goes on
}

// Days from the filling, as the demo's other days.
const (
	demoBegan = -35
	demoFirst = -28 // of the meetings, which come every two weeks
	demoSix   = 6
)

// demoTogether lets the two begin, agree, plan their meetings, hold those that
// are past, and set themselves a goal. Each step looks at what is there.
func (a *App) demoTogether(ctx context.Context, admin access.Actor) error {
	programmeID, err := a.demoProgramme(ctx, admin)
	if err != nil {
		return err
	}
	p := &demoPair{mentorships: *a.Mentorships, journal: *a.Journal, meetings: *a.Meetings, now: a.edge.Now}
	began := func() time.Time { return a.edge.Now().AddDate(0, 0, demoBegan) }
	p.mentorships.Now, p.journal.Now, p.meetings.Now = began, began, began
	p.journal.Mentorships, p.meetings.Mentorships, p.meetings.Tell = &p.mentorships, &p.mentorships, nil
	for i, role := range []access.Role{access.Mentee, access.Mentor} {
		personID, err := a.demoFind(ctx, admin, demoEmail(demoCast[i].given, demoCast[i].family))
		if err != nil {
			return err
		}
		*[]*access.Actor{&p.mentee, &p.mentor}[i] = access.Actor{Person: personID, SignIn: "demo", Grants: []access.Grant{{Role: role}}}
	}
	if err := p.begin(ctx, programmeID); err != nil || p.m.Status != mentorship.Foundation {
		return err
	}
	for _, step := range []func(context.Context) error{p.agree, p.plan, p.hold, p.aim, p.advance} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("let a pair work together: %w", err)
		}
	}
	return nil
}

func (p *demoPair) begin(ctx context.Context, programmeID string) error {
	mine, err := p.mentorships.Of(ctx, p.mentee)
	if err != nil {
		return err
	}
	for _, m := range mine {
		if m.Has(p.mentor.Person) {
			p.m = m
		}
	}
	if p.m.ID == "" {
		err = p.mentorships.DB.Tx(ctx, func(tx *db.Tx) (err error) {
			p.m, err = p.mentorships.Begin(ctx, tx, p.mentee.Person, mentorship.Beginning{Programme: programmeID, Model: catalogue.Individual, Size: catalogue.Span{From: 1, To: 1},
				Mentor: mentorship.Joining{Person: p.mentor.Person}, Mentee: mentorship.Joining{Person: p.mentee.Person}})
			return err
		})
	}
	for _, member := range []*access.Actor{&p.mentee, &p.mentor} {
		member.Grants[0].Scope = access.Scope{Kind: access.Mentorship, ID: p.m.ID}
	}
	return err
}

func (p *demoPair) agree(ctx context.Context) error {
	e, err := p.journal.Put(ctx, p.mentor, journal.Write{Mentorship: p.m.ID, Kind: journal.Agreement, Slot: "agreement", Body: journal.Body{
		"format": "mixed", "minutes": "90", "rhythm": journal.TwiceAMonth, "months": "6", "assess": "month", "ethics": "1",
		"confidentiality": "Sarunās dzirdētais paliek starp mums.", "expectations": "Praktiski soļi, ko var izmēģināt nākamajā nedēļā.",
		"contact": "E-pasts, atbilde divu darba dienu laikā."}})
	if err != nil {
		return err
	}
	for _, member := range []access.Actor{p.mentor, p.mentee} {
		if _, err := p.journal.Accept(ctx, member, p.m.ID, e.ID, e.Version); err != nil {
			return err
		}
	}
	p.m, err = p.mentorships.Get(ctx, p.mentee, p.m.ID)
	return err
}

// advance goes on to the plan, which tells a second filling that the pair is whole:
// from then on it belongs to whoever tries the demo.
func (p *demoPair) advance(ctx context.Context) error {
	_, err := p.mentorships.Advance(ctx, p.mentee, p.m.ID, p.m.Version)
	return err
}

func (p *demoPair) plan(ctx context.Context) error {
	all, err := p.meetings.List(ctx, p.mentee, p.m.ID)
	if err != nil || len(all) > 0 {
		return err
	}
	day := p.now().In(p.meetings.Zone).AddDate(0, 0, demoFirst)
	var details []meeting.Details
	for i := range demoSix {
		at := time.Date(day.Year(), day.Month(), day.Day()+14*i, 10, 0, 0, 0, p.meetings.Zone)
		details = append(details, meeting.Details{StartsAt: at, Minutes: 90, Form: meeting.Online, Place: "https://video.example.org/istaba"})
	}
	_, err = p.meetings.Plan(ctx, p.mentee, p.m.ID, details)
	return err
}

// hold says of each meeting that is over, on the day after, that it took place.
func (p *demoPair) hold(ctx context.Context) error {
	all, err := p.meetings.List(ctx, p.mentee, p.m.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		after := m.EndsAt().AddDate(0, 0, 1)
		if m.Status != meeting.Planned || after.After(p.now()) {
			continue
		}
		p.meetings.Now = func() time.Time { return after }
		for _, member := range []access.Actor{p.mentee, p.mentor} {
			if m, err = p.meetings.Say(ctx, member, m.ID, m.Version, meeting.SaysHeld); err != nil {
				return err
			}
		}
	}
	return nil
}

// aim writes a goal with its tasks; the identifiers of what is there tell a second
// filling that it is.
func (p *demoPair) aim(ctx context.Context) error {
	all, err := p.journal.List(ctx, p.mentee, journal.Filter{Mentorship: p.m.ID, Kinds: []journal.Kind{journal.Goal, journal.Task}})
	if err != nil {
		return err
	}
	var goal string
	said := map[string]bool{}
	for _, e := range all {
		said[e.Body["goal"]+e.Body["text"]] = true
		if e.Kind == journal.Goal {
			goal = e.ID
		}
	}
	const aim = "Nodaļā ir skaidrs, kurš atbild par datu kvalitāti"
	if !said[aim] {
		e, err := p.journal.Put(ctx, p.mentee, journal.Write{Mentorship: p.m.ID, Kind: journal.Goal, Body: journal.Body{"goal": aim, "mix": journal.Technical, "status": journal.Going,
			"situation": "Adrešu kļūdas labo katrs pats, un neviens nezina, cik to ir.", "result": "Vienots saraksts, viens atbildīgais un divas reizes mazāk labojumu."}})
		if err != nil {
			return err
		}
		goal = e.ID
	}
	for _, task := range []journal.Body{
		{"text": "Parunāt ar trim datu lietotājiem", "result": "Trīs piemēri, kas darbu kavē visvairāk", "who": "mentee", "status": "done", "tried": "yes", "happened": "Visi trīs nosauca vienu un to pašu: neskaidru atbildību."},
		{"text": "Sagatavot trīs minūšu uzrunu vadībai", "result": "Uzruna ar vienu lūgumu", "who": "mentee", "status": "open"},
	} {
		if said[task["text"]] {
			continue
		}
		task["due"] = p.now().In(p.meetings.Zone).AddDate(0, 0, 9).Format(time.DateOnly)
		if _, err := p.journal.Put(ctx, p.mentee, journal.Write{Mentorship: p.m.ID, Kind: journal.Task, Parent: goal, Body: task}); err != nil {
			return err
		}
	}
	return nil
}
