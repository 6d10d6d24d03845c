package pairing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/pairing"
)

// TestWhatChangedStopsARound: a clear message, and nothing half done.
func TestWhatChangedStopsARound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, liene, anna, otto := w.mentee(), w.mentee(), w.mentor(1), w.mentor(1)
		r := w.draft(shortlist(ieva, anna), shortlist(liene, otto))
		w.exec(`update application set status = 'withdrawn' where id = $1`, otto.app)
		w.must(w.Pause(ctx, anna.Actor, anna.app, true))
		problems, err := w.Problems(ctx, w.staff, r.ID)
		w.must(err)
		got := map[string]pairing.Obstacle{}
		for _, p := range problems {
			got[p.Mentor] = p.Obstacle
		}
		if diff := cmp.Diff(map[string]pairing.Obstacle{anna.app: pairing.OnPause, otto.app: pairing.NotEligible}, got); diff != "" {
			t.Error(diff)
		}
		_, err = w.SendRound(ctx, w.staff, r.ID, r.Version)
		refused(t, "a round with problems", err, fault.Conflict, "pairing.fault.problems")
		if w.count(`select count(*) from mail_message`) != 0 || w.count(`select count(*) from pairing_proposal where status <> 'draft'`) != 0 {
			t.Error("something went out")
		}
		if r, err := w.Round(ctx, w.staff, r.ID); err != nil || r.Status != pairing.RoundDraft || r.Version != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		w.must(w.Pause(ctx, anna.Actor, anna.app, false))
		r, err = w.Arrange(ctx, w.staff, r.ID, r.Version, shortlist(liene))
		w.must(err)
		_, err = w.Arrange(ctx, w.staff, r.ID, 1, shortlist(liene, anna))
		refused(t, "a stale round", err, fault.Conflict, "fault.stale")
		_, err = w.SendRound(ctx, w.staff, r.ID, r.Version)
		w.must(err)
		_, err = w.Arrange(ctx, w.staff, r.ID, r.Version+1, shortlist(liene, anna))
		refused(t, "a round that is out", err, fault.Conflict, "pairing.fault.round-status")
	})
}

// TestEveryObstacleIsFound before anything goes out.
func TestEveryObstacleIsFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		boss := hand(ieva, anna)
		for what, tt := range map[string]struct {
			spoil, mend string
			args        []any
			want        pairing.Obstacle
		}{
			"refused":     {`update application set status = 'not-eligible' where id = $1`, `update application set status = 'eligible' where id = $1`, []any{ieva.app}, pairing.NotEligible},
			"not told":    {`update application set quiet = true where id = $1`, `update application set quiet = false where id = $1`, []any{anna.app}, pairing.NotTold},
			"closed":      {`update person set status = 'disabled' where id = $1`, `update person set status = 'active' where id = $1`, []any{anna.Person}, pairing.NotEligible},
			"same person": {`update application set person_id = $1, intake_id = intake_id where id = $2`, `update application set person_id = $3 where id = $2`, []any{ieva.Person, anna.app, anna.Person}, pairing.SamePerson},
			"not offered": {`update application set answers = '{"models":["team"]}' where id = $1`, `update application set answers = '{"models":["individual"]}' where id = $1`, []any{anna.app}, pairing.NotOffered},
		} {
			args := tt.args
			spoil := args[:min(len(args), strings.Count(tt.spoil, "$"))]
			w.exec(tt.spoil, spoil...)
			_, err := w.Propose(ctx, w.staff, boss)
			refused(t, what, err, fault.Conflict, tt.want.Key())
			if len(args) == 3 {
				w.exec(`update application set person_id = $1 where id = $2`, anna.Person, anna.app)
				continue
			}
			w.exec(tt.mend, args...)
		}
		w.must(w.SetRule(ctx, w.staff, ieva.app, anna.app, pairing.Exclude, "Strādāja kopā."))
		_, err := w.Propose(ctx, w.staff, boss)
		refused(t, "excluded", err, fault.Conflict, pairing.IsExcluded.Key())
		w.must(w.LiftRule(ctx, w.staff, ieva.app, anna.app))
		_, err = w.Propose(ctx, w.staff, boss)
		w.must(err)
	})
}

