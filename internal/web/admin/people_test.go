package admin

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/web/webtest"
)

var newcomer = url.Values{"given_name": {"Ieva"}, "family_name": {"Kalniņa"}, "email": {"ieva@example.org"}, "language": {"lv"}}

// TestJourney is an administrator's day with one person, on both databases.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		p := o.programme(t, "Digitālo prasmju mentorings")
		here := o.done(t, "/admin/people", newcomer, "Konts ir izveidots: Ieva Kalniņa.").To()
		o.good(t, here, o.Get(t, here), "Ieva Kalniņa")
		o.done(t, here+"/roles", url.Values{"role": {"coordinator"}, "scope": {p.ID}}, "Loma ir piešķirta: Programmas koordinators.")
		person := o.see(t, here, "Ieva Kalniņa")
		contains(t, person, "Digitālo prasmju mentorings")
		changed := form(t, o.see(t, here+"/change", "Mainīt datus"), "given_name", "Ilze")
		o.done(t, here+"/change", changed, "Izmaiņas ir saglabātas.")
		o.done(t, here+"/disable", form(t, o.see(t, here+"/disable", "Slēgt pieeju?")), "Pieeja ir slēgta.")
		o.done(t, here+"/enable", form(t, o.see(t, here+"/enable", "Atjaunot pieeju?")), "Pieeja ir atjaunota.")
		revoke := regexp.MustCompile(here + `/roles/[^"]+/revoke`).FindString(person)
		contains(t, o.see(t, revoke, "Noņemt lomu?"), "Ilze Kalniņa: Programmas koordinators, Digitālo prasmju mentorings.")
		o.done(t, revoke, url.Values{}, "Loma ir noņemta.")
		contains(t, o.see(t, here, "Ilze Kalniņa"), "Nav nevienas lomas")
		log := o.see(t, "/admin/audit?side=subject&q=kalnina", "Auditācijas pieraksti")
		contains(t, deeds(log), "Loma noņemta", "Personas piekļuve atjaunota", "Personas ieraksts izveidots", "Personas dati apskatīti")
		contains(t, log, "Zane Priede")
		o.done(t, "/admin/audit/verify", url.Values{}, "Ķēde ir neskarta līdz pierakstam Nr.")
		if got := o.Get(t, "/admin/people.csv"); got.Status != http.StatusOK || !strings.Contains(got.Body, "Kalniņa,Ilze,ieva@example.org") {
			t.Errorf("the list: %d %s", got.Status, got.Body)
		}
	})
}

