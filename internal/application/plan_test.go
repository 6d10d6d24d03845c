package application

import (
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
)

// fill adds a programme, an intake and n applications of n people with as few
// statements as that takes.
func fill(t *testing.T, d *db.DB, n int) (intakeID string) {
	t.Helper()
	now, programmeID := db.Now(), id.New()
	intakeID = id.New()
	exec := func(tx *db.Tx, query string, args ...any) {
		if _, err := db.Exec(t.Context(), tx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		exec(tx, `insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at, version) values ($1, 'a', 'a', 'open', 'a', $2, $2, 1)`, programmeID, now)
		exec(tx, `insert into intake (id, programme_id, code, name_lv, name_en, opens_on, closes_on, news_on, matching_from, matching_to, seminar_on, starts_on, ends_on,
			models, rules, status, counter, created_at, updated_at, version)
			values ($1, $2, 'a', 'a', 'a', '', '', '', '', '', '', '', '', '', '{}', 'published', 0, $3, $3, 1)`, intakeID, programmeID, now)
		numbers := `with recursive n (i) as (select 1 union all select i + 1 from n where i < $1) `
		exec(tx, numbers+`insert into person (id, given_name, family_name, email, email_key, language, status, sort_key, search_text, created_at, updated_at, version)
			select 'p' || i, 'a', 'b', 'c' || i, 'c' || i, 'lv', 'active', 'a', 'a b c' || i, $2, $2, 1 from n`, n, now)
		exec(tx, numbers+`insert into application (id, intake_id, programme_id, person_id, side, number, status, fit, submitted_at, employer, person_text, search_text,
			role_code, category, questionnaire, notice_version, declared, conflicts, checklist, news_on, reason, note, source, digest, quiet, decided_by,
			created_at, updated_at, version, answers)
			select 'a' || i, $2, $3, 'p' || i, 'mentee', 'a-' || i, case when i % 50 = 0 then 'waiting' else 'submitted' end, 'yes', $4, '', 'a b c' || i, '',
			'', '', '{}', '', '{}', false, '', '', '', '', 'form', '', false, '', $4, $4, 1, '{}' from n`, n, intakeID, programmeID, now)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return intakeID
}

// TestTheQueueReadsByItsIndex: a page of 10,000 applications is read in order
// from an index, so no application is sorted or read in vain.
func TestTheQueueReadsByItsIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		intakeID := fill(t, d, 10_000)
		page, err := queue(t.Context(), d, Filter{Intake: intakeID}, 50)
		if err != nil || page.Total != 10_000 || page.Next == "" {
			t.Fatalf("%d, %v", page.Total, err)
		}
		for _, tt := range []struct {
			f     Filter
			index string
		}{
			{Filter{}, "application_queue"}, {Filter{After: page.Next}, "application_queue"}, {Filter{Side: Mentee}, "application_queue"},
			{Filter{Status: Waiting}, "application_standing"}, {Filter{Status: Waiting, After: page.Next}, "application_standing"},
		} {
			tt.f.Intake = intakeID
			query, args := listing(tt.f, 51)
			plan := strings.ToLower(dbtest.Plan(t, d, query, args...))
			for _, sorted := range []string{"temp b-tree for order by", "sort", "seq scan on application"} {
				if strings.Contains(plan, sorted) || !strings.Contains(plan, tt.index) {
					t.Errorf("%+v:\n%s", tt.f, plan)
					break
				}
			}
		}
	})
}
