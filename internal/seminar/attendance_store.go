package seminar

import (
	"context"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// marked is a mark with whose it is.
type marked struct {
	registration string
	Mark
}

func scanMark(row db.Scanner) (m marked, err error) {
	err = row.Scan(&m.registration, &m.Seq, &m.Present, &m.Source, &m.By, &m.Reason, &m.At)
	return m, err
}

const markColumns = `registration_id, seq, present, source, marked_by, reason, marked_at`

// lockRegistration loads a registration and keeps other marks of it waiting
// until the transaction ends.
func lockRegistration(ctx context.Context, tx *db.Tx, seminarID, registrationID string) (Registration, error) {
	if _, err := db.Exec(ctx, tx, `update seminar_registration set turn = turn where id = $1 and seminar_id = $2`, registrationID, seminarID); err != nil {
		return Registration{}, fmt.Errorf("lock registration %s: %w", registrationID, err)
	}
	return loadRegistration(ctx, tx, seminarID, registrationID)
}

// lastMark is the mark that counts; the zero Mark when there is none.
func lastMark(ctx context.Context, q db.Q, registrationID string) (Mark, error) {
	marks, err := db.Rows(ctx, q, scanMark, `select `+markColumns+` from seminar_attendance where registration_id = $1
		order by seq desc limit 1`, registrationID)
	if err != nil || len(marks) == 0 {
		return Mark{}, err
	}
	return marks[0].Mark, nil
}

func insertMark(ctx context.Context, tx *db.Tx, r Registration, m Mark) error {
	_, err := db.Exec(ctx, tx, `insert into seminar_attendance (id, seminar_id, `+markColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id.New(), r.Seminar, r.ID, m.Seq, m.Present, m.Source, m.By, m.Reason, m.At)
	if err != nil {
		return fmt.Errorf("mark registration %s: %w", r.ID, err)
	}
	return nil
}

// attendees gives everybody who registered with their marks.
func attendees(ctx context.Context, q db.Q, seminarID string) ([]Attendee, error) {
	people, err := listAttendees(ctx, q, seminarID)
	if err != nil {
		return nil, fmt.Errorf("list the registrations of seminar %s: %w", seminarID, err)
	}
	marks, err := db.Rows(ctx, q, scanMark, `select `+markColumns+` from seminar_attendance where seminar_id = $1
		order by registration_id, seq`, seminarID)
	if err != nil {
		return nil, fmt.Errorf("list the attendance of seminar %s: %w", seminarID, err)
	}
	byRegistration := map[string][]Mark{}
	for _, m := range marks {
		byRegistration[m.registration] = append(byRegistration[m.registration], m.Mark)
	}
	for i := range people {
		people[i].Marks = byRegistration[people[i].ID]
	}
	return people, nil
}

// nextList counts the attendance lists of a programme in a year.
func nextList(ctx context.Context, tx *db.Tx, programmeID, year string) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `insert into attendance_counter (programme_id, year, issued) values ($1, $2, 1)
		on conflict (programme_id, year) do update set issued = attendance_counter.issued + 1 returning issued`, programmeID, year)
}

const listColumns = `id, seminar_id, programme_id, number, hash, people, issued_by, issued_at`

func (l *List) fields() []any {
	return []any{&l.ID, &l.Seminar, &l.programme, &l.Number, &l.Hash, &l.People, &l.IssuedBy, &l.IssuedAt}
}

func insertList(ctx context.Context, tx *db.Tx, l List) error {
	_, err := db.Exec(ctx, tx, `insert into attendance_list (`+listColumns+`, content) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		l.ID, l.Seminar, l.programme, l.Number, l.Hash, l.People, l.IssuedBy, l.IssuedAt, l.content)
	if err != nil {
		return fmt.Errorf("store attendance list %s: %w", l.Number, err)
	}
	return nil
}

func scanList(row db.Scanner) (l List, err error) {
	err = row.Scan(append(l.fields(), &l.content)...)
	return l, err
}

func loadList(ctx context.Context, q db.Q, listID string) (List, error) {
	return found(db.One(ctx, q, scanList, `select `+listColumns+`, content from attendance_list where id = $1`, listID))
}

// loadLastList finds the list of a seminar that was issued last, or db.ErrNone.
func loadLastList(ctx context.Context, tx *db.Tx, seminarID string) (List, error) {
	return db.One(ctx, tx, scanList, `select `+listColumns+`, content from attendance_list where seminar_id = $1
		order by id desc limit 1`, seminarID)
}

// issuedLists gives the lists of a seminar without their content, the latest
// first.
func issuedLists(ctx context.Context, q db.Q, seminarID string) ([]List, error) {
	return db.Rows(ctx, q, func(row db.Scanner) (l List, err error) {
		err = row.Scan(l.fields()...)
		return l, err
	}, `select `+listColumns+` from attendance_list where seminar_id = $1 order by id desc`, seminarID)
}
