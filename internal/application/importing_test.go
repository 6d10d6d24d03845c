package application_test

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
)

// rows makes n rows of invented people, every one at an institution, with the
// line that they would have below a row of headings.
func (w *world) rows(n int) []application.Row {
	riga, rows := w.place("Rīga"), make([]application.Row, n)
	for i := range rows {
		rows[i] = application.Row{Line: i + 2, Answers: menteeAnswers(riga),
			Person: account.Details{GivenName: "Paraugs", FamilyName: fmt.Sprintf("Ieraksts %d", i), Email: fmt.Sprintf("p%d@example.org", i), Language: "lv"}}
	}
	return rows
}

func (w *world) take(rows []application.Row, preview bool) application.Report {
	w.t.Helper()
	report, err := w.Import(w.t.Context(), w.staff, w.intake.ID, application.Mentee, rows, preview, nil)
	w.must(err)
	return report
}

// tally is a report in numbers: created, updated, unchanged, rejected.
func tally(r application.Report) (n [4]int) {
	for i, o := range application.Outcomes {
		n[i] = r.Count(o)
	}
	return n
}

func (w *world) applications() string {
	return w.text(`select cast(count(*) as text) from application`) + " of " + w.text(`select cast(count(*) as text) from person where email like 'p%'`)
}

// TestImportingTwice: a preview keeps nothing, the first run creates, the second
// changes nothing, a corrected file updates what it corrects.
func TestImportingTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rows := w.rows(4)
		if r := w.take(rows, true); tally(r) != [4]int{4, 0, 0, 0} || r.Saved || w.applications() != "0 of 0" {
			t.Errorf("preview: %+v, %s", r, w.applications())
		}
		if r := w.take(rows, false); tally(r) != [4]int{4, 0, 0, 0} || !r.Saved || r.Rows[0].Fit != application.FitYes {
			t.Errorf("first: %+v", r)
		}
		if r := w.take(rows, false); tally(r) != [4]int{0, 0, 4, 0} || !r.Saved || w.applications() != "4 of 4" {
			t.Errorf("again: %+v, %s", r, w.applications())
		}
		rows[1].Answers = maps.Clone(rows[1].Answers)
		rows[1].Answers["institution"], rows[1].Answers["institution-other"] = one("other"), one("Jaunā iestāde")
		rows[1].Person.Email = "P1@EXAMPLE.org"
		if r := w.take(rows, false); tally(r) != [4]int{0, 1, 3, 0} || r.Rows[1].Fit != application.FitAsk {
			t.Errorf("corrected: %+v", r)
		}
		deeds := w.deeds(w.intake.ID)
		if got := deeds[len(deeds)-3:]; !slices.Equal(got, []audit.Action{audit.ApplicationsImported, audit.ApplicationsImported, audit.ApplicationsImported}) {
			t.Errorf("recorded of the intake: %v", deeds)
		}
		person := w.text(`select id from person where email = 'p0@example.org'`)
		if diff := cmp.Diff([]audit.Action{audit.PersonCreated}, w.deeds(person)); diff != "" {
			t.Errorf("recorded of a person\n%s", diff)
		}
	})
}

