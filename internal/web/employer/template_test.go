package employer

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	help := web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	webtest.Every(t, "employer", Templates(), webtest.Samples{"employer/home": {
		func(p web.Page) web.View {
			return &homePage{Page: p, Institutions: []string{"Parauga ministrija"}, Help: help, Work: web.TaskList{Title: "Darbi"},
				People: web.Table{Caption: "Dalībnieki", Empty: &web.Empty{Title: "Neviens vēl nav pieteicies"}}}
		},
		func(p web.Page) web.View {
			return &homePage{Page: p, Help: help, Work: web.TaskList{Title: "Darbi"}, People: web.Table{Caption: "Dalībnieki", Columns: []web.Column{{Title: "Vārds"}},
				Rows: []web.Row{{Cells: []web.Cell{{Text: "Ieva Liepa"}}}}}}
		},
	}})
}
