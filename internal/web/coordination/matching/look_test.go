package matching

import (
	"testing"

	"domubiedrs/internal/web/webtest"
)

// TestLook opens pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t, 40, 14)
	first := o.run(t)
	r, x := o.run(t), o.drafted(t)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range map[string]string{"overview": room, "setting": room + "/new?intake=" + o.intake.ID, "run": here(r), "mentee": of(r, o.people.Mentees[3]),
		"quality": here(r) + "/quality", "compare": here(r) + "/compare?with=" + first.ID, "round": rounds + "/" + x.ID} {
		tab.Look(t, o.Serve(t)+path, "matching/"+name)
	}
}
