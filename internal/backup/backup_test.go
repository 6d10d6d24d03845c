package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/backup"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// eachWay runs f for every pair of databases.
func eachWay(t *testing.T, f func(t *testing.T, from *db.DB, to db.Kind)) {
	for _, to := range dbtest.Kinds {
		t.Run("to "+string(to), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, from *db.DB) { f(t, from, to) })
		})
	}
}

func TestRestoreGivesTheSameRows(t *testing.T) {
	eachWay(t, func(t *testing.T, from *db.DB, to db.Kind) {
		fill(t, from)
		path, m := put(t, from, nil)
		o := at(t, to, path)
		got, err := backup.Restore(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rows() != m.Rows() || got.Jobs != 2 || got.Version != "1.2.3" || !got.Made.Equal(noon) || got.Kind != from.Kind() {
			t.Errorf("manifest %+v", got)
		}
		want, have := content(t, from), content(t, open(t, o))
		for _, table := range m.LeftOut {
			if have[table] != "0 rows "+strings.Repeat("0", 64) {
				t.Errorf("%s was restored: %s", table, have[table])
			}
			delete(want, table)
			delete(have, table)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
		if len(m.LeftOut) != 4 || len(want) < 10 {
			t.Errorf("left out %v, compared %d", m.LeftOut, len(want))
		}
	})
}

func TestCopyGivesTheSameRows(t *testing.T) {
	eachWay(t, func(t *testing.T, from *db.DB, kind db.Kind) {
		fill(t, from)
		o := at(t, kind, "")
		to := open(t, o)
		var told []string
		rows, err := backup.Copy(t.Context(), from, to, backup.CopyOptions{From: queue(t, from), To: openJobs,
			Progress: func(table string, _ int64) { told = append(told, table) }})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(content(t, from), content(t, to)); diff != "" {
			t.Error(diff)
		}
		if rows < 15 || !slices.Contains(told, "signin_session") {
			t.Errorf("%d rows, told %v", rows, told)
		}
		var refusal *backup.Refusal
		if _, err := backup.Copy(t.Context(), from, to, backup.CopyOptions{From: queue(t, from), To: openJobs}); !errors.As(err, &refusal) {
			t.Errorf("a second copy: %v, want a refusal", err)
		}
		if diff := cmp.Diff(content(t, from), content(t, to)); diff != "" {
			t.Errorf("the refused copy changed something: %s", diff)
		}
	})
}

func TestTheFilesAreTheOwnersAlone(t *testing.T) {
	path, _ := put(t, dbtest.Open(t, db.SQLite), nil)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line, err := os.ReadFile(path + backup.SumSuffix)
	if want := fmt.Sprintf("%x  b.tar.gz\n", sha256.Sum256(content)); err != nil || string(line) != want {
		t.Errorf("checksum %q (%v), want %q", line, err, want)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 2 {
		t.Errorf("files %v (%v), want two", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", f.Name(), info.Mode(), err)
		}
	}
}

// TestConsistentWhileOthersWrite has a writer add two rows in each
// transaction; every restored backup holds both or none, and the writer goes
// on during the backup.
func TestConsistentWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		ctx, stop := context.WithCancel(t.Context())
		wrote := make(chan int, 1<<20)
		var wait sync.WaitGroup
		wait.Go(func() {
			defer close(wrote)
			for n := 0; ctx.Err() == nil; n++ {
				if err := addPair(ctx, d, n); err != nil {
					if ctx.Err() == nil {
						t.Error(err)
					}
					return
				}
				wrote <- n
			}
		})
		defer wait.Wait()
		defer stop()
		var o backup.RestoreOptions
		for range 3 {
			<-wrote
			path, _ := put(t, d, func(o *backup.Options) {
				o.Progress = func(table string, _ int64) {
					if table != "setting" {
						return
					}
					for len(wrote) > 0 {
						<-wrote
					}
					<-wrote // may have been committed before the snapshot
					<-wrote // began after the one before was received: beside the snapshot
				}
			})
			o = at(t, db.SQLite, path)
			if _, err := backup.Restore(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			single, err := db.Rows(t.Context(), open(t, o), db.Value[string],
				`select value from setting group by value having count(*) <> 2 order by value`)
			if err != nil || len(single) > 0 {
				t.Errorf("half written: %v (%v)", single, err)
			}
		}
	})
}

func addPair(ctx context.Context, d *db.DB, n int) error {
	return d.Tx(ctx, func(tx *db.Tx) error {
		for _, half := range []string{"a", "b"} {
			_, err := db.Exec(ctx, tx, `insert into setting (name, value, version, updated_by, updated_at) values ($1, $2, 1, '', $3)`,
				fmt.Sprint(half, n), fmt.Sprint(n), db.Now())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func TestEncrypted(t *testing.T) {
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		right, wrong age.Identity
		recipient    age.Recipient
	}{
		"X25519": {classic, hybrid, classic.Recipient()},
		"hybrid": {hybrid, classic, hybrid.Recipient()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, db.SQLite)
			fill(t, d)
			path, _ := put(t, d, func(o *backup.Options) { o.Recipients = []age.Recipient{tt.recipient} })
			var refusal *backup.Refusal
			for _, keys := range [][]age.Identity{nil, {tt.wrong}} {
				o := at(t, db.SQLite, path)
				o.Identities = keys
				if _, err := backup.Restore(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(refusal.Do, "--identity") {
					t.Errorf("with %d keys: %v, want a refusal", len(keys), err)
				}
			}
			o := at(t, db.SQLite, path)
			o.Identities = []age.Identity{tt.wrong, tt.right}
			if _, err := backup.Restore(t.Context(), o); err != nil {
				t.Error(err)
			}
			ciphertext, err := os.ReadFile(path)
			if err != nil || !bytes.HasPrefix(ciphertext, []byte("age-encryption.org/v1\n")) {
				t.Errorf("not encrypted: %q (%v)", ciphertext[:min(30, len(ciphertext))], err)
			}
		})
	}
}

func TestBackupRefusals(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	path, _ := put(t, d, nil)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"there": path, "no directory": filepath.Join(path, "none", "x")} {
		var refusal *backup.Refusal
		_, err := backup.Backup(t.Context(), d, backup.Options{Path: target, Jobs: queue(t, d)})
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("the first backup was changed")
	}
}

// TestAFailedBackupLeavesNothing has text that JSON cannot hold, which only
// SQLite lets in, and a backup that is given up.
func TestAFailedBackupLeavesNothing(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	dir := t.TempDir()
	o := backup.Options{Path: filepath.Join(dir, "b"), Jobs: queue(t, d), Now: noon}
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(string, int64) { cancel() }
	if _, err := backup.Backup(ctx, d, o); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	do(t, d, `insert into setting (name, value, version, updated_by, updated_at) values ('x', cast(x'ff' as text), 1, '', $1)`, noon)
	o.Progress = nil
	if _, err := backup.Backup(t.Context(), d, o); err == nil || !strings.Contains(err.Error(), "setting: column value holds text that is not UTF-8") {
		t.Errorf("broken text: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestRestoreRefusesAFilledPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		path, _ := put(t, d, nil)
		before := content(t, d)
		o := backup.RestoreOptions{Path: path, URL: d.URL(), Dir: filepath.Dir(d.Path()), Jobs: openJobs}
		var refusal *backup.Refusal
		if _, err := backup.Restore(t.Context(), o); !errors.As(err, &refusal) {
			t.Errorf("%v, want a refusal", err)
		}
		if diff := cmp.Diff(before, content(t, d)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRestoreRefusesANewerVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		do(t, d, `insert into goose_db_version (version_id, is_applied) values (999999, true)`)
		path, _ := put(t, d, nil)
		o := at(t, d.Kind(), path)
		var refusal *backup.Refusal
		if _, err := backup.Restore(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "1.2.3") {
			t.Errorf("%v, want a refusal that names the version", err)
		}
		empty(t, o)
	})
}

// empty fails when a restore has left anything at its place.
func empty(t *testing.T, o backup.RestoreOptions) {
	t.Helper()
	if files, err := os.ReadDir(o.Dir); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v (%v)", files, err)
	}
	if o.URL == "" {
		return
	}
	tables, err := db.One(t.Context(), open(t, o), db.Value[int], `select count(*) from information_schema.tables where table_schema = current_schema()`)
	if err != nil || tables > 0 {
		t.Errorf("%d tables left behind (%v)", tables, err)
	}
}

func TestAFailedRestoreTakesBackWhatItMade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		path, _ := put(t, d, nil)
		o := at(t, d.Kind(), path)
		boom := errors.New("boom")
		o.Jobs = func(*db.DB) (backup.Jobs, func() error, error) { return nil, nil, boom }
		if _, err := backup.Restore(t.Context(), o); !errors.Is(err, boom) {
			t.Errorf("error %v, want boom", err)
		}
		empty(t, o)
		o.Jobs = openJobs
		if _, err := backup.Restore(t.Context(), o); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func BenchmarkBackup(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			d := dbtest.Open(b, kind)
			if err := d.Tx(b.Context(), func(tx *db.Tx) error {
				for n := range 20_000 {
					if _, err := db.Exec(b.Context(), tx, `insert into setting (name, value, version, updated_by, updated_at) values ($1, $2, 1, '', $3)`,
						fmt.Sprint(n), strings.Repeat("x", 200), noon); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			path, _ := put(b, d, nil)
			b.Run("backup", func(b *testing.B) {
				for b.Loop() {
					put(b, d, nil)
				}
			})
			b.Run("restore", func(b *testing.B) {
				for b.Loop() {
					if _, err := backup.Restore(b.Context(), at(b, kind, path)); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
