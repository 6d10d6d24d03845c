package institution

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/sheet"
)

// register reads a CSV file.
func register(t testing.TB, text string) Register {
	t.Helper()
	r, err := tryRegister(text)
	if err != nil {
		t.Fatalf("read the register: %v", err)
	}
	return r
}

func tryRegister(text string) (Register, error) {
	table, err := sheet.Read(strings.NewReader(text), int64(len(text)), "ppi-saraksts.csv", sheet.Limits{})
	if err != nil {
		return Register{}, err
	}
	return ReadRegister(table)
}

func TestColumnsAreKnownByTheirHeadings(t *testing.T) {
	all := map[string]string{"code": "90000000001", "name": "Skola", "type": "Aģentūra", "parent": "90000000002", "address": "Rīga", "closed": "2025-06-30"}
	for _, headings := range []string{
		"Reģistrācijas numurs;Nosaukums;Veids;Augstākā iestāde;Adrese;Slēgšanas datums",
		"Reģ. nr.;Iestādes nosaukums;Iestādes veids;Augstākās iestādes reģistrācijas numurs;Juridiskā adrese;Likvidācijas datums",
		"regcode;name;type;parent_regcode;address;terminated",
		"REGCODE;NAME;TYPE_TEXT;PARENT;ADDRESS;CLOSED",
		"Registration number;Name;Institution type;Parent institution;Legal address;Closing date",
	} {
		r := register(t, headings+"\n90000000001;Skola;Aģentūra;90000000002;Rīga;30.06.2025.\n")
		if len(r.Columns) != 6 || len(r.Entries) != 1 {
			t.Errorf("%s: %+v", headings, r)
			continue
		}
		e := r.Entries[0]
		got := map[string]string{"code": e.Code, "name": e.Name, "type": e.Type, "parent": e.Parent, "address": e.Address, "closed": e.Closed}
		if diff := cmp.Diff(all, got); diff != "" || len(e.Wrong) > 0 {
			t.Errorf("%s:\n%s", headings, diff)
		}
	}
}

func TestNamesAloneAreARegister(t *testing.T) {
	r := register(t, "nosaukums,veids\n\"Rīgas  dome\",valstspilsētas pašvaldība\n\nĀdažu dome,-\n")
	want := []Entry{{Line: 2, Name: "Rīgas dome", Type: "valstspilsētas pašvaldība"}, {Line: 4, Name: "Ādažu dome", Type: "-"}}
	for n := range r.Entries {
		r.Entries[n].Wrong = nil
	}
	if diff := cmp.Diff(want, r.Entries); diff != "" || r.Source != "ppi-saraksts" {
		t.Errorf("from %s\n%s", r.Source, diff)
	}
}

