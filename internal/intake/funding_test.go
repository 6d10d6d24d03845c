package intake_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
)

func source(name, from, to string) intake.FundingDetails {
	return intake.FundingDetails{ProjectNumber: "2.3.2.2.i.0/1/23/I/VARAM/001", NameLV: name, NameEN: name, SentenceLV: "Finansē " + name,
		SentenceEN: "Funded by " + name, ValidFrom: from, ValidTo: to}
}

func (w *world) fund(programmeID string, d intake.FundingDetails) intake.Funding {
	w.t.Helper()
	f, err := w.AddFunding(w.t.Context(), admin, programmeID, d)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func TestALifeOfAFundingSource(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		f, err := w.AddFunding(ctx, w.lead, w.open.ID, source("fonds", "2026-01-01", ""))
		want := intake.Funding{ID: f.ID, Programme: w.open.ID, FundingDetails: source("fonds", "2026-01-01", ""), CreatedAt: w.clock, UpdatedAt: w.clock, Version: 1}
		step := func(what string, got intake.Funding, err error) {
			t.Helper()
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%s gives (%v)\n%s", what, err, diff)
			}
			there, err := w.GetFunding(ctx, nobody, f.ID)
			if diff := cmp.Diff(want, there); err != nil || diff != "" {
				t.Errorf("after %s there is (%v)\n%s", what, err, diff)
			}
		}
		step("add", f, err)
		w.clock = w.clock.Add(time.Hour)
		want.FundingDetails, want.UpdatedAt, want.Version = source("valsts", "2026-02-01", ""), w.clock, 2
		got, err := w.ChangeFunding(ctx, w.lead, f.ID, 1, source("valsts", "2026-02-01", ""))
		step("change", got, err)
		want.ValidTo, want.Version = "2026-12-31", 3
		got, err = w.EndFunding(ctx, w.lead, f.ID, 2, "2026-12-31")
		step("end", got, err)
		if diff := cmp.Diff([]audit.Action{audit.FundingAdded, audit.FundingChanged, audit.FundingEnded}, w.deeds(audit.KindFunding)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

func TestRefusedChangesOfFunding(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		f := w.fund(w.open.ID, source("fonds", "2026-01-01", ""))
		for who, tt := range map[string]struct {
			actor   access.Actor
			id      string
			version int64
			want    fault.Kind
		}{
			"nobody":          {nobody, f.ID, 1, fault.Unauthenticated},
			"a person":        {somebody(), f.ID, 1, fault.Forbidden},
			"support":         {somebody(in(access.Support, w.open.ID)), f.ID, 1, fault.Forbidden},
			"another's lead":  {somebody(in(access.Lead, w.draft.ID)), f.ID, 1, fault.Forbidden},
			"a stale version": {admin, f.ID, 0, fault.Conflict},
			"no such source":  {admin, id.New(), 1, fault.NotFound},
		} {
			_, change := w.ChangeFunding(ctx, tt.actor, tt.id, tt.version, source("cits", "2026-01-01", ""))
			_, end := w.EndFunding(ctx, tt.actor, tt.id, tt.version, "2026-12-31")
			for verb, err := range map[string]error{"change": change, "end": end} {
				if err == nil || fault.KindOf(err) != tt.want {
					t.Errorf("%s by %s: %v, want %v", verb, who, err, tt.want)
				}
			}
		}
		_, unnamed := w.ChangeFunding(ctx, w.lead, f.ID, 1, intake.FundingDetails{})
		_, early := w.EndFunding(ctx, w.lead, f.ID, 1, "2025-12-31")
		_, foreign := w.AddFunding(ctx, w.lead, w.draft.ID, source("x", "2026-01-01", ""))
		_, homeless := w.AddFunding(ctx, admin, id.New(), source("x", "2026-01-01", ""))
		_, nameless := w.AddFunding(ctx, w.lead, w.open.ID, intake.FundingDetails{})
		for i, tt := range []struct {
			err  error
			want fault.Kind
		}{{unnamed, fault.Invalid}, {early, fault.Invalid}, {foreign, fault.Forbidden}, {homeless, fault.NotFound}, {nameless, fault.Invalid}} {
			if tt.err == nil || fault.KindOf(tt.err) != tt.want {
				t.Errorf("%d: %v, want %v", i, tt.err, tt.want)
			}
		}
		got, err := w.Funding(ctx, nobody, w.open.ID)
		if diff := cmp.Diff([]intake.Funding{f}, got); err != nil || diff != "" {
			t.Errorf("changed (%v)\n%s", err, diff)
		}
		if n := len(w.deeds(audit.KindFunding)); n != 1 {
			t.Errorf("%d deeds recorded", n)
		}
	})
}

func names(list []intake.Funding) (names []string) {
	for _, f := range list {
		names = append(names, f.NameLV)
	}
	return names
}

func TestWhoPaysOnADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.fund(w.open.ID, source("valsts", "2026-07-01", ""))
		w.fund(w.open.ID, source("fonds", "2026-01-01", "2026-12-31"))
		w.fund(w.draft.ID, source("cits", "2026-01-01", ""))
		for day, want := range map[string][]string{"2025-12-31": nil, "2026-01-01": {"fonds"}, "2026-07-01": {"fonds", "valsts"},
			"2026-12-31": {"fonds", "valsts"}, "2027-01-01": {"valsts"}} {
			got, err := w.FundingOn(ctx, w.DB, w.open.ID, day)
			if diff := cmp.Diff(want, names(got)); err != nil || diff != "" {
				t.Errorf("on %s (%v)\n%s", day, err, diff)
			}
		}
		if got, err := w.FundingOn(ctx, w.DB, id.New(), "2026-07-01"); err != nil || len(got) != 0 {
			t.Errorf("a programme without any: %v, %v", got, err)
		}
		if got, err := w.Funding(ctx, somebody(), w.open.ID); err != nil || !cmp.Equal(names(got), []string{"fonds", "valsts"}) {
			t.Errorf("all of a programme: %v, %v", names(got), err)
		}
	})
}

// TestTheFootOfPublicPages names who pays today, in Riga, for programmes that
// are open.
func TestTheFootOfPublicPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.fund(w.open.ID, source("fonds", "2026-01-01", "2026-12-31"))
		w.fund(w.draft.ID, source("cits", "2026-01-01", ""))
		for at, want := range map[time.Time]int{time.Date(2025, 12, 31, 21, 59, 0, 0, time.UTC): 0, time.Date(2025, 12, 31, 22, 0, 0, 0, time.UTC): 1,
			time.Date(2026, 12, 31, 21, 59, 0, 0, time.UTC): 1, time.Date(2026, 12, 31, 22, 0, 0, 0, time.UTC): 0} {
			w.clock = at
			if got, err := w.PublicFunding(t.Context()); err != nil || len(got) != want {
				t.Errorf("at %s: %v, %v", at, names(got), err)
			}
		}
	})
}
