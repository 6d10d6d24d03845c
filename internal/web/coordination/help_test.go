package coordination

import (
	"io/fs"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// staff is a house in which the section is open.
type staff struct{ *officetest.Staff }

func open(t testing.TB) *staff {
	t.Helper()
	return &staff{officetest.Open(t, map[string]fs.FS{"coordination": Templates()}, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Intakes: h.Intakes, Applications: h.Applications, Catalogue: h.Catalogue,
			Sources: asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}}).Mount()
	})}
}

// with opens a browser of somebody new with a role in a programme.
func (o *staff) with(t testing.TB, role access.Role, programmeID string) *staff {
	t.Helper()
	return &staff{o.With(t, role, programmeID)}
}
