package public_test

import (
	"encoding/json"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web/public"
	"domubiedrs/internal/web/webtest"
)

// open is a house with the public pages, whose owner has not said anything yet.
func open(t testing.TB) *webtest.House {
	t.Helper()
	return limited(t, 0, 0)
}

// limited is open, where codes are tried so often a minute; 0 is without a limit.
func limited(t testing.TB, codes, searches int) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"public": public.Templates()})
	h.Kit.Limits.Code, h.Kit.Limits.Search = codes, searches
	(&public.Pages{Kit: h.Kit, Settings: h.Settings, Intakes: h.Intakes, Catalogue: h.Catalogue, Seminars: h.Seminars,
		Applications: h.Applications, Institutions: h.Institutions, Now: h.Clock.Now}).Mount()
	return h
}

// told is what an owner says in the settings.
var told = map[setting.Name]string{
	setting.OwnerName.In("lv"):   "Parauga pētījumu & attīstības aģentūra",
	setting.OwnerName.In("en"):   "Sample Research & Development Agency",
	setting.ContactEmail:         "mentorings@example.org",
	setting.ContactPhone:         "+371 6700 0000",
	setting.OwnerAddress:         "Parauga iela 1, Rīga, LV-1050",
	setting.HelpHours.In("lv"):   "Darba dienās no plkst. 9.00 līdz 17.00",
	setting.HelpHours.In("en"):   "Working days from 9:00 to 17:00",
	setting.SecurityEmail:        "drosiba@example.org",
	setting.SiteFunding.In("lv"): "Programmu līdzfinansē Parauga fonds.",
	setting.SiteFunding.In("en"): "The programme is co-financed by the Sample Fund.",
	setting.PrivacyEmail:         "dati@example.org",
}

// settled is open with an owner.
func settled(t testing.TB) *webtest.House {
	t.Helper()
	h := open(t)
	h.Set(t, told)
	return h
}

// english is a visitor whose browser asks for English.
func english(t testing.TB, h *webtest.House) *webtest.Visitor {
	t.Helper()
	v := h.Visitor(t)
	v.Accept = "en"
	return v
}

var readable = []struct{ path, lv, en string }{
	{"/", "Saruna ar cilvēku, kurš šo ceļu jau ir gājis", "A conversation with someone who has walked this road before"},
	{"/models", "Modeļi un lomas", "Models and roles"},
	{"/themes", "Tēmas un mentori", "Themes and mentors"},
	{"/seminars", "Informatīvie semināri", "Information seminars"},
	{"/about", "Par programmu", "About the programme"},
	{"/privacy", "Privātuma paziņojums", "Privacy notice"},
	{"/cookies", "Sīkdatnes", "Cookies"},
	{"/easy", "Viegli lasīt", "Easy to read"},
	{"/accessibility", "Piekļūstamības paziņojums", "Accessibility statement"},
	{"/help", "Palīdzība un saziņa", "Help and contact"},
	{"/guidelines", "Vadlīnijas", "Guidelines"},
	{"/guidelines?q=merkis+goal", "Vadlīnijas", "Guidelines"},
	{"/guidelines/print", "Vadlīnijas vienā lapā", "The guidelines on one page"},
	{"/guidelines/introduction", "Ievads", "Introduction"},
	{"/guidelines/models", "Pieci mentoringa modeļi", "Five models of mentoring"},
	{"/guidelines/getting-help", "Kur meklēt palīdzību", "Where to find help"},
}

