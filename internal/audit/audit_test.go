package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

func TestWhatIsRecordedIsListed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		before := db.Now()
		want := audit.Entry{Actor: anna, Action: audit.RoleGranted, Subject: berta, Programme: programme,
			Object: audit.Object{Kind: audit.KindRole, ID: id.New()}}
		mustRecord(t, d, want)
		got, err := audit.List(t.Context(), d, audit.Filter{}, 10)
		if err != nil || len(got) != 1 {
			t.Fatalf("%d entries, %v", len(got), err)
		}
		if diff := cmp.Diff(want, got[0].Entry); diff != "" {
			t.Error(diff)
		}
		if got[0].Seq != 1 || got[0].Previous != "" || got[0].At.Before(before) || got[0].At.After(db.Now()) {
			t.Errorf("entry %+v", got[0])
		}
	})
}

// TestContentCannotSlipIn tries texts where identifiers belong.
func TestContentCannotSlipIn(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		good := viewed(anna, berta)
		for name, change := range map[string]func(e *audit.Entry){
			"no actor":         func(e *audit.Entry) { e.Actor = "" },
			"a name as actor":  func(e *audit.Entry) { e.Actor = "Anna Bērza" },
			"another code":     func(e *audit.Entry) { e.Actor = "root" },
			"no action":        func(e *audit.Entry) { e.Action = "" },
			"unlisted action":  func(e *audit.Entry) { e.Action = "note-read-aloud" },
			"unlisted kind":    func(e *audit.Entry) { e.Object.Kind = "diary" },
			"a sentence as id": func(e *audit.Entry) { e.Object.ID = "she said so" },
			"an address as id": func(e *audit.Entry) { e.Object.ID = "anna@example.org" },
			"letters as id":    func(e *audit.Entry) { e.Object.ID = "bērzs" },
			"a line break":     func(e *audit.Entry) { e.Object.ID = "a\n" },
			"a long id":        func(e *audit.Entry) { e.Object.ID = strings.Repeat("a", 65) },
			"subject":          func(e *audit.Entry) { e.Subject = "Berta" },
			"programme":        func(e *audit.Entry) { e.Programme = "mentoring" },
		} {
			e := good
			change(&e)
			if err := record(t.Context(), d, e); err == nil {
				t.Errorf("%s: recorded", name)
			}
		}
		if head, state := verify(t, d, nil); head.Seq != 0 || state != "whole" {
			t.Errorf("after refusals: %v, %s", head, state)
		}
	})
}

func TestProgramsOwnActorsAndCodesAreTaken(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for _, actor := range []string{audit.System, audit.CommandLine, audit.Public} {
			mustRecord(t, d, audit.Entry{Actor: actor, Action: audit.SettingChanged,
				Object: audit.Object{Kind: audit.KindSetting, ID: "programme.owner-name_lv:1"}})
		}
		if head, state := verify(t, d, nil); head.Seq != 3 || state != "whole" {
			t.Errorf("%v, %s", head, state)
		}
	})
}

// TestDeedsOfOneTransaction are entries of one chain, in their order; one that
// cannot be recorded keeps all out.
func TestDeedsOfOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, 1)
		all := func(entries ...audit.Entry) error {
			return d.Tx(t.Context(), func(tx *db.Tx) error { return audit.RecordAll(t.Context(), tx, entries) })
		}
		if err := errors.Join(all(viewed(anna, berta), viewed(berta, anna), viewed(anna, anna)), all()); err != nil {
			t.Fatal(err)
		}
		if err := all(viewed(anna, berta), audit.Entry{Actor: "root"}); err == nil {
			t.Error("half of the entries were recorded")
		}
		chain(t, d, 1)
		var subjects []string
		for _, item := range listed(t, d, audit.Filter{}, 10) {
			subjects = append(subjects, item.Subject)
		}
		if diff := cmp.Diff([]string{anna, anna, berta}, subjects[1:4]); diff != "" {
			t.Error(diff)
		}
		if head, state := verify(t, d, nil); head.Seq != 5 || state != "whole" {
			t.Errorf("%v, %s", head, state)
		}
	})
}

func TestARolledBackDeedLeavesNoEntry(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, 1)
		boom := errors.New("boom")
		err := d.Tx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(audit.Record(t.Context(), tx, viewed(anna, berta)), boom)
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		chain(t, d, 1)
		if head, state := verify(t, d, nil); head.Seq != 2 || state != "whole" {
			t.Errorf("%v, %s", head, state)
		}
	})
}

