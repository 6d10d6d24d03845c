package vault_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/vault"
)

func newText(t testing.TB) string {
	t.Helper()
	set, err := vault.NewKeyset(db.Now())
	if err != nil {
		t.Fatal(err)
	}
	if set, err = set.Next(db.Now()); err != nil {
		t.Fatal(err)
	}
	text, err := set.Text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestKeysetReadsWhatItWrote(t *testing.T) {
	text := newText(t)
	set, err := vault.ParseKeyset(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.IDs()) != 2 || set.IDs()[0] != set.PrimaryID() {
		t.Errorf("keys %v, primary %s", set.IDs(), set.PrimaryID())
	}
	again, err := set.Text()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, again); diff != "" {
		t.Error(diff)
	}
}

func TestADamagedKeysetIsRefusedWithoutShowingIt(t *testing.T) {
	text := newText(t)
	_, rest, _ := strings.Cut(text, `"key": "`)
	secret, _, _ := strings.Cut(rest, `"`)
	short := base64.StdEncoding.EncodeToString(make([]byte, 16))
	for name, damaged := range map[string]string{
		"empty":             "",
		"not JSON":          secret,
		"cut off":           text[:len(text)/2],
		"something after":   text + "x",
		"one letter wrong":  strings.Replace(text, secret, flip(secret), 1),
		"a short key":       strings.Replace(text, secret, short, 1),
		"no base64":         strings.Replace(text, secret, "*"+secret[1:], 1),
		"unknown field":     strings.Replace(text, `"version"`, `"secret":"`+secret+`","version"`, 1),
		"unknown version":   strings.Replace(text, `"version": 1`, `"version": 2`, 1),
		"no keys":           `{"version":1,"primary":"","keys":[]}`,
		"primary not there": strings.Replace(text, `"primary": "`, `"primary": "x`, 1),
		"twice":             `{"version":1,` + text[strings.Index(text, `"primary"`):strings.Index(text, `"keys"`)] + twice(text),
	} {
		set, err := vault.ParseKeyset(damaged)
		if keyFault(err) != vault.ErrKeyDamaged.Key || set != nil {
			t.Errorf("%s: %v, want damaged", name, err)
			continue
		}
		if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}

// flip changes the first letter of base64 to another.
func flip(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

// twice writes the first key of a set two times.
func twice(text string) string {
	list := text[strings.Index(text, "[")+1 : strings.LastIndex(text, "]")]
	first := list[:strings.Index(list, "}")+1]
	return `"keys":[` + first + "," + first + "]}"
}

func TestPrintingKeysShowsNothing(t *testing.T) {
	set, err := vault.ParseKeyset(newText(t))
	if err != nil {
		t.Fatal(err)
	}
	file, err := vault.LoadFile(filepath.Join(t.TempDir(), vault.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range verbs {
		if got := fmt.Sprintf(verb, set); got != "[sealed]" {
			t.Errorf("%s prints %s", verb, got)
		}
		if got := fmt.Sprintf(verb, file); !strings.HasPrefix(got, "master keys in ") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func TestTheFirstStartMakesAFileForTheOwnerOnly(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	info, err := os.Stat(h.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file %v (%v), want mode 0600", info, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(h.path), ".master-keys-*")); err != nil || len(left) != 0 {
		t.Errorf("left over: %v (%v)", left, err)
	}
}

func TestStartingTwiceAtOnceMakesOneKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := filepath.Join(t.TempDir(), vault.FileName)
		primaries := make([]string, 4)
		var wait sync.WaitGroup
		for i := range primaries {
			wait.Go(func() {
				v, err := tryOpen(t.Context(), d, path)
				if err != nil {
					t.Error(err)
					return
				}
				primaries[i], _ = v.Secret("test")
			})
		}
		wait.Wait()
		if len(slices.Compact(primaries)) != 1 {
			t.Errorf("the processes have different keys: %v", primaries)
		}
	})
}

// TestOpenRefusesKeysThatDoNotFit damages keys in one way each; every refusal
// leaves files and database as they were.
func TestOpenRefusesKeysThatDoNotFit(t *testing.T) {
	write := func(t *testing.T, path, text string, mode os.FileMode) {
		if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		want   *fault.Error
		damage func(t *testing.T, h *house)
	}{
		"no file":               {vault.ErrKeyMissing, func(t *testing.T, h *house) { remove(t, h.path) }},
		"another set":           {vault.ErrKeyUnknown, func(t *testing.T, h *house) { write(t, h.path, newText(t), 0o600) }},
		"an empty file":         {vault.ErrKeyDamaged, func(t *testing.T, h *house) { write(t, h.path, "", 0o600) }},
		"readable by the group": {vault.ErrKeyMode, func(t *testing.T, h *house) { chmod(t, h.path, 0o640) }},
		"writable by others":    {vault.ErrKeyMode, func(t *testing.T, h *house) { chmod(t, h.path, 0o602) }},
		"a damaged data key": {vault.ErrKeyWrong, func(t *testing.T, h *house) {
			h.exec(t, `update data_key set wrapped = $1`, make([]byte, 72))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.fill(t, 1)
				tt.damage(t, h)
				before := stateOf(t, h)
				v, err := tryOpen(t.Context(), h.d, h.path)
				if keyFault(err) != tt.want.Key || v != nil {
					t.Errorf("%v, want %s", err, tt.want.Key)
				}
				if diff := cmp.Diff(before, stateOf(t, h)); diff != "" {
					t.Errorf("something was written:\n%s", diff)
				}
			})
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// stateOf lists the key folder's files with their content, and the key tables.
func stateOf(t *testing.T, h *house) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(h.path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var state []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		state = append(state, file+": "+string(content))
	}
	for _, query := range []string{`select id from master_key order by id`, `select id || master_id from data_key order by id`} {
		rows, err := db.Rows(t.Context(), h.d, db.Value[string], query)
		if err != nil {
			t.Fatal(err)
		}
		state = append(state, rows...)
	}
	return state
}

// TestARunningServiceSeesTheFileChange rotates from another process.
func TestARunningServiceSeesTheFileChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 2)
		r, err := openFile(t, h.d, h.path).Rotate(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		h.mustReadAll(t, 2)
		h.mustWrite(t, vault.Case("new"), "new", "text")
		if got := h.wrappedWith(t, r.Primary); got != 3 {
			t.Errorf("%d of 3 keys have the new master key", got)
		}
	})
}

// TestWithoutItsFileARunningServiceReadsOnly loses the file while running: what
// is there opens, no new data key is wrapped with a key that may be lost.
func TestWithoutItsFileARunningServiceReadsOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 2)
		remove(t, h.path)
		h.mustReadAll(t, 2)
		if err := h.write(t.Context(), vault.Case("new"), "new", "text"); keyFault(err) != vault.ErrKeyMissing.Key {
			t.Errorf("a new key: %v, want missing", err)
		}
		if _, err := h.Rotate(t.Context(), nil); keyFault(err) != vault.ErrKeyMissing.Key {
			t.Errorf("rotate: %v, want missing", err)
		}
	})
}
