package intake_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
)

// world is the service with a clock that the test moves, and two programmes:
// an open one and one that is being prepared.
type world struct {
	*intake.Service
	t      *testing.T
	clock  time.Time
	open   programme.Programme
	draft  programme.Programme
	lead   access.Actor // of the open one
	houses *programme.Service
}

var (
	admin  = somebody(access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	nobody = access.Actor{}
)

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		zone, err := time.LoadLocation(i18n.Zone)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
		now := func() time.Time { return w.clock }
		w.Service = &intake.Service{DB: d, Now: now, Zone: zone}
		w.houses = &programme.Service{DB: d, Now: now}
		w.open, w.draft = w.programme("Atvērtā"), w.programme("Gatavojamā")
		if w.open, err = w.houses.Open(t.Context(), admin, w.open.ID, 1); err != nil {
			t.Fatal(err)
		}
		w.lead = somebody(in(access.Lead, w.open.ID))
		f(t, w)
	})
}

func (w *world) programme(name string) programme.Programme {
	w.t.Helper()
	p, err := w.houses.Create(w.t.Context(), admin, programme.Details{NameLV: name, NameEN: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func details(code string) intake.Details {
	return intake.Details{Code: code, NameLV: "Ziemas plūsma", NameEN: "Winter intake", Models: []string{"group", "individual"},
		Dates: intake.Dates{OpensOn: "2026-11-30", ClosesOn: "2026-12-31", NewsOn: "2027-01-15", StartsOn: "2027-02-01", EndsOn: "2027-07-31"}}
}

func (w *world) create(programmeID, code string) intake.Intake {
	w.t.Helper()
	x, err := w.Create(w.t.Context(), admin, programmeID, details(code))
	if err != nil {
		w.t.Fatal(err)
	}
	return x
}

func (w *world) published(programmeID, code string) intake.Intake {
	w.t.Helper()
	x, err := w.Publish(w.t.Context(), admin, w.create(programmeID, code).ID, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return x
}

// deeds are the recorded actions about a kind of object, the first one first.
func (w *world) deeds(kind audit.Kind) (list []audit.Action) {
	w.t.Helper()
	items, err := audit.List(w.t.Context(), w.DB, audit.Filter{ObjectKind: kind}, 200)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, i := range items {
		list = append(list, i.Action)
	}
	slices.Reverse(list)
	return list
}

// same compares intakes with their rules.
var same = cmp.AllowUnexported(intake.Rules{})

func TestALifeOfAnIntake(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, err := w.Create(ctx, w.lead, w.open.ID, details("2027-1"))
		want := intake.Intake{ID: x.ID, Programme: w.open.ID, Details: details("2027-1"), Status: intake.Draft,
			CreatedAt: w.clock, UpdatedAt: w.clock, Version: 1}
		step := func(what string, got intake.Intake, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("%s gives\n%s", what, diff)
			}
			there, err := w.Get(ctx, w.lead, x.ID)
			if diff := cmp.Diff(want, there, same); err != nil || diff != "" {
				t.Errorf("after %s there is (%v)\n%s", what, err, diff)
			}
		}
		step("create", x, err)

		w.clock = w.clock.Add(time.Hour)
		d := details("2027-1")
		d.NameEN, want.NameEN, want.UpdatedAt, want.Version = "Winter", "Winter", w.clock, 2
		got, err := w.Change(ctx, w.lead, x.ID, 1, d)
		step("change", got, err)

		got, err = w.ChangeRules(ctx, w.lead, x.ID, 2, map[intake.RuleName]string{intake.Months: "12"})
		want.Rules, want.Version = got.Rules, 3
		step("change of rules", got, err)
		if n := got.Rules.Get(intake.Months); n != 12 || len(got.Rules.Deviations()) != 1 {
			t.Errorf("%d months, deviations %v", n, got.Rules.Deviations())
		}

		want.Status, want.Version = intake.Published, 4
		got, err = w.Publish(ctx, w.lead, x.ID, 3)
		step("publish", got, err)
		want.Status, want.Version = intake.Withdrawn, 5
		got, err = w.Withdraw(ctx, w.lead, x.ID, 4)
		step("withdraw", got, err)
		want.Status, want.Version = intake.Published, 6
		got, err = w.Publish(ctx, w.lead, x.ID, 5)
		step("publish again", got, err)

		wanted := []audit.Action{audit.IntakeCreated, audit.IntakeChanged, audit.IntakeChanged, audit.IntakePublished, audit.IntakeWithdrawn, audit.IntakePublished}
		if diff := cmp.Diff(wanted, w.deeds(audit.KindIntake)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

// verbs are the changes of a published intake that its staff may make.
func (w *world) verbs() map[string]func(access.Actor, string, int64) error {
	ctx := w.t.Context()
	return map[string]func(access.Actor, string, int64) error{
		"change": func(a access.Actor, id string, version int64) error {
			_, err := w.Change(ctx, a, id, version, details("2027-9"))
			return err
		},
		"change of rules": func(a access.Actor, id string, version int64) error {
			_, err := w.ChangeRules(ctx, a, id, version, map[intake.RuleName]string{intake.Months: "9"})
			return err
		},
		"publish": func(a access.Actor, id string, version int64) error {
			_, err := w.Publish(ctx, a, id, version)
			return err
		},
		"withdraw": func(a access.Actor, id string, version int64) error {
			_, err := w.Withdraw(ctx, a, id, version)
			return err
		},
	}
}

func TestRefusedChangesChangeAndRecordNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.published(w.open.ID, "2027-1")
		recorded := len(w.deeds(audit.KindIntake))
		for name, verb := range w.verbs() {
			for who, tt := range map[string]struct {
				actor   access.Actor
				id      string
				version int64
				want    fault.Kind
			}{
				"nobody":            {nobody, x.ID, 2, fault.Unauthenticated},
				"a person":          {somebody(), x.ID, 2, fault.Forbidden},
				"support":           {somebody(in(access.Support, w.open.ID)), x.ID, 2, fault.Forbidden},
				"auditor":           {somebody(in(access.Auditor, w.open.ID)), x.ID, 2, fault.Forbidden},
				"another's lead":    {somebody(in(access.Lead, w.draft.ID)), x.ID, 2, fault.Forbidden},
				"a stale version":   {admin, x.ID, 1, fault.Conflict},
				"a version to come": {w.lead, x.ID, 3, fault.Conflict},
				"no such intake":    {admin, id.New(), 1, fault.NotFound},
			} {
				if err := verb(tt.actor, tt.id, tt.version); err == nil || fault.KindOf(err) != tt.want {
					t.Errorf("%s by %s: %v, want %v", name, who, err, tt.want)
				}
			}
		}
		for what, err := range map[string]error{
			"published again":    failed(w.Publish(ctx, w.lead, x.ID, 2)),
			"out of bounds":      failed(w.ChangeRules(ctx, w.lead, x.ID, 2, map[intake.RuleName]string{intake.Months: "99"})),
			"without its dates":  failed(w.Change(ctx, w.lead, x.ID, 2, intake.Details{Code: "2027-1", NameLV: "A", NameEN: "A", Models: []string{"group"}})),
			"by a person":        failed(w.Create(ctx, somebody(), w.open.ID, details("2027-2"))),
			"with a code twice":  failed(w.Create(ctx, w.lead, w.open.ID, details("2027-1"))),
			"in no programme":    failed(w.Create(ctx, admin, id.New(), details("2027-3"))),
			"copied by a reader": failed(w.Copy(ctx, somebody(in(access.Auditor, w.open.ID)), x.ID, "2027-4")),
			"copied from afar":   failed(w.Copy(ctx, somebody(in(access.Lead, w.draft.ID)), x.ID, "2027-5")),
			"copied to its code": failed(w.Copy(ctx, w.lead, x.ID, "2027-1")),
		} {
			if fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v", what, err)
			}
		}
		there, err := w.Get(ctx, w.lead, x.ID)
		if diff := cmp.Diff(x, there, same); err != nil || diff != "" {
			t.Errorf("changed (%v)\n%s", err, diff)
		}
		if n := len(w.deeds(audit.KindIntake)); n != recorded {
			t.Errorf("%d more deeds recorded", n-recorded)
		}
	})
}

func failed(_ intake.Intake, err error) error { return err }

func TestACodeIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x := w.create(w.open.ID, "2027-1")
		other := w.create(w.draft.ID, "2027-2")
		_, err := w.Change(t.Context(), admin, other.ID, 1, details("2027-1"))
		if f := fault.As(err); f == nil || f.Fields["code"].Key != "intake.fault.code-taken" {
			t.Errorf("the code of another intake: %v", err)
		}
		got, err := w.ByCode(t.Context(), "2027-1")
		if err != nil || got.ID != x.ID {
			t.Errorf("%s, %v", got.ID, err)
		}
		if _, err := w.ByCode(t.Context(), "2027-3"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a code of nothing: %v", err)
		}
		if got, err := w.Load(t.Context(), w.DB, other.ID); err != nil || got.Code != "2027-2" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestACopyHasRulesAndNoDates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x := w.published(w.open.ID, "2027-1")
		x, err := w.ChangeRules(t.Context(), w.lead, x.ID, 2, map[intake.RuleName]string{intake.GapDays: "60"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Copy(t.Context(), w.lead, x.ID, "2028-1")
		if err != nil {
			t.Fatal(err)
		}
		want := x
		want.ID, want.Code, want.Dates, want.Status, want.Version, want.CreatedAt, want.UpdatedAt = got.ID, "2028-1", intake.Dates{}, intake.Draft, 1, w.clock, w.clock
		if diff := cmp.Diff(want, got, same); diff != "" || got.ID == x.ID {
			t.Error(diff)
		}
	})
}

