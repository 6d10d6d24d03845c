package seminars

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// fund has somebody pay for the programme.
func (o *staff) fund(t testing.TB) {
	t.Helper()
	_, err := o.Intakes.AddFunding(t.Context(), webtest.Administrator, o.Here.ID, intake.FundingDetails{NameLV: "Parauga fonds", NameEN: "Sample fund",
		ProjectNumber: "2.3.2/1/26/001", SentenceLV: "Finansē parauga fonds.", SentenceEN: "Funded by the sample fund.", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
}

// attended is a seminar at which one was, one was not after a correction, and
// one is not marked.
func (o *staff) attended(t testing.TB) seminar.Seminar {
	t.Helper()
	o.fund(t)
	x := o.published(t, 3)
	_, ieva := o.joined(t, x, "Ieva", "Kalniņa")
	_, anna := o.joined(t, x, "Anna", "=1+1")
	o.joined(t, x, "Uldis", "Ozols")
	o.begin(t, x)
	for _, lines := range [][]seminar.Line{{{Registration: ieva.ID, Present: true}, {Registration: anna.ID, Present: true}},
		{{Registration: anna.ID, Seen: 1, Reason: "Sajaukts vārds"}}} {
		if err := o.Seminars.Mark(t.Context(), o.Me(), x.ID, lines); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// TestSheet is printed before anybody comes.
func TestSheet(t *testing.T) {
	o := open(t)
	o.fund(t)
	x := o.published(t, 2)
	officetest.Contains(t, o.See(t, here(x)+"/sheet", "Parakstu lapa"), "Neviens vēl nav pieteicies")
	o.joined(t, x, "Ieva", "Kalniņa")
	body := o.See(t, here(x)+"/sheet", "Parakstu lapa")
	officetest.Contains(t, body, "1. Ieva Kalniņa", "Paraugu aģentūra", "Vecākā eksperte", "Paraksts", "Finansē parauga fonds. Projekta Nr. 2.3.2/1/26/001.",
		"Programmas koordinators", `class="paper signed"`)
	officetest.Lacks(t, body, "Nav atzīmēts")
	if n := strings.Count(body, "Finansē parauga fonds."); n != 1 {
		t.Errorf("who pays is said %d times", n)
	}
}

// TestIssuing numbers a list, which stays as it was.
func TestIssuing(t *testing.T) {
	o := open(t)
	early := o.published(t, 1)
	o.Refused(t, here(early)+"/issue", officetest.Values("version", "2"), http.StatusConflict, "Apmeklējumu var atzīmēt no pusstundas")
	x := o.attended(t)
	officetest.Contains(t, o.See(t, here(x)+"/issue", "Izdot sarakstu"), "1 cilvēkam ar vietu apmeklējums nav atzīmēts.", "Sarakstā piedalījies būs 1 cilvēks.")
	path := o.Done(t, here(x)+"/issue", officetest.Values("version", "2"), "Saraksts 2026-0001 ir izdots.").To()
	body := o.See(t, path, "Dalībnieku saraksts 2026-0001")
	officetest.Contains(t, body, "Ieva Kalniņa", "Nepiedalījās", "labots 23.11.2026. 14.05: Sajaukts vārds", "Nav atzīmēts", "Paraksts", "SHA-256", "Finansē parauga fonds.")
	officetest.Contains(t, o.See(t, here(x), "Kas ir mentorings"), "2026-0001", path+"/file")
	if again := o.Done(t, here(x)+"/issue", officetest.Values("version", "2"), "Kopš saraksta 2026-0001 nekas nav mainījies"); again.To() != path {
		t.Errorf("a second press leads to %s", again.To())
	}
	list, err := o.Seminars.Lists(t.Context(), o.Me(), x.ID)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	officetest.Contains(t, body, list[0].Hash)
	people, err := o.Seminars.Attendees(t.Context(), o.Me(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Seminars.Mark(t.Context(), o.Me(), x.ID, []seminar.Line{{Registration: people[2].ID, Present: true}}); err != nil {
		t.Fatal(err)
	}
	o.Done(t, here(x)+"/issue", officetest.Values("version", "2"), "Saraksts 2026-0002 ir izdots.")
	officetest.Contains(t, o.See(t, path, "Dalībnieku saraksts 2026-0001"), "Nav atzīmēts")
	o.tamper(t, list[0].ID)
	officetest.Contains(t, o.See(t, path, "Dalībnieku saraksts 2026-0001"), "Saraksta saturs vairs neatbilst kontrolsummai.")
	if got := o.Get(t, path+"/file"); got.Status != http.StatusConflict {
		t.Errorf("the file of a changed list: status %d", got.Status)
	}
}

// TestListFiles reads the files back.
func TestListFiles(t *testing.T) {
	o := open(t)
	x := o.attended(t)
	l, _, err := o.Seminars.IssueList(t.Context(), o.Me(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	csvFile := o.Get(t, lists+"/"+l.ID+"/file?format=csv")
	if got, want := csvFile.Header.Get("Content-Disposition"), `attachment; filename="dalibnieku-saraksts-2026-0001-2026-11-23.csv"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(csvFile.Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	about := []string{"2026-0001", "Digitālie mentori", "Kas ir mentorings", "2026-11-23T14:00:00", "2026-11-23T15:30:00", "Smilšu iela 1, Rīga",
		"https://video.example.org/x", "Programmas koordinators", "2.3.2/1/26/001", "Finansē parauga fonds.", l.Hash}
	people := [][]string{
		{"1", "Anna =1+1", "Paraugu aģentūra", "Vecākā eksperte", "anna.1.1@example.org", "Nepiedalījās", "Atzīmēja programmas komanda", "2026-11-23T14:05:00",
			"labots 23.11.2026. 14.05: Sajaukts vārds", ""},
		{"2", "Ieva Kalniņa", "Paraugu aģentūra", "Vecākā eksperte", "ieva.kalnina@example.org", "Piedalījās", "Atzīmēja programmas komanda", "2026-11-23T14:05:00", "", ""},
		{"3", "Uldis Ozols", "Paraugu aģentūra", "Vecākā eksperte", "uldis.ozols@example.org", "Nav atzīmēts", "", "", "", ""}}
	var want [][]string
	for _, p := range people {
		want = append(want, append(p, about...))
	}
	if diff := cmp.Diff(want, rows[1:]); diff != "" {
		t.Error(diff)
	}
	xlsx := o.Get(t, lists+"/"+l.ID+"/file")
	table, err := sheet.Read(strings.NewReader(xlsx.Body), int64(len(xlsx.Body)), "list.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, row.Cells[1])
	}
	if diff := cmp.Diff([]string{"Anna =1+1", "Ieva Kalniņa", "Uldis Ozols"}, names); diff != "" {
		t.Error(diff)
	}
	o.Gone(t, lists+"/"+l.ID+"/file?format=pdf")
}

// TestSchedule shows a month and says what changed after it was handed in.
func TestSchedule(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, months, "Mēneša grafiks"), "Šajā mēnesī semināru nav", "2026.\u00a0gada decembris", "līdz 2026.\u00a0gada 25. novembrim")
	x := o.attended(t)
	o.draft(t, o.Here, 5)
	body := o.See(t, months+"?month=2026-11", "Mēneša grafiks")
	officetest.Contains(t, body, "Kas ir mentorings", "Mainīts pēc grafika iesniegšanas dienas", "3 no 3", "1 (33\u00a0%)", "Finansē parauga fonds.", "2.3.2/1/26/001")
	if n := strings.Count(body, ">Kas ir mentorings<"); n != 1 {
		t.Errorf("%d seminars, want 1 without the draft", n)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(o.Get(t, months+"/file?month=2026-11&format=csv").Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-11-23", "14:00", "15:30", "Kas ir mentorings", "Smilšu iela 1, Rīga", "https://video.example.org/x", "Programmas koordinators", "3", "3", "1",
		"33.3", x.Status.Key(), "Jā", "Digitālie mentori", "2.3.2/1/26/001"}
	want[11] = "Publicēts"
	if diff := cmp.Diff([][]string{want}, rows[1:]); diff != "" {
		t.Error(diff)
	}
	o.Gone(t, months+"?month=soon", months+"/file?month=2026-13", months+"/file?format=pdf")
}
