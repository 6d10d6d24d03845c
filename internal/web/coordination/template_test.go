package coordination

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}, {Title: "Plūsmas", Href: "/b"}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	help := web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	look := web.Status{State: web.Look, Text: "Jāpārbauda"}
	facts := web.Summary{Title: "Īsumā", Items: []web.SummaryItem{{Key: "E-pasts", Value: "a@example.org"}, {Key: "Loma"}}}
	story := web.Timeline{{State: web.Ready, Title: "Iesniegts", Text: "Vakar"}}
	webtest.Every(t, "coordination", Templates(), webtest.Samples{"coordination/application": {
		func(p web.Page) web.View {
			return &applicationPage{Frame: framed(p), Status: look, Fit: look, Caution: "Konflikts", Facts: facts, Answers: []web.Summary{facts}, Story: story,
				Findings: []finding{{Text: "Jāskatās", Status: look, Act: &web.Link{Text: "Labot", Href: "/a"}}},
				Decision: &web.Form{ID: "decision", Submit: "Saglabāt", Fields: []*web.Field{{Kind: web.Textarea, Name: "note", Label: "Piezīme"}}}}
		},
		func(p web.Page) web.View {
			return &applicationPage{Frame: framed(p), Status: look, Fit: look, Closed: "Nav", Decided: "Nav", Facts: facts, Story: story}
		},
	}, "coordination/home": {
		func(p web.Page) web.View {
			return &homePage{Frame: framed(p), Help: help, Action: &web.Button{Text: "Izskatīt", Href: "/a"}, More: []web.Button{office.Secondary("Cits", "/b", "plus")},
				Stats: web.Stats{{Number: "7", Text: "gaida", Note: "4 dienas"}}, Next: web.Timeline{{State: web.ToDo, Title: "2.12.", Time: "2026-12-02", Text: "Seminārs"}},
				Tasks: &web.TaskList{Title: "Kas jādara", Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "Publicēt", Href: "/a", Status: p.Status(web.ToDo)}}}}},
				Intakes: []intakeView{{ID: "p-1", Programme: "Mentori", Name: "Rudens", Href: "/a", Status: p.Status(web.Begun),
					Funnel: []step{{Name: "Iesniegts", Mentees: "4", Mentors: "3", Width: 100}}},
					{ID: "p-2", Programme: "Citi", None: &web.Empty{Title: "Plūsmas nav"}}}}
		},
		func(p web.Page) web.View {
			return &homePage{Frame: framed(p), Calm: &web.Empty{Title: "Viss kārtībā"}, Help: help}
		},
	}})
}