// form reads the hidden fields and values of the page's form of the section;
// changes are pairs of a name and a value.
func form(t testing.TB, page string, changes ...string) url.Values {
	t.Helper()
	_, main, _ := strings.Cut(page, `<form class="form"`)
	values := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]* name="([^"]+)"[^>]*>`).FindAllStringSubmatch(main, -1) {
		if strings.Contains(m[0], `type="radio"`) && !strings.Contains(m[0], " checked") {
			continue
		}
		if v := regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(m[0]); v != nil {
			values.Set(m[1], v[1])
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)".*?<option value="([^"]*)" selected`).FindAllStringSubmatch(main, -1) {
		values.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return values
}

func TestRefusedPersonKeepsWhatWasTyped(t *testing.T) {
	o := openSQLite(t)
	body := o.refused(t, "/admin/people", url.Values{"given_name": {"Jānis"}, "email": {"nav adrese"}, "language": {"lv"}}, http.StatusUnprocessableEntity,
		"Ierakstiet uzvārdu.", `href="#f-family_name"`, `href="#f-email"`, `value="Jānis"`, `value="nav adrese"`, "Kļūda: Pievienot cilvēku")
	lacks(t, body, `href="#f-given_name"`)
	o.Person(t, "Ieva", "Paraudziņa")
	taken := url.Values{"given_name": {"Cita"}, "family_name": {"Ieva"}, "email": {"IEVA.paraudzina@example.org"}, "language": {"lv"}}
	o.refused(t, "/admin/people", taken, http.StatusUnprocessableEntity, "Ar šo adresi jau ir cits konts.")
}

// TestStalePerson is two administrators at once: the second sees what the first
// saved, keeps what was typed, and may decide.
func TestStalePerson(t *testing.T) {
	o := openSQLite(t)
	here := "/admin/people/" + o.Person(t, "Ieva", "Kalniņa").ID
	first := o.see(t, here+"/change", "Mainīt datus")
	o.done(t, here+"/change", form(t, first, "family_name", "Ozola"), "Izmaiņas ir saglabātas.")
	again := o.refused(t, here+"/change", form(t, first, "family_name", "Liepa"), http.StatusConflict,
		"Kāds cits šos datus saglabāja pirms jums.", "Tagad saglabāts", "Ozola", `value="Liepa"`)
	o.done(t, here+"/change", form(t, again), "Izmaiņas ir saglabātas.")
	o.see(t, here, "Ieva Liepa")
}

func TestStaleQuestion(t *testing.T) {
	o := openSQLite(t)
	here := "/admin/people/" + o.Person(t, "Ieva", "Kalniņa").ID
	stale := form(t, o.see(t, here+"/disable", "Slēgt pieeju?"))
	o.done(t, here+"/change", form(t, o.see(t, here+"/change", "Mainīt datus"), "family_name", "Ozola"), "Izmaiņas ir saglabātas.")
	again := o.refused(t, here+"/disable", stale, http.StatusConflict, "Kāds cits šos datus tikko mainīja.", "Ieva Ozola vairs nevarēs")
	o.done(t, here+"/disable", form(t, again), "Pieeja ir slēgta.")
	o.done(t, here+"/disable", form(t, o.see(t, here+"/disable", "Slēgt pieeju?")), "Pieeja ir slēgta.")
}

func TestNobodyLocksThemselvesOut(t *testing.T) {
	o := openSQLite(t)
	here := "/admin/people/" + o.chief.ID
	o.refused(t, here+"/disable", form(t, o.see(t, here+"/disable", "Slēgt pieeju?")), http.StatusConflict, "Savu kontu slēgt nevar.")
	revoke := regexp.MustCompile(here + `/roles/[^"]+/revoke`).FindString(o.see(t, here, "Zane Priede"))
	o.refused(t, revoke, url.Values{}, http.StatusConflict, "Tas ir vienīgais administrators.")
	contains(t, o.see(t, here, "Zane Priede"), "Visā sistēmā")
}

// TestRoleInTwoSteps goes the way without script: which role, then where.
func TestRoleInTwoSteps(t *testing.T) {
	o := openSQLite(t)
	if _, err := o.Institutions.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	someone := o.Person(t, "Ieva", "Kalniņa")
	here := "/admin/people/" + someone.ID + "/roles"
	first := o.see(t, here+"/new", "Piešķirt lomu")
	lacks(t, first, `value="mentor"`, `value="mentee"`, `value="peer"`)
	contains(t, first, `method="get"`, `value="auditor"`)
	contains(t, o.see(t, here+"/new?role=coordinator", "Piešķirt lomu"), "Vēl nav nevienas programmas", "/admin/programmes/new")
	lacks(t, o.see(t, here+"/new?role=institution-contact", "Piešķirt lomu"), `name="scope"`)
	contains(t, o.see(t, here+"/new?role=institution-contact&q=xyz", "Piešķirt lomu"), "Nekas nav atrasts")
	found := o.see(t, here+"/new?role=institution-contact&q=ventspils+novad", "Piešķirt lomu")
	contains(t, found, "Ventspils novada pašvaldība")
	lacks(t, found, "Ventspils valstspilsētas pašvaldība")
	o.refused(t, here, url.Values{"role": {"institution-contact"}, "q": {"ventspils"}}, http.StatusUnprocessableEntity,
		"Izvēlieties, kur loma ir spēkā.", "Ventspils novada pašvaldība")
	scope := regexp.MustCompile(`name="scope" value="([^"]+)"`).FindStringSubmatch(found)[1]
	o.done(t, here, url.Values{"role": {"institution-contact"}, "scope": {scope}}, "Loma ir piešķirta: Iestādes kontaktpersona.")
	contains(t, o.see(t, "/admin/people/"+someone.ID, "Ieva Kalniņa"), "Ventspils novada pašvaldība")
	o.refused(t, here, url.Values{"role": {"mentor"}, "scope": {scope}}, http.StatusUnprocessableEntity, "Izvēlieties lomu.")
	o.refused(t, here, url.Values{"role": {"auditor"}, "scope": {scope}}, http.StatusUnprocessableEntity, "Izvēlieties, kur loma ir spēkā.")
	o.done(t, here, url.Values{"role": {"administrator"}}, "Loma ir piešķirta: Sistēmas administrators.")
}

func TestPeopleFilters(t *testing.T) {
	o := openSQLite(t)
	p := o.programme(t, "Programma")
	o.Person(t, "Anna", "Šmite", access.Grant{Role: access.Lead, Scope: access.Scope{Kind: access.Programme, ID: p.ID}})
	o.Person(t, "Jānis", "Bērziņš")
	for path, want := range map[string][]string{
		"?q=berzins":              {"Jānis Bērziņš"},
		"?q=shmite+anna":          {"Anna Šmite"},
		"?q=SMITE@EXAMPLE":        {"Anna Šmite"},
		"?role=lead":              {"Anna Šmite"},
		"?role=all&status=all":    {"Jānis Bērziņš", "Zane Priede", "Anna Šmite"},
		"?status=disabled":        nil,
		"?q=%25":                  {"Jānis Bērziņš", "Zane Priede", "Anna Šmite"},
		"?q=%3Cscript%3E":         nil,
		"?role=invented":          nil,
		"?q=berzins&status=other": nil,
	} {
		if diff := cmp.Diff(want, names(o.see(t, "/admin/people"+path, "Cilvēki"))); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	contains(t, o.see(t, "/admin/people?q=xyz", "Cilvēki"), "Nekas nav atrasts", "Sarakstā ir 0 cilvēku.", "Notīrīt atlasi", `value="xyz"`)
	lacks(t, o.see(t, "/admin/people", "Cilvēki"), "Notīrīt atlasi")
}

// names are the people of a list, in its order.
func names(page string) (list []string) {
	for _, m := range regexp.MustCompile(`<th scope="row"[^>]*><a href="/admin/people/[^"]+">([^<]+)</a>`).FindAllStringSubmatch(page, -1) {
		list = append(list, m[1])
	}
	return list
}

// TestPagingLosesNobody turns the pages of many people of one name.
func TestPagingLosesNobody(t *testing.T) {
	o := openSQLite(t)
	for i := range 120 {
		_, err := o.Accounts.Add(t.Context(), webtest.Administrator, account.Details{GivenName: "Anna", FamilyName: "Bērziņa",
			Email: fmt.Sprintf("anna%d@example.org", i), Language: "lv"})
		if err != nil {
			t.Fatal(err)
		}
	}
	seen, path := map[string]bool{}, "/admin/people?q=berzina"
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for pages := 1; path != ""; pages++ {
		body := o.see(t, path, "Cilvēki")
		for _, m := range regexp.MustCompile(`anna\d+@example\.org`).FindAllString(body, -1) {
			if seen[m] {
				t.Errorf("%s stands on two pages", m)
			}
			seen[m] = true
		}
		contains(t, body, "Sarakstā ir 120 cilvēku.", "no 120")
		if got := strings.Contains(body, "Uz saraksta sākumu"); got != (pages > 1) {
			t.Errorf("page %d: a way to the beginning: %v", pages, got)
		}
		path = ""
		if m := next.FindStringSubmatch(body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		} else if pages != 3 {
			t.Errorf("%d pages", pages)
		}
	}
	if len(seen) != 120 {
		t.Errorf("%d people were seen", len(seen))
	}
}

// TestExport is RFC 4180 and SEC-18: a name is never a formula.
func TestExport(t *testing.T) {
	o := openSQLite(t)
	_, err := o.Accounts.Add(t.Context(), webtest.Administrator, account.Details{GivenName: `"Dr", Ieva`, FamilyName: "=1+1",
		Email: "+ieva@example.org", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	o.see(t, "/admin/people/export?role=lead", "Lejupielādēt cilvēku sarakstu")
	before := o.entries(t)
	got := o.Get(t, "/admin/people.csv")
	if want := `attachment; filename="cilveki-2026-11-23.csv"`; got.Header.Get("Content-Disposition") != want || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("header %v", got.Header)
	}
	text, marked := strings.CutPrefix(got.Body, "\ufeff")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Errorf("no mark or wrong line ends: %q", got.Body)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Uzvārds", "Vārds", "E-pasts", "Pieeja", "Lomas", "Valoda", "Konts izveidots", "Pēdējoreiz šeit"},
		{"'=1+1", `"Dr", Ieva`, "'+ieva@example.org", "Var pieslēgties", "", "en", "2026-11-23T10:00:00+02:00", ""},
		{"Priede", "Zane", "zane.priede@example.org", "Var pieslēgties", "Sistēmas administrators", "lv", "2026-11-23T10:00:00+02:00", "2026-11-23T10:00:00+02:00"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	entries, err := audit.List(t.Context(), o.DB, audit.Filter{Action: audit.DataExported}, 9)
	if err != nil || len(entries) != 1 || entries[0].Actor != o.chief.ID || o.entries(t) != before+1 {
		t.Errorf("entries %v, %v", entries, err)
	}
	if got := o.Get(t, "/admin/people.csv?role=administrator"); strings.Count(got.Body, "\r\n") != 2 {
		t.Errorf("the filter is not kept: %s", got.Body)
	}
}
