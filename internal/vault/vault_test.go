package vault_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/vault"
)

func TestWhatIsSealedOpens(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, text := range []string{"", "a", "Ģirts domā: “kāpēc gan ne?”", "\x00\xff not text", "👩🏽‍🏫", strings.Repeat("ļ", 1<<19)} {
			h.mustWrite(t, vault.Person("p"), name(i), text)
			if got, err := h.read(t.Context(), name(i)); err != nil || got != text {
				t.Errorf("text %d: %d bytes came back as %d (%v)", i, len(text), len(got), err)
			}
		}
	})
}

func TestOneTextIsNeverSealedTheSameTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mustWrite(t, vault.Person("p"), "a", "text")
		h.mustWrite(t, vault.Person("p"), "b", "text")
		a, b := bytesOf(t, h, "a"), bytesOf(t, h, "b")
		if bytes.Equal(a, b) || len(a) != len(b) {
			t.Errorf("sealed values of %d and %d bytes", len(a), len(b))
		}
	})
}

func bytesOf(t testing.TB, h *house, row string) []byte {
	t.Helper()
	b, err := db.One(t.Context(), h.d, db.Value[[]byte], `select body from note where id = $1`, row)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNothingOpensInAnotherPlace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.mustWrite(t, vault.Mentorship("m"), "a", "text a")
		h.mustWrite(t, vault.Mentorship("m"), "b", "text b")
		a, err := h.sealed(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		opener, err := h.Opener(ctx, h.d, vault.Mentorship("m"))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []vault.Place{
			{Table: "note", Column: "body", Row: "b"},
			{Table: "note", Column: "title", Row: "a"},
			{Table: "goal", Column: "body", Row: "a"},
			{Table: "noteb", Column: "ody", Row: "a"},
			{},
		} {
			if text, err := h.Open(ctx, h.d, at, a); !isDamaged(err) || !text.Empty() {
				t.Errorf("%v: %v, want damaged", at, err)
			}
			if text, err := opener.Open(at, a); !isDamaged(err) || !text.Empty() {
				t.Errorf("%v through the opener: %v, want damaged", at, err)
			}
		}
	})
}

func isDamaged(err error) bool {
	f := fault.As(err)
	return f != nil && f.Key == vault.ErrDamaged.Key
}

// TestAnotherKeyIDDoesNotOpen writes the key id of one scope into a value of
// another, as somebody with the database could.
func TestAnotherKeyIDDoesNotOpen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mustWrite(t, vault.Mentorship("m"), "a", "text a")
		h.mustWrite(t, vault.Mentorship("n"), "b", "text b")
		forged := append(append([]byte{}, bytesOf(t, h, "b")[:17]...), bytesOf(t, h, "a")[17:]...)
		h.exec(t, `update note set body = $1 where id = 'a'`, forged)
		if _, err := h.read(t.Context(), "a"); !isDamaged(err) {
			t.Errorf("%v, want damaged", err)
		}
	})
}

// TestKeysCannotChangeScopes moves a data key to another scope in the
// database: it must not unwrap there, or erasing one would spare the other.
func TestKeysCannotChangeScopes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mustWrite(t, vault.Mentorship("m"), "a", "text a")
		h.exec(t, `update data_key set scope_id = 'n' where scope_id = 'm'`)
		if _, err := h.read(t.Context(), "a"); err == nil {
			t.Error("opened with a key that was moved")
		}
	})
}

func TestAnOpenerOpensItsScopeOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.fill(t, 2)
		own, err := h.Opener(ctx, h.d, vault.Mentorship(name(0)))
		if err != nil {
			t.Fatal(err)
		}
		none, err := h.Opener(ctx, h.d, vault.Case("nothing sealed yet"))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			sealed, err := h.sealed(ctx, name(i))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := own.Open(place(name(i)), sealed); (err == nil) != want || (text.Reveal() != "") != want {
				t.Errorf("note %d: %v", i, err)
			}
			if _, err := none.Open(place(name(i)), sealed); !isDamaged(err) {
				t.Errorf("note %d with no key: %v, want damaged", i, err)
			}
		}
	})
}

