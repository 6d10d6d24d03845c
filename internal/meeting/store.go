package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, mentorship_id, programme_id, number, starts_at, minutes, form, place, status, sequence, said_at, settled_at, by_silence, wrapped_at,
	planned_by, planned_at, moved_by, moved_at, cancelled_by, cancelled_at, updated_at, version`

func scan(s db.Scanner) (m Meeting, err error) {
	err = s.Scan(&m.ID, &m.Mentorship, &m.Programme, &m.Number, &m.StartsAt, &m.Minutes, &m.Form, &m.Place, &m.Status, &m.Sequence, &m.SaidAt, &m.SettledAt,
		&m.BySilence, &m.WrappedAt, &m.PlannedBy, &m.PlannedAt, &m.MovedBy, &m.MovedAt, &m.CancelledBy, &m.CancelledAt, &m.UpdatedAt, &m.Version)
	return m, err
}

// insert writes new meetings, several rows at a time.
func insert(ctx context.Context, tx *db.Tx, all []Meeting) error {
	for _, m := range all {
		_, err := db.Exec(ctx, tx, `insert into meeting (id, mentorship_id, programme_id, number, starts_at, minutes, form, place, status, sequence,
			by_silence, planned_by, planned_at, moved_by, cancelled_by, updated_at, version)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, false, $10, $11, '', '', $11, 1)`,
			m.ID, m.Mentorship, m.Programme, m.Number, m.StartsAt, m.Minutes, m.Form, m.Place, m.Status, m.PlannedBy, m.PlannedAt)
		if err != nil {
			return fmt.Errorf("insert a meeting: %w", err)
		}
		for _, x := range m.Members {
			if err := insertMember(ctx, tx, m.ID, x); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertMember(ctx context.Context, tx *db.Tx, meetingID string, x Member) error {
	_, err := db.Exec(ctx, tx, `insert into meeting_member (meeting_id, person_id, reply, reply_at, word, word_how) values ($1, $2, $3, $4, '', '')`,
		meetingID, x.Person, x.Reply, x.ReplyAt)
	if err != nil {
		return fmt.Errorf("invite a member: %w", err)
	}
	return nil
}

func removeMember(ctx context.Context, tx *db.Tx, meetingID, personID string) error {
	_, err := db.Exec(ctx, tx, `delete from meeting_member where meeting_id = $1 and person_id = $2`, meetingID, personID)
	return err
}

// save writes a meeting over the version that was read, with its members.
func save(ctx context.Context, tx *db.Tx, m Meeting) error {
	n, err := db.Exec(ctx, tx, `update meeting set starts_at = $3, minutes = $4, form = $5, place = $6, status = $7, sequence = $8, said_at = $9, settled_at = $10,
		by_silence = $11, wrapped_at = $12, moved_by = $13, moved_at = $14, cancelled_by = $15, cancelled_at = $16, updated_at = $17, version = version + 1
		where id = $1 and version = $2`, m.ID, m.Version, m.StartsAt, m.Minutes, m.Form, m.Place, m.Status, m.Sequence, m.SaidAt, m.SettledAt,
		m.BySilence, m.WrappedAt, m.MovedBy, m.MovedAt, m.CancelledBy, m.CancelledAt, m.UpdatedAt)
	if err != nil {
		return fmt.Errorf("save a meeting: %w", err)
	}
	if n != 1 {
		return errStale
	}
	for _, x := range m.Members {
		_, err := db.Exec(ctx, tx, `update meeting_member set reply = $3, reply_at = $4, counter_at = $5, word = $6, word_at = $7, word_how = $8
			where meeting_id = $1 and person_id = $2`, m.ID, x.Person, x.Reply, x.ReplyAt, x.CounterAt, x.Word, x.WordAt, x.WordHow)
		if err != nil {
			return fmt.Errorf("save a member's part: %w", err)
		}
	}
	return nil
}

func load(ctx context.Context, q db.Q, meetingID string) (Meeting, error) {
	return whole(ctx, q, `select `+columns+` from meeting where id = $1`, meetingID)
}

// lock loads a meeting and keeps every other change of it waiting.
func lock(ctx context.Context, tx *db.Tx, meetingID string) (Meeting, error) {
	return whole(ctx, tx, `update meeting set sequence = sequence where id = $1 returning `+columns, meetingID)
}

func whole(ctx context.Context, q db.Q, query string, args ...any) (Meeting, error) {
	m, err := db.One(ctx, q, scan, query, args...)
	if errors.Is(err, db.ErrNone) {
		return m, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return m, fmt.Errorf("load a meeting: %w", err)
	}
	all := []Meeting{m}
	err = addMembers(ctx, q, all)
	return all[0], err
}

// addMembers fills in the members of several meetings at once.
func addMembers(ctx context.Context, q db.Q, all []Meeting) error {
	if len(all) == 0 {
		return nil
	}
	at, ids := map[string]int{}, []any{}
	for i, m := range all {
		at[m.ID] = i
		ids = append(ids, m.ID)
	}
	type line struct {
		meeting string
		Member
	}
	lines, err := db.Rows(ctx, q, func(s db.Scanner) (l line, err error) {
		err = s.Scan(&l.meeting, &l.Person, &l.Reply, &l.ReplyAt, &l.CounterAt, &l.Word, &l.WordAt, &l.WordHow)
		return l, err
	}, `select meeting_id, person_id, reply, reply_at, counter_at, word, word_at, word_how from meeting_member
		where meeting_id in (`+db.In(1, len(ids))+`) order by meeting_id, person_id`, ids...)
	if err != nil {
		return fmt.Errorf("list the members of meetings: %w", err)
	}
	for _, l := range lines {
		m := &all[at[l.meeting]]
		m.Members = append(m.Members, l.Member)
	}
	return nil
}

// lockMentorship keeps other changes of a mentorship's meetings waiting, and gives
// the number that the next one has.
func lockMentorship(ctx context.Context, tx *db.Tx, mentorshipID string) (next int64, err error) {
	if _, err := db.Exec(ctx, tx, `update mentorship set seats = seats where id = $1`, mentorshipID); err != nil {
		return 0, fmt.Errorf("lock a mentorship: %w", err)
	}
	return db.One(ctx, tx, db.Value[int64], `select coalesce(max(number), 0) + 1 from meeting where mentorship_id = $1`, mentorshipID)
}

// lockFrom loads the planned meetings of a mentorship from a time on, about which
// nothing is said yet, and keeps other changes of them waiting.
func lockFrom(ctx context.Context, tx *db.Tx, mentorshipID string, from time.Time) ([]Meeting, error) {
	_, err := db.Exec(ctx, tx, `update meeting set sequence = sequence where mentorship_id = $1 and starts_at >= $2`, mentorshipID, from)
	if err != nil {
		return nil, fmt.Errorf("lock meetings: %w", err)
	}
	return rows(ctx, tx, `where mentorship_id = $1 and starts_at >= $2 and status = 'planned' and said_at is null order by starts_at, id`, mentorshipID, from)
}

func rows(ctx context.Context, q db.Q, rest string, args ...any) ([]Meeting, error) {
	all, err := db.Rows(ctx, q, scan, `select `+columns+` from meeting `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	return all, addMembers(ctx, q, all)
}

// maxOf bounds the meetings of one mentorship that a page shows.
const maxOf = 500

func listOf(ctx context.Context, q db.Q, mentorshipID string) ([]Meeting, error) {
	return rows(ctx, q, `where mentorship_id = $1 order by starts_at, id limit $2`, mentorshipID, maxOf)
}

// listTimes are when a mentorship's planned meetings begin.
func listTimes(ctx context.Context, q db.Q, mentorshipID string) ([]time.Time, error) {
	return db.Rows(ctx, q, db.Value[time.Time], `select starts_at from meeting where mentorship_id = $1 and status = 'planned' order by starts_at, id`, mentorshipID)
}

// listPerson are the meetings that a person is invited to from a time on.
func listPerson(ctx context.Context, q db.Q, personID string, from time.Time) ([]Meeting, error) {
	return rows(ctx, q, `where id in (select meeting_id from meeting_member where person_id = $1) and starts_at >= $2
		order by starts_at, id limit $3`, personID, from, maxOf)
}

// listSaid are planned meetings about which something was said by a time.
func listSaid(ctx context.Context, q db.Q, by time.Time, after string) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select id from meeting where status = 'planned' and said_at <= $1 and id > $2 order by id limit 200`, by, after)
}

