package faults

import (
	"testing"

	"domubiedrs/internal/db"
)

// has fails unless every acknowledged person and promise is in the database,
// and nothing is half there.
func has(t *testing.T, d *db.DB, people, asks []string) {
	t.Helper()
	for _, email := range people {
		n, err := db.One(t.Context(), d, db.Value[int], `select count(*) from person p
			join identity i on i.person_id = p.id
			join audit_entry a on a.subject_id = p.id and a.action = 'person-created' where p.email_key = $1`, email)
		if err != nil || n != 1 {
			t.Errorf("%s was acknowledged and is there %d times (%v)", email, n, err)
		}
	}
	for _, email := range asks {
		n, err := db.One(t.Context(), d, db.Value[int], `select count(*) from signin_attempt where email_key = $1`, email)
		if err != nil || n != 1 {
			t.Errorf("a code for %s was promised and asked for %d times (%v)", email, n, err)
		}
	}
	half, err := db.One(t.Context(), d, db.Value[int], `select count(*) from person p
		where not exists (select 1 from identity i where i.person_id = p.id)
		or not exists (select 1 from audit_entry a where a.object_id = p.id)`)
	if err != nil || half != 0 {
		t.Errorf("%d people are half written (%v)", half, err)
	}
}

// jobs counts those of the kinds that a request causes, in states.
func jobs(t *testing.T, d *db.DB, states ...any) int {
	t.Helper()
	n, err := db.One(t.Context(), d, db.Value[int], `select count(*) from river_job
		where kind in ('account.send-code', 'mail.send') and cast(state as text) in (`+db.In(1, len(states))+`)`, states...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// worked tells whether no such job is left to do.
func worked(t *testing.T, d *db.DB) func() bool {
	return func() bool { return jobs(t, d, "available", "running", "retryable", "scheduled", "pending") == 0 }
}

// age makes running jobs look as if they had begun two minutes ago: on
// PostgreSQL that is after what the next node takes them up.
func age(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `update river_job set attempted_at = $1 where state = 'running'`, db.Now().Add(-120e9))
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
