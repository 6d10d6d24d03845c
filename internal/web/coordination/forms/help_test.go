package forms

import (
	"io/fs"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// staff is a house in which the room is open, with what every system has from
// its first start.
type staff struct{ *officetest.Staff }

func open(t testing.TB) *staff {
	t.Helper()
	o := &staff{officetest.Open(t, map[string]fs.FS{"forms": Templates()}, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Questionnaires: h.Questionnaires,
			Sources: asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}}).Mount()
	})}
	o.Ground(t)
	return o
}

func (o *staff) with(t testing.TB, role access.Role, programmeID string) *staff {
	t.Helper()
	return &staff{o.With(t, role, programmeID)}
}

// current is what is filled in in the coordinator's programme.
func (o *staff) current(t testing.TB, key string) questionnaire.Edition {
	t.Helper()
	e, err := o.Questionnaires.Current(t.Context(), o.Me(), key, o.Here.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// begin makes a draft in a programme, beside the pages.
func (o *staff) begin(t testing.TB, key, programmeID string) questionnaire.Edition {
	t.Helper()
	e, err := o.Questionnaires.Begin(t.Context(), webtest.Administrator, key, programmeID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// load reads an edition again.
func (o *staff) load(t testing.TB, e questionnaire.Edition) questionnaire.Edition {
	t.Helper()
	e, err := o.Questionnaires.Get(t.Context(), webtest.Administrator, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// at is the address of an edition's page or of one below it.
func at(e questionnaire.Edition, below string) string { return root + "/" + e.ID + below }
