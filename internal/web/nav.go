package web

import "domubiedrs/internal/access"

// sections are the rooms of the service: who may enter, and where the door is.
// A person with several roles sees a link to each of their rooms; inside the
// administration the navigation is that room's own.
var sections = []struct {
	name, href, text string
	need             Need
}{
	{"workspace", "/workspace", "ui.nav.workspace", Need{access.Workspace, access.Read}},
	{"coordination", "/coordination", "ui.nav.coordination", Need{access.Coordination, access.Read}},
	{"employer", "/employer", "ui.nav.employer", Need{access.Employer, access.Read}},
	{"evidence", "/evidence", "ui.nav.evidence", Need{access.Evidence, access.Read}},
	{"admin", "/admin", "ui.nav.admin", Need{access.Administration, access.Read}},
}

var publicNav = []struct{ section, href, text string }{
	{"public", "/", "ui.nav.about"},
	{"themes", "/themes", "ui.nav.themes"},
	{"seminars", "/seminars", "seminars.visit.nav"},
	{"guidelines", "/guidelines", "ui.nav.guidelines"},
}

// Home is where a person starts: the room of the work that waits for others
// first.
func Home(a access.Actor) string {
	for _, name := range []string{"coordination", "employer", "evidence", "admin"} {
		for _, s := range sections {
			if s.name == name && a.MayAny(s.need.Verb, s.need.Thing) && !a.Has(access.Mentee, access.Mentor) {
				return s.href
			}
		}
	}
	return "/workspace"
}

func (r *Request) nav(section string) []NavItem {
	var items []NavItem
	if !r.Actor.SignedIn() {
		for _, item := range publicNav {
			items = append(items, NavItem{Text: r.T(item.text), Href: item.href, Current: item.section == section})
		}
		return items
	}
	for _, s := range sections {
		if r.Actor.MayAny(s.need.Verb, s.need.Thing) {
			items = append(items, NavItem{Text: r.T(s.text), Href: s.href, Current: s.name == section})
		}
	}
	return append(items, NavItem{Text: r.T("ui.nav.guidelines"), Href: "/guidelines", Current: section == "guidelines"})
}
