package institution

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

const head = "kods;nosaukums;veids;augstākā iestāde;adrese;slēgšanas datums\n"

// take imports rows and gives what happened with each.
func take(t *testing.T, s *Service, rows ...string) Report {
	t.Helper()
	report, err := s.Import(t.Context(), admin, register(t, head+strings.Join(rows, "\n")+"\n"), false)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return report
}

// told writes what is said of a row: its outcome, the changes of what was there
// before, the keys of its notes and of what is wrong.
func told(t *testing.T, row Taken) string {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := []string{string(row.Outcome)}
	for _, c := range row.Changes {
		if row.Outcome == Created {
			continue
		}
		sign := "→"
		if c.Kept {
			sign = "≠"
		}
		words = append(words, fmt.Sprintf("%s:%s%s%s", c.Field, c.Old, sign, c.New))
	}
	messages := row.Notes
	for _, m := range row.Wrong {
		messages = append(messages, m)
	}
	for _, m := range messages {
		if text := texts.For(i18n.LV).T(m.Key, m.Args...); strings.ContainsAny(text, "⟦{<") {
			t.Errorf("%s: %s", m.Key, text)
		}
		words = append(words, m.Key[strings.LastIndex(m.Key, ".")+1:])
	}
	return strings.Join(words, " ")
}

func expect(t *testing.T, report Report, saved bool, want ...string) {
	t.Helper()
	var got []string
	for _, row := range report.Rows {
		got = append(got, told(t, row))
	}
	if diff := cmp.Diff(want, got); diff != "" || report.Saved != saved {
		t.Errorf("saved: %v\n%s", report.Saved, diff)
	}
}

func byCode(t *testing.T, s *Service, code string) Institution {
	t.Helper()
	page, err := s.List(t.Context(), person, Filter{Query: code}, 2)
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("code %s: %v, %v", code, names(page.Items), err)
	}
	return page.Items[0]
}

func TestARegisterIsTakenIn(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		rows := []string{
			"90000000003;Ādažu bibliotēka;Pašvaldības iestāde;90000000001;Gaujas iela 33A, Ādaži;",
			"90000000001;Ādažu novada dome;Pašvaldība;;;",
			"90000000004;Datu aģentūra;Birojs;90000000009;;30.06.2025.",
		}
		r := register(t, head+strings.Join(rows, "\n"))
		report, err := s.Import(t.Context(), admin, r, true)
		if err != nil {
			t.Fatal(err)
		}
		guessed := []Change{{Field: columnType, New: string(MunicipalBody)}, {Field: columnParent, New: "Ādažu novada dome"}}
		if diff := cmp.Diff(guessed, report.Rows[0].Changes); diff != "" {
			t.Errorf("of a new one is said\n%s", diff)
		}
		want := []string{"created", "created", "created type parent"}
		if expect(t, report, false, want...); len(deeds()) != 0 {
			t.Errorf("a preview records %v", deeds())
		}
		expect(t, take(t, s, rows...), true, want...)
		library := byCode(t, s, "90000000003")
		above := byCode(t, s, "90000000001")
		got := []any{library.Type, library.Parent, library.Address, library.Source, above.Type, byCode(t, s, "90000000004").ValidTo}
		if diff := cmp.Diff([]any{MunicipalBody, above.ID, "Gaujas iela 33A, Ādaži", "ppi-saraksts", MunicipalAdmin, "2025-06-30"}, got); diff != "" {
			t.Error(diff)
		}
		wanted := []audit.Action{audit.InstitutionCreated, audit.InstitutionCreated, audit.InstitutionCreated, audit.InstitutionsImported}
		if diff := cmp.Diff(wanted, deeds()); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		expect(t, take(t, s, rows...), true, "unchanged", "unchanged", "unchanged type parent")
		if got := deeds()[len(wanted):]; len(got) != 1 || byCode(t, s, "90000000003") != library {
			t.Errorf("the same again records %v", got)
		}
	})
}

func TestTheRegistersNewsIsTaken(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		take(t, s, "90000000001;Vecais nosaukums;Valsts aģentūra;;Rīga;", "90000000002;Ministrija;;;;")
		expect(t, take(t, s, "90000000001;Jaunais nosaukums;Pašvaldības aģentūra;90000000002;Cēsis;", "90000000002;Ministrija;;;;"), true,
			"updated name:Vecais nosaukums→Jaunais nosaukums type:state_subordinate→municipal_body address:Rīga→Cēsis parent:→Ministrija", "unchanged")
		found, err := s.Search(t.Context(), person, "vecais", 5)
		if diff := cmp.Diff([]string{"Jaunais nosaukums"}, names(found)); err != nil || diff != "" {
			t.Errorf("by the former name (%v)\n%s", err, diff)
		}
	})
}

