package journal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
	"domubiedrs/internal/vault"
)

const columns = `e.id, e.mentorship_id, e.kind, e.slot, e.parent_id, e.meeting_id, e.author_id, e.editor_id, e.shared, e.shared_at, e.read_at, e.created_at, e.updated_at, e.version, e.body`

// row is an entry as it lies in the database: its body sealed.
type row struct {
	Entry
	body vault.Sealed
}

func scan(s db.Scanner) (r row, err error) {
	err = s.Scan(&r.ID, &r.Mentorship, &r.Kind, &r.Slot, &r.Parent, &r.Meeting, &r.Author, &r.Editor, &r.Shared, &r.SharedAt, &r.ReadAt, &r.CreatedAt, &r.UpdatedAt, &r.Version, &r.body)
	return r, err
}

// insert gives false when an entry of that id or slot is there already.
func insert(ctx context.Context, tx *db.Tx, e Entry, body vault.Sealed) (bool, error) {
	n, err := db.Exec(ctx, tx, `insert into journal_entry (id, mentorship_id, kind, slot, parent_id, meeting_id, author_id, editor_id, shared, shared_at, created_at, updated_at, version, body)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
		e.ID, e.Mentorship, e.Kind, e.Slot, e.Parent, e.Meeting, e.Author, e.Editor, e.Shared, e.SharedAt, e.CreatedAt, e.UpdatedAt, e.Version, body)
	if err != nil {
		return false, fmt.Errorf("insert an entry: %w", err)
	}
	return n == 1, nil
}

// update saves e over the version before its own; false when that is not the
// last one any more.
func update(ctx context.Context, tx *db.Tx, e Entry, body vault.Sealed) (bool, error) {
	n, err := db.Exec(ctx, tx, `update journal_entry set editor_id = $3, shared = $4, shared_at = $5, updated_at = $6, version = $7, body = $8
		where id = $1 and version = $2`, e.ID, e.Version-1, e.Editor, e.Shared, e.SharedAt, e.UpdatedAt, e.Version, body)
	return n == 1, err
}

func insertVersion(ctx context.Context, tx *db.Tx, versionID string, e Entry, body vault.Sealed) error {
	_, err := db.Exec(ctx, tx, `insert into journal_version (id, entry_id, version, editor_id, saved_at, body) values ($1, $2, $3, $4, $5, $6)`,
		versionID, e.ID, e.Version, e.Editor, e.UpdatedAt, body)
	return err
}

func byID(ctx context.Context, q db.Q, entryID string) (row, error) {
	r, err := db.One(ctx, q, scan, `select `+columns+` from journal_entry e where e.id = $1`, entryID)
	if errors.Is(err, db.ErrNone) {
		return r, errMissing
	}
	return r, err
}

// bySlot is what there is one of.
func bySlot(ctx context.Context, q db.Q, mentorshipID string, kind Kind, slot string) (row, error) {
	r, err := db.One(ctx, q, scan, `select `+columns+` from journal_entry e where e.mentorship_id = $1 and e.kind = $2 and e.slot = $3 and e.slot <> ''`, mentorshipID, kind, slot)
	if errors.Is(err, db.ErrNone) {
		return r, errMissing
	}
	return r, err
}

// list are the entries that a member may open, the earliest first.
func list(ctx context.Context, q db.Q, personID string, f Filter) ([]row, error) {
	query, args := narrow(personID, f)
	return db.Rows(ctx, q, scan, query+` order by e.created_at, e.id`, args...)
}

// latest are at most n of them before a place, the latest first.
func latest(ctx context.Context, q db.Q, personID string, f Filter, before Place, n int) ([]row, error) {
	query, args := narrow(personID, f)
	if before.ID != "" {
		at, last := strconv.Itoa(len(args)+1), strconv.Itoa(len(args)+2)
		args = append(args, before.At, before.ID)
		query += ` and (e.created_at < $` + at + ` or e.created_at = $` + at + ` and e.id < $` + last + `)`
	}
	args = append(args, n)
	return db.Rows(ctx, q, scan, query+` order by e.created_at desc, e.id desc limit $`+strconv.Itoa(len(args)), args...)
}

func narrow(personID string, f Filter) (query string, args []any) {
	query, args = `select `+columns+` from journal_entry e where e.mentorship_id = $1 and (e.shared or e.author_id = $2)`, []any{f.Mentorship, personID}
	for _, x := range []struct{ column, value string }{{"meeting_id", f.Meeting}, {"parent_id", f.Parent}, {"author_id", f.Author}} {
		if x.value != "" {
			args = append(args, x.value)
			query += ` and e.` + x.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	if len(f.Kinds) > 0 {
		query += ` and e.kind in (` + db.In(len(args)+1, len(f.Kinds)) + `)`
		for _, kind := range f.Kinds {
			args = append(args, kind)
		}
	}
	return query, args
}

func versionsOf(ctx context.Context, q db.Q, entryID string) ([]versionRow, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (v versionRow, err error) {
		err = s.Scan(&v.id, &v.Number, &v.Editor, &v.SavedAt, &v.body)
		return v, err
	}, `select id, version, editor_id, saved_at, body from journal_version where entry_id = $1 order by version`, entryID)
}

type versionRow struct {
	Version
	id   string
	body vault.Sealed
}

func markRead(ctx context.Context, tx *db.Tx, entryID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update journal_entry set read_at = $2 where id = $1 and read_at is null`, entryID, at)
	return err
}

