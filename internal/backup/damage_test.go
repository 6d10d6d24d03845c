package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"domubiedrs/internal/backup"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// small backs up a database with little in it and returns the file's bytes.
func small(t *testing.T) (path string, intact []byte, m *backup.Manifest) {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	do(t, d, `insert into setting (name, value, version, updated_by, updated_at) values ('x', $1, 1, '', $2)`, canary, noon)
	path, _ = put(t, d, nil)
	intact, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err = backup.Verify(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return path, intact, m
}

func rewrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNoDamagedByteIsTakenForContent turns every byte in turn. Either the
// archive is refused, or the byte stood for nothing (as the time in gzip's
// header) and everything read is as it was.
func TestNoDamagedByteIsTakenForContent(t *testing.T) {
	path, intact, want := small(t)
	harmless := 0
	for i := range intact {
		broken := bytes.Clone(intact)
		broken[i] ^= 0x55
		rewrite(t, path, broken)
		m, err := backup.Verify(path, nil)
		if err != nil {
			continue
		}
		harmless++
		if diff := cmp.Diff(want, m, cmpopts.IgnoreUnexported(backup.Table{})); diff != "" {
			t.Errorf("byte %d of %d: %s", i, len(intact), diff)
		}
	}
	if harmless > 8 {
		t.Errorf("%d bytes stand for nothing", harmless)
	}
}

func TestTheChecksumBesideItTellsEveryByte(t *testing.T) {
	path, intact, _ := small(t)
	o := at(t, db.SQLite, path)
	for i := 0; i < len(intact); i += 1 + len(intact)/60 {
		broken := bytes.Clone(intact)
		broken[i] ^= 1
		rewrite(t, path, broken)
		if _, err := backup.Restore(t.Context(), o); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("byte %d: %v, want damaged", i, err)
		}
		empty(t, o)
	}
}

func TestTruncatedAndProlonged(t *testing.T) {
	path, intact, _ := small(t)
	if err := os.Remove(path + backup.SumSuffix); err != nil {
		t.Fatal(err)
	}
	o := at(t, db.SQLite, path)
	bad := map[string][]byte{"garbage behind": append(bytes.Clone(intact), "more"...), "twice": append(bytes.Clone(intact), intact...)}
	for i := 0; i < len(intact); i += 1 + len(intact)/40 {
		bad[fmt.Sprintf("cut at %d", i)] = intact[:i]
	}
	for name, content := range bad {
		rewrite(t, path, content)
		if _, err := backup.Restore(t.Context(), o); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%s: %v, want damaged", name, err)
		}
		empty(t, o)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "", "text": "a shopping list", "age": "age-encryption.org/v1\nrubbish"} {
		path := filepath.Join(dir, name)
		rewrite(t, path, []byte(content))
		o := at(t, db.SQLite, path)
		if _, err := backup.Restore(t.Context(), o); err == nil {
			t.Errorf("%s: restored", name)
		}
		empty(t, o)
	}
	var refusal *backup.Refusal
	if _, err := backup.Restore(t.Context(), at(t, db.SQLite, filepath.Join(dir, "none"))); !errors.As(err, &refusal) {
		t.Errorf("no file: %v, want a refusal", err)
	}
}

var everyType = []backup.Column{{Name: "t", Type: "text"}, {Name: "n", Type: "bigint"}, {Name: "b", Type: "boolean"},
	{Name: "d", Type: "datetime"}, {Name: "x", Type: "blob"}}

// FuzzDecode: whatever can be read is written again as it was read.
func FuzzDecode(f *testing.F) {
	f.Add(`["a",1,true,"2026-10-25T00:30:00.123456Z","AP8="]`)
	f.Add(`[null,null,null,null,null]`)
	f.Add(`["\ud800",-9223372036854775808,false,"9999-12-31T23:59:59+14:00",""]`)
	f.Add(`[1,"a"]`)
	f.Fuzz(func(t *testing.T, line string) {
		r, err := backup.Decode(everyType, []byte(line))
		if err != nil {
			if !errors.Is(err, backup.ErrDamaged) {
				t.Errorf("error %v", err)
			}
			return
		}
		again, err := backup.Encode(everyType, r)
		if at, ok := r[3].(time.Time); ok && at.Year() > 9998 {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		back, err := backup.Decode(everyType, again)
		if err != nil || !cmp.Equal(r, back) {
			t.Errorf("%s came back as %s (%v)", line, again, err)
		}
	})
}
