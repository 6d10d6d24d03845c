package matchfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/transfer"

	"github.com/google/go-cmp/cmp"
)

const menteesFile = `Vārds,Uzvārds,E-pasts,Iestāde,Loma,Kāpēc mentors,Vajadzība,Mērķis,Tēmas,Valodas,Tikšanās veids,Reģions,Interešu konflikts,Piezīmes
Anna,Paraugs,Anna@example.org,Izdomātā pārvalde,Datu analītiķis,Gribu saprast datus,Palīdzība ar datu analīzi un pārskatiem,Izveidot infopaneli,Dati un to izmantošana; Mākslīgais intelekts (MI),Latviešu; Angļu,Attālināti,,,x
Baiba,Fikcija,baiba@example.org,Novada dome,Jurists,Sākam ieviest MI,Kā droši lietot ChatGPT,Vadlīnijas kolēģiem,Mākslīgais intelekts (MI),Latviešu,Attālināti; Klātienē,Rīga,,
Cilda,Izdomiņa,cilda@example.org,Novada dome,Klientu apkalpošanas speciālists,Klienti gaida,Kā palīdzēt senioriem,Mācību plāns,Roboti; Digitālie pakalpojumi,Latviešu,Klātienē,Latgale,,
Dace,Paraudziņa,dace@example.org,Izdomātā pārvalde,Projektu vadītājs,Jauns projekts,Kā vadīt projektu,Pabeigt laikā,Digitālo projektu vadība,Krievu,Attālināti,,,
Elza,Nosaukums,elza@example.org,Cita iestāde,Jurists,Jauns amats,Palīdzība ar datiem,Drošība,Dati un to izmantošana,Latviešu,Attālināti,,,
`

const mentorsFile = `Vārds;Uzvārds;E-pasts;Iestāde;Sektors;Lomas;Pieredze;Piedāvājums;Tēmas;Valodas;Tikšanās veids;Reģions;Vietu skaits
Egils;Mentors;egils@example.org;Datu birojs;privātais;Datu analītiķis;Veidoju pārskatus un infopaneļus;Palīdzēšu ar datu analīzi;Dati un to izmantošana;Latviešu;Attālināti;;1
Guna;Padomdeve;guna@example.org;Novada dome;pašvaldība;Jurists;Mākslīgais intelekts;Kopā izveidosim noteikumus;Mākslīgais intelekts (MI);Latviešu, Angļu;Attālināti, Klātienē;Rīga;1
`

func source(name, text string) matchfile.Source {
	return matchfile.Source{Name: name, Text: strings.NewReader(text), Size: int64(len(text))}
}

func input(mentees, mentors, rules string) matchfile.Input {
	in := matchfile.Input{Mentees: source("a.csv", mentees), Mentors: source("b.csv", mentors)}
	if rules != "" {
		in.Rules = []byte(rules)
	}
	return in
}

