package sheet

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChoices(t *testing.T) {
	t.Parallel()
	known := []string{"Datu analīze", "Mākslīgais intelekts, automatizācija", "Vadība", "Pārmaiņas; projekti", "Karjera, izaugsme, mācības", "Karjera"}
	for name, c := range map[string]struct {
		cell string
		want []string
	}{
		"Google Forms":          {"Datu analīze, Mākslīgais intelekts, automatizācija, Vadība", []string{"Datu analīze", "Mākslīgais intelekts, automatizācija", "Vadība"}},
		"Microsoft Forms":       {"Datu analīze;Vadība;", []string{"Datu analīze", "Vadība"}},
		"an answer of semicola": {"Vadība;Pārmaiņas; projekti;Datu analīze;", []string{"Vadība", "Pārmaiņas; projekti", "Datu analīze"}},
		"lines":                 {"Vadība\r\n\nMākslīgais intelekts, automatizācija\n", []string{"Vadība", "Mākslīgais intelekts, automatizācija"}},
		"longest first":         {"Karjera, izaugsme, mācības, Karjera", []string{"Karjera, izaugsme, mācības", "Karjera"}},
		"begins like a longer":  {"Karjera, izaugsme", []string{"Karjera", "izaugsme"}},
		"without marks":         {"datu analize, VADIBA", []string{"Datu analīze", "Vadība"}},
		"without spaces":        {"Vadība,Karjera", []string{"Vadība", "Karjera"}},
		"a comma of its own":    {"1,5 slodze, Vadība", []string{"1,5 slodze", "Vadība"}},
		"unknown":               {"Vadība, šūšana, adīšana", []string{"Vadība", "šūšana", "adīšana"}},
		"twice":                 {"Vadība, vadība, VADĪBA", []string{"Vadība"}},
		"one":                   {" vadība ", []string{"Vadība"}},
		"one with a sign":       {"Pārmaiņas; projekti", []string{"Pārmaiņas; projekti"}},
		"a comma at the end":    {"Vadība, ", []string{"Vadība"}},
		"only signs":            {" , ; ", nil},
		"nothing":               {"", nil},
		"signs of every kind":   {"Vadība; Datu analīze, Karjera, ", []string{"Vadība", "Datu analīze", "Karjera"}},
	} {
		if diff := cmp.Diff(c.want, Choices(c.cell, known)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"a", "b c"}, Choices("a, b c", nil)); diff != "" {
		t.Error(diff)
	}
}

// TestEveryChoiceComesBack joins every set of known answers as the two forms do.
func TestEveryChoiceComesBack(t *testing.T) {
	t.Parallel()
	known := []string{"a", "b, c", "c", "d, e, f", "g"}
	for set := range 1 << len(known) {
		var chosen []string
		for i, k := range known {
			if set>>i&1 == 1 {
				chosen = append(chosen, k)
			}
		}
		google, microsoft := strings.Join(chosen, ", "), ""
		for _, c := range chosen {
			microsoft += c + ";"
		}
		for _, cell := range []string{google, microsoft, strings.Join(chosen, "\n")} {
			if got := Choices(cell, known); !slices.Equal(got, chosen) {
				t.Errorf("%q gives %q", cell, got)
			}
		}
	}
}

