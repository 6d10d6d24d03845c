package mentorship

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
)

const columns = `m.id, m.programme_id, coalesce(m.intake_id, ''), m.model, m.status, m.resumes, m.seats, m.mentees, m.began_at, m.status_at, m.updated_at, m.version, m.agreed_at, m.planned_at, m.ends_on`

// bare are the columns for what an update returns, where no alias may stand.
var bare = strings.ReplaceAll(columns, "m.", "")

func scan(s db.Scanner) (m Mentorship, err error) {
	err = s.Scan(&m.ID, &m.Programme, &m.Intake, &m.Model, &m.Status, &m.Resumes, &m.Seats, &m.Mentees, &m.BeganAt, &m.StatusAt, &m.UpdatedAt, &m.Version, &m.AgreedAt, &m.PlannedAt, &m.EndsOn)
	return m, err
}

func insert(ctx context.Context, tx *db.Tx, m Mentorship) error {
	_, err := db.Exec(ctx, tx, `insert into mentorship (id, programme_id, intake_id, model, status, resumes, seats, mentees, began_at, status_at, updated_at, version)
		values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		m.ID, m.Programme, m.Intake, m.Model, m.Status, m.Resumes, m.Seats, m.Mentees, m.BeganAt, m.StatusAt, m.UpdatedAt, m.Version)
	if err != nil {
		return fmt.Errorf("insert mentorship: %w", err)
	}
	return nil
}

func insertMember(ctx context.Context, tx *db.Tx, mentorshipID string, x Member) error {
	_, err := db.Exec(ctx, tx, `insert into mentorship_member (id, mentorship_id, person_id, application_id, side, joined_at) values ($1, $2, $3, nullif($4, ''), $5, $6)`,
		x.ID, mentorshipID, x.Person, x.Application, x.Side, x.JoinedAt)
	if err != nil {
		return fmt.Errorf("insert a member: %w", err)
	}
	return nil
}

func update(ctx context.Context, tx *db.Tx, m Mentorship) (bool, error) {
	n, err := db.Exec(ctx, tx, `update mentorship set status = $3, resumes = $4, mentees = $5, status_at = $6, updated_at = $7, version = version + 1
		where id = $1 and version = $2`, m.ID, m.Version, m.Status, m.Resumes, m.Mentees, m.StatusAt, m.UpdatedAt)
	return n == 1, err
}

// reach notes the day of a step, the first one that counts.
func reach(ctx context.Context, tx *db.Tx, mentorshipID string, step Step, at time.Time) (bool, error) {
	column := map[Step]string{AgreementReached: "agreed_at", PlanReached: "planned_at"}[step]
	n, err := db.Exec(ctx, tx, `update mentorship set `+column+` = $2, updated_at = $2 where id = $1 and `+column+` is null`, mentorshipID, at)
	return n == 1, err
}

func setEnd(ctx context.Context, tx *db.Tx, mentorshipID, day string) error {
	_, err := db.Exec(ctx, tx, `update mentorship set ends_on = $2 where id = $1`, mentorshipID, day)
	return err
}

func setLeft(ctx context.Context, tx *db.Tx, mentorshipID, personID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update mentorship_member set left_at = $3 where mentorship_id = $1 and person_id = $2 and left_at is null`, mentorshipID, personID, at)
	return err
}

// takeSeat takes a seat if one is free while the mentorship gathers, whoever
// asks at the same time.
func takeSeat(ctx context.Context, tx *db.Tx, mentorshipID string, at time.Time) (bool, error) {
	n, err := db.Exec(ctx, tx, `update mentorship set mentees = mentees + 1, updated_at = $2, version = version + 1
		where id = $1 and status = 'proposed' and mentees < seats`, mentorshipID, at)
	return n == 1, err
}

