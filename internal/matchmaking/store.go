package matchmaking

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/pairing"
)

func loadSetting(ctx context.Context, q db.Q, programmeID string) (Kept, error) {
	k, err := db.One(ctx, q, func(s db.Scanner) (k Kept, err error) {
		var text string
		k.Waiting = defaultWaiting // where it was kept before there was any
		if err := s.Scan(&k.Version, &k.UpdatedAt, &text); err != nil {
			return k, err
		}
		return k, json.Unmarshal([]byte(text), &k.Setting)
	}, `select version, updated_at, setting from matching_setting where programme_id = $1`, programmeID)
	if errors.Is(err, db.ErrNone) {
		return Kept{Setting: Defaults()}, nil
	}
	return k, err
}

// saveSetting tells whether it was the version that is there; ErrUnique when
// there is one already.
func saveSetting(ctx context.Context, tx *db.Tx, programmeID, by string, was int64, k Kept) (bool, error) {
	text, err := json.Marshal(k.Setting)
	if err != nil {
		return false, err
	}
	query := `insert into matching_setting (programme_id, updated_by, updated_at, version, setting) values ($1, $2, $3, $4, $5)`
	if was > 0 {
		query = `update matching_setting set updated_by = $2, updated_at = $3, version = $4, setting = $5 where programme_id = $1 and version = $4 - 1`
	}
	n, err := db.Exec(ctx, tx, query, programmeID, by, k.UpdatedAt, k.Version, string(text))
	return n == 1, err
}

// stamps are what tells that the people of an intake, or what is said about
// them, have changed.
var stamps = []string{
	`select count(*), sum(a.version), max(a.updated_at) from application a where a.intake_id = $1 and a.status = 'eligible'`,
	`select count(*), sum(p.version), max(p.updated_at) from application a join person p on p.id = a.person_id where a.intake_id = $1`,
	`select sum(taken), sum(case when paused then 1 else 0 end), max(updated_at) from pairing_party where intake_id = $1`,
	`select count(*), sum(version), max(updated_at) from pairing_proposal where intake_id = $1`,
	`select count(*), max(id), max(created_at) from pairing_rule where intake_id = $1`,
	`select count(*), sum(s.version), max(s.updated_at) from mentorship s join intake i on i.programme_id = s.programme_id where i.id = $1`,
	`select version, '', updated_at from intake where id = $1`,
}

func stamp(ctx context.Context, q db.Q, intakeID string) (string, error) {
	var all []string
	for i, query := range stamps {
		row, err := db.One(ctx, q, func(s db.Scanner) (string, error) {
			var parts [3]sql.NullString
			err := s.Scan(&parts[0], &parts[1], &parts[2])
			return parts[0].String + "," + parts[1].String + "," + parts[2].String, err
		}, query, intakeID)
		if err != nil {
			return "", fmt.Errorf("read stamp %d of an intake: %w", i, err)
		}
		all = append(all, row)
	}
	return strings.Join(all, ";"), nil
}

func listPeople(ctx context.Context, q db.Q, intakeID string) ([]Person, error) {
	found, err := db.Rows(ctx, q, func(s db.Scanner) (x Person, err error) {
		var p account.Person
		var answers string
		if err := s.Scan(&x.Application, &x.Number, &x.Side, &x.ID, &p.GivenName, &p.FamilyName, &p.Email, &x.institution, &x.Employer, &x.Kind,
			&x.role, &x.category, &x.Ties, &x.Quiet, &x.Since, &x.Taken, &x.Paused, &answers); err != nil {
			return x, err
		}
		x.Name, x.email = p.Name(), p.Email
		return x, json.Unmarshal([]byte(answers), &x.Answers)
	}, `select a.id, a.number, a.side, a.person_id, p.given_name, p.family_name, p.email, coalesce(a.institution_id, ''), coalesce(i.name_lv, a.employer),
			coalesce(i.type, ''), a.role_code, a.category, a.conflicts, a.quiet, a.submitted_at, coalesce(y.taken, 0), coalesce(y.paused, false), a.answers
		from application a join person p on p.id = a.person_id left join institution i on i.id = a.institution_id
			left join pairing_party y on y.application_id = a.id
		where a.intake_id = $1 and a.status = 'eligible' and p.status = 'active' order by a.submitted_at, a.id`, intakeID)
	if err != nil {
		return nil, fmt.Errorf("list the people to match: %w", err)
	}
	return found, nil
}

// tie is two people in one mentorship.
type tie struct {
	mentee, mentor string // persons
	running        bool
}

// listTies are the mentorships, running and over, of an intake's mentors.
func listTies(ctx context.Context, q db.Q, intakeID string) ([]tie, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (t tie, err error) {
		err = s.Scan(&t.mentee, &t.mentor, &t.running)
		return t, err
	}, `select e.person_id, o.person_id, (e.left_at is null and o.left_at is null and m.status not in ('completed', 'ended-early', 'rematched'))
		from mentorship_member o join mentorship m on m.id = o.mentorship_id
			join mentorship_member e on e.mentorship_id = o.mentorship_id and e.side = 'mentee'
		where o.side = 'mentor' and o.person_id in (select a.person_id from application a where a.intake_id = $1 and a.side = 'mentor')
		order by e.id, o.id`, intakeID)
}

// held is an open proposal: its place is not free for others.
type held struct {
	mentee, mentor string // applications
	status         pairing.Status
}

// listHeld gives open proposals, for each mentee the one that has come furthest
// first.
func listHeld(ctx context.Context, q db.Q, intakeID string) ([]held, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (h held, err error) {
		err = s.Scan(&h.mentee, &h.mentor, &h.status)
		return h, err
	}, `select mentee_id, mentor_id, status from pairing_proposal where intake_id = $1 and status in ('sent', 'mentee-yes', 'asked')
		order by mentee_id, case status when 'asked' then 1 when 'mentee-yes' then 2 else 3 end, choice, rank, id`, intakeID)
}
