package admin

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web/webtest"
)

// propose asks for an institution and gives the address of the proposal.
func (o *office) propose(t testing.TB, name string) string {
	t.Helper()
	p, err := o.Institutions.Propose(t.Context(), access.Actor{Person: o.chief.ID}, name, "")
	if err != nil {
		t.Fatal(err)
	}
	return "/admin/proposals/" + p.ID
}

// employer adds an institution.
func (o *office) employer(t testing.TB, name string) institution.Institution {
	t.Helper()
	i, err := o.Institutions.Add(t.Context(), webtest.Administrator, institution.Details{NameLV: name, Type: institution.Independent})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestBodiesWithWhatIsAbove(t *testing.T) {
	o := seeded(t)
	o.done(t, "/admin/institutions", url.Values{"name_lv": {"Datu aģentūra"}, "type": {"state_subordinate"}, "parent": {"varam"},
		"address": {"Peldu iela 25"}}, "pievienota")
	lacks(t, o.see(t, "/admin/institutions?q=varam", "Iestādes"), "Datu aģentūra</a>")
	contains(t, o.see(t, "/admin/institutions?q=varam&bodies=yes", "Iestādes"), "Datu aģentūra</a>", "attīstības ministrija</a>")
	contains(t, o.see(t, o.first(t, "/admin/institutions?q=datu"), "Datu aģentūra"), "Peldu iela 25")
}

// first is where the first row of a list leads.
func (o *office) first(t testing.TB, path string) string {
	t.Helper()
	m := regexp.MustCompile(`<th scope="row"[^>]*><a href="([^"]+)"`).FindStringSubmatch(o.Get(t, path).Body)
	if m == nil {
		t.Fatalf("%s is empty", path)
	}
	return m[1]
}

func TestAProposalBecomesAnInstitution(t *testing.T) {
	o := seeded(t)
	contains(t, o.see(t, "/admin/institutions/proposals", "Ierosinātās iestādes"), "Te nav neviena ierosinājuma")
	here := o.propose(t, "Majoru <b>skola</b>")
	contains(t, o.see(t, "/admin", "Administrēšana"), "1 ierosināta iestāde gaida lēmumu")
	contains(t, o.see(t, "/admin/institutions", "Iestādes"), "Ierosinātās (1)")
	contains(t, o.see(t, "/admin/institutions/proposals", "Ierosinātās iestādes"), here, "Majoru &lt;b&gt;skola", "Nav zināms")
	contains(t, o.see(t, here, "Majoru &lt;b&gt;skola&lt;/b&gt;"), "Gaida lēmumu", here+"/approve", here+"/join", here+"/decline")
	asked := o.see(t, here+"/approve", "Pievienot kā jaunu")
	o.refused(t, here+"/approve", form(t, asked, "type", "", "name_lv", "Majoru skola"), http.StatusUnprocessableEntity, "Izvēlieties iestādes veidu.", `value="Majoru skola"`)
	good := form(t, asked, "type", "municipal_body", "name_lv", "Majoru skola")
	to := o.done(t, here+"/approve", good, "Iestāde ir pievienota: Majoru skola.").To()
	contains(t, o.see(t, here, "Majoru &lt;b&gt;skola&lt;/b&gt;"), "Pievienota", to)
	o.refused(t, here+"/approve", good, http.StatusConflict)
	contains(t, o.see(t, "/admin/institutions/proposals?status=approved", "Ierosinātās iestādes"), here)
	lacks(t, o.see(t, "/admin/institutions/proposals?status=invented", "Ierosinātās iestādes"), here)
}

func TestAProposalMeansOneThatIsThere(t *testing.T) {
	o := seeded(t)
	here := o.propose(t, "Adazu pasvaldiba un dome")
	contains(t, o.see(t, here+"/join", "Izvēlēties no saraksta"), "Nekas nav atrasts", `value="Adazu pasvaldiba un dome"`)
	page := o.see(t, here+"/join?q=adazu", "Izvēlēties no saraksta")
	contains(t, page, "Ādažu novada pašvaldība")
	o.refused(t, here+"/join", form(t, page), http.StatusUnprocessableEntity, "Izvēlieties iestādi no atrastajām.", "Ādažu novada pašvaldība")
	into := institution.SeedID("municipality:011")
	o.refused(t, here+"/join", form(t, page, "into", into, "version", "x"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	o.done(t, here+"/join", form(t, page, "into", into), "Ierosinājums saistīts ar iestādi: Ādažu novada pašvaldība.")
	contains(t, o.see(t, here, "Adazu pasvaldiba un dome"), "Bija sarakstā", into)
}

func TestAProposalIsDeclined(t *testing.T) {
	o := openSQLite(t)
	here := o.propose(t, "Nekas")
	o.done(t, here+"/decline", form(t, o.see(t, here+"/decline", "Noraidīt")), "Ierosinājums ir noraidīts.")
	body := o.see(t, here, "Nekas")
	contains(t, body, "Noraidīta", here+"/approve")
	lacks(t, body, here+"/decline")
	o.refused(t, here+"/decline", form(t, o.see(t, here+"/decline", "Noraidīt")), http.StatusConflict, "Par šo ierosinājumu jau ir izlemts.")
}

// TestAMergeOnPages chooses, looks, is refused a day to come, and merges.
func TestAMergeOnPages(t *testing.T) {
	o := openSQLite(t)
	from, into := o.employer(t, "Vides birojs"), o.employer(t, "Klimata birojs")
	contact := o.Person(t, "Gunta", "Krūmiņa", access.Grant{Role: access.InstitutionContact, Scope: access.Scope{Kind: access.Institution, ID: from.ID}})
	here := "/admin/institutions/" + from.ID
	contains(t, o.see(t, here, "Vides birojs"), here+"/merge")
	lacks(t, o.see(t, here+"/merge", "Apvienot iestādes"), `name="into"`)
	choose := o.see(t, here+"/merge?q=birojs", "Apvienot iestādes")
	contains(t, choose, "Kura iestāde turpina darbu Vides birojs vietā?", into.ID)
	lacks(t, choose, `value="`+from.ID+`"`)
	question := o.see(t, here+"/merge?into="+into.ID, "Apvienot iestādes")
	contains(t, question, "Pāriet: 1 kontaktpersonas loma.", "Kontaktpersonas turpmāk redzēs visus Klimata birojs dalībniekus.", "Apvienošanu nevar atsaukt.", `value="2026-11-23"`)
	act := here + "/merge?into=" + into.ID
	o.refused(t, act, form(t, question, "valid_to", "2026-11-24"), http.StatusUnprocessableEntity, "Apvienot var tad, kad pēdējā diena ir pienākusi.", `value="2026-11-24"`)
	o.refused(t, act, form(t, question, "version", "0"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	if to := o.done(t, act, form(t, question), "Iestādes ir apvienotas.").To(); to != "/admin/institutions/"+into.ID {
		t.Errorf("it leads to %s", to)
	}
	old := o.see(t, here, "Vides birojs")
	contains(t, old, "Apvienota 23.11.2026.", "Turpina darbu kā", into.ID)
	lacks(t, old, here+"/change", here+"/reopen", here+"/merge")
	contains(t, o.see(t, "/admin/institutions?q=vides", "Iestādes"), "Klimata birojs</a>")
	_, grants, err := o.Accounts.Get(t.Context(), webtest.Administrator, contact.ID)
	if err != nil || len(grants) != 1 || grants[0].Scope.ID != into.ID {
		t.Errorf("%+v, %v", grants, err)
	}
}

// TestAMergeIsGrave asks for a fresh proof before anything is shown.
func TestAMergeIsGrave(t *testing.T) {
	o := openSQLite(t)
	from, into := o.employer(t, "Vides birojs"), o.employer(t, "Klimata birojs")
	o.Clock.At = o.Clock.At.Add(account.DefaultRules.Fresh + 1)
	path := "/admin/institutions/" + from.ID + "/merge"
	if got := o.Get(t, path); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.To(), "/signin/proof") {
		t.Errorf("status %d to %q", got.Status, got.To())
	}
	if got := o.Post(t, path+"?into="+into.ID, url.Values{"valid_to": {"2026-11-23"}, "version": {"1"}}); got.Status != http.StatusForbidden {
		t.Errorf("status %d", got.Status)
	}
}

// upload sends a register.
func (o *office) upload(t testing.TB, name, content string) webtest.Answer {
	t.Helper()
	return o.Upload(t, importPath, "file", name, []byte(content))
}

func TestARegisterOnPages(t *testing.T) {
	o := seeded(t)
	contains(t, o.see(t, importPath, "Importēt iestādes"), `enctype="multipart/form-data"`, `type="file"`)
	got := o.upload(t, "ppi.csv", "kods;nosaukums;veids;augstākā iestāde\n90000000001;Datu <b>aģentūra</b>;Valsts aģentūra;VARAM\n;Ventspils novada pašvaldība;;\n")
	if got.Status != http.StatusOK {
		t.Fatalf("status %d: %s", got.Status, spoken(got.Body))
	}
	o.good(t, importPath, got, "Kas mainīsies")
	contains(t, got.Body, "Datu &lt;b&gt;aģentūra", "Jauna", "Iestādes veids: Padotības iestāde.", "augstākā iestāde", `name="rows"`)
	before := len(o.all(t))
	o.done(t, importPath+"/run", form(t, got.Body), "Imports ir pabeigts. Jaunas: 1, mainītas: 0, slēgtas: 0.")
	if after := len(o.all(t)); after != before+1 {
		t.Errorf("%d institutions, before %d", after, before)
	}
	again := o.upload(t, "ppi.csv", "kods;nosaukums\n90000000001;Datu <b>aģentūra</b>\n")
	contains(t, again.Body, "Fails neko nemaina")
	lacks(t, again.Body, `name="rows"`)
}

func (o *office) all(t testing.TB) []institution.Institution {
	t.Helper()
	page, err := o.Institutions.List(t.Context(), webtest.Administrator, institution.Filter{}, institution.MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestRegistersThatAreRefused(t *testing.T) {
	o := openSQLite(t)
	for content, want := range map[string]string{
		"":                      "Failā nekā nav",
		"%PDF-1.7":              "f-file",
		"vecums;garums\n3;4\n":  "Failā nav kolonnas ar nosaukumiem. Atrastās kolonnas: vecums; garums.",
		"kods;nosaukums\n1;A\n": "",
	} {
		got := o.upload(t, "ppi.csv", content)
		if wanted := map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusOK}[want != ""]; got.Status != wanted {
			t.Errorf("%q: status %d: %s", content, got.Status, spoken(got.Body))
		}
		if o.rules(t, importPath, got); want != "" && want != "Failā nekā nav" {
			contains(t, got.Body, want, `id="errors"`)
		}
	}
	wrong := o.upload(t, "ppi.csv", "kods;nosaukums\n90000000001;Laba\n90000000002;\n")
	contains(t, wrong.Body, "Izlabojiet atzīmētās rindas", "Rindā nav nosaukuma.", "Jālabo")
	lacks(t, wrong.Body, `name="rows"`)
	if got := o.Post(t, importPath, url.Values{}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("no file: status %d", got.Status)
	}
	for _, rows := range []string{"", "%%%", "AAAA", "H4sIAAAAAAAA/w=="} {
		if got := o.Post(t, importPath+"/run", url.Values{"rows": {rows}}); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("rows %q: status %d", rows, got.Status)
		}
	}
	if n := len(o.all(t)); n != 0 {
		t.Errorf("%d institutions", n)
	}
}

// TestARegisterThatIsOvertaken runs what was looked at after the list has
// changed: what cannot be taken any more is shown again.
func TestARegisterThatIsOvertaken(t *testing.T) {
	o := openSQLite(t)
	var text strings.Builder
	text.WriteString("nosaukums;kods\n")
	for n := range shownRows + 5 {
		fmt.Fprintf(&text, "Iestāde %d;9%010d\n", n, n)
	}
	seen := o.upload(t, "ppi.csv", text.String())
	contains(t, seen.Body, fmt.Sprintf("Redzamas pirmās %d rindas.", shownRows))
	if _, err := o.Institutions.Add(t.Context(), webtest.Administrator, institution.Details{NameLV: "Iestāde 7", Type: institution.NGO, Code: "40000000000"}); err != nil {
		t.Fatal(err)
	}
	got := o.Post(t, importPath+"/run", form(t, seen.Body))
	if got.Status != http.StatusConflict || !strings.Contains(got.Body, "Jālabo") || len(o.all(t)) != 1 {
		t.Errorf("status %d: %s", got.Status, html.UnescapeString(spoken(got.Body)))
	}
}

// TestALargeUpload is refused by its size.
func TestALargeUpload(t *testing.T) {
	o := openSQLite(t)
	if got := o.upload(t, "ppi.csv", strings.Repeat("a", 2<<20)); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got.Status)
	}
}
