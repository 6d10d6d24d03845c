package vocabulary

import (
	"testing"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web/webtest"
)

// TestLook opens the pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t)
	o.write(t, o.Intake(t, o.Here, "2027-1"), "Datu tulks", "Datu tulks", "Pašvaldības ēku un energoresursu pārvaldnieks")
	own := o.added(t, o.Here.ID, catalogue.Role, catalogue.UserRoles, "Ēku pārvaldnieks")
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range map[string]string{"roles": root, "competences": root + "?kind=competence", "entry": at(own, ""), "new": root + "/new?kind=theme",
		"change": at(o.role(t, "lawyer"), "/change"), "retire": at(own, "/retire"), "written": root + "/written", "promote": root + "/promote?text=Datu+tulks"} {
		tab.Look(t, o.Serve(t)+path, "vocabulary/"+name)
	}
}