// TestARejectedRowKeepsAllOut, and every mistake of a row is told at once.
func TestARejectedRowKeepsAllOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rows := w.rows(6)
		rows[1].Person = account.Details{FamilyName: "X", Email: "kur", Language: "lv"}
		rows[2].Person.Email = "P0@example.org"
		rows[3].Answers = questionnaire.Answers{"role": one("dragon-tamer"), "languages": one("xx"), "themes": {"data", "data-magic"}}
		rows[4].Wrong = fault.Checks{"format": fault.Msg("questionnaire.fault.choose")}
		rows[5].Person.Email = "ziņas@example.org"
		r := w.take(rows, false)
		if tally(r) != [4]int{1, 0, 0, 5} || r.Saved || w.applications() != "0 of 0" {
			t.Errorf("%+v, %s", r, w.applications())
		}
		var fields [][]string
		for _, row := range r.Rows {
			fields = append(fields, slices.Sorted(maps.Keys(row.Fields)))
		}
		want := [][]string{nil, {"email", "given_name"}, {"email"}, {"languages", "role", "themes"}, {"format"}, {"email"}}
		if diff := cmp.Diff(want, fields); diff != "" {
			t.Error(diff)
		}
		if m := r.Rows[2].Fields["email"]; m.Key != "application.fault.twice" || fmt.Sprint(m.Args) != "[line 2]" {
			t.Errorf("the double: %+v", m)
		}
		if deeds := w.deeds(w.intake.ID); slices.Contains(deeds, audit.ApplicationsImported) {
			t.Errorf("recorded: %v", deeds)
		}
	})
}

// TestWhoIsThereAlready: an account keeps its name and gets the application;
// who applied by form, was decided about, or is shut out, is not touched.
func TestWhoIsThereAlready(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, rows := t.Context(), w.rows(4)
		ieva := w.addressed("Ieva", "Kalniņa", "P0@Example.org")
		if r := w.take(rows[:1], false); tally(r) != [4]int{1, 0, 0, 0} {
			t.Errorf("an account: %+v", r)
		}
		mine, err := w.Mine(ctx, ieva)
		w.must(err)
		if p, err := w.Accounts.Me(ctx, ieva); err != nil || p.FamilyName != "Kalniņa" || len(mine) != 1 || mine[0].Source != application.ByImport {
			t.Errorf("%+v, %+v, %v", p, mine, err)
		}
		w.fill(w.addressed("Anna", "Kalna", "p1@example.org"), application.Mentee, rows[1].Answers)
		a, err := w.Decide(ctx, w.staff, mine[0].ID, mine[0].Version, accept())
		w.must(err)
		rows[0].Answers = maps.Clone(rows[0].Answers)
		rows[0].Answers["goal"] = one("Cits mērķis.")
		out := w.addressed("Slēgts", "Konts", "p2@example.org")
		w.must(w.Accounts.Disable(ctx, w.admin, out.Person, 1))
		r := w.take(rows, false)
		var why []string
		for _, row := range r.Rows {
			why = append(why, row.Fields["email"].Key)
		}
		if diff := cmp.Diff([]string{"application.fault.decided", "application.fault.by-form", "application.fault.disabled", ""}, why); diff != "" {
			t.Error(diff)
		}
		if got, err := w.Get(ctx, w.staff, a.ID); err != nil || got.Answers.First("goal") == "Cits mērķis." || got.Status != application.Eligible {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestNobodyHearsBeforeTheCoordinatorSaysSo, and then everybody once.
func TestNobodyHearsBeforeTheCoordinatorSaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.take(w.rows(103), false) // more than one batch
		page, err := w.Queue(ctx, w.staff, application.Filter{Intake: w.intake.ID}, 2)
		w.must(err)
		first, second := page.Items[0], page.Items[1]
		_, err = w.Decide(ctx, w.staff, first.ID, first.Version, accept())
		w.must(err)
		left := access.Actor{Person: second.Person}
		_, err = w.Withdraw(ctx, left, second.ID, second.Version)
		w.must(err)
		if diff := cmp.Diff([]string{"application.withdrawn"}, append(w.letters(first.Person), w.letters(left.Person)...)); diff != "" {
			t.Errorf("before\n%s", diff)
		}
		if n, err := w.Quiet(ctx, w.support, w.intake.ID); err != nil || n != 102 {
			t.Errorf("%d quiet, %v", n, err)
		}
		_, err = w.Announce(ctx, w.support, w.intake.ID)
		refused(t, "support announces", err, fault.Forbidden)
		for _, want := range []int{102, 0} {
			if told, err := w.Announce(ctx, w.staff, w.intake.ID); err != nil || told != want {
				t.Errorf("told %d, %v", told, err)
			}
		}
		deeds := w.deeds(w.intake.ID) // a batch holds a hundred
		if diff := cmp.Diff([]audit.Action{audit.ApplicantsTold, audit.ApplicantsTold}, deeds[len(deeds)-2:]); diff != "" || deeds[len(deeds)-3] == audit.ApplicantsTold {
			t.Errorf("noted %v", deeds)
		}
		if diff := cmp.Diff([]string{"application.withdrawn", "application.eligible"}, append(w.letters(left.Person), w.letters(first.Person)...)); diff != "" {
			t.Errorf("after\n%s", diff)
		}
		if n := w.text(`select cast(count(*) as text) from mail_message`); n != "103" {
			t.Errorf("%s letters", n)
		}
	})
}

