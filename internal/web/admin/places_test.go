package admin

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/institution"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web/webtest"
)

func seeded(t *testing.T) *office {
	t.Helper()
	o := openSQLite(t)
	if _, err := o.Institutions.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestInstitutionFilters(t *testing.T) {
	o := seeded(t)
	for path, want := range map[string]struct{ has, lacks string }{
		"?q=ventspils":                            {"Ventspils novada pašvaldība", "Aizsardzības ministrija"},
		"?q=varam":                                {"Viedās administrācijas un reģionālās attīstības ministrija", "Saeima"},
		"?type=state_ministry&q=aizsardz":         {"Aizsardzības ministrija", "Ventspils"},
		"?type=all&region=latgale&q=pasvaldiba":   {"Balvu novada pašvaldība", "Ādažu"},
		"?type=planning_region&region=all":        {"Rīgas plānošanas reģions", "Rīgas valstspilsētas pašvaldība"},
		"?type=invented":                          {"Nekas nav atrasts", "ministrija"},
		"?after=nonsense&type=state_ministry":     {"Aizsardzības ministrija", "Nekas nav"},
		"?closed=yes&q=ministrija&type=private":   {"Nekas nav atrasts", "Ministry"},
		"?q=%22%3E%3Cscript%3Ealert(1)%3C/script": {"Nekas nav atrasts", "<script>alert"},
	} {
		body := o.see(t, "/admin/institutions"+path, "Iestādes")
		contains(t, body, want.has)
		lacks(t, body, want.lacks+"</a>", "<script>alert")
	}
}

func TestInstitutionPagesMeet(t *testing.T) {
	o := seeded(t)
	seen := map[string]bool{}
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for path := "/admin/institutions"; path != ""; {
		body := o.see(t, path, "Iestādes")
		for _, m := range regexp.MustCompile(`<th scope="row"[^>]*><a href="(/admin/institutions/[^"]+)"`).FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Errorf("%s stands twice", m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := next.FindStringSubmatch(body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	all, err := o.Institutions.List(t.Context(), webtest.Administrator, institution.Filter{}, institution.MaxPage)
	if err != nil || len(seen) != len(all.Items) {
		t.Errorf("%d of %d were seen, %v", len(seen), len(all.Items), err)
	}
}

// TestInstitutionsLife adds, changes, ends and revives an institution under
// another, which is typed by name.
func TestInstitutionsLife(t *testing.T) {
	o := seeded(t)
	agency := url.Values{"name_lv": {"Datu aģentūra"}, "type": {"state_subordinate"}, "region": {"all"}, "parent": {"varam"}}
	here := o.done(t, "/admin/institutions", agency, "Iestāde ir pievienota: Datu aģentūra.").To()
	contains(t, o.see(t, here, "Datu aģentūra"), "Viedās administrācijas un reģionālās attīstības ministrija", "Visa valsts", "Darbojas")
	o.refused(t, "/admin/institutions", agency, http.StatusUnprocessableEntity, "Iestāde ar šādu nosaukumu jau ir sarakstā.", `value="varam"`)
	o.refused(t, "/admin/institutions", url.Values{"name_lv": {"Cita"}, "parent": {"ministrija"}, "type": {"ngo"}}, http.StatusUnprocessableEntity, "Atrastas vairākas iestādes")
	o.refused(t, "/admin/institutions", url.Values{"name_lv": {"Cita"}, "parent": {"qwerty"}, "type": {"ngo"}}, http.StatusUnprocessableEntity, `href="#f-parent"`)
	changed := form(t, o.see(t, here+"/change", "Mainīt datus"), "name_en", "Data Agency")
	o.done(t, here+"/change", changed, "Izmaiņas ir saglabātas.")
	o.refused(t, here+"/change", changed, http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.")
	closing := form(t, o.see(t, here+"/close", "Norādīt pēdējo dienu"), "valid_to", "2026-11-22")
	o.done(t, here+"/close", closing, "Pēdējā diena ir norādīta.")
	contains(t, o.see(t, here, "Datu aģentūra"), "Beidza darbu 22.11.2026.")
	lacks(t, o.see(t, "/admin/institutions?q=datu", "Iestādes"), "Datu aģentūra")
	contains(t, o.see(t, "/admin/institutions?q=datu&closed=yes", "Iestādes"), "Datu aģentūra")
	o.done(t, here+"/reopen", form(t, o.see(t, here+"/reopen", "Noņemt pēdējo dienu")), "Pēdējā diena ir noņemta.")
	contains(t, o.see(t, here, "Datu aģentūra"), "Darbojas")
}

func TestInstitutionAboveCannotEndFirst(t *testing.T) {
	o := seeded(t)
	found, err := o.Institutions.Search(t.Context(), webtest.Administrator, "varam", 1)
	if err != nil {
		t.Fatal(err)
	}
	o.done(t, "/admin/institutions", url.Values{"name_lv": {"Datu aģentūra"}, "type": {"state_subordinate"}, "parent": {"varam"}}, "pievienota")
	here := "/admin/institutions/" + found[0].ID
	contains(t, o.see(t, here, found[0].NameLV), "Padotības iestādes", "Datu aģentūra")
	body := o.refused(t, here+"/close", form(t, o.see(t, here+"/close", "Norādīt pēdējo dienu")), http.StatusUnprocessableEntity, "Kāda padotības iestāde darbojas ilgāk.")
	o.refused(t, here+"/close", form(t, body, "valid_to", "rīt"), http.StatusUnprocessableEntity, "Norādiet pareizu datumu.", `value="rīt"`)
}

func TestProgrammesLife(t *testing.T) {
	o := openSQLite(t)
	contains(t, o.see(t, "/admin/programmes", "Programmas"), "Vēl nav nevienas programmas")
	o.refused(t, "/admin/programmes", url.Values{"name_lv": {"Mentorings"}}, http.StatusUnprocessableEntity, "Ierakstiet programmas nosaukumu.", `value="Mentorings"`)
	here := o.done(t, "/admin/programmes", url.Values{"name_lv": {"Mentorings"}, "name_en": {"Mentoring"}}, "Programma ir izveidota: Mentorings.").To()
	contains(t, o.see(t, here, "Mentorings"), "Melnraksts")
	question := o.see(t, here+"/open", "Atvērt programmu")
	o.done(t, here+"/open", form(t, question), "Programma ir atvērta.")
	o.refused(t, here+"/open", form(t, question), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	stale := form(t, o.see(t, here+"/change", "Mainīt nosaukumu"), "name_lv", "Otrs")
	o.done(t, here+"/change", form(t, o.see(t, here+"/change", "Mainīt nosaukumu"), "name_lv", "Pirmais"), "Izmaiņas ir saglabātas.")
	o.refused(t, here+"/change", stale, http.StatusConflict, "Tagad saglabāts", "Pirmais", `value="Otrs"`)
	o.done(t, here+"/close", form(t, o.see(t, here+"/close", "Slēgt programmu")), "Programma ir slēgta.")
	contains(t, o.see(t, here, "Pirmais"), "Slēgta", "Atvērt programmu")
}

func TestSettings(t *testing.T) {
	o := openSQLite(t)
	contains(t, o.see(t, "/admin/settings", "Iestatījumi"), "Programmas īpašnieks", "Nav norādīts", "/admin/settings/contact#f-owner-contact-email")
	page := o.see(t, "/admin/settings/contact", "Saziņa un palīdzība")
	o.refused(t, "/admin/settings/contact", form(t, page, "owner.contact.email", "nav", "site.help.answer-days", "99"), http.StatusUnprocessableEntity,
		`href="#f-owner-contact-email"`, `value="nav"`, "Ierakstiet veselu skaitli no 1 līdz 15.")
	good := form(t, page, "owner.contact.email", "programma@example.org", "owner.contact.phone", "+371 67000000")
	o.done(t, "/admin/settings/contact", good, "Saglabāts: Saziņa un palīdzība.")
	contains(t, o.see(t, "/admin/settings", "Iestatījumi"), "programma@example.org")
	late := form(t, page, "owner.contact.email", "cita@example.org")
	again := o.refused(t, "/admin/settings/contact", late, http.StatusConflict, "Tagad saglabāts", "programma@example.org", `value="cita@example.org"`)
	o.done(t, "/admin/settings/contact", form(t, again), "Saglabāts")
	now, err := o.Settings.All(t.Context())
	if err != nil || now.Text(setting.ContactEmail) != "cita@example.org" {
		t.Errorf("%q, %v", now.Text(setting.ContactEmail), err)
	}
}

// TestPostedExtrasAreIgnored is SEC-05.
func TestPostedExtrasAreIgnored(t *testing.T) {
	o := openSQLite(t)
	here := "/admin/people/" + o.Person(t, "Ieva", "Kalniņa").ID
	extras := form(t, o.see(t, here+"/change", "Mainīt datus"), "status", "disabled", "role", "administrator", "id", o.chief.ID)
	o.done(t, here+"/change", extras, "Izmaiņas ir saglabātas.")
	contains(t, o.see(t, here, "Ieva Kalniņa"), "Var pieslēgties", "Nav nevienas lomas")
	o.Post(t, "/admin/settings/contact", form(t, o.see(t, "/admin/settings/contact", "Saziņa un palīdzība"),
		"owner.contact.email", "a@example.org", "owner.name.lv", "Cita iestāde"))
	now, err := o.Settings.All(t.Context())
	if err != nil || now.Text(setting.OwnerName.In("lv")) != "" || now.Text(setting.ContactEmail) != "a@example.org" {
		t.Errorf("%q %q, %v", now.Text(setting.OwnerName.In("lv")), now.Text(setting.ContactEmail), err)
	}
}
