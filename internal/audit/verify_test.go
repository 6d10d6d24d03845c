package audit_test

import (
	"errors"
	"testing"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// TestVerifyNamesTheFirstBadEntry tampers with a chain of eight, in one way
// each, past the guards.
func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	tamperings := map[string]struct {
		want    string
		queries []string
	}{
		"untouched":             {"whole", nil},
		"actor":                 {"4 altered", []string{`update audit_entry set actor_id = 'system' where seq = 4`}},
		"action":                {"4 altered", []string{`update audit_entry set action = 'signed-in' where seq = 4`}},
		"object kind":           {"4 altered", []string{`update audit_entry set object_kind = 'role' where seq = 4`}},
		"object id":             {"4 altered", []string{`update audit_entry set object_id = '' where seq = 4`}},
		"subject":               {"4 altered", []string{`update audit_entry set subject_id = '' where seq = 4`}},
		"programme":             {"4 altered", []string{`update audit_entry set programme_id = '' where seq = 4`}},
		"time":                  {"4 altered", []string{`update audit_entry set at = '2026-01-01 00:00:00+00:00' where seq = 4`}},
		"two fields swapped":    {"4 altered", []string{`update audit_entry set object_id = programme_id, programme_id = object_id where seq = 4`}},
		"hash":                  {"4 altered", []string{`update audit_entry set hash = upper(hash) where seq = 4`}},
		"link":                  {"4 altered", []string{`update audit_entry set previous = '' where seq = 4`}},
		"first":                 {"1 altered", []string{`update audit_entry set actor_id = 'system' where seq = 1`}},
		"two, the first counts": {"3 altered", []string{`update audit_entry set actor_id = 'system' where seq in (7, 3)`}},
		"deleted":               {"4 missing", []string{`delete from audit_entry where seq = 4`}},
		"first deleted":         {"1 missing", []string{`delete from audit_entry where seq = 1`}},
		"deleted and closed up": {"4 altered", []string{`delete from audit_entry where seq = 4`,
			`update audit_entry set seq = 4 where seq = 5`}},
		"reordered": {"4 altered", []string{`update audit_entry set seq = 100 where seq = 4`,
			`update audit_entry set seq = 4 where seq = 6`, `update audit_entry set seq = 6 where seq = 100`}},
		"cut off":        {"7 missing", []string{`delete from audit_entry where seq > 6`}},
		"all deleted":    {"1 missing", []string{`delete from audit_entry`}},
		"put in":         {"9 surplus", []string{copyAs("9")}},
		"put in before":  {"0 surplus", []string{copyAs("0")}},
		"put far behind": {"9 surplus", []string{copyAs("900")}},
		"head set back":  {"7 surplus", []string{`update audit_head set seq = 6`}},
		"head set on":    {"9 missing", []string{`update audit_head set seq = 9`}},
		"head's hash":    {"8 head", []string{`update audit_head set hash = ''`}},
		"head deleted":   {"0 head-gone", []string{`delete from audit_head`}},
		"cut, head's seq too": {"6 head", []string{`delete from audit_entry where seq > 6`,
			`update audit_head set seq = 6`}},
	}
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, 8)
		unguard(t, d)
		for name, tt := range tamperings {
			if got := afterTampering(t, d, tt.queries); got != tt.want {
				t.Errorf("%s: %s, want %s", name, got, tt.want)
			}
		}
		if _, got := verify(t, d, nil); got != "whole" {
			t.Errorf("in the end: %s", got)
		}
	})
}

// afterTampering verifies inside a transaction that is rolled back.
func afterTampering(t *testing.T, d *db.DB, queries []string) (got string) {
	t.Helper()
	undo := errors.New("undo")
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		for _, query := range queries {
			if _, err := db.Exec(t.Context(), tx, query); err != nil {
				return err
			}
		}
		_, got = verify(t, tx, nil)
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	return got
}

func copyAs(seq string) string {
	return `insert into audit_entry (seq, at, actor_id, action, object_kind, object_id, subject_id, programme_id, previous, hash)
		select ` + seq + `, at, actor_id, action, object_kind, object_id, subject_id, programme_id, previous, hash from audit_entry where seq = 8`
}

// TestATimeThatIsNoneIsNamed: SQLite takes any text where a time belongs.
func TestATimeThatIsNoneIsNamed(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	chain(t, d, 3)
	exec(t, d, `update audit_entry set at = 'never' where seq = 2`)
	if _, got := verify(t, d, nil); got != "2 altered" {
		t.Errorf("%s, want 2 altered", got)
	}
}

// TestAHeadKeptElsewhereFindsAChainWrittenAnew: whoever has the whole database
// can cut the end off and mend the head, or write all entries again.
func TestAHeadKeptElsewhereFindsAChainWrittenAnew(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, 5)
		kept, err := audit.CurrentHead(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		chain(t, d, 3)
		if _, got := verify(t, d, &kept); got != "whole" {
			t.Errorf("grown since: %s", got)
		}
		if _, got := verify(t, d, &audit.Head{}); got != "whole" {
			t.Errorf("kept when it was empty: %s", got)
		}
		unguard(t, d)
		exec(t, d, `delete from audit_entry where seq > 3`)
		exec(t, d, `update audit_head set seq = 3, hash = (select hash from audit_entry where seq = 3)`)
		if _, got := verify(t, d, nil); got != "whole" {
			t.Errorf("cut and mended, without the kept head: %s", got)
		}
		if _, got := verify(t, d, &kept); got != "4 missing" {
			t.Errorf("cut and mended: %s", got)
		}
		chain(t, d, 5) // grown past the kept head again, with other entries
		if _, got := verify(t, d, &kept); got != "5 not-as-kept" {
			t.Errorf("written anew: %s", got)
		}
	})
}

// TestVerifyReadsInPages goes over several pages and finds the last entry bad.
func TestVerifyReadsInPages(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const n = 2300
		chain(t, d, n)
		var steps []int64
		head, broken, err := audit.Verify(t.Context(), d, func(done, total int64) {
			steps = append(steps, done)
			if total != n {
				t.Errorf("total %d", total)
			}
		}, nil)
		if err != nil || broken != nil || head.Seq != n || len(steps) != 3 || steps[2] != n {
			t.Errorf("head %v, broken %v, steps %v, %v", head, broken, steps, err)
		}
		unguard(t, d)
		exec(t, d, `update audit_entry set actor_id = 'public' where seq = $1`, n)
		if _, got := verify(t, d, nil); got != "2300 altered" {
			t.Error(got)
		}
	})
}

func BenchmarkRecord(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			d := dbtest.Open(b, kind)
			for b.Loop() {
				mustRecord(b, d, viewed(anna, berta))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	const n = 10_000
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			d := dbtest.Open(b, kind)
			chain(b, d, n)
			b.ResetTimer()
			for b.Loop() {
				if _, state := verify(b, d, nil); state != "whole" {
					b.Fatal(state)
				}
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
