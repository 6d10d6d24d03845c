package app

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/transfer"
)

// The demo's earlier intake has its people in files, as a programme office
// brings them: sixteen mentees and eight mentors who were invented, at
// employers that are not.
//
//go:embed demo/*.csv
var demoFiles embed.FS

// demoEarlier is the code of the intake that is being matched.
const demoEarlier = "demo-1"

// demoRound is who works on the demo's round of proposals, as if some days ago
// and without writing to anybody.
type demoRound struct {
	clerk        access.Actor
	mentee       string // the cast's, a person
	mentor       string
	intake       intake.Intake
	applications application.Service
	transfers    transfer.Service
	pairing      pairing.Service
	matchmaking  *matchmaking.Service
}

// demoMatching brings an intake to where a round of proposals is under way: a
// mentorship has begun, cards wait for mentees, a mentor is asked, somebody
// waits. Every step looks at what is there; the last one, telling those who wait
// when they hear next, is in the record, so a demo that has it is whole.
func (a *App) demoMatching(ctx context.Context, admin access.Actor) error {
	programmeID, err := a.demoProgramme(ctx, admin)
	if err != nil {
		return err
	}
	x, err := a.demoIntake(ctx, admin, programmeID, earlierIntake(a.demoDay))
	if err != nil {
		return err
	}
	told, err := audit.List(ctx, a.DB, audit.Filter{Action: audit.WaitingTold, ObjectID: x.ID}, 1)
	if err != nil || len(told) > 0 {
		return err
	}
	d, err := a.newDemoRound(ctx, admin, x)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{d.bring, d.screen, d.send, d.answer, d.wait} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("match the intake %s: %w", x.Code, err)
		}
	}
	return nil
}

func earlierIntake(day func(int) string) intake.Details {
	return intake.Details{Code: demoEarlier, NameLV: "Iepriekšējā izmēģinājuma plūsma", NameEN: "Earlier trial intake",
		Dates:  intake.Dates{OpensOn: day(-60), ClosesOn: day(-15), MatchingFrom: day(-14), MatchingTo: day(21), StartsOn: day(30), EndsOn: day(210), NewsOn: day(14)},
		Models: []string{string(catalogue.Individual), string(catalogue.OnDemand)}}
}

// newDemoRound makes the coordinator of the cast work yesterday: so nobody is
// reminded of an answer on the day of the filling.
func (a *App) newDemoRound(ctx context.Context, admin access.Actor, x intake.Intake) (*demoRound, error) {
	var cast []string
	for _, role := range []access.Role{access.Mentee, access.Mentor, access.Coordinator} {
		i := slices.IndexFunc(demoCast, func(p demoOne) bool { return p.role == role })
		personID, err := a.demoFind(ctx, admin, demoEmail(demoCast[i].given, demoCast[i].family))
		if err != nil {
			return nil, err
		}
		cast = append(cast, personID)
	}
	clerk := access.Actor{Person: cast[2], Fresh: true, Grants: []access.Grant{{Role: access.Coordinator, Scope: access.Scope{Kind: access.Programme, ID: x.Programme}}}}
	outbox := *a.Outbox
	outbox.Silent = true
	yesterday := func() time.Time { return a.edge.Now().AddDate(0, 0, -1) }
	d := &demoRound{clerk: clerk, mentee: cast[0], mentor: cast[1], intake: x, applications: *a.Applications, transfers: *a.Transfers, pairing: *a.Pairing}
	d.applications.Outbox, d.applications.Now = &outbox, yesterday
	d.transfers.Applications, d.transfers.Now = &d.applications, yesterday
	d.pairing.Outbox, d.pairing.Applications, d.pairing.Now = &outbox, &d.applications, yesterday
	d.matchmaking = &matchmaking.Service{DB: a.DB, Now: yesterday, Intakes: a.Intakes, Catalogue: a.Catalogue, Pairing: &d.pairing}
	return d, nil
}

// bring takes both files in; the same file twice changes nothing.
func (d *demoRound) bring(ctx context.Context) error {
	for _, side := range []application.Side{application.Mentee, application.Mentor} {
		name := "demo/" + string(side) + "s.csv"
		content, err := demoFiles.ReadFile(name)
		if err != nil {
			return err
		}
		report, err := d.transfers.File(ctx, d.clerk, d.intake.ID, side, name, bytes.NewReader(content), int64(len(content)), transfer.Mapping{}, false, nil)
		if err != nil {
			return fmt.Errorf("bring %s in: %w", name, err)
		}
		if !report.Saved {
			return fmt.Errorf("bring %s in: %d rows are not taken", name, report.Count(application.Rejected))
		}
	}
	return nil
}

// screen accepts everybody, and lets their applications be seen.
func (d *demoRound) screen(ctx context.Context) error {
	page, err := d.applications.Queue(ctx, d.clerk, application.Filter{Intake: d.intake.ID, Status: application.Submitted}, application.MaxPage)
	if err != nil {
		return err
	}
	var chosen []application.Chosen
	for _, x := range page.Items {
		chosen = append(chosen, application.Chosen{ID: x.ID, Version: x.Version})
	}
	if len(chosen) > 0 {
		if err := d.applications.DecideAll(ctx, d.clerk, chosen, application.Decision{Status: application.Eligible}); err != nil {
			return err
		}
	}
	_, err = d.applications.Announce(ctx, d.clerk, d.intake.ID)
	return err
}

// send makes a run, drafts its round and sends it.
func (d *demoRound) send(ctx context.Context) error {
	rounds, err := d.pairing.Rounds(ctx, d.clerk, d.intake.ID)
	if err != nil {
		return err
	}
	if len(rounds) == 0 {
		r, err := d.draft(ctx)
		if err != nil {
			return err
		}
		rounds = []pairing.Round{r}
	}
	if rounds[0].Status != pairing.RoundDraft {
		return nil
	}
	_, err = d.pairing.SendRound(ctx, d.clerk, rounds[0].ID, rounds[0].Version)
	return err
}

func (d *demoRound) draft(ctx context.Context) (pairing.Round, error) {
	runs, err := d.pairing.Runs(ctx, d.clerk, d.intake.ID)
	if err != nil {
		return pairing.Round{}, err
	}
	if len(runs) == 0 {
		run, err := d.matchmaking.Make(ctx, d.clerk, d.intake.ID, matchmaking.Ask{Setting: matchmaking.Defaults(), Model: catalogue.Individual})
		if err != nil {
			return pairing.Round{}, err
		}
		runs = []pairing.Run{run}
	}
	return d.matchmaking.Draft(ctx, d.clerk, runs[0].ID)
}
