package backup_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/backup"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
)

type note struct{ NoteID string }

func (note) Kind() string { return "test.note" }

// queue opens a queue that knows one kind of job, which it never runs.
func queue(t testing.TB, d *db.DB) *job.Queue {
	t.Helper()
	q, err := newQueue(d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return q
}

func newQueue(d *db.DB) (*job.Queue, error) {
	r := job.NewRegistry()
	job.Handle(r, func(context.Context, note) error { return nil }, job.Options{})
	return job.New(job.Config{DB: d, Registry: r, Log: slog.New(slog.DiscardHandler)})
}

// openJobs is what Restore and Copy ask for.
func openJobs(d *db.DB) (backup.Jobs, func() error, error) {
	q, err := newQueue(d)
	if err != nil {
		return nil, nil, err
	}
	return q, func() error { return q.Stop(context.Background()) }, nil
}

func do(t testing.TB, d *db.DB, statement string, args ...any) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, statement, args...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

const canary = "kanarīcis-7f3a"

var noon = time.Date(2026, 10, 25, 0, 30, 0, 123456000, time.UTC)

// fill puts awkward rows into many tables, and two jobs into the queue.
func fill(t testing.TB, d *db.DB) {
	t.Helper()
	for i, name := range []string{"Ķirsis", "O'Hara \"x\"", "<b>&", "\u2028 \u202e🙂", strings.Repeat("ē", 600_000), canary} {
		person := fmt.Sprintf("person-%d", i)
		do(t, d, `insert into person (id, given_name, family_name, email, email_key, language, status, sort_key, search_text, created_at, updated_at, version)
			values ($1, $2, '', $1, $1, 'lv', 'active', '', 'tab	line
			end', $3, $4, $5)`, person, name, noon, noon.Add(time.Microsecond), int64(1)<<62+int64(i))
		do(t, d, `insert into signin_session (id, person_id, device, method, created_at, seen_at, proved_at, expires_at)
			values ($1, $1, $2, 'code', $3, $3, $3, $3)`, person, []byte{1}, noon)
	}
	for i, blob := range [][]byte{nil, {}, {0, 255, 10, 13}} {
		do(t, d, `insert into data_key (id, scope_kind, scope_id, master_id, wrapped, created_at, destroyed_at) values ($1, 'case', $1, '', $2, $3, $4)`,
			fmt.Sprint(i), blob, noon, nil)
	}
	insert(t, d, "institution", map[string]any{"id": "z", "parent_id": nil})
	insert(t, d, "institution", map[string]any{"id": "a", "parent_id": "z"}) // comes before its parent
	do(t, d, `update audit_head set seq = 7, hash = 'seven'`)
	enqueue(t, d, 2)
}

// insert adds a row with plain values where none is given, so that a new column
// elsewhere is no matter here.
func insert(t testing.TB, d *db.DB, table string, values map[string]any) {
	t.Helper()
	tables, err := backup.SchemaOf(t.Context(), d, d.Kind())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(tables, func(found *backup.Table) bool { return found.Name == table })
	plain := map[string]any{"text": "", "bigint": 1, "boolean": true, "datetime": noon, "blob": []byte{}}
	var names []string
	var args []any
	for _, c := range tables[at].Columns {
		v, given := values[c.Name]
		if !given {
			v = plain[c.Type]
		}
		names, args = append(names, c.Name), append(args, v)
	}
	do(t, d, "insert into "+table+" ("+strings.Join(names, ", ")+") values ("+db.In(1, len(args))+")", args...)
}

func enqueue(t testing.TB, d *db.DB, n int) {
	t.Helper()
	q := queue(t, d)
	for i := range n {
		if err := d.Tx(t.Context(), func(tx *db.Tx) error {
			return q.Enqueue(t.Context(), tx, note{NoteID: id.New()}, job.At(noon.AddDate(1, 0, i)))
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// content tells every table's rows and hash, and the waiting jobs.
func content(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	tables, err := backup.SchemaOf(t.Context(), d, d.Kind())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables { // one order on both databases
		slices.SortFunc(table.Columns, func(a, b backup.Column) int { return cmp.Compare(a.Name, b.Name) })
	}
	found, err := backup.Tallies(t.Context(), d, tables)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := queue(t, d).Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range jobs {
		jobs[i].ScheduledAt = jobs[i].ScheduledAt.Truncate(time.Millisecond) // what the queue keeps on SQLite
		found[fmt.Sprintf("job %d", i)] = fmt.Sprint(jobs[i])
	}
	return found
}

// put backs up a database to a file of the test's own.
func put(t testing.TB, d *db.DB, change func(o *backup.Options)) (path string, m *backup.Manifest) {
	t.Helper()
	o := backup.Options{Path: filepath.Join(t.TempDir(), "b.tar.gz"), Jobs: queue(t, d), Version: "1.2.3", Now: noon}
	if change != nil {
		change(&o)
	}
	m, err := backup.Backup(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return o.Path, m
}

// at restores into an empty place of a kind; restored opens it afterwards.
func at(t testing.TB, kind db.Kind, path string) backup.RestoreOptions {
	t.Helper()
	url, dir := dbtest.Empty(t, kind)
	return backup.RestoreOptions{Path: path, URL: url, Dir: dir, Jobs: openJobs}
}

func open(t testing.TB, o backup.RestoreOptions) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o.URL, o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
