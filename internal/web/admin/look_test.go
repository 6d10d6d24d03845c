package admin

import (
	"testing"

	"domubiedrs/internal/institution"
	"domubiedrs/internal/web/webtest"
)

// looked are pages that stand for all of their kind.
var looked = []string{"home", "people", "person", "person-change", "disable", "role-institution", "settings", "message", "jobs", "audit",
	"institutions", "proposals", "proposal", "proposal-join", "merge-choose", "merge", "import"}

// TestLook opens pages in a browser, as an administrator sees them.
func TestLook(t *testing.T) {
	o := openSQLite(t)
	if _, err := o.Institutions.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	pages := o.furnish(t)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.chief))
	for _, name := range looked {
		tab.Look(t, o.Serve(t)+pages[name], "admin/"+name)
	}
}

// furnish fills the house and names its pages.
func (o *office) furnish(t *testing.T) map[string]string {
	t.Helper()
	p := o.programme(t, "Digitālo prasmju mentorings")
	someone := o.Person(t, "Anna Elizabete", "Bērziņa-Kalniņa")
	for _, name := range []string{"Āboltiņa", "Čakste", "Dzenis", "Ģelzis", "Ķēniņš", "Liepa", "Ņikiforovs", "Ozols", "Šmits", "Žagars"} {
		o.Person(t, "Kristīne", name)
	}
	o.grantTo(t, someone.ID, p.ID)
	letter := o.fail(t, "Jums piešķirta koordinatora loma mentoringa programmā")
	o.Outbox.SMTP = nil
	held := o.write(t, "Paldies par pieteikumu")
	found, err := o.Institutions.List(t.Context(), webtest.Administrator, institution.Filter{Query: "aizsardzibas"}, 1)
	if err != nil || len(found.Items) != 1 {
		t.Fatal(found, err)
	}
	other, err := o.Institutions.List(t.Context(), webtest.Administrator, institution.Filter{Query: "finansu"}, 1)
	if err != nil || len(other.Items) != 1 {
		t.Fatal(other, err)
	}
	proposal := o.propose(t, "Ādažu mākslas un mūzikas skola")
	o.propose(t, "SIA “Paraugs”")
	person, place := "/admin/people/"+someone.ID, "/admin/institutions/"+found.Items[0].ID
	return map[string]string{
		"home": "/admin", "people": "/admin/people", "people-none": "/admin/people?q=xyz", "person": person, "person-change": person + "/change",
		"person-new": "/admin/people/new", "disable": person + "/disable", "role": person + "/roles/new",
		"role-programme": person + "/roles/new?role=coordinator", "role-institution": person + "/roles/new?role=institution-contact&q=novada",
		"export": "/admin/people/export", "institutions": "/admin/institutions", "institution": place, "institution-change": place + "/change",
		"institution-close": place + "/close", "programmes": "/admin/programmes", "programme": "/admin/programmes/" + p.ID,
		"settings": "/admin/settings", "settings-contact": "/admin/settings/contact", "outbox": "/admin/outbox", "message": "/admin/outbox/" + letter,
		"message-held": "/admin/outbox/" + held, "jobs": "/admin/jobs", "job": "/admin/jobs/1", "job-delete": "/admin/jobs/1/delete", "audit": "/admin/audit",
		"audit-choices": "/admin/audit?q=kristine", "proposals": "/admin/institutions/proposals", "proposal": proposal,
		"proposal-approve": proposal + "/approve", "proposal-join": proposal + "/join?q=adazu", "proposal-decline": proposal + "/decline",
		"merge-choose": place + "/merge?q=ministrija", "merge": place + "/merge?into=" + other.Items[0].ID, "import": importPath,
	}
}