func TestPages(t *testing.T) {
	for name, h := range map[string]*webtest.House{"unsettled": open(t), "settled": settled(t)} {
		visitors := map[string]*webtest.Visitor{"nobody": h.Visitor(t), "english": english(t, h), "person": h.As(t, h.Person(t, "Ieva", "Liepa"))}
		for who, v := range visitors {
			for _, page := range readable {
				t.Run(name+"/"+who+page.path, func(t *testing.T) {
					got := v.Get(t, page.path)
					heading := page.lv
					if who == "english" {
						heading = page.en
					}
					if got.Status != http.StatusOK || !strings.Contains(got.Body, "<h1>"+heading+"</h1>") {
						t.Fatalf("%d without the heading %q", got.Status, heading)
					}
					if strings.Contains(got.Body, "{{") {
						t.Error("a placeholder is left")
					}
					for _, problem := range webtest.Document(got.Body) {
						t.Error(problem)
					}
				})
			}
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h := settled(t)
	v := h.Visitor(t)
	inside := regexp.MustCompile(`href="(/[^"#]*)(#[^"]*)?"`)
	// Other sections mount these.
	elsewhere := regexp.MustCompile(`^/(signin|home|apply|static/)`)
	seen := map[string]bool{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		page := v.Get(t, queue[0])
		if page.Status >= http.StatusBadRequest {
			t.Errorf("%s answers %d", queue[0], page.Status)
		}
		for _, m := range inside.FindAllStringSubmatch(page.Body, -1) {
			path := strings.ReplaceAll(m[1], "&amp;", "&")
			if !seen[path] && !elsewhere.MatchString(path) {
				seen[path] = true
				queue = append(queue, path)
			}
		}
	}
	if !seen["/guidelines/closing"] || !seen["/accessibility.json"] {
		t.Errorf("only %d pages can be reached", len(seen))
	}
}

func TestWhatIsNotThere(t *testing.T) {
	v := open(t).Visitor(t)
	for _, path := range []string{"/guidelines/nothing", "/guidelines/01-introduction", "/guidelines/introduction.lv", "/about.md",
		"/content/about.lv.md", "/language?to=de", "/scheme?to=pink", "/scheme", "/.well-known/security.txt"} {
		if got := v.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got.Status)
		}
	}
}

