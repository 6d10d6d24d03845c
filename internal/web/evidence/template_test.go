package evidence

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	help := web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	webtest.Every(t, "evidence", Templates(), webtest.Samples{"evidence/home": {
		func(p web.Page) web.View {
			return &homePage{Page: p, Programmes: []string{"Mentori"}, Help: help, Work: web.TaskList{Title: "Darbi"},
				Evidence: web.Table{Caption: "Dalības lietas", Empty: &web.Empty{Title: "Nav"}}}
		},
		func(p web.Page) web.View {
			return &homePage{Page: p, Help: help, Work: web.TaskList{Title: "Darbi"}, Evidence: web.Table{Caption: "Dalības lietas", Columns: []web.Column{{Title: "Vārds"}},
				Rows: []web.Row{{Cells: []web.Cell{{Text: "Ieva Liepa"}}}}}}
		},
	}})
}