func TestAScopeHasOneKeyHoweverManyAreFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				if err := h.write(t.Context(), vault.Case("c"), name(i), "text "+name(i)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		h.mustReadAll(t, 20)
		if n, err := db.One(t.Context(), h.d, db.Value[int], `select count(*) from data_key`); err != nil || n != 1 {
			t.Errorf("%d keys (%v)", n, err)
		}
	})
}

func TestARolledBackTransactionLeavesNoKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boom := errors.New("boom")
		err := h.d.Tx(t.Context(), func(tx *db.Tx) error {
			if _, err := h.Seal(t.Context(), tx, vault.Case("c"), place("a"), vault.NewText("text")); err != nil {
				return err
			}
			return boom
		})
		n, errCount := db.One(t.Context(), h.d, db.Value[int], `select count(*) from data_key`)
		if !errors.Is(err, boom) || errCount != nil || n != 0 {
			t.Errorf("%d keys left (%v, %v)", n, err, errCount)
		}
	})
}

func TestSealAndDestroyRefuseWhatIsNoScopeOrPlace(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	ctx := t.Context()
	for _, scope := range []vault.Scope{{}, {Kind: vault.OfCase}, {Kind: "user", ID: "u"}} {
		if err := h.write(ctx, scope, "a", "text"); err == nil {
			t.Errorf("sealed in %v", scope)
		}
		if err := h.destroy(ctx, scope); err == nil {
			t.Errorf("destroyed %v", scope)
		}
	}
	if err := h.write(ctx, vault.Person("p"), "", "text"); err == nil {
		t.Error("sealed for a place without a row")
	}
}

func TestDestroyIsForGood(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.fill(t, 2)
		gone := vault.Mentorship(name(0))
		for range 2 {
			if err := h.destroy(ctx, gone); err != nil {
				t.Fatal(err)
			}
		}
		_, errOpener := h.Opener(ctx, h.d, gone)
		_, errRead := h.read(ctx, name(0))
		for what, err := range map[string]error{"open": errRead, "opener": errOpener, "seal": h.write(ctx, gone, "new", "text")} {
			if !fault.Is(err, fault.Gone) {
				t.Errorf("%s after destroying: %v, want gone", what, err)
			}
		}
		if got, err := h.read(ctx, name(1)); err != nil || got == "" {
			t.Errorf("the neighbour: %q, %v", got, err)
		}
		if err := h.destroy(ctx, vault.Person("never sealed")); err != nil {
			t.Fatal(err)
		}
		if err := h.write(ctx, vault.Person("never sealed"), "p", "text"); !fault.Is(err, fault.Gone) {
			t.Errorf("sealed for an erased person: %v", err)
		}
	})
}

// TestTheDatabaseDoesNotHoldTheText searches everything that a thief of the
// database would have.
func TestTheDatabaseDoesNotHoldTheText(t *testing.T) {
	const canary = "canary-8d1f-vaboles"
	each(t, func(t *testing.T, h *house) {
		h.mustWrite(t, vault.Person("p"), "a", canary)
		dump := dumpOf(t, h.d)
		if !bytes.Contains(dump, []byte("note")) {
			t.Fatal("the dump does not show what is there")
		}
		for _, trace := range []string{canary, hex.EncodeToString([]byte(canary))} {
			if bytes.Contains(dump, []byte(trace)) {
				t.Errorf("%s is in the database", trace)
			}
		}
	})
}

// dumpOf is every file of an SQLite database, or every row of a PostgreSQL one
// as text.
func dumpOf(t testing.TB, d *db.DB) (dump []byte) {
	t.Helper()
	if d.Kind() == db.SQLite {
		files, err := filepath.Glob(d.Path() + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dump = append(dump, content...)
		}
		return dump
	}
	tables, err := db.Rows(t.Context(), d, db.Value[string], `select table_name from information_schema.tables
		where table_schema = current_schema() order by table_name`)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		rows, err := db.Rows(t.Context(), d, db.Value[string], fmt.Sprintf(`select cast(x as text) from %s x`, table))
		if err != nil {
			t.Fatal(err)
		}
		dump = append(dump, table+" "+strings.Join(rows, "\n")...)
	}
	return dump
}