func remove(ctx context.Context, tx *db.Tx, entryID string, version int64) (bool, error) {
	n, err := db.Exec(ctx, tx, `delete from journal_entry where id = $1 and version = $2`, entryID, version)
	return n == 1, err
}

func accept(ctx context.Context, tx *db.Tx, e Entry, personID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into journal_acceptance (entry_id, person_id, version, accepted_at) values ($1, $2, $3, $4)
		on conflict (entry_id, person_id) do update set version = excluded.version, accepted_at = excluded.accepted_at`, e.ID, personID, e.Version, at)
	return err
}

func acceptances(ctx context.Context, q db.Q, entries []string) (map[string][]Acceptance, error) {
	args := make([]any, len(entries))
	for i, entryID := range entries {
		args[i] = entryID
	}
	type line struct {
		entry string
		Acceptance
	}
	lines, err := db.Rows(ctx, q, func(s db.Scanner) (l line, err error) {
		err = s.Scan(&l.entry, &l.Person, &l.Version, &l.At)
		return l, err
	}, `select entry_id, person_id, version, accepted_at from journal_acceptance where entry_id in (`+db.In(1, len(args))+`) order by entry_id, accepted_at, person_id`, args...)
	found := map[string][]Acceptance{}
	for _, l := range lines {
		found[l.entry] = append(found[l.entry], l.Acceptance)
	}
	return found, err
}

// draftRow is what somebody has typed: its row and the sealed text.
type draftRow struct {
	id   string
	at   time.Time
	body vault.Sealed
}

func draftOf(ctx context.Context, q db.Q, mentorshipID, personID, form string) (draftRow, error) {
	return db.One(ctx, q, func(s db.Scanner) (r draftRow, err error) {
		err = s.Scan(&r.id, &r.at, &r.body)
		return r, err
	}, `select id, updated_at, body from journal_draft where mentorship_id = $1 and person_id = $2 and form = $3`, mentorshipID, personID, form)
}

// draftID is the row of a form's draft, a new one if there is none.
func draftID(ctx context.Context, tx *db.Tx, mentorshipID, personID, form string) (string, error) {
	r, err := draftOf(ctx, tx, mentorshipID, personID, form)
	if errors.Is(err, db.ErrNone) {
		return id.New(), nil
	}
	return r.id, err
}

func keepDraft(ctx context.Context, tx *db.Tx, rowID, mentorshipID, personID, form string, at time.Time, body vault.Sealed) error {
	_, err := db.Exec(ctx, tx, `insert into journal_draft (id, mentorship_id, person_id, form, updated_at, body) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do update set updated_at = excluded.updated_at, body = excluded.body`, rowID, mentorshipID, personID, form, at, body)
	return err
}

func dropDraft(ctx context.Context, tx *db.Tx, mentorshipID, personID, form string) error {
	_, err := db.Exec(ctx, tx, `delete from journal_draft where mentorship_id = $1 and person_id = $2 and form = $3`, mentorshipID, personID, form)
	return err
}
