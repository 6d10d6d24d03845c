package coordination

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	help := web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	none := web.Table{Caption: "Programmas", Empty: &web.Empty{Title: "Programmu nav"}}
	webtest.Every(t, "coordination", Templates(), webtest.Samples{"coordination/home": {
		func(p web.Page) web.View {
			open := p.Status(web.Begun)
			return &homePage{Page: p, Calm: &web.Empty{Title: "Viss kārtībā"}, Help: help, Work: web.TaskList{Title: "Darbi"},
				Programmes: web.Table{Caption: "Programmas", Columns: []web.Column{{Title: "Programma"}, {Title: "Statuss"}},
					Rows: []web.Row{{Cells: []web.Cell{{Text: "Mentori"}, {Status: &open}}}}}}
		},
		func(p web.Page) web.View {
			return &homePage{Page: p, Programmes: none, Help: help, Work: web.TaskList{Title: "Darbi"}}
		},
	}})
}
