package application

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
)

// publicRow is a mentor's line with what orders and fills it.
type publicRow struct {
	PublicMentor
	person, programme string
	answers           questionnaire.Answers
}

func listed(ctx context.Context, q db.Q, applicationID string) (bool, error) {
	n, err := db.One(ctx, q, db.Value[int], `select count(*) from mentor_listing where application_id = $1`, applicationID)
	return n > 0, err
}

func list(ctx context.Context, tx *db.Tx, applicationID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into mentor_listing (application_id, version, agreed_at) values ($1, $2, $3)
		on conflict (application_id) do nothing`, applicationID, ListingVersion, at)
	return err
}

func unlist(ctx context.Context, tx *db.Tx, applicationID string) error {
	_, err := db.Exec(ctx, tx, `delete from mentor_listing where application_id = $1`, applicationID)
	return err
}

// listPublic gives the rows of the public list; those of one person stand
// together, the latest first.
func listPublic(ctx context.Context, q db.Q, today string, limit int) ([]publicRow, error) {
	found, err := db.Rows(ctx, q, func(s db.Scanner) (x publicRow, err error) {
		var p account.Person
		var lv, en, answers string
		if err := s.Scan(&x.person, &x.programme, &p.GivenName, &p.FamilyName, &lv, &en, &answers); err != nil {
			return x, err
		}
		x.Name, x.Institution = p.Name(), map[i18n.Lang]string{i18n.LV: lv, i18n.EN: en}
		err = json.Unmarshal([]byte(answers), &x.answers)
		x.Position = x.answers.First("position")
		return x, err
	}, `select p.id, a.programme_id, p.given_name, p.family_name, coalesce(i.name_lv, a.employer), coalesce(nullif(i.name_en, ''), i.name_lv, a.employer), a.answers
		from mentor_listing l join application a on a.id = l.application_id join person p on p.id = a.person_id
		join intake x on x.id = a.intake_id join programme g on g.id = a.programme_id left join institution i on i.id = a.institution_id
		where a.status = 'eligible' and a.side = 'mentor' and p.status = 'active' and g.status = 'open' and (x.ends_on = '' or x.ends_on >= $1)
		order by p.sort_key, p.id, a.submitted_at desc, a.id limit $2`, today, limit)
	if err != nil {
		return nil, fmt.Errorf("list public mentors: %w", err)
	}
	return found, nil
}
