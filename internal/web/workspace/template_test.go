package workspace

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	help := web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	webtest.Every(t, "workspace", Templates(), webtest.Samples{"workspace/home": {
		func(p web.Page) web.View {
			p.Eyebrow = "Šodien"
			return &homePage{Page: p, Next: &web.Empty{Title: "Nekas nav jādara"}, Help: help,
				Work:    web.TaskList{Title: "Darbi", Groups: []web.TaskGroup{{Title: "Drīz", Tasks: []web.Task{{Text: "Plānot", Status: p.Status(web.Blocked)}}}}},
				Stages:  &web.Stages{Title: "Posmi", Items: []web.Stage{{State: web.Begun, Title: "Plāns"}, {State: web.ToDo, Title: "Noslēgums"}}},
				Reading: []web.Link{{Text: "Ētika", Href: "/guidelines/ethics"}}}
		},
		func(p web.Page) web.View {
			return &homePage{Page: p, Work: web.TaskList{Title: "Darbi"}, Help: help}
		},
	}})
}