var wanted = []Wanted{
	{"given-name", []string{"vārds", "given name", "first name"}},
	{"family-name", []string{"uzvārds", "family name", "last name", "surname"}},
	{"full-name", []string{"vārds, uzvārds", "vārds un uzvārds", "full name", "name and surname"}},
	{"email", []string{"e-pasts", "e-pasta adrese", "email", "email address"}},
	{"phone", []string{"tālrunis", "tālruņa numurs", "phone", "phone number"}},
	{"institution", []string{"iestāde", "darba vieta", "institution", "organisation"}},
	{"position", []string{"amats", "ieņemamais amats", "job title", "position"}},
	{"goal", []string{"mērķis", "ko vēlaties sasniegt", "goal"}},
	{"topics", []string{"tēmas", "jomas, kurās vēlaties atbalstu", "themes", "topics"}},
	{"models", []string{"mentoringa modelis", "mentoring model"}},
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers []string
		want    string // keys in the order of columns
	}{
		"office":            {[]string{"Nr.p.k.", "VĀRDS", "Uzvards", "E-pasta adrese", "Tālr. nr.", "Iestādes nosaukums", "Amats"}, " given-name family-name email  institution position"},
		"English":           {[]string{"first name", "last name", "email address", "both mentor and mentee", "job title", "grade", "organisation"}, "given-name family-name email  position  institution"},
		"questions":         {[]string{"Laikspiedols", "E-pasta adrese", "1. Jūsu vārds un uzvārds *", "2. Kurā iestādē Jūs strādājat?", "3. Kādu amatu ieņemat?", "4. Ko Jūs vēlaties sasniegt mentoringā? Aprakstiet vienu līdz trīs mērķus.", "5. Lūdzu, izvēlieties jomas, kurās vēlaties atbalstu", "6. Kuru mentoringa modeli izvēlaties?"}, " email full-name institution position goal topics models"},
		"two mails":         {[]string{"Vadītāja e-pasts", "E-pasts", "Vadītāja vārds, uzvārds", "Vārds", "Uzvārds"}, " email full-name given-name family-name"},
		"English questions": {[]string{"Timestamp", "What is your first name?", "What is your surname?", "Your e-mail", "Which institution do you work for?", "Please enter your phone number (mobile)"}, " given-name family-name email institution phone"},
		"brackets":          {[]string{"Vārds (kā pasē)", "Uzvārds (kā pasē)", "Epasts (darba)", "Tālrunis (nav obligāts)"}, "given-name family-name email phone"},
		"nothing":           {[]string{"", "Piezīmes", "1", "Vai?", "???"}, "    "},
		"repeated":          {[]string{"Amats", "Amats", "amats"}, "position  "},
	} {
		keys := make([]string, len(c.headers))
		for _, g := range Match(c.headers, wanted) {
			if g.Confidence < 1 || g.Confidence > 100 || keys[g.Column] != "" {
				t.Errorf("%s: %+v", name, g)
			}
			keys[g.Column] = g.Key
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

// TestMatchIsSure: names of a heading are certain in every form; a question that
// only mentions one is not.
func TestMatchIsSure(t *testing.T) {
	t.Parallel()
	for header, certain := range map[string]bool{"E-pasts": true, "e pasts:": true, "EPASTS": true, "Jūsu e-pasts": true, "E-mail": true, "Iestādes": true, "2. Amats *": true,
		"uzvārds, vārds": true, "Vai piekrītat, ka uz jūsu e-pastu sūtām jaunumus?": false, "Vadītāja amats": false} {
		guesses := Match([]string{header}, wanted)
		if len(guesses) != 1 || (guesses[0].Confidence >= Certain) != certain {
			t.Errorf("%q: %+v", header, guesses)
		}
	}
	if longest := strings.Repeat("vārds ", 20_000); len(Match([]string{longest}, wanted)) > 1 {
		t.Error("one column has two keys")
	}
}

// TestMatchIsDeterministic: the order of columns decides only among equals.
func TestMatchIsDeterministic(t *testing.T) {
	t.Parallel()
	headers := []string{"Amats", "Vadītāja amats", "E-pasts", "Vārds", "Vadītāja vārds", "Uzvārds"}
	byHeader := func(headers []string) map[string]string {
		keys := map[string]string{}
		for _, g := range Match(headers, wanted) {
			keys[headers[g.Column]] = g.Key
		}
		return keys
	}
	want := byHeader(headers)
	for range len(headers) {
		headers = append(headers[1:], headers[0])
		if diff := cmp.Diff(want, byHeader(headers)); diff != "" {
			t.Errorf("%v: %s", headers, diff)
		}
	}
}