func TestAnAdministratorsWordingStays(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		take(t, s, "90000000001;Dienests;Valsts aģentūra;;Rīga;", "90000000002;Ministrija;;;;", "90000000003;Cita ministrija;;;;")
		i := byCode(t, s, "90000000001")
		d := i.Details
		d.NameLV, d.Type, d.Address, d.Parent = "Mūsu dienests", Independent, "Ogre", byCode(t, s, "90000000003").ID
		if _, err := s.Change(t.Context(), admin, i.ID, i.Version, d); err != nil {
			t.Fatal(err)
		}
		same := "90000000001;Dienests;Valsts aģentūra;;Rīga;"
		expect(t, take(t, s, same), true, "unchanged")
		news := "90000000001;Birojs;Pašvaldības aģentūra;90000000002;Cēsis;"
		expect(t, take(t, s, news), true, "updated name:Mūsu dienests≠Birojs type:independent≠municipal_body address:Ogre≠Cēsis parent:Cita ministrija≠Ministrija")
		got := get(t, s, i.ID)
		d.OtherNames = "Birojs"
		if diff := cmp.Diff(d, got.Details); diff != "" {
			t.Error(diff)
		}
		expect(t, take(t, s, news), true, "unchanged")
	})
}

// TestNamesMatchWhatIsThere takes in names that the seeds have too, as a list of
// municipalities has them.
func TestNamesMatchWhatIsThere(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		seed(t, s)
		before, err := s.List(t.Context(), person, Filter{}, MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		rows := []string{";RĪGAS VALSTSPILSĒTAS PAŠVALDĪBA;valstspilsētas pašvaldība;;;", ";Ventspils novada pašvaldība;novada pašvaldība;;;"}
		expect(t, take(t, s, rows...), true, "unchanged", "unchanged")
		after, err := s.List(t.Context(), person, Filter{}, MaxPage)
		if diff := cmp.Diff(names(before.Items), names(after.Items)); err != nil || diff != "" {
			t.Errorf("(%v)\n%s", err, diff)
		}
		expect(t, take(t, s, "90000000005;Ventspils novada pašvaldība;;;;"), true, "updated code:LV-106→90000000005")
		expect(t, take(t, s, "VN;Ventspils novada pašvaldība;;;;"), true, "unchanged code:90000000005≠VN")
	})
}

func TestWhoIsMeantByAName(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		one, two := add(t, s, "Pirmais novads", ""), add(t, s, "Otrais novads", "")
		add(t, s, "Bibliotēka", one.ID)
		add(t, s, "Bibliotēka", two.ID)
		old := add(t, s, "Vecā", "")
		merge(t, s, old, one)
		gone := add(t, s, "Slēgtā", "")
		if _, err := s.Close(t.Context(), admin, gone.ID, 1, "2025-01-01"); err != nil {
			t.Fatal(err)
		}
		expect(t, take(t, s, ";Bibliotēka;;Otrais novads;;", ";Bibliotēka;;Pirmais novads;;", ";Vecā;;;;", ";Slēgtā;;;;", ";Bibliotēka;;Trešais novads;;",
			";Trešais novads;;;;"), true, "unchanged", "unchanged", "unchanged merged", "unchanged", "created", "created")
		report := take(t, s, ";Bibliotēka;;;;")
		expect(t, report, false, "rejected several")
		if report.Count(Rejected) != 1 {
			t.Errorf("%d rejected", report.Count(Rejected))
		}
	})
}

func TestARejectedRowKeepsEverythingOut(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		add(t, s, "Ministrija", "")
		rows := []string{
			"90000000001;Laba;;;;",
			"90000000001;Tas pats kods;;;;",
			"90000000002;;;;;",
			"reģ. nr.;Slikts kods;;;;",
			"90000000003;" + strings.Repeat("a", 201) + ";;;;",
			"90000000004;Diena;;;;2025-02-30",
			"90000000005;Divas;;;;",
			"90000000006;Divas;;;;",
			"90000000007;Riņķis;;90000000008;;",
			"90000000008;Riņķa otra puse;;90000000007;;",
		}
		expect(t, take(t, s, rows...), false, "created", "rejected twice", "rejected row-name", "rejected code", "rejected too-long", "rejected day",
			"created", "rejected name-taken", "rejected ring", "rejected ring")
		page, err := s.List(t.Context(), person, Filter{}, 10)
		if err != nil || len(page.Items) != 1 || len(deeds()) != 1 {
			t.Errorf("%v, %v; recorded %v", names(page.Items), err, deeds())
		}
	})
}

func TestClosingByTheRegister(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		take(t, s, "90000000001;Ministrija;;;;", "90000000002;Aģentūra;;90000000001;;", "90000000003;Birojs;;;;")
		own := add(t, s, "Sava", byCode(t, s, "90000000002").ID)
		// A body of ours goes on, so neither the agency nor the ministry above closes.
		expect(t, take(t, s, "90000000001;Ministrija;;;;2026-01-31", "90000000002;Aģentūra;;90000000001;;2025-12-31", "90000000003;Birojs;;;;2025-12-31"), true,
			"unchanged bodies-go-on", "unchanged bodies-go-on", "closed closed:→2025-12-31")
		if _, err := s.Close(t.Context(), admin, own.ID, 1, "2025-06-30"); err != nil {
			t.Fatal(err)
		}
		expect(t, take(t, s, "90000000001;Ministrija;;;;2026-02-28", "90000000002;Aģentūra;;90000000001;;2025-11-30"), true,
			"closed closed:→2026-02-28", "closed closed:→2025-11-30")
		recorded := deeds()
		if got := recorded[len(recorded)-3:]; got[0] != audit.InstitutionClosed || got[1] != audit.InstitutionClosed || got[2] != audit.InstitutionsImported {
			t.Errorf("recorded %v", got)
		}
		expect(t, take(t, s, "90000000003;Birojs;;;;", "90000000004;Jauns;;90000000001;;"), true,
			"updated closed:2025-12-31→", "created parent-ends")
	})
}

