package coordination

import (
	"testing"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/web/webtest"
)

// TestLook opens pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t)
	pages := o.furnish(t)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range pages {
		tab.Look(t, o.Serve(t)+"/coordination"+path, "coordination/"+name)
	}
}

// furnish fills the house and names its pages.
func (o *staff) furnish(t *testing.T) map[string]string {
	t.Helper()
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil)
	o.applied(t, x, "Andris", "Vītols", application.Mentor, nil)
	decided := o.applied(t, x, "Anna Elizabete", "Bērziņa-Kalniņa", application.Mentee, nil)
	gunta := o.applied(t, x, "Gunta", "Egle", application.Mentee, other)
	if _, err := o.Applications.Decide(t.Context(), o.Me(), decided.ID, decided.Version, application.Decision{Status: application.Eligible}); err != nil {
		t.Fatal(err)
	}
	o.imported(t, x, "ilze", "inga")
	if _, err := o.Applications.Invite(t.Context(), o.Me(), x.ID, "uldis.ozols@example.org", "Uldis Ozols"); err != nil {
		t.Fatal(err)
	}
	o.Clock.At = o.Clock.At.Add(9 * time.Hour)
	return map[string]string{"home": "", "intakes": "/intakes", "intake": "/intakes/" + x.ID, "intake-change": "/intakes/" + x.ID + "/change",
		"rules": "/intakes/" + x.ID + "/rules", "withdraw": "/intakes/" + x.ID + "/withdraw", "funding": "/funding",
		"queue": "/applications?status=all", "application": "/applications/" + gunta.ID, "bulk": "/applications/decide?chosen=" + chosenValue(gunta),
		"export": "/applications/export", "invitations": "/invitations"}
}