// TestHierarchyNeedsAConfirmation is R3.4-3.
func TestHierarchyNeedsAConfirmation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		l := shortlist(ieva, anna)
		l.Candidates[0].Hierarchy = true
		r, err := w.Draft(ctx, w.staff, w.intake.ID, "", catalogue.Reverse, []pairing.Shortlist{l})
		w.must(err)
		_, err = w.SendRound(ctx, w.staff, r.ID, r.Version)
		refused(t, "unconfirmed", err, fault.Conflict, "pairing.fault.problems")
		page, err := w.Proposals(ctx, w.staff, pairing.Filter{Intake: w.intake.ID, Round: r.ID, Status: pairing.Draft}, 10)
		if err != nil || len(page) != 1 {
			t.Fatalf("%v, %v", page, err)
		}
		refused(t, "without a reason", w.Confirm(ctx, w.staff, page[0].ID, ""), fault.Invalid)
		refused(t, "by the lead", w.Confirm(ctx, w.lead, page[0].ID, "x"), fault.Forbidden)
		w.must(w.Confirm(ctx, w.staff, page[0].ID, "Abi strādā dažādos projektos."))
		_, err = w.SendRound(ctx, w.staff, r.ID, r.Version)
		w.must(err)
		page, err = w.Proposals(ctx, w.staff, pairing.Filter{Intake: w.intake.ID}, 10)
		if err != nil || page[0].ConfirmedBy != w.staff.Person || page[0].ConfirmedAt == nil || page[0].Status != pairing.Sent {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// TestExcludingClosesWhatIsOpen of that pair, and of no other.
func TestExcludingClosesWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna, otto := w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna, otto))
		w.choose(ieva, pairing.Yes, anna)
		w.must(w.SetRule(ctx, w.staff, ieva.app, otto.app, pairing.Lock, "Abi to vēlas."))
		w.must(w.SetRule(ctx, w.staff, ieva.app, anna.app, pairing.Exclude, "Strādāja kopā."))
		w.work()
		if a, b := w.card(ieva, anna, pairing.Mentee).Seen, w.card(ieva, otto, pairing.Mentee).Seen; a != pairing.SeenClosed || b != pairing.SeenYours {
			t.Errorf("the mentee sees %s and %s", a, b)
		}
		rules, err := w.Rules(ctx, w.staff, w.intake.ID)
		if err != nil || len(rules) != 2 || rules[0].Kind != pairing.Lock || rules[1].Source != pairing.FromStaff || rules[1].Note != "Strādāja kopā." {
			t.Errorf("%+v, %v", rules, err)
		}
		if diff := cmp.Diff([]string{"cards", "fewer"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		refused(t, "no such rule", w.SetRule(ctx, w.staff, ieva.app, anna.app, "x", "x"), fault.Invalid)
		refused(t, "the wrong way round", w.SetRule(ctx, w.staff, anna.app, ieva.app, pairing.Lock, "x"), fault.NotFound)
	})
}

// TestClosingARoundTellsEverybodyOnce in neutral words.
func TestClosingARoundTellsEverybodyOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, liene, mentors := w.mentee(), w.mentee(), w.people(pairing.Mentor, 1, 1, 1, 1)
		r := w.sent(shortlist(ieva, mentors...), shortlist(liene, mentors[1]))
		w.choose(ieva, pairing.Yes, mentors[0])
		r, err := w.CloseRound(ctx, w.staff, r.ID, r.Version)
		w.must(err)
		w.work()
		for _, x := range []struct {
			who  someone
			want []string
		}{{ieva, []string{"cards", "waiting"}}, {liene, []string{"cards", "waiting"}}, {mentors[0], []string{"asked", "closed"}}, {mentors[1], nil}} {
			if diff := cmp.Diff(x.want, w.letters(x.who)); diff != "" {
				t.Error(diff)
			}
		}
		if n := w.count(`select count(*) from pairing_proposal where status <> 'withdrawn'`); n != 0 {
			t.Errorf("%d proposals are not withdrawn", n)
		}
		_, err = w.CloseRound(ctx, w.staff, r.ID, r.Version)
		refused(t, "twice", err, fault.Conflict)
		if len(w.cards(ieva, pairing.Mentee)) != 3 {
			t.Error("a reserve that never went out is seen")
		}
	})
}

func TestWhatADraftRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		bad := shortlist(ieva, anna)
		bad.Candidates[0].Why.For = []pairing.Reason{{Key: "Teksts ar vārdiem"}}
		long := shortlist(ieva, w.people(pairing.Mentor, make([]int, 11)...)...)
		for what, tt := range map[string]struct {
			model catalogue.ModelCode
			run   string
			list  pairing.Shortlist
			want  fault.Kind
		}{
			"words for a key":            {"individual", "", bad, fault.Invalid},
			"eleven candidates":          {"individual", "", long, fault.Invalid},
			"a mentor twice":             {"individual", "", shortlist(ieva, anna, anna), fault.Invalid},
			"a model that is not there":  {"team", "", shortlist(ieva, anna), fault.Invalid},
			"a mentee as a mentor":       {"individual", "", shortlist(ieva, ieva), fault.NotFound},
			"a mentor as a mentee":       {"individual", "", shortlist(anna, anna), fault.NotFound},
			"a run that is not there":    {"individual", id.New(), shortlist(ieva, anna), fault.NotFound},
			"somebody who has no number": {"individual", "", shortlist(someone{app: id.New()}, anna), fault.NotFound},
		} {
			_, err := w.Draft(ctx, w.staff, w.intake.ID, tt.run, tt.model, []pairing.Shortlist{tt.list})
			refused(t, what, err, tt.want)
		}
		if n := w.count(`select count(*) from pairing_round`); n != 0 {
			t.Errorf("%d rounds are left of refusals", n)
		}
		r := w.draft()
		_, err := w.SendRound(ctx, w.staff, r.ID, r.Version)
		refused(t, "an empty round", err, fault.Conflict, "pairing.fault.empty")
	})
}

// TestTheDeskIsTheCoordinators: nobody else reads it or works at it.
func TestTheDeskIsTheCoordinators(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		r := w.draft(shortlist(ieva, anna))
		run, err := w.SaveRun(ctx, w.staff, w.intake.ID, kept())
		w.must(err)
		for who, a := range map[string]access.Actor{"another programme": w.other, "the lead": w.lead, "a mentee": ieva.Actor, "an administrator": admin} {
			for what, do := range map[string]func() error{
				"runs":      func() error { _, err := w.Runs(ctx, a, w.intake.ID); return err },
				"a run":     func() error { _, err := w.Run(ctx, a, run.ID); return err },
				"keeps one": func() error { _, err := w.SaveRun(ctx, a, w.intake.ID, kept()); return err },
				"drafts":    func() error { _, err := w.Draft(ctx, a, w.intake.ID, "", "individual", nil); return err },
				"a round":   func() error { _, err := w.Round(ctx, a, r.ID); return err },
				"rounds":    func() error { _, err := w.Rounds(ctx, a, w.intake.ID); return err },
				"problems":  func() error { _, err := w.Problems(ctx, a, r.ID); return err },
				"sends":     func() error { _, err := w.SendRound(ctx, a, r.ID, 1); return err },
				"closes":    func() error { _, err := w.CloseRound(ctx, a, r.ID, 1); return err },
				"arranges":  func() error { _, err := w.Arrange(ctx, a, r.ID, 1, shortlist(ieva)); return err },
				"proposals": func() error {
					_, err := w.Proposals(ctx, a, pairing.Filter{Intake: w.intake.ID}, 1)
					return err
				},
				"rules":   func() error { _, err := w.Rules(ctx, a, w.intake.ID); return err },
				"locks":   func() error { return w.SetRule(ctx, a, ieva.app, anna.app, pairing.Lock, "x") },
				"lifts":   func() error { return w.LiftRule(ctx, a, ieva.app, anna.app) },
				"waiting": func() error { _, err := w.Waiting(ctx, a, w.intake.ID, pairing.Cursor{}, 1); return err },
				"news":    func() error { return w.SetNews(ctx, a, w.intake.ID, []string{ieva.app}, "2027-03-01") },
				"places":  func() error { _, err := w.Parties(ctx, a, w.intake.ID); return err },
				"formers": func() error { _, err := w.Formers(ctx, a, w.intake.ID); return err },
			} {
				refused(t, who+" "+what, do(), fault.Forbidden)
			}
		}
	})
}

