package vocabulary

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	framed := func(p web.Page) desk.Frame {
		return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}}}
	}
	filters := &web.Filters{Action: "/a", Target: "list", Result: "Viens", Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: "Ko"}}}
	table := web.Table{Caption: "Lomas", Columns: []web.Column{{Title: "Nosaukums"}}, Rows: []web.Row{{Cells: []web.Cell{{Text: "Loma", Href: "/b"}}}}}
	webtest.Every(t, "vocabulary", Templates(), webtest.Samples{"vocabulary/list": {
		func(p web.Page) web.View {
			return &listPage{Frame: framed(p), Action: &web.Button{Text: "Pievienot", Href: "/new"}, More: []web.Button{{Text: "Skatīt", Href: "/w"}}, Filters: filters,
				Kinds: []tab{{Text: "Lomas", Href: "/a", On: true}, {Text: "Tēmas", Href: "/b"}}, Groups: []group{{ID: "g-1", Title: "Grupa", Text: "Kas tā ir", Table: table}}}
		},
		func(p web.Page) web.View {
			return &listPage{Frame: framed(p), Filters: filters, Empty: &web.Empty{Title: "Nekas nav atrasts"}}
		},
	}})
}