// listAdrift are mentorships with planned meetings whose members are no longer
// those who are invited, or that are over.
func listAdrift(ctx context.Context, q db.Q, now time.Time) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select s.id from mentorship s where exists (
			select 1 from meeting m where m.mentorship_id = s.id and m.status = 'planned' and m.said_at is null and m.starts_at > $1
			and (s.status in ('completed', 'ended-early', 'rematched')
				or exists (select 1 from mentorship_member x where x.mentorship_id = s.id and x.left_at is null
					and not exists (select 1 from meeting_member y where y.meeting_id = m.id and y.person_id = x.person_id))
				or exists (select 1 from meeting_member y where y.meeting_id = m.id
					and not exists (select 1 from mentorship_member x where x.mentorship_id = s.id and x.person_id = y.person_id and x.left_at is null))))
		order by s.id limit 200`, now)
}

// countAll counts the meetings of several mentorships.
func countAll(ctx context.Context, q db.Q, programmeID string, mentorshipIDs []string, now time.Time) (map[string]Counts, error) {
	found, args := map[string]Counts{}, []any{programmeID}
	for _, each := range mentorshipIDs {
		args = append(args, each)
	}
	all, err := db.Rows(ctx, q, func(s db.Scanner) (m Meeting, err error) {
		err = s.Scan(&m.Mentorship, &m.Status, &m.StartsAt, &m.Minutes)
		return m, err
	}, `select mentorship_id, status, starts_at, minutes from meeting where programme_id = $1 and mentorship_id in (`+db.In(2, len(mentorshipIDs))+`) order by starts_at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("count meetings: %w", err)
	}
	for _, m := range all {
		c := found[m.Mentorship]
		c.add(m, now)
		found[m.Mentorship] = c
	}
	return found, nil
}
