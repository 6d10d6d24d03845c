package catalogue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `e.id, e.kind, e.group_code, e.code, coalesce(e.programme_id, ''), e.name_lv, e.name_en, e.meaning_lv,
	e.meaning_en, e.private, e.place, e.status, e.edition, e.created_at, e.updated_at, e.version`

func scan(s db.Scanner) (e Entry, err error) {
	err = s.Scan(&e.ID, &e.Kind, &e.Group, &e.Code, &e.Programme, &e.Name.LV, &e.Name.EN, &e.Meaning.LV, &e.Meaning.EN,
		&e.Private, &e.Place, &e.Status, &e.Edition, &e.CreatedAt, &e.UpdatedAt, &e.Version)
	return e, err
}

// insert adds a row unless its code stands in the same place already.
func insert(ctx context.Context, q db.Q, e Entry) (added bool, err error) {
	n, err := db.Exec(ctx, q, `insert into vocabulary_entry (id, kind, group_code, code, programme_id, name_lv, name_en,
		meaning_lv, meaning_en, private, place, status, edition, sort_key, search_text, created_at, updated_at, version)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		on conflict do nothing`,
		e.ID, e.Kind, e.Group, e.Code, e.Programme, e.Name.LV, e.Name.EN, e.Meaning.LV, e.Meaning.EN, e.Private, e.Place,
		e.Status, e.Edition, e.sortKey(), e.searchText(), e.CreatedAt, e.UpdatedAt, e.Version)
	if errors.Is(err, db.ErrRef) {
		return false, fault.New(fault.NotFound, "fault.not-found").Because(err) // the programme
	}
	if err != nil {
		return false, fmt.Errorf("insert catalogue entry: %w", err)
	}
	return n == 1, nil
}

