package seminars

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}, {Title: "Semināri", Href: "/b"}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	table := web.Table{Caption: "Saraksts", Columns: []web.Column{{Title: "Kas"}, {Title: "Paraksts"}},
		Rows: []web.Row{{Cells: []web.Cell{{Text: "1. Ieva"}, {}}}}}
	webtest.Every(t, "seminars", Templates(), webtest.Samples{
		"seminars/poster": {func(p web.Page) web.View {
			return &posterPage{Frame: framed(p), Picture: "/a.svg", Side: 400, Address: "https://example.org/check-in"}
		}},
		"seminars/paper": {
			func(p web.Page) web.View {
				p.Funding.Logos = []web.Logo{{Src: "/logo.svg", Alt: "Fonds", Width: 40, Height: 20}}
				return &paperPage{Frame: framed(p), Acts: []web.Button{office.Secondary("Fails", "/a", "download")}, Caution: "Mainīts",
					Filters: &web.Filters{Action: "/a", Fields: []*web.Field{{Kind: web.Hidden, Name: "programme", Value: "x"}}},
					Facts:   web.Facts{{Name: "Kad", Value: "Rīt"}}, Table: table, Funding: []string{"Finansē fonds."}, Seal: "SHA", Signed: true}
			},
			func(p web.Page) web.View { return &paperPage{Frame: framed(p), Table: table} },
		},
	})
}