func TestAnAdministratorsLastDayStays(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		take(t, s, "90000000001;Birojs;;;;", "90000000002;Nams;;;;")
		i := byCode(t, s, "90000000001")
		if _, err := s.Close(t.Context(), admin, i.ID, i.Version, "2025-12-31"); err != nil {
			t.Fatal(err)
		}
		expect(t, take(t, s, "90000000001;Birojs;;;;"), true, "unchanged")
		expect(t, take(t, s, "90000000001;Birojs;;;;2025-06-30"), true, "unchanged closed:2025-12-31≠2025-06-30")
		expect(t, take(t, s, "90000000001;Birojs;;;;2025-06-30"), true, "unchanged")
		expect(t, take(t, s, "90000000002;Nams;;;;2025-06-30"), true, "closed closed:→2025-06-30")
	})
}

func TestNewInstitutionsStandInTheRegionAbove(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		seed(t, s)
		take(t, s, "90000000002;Siguldas bibliotēkas nodaļa;;90000000001;;", "90000000001;Siguldas bibliotēka;;Siguldas novada pašvaldība;;")
		if a, b := byCode(t, s, "90000000001"), byCode(t, s, "90000000002"); a.Region != Riga || b.Region != Riga || b.Parent != a.ID {
			t.Errorf("%+v, %+v", a, b)
		}
	})
}

func TestTheTreeOfARegister(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		rows := []string{"90000000000;Līmenis 0;;;;"}
		want := []string{"created"}
		for n := 1; n <= MaxDepth; n++ {
			rows = append(rows, fmt.Sprintf("9000000000%d;Līmenis %d;;9000000000%d;;", n, n, n-1))
			want = append(want, "created")
		}
		want[MaxDepth] = "rejected deep"
		expect(t, take(t, s, rows...), false, want...)
		expect(t, take(t, s, rows[:MaxDepth]...), true, want[:MaxDepth]...)
		expect(t, take(t, s, "90000000001;Līmenis 1;;90000000003;;"), false, "rejected ring")
	})
}

func TestWhoMayImport(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		r := register(t, head+"90000000001;Skola;;;;\n")
		for who, actor := range map[string]access.Actor{"nobody": nobody, "a person": person, "a lead": somebody(in(access.Lead, access.Programme, "p1"))} {
			for _, preview := range []bool{true, false} {
				if _, err := s.Import(t.Context(), actor, r, preview); !fault.Is(err, fault.Unauthenticated, fault.Forbidden) {
					t.Errorf("%s: %v", who, err)
				}
			}
		}
		report, err := s.Import(t.Context(), CommandLine(), r, false)
		if err != nil || !report.Saved {
			t.Fatalf("the command line: %v", err)
		}
		items, err := audit.List(t.Context(), s.DB, audit.Filter{Actor: audit.CommandLine}, 10)
		if err != nil || len(items) != 2 {
			t.Errorf("%d entries, %v", len(items), err)
		}
	})
}

// TestTwoImportsAtOnce take in the same file: nothing is there twice, and
// nothing is there in halves.
func TestTwoImportsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		var text strings.Builder
		text.WriteString(head)
		for n := range 50 {
			fmt.Fprintf(&text, "900000000%02d;Iestāde %d;;;;\n", n, n)
		}
		r := register(t, text.String())
		run := func() error { _, err := s.Import(t.Context(), admin, r, false); return err }
		errs := both(run, run)
		for _, err := range errs {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Errorf("%v", err)
			}
		}
		page, err := s.List(t.Context(), person, Filter{}, MaxPage)
		if err != nil || len(page.Items) != 50 || errs[0] != nil && errs[1] != nil {
			t.Errorf("%d institutions, %v, %v", len(page.Items), err, errs)
		}
	})
}

// TestThreeThousandRows takes in a register of the country's size, and again
// without a change.
func TestThreeThousandRows(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		seed(t, s)
		var text strings.Builder
		text.WriteString(head)
		for n := range 3000 {
			fmt.Fprintf(&text, "9%010d;Iestāde Nr. %d;Pašvaldības iestāde;%s;Brīvības iela %d, Rīga;\n", n, n, []string{"Rīgas valstspilsētas pašvaldība", "90000000000"}[min(n%7, 1)], n)
		}
		r := register(t, text.String())
		for _, want := range []Outcome{Created, Unchanged} {
			report, err := s.Import(t.Context(), admin, r, false)
			if err != nil || !report.Saved || report.Count(want) != 3000 {
				t.Errorf("%s: %d, %v", want, report.Count(want), err)
			}
		}
	})
}
