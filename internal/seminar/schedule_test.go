package seminar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
)

// TestTheScheduleOfAMonth has the seminars of a month in Riga that everybody
// could know of, who pays on their days, and what changed after it was due.
func TestTheScheduleOfAMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, source := range [][3]string{{"first", "2027-01-01", "2027-01-20"}, {"second", "2027-01-21", ""}, {"past", "2026-01-01", "2026-12-31"}} {
			_, err := w.Intakes.AddFunding(ctx, w.lead, w.open, intake.FundingDetails{ProjectNumber: source[0], NameLV: "F", NameEN: "F",
				SentenceLV: "S", SentenceEN: "S", ValidFrom: source[1], ValidTo: source[2]})
			w.must(err)
		}
		on := map[string]seminar.Seminar{}
		for _, day := range []string{"2026-12-31", "2027-01-01", "2027-01-20", "2027-01-31", "2027-02-01"} {
			d := details()
			d.Day, d.From, d.To = day, "00:00", "23:59"
			x, err := w.Publish(ctx, w.lead, w.create(d).ID, 1)
			w.must(err)
			on[day] = x
		}
		w.create(details())
		w.join(w.person("Ieva", "Kalniņa"), on["2027-01-01"])
		w.clock = time.Date(2026, 12, 25, 21, 59, 0, 0, time.UTC) // still the 25th in Riga
		x, err := w.Change(ctx, w.lead, on["2027-01-20"].ID, 2, moved("2027-01-21"))
		w.must(err)
		w.clock = w.clock.Add(time.Minute)
		off, err := w.CallOff(ctx, w.lead, on["2027-01-31"].ID, 2)
		w.must(err)

		row := func(x seminar.Seminar, day, from, to string, changed bool, taken int64) seminar.Planned {
			return seminar.Planned{Seminar: x.ID, Day: day, From: from, To: to, Title: x.Title, Place: x.Place, Link: x.Link, Lecturer: x.Lecturer,
				Places: 2, Taken: taken, Status: x.Status, Changed: changed}
		}
		money := func(number string) seminar.Money {
			return seminar.Money{ProjectNumber: number, Sentence: seminar.Item{LV: "S", EN: "S"}}
		}
		want := seminar.Month{Month: "2027-01", DueOn: "2026-12-25", Programme: seminar.Item{LV: "Atvērtā", EN: "Atvērtā (EN)"},
			Funding: []seminar.Money{money("first"), money("second")},
			Rows: []seminar.Planned{row(on["2027-01-01"], "2027-01-01", "00:00", "23:59", false, 1), row(x, "2027-01-21", "10:00", "11:30", false, 0),
				row(off, "2027-01-31", "00:00", "23:59", true, 0)}}
		got, err := w.Schedule(ctx, w.lead, w.open, "2027-01")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("the schedule is (%v)\n%s", err, diff)
		}
		empty, err := w.Schedule(ctx, w.lead, w.open, "2027-03")
		if err != nil || len(empty.Rows) != 0 || len(empty.Funding) != 0 || empty.DueOn != "2027-02-25" {
			t.Errorf("%+v, %v", empty, err)
		}
		for _, month := range []string{"", "2027", "2027-13", "janvāris", "2027-01-01"} {
			if _, err := w.Schedule(ctx, w.lead, w.open, month); kind(err) != fault.Invalid {
				t.Errorf("the month %q: %v", month, err)
			}
		}
		if _, err := w.Schedule(ctx, admin, id.New(), "2027-01"); kind(err) != fault.NotFound {
			t.Errorf("of a programme that is not there: %v", err)
		}
	})
}

func moved(day string) seminar.Details {
	d := details()
	d.Day = day
	return d
}