func TestEverybodySeesTheirOwnProgrammesIntakes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first, next := w.create(w.open.ID, "2027-1"), w.create(w.open.ID, "2027-2")
		other := w.create(w.draft.ID, "2027-3")
		for who, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{"nobody": {nobody, fault.Unauthenticated}, "a person": {somebody(), fault.Forbidden}, "another's lead": {somebody(in(access.Lead, w.draft.ID)), fault.Forbidden}} {
			_, errList := w.List(ctx, tt.actor, w.open.ID)
			if err := failed(w.Get(ctx, tt.actor, first.ID)); fault.KindOf(err) != tt.want || fault.KindOf(errList) != tt.want {
				t.Errorf("%s gets %v and lists %v", who, err, errList)
			}
		}
		for _, role := range []access.Role{access.Lead, access.Coordinator, access.Support, access.Auditor} {
			got, err := w.List(ctx, somebody(in(role, w.open.ID)), w.open.ID)
			if diff := cmp.Diff([]string{next.ID, first.ID}, ids(got)); err != nil || diff != "" {
				t.Errorf("%s lists (%v)\n%s", role, err, diff)
			}
		}
		if got, err := w.List(ctx, admin, w.draft.ID); err != nil || len(got) != 1 || got[0].ID != other.ID {
			t.Errorf("an administrator lists %v, %v", ids(got), err)
		}
	})
}

func ids(list []intake.Intake) (ids []string) {
	for _, x := range list {
		ids = append(ids, x.ID)
	}
	return ids
}
