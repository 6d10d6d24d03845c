package vault_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/vault"
)

var notes = vault.Column{Table: "note", Column: "body"}

func TestCheckCounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 12)
		h.SetBatch(5)
		h.exec(t, `insert into note (id, body) values ('empty', null)`)
		h.exec(t, `update note set body = $1 where id = $2`, []byte("rubbish"), name(0))
		h.exec(t, `update note set body = $1 where id = $2`, bytesOf(t, h, name(2)), name(1))
		h.exec(t, `delete from data_key where scope_id = $1`, name(3))
		h.exec(t, `update data_key set wrapped = $1 where scope_id = $2`, make([]byte, 72), name(4))
		for _, i := range []int{5, 6} {
			if err := h.destroy(t.Context(), vault.Mentorship(name(i))); err != nil {
				t.Fatal(err)
			}
		}
		var done, total int
		got, err := h.Check(t.Context(), []vault.Column{notes}, func(d, of int) { done, total = d, of })
		if err != nil {
			t.Fatal(err)
		}
		want := vault.Report{
			Keys:    vault.Count{Column: vault.Column{Table: "data_key", Column: "wrapped"}, Opened: 8, Failed: 1, Destroyed: 2},
			Columns: []vault.Count{{Column: notes, Opened: 6, Failed: 4, Destroyed: 2}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if got.Failed() != 5 || done != 23 || total != 23 {
			t.Errorf("failed %d, progress %d of %d", got.Failed(), done, total)
		}
	})
}

func TestCheckOfNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		got, err := h.Check(t.Context(), []vault.Column{notes}, nil)
		if err != nil || got.Failed() != 0 || len(got.Columns) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestCheckTakesPlainNamesOnly(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	for _, c := range []vault.Column{{}, {Table: "note; drop table note", Column: "body"}, {Table: "note", Column: "body, id"}, {Table: "Note", Column: "body"}} {
		if _, err := h.Check(t.Context(), []vault.Column{c}, nil); err == nil {
			t.Errorf("%v was taken for a column", c)
		}
	}
	if _, err := h.Check(t.Context(), []vault.Column{{Table: "note", Column: "none"}}, nil); err == nil {
		t.Error("a column that is not there was checked")
	}
}
