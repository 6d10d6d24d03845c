package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
)

const setName = `insert into setting (name, value, version, updated_by, updated_at) values ($1, $2, 1, '', $3)`

func put(t *testing.T, d *db.DB, name string, at time.Time) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, setName, name, "v", at)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, d *db.DB) []string {
	t.Helper()
	list, err := db.Rows(t.Context(), d, db.Value[string], "select name from setting order by name")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSelfTest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.SelfTest(t.Context()); err != nil {
			t.Error(err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTimesComeBackAsTheyWere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		riga, err := time.LoadLocation("Europe/Riga")
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range []time.Time{
			time.Date(2026, 11, 23, 8, 9, 10, 123456000, time.UTC),
			time.Date(2026, 10, 25, 3, 30, 0, 0, riga), // the hour that comes twice
			time.Date(2027, 3, 28, 0, 59, 59, 999999000, time.UTC),
			time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
		} {
			name := fmt.Sprint(i)
			put(t, d, name, at)
			got, err := db.One(t.Context(), d, db.Value[time.Time], "select updated_at from setting where name = $1", name)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(at) || got.Location() != time.UTC {
				t.Errorf("%s came back as %s", at, got)
			}
			n, err := db.One(t.Context(), d, db.Value[int], "select count(*) from setting where updated_at = $1", at)
			if err != nil || n != 1 {
				t.Errorf("%s is found %d times (%v)", at, n, err)
			}
		}
		var none *time.Time
		if _, err := db.One(t.Context(), d, db.Value[int], "select count(*) from role_grant where revoked_at is not distinct from $1", none); err != nil {
			t.Error(err)
		}
	})
}

func TestTxIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.Tx(t.Context(), func(tx *db.Tx) error {
			if _, err := db.Exec(t.Context(), tx, setName, "a", "v", db.Now()); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("error %v, want boom", err)
		}
		if got := names(t, d); len(got) != 0 {
			t.Errorf("left over: %v", got)
		}
	})
}

func TestAPanicRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.Tx(t.Context(), func(tx *db.Tx) error {
				if _, err := db.Exec(t.Context(), tx, setName, "a", "v", db.Now()); err != nil {
					return err
				}
				panic("boom")
			})
		}()
		put(t, d, "b", db.Now()) // the writer is free again
		if diff := cmp.Diff([]string{"b"}, names(t, d)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestConstraintErrorsHaveTheirNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		put(t, d, "a", db.Now())
		for name, tt := range map[string]struct {
			want error
			sql  string
		}{
			"unique":    {db.ErrUnique, `insert into setting (name, value, version, updated_by, updated_at) values ('a', '', 1, '', '2026-01-01 00:00:00+00:00')`},
			"reference": {db.ErrRef, `insert into identity (id, person_id, issuer, subject, created_at) values ('i', 'nobody', 'e', 's', '2026-01-01 00:00:00+00:00')`},
			"check":     {db.ErrCheck, `insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at, version) values ('p', '', '', 'odd', '', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 1)`},
			"not null":  {db.ErrCheck, `update setting set value = null`},
		} {
			err := d.Tx(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, tt.sql)
				return err
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if _, err := db.One(ctx, d, db.Value[string], "select value from setting where name = 'none'"); !errors.Is(err, db.ErrNone) {
			t.Errorf("no row: %v, want ErrNone", err)
		}
	})
}

func TestAPlainQueryCannotWriteOnSQLite(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	if _, err := d.ExecContext(t.Context(), setName, "a", "v", db.Now()); err == nil {
		t.Error("written outside a transaction")
	}
}

// TestAQueryIsKeptAndStaysRight asks by one text from many sides at once, with
// other values each time, and again after the table got one more column.
func TestAQueryIsKeptAndStaysRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for n := range 20 {
			put(t, d, fmt.Sprint("n", n), db.Now())
		}
		ask := func() {
			var wait sync.WaitGroup
			for n := range 100 {
				wait.Go(func() {
					want := fmt.Sprint("n", n%20)
					got, err := db.One(t.Context(), d, db.Value[string], "select name from setting where name = $1", want)
					list, errList := db.Rows(t.Context(), d, db.Value[string], "select name from setting where name >= $1 order by name", want)
					if err = errors.Join(err, errList); err != nil || got != want || len(list) == 0 || list[0] != want {
						t.Errorf("asked for %s: %s, %v (%v)", want, got, list, err)
					}
				})
			}
			wait.Wait()
		}
		ask()
		if _, err := d.Pool().ExecContext(t.Context(), "alter table setting add column more text not null default ''"); err != nil {
			t.Fatal(err)
		}
		ask()
		if _, err := db.One(t.Context(), d, db.Value[string], "select nothing from setting"); err == nil {
			t.Error("a query that is wrong has no error")
		}
	})
}

// TestManyFormsOfAQuery asks by more texts than are kept.
func TestManyFormsOfAQuery(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	for n := range 600 {
		got, err := db.One(t.Context(), d, db.Value[int], "select "+fmt.Sprint(n)+" + cast($1 as integer)", 1)
		if err != nil || got != n+1 {
			t.Fatalf("form %d: %d (%v)", n, got, err)
		}
	}
}

// TestReadersLetTheLogShrink proves that a kept statement does not hold on to
// the state of the database that it read: the log could never be folded back.
func TestReadersLetTheLogShrink(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	put(t, d, "a", db.Now())
	names(t, d)
	put(t, d, "b", db.Now())
	busy, err := db.One(t.Context(), d.Pool(), func(s db.Scanner) (busy int, err error) {
		var log, done int
		err = s.Scan(&busy, &log, &done)
		return busy, err
	}, "pragma wal_checkpoint(truncate)")
	if err != nil || busy != 0 {
		t.Errorf("the log cannot be folded back: busy %d (%v)", busy, err)
	}
}

func TestGuardedUpdateNeverOverbooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `insert into data_key (id, scope_kind, scope_id, master_id, created_at) values ('k', 'case', '', '', $1)`, db.Now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 50 {
			wait.Go(func() {
				err := d.Tx(ctx, func(tx *db.Tx) error {
					n, err := db.Exec(ctx, tx, `update data_key set destroyed_at = $1 where id = 'k' and destroyed_at is null`, db.Now())
					mu.Lock()
					defer mu.Unlock()
					won += int(n)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Errorf("%d won the one place", won)
		}
	})
}

func TestIn(t *testing.T) {
	for n, want := range map[int]string{0: "null", 1: "$3", 3: "$3, $4, $5"} {
		if got := db.In(3, n); got != want {
			t.Errorf("In(3, %d) = %q, want %q", n, got, want)
		}
	}
}

func TestMigrateTwiceAndAtOnce(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			url, dir := dbtest.Empty(t, kind)
			var wait sync.WaitGroup
			for range 3 {
				wait.Go(func() {
					d, err := db.Open(t.Context(), url, dir)
					if err != nil {
						t.Error(err)
						return
					}
					defer d.Close()
					if err := d.Migrate(t.Context(), nil); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
		})
	}
}

func TestANewerDatabaseIsRefusedUnchanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `insert into goose_db_version (version_id, is_applied) values (999999, true)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		err := d.Migrate(ctx, nil)
		if fault.As(err) == nil || fault.As(err).Key != db.ErrNewer.Key {
			t.Errorf("error %v, want the refusal of a newer database", err)
		}
	})
}

// TestBothKindsHaveTheSameColumns compares tables, columns and whether they
// can be null.
func TestBothKindsHaveTheSameColumns(t *testing.T) {
	columns := map[db.Kind]string{
		db.SQLite: `select m.name || '.' || c.name || case when c."notnull" = 1 or c.pk > 0 then ' not null' else '' end
			from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%'`,
		db.Postgres: `select table_name || '.' || column_name || case when is_nullable = 'NO' then ' not null' else '' end
			from information_schema.columns where table_schema = current_schema()`,
	}
	found := map[db.Kind][]string{}
	for kind, query := range columns {
		list, err := db.Rows(t.Context(), dbtest.Open(t, kind), db.Value[string], query)
		if err != nil {
			t.Fatal(err)
		}
		list = slices.DeleteFunc(list, func(s string) bool {
			return strings.HasPrefix(s, "goose_") || strings.HasPrefix(s, "river_")
		})
		slices.Sort(list)
		found[kind] = list
	}
	if len(found[db.SQLite]) < 50 {
		t.Errorf("only %d columns seen", len(found[db.SQLite]))
	}
	if diff := cmp.Diff(found[db.SQLite], found[db.Postgres]); diff != "" {
		t.Errorf("SQLite (-) and PostgreSQL (+) differ:\n%s", diff)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ url, dir string }{
		"a file as directory":  {"", file},
		"no such directory":    {"", filepath.Join(file, "none")},
		"no server":            {"postgres://nobody@127.0.0.1:1/none?connect_timeout=1", ""},
		"not an address":       {"postgres://%zz:secret@", ""},
		"a host but no server": {"host=/nowhere user=secret password=secret", ""},
	} {
		d, err := db.Open(t.Context(), tt.url, tt.dir)
		if err == nil {
			t.Errorf("%s: opened", name)
			_ = d.Close()
			continue
		}
		if strings.Contains(err.Error(), "password=secret") || strings.Contains(err.Error(), ":secret@") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
}

func TestOddFileNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a ?b#c%41 ļ")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, db.FileName))
	if err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("file %v, error %v", info, err)
	}
}

func TestFileLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := db.TryLockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.TryLockFile(path); !errors.Is(err, db.ErrLocked) {
		t.Errorf("second lock: %v, want ErrLocked", err)
	}
	unlock()
	again, err := db.TryLockFile(path)
	if err != nil {
		t.Fatalf("after unlocking: %v", err)
	}
	again()
}

// TestAlone: of many who want the same, one at a time goes in; others are not kept
// waiting, and a failure gives the lock back.
func TestAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		failure := errors.New("broken off")
		var inside, most atomic.Int32
		var group sync.WaitGroup
		for i := range 16 {
			group.Go(func() {
				err := d.Alone(t.Context(), "one", func(ctx context.Context) error {
					now := inside.Add(1)
					defer inside.Add(-1)
					most.Store(max(most.Load(), now))
					if i%2 == 1 {
						return failure
					}
					return d.Alone(ctx, "two", func(context.Context) error { return nil })
				})
				if i%2 == 0 && err != nil || i%2 == 1 && !errors.Is(err, failure) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		group.Wait()
		if most.Load() != 1 {
			t.Errorf("%d were in at a time", most.Load())
		}
	})
}

func TestACancelledTransactionLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Tx(ctx, func(tx *db.Tx) error {
			if _, err := db.Exec(ctx, tx, setName, "a", "v", db.Now()); err != nil {
				return err
			}
			cancel()
			return ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want canceled", err)
		}
		if got := names(t, d); len(got) != 0 {
			t.Errorf("left over: %v", got)
		}
	})
}

func TestReadable(t *testing.T) {
	if err := db.Readable(t.TempDir()); err != nil {
		t.Error(err)
	}
	for _, dir := range []string{filepath.Join(t.TempDir(), "none"), "/dev/null"} {
		if err := db.Readable(dir); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v, want unavailable", dir, err)
		}
	}
}