// told reads, plans and tells, in Latvian.
func told(t *testing.T, in matchfile.Input) *matchfile.Result {
	t.Helper()
	round, err := matchfile.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(round.Order)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := matchfile.Tell(round, p, texts.For(i18n.LV))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnOfficeMatchesItsPeople(t *testing.T) {
	r := told(t, input(menteesFile, mentorsFile, ""))
	want := []string{
		"Mentorējamie: 5. Mentori: 2. Mentoru vietas: 2.",
		"Mentors ir atrasts 2 mentorējamajiem. Vairākiem to nevar atrast: tas ir pierādīts.",
		"Bez mentora paliek 3 cilvēki:",
		"  Cilda Izdomiņa: Neviens mentors neder. Biežākais iemesls (2 no 2 mentoriem): Nav veida, kā abi varētu tikties. Ja izdotos vienoties par citu tikšanās veidu vai vietu, derētu 2 mentori.",
		"  Elza Nosaukums: Derētu 2 mentori, bet visas viņu vietas vajadzīgas citiem.",
		"Egils Mentors: ar 1 vietu vairāk mentoru iegūtu vēl 1 cilvēks.",
	}
	said := strings.Join(r.Summary(), "\n")
	for _, line := range want {
		if !strings.Contains(said+"\n", line+"\n") {
			t.Errorf("the summary lacks %q:\n%s", line, said)
		}
	}
	story := strings.Join(r.Story(0), "\n")
	for _, part := range []string{"Anna Paraugs\nMentors: Egils Mentors.", "  Mentors var palīdzēt ar to, kas vajadzīgs: dati un to izmantošana.",
		"  Mentora pieteikumā nav šīs vajadzīgās tēmas: mākslīgais intelekts (MI)."} {
		if !strings.Contains(story, part) {
			t.Errorf("the story lacks %q:\n%s", part, story)
		}
	}
	remarks := strings.Join(r.Remarks(), "\n")
	for _, part := range []string{"“Roboti”", "“Projektu vadītājs”", "nav izmantotas kolonnas: Interešu konflikts, Piezīmes"} {
		if !strings.Contains(remarks, part) {
			t.Errorf("the remarks lack %q:\n%s", part, remarks)
		}
	}
	if strings.Contains(remarks, "Novada dome") {
		t.Errorf("an institution is remarked upon, and there is no register:\n%s", remarks)
	}
}

// TestADeclaredTieIsKept between two who would else be a pair.
func TestADeclaredTieIsKept(t *testing.T) {
	tied := strings.Replace(menteesFile, "Interešu konflikts,", "Interešu konflikts,Kuri cilvēki vai uzņēmumi tie ir?,", 1)
	tied = strings.Replace(tied, "Attālināti,,,x", "Attālināti,,Ģimenes loceklis vai tuvs radinieks,Egils Mentors,x", 1)
	if r := told(t, input(tied, mentorsFile, "")); r.Mentor[0] == 0 {
		t.Error("Anna declared a tie to Egils and has him as a mentor")
	}
}

const gradesRules = `version: 1
start: nothing
objective: coverage
columns:
  email: E-pasts
  place: Iestāde
key: email
forbid:
  - name: viena iestāde
    when: {equal: place}
points:
  - name: iestādes atšķiras
    when: {differs: place}
    points: 7
capacity: 2
`

func TestRulesAboutColumns(t *testing.T) {
	r := told(t, input(menteesFile, mentorsFile, gradesRules))
	var out bytes.Buffer
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Pairs []struct {
			Mentee, Mentor string
			Score          int
			For            []string
		}
		Served, Objective, Full int
		Waiting                 []struct{ Mentee, Why string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Served != 4 || got.Objective != 28 || len(got.Pairs) != 4 || got.Full != 7 || len(got.Waiting) != 1 {
		t.Errorf("%+v", got)
	}
	if p := got.Pairs[0]; p.Mentee != "Anna@example.org" || p.Score != 7 || len(p.For) != 1 || p.For[0] != "iestādes atšķiras: 7 punkti" {
		t.Errorf("the first pair is %+v", p)
	}
	if remarks := r.Remarks(); len(remarks) != 0 {
		t.Errorf("cells that no rule reads are remarked upon: %q", remarks)
	}
	both := told(t, input(menteesFile, mentorsFile, strings.Replace(gradesRules, "start: nothing", "start: guidelines", 1)))
	for i, j := range both.Mentor {
		if j >= 0 && both.Mentees[i].Institution == both.Mentors[j].Institution {
			t.Errorf("with both kinds of rules %s has %s", both.Mentees[i].Name, both.Mentors[j].Name)
		}
	}
}

// shuffled brings the rows below the heading in another order.
func shuffled(r *rand.Rand, text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	r.Shuffle(len(lines)-1, func(a, b int) { lines[a+1], lines[b+1] = lines[b+1], lines[a+1] })
	return strings.Join(lines, "\n") + "\n"
}

func TestTheOrderOfRowsMakesNoDifference(t *testing.T) {
	var mentees, mentors strings.Builder
	mentees.WriteString("E-pasts,Iestāde\n")
	mentors.WriteString("E-pasts,Iestāde\n")
	for n := range 60 { // many are equal, so that ties must be broken
		fmt.Fprintf(&mentees, "e%02d@example.org,Iestāde %d\n", n, n%4)
	}
	for n := range 20 {
		fmt.Fprintf(&mentors, "o%02d@example.org,Iestāde %d\n", n, n%4)
	}
	for _, rules := range []string{"", gradesRules} {
		var want map[string]string
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 2))
			result := told(t, input(shuffled(r, mentees.String()), shuffled(r, mentors.String()), rules))
			got := map[string]string{}
			for i, j := range result.Mentor {
				if j >= 0 {
					got[result.Mentees[i].Key] = result.Mentors[j].Key
				}
			}
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
				t.Errorf("seed %d: %d pairs, %s", seed, len(got), diff)
			}
		}
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	heads := "E-pasts,Vārds,Uzvārds,Vietu skaits,Stundas mēnesī\n"
	for name, tt := range map[string]struct {
		mentees, mentors, rules string
		key                     string
	}{
		"no rows":            {"", mentorsFile, "", "sheet.fault.empty"},
		"headings alone":     {"E-pasts,Vārds\n", mentorsFile, "", "sheet.fault.no-rows"},
		"nobody is named":    {"Krāsa,Auglis\nzaļa,ābols\n", mentorsFile, "", "matchfile.fault.nameless"},
		"twice the same":     {menteesFile + "Anna,Cita,anna@example.org\n", mentorsFile, "", "matchfile.fault.twice"},
		"places below zero":  {menteesFile, heads + "a@example.org,A,B,-1,2\n", "", "matchfile.fault.places"},
		"places in words":    {menteesFile, heads + "a@example.org,A,B,daudz,2\n", "", "matchfile.fault.places"},
		"places without end": {menteesFile, heads + "a@example.org,A,B,Inf,2\n", "", "matchfile.fault.places"},
		"hours not a number": {menteesFile, heads + "a@example.org,A,B,1,NaN\n", "", "matchfile.fault.hours"},
	} {
		_, err := matchfile.Read(input(tt.mentees, tt.mentors, tt.rules))
		f := fault.As(err)
		var source *matchfile.SourceError
		if f == nil || f.Key != tt.key || !errors.As(err, &source) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, rules := range map[string]string{
		"an unknown criterion": "version: 1\nweights: {charm: 3}", "a negative weight": "version: 1\nweights: {need: -3}", "no number": "version: 1\nweights: {need: .nan}",
		"without end": "version: 1\nweights: {need: .inf}", "an unknown objective": "version: 1\nobjective: best", "an unknown column": strings.Replace(gradesRules, "Iestāde", "Krāsa", 1), "nothing": "",
	} {
		in := input(menteesFile, mentorsFile, rules)
		in.Rules = []byte(rules)
		var problem *rulesfile.FileError
		if _, err := matchfile.Read(in); !errors.As(err, &problem) {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := input(menteesFile, mentorsFile, "")
	in.Mapping = transfer.Mapping{Columns: map[string]string{"Krāsa": "need"}}
	if _, err := matchfile.Read(in); fault.As(err) == nil || fault.As(err).Key != "transfer.fault.stranger" {
		t.Errorf("a mapping of a column that is in neither file: %v", err)
	}
}

// TestStrangeButWhole has what is odd and no mistake.
func TestStrangeButWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		mentors string
		served  int
	}{
		"a million places": {"E-pasts,Vietu skaits\na@example.org,1000000\n", 5},
		"no places":        {"E-pasts,Vietu skaits\na@example.org,0\n", 0},
		"unsaid places":    {"E-pasts,Amats\na@example.org,x\n", 1},
		"the same person":  {"E-pasts,Vietu skaits\nanna@example.org,9\n", 4},
	} {
		r := told(t, input(menteesFile, tt.mentors, ""))
		if r.Quality.Served != tt.served {
			t.Errorf("%s: %d are served, want %d", name, r.Quality.Served, tt.served)
		}
		for _, line := range append(r.Summary(), r.Remarks()...) {
			if strings.Contains(line, "⟦") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

// TestTheResultsAreWritten as a workbook and as CSV, and can be read again.
func TestTheResultsAreWritten(t *testing.T) {
	r := told(t, input(menteesFile, mentorsFile, ""))
	var book bytes.Buffer
	if err := r.WriteBook(&book); err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Read(bytes.NewReader(book.Bytes()), int64(book.Len()), "p.xlsx", sheet.Limits{})
	if err != nil || table.Sheet != "Pāri" {
		t.Fatalf("the workbook begins with %v, %v", table, err)
	}
	if diff := cmp.Diff([]string{"Izlases", "Bez mentora", "Mentori", "Kvalitāte"}, table.Others); diff != "" {
		t.Error(diff)
	}
	for _, name := range matchfile.Tables {
		var out bytes.Buffer
		if err := r.WriteCSV(&out, name); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(out.String(), "\r\n"); lines < 2 || regexp.MustCompile("⟦|<no value>").Match(out.Bytes()) {
			t.Errorf("%s has %d lines:\n%s", name, lines, &out)
		}
	}
	if err := r.WriteCSV(os.Stderr, "colours"); err == nil {
		t.Error("a table that is not there is written")
	}
}
