package seminar_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
)

func TestANumberedListIsKeptAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.Intakes.AddFunding(ctx, w.lead, w.open, intake.FundingDetails{ProjectNumber: "2.3.2.2.i.0/1/23/I/VARAM/001", NameLV: "Fonds", NameEN: "Fund",
			SentenceLV: "Finansē fonds", SentenceEN: "Funded by the fund", ValidFrom: "2027-01-14", ValidTo: "2027-01-14"})
		w.must(err)
		x := w.published(3)
		zane, anna, oto, ieva := w.person("Zane", "Āboliņa"), w.person("Anna", "Čakste"), w.person("Oto", "Celms"), w.person("Ieva", "Kalniņa")
		for _, p := range []access.Actor{zane, anna, oto, ieva} {
			w.join(p, x)
		}
		if _, _, err := w.IssueList(ctx, w.lead, x.ID); kind(err) != fault.Conflict {
			t.Errorf("a list before anybody was there: %v", err)
		}
		before, err := w.Sheet(ctx, w.lead, x.ID)
		if err != nil || before.Number != "" || len(before.Rows) != 3 || before.Present() != 0 {
			t.Errorf("%+v, %v", before, err)
		}
		code := w.code(anna, x)
		w.clock = x.Start
		_, err = w.CheckIn(ctx, anna, x.ID, code)
		w.must(err)
		l, _, err := w.IssueList(ctx, w.lead, x.ID)
		w.must(err)
		at, blank := x.Start, []seminar.Correction{}
		row := func(n int, name string, a access.Actor) seminar.Row {
			return seminar.Row{Number: n, Name: name, Institution: "Valsts kase", Position: "Eksperte", Email: a.Person + "@example.org", Corrections: blank}
		}
		want := seminar.Sheet{Number: "2027-0001", Programme: seminar.Item{LV: "Atvērtā", EN: "Atvērtā (EN)"}, Title: x.Title, Start: x.Start, End: x.End,
			Place: x.Place, Link: x.Link, Lecturer: x.Lecturer,
			Funding: []seminar.Money{{ProjectNumber: "2.3.2.2.i.0/1/23/I/VARAM/001", Sentence: seminar.Item{LV: "Finansē fonds", EN: "Funded by the fund"}}},
			Rows:    []seminar.Row{row(1, "Zane Āboliņa", zane), row(2, "Oto Celms", oto), row(3, "Anna Čakste", anna)}}
		want.Rows[2].Present, want.Rows[2].Source, want.Rows[2].At = true, seminar.ByCode, &at
		if diff := cmp.Diff(want, l.Sheet); diff != "" || l.People != 1 || l.IssuedBy != w.lead.Person {
			t.Errorf("the list is\n%s", diff)
		}

		people, err := w.Attendees(ctx, w.lead, x.ID)
		w.must(err)
		w.must(w.Mark(ctx, w.lead, x.ID, []seminar.Line{{Registration: people[2].ID, Seen: 1, Reason: "Kļūda"}}))
		second, _, err := w.IssueList(ctx, w.lead, x.ID)
		if err != nil || second.Number != "2027-0002" || second.Hash == l.Hash || second.People != 0 || len(second.Sheet.Rows[2].Corrections) != 1 {
			t.Errorf("%+v, %v", second, err)
		}
		lists, err := w.Lists(ctx, w.lead, x.ID)
		if err != nil || len(lists) != 2 || lists[0].Number != "2027-0002" || lists[1].Hash != l.Hash {
			t.Errorf("%+v, %v", lists, err)
		}
		again, err := w.GetList(ctx, w.lead, l.ID)
		if diff := cmp.Diff(l, again, cmpopts.IgnoreUnexported(seminar.List{})); err != nil || diff != "" || !again.Intact {
			t.Errorf("the first list is now (%v)\n%s", err, diff)
		}
		if diff := cmp.Diff([]audit.Action{audit.AttendanceListIssued, audit.AttendanceListIssued}, w.deeds(audit.KindAttendanceList)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		if _, err := w.GetList(ctx, w.lead, id.New()); kind(err) != fault.NotFound {
			t.Errorf("a list that is not there: %v", err)
		}
	})
}

func TestAListThatWasTamperedWithSaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.published(1)
		w.join(w.person("Ieva", "Kalniņa"), x)
		w.clock = x.Start
		l, _, err := w.IssueList(ctx, w.lead, x.ID)
		w.must(err)
		w.must(w.DB.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `update attendance_list set content = replace(content, 'Ieva', 'Inga')`)
			return err
		}))
		got, err := w.GetList(ctx, w.lead, l.ID)
		if err != nil || got.Intact || got.Sheet.Rows[0].Name != "Inga Kalniņa" {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := w.ExportList(ctx, w.lead, l.ID); kind(err) != fault.Conflict {
			t.Errorf("taken away: %v", err)
		}
	})
}

