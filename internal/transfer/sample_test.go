package transfer_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/transfer"
)

// TestSamples: the shapes in which forms export and offices keep, each proposed,
// taken in, and unchanged the second time.
func TestSamples(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, tt := range []struct {
			file string
			side application.Side
			rows int
			left []string
		}{
			{"google-forms.csv", application.Mentee, 3, []string{"Laikspiedols"}},
			{"microsoft-forms.csv", application.Mentor, 2, []string{"Id", "Start time", "Completion time", "Email", "Name"}},
			{"office-1257.csv", application.Mentee, 2, []string{"Nr."}},
		} {
			for _, want := range []application.Outcome{application.Created, application.Unchanged} {
				r := w.file(tt.file, w.sample(tt.file), tt.side, transfer.Mapping{}, false)
				if !r.Saved || r.Count(want) != tt.rows || len(r.Rows) != tt.rows {
					t.Errorf("%s: %s", tt.file, w.told(r))
				}
				if diff := cmp.Diff(tt.left, r.Left()); diff != "" {
					t.Errorf("%s leaves out\n%s", tt.file, diff)
				}
			}
		}
	})
}

// TestWhatASampleBecomes looks at answers, names and employers.
func TestWhatASampleBecomes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.file("google-forms.csv", w.sample("google-forms.csv"), application.Mentee, transfer.Mapping{}, false)
		var names []string
		for _, row := range r.Rows {
			names = append(names, row.Name)
		}
		if diff := cmp.Diff([]string{"Liene Paraudziņa", "Jānis Pēteris Izdomiņš", "Zane Fikcija"}, names); diff != "" {
			t.Error(diff)
		}
		liene, zane := w.applied("liene.paraudzina@example.org"), w.applied("zane.fikcija@example.org")
		for key, want := range map[string][]string{"role": {"data-analyst"}, "official": {"no"}, "themes": {"data", "ai"},
			"languages": {"lv", "en"}, "format": {"online", "onsite"}, "need": {"Vēlos saprast datus, ne tikai tabulas."}} {
			if diff := cmp.Diff(want, liene.Answers[key]); diff != "" {
				t.Errorf("%s\n%s", key, diff)
			}
		}
		if liene.Facts.Institution != w.place("Rīga") || liene.Facts.Fit != application.FitYes {
			t.Errorf("a known employer: %+v", liene.Facts)
		}
		if zane.Facts.Institution != "" || zane.Facts.Employer != "Izdomātā pārvalde" || zane.Facts.Fit != application.FitAsk || zane.Facts.Role != "lawyer" {
			t.Errorf("an unknown employer: %+v", zane.Facts)
		}
		if remarks := r.Remarks(w.texts.For(i18n.LV), r.Rows[2].Line); len(remarks) != 1 || !strings.Contains(remarks[0], "Izdomātā pārvalde") {
			t.Errorf("remarks: %q", remarks)
		}
	})
}

// TestUnknownAnswersRejectTheirRows unless a mapping says what they mean.
func TestUnknownAnswersRejectTheirRows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const text = "Vārds,Uzvārds,E-pasts,Tēmas\nAnna,Paraugs,a@example.org,Dati un to izmantošana\nBaiba,Paraugs,b@example.org,Roboti\n"
		r := w.file("a.csv", text, application.Mentee, transfer.Mapping{}, false)
		if r.Saved || r.Count(application.Rejected) != 1 || r.Rows[1].Fields["themes"].Key != "transfer.fault.value" {
			t.Errorf("an unknown theme: %s", w.told(r))
		}
		said := transfer.Mapping{Values: map[string]map[string]string{"themes": {"roboti": "automation"}}}
		if r := w.file("a.csv", text, application.Mentee, said, false); !r.Saved {
			t.Errorf("explained: %s", w.told(r))
		}
		if got := w.applied("b@example.org").Answers["themes"]; !slices.Equal(got, []string{"automation"}) {
			t.Errorf("explained: %v", got)
		}
		if r := w.file("a.csv", text, application.Mentee, transfer.Mapping{}, false); r.Count(application.Unchanged) != 2 {
			t.Errorf("it is not remembered: %s", w.told(r))
		}
	})
}

// TestSEC47: of ten thousand rows three hundred are wrong. Each is told in words,
// and not one person, application or letter comes of the others.
func TestSEC47(t *testing.T) {
	w := newWorld(t, dbtest.Open(t, db.SQLite))
	people := func() int {
		page, err := w.Applications.Accounts.List(t.Context(), w.admin, account.Filter{}, 1)
		w.must(err)
		return page.Total
	}
	before := people()
	var text strings.Builder
	text.WriteString("Vārds,Uzvārds,E-pasts\n")
	for i := range 10_000 {
		address := fmt.Sprintf("p%d@example.org", i)
		if i%100 < 3 {
			address = []string{"", "nav", "p99@example.org"}[i%100]
		}
		fmt.Fprintf(&text, "Anna,Paraugs %d,%s\n", i, address)
	}
	r := w.file("daudz.csv", text.String(), application.Mentee, transfer.Mapping{}, false)
	if r.Saved || len(r.Rows) != 10_000 || r.Count(application.Rejected) != 300 {
		t.Errorf("saved %t, %d rows, %d of them rejected", r.Saved, len(r.Rows), r.Count(application.Rejected))
	}
	for _, row := range r.Rows {
		if said := r.Problems(w.texts.For(i18n.LV), row); (row.Outcome == application.Rejected) != (len(said) > 0) {
			t.Fatalf("row %d is %s and says %q", row.Line, row.Outcome, said)
		}
	}
	page, err := w.Applications.Queue(t.Context(), w.staff, application.Filter{Intake: w.intake.ID}, 1)
	w.must(err)
	letters, err := w.Applications.Outbox.List(t.Context(), mail.Filter{}, 1)
	w.must(err)
	if page.Total != 0 || people() != before || len(letters) != 0 {
		t.Errorf("%d applications, %d people more, letters %v", page.Total, people()-before, letters)
	}
}

// TestAReportIsWritten as both kinds of file, with formulas made harmless
// (SEC-18), and read again.
func TestAReportIsWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.file("a.csv", "Vārds,Uzvārds,E-pasts,Tēmas\n\"=HYPERLINK(\"\"x\"\")\",O'Nīls 😀,kur,Roboti\nAnna,Paraugs,a@example.org,Dati un to izmantošana\n", application.Mentee, transfer.Mapping{}, true)
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			var out bytes.Buffer
			w.must(r.Write(&out, format, w.texts.For(i18n.LV)))
			if format == sheet.CSV && strings.Contains(out.String(), ",=HYPERLINK") {
				t.Errorf("a formula is written:\n%s", &out)
			}
			table, err := sheet.Read(bytes.NewReader(out.Bytes()), int64(out.Len()), "r."+string(format), sheet.Limits{})
			w.must(err)
			var cells [][]string
			for row, err := range table.Rows() {
				w.must(err)
				cells = append(cells, row.Cells)
				if format == sheet.XLSX && len(row.Formulas) > 0 {
					t.Errorf("%s: formulas in row %d", format, row.Number)
				}
			}
			if len(cells) != 2 || cells[0][0] != "2" || !strings.HasPrefix(cells[0][2], "=HYPERLINK") || !strings.Contains(cells[0][5], "E-pasts: ") {
				t.Errorf("%s: %q", format, cells)
			}
		}
	})
}

func (w *world) sample(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	w.must(err)
	return string(text)
}