func TestManyWritersKeepTheChainWhole(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const writers, each = 16, 12
		var wait sync.WaitGroup
		for range writers {
			wait.Go(func() {
				for i := range each {
					entries := make([]audit.Entry, 1+i%3)
					for j := range entries {
						entries[j] = viewed(anna, berta)
					}
					if err := record(t.Context(), d, entries...); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 5 { // a reader must not see a chain half written
			if _, state := verify(t, d, nil); state != "whole" {
				t.Errorf("meanwhile: %s", state)
			}
		}
		wait.Wait()
		if head, state := verify(t, d, nil); head.Seq != writers*each*2 || state != "whole" {
			t.Errorf("%v, %s", head, state)
		}
	})
}

func TestListNarrowsAndPages(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		mustRecord(t, d, viewed(anna, berta), viewed(berta, anna))
		mustRecord(t, d, audit.Entry{Actor: audit.System, Action: audit.BackupMade, Object: audit.Object{Kind: audit.KindBackup}})
		mustRecord(t, d, viewed(anna, anna))
		all := listed(t, d, audit.Filter{}, 10)
		at := all[1].At // of entry 3
		for name, tt := range map[string]struct {
			filter audit.Filter
			limit  int
			want   []int64
		}{
			"all":          {audit.Filter{}, 10, []int64{4, 3, 2, 1}},
			"first page":   {audit.Filter{}, 3, []int64{4, 3, 2}},
			"next page":    {audit.Filter{Before: 2}, 3, []int64{1}},
			"actor":        {audit.Filter{Actor: anna}, 10, []int64{4, 1}},
			"subject":      {audit.Filter{Subject: anna}, 10, []int64{4, 2}},
			"object":       {audit.Filter{ObjectKind: audit.KindPerson, ObjectID: berta}, 10, []int64{1}},
			"action":       {audit.Filter{Action: audit.BackupMade}, 10, []int64{3}},
			"programme":    {audit.Filter{Programme: programme}, 10, []int64{4, 2, 1}},
			"from":         {audit.Filter{From: at}, 10, []int64{4, 3}},
			"to":           {audit.Filter{To: at}, 10, []int64{2, 1}},
			"elsewhere":    {audit.Filter{To: at.Add(-time.Hour)}, 10, nil},
			"all together": {audit.Filter{Actor: anna, Subject: berta, ObjectKind: audit.KindPerson, ObjectID: berta, Action: audit.PersonViewed, Programme: programme, From: at.Add(-time.Hour), To: at, Before: 4}, 1, []int64{1}},
		} {
			var got []int64
			for _, item := range listed(t, d, tt.filter, tt.limit) {
				got = append(got, item.Seq)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
		}
	})
}

func listed(t *testing.T, d *db.DB, f audit.Filter, limit int) []audit.Item {
	t.Helper()
	list, err := audit.List(t.Context(), d, f, limit)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestAPersonReadsWhoLookedAtWhatOfTheirs shows a person the actions on their
// own data that are meant for them, and nothing about others.
func TestAPersonReadsWhoLookedAtWhatOfTheirs(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for _, action := range audit.Actions() {
			mustRecord(t, d, audit.Entry{Actor: anna, Action: action, Object: audit.Object{Kind: audit.KindPerson}, Subject: berta})
		}
		mustRecord(t, d, viewed(berta, anna))
		want := map[audit.Action]bool{}
		for _, action := range audit.Actions() {
			if action.Shown() {
				want[action] = true
			}
		}
		got := map[audit.Action]bool{}
		for before := int64(0); ; {
			page, err := audit.AboutPerson(t.Context(), d, berta, before, 4)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, item := range page {
				if item.Subject != berta || got[item.Action] {
					t.Errorf("entry %+v is another's, or came twice", item)
				}
				got[item.Action] = true
			}
			before = page[len(page)-1].Seq
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if !got[audit.PersonViewed] || got[audit.SettingChanged] {
			t.Error("views are not shown, or settings are")
		}
	})
}

func TestTheDatabaseRefusesChanges(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, 2)
		statements := []string{`update audit_entry set action = 'signed-in' where seq = 1`, `delete from audit_entry where seq = 2`, `delete from audit_entry`}
		if d.Kind() == db.Postgres {
			statements = append(statements, `truncate audit_entry`)
		}
		for _, statement := range statements {
			if err := d.Tx(t.Context(), func(tx *db.Tx) error {
				_, err := db.Exec(t.Context(), tx, statement)
				return err
			}); err == nil || !strings.Contains(err.Error(), "only ever added") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if head, state := verify(t, d, nil); head.Seq != 2 || state != "whole" {
			t.Errorf("%v, %s", head, state)
		}
	})
}

func TestGuardAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				if err := audit.Guard(t.Context(), d); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	})
}

func TestHeadIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for range 2 {
			head, err := audit.CurrentHead(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := audit.ParseHead(head.String()); err != nil || got != head {
				t.Errorf("%q is read as %v (%v)", head, got, err)
			}
			chain(t, d, 1)
		}
	})
	for _, s := range []string{"", "1", "1:", "0:00", "x:00", "-1:" + strings.Repeat("0", 64), "1:" + strings.Repeat("0", 63), "1:" + strings.Repeat("g", 64)} {
		if head, err := audit.ParseHead(s); err == nil {
			t.Errorf("%q is read as %v", s, head)
		}
	}
}

// TestEveryCodeHasItsTexts compares the lists with both catalogues.
func TestEveryCodeHasItsTexts(t *testing.T) {
	want := map[string]bool{}
	for _, a := range audit.Actions() {
		want[a.Key()] = true
	}
	for _, k := range audit.Kinds() {
		want[k.Key()] = true
	}
	for _, f := range []audit.Flaw{audit.Missing, audit.Surplus, audit.Altered, audit.Unlinked, audit.HeadDiffer, audit.HeadGone, audit.NotAsKept} {
		want[f.Key()] = true
	}
	for _, actor := range []string{audit.System, audit.CommandLine, audit.Public} {
		want[audit.ActorKey(actor)] = true
	}
	for _, lang := range []string{"lv", "en"} {
		if diff := cmp.Diff(want, texts(t, lang)); diff != "" {
			t.Errorf("%s: in the lists (-) and in the catalogue (+):\n%s", lang, diff)
		}
	}
	if audit.Action("x").Known() || audit.Kind("x").Known() || audit.ActorKey(anna) != "" {
		t.Error("what is not in a list is known")
	}
}

func texts(t *testing.T, lang string) map[string]bool {
	t.Helper()
	content, err := os.ReadFile("../i18n/catalogue/audit." + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string]map[string]string
	if err := json.Unmarshal(content, &groups); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for group, entries := range groups {
		for key, text := range entries {
			found[fmt.Sprintf("audit.%s.%s", group, key)] = text != ""
		}
	}
	return found
}