func TestListsAreNumberedByProgrammeAndYear(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		all := make([]seminar.Seminar, 13)
		for i := range all {
			all[i] = w.published(1)
		}
		other, err := w.Create(ctx, admin, w.draft, details())
		w.must(err)
		other, err = w.Publish(ctx, admin, other.ID, 1)
		w.must(err)
		w.clock = other.End
		numbers := map[string]bool{}
		got := make([]string, 12)
		together(t, len(got), func(i int) error {
			l, _, err := w.IssueList(ctx, w.lead, all[i].ID)
			got[i] = l.Number
			return err
		})
		for _, n := range got {
			numbers[n] = true
		}
		if len(numbers) != 12 || !numbers["2027-0001"] || !numbers["2027-0012"] {
			t.Errorf("%v", got)
		}
		elsewhere, _, err := w.IssueList(ctx, admin, other.ID)
		if err != nil || elsewhere.Number != "2027-0001" {
			t.Errorf("another programme's first: %s, %v", elsewhere.Number, err)
		}
		w.clock = time.Date(2027, 12, 31, 22, 0, 0, 0, time.UTC) // the new year in Riga
		if l, _, err := w.IssueList(ctx, w.lead, all[12].ID); err != nil || l.Number != "2028-0001" {
			t.Errorf("next year's first: %s, %v", l.Number, err)
		}
	})
}

// TestEqualListsAreOne: of coordinators who issue the same list at the same time
// one makes it, and the others are told which it is.
func TestEqualListsAreOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva := w.published(2), w.person("Ieva", "Kalniņa")
		r := w.join(ieva, x)
		w.clock = x.Start
		issue := func() (numbers map[string]int, made int) {
			got, news := make([]string, 8), make([]bool, 8)
			together(t, len(got), func(i int) error {
				l, issued, err := w.IssueList(ctx, w.lead, x.ID)
				got[i], news[i] = l.Number, issued
				return err
			})
			numbers = map[string]int{}
			for i := range got {
				if numbers[got[i]]++; news[i] {
					made++
				}
			}
			return numbers, made
		}
		for n, change := range []func() error{
			func() error { return nil },
			func() error { return w.Mark(ctx, w.lead, x.ID, []seminar.Line{{Registration: r.ID, Present: true}}) },
			func() error {
				return w.Mark(ctx, w.lead, x.ID, []seminar.Line{{Registration: r.ID, Seen: 1, Reason: "Kļūda"}})
			},
			func() error {
				return w.DB.Tx(ctx, func(tx *db.Tx) error {
					_, err := db.Exec(ctx, tx, `update attendance_list set content = replace(content, 'Ieva', 'Inga')`)
					return err
				})
			},
		} {
			w.must(change())
			number := fmt.Sprintf("2027-%04d", n+1)
			for _, want := range []int{1, 0} {
				if numbers, made := issue(); numbers[number] != 8 || made != want {
					t.Errorf("change %d: %d lists made, want %d: %v", n, made, want, numbers)
				}
			}
		}
		lists, err := w.Lists(ctx, w.lead, x.ID)
		if deeds := w.deeds(audit.KindAttendanceList); err != nil || len(lists) != 4 || len(deeds) != 4 {
			t.Errorf("%d lists, recorded %v, %v", len(lists), deeds, err)
		}
	})
}

// TestTakingAListAwayIsRecorded: names and addresses leave with it. Looking at
// it is not, nor is a refusal.
func TestTakingAListAwayIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.published(1)
		w.join(w.person("Ieva", "Kalniņa"), x)
		w.clock = x.Start
		l, _, err := w.IssueList(ctx, w.lead, x.ID)
		w.must(err)
		auditor := somebody(in(access.Auditor, w.open))
		for _, a := range []access.Actor{nobody, somebody(), somebody(in(access.Lead, w.draft))} {
			if _, err := w.ExportList(ctx, a, l.ID); !fault.Is(err, fault.Unauthenticated, fault.Forbidden) {
				t.Errorf("taken by %+v: %v", a.Grants, err)
			}
		}
		_, err = w.GetList(ctx, w.lead, l.ID)
		w.must(err)
		got, err := w.ExportList(ctx, auditor, l.ID)
		if diff := cmp.Diff(l, got, cmpopts.IgnoreUnexported(seminar.List{})); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		items, err := audit.List(ctx, w.DB, audit.Filter{Action: audit.DataExported}, 10)
		if err != nil || len(items) != 1 || items[0].Actor != auditor.Person || items[0].Programme != w.open ||
			items[0].Object != (audit.Object{Kind: audit.KindAttendanceList, ID: l.ID}) {
			t.Errorf("%+v, %v", items, err)
		}
	})
}