func TestFilesThatAreNoRegister(t *testing.T) {
	for text, want := range map[string]string{
		"vecums;auguma garums\n3;4\n": "institution.fault.no-names",
		"":                            "sheet.fault.empty",
		"nosaukums;kods\n":            "sheet.fault.no-rows",
		"%PDF-1.7":                    "sheet.fault.kind",
	} {
		if _, err := tryRegister(text); fault.As(err) == nil || fault.As(err).Key != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatCannotBeReadIsTheRowsOwn(t *testing.T) {
	r := register(t, "kods;nosaukums;slēgts\n1;A;vakar\n2;B;2025-02-30\n3;C;2025-06-30 00:00:00\n4;D;-\n5;E;1;2;3\n6;"+strings.Repeat("e", 40_000)+";\n7;F;\n")
	wrong := []string{"institution.fault.day", "institution.fault.day", "", "", "sheet.fault.wide", "sheet.fault.cell", ""}
	if len(r.Entries) != len(wrong) {
		t.Fatalf("%d rows", len(r.Entries))
	}
	for n, e := range r.Entries {
		got := ""
		for _, m := range e.Wrong {
			got = m.Key
		}
		if got != wrong[n] {
			t.Errorf("row %d: %q, want %q", e.Line, got, wrong[n])
		}
	}
	if r.Entries[2].Closed != "2025-06-30" || r.Entries[3].Closed != "" || r.Entries[0].Closed != "" {
		t.Errorf("closed: %+v", r.Entries)
	}
}

func TestTheRegisterAsASpreadsheet(t *testing.T) {
	var file bytes.Buffer
	rows := func(yield func([]string, error) bool) { yield([]string{"90000000001", "Ādažu dome"}, nil) }
	err := sheet.Write(&file, sheet.XLSX, sheet.Document{Name: "PPI", Lang: i18n.LV, Made: now,
		Columns: []sheet.Column{{Title: "Reģistrācijas numurs"}, {Title: "Nosaukums"}}}, rows)
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Read(bytes.NewReader(file.Bytes()), int64(file.Len()), "ppi.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadRegister(table)
	if err != nil || len(r.Entries) != 1 || r.Entries[0].Code != "90000000001" || r.Entries[0].Name != "Ādažu dome" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTypesAreToldByWords(t *testing.T) {
	for text, want := range map[string]Type{
		"Ministrija": StateMinistry, "Padotības iestāde": StateSubordinate, "Neatkarīgā iestāde": Independent,
		"Pašvaldības administrācija": MunicipalAdmin, "Pašvaldības iestāde vai aģentūra": MunicipalBody, "Plānošanas reģions": PlanningRegion,
		"Profesionālās izglītības iestāde": VocationalSchool, "Privātais sektors": Private, "Nevalstiskā organizācija": NGO,
		"Cita publiska iestāde": OtherPublic, "novada pašvaldība": MunicipalAdmin, "valstspilsētas pašvaldība": MunicipalAdmin,
		"Pašvaldības aģentūra": MunicipalBody, "Valsts aģentūra": StateSubordinate, "Tiešās pārvaldes iestāde": StateSubordinate,
		"Ministrijas padotības iestāde": StateSubordinate, "Ministru kabinets": "", "Atvasināta publiska persona": OtherPublic,
		"Ministry": StateMinistry, "Municipal institution": MunicipalBody, "Municipality": MunicipalAdmin, "Non-governmental organisation": NGO,
		"Profesionālās pilnveides izglītības centrs": "", "biedrība": NGO, "Biroja tips 7": "", "state_subordinate": StateSubordinate, "ngo": NGO,
		"Independent institution": Independent, "Vocational school": VocationalSchool, "Subordinate body": StateSubordinate,
	} {
		if got := typeIn(text, "Birojs"); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]Type{"Satiksmes ministrija": StateMinistry, "Rīgas Valsts tehnikums": VocationalSchool, "Birojs": "",
		"Ādažu novada pašvaldība": MunicipalAdmin} {
		if got := typeIn("", name); got != want {
			t.Errorf("%q is %q by its name, want %q", name, got, want)
		}
	}
	if got := typeIn("Tiešās pārvaldes iestāde", "Satiksmes ministrija"); got != StateMinistry {
		t.Errorf("a ministry is %q", got)
	}
}

// TestSettle is about a field on which an administrator and the register may
// disagree.
func TestSettle(t *testing.T) {
	for _, tt := range []struct {
		ours, last, given, want string
		kept                    bool
	}{
		{"Dome", "", "", "Dome", false},         // the register says nothing
		{"", "", "Dome", "Dome", false},         // nobody said anything
		{"Dome", "", "DOME", "Dome", false},     // the same, spelt otherwise
		{"Dome", "Dome", "Vara", "Vara", false}, // the register's own wording changes
		{"Mūsu", "Dome", "Dome", "Mūsu", false}, // no news
		{"Mūsu", "Dome", "Vara", "Mūsu", true},  // news, but an administrator wrote otherwise
		{"Mūsu", "", "Dome", "Mūsu", true},      // the first time
		{"Vara", "Dome", "Vara", "Vara", false}, // an administrator was faster
		{"", "Dome", "Dome", "", false},         // an administrator took it out
		{"dome", "dome", "Dome", "Dome", false}, // the register corrects itself
		{"Dome", "Dome", "", "Dome", false},     // it falls silent
	} {
		got, kept := settle(tt.ours, tt.last, tt.given)
		if got != tt.want || kept != tt.kept {
			t.Errorf("ours %q, last %q, given %q: %q, %v", tt.ours, tt.last, tt.given, got, kept)
		}
	}
}
