package transfer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
)

// TestTakingAReportAwayIsRecorded, before the rows are kept and after; looking
// at it is not, nor is a refusal.
func TestTakingAReportAwayIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, u := t.Context(), w.upload("Vārds;Uzvārds;E-pasts\nAnna;Paraugs;a@example.org\n")
		exports := func() []audit.Item {
			items, err := audit.List(ctx, w.DB, audit.Filter{Action: audit.DataExported}, 10)
			w.must(err)
			return items
		}
		for _, a := range []access.Actor{{}, w.other, w.admin} {
			if _, err := w.ExportReport(ctx, a, u.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("somebody else's file: %v", err)
			}
		}
		if _, err := w.Report(ctx, w.staff, u.ID); err != nil || len(exports()) != 0 {
			t.Errorf("%v; recorded %+v", err, exports())
		}
		for n, verb := range []func() error{func() error { return nil }, func() error { _, err := w.Run(ctx, w.staff, u.ID, u.Version); return err }} {
			w.must(verb())
			want, err := w.Report(ctx, w.staff, u.ID)
			w.must(err)
			got, err := w.ExportReport(ctx, w.staff, u.ID)
			if diff := cmp.Diff(want, got); err != nil || diff != "" || len(got.Rows) != 1 {
				t.Errorf("%v\n%s", err, diff)
			}
			if there := exports(); len(there) != n+1 || there[0].Actor != w.staff.Person || there[0].Programme != w.intake.Programme ||
				there[0].Object != (audit.Object{Kind: audit.KindIntake, ID: w.intake.ID}) {
				t.Errorf("recorded %+v", there)
			}
		}
	})
}
