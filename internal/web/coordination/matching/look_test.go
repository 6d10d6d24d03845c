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
	mentee := o.people.Mentees[3]
	mentor := o.people.Mentors[2]
	for name, path := range map[string]string{"overview": room, "setting": room + "/new?intake=" + o.intake.ID, "run": here(r), "mentee": of(r, mentee), "mentors": of(r, mentee) + "/mentors",
		"lock": of(r, mentee) + "/pair?kind=lock&mentor=" + mentor, "quality": here(r) + "/quality", "compare": here(r) + "/compare?with=" + first.ID, "waiting": room + "/waiting",
		"round": rounds + "/" + x.ID, "send": rounds + "/" + x.ID + "/send", "arrange": rounds + "/" + x.ID + "/mentees/" + mentee} {
		tab.Look(t, o.Serve(t)+path, "matching/"+name)
	}
}