func kept() pairing.Run {
	return pairing.Run{Fingerprint: strings.Repeat("0a", 32), Settings: []byte(`{"objective":"fair"}`), Result: []byte(`{"pairs":[]}`)}
}

func TestARunIsKeptAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for what, spoil := range map[string]func(*pairing.Run){
			"no fingerprint": func(r *pairing.Run) { r.Fingerprint = "0a" },
			"half settings":  func(r *pairing.Run) { r.Settings = []byte(`{`) },
			"no result":      func(r *pairing.Run) { r.Result = nil },
		} {
			r := kept()
			spoil(&r)
			_, err := w.SaveRun(ctx, w.staff, w.intake.ID, r)
			refused(t, what, err, fault.Invalid)
		}
		large := kept()
		large.Settings = []byte(`"` + strings.Repeat("a", pairing.MaxSettings) + `"`)
		_, err := w.SaveRun(ctx, w.staff, w.intake.ID, large)
		refused(t, "too large", err, fault.TooLarge)

		first, err := w.SaveRun(ctx, w.staff, w.intake.ID, kept())
		w.must(err)
		got, err := w.Run(ctx, w.staff, first.ID)
		if diff := cmp.Diff(first, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		list, err := w.Runs(ctx, w.staff, w.intake.ID)
		first.Result = nil
		if diff := cmp.Diff([]pairing.Run{first}, list); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// TestTheWaitingAreInTheirOrder, page by page, with the day they hear next.
func TestTheWaitingAreInTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		mentees := w.people(pairing.Mentee, make([]int, 5)...)
		anna := w.mentor(1)
		w.sent(shortlist(mentees[1], anna))
		w.must(w.SetNews(ctx, w.staff, w.intake.ID, []string{mentees[2].app}, "2027-03-01"))
		refused(t, "a day that has passed", w.SetNews(ctx, w.staff, w.intake.ID, []string{mentees[2].app}, "2027-01-17"), fault.Invalid)
		refused(t, "nobody", w.SetNews(ctx, w.staff, w.intake.ID, nil, "2027-03-01"), fault.Invalid)
		refused(t, "a mentor", w.SetNews(ctx, w.staff, w.intake.ID, []string{anna.app}, "2027-03-01"), fault.NotFound)
		var got []string
		after := pairing.Cursor{}
		for range 3 {
			page, err := w.Waiting(ctx, w.staff, w.intake.ID, after, 2)
			w.must(err)
			for _, x := range page {
				got = append(got, fmt.Sprint(x.Number, " ", x.NewsOn))
				after = pairing.Cursor{At: x.Since, ID: x.Application}
			}
		}
		if diff := cmp.Diff([]string{"0001 2027-02-20", "0003 2027-03-01", "0004 2027-02-20", "0005 2027-02-20"}, got); diff != "" {
			t.Error(diff)
		}
		stand, err := w.Where(ctx, mentees[2].Actor, mentees[2].app)
		if err != nil || stand.State != pairing.Waits || stand.News != "2027-03-01" {
			t.Errorf("%+v, %v", stand, err)
		}
	})
}