// TestWhoWasImportedAcceptsLater (R5-1): notice and ethics code can be accepted
// after the application came in.
func TestWhoWasImportedAcceptsLater(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.take(w.rows(1), false)
		page, err := w.Queue(ctx, w.staff, application.Filter{Intake: w.intake.ID}, 1)
		w.must(err)
		them := access.Actor{Person: page.Items[0].Person}
		a, err := w.SeeNotice(ctx, them, page.Items[0].ID)
		w.must(err)
		a, err = w.Declare(ctx, them, a.ID, a.Version, true)
		if w.must(err); a.Declared.Ethics != application.EthicsVersion || a.Status != application.Submitted {
			t.Errorf("%+v", a)
		}
		_, err = w.Withdraw(ctx, them, a.ID, a.Version)
		w.must(err)
		_, err = w.Declare(ctx, them, a.ID, 0, true)
		refused(t, "after withdrawing", err, fault.Conflict)
	})
}

func TestWhoImports(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, who := range []access.Actor{w.support, w.other, w.person("Anna", "Kalna"), {}} {
			if _, err := w.Import(t.Context(), who, w.intake.ID, application.Mentee, w.rows(1), false, nil); err == nil {
				t.Errorf("%v imports", who.Grants)
			}
		}
		line := application.CommandLine(w.intake.Programme)
		r, err := w.Import(t.Context(), line, w.intake.ID, application.Mentor, []application.Row{{Line: 2, Answers: mentorAnswers(w.place("Rīga")), Person: w.rows(1)[0].Person}}, false, nil)
		if err != nil || !r.Saved || r.Rows[0].Fit != application.FitAsk {
			t.Errorf("%+v, %v", r, err)
		}
		items, err := audit.List(t.Context(), w.DB, audit.Filter{Action: audit.ApplicationsImported}, 5)
		if err != nil || len(items) != 1 || items[0].Actor != audit.CommandLine {
			t.Errorf("recorded: %+v, %v", items, err)
		}
		_, err = w.Import(t.Context(), application.CommandLine(w.other.Grants[0].Scope.ID), w.intake.ID, application.Mentee, nil, false, nil)
		refused(t, "of another programme", err, fault.Forbidden)
	})
}

// TestTenThousandRowsWithMistakes: each is told, nothing is kept, and memory
// stays bounded.
func TestTenThousandRowsWithMistakes(t *testing.T) {
	w := newWorld(t, dbtest.Open(t, db.SQLite))
	rows, before := w.rows(10_000), heap()
	for i := range 300 {
		rows[i*31].Answers = questionnaire.Answers{"role": one("dragon-tamer")}
	}
	last := 0
	r, err := w.Import(t.Context(), w.staff, w.intake.ID, application.Mentee, rows, false, func(done, total int) { last = done * total })
	if w.must(err); tally(r) != [4]int{9700, 0, 0, 300} || r.Saved || w.applications() != "0 of 0" || last != 10_000*10_000 {
		t.Errorf("%v, %s, progress to %d", tally(r), w.applications(), last)
	}
	if grown := heap() - before; grown > 100<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

// heap is the memory that the program holds for its heap.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys - m.HeapReleased)
}
