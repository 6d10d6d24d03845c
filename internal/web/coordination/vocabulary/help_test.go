package vocabulary

import (
	"io/fs"
	"strconv"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// staff is a house in which the room is open, with what every system has from
// its first start.
type staff struct{ *officetest.Staff }

func open(t testing.TB) *staff {
	t.Helper()
	o := &staff{officetest.Open(t, map[string]fs.FS{"vocabulary": Templates()}, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Catalogue: h.Catalogue, Applications: h.Applications}).Mount()
	})}
	o.Ground(t)
	return o
}

// found is an entry as a programme sees it.
func (o *staff) found(t testing.TB, programmeID string, kind catalogue.Kind, code string) catalogue.Entry {
	t.Helper()
	entries, err := o.Catalogue.ByCode(t.Context(), webtest.Administrator, programmeID, kind, code)
	if err != nil {
		t.Fatal(err)
	}
	return entries[code]
}

// role is one that ships with the service, as the coordinator's programme sees it.
func (o *staff) role(t testing.TB, code string) catalogue.Entry {
	t.Helper()
	return o.found(t, o.Here.ID, catalogue.Role, code)
}

// added is an entry of a programme's own.
func (o *staff) added(t testing.TB, programmeID string, kind catalogue.Kind, group catalogue.Group, name string) catalogue.Entry {
	t.Helper()
	e, err := o.Catalogue.Add(t.Context(), webtest.Administrator, programmeID, kind, group, catalogue.Details{Name: catalogue.Text{LV: name, EN: name + " EN"}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// write brings in an application for each role that somebody names themselves.
func (o *staff) write(t testing.TB, x intake.Intake, roles ...string) {
	t.Helper()
	var rows []application.Row
	for i, role := range roles {
		rows = append(rows, application.Row{Line: i + 2, Answers: questionnaire.Answers{"role": {"other"}, "role-other": {role}, "role-category": {"user"}},
			Person: account.Details{GivenName: "Persona", FamilyName: "Paraudziņa", Email: "p" + strconv.Itoa(i) + "-" + x.ID[30:] + "@example.org", Language: "lv"}})
	}
	report, err := o.Applications.Import(t.Context(), officetest.Actor(o.Who, access.Coordinator, x.Programme), x.ID, application.Mentee, rows, false, nil)
	if err != nil || !report.Saved {
		t.Fatal(report, err)
	}
}

// at is the address of an entry's page or of one below it.
func at(e catalogue.Entry, below string) string { return root + "/" + e.ID + below }