// forming are the mentorships that gather around a mentor.
func forming(ctx context.Context, q db.Q, b Beginning) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select m.id from mentorship m where m.intake_id = $1 and m.model = $2 and m.status = 'proposed'
		and exists (select 1 from mentorship_member x where x.mentorship_id = m.id and x.person_id = $3 and x.side = 'mentor' and x.left_at is null)
		order by m.id`, b.Intake, b.Model, b.Mentor.Person)
}

func load(ctx context.Context, q db.Q, mentorshipID string) (Mentorship, error) {
	return whole(ctx, q, `select `+columns+` from mentorship m where m.id = $1`, mentorshipID)
}

// lock loads a mentorship and keeps every other change of it waiting.
func lock(ctx context.Context, tx *db.Tx, mentorshipID string) (Mentorship, error) {
	return whole(ctx, tx, `update mentorship set seats = seats where id = $1 returning `+bare, mentorshipID)
}

func whole(ctx context.Context, q db.Q, query, mentorshipID string) (Mentorship, error) {
	m, err := db.One(ctx, q, scan, query, mentorshipID)
	if errors.Is(err, db.ErrNone) {
		return m, errMissing
	}
	if err != nil {
		return m, err
	}
	all := []Mentorship{m}
	err = addMembers(ctx, q, all)
	return all[0], err
}

// addMembers fills in the members of several mentorships at once.
func addMembers(ctx context.Context, q db.Q, all []Mentorship) error {
	at, ids := map[string]int{}, []any{}
	for i, m := range all {
		at[m.ID] = i
		ids = append(ids, m.ID)
	}
	type line struct {
		mentorship string
		Member
	}
	lines, err := db.Rows(ctx, q, func(s db.Scanner) (l line, err error) {
		err = s.Scan(&l.mentorship, &l.ID, &l.Person, &l.Application, &l.Side, &l.JoinedAt, &l.LeftAt)
		return l, err
	}, `select mentorship_id, id, person_id, coalesce(application_id, ''), side, joined_at, left_at from mentorship_member
		where mentorship_id in (`+db.In(1, len(ids))+`) order by mentorship_id, joined_at, id`, ids...)
	for _, l := range lines {
		m := &all[at[l.mentorship]]
		m.Members = append(m.Members, l.Member)
	}
	return err
}

// likeEscaper takes the meaning from the wildcards of like.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// listing is the query of a page.
func listing(f Filter, limit int) (query string, args []any) {
	query, args = `select `+columns+` from mentorship m where m.programme_id = $1 and (m.began_at, m.id) > ($2, $3)`, []any{f.Programme, f.After.BeganAt, f.After.ID, limit}
	if f.Status != "" {
		args = append(args, f.Status)
		query += ` and m.status = $` + strconv.Itoa(len(args))
	}
	for _, word := range strings.Fields(i18n.Fold(f.Query)) {
		args = append(args, "%"+likeEscaper.Replace(word)+"%")
		query += ` and m.id in (select x.mentorship_id from mentorship_member x join person p on p.id = x.person_id where p.search_text like $` + strconv.Itoa(len(args)) + ` escape '\')`
	}
	return query + ` order by m.began_at, m.id limit $4`, args
}

func list(ctx context.Context, q db.Q, f Filter, limit int) ([]Mentorship, error) {
	query, args := listing(f, limit)
	all, err := db.Rows(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list mentorships: %w", err)
	}
	return all, addMembers(ctx, q, all)
}

// maxOf bounds what one person takes part in.
const maxOf = 100

func listOf(ctx context.Context, q db.Q, personID string) ([]Mentorship, error) {
	all, err := db.Rows(ctx, q, scan, `select `+columns+` from mentorship m where m.id in (select mentorship_id from mentorship_member where person_id = $1)
		order by m.began_at desc, m.id desc limit $2`, personID, maxOf)
	if err == nil {
		err = addMembers(ctx, q, all)
	}
	for i, m := range all {
		if !m.Has(personID) {
			all[i].Members = only(m.Members, personID)
		}
	}
	return all, err
}

func only(members []Member, personID string) (own []Member) {
	for _, x := range members {
		if x.Person == personID {
			own = append(own, x)
		}
	}
	return own
}