// save writes e as the version after the one it holds; Conflict when the row
// has moved on.
func save(ctx context.Context, q db.Q, e Entry) error {
	n, err := db.Exec(ctx, q, `update vocabulary_entry set name_lv = $1, name_en = $2, meaning_lv = $3, meaning_en = $4,
		private = $5, place = $6, status = $7, edition = $8, sort_key = $9, search_text = $10, updated_at = $11,
		version = version + 1 where id = $12 and version = $13`,
		e.Name.LV, e.Name.EN, e.Meaning.LV, e.Meaning.EN, e.Private, e.Place, e.Status, e.Edition, e.sortKey(),
		e.searchText(), e.UpdatedAt, e.ID, e.Version)
	if err != nil {
		return fmt.Errorf("save catalogue entry: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

func load(ctx context.Context, q db.Q, id string) (Entry, error) {
	e, err := db.One(ctx, q, scan, `select `+columns+` from vocabulary_entry e where e.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return e, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return e, fmt.Errorf("load catalogue entry: %w", err)
	}
	return e, nil
}

// hold reads a vocabulary's edition and keeps others from changing it until the
// transaction ends: on PostgreSQL an update that changes nothing holds the row.
func hold(ctx context.Context, tx *db.Tx, kind Kind) (edition int64, err error) {
	edition, err = db.One(ctx, tx, db.Value[int64], `update vocabulary set edition = edition where kind = $1 returning edition`, kind)
	if err != nil {
		return 0, fmt.Errorf("hold the vocabulary %s: %w", kind, err)
	}
	return edition, nil
}

// raise writes the edition of a vocabulary that is held.
func raise(ctx context.Context, tx *db.Tx, kind Kind, edition int64) error {
	if _, err := db.Exec(ctx, tx, `update vocabulary set edition = $1 where kind = $2`, edition, kind); err != nil {
		return fmt.Errorf("raise the edition of %s: %w", kind, err)
	}
	return nil
}

func edition(ctx context.Context, q db.Q, kind Kind) (int64, error) {
	n, err := db.One(ctx, q, db.Value[int64], `select edition from vocabulary where kind = $1`, kind)
	if errors.Is(err, db.ErrNone) {
		return 0, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return 0, fmt.Errorf("read the edition of %s: %w", kind, err)
	}
	return n, nil
}

// listing makes the query of what a filter asks. An entry of the programme
// stands in the place of the general one of its code.
func listing(f Filter, codes []string) (string, []any) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	in := func(values []any) string {
		start := len(args) + 1
		args = append(args, values...)
		return ` in (` + db.In(start, len(values)) + `)`
	}
	query := `select ` + columns + ` from vocabulary_entry e where e.kind` + in(anys(f.Kinds))
	if f.Programme == "" {
		query += ` and e.programme_id is null`
	} else {
		mine := arg(f.Programme)
		query += ` and (e.programme_id = ` + mine + ` or e.programme_id is null and not exists (select 1
			from vocabulary_entry o where o.kind = e.kind and o.code = e.code and o.programme_id = ` + mine + `))`
	}
	if f.Group != "" {
		query += ` and e.group_code = ` + arg(f.Group)
	}
	if !f.Retired {
		query += ` and e.status = ` + arg(Valid)
	}
	if codes != nil {
		query += ` and e.code` + in(anys(codes))
	}
	words, _ := patterns(f.Query)
	for _, word := range words {
		query += ` and e.search_text like ` + arg(word)
	}
	return query + ` order by e.kind, e.place, e.sort_key, e.id`, args
}

func anys[T any](list []T) []any {
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = v
	}
	return values
}

func list(ctx context.Context, q db.Q, f Filter, codes []string) ([]Entry, error) {
	query, args := listing(f, codes)
	rows, err := db.Rows(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list the catalogue: %w", err)
	}
	return rows, nil
}

// codesLike gives the codes of a vocabulary that begin with a text, in every
// programme.
func codesLike(ctx context.Context, q db.Q, kind Kind, start string) ([]string, error) {
	codes, err := db.Rows(ctx, q, db.Value[string], `select distinct code from vocabulary_entry
		where kind = $1 and code like $2 order by code`, kind, strings.NewReplacer("%", "", "_", "").Replace(start)+"%")
	if err != nil {
		return nil, fmt.Errorf("look for codes: %w", err)
	}
	return codes, nil
}

// present tells which of the ids are in the table.
func present(ctx context.Context, q db.Q, ids []string) ([]string, error) {
	there, err := db.Rows(ctx, q, db.Value[string], `select id from vocabulary_entry where id in (`+db.In(1, len(ids))+`) order by id`, anys(ids)...)
	if err != nil {
		return nil, fmt.Errorf("look for catalogue entries: %w", err)
	}
	return there, nil
}

// keep adds the entry's present shape to its history.
func keep(ctx context.Context, q db.Q, e Entry) error {
	_, err := db.Exec(ctx, q, `insert into vocabulary_revision (entry_id, version, name_lv, name_en, meaning_lv, meaning_en,
		private, place, status, edition, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.ID, e.Version, e.Name.LV, e.Name.EN, e.Meaning.LV, e.Meaning.EN, e.Private, e.Place, e.Status, e.Edition, e.UpdatedAt)
	if err != nil {
		return fmt.Errorf("keep the history of a catalogue entry: %w", err)
	}
	return nil
}

func history(ctx context.Context, q db.Q, entryID string) ([]Revision, error) {
	rows, err := db.Rows(ctx, q, scanRevision, `select version, name_lv, name_en, meaning_lv, meaning_en, private, place,
		status, edition, at from vocabulary_revision where entry_id = $1 order by version desc`, entryID)
	if err != nil {
		return nil, fmt.Errorf("read the history of a catalogue entry: %w", err)
	}
	return rows, nil
}

func scanRevision(s db.Scanner) (r Revision, err error) {
	err = s.Scan(&r.Version, &r.Name.LV, &r.Name.EN, &r.Meaning.LV, &r.Meaning.EN, &r.Private, &r.Place, &r.Status, &r.Edition, &r.At)
	return r, err
}