func TestSettingsReachThePages(t *testing.T) {
	h := open(t)
	v := h.Visitor(t)
	if got := v.Get(t, "/about").Body; !strings.Contains(got, "Programmu īsteno (īstenotājs vēl nav norādīts).") {
		t.Error("it is not said that the owner is unknown")
	}
	h.Set(t, told)
	for path, want := range map[string]string{
		"/about":                   "Programmu īsteno Parauga pētījumu &amp; attīstības aģentūra.",
		"/privacy":                 `Datu aizsardzības speciālists: <a href="mailto:dati@example.org">dati@example.org</a>.`,
		"/guidelines/getting-help": `Rakstiet uz <a href="mailto:mentorings@example.org">mentorings@example.org</a>.`,
		"/guidelines/print":        `Rakstiet uz <a href="mailto:mentorings@example.org">mentorings@example.org</a>.`,
		"/accessibility":           `rakstiet uz <a href="mailto:mentorings@example.org">mentorings@example.org</a>.`,
		"/guidelines?q=rakstiet":   `<strong>Rakstiet</strong> uz mentorings@example.org.`,
		"/":                        "Programmu līdzfinansē Parauga fonds.",
	} {
		if got := v.Get(t, path).Body; !strings.Contains(got, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	h.Set(t, map[setting.Name]string{setting.DataController.In("lv"): "Cita iestāde"})
	if got := v.Get(t, "/privacy").Body; !strings.Contains(got, "Pārzinis: Cita iestāde.") {
		t.Error("the controller is not named")
	}
}

func TestHelp(t *testing.T) {
	h := open(t)
	if got := h.Visitor(t).Get(t, "/help").Body; !strings.Contains(got, "Saziņas adreses vēl nav") || strings.Contains(got, "mailto:") {
		t.Error("it is not said that there is no address")
	}
	h.Set(t, told)
	got := html.UnescapeString(h.Visitor(t).Get(t, "/help").Body)
	for _, want := range []string{`href="mailto:mentorings@example.org"`, `href="tel:+37167000000"`, "Parauga iela 1",
		"Darba dienās no plkst. 9.00 līdz 17.00", "Parasti atbildam 3 darba dienu laikā."} {
		if !strings.Contains(got, want) {
			t.Errorf("help does not have %q", want)
		}
	}
}

func TestStartPageIsHonest(t *testing.T) {
	got := settled(t).Visitor(t).Get(t, "/").Body
	for _, want := range []string{"Pieteikšanās šobrīd ir slēgta", `href="/about"`, `href="/guidelines"`, "Pieci veidi, kā mācīties kopā"} {
		if !strings.Contains(got, want) {
			t.Errorf("the start page does not have %q", want)
		}
	}
	if n := strings.Count(got, `<svg viewBox="0 0 72 48"`); n != 5 {
		t.Errorf("%d diagrams, want 5", n)
	}
	if !strings.Contains(got, "funding") || strings.Contains(open(t).Visitor(t).Get(t, "/").Body, "funding") {
		t.Error("the funding line stands there although it is not set, or the other way round")
	}
}

func TestGuidelinesInOrder(t *testing.T) {
	v := settled(t).Visitor(t)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	prev := regexp.MustCompile(`rel="prev" href="([^"]+)"`)
	path, count := "/guidelines/introduction", 1
	if prev.MatchString(v.Get(t, path).Body) {
		t.Error("there is a page before the first")
	}
	for m := next.FindStringSubmatch(v.Get(t, path).Body); m != nil; m = next.FindStringSubmatch(v.Get(t, path).Body) {
		back := prev.FindStringSubmatch(v.Get(t, m[1]).Body)
		if back == nil || back[1] != path {
			t.Fatalf("%s does not lead back to %s", m[1], path)
		}
		path = m[1]
		count++
	}
	if count != 12 || path != "/guidelines/getting-help" {
		t.Errorf("the way ends at %s after %d pages", path, count)
	}
}

func TestPrintView(t *testing.T) {
	h := settled(t)
	got := h.Visitor(t).Get(t, "/guidelines/print").Body
	if n := strings.Count(got, "<article"); n != 12 {
		t.Errorf("%d chapters, want 12", n)
	}
	for _, want := range []string{`<h2 id="c-ethics">Ētika un attiecību pamati</h2>`, `<h3 id="s-ethics-1-konfidencialitate">`,
		"Parauga pētījumu &amp; attīstības aģentūra", "Lapa atjaunota 2026."} {
		if !strings.Contains(got, want) {
			t.Errorf("the print view does not have %q", want)
		}
	}
	one := h.Visitor(t).Get(t, "/guidelines/ethics").Body
	if !strings.Contains(one, "print-only print-owner") || !strings.Contains(one, "1. versija.") {
		t.Error("a page of the guidelines does not say on paper whose it is and which version")
	}
}

func TestSearchPage(t *testing.T) {
	h := settled(t)
	v := h.Visitor(t)
	got := v.Get(t, "/guidelines?q="+url.QueryEscape(" merkis ")).Body
	for _, want := range []string{`value="merkis"`, "<strong>Mērķis</strong>", `href="/guidelines/mentor-and-mentee#s-merkis-un-atbildiba"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the search does not have %q", want)
		}
	}
	nothing := v.Get(t, "/guidelines?q="+url.QueryEscape(`"><script>alert(1)</script>`)).Body
	if strings.Contains(nothing, "<script>") || !strings.Contains(nothing, "Nekas nav atrasts.") {
		t.Error("a question with tags is not only text")
	}
	if got := v.Get(t, "/guidelines?q="+strings.Repeat("merkis+", 2000)); got.Status != http.StatusOK {
		t.Errorf("a very long question answers %d", got.Status)
	}
}

func TestSearchIsLimited(t *testing.T) {
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"public": public.Templates()})
	h.Kit.Limits.Search = 2
	(&public.Pages{Kit: h.Kit, Settings: h.Settings, Intakes: h.Intakes, Catalogue: h.Catalogue, Seminars: h.Seminars,
		Applications: h.Applications, Institutions: h.Institutions, Now: h.Clock.Now}).Mount()
	v := h.Visitor(t)
	for i, want := range []int{200, 200, 429} {
		if got := v.Get(t, "/guidelines?q=merkis"); got.Status != want {
			t.Errorf("search number %d answers %d, want %d", i+1, got.Status, want)
		}
	}
	if got := v.Get(t, "/guidelines"); got.Status != http.StatusOK {
		t.Errorf("the list answers %d to somebody who has searched too often", got.Status)
	}
}

func TestStatementForMachines(t *testing.T) {
	got := settled(t).Visitor(t).Get(t, "/accessibility.json")
	if kind := got.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("it is %s", kind)
	}
	var s struct {
		Site, Owner map[string]string
		Assessment  struct{ Date string }
		Issues      []struct{ Alternative map[string]string }
		Reporting   struct{ Contact string }
	}
	if err := json.Unmarshal([]byte(got.Body), &s); err != nil {
		t.Fatal(err)
	}
	if s.Owner["lv"] != told[setting.OwnerName.In("lv")] || s.Owner["en"] != told[setting.OwnerName.In("en")] || s.Site["lv"] != "http://localhost" {
		t.Errorf("of whom: %v, where: %v", s.Owner, s.Site)
	}
	if s.Reporting.Contact != "mentorings@example.org" || s.Assessment.Date == "" || strings.Contains(got.Body, "{{") {
		t.Errorf("contact %q, assessed %q", s.Reporting.Contact, s.Assessment.Date)
	}
	if len(s.Issues) == 0 || !strings.Contains(s.Issues[0].Alternative["en"], "mentorings@example.org") {
		t.Error("the way round the first issue does not name the address")
	}
}
