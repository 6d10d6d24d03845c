package importing

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	form := func() *web.Form {
		return &web.Form{Submit: "Turpināt", Note: "Pēc tam", Action: "/a", Upload: true, Cancel: &web.Link{Text: "Atcelt", Href: "/a"},
			Fields: []*web.Field{desk.VersionField(1), {Kind: web.File, Name: "file", Label: "Fails", Error: "Izvēlieties failu"}}}
	}
	part := &desk.Part{ID: "waiting", Title: "Iesāktie", Text: "Gaida", Table: web.Table{Caption: "Iesāktie", Columns: []web.Column{{Title: "Fails"}},
		Rows: []web.Row{{Cells: []web.Cell{{Text: "a.csv", Href: "/a"}}}}}}
	rows := []columnRow{{Name: "Vārds", Samples: []string{"Anna"}, Field: &web.Field{Kind: web.Select, Name: "column-A", Label: "Ko satur “Vārds”", Hint: "Ieteikts",
		Error: "Divreiz", Value: "x", Options: []web.Option{{Label: "Neņemt"}, {Value: "x", Label: "Vārds", Group: "Cilvēks"}}}},
		{Name: "Tukša", Field: &web.Field{Kind: web.Select, Name: "column-B", Label: "Ko satur “Tukša”", Options: []web.Option{{Label: "Neņemt"}}}}}
	webtest.Every(t, "importing", Templates(), webtest.Samples{
		"importing/upload": {
			func(p web.Page) web.View { return &uploadPage{Frame: framed(p), Form: form()} },
			func(p web.Page) web.View { return &uploadPage{Frame: framed(p), Form: form(), Waiting: part} },
		},
		"importing/columns": {
			func(p web.Page) web.View {
				return &columnsPage{Frame: framed(p), Form: form(), Other: web.Button{Text: "Izmest", Href: "/a"}}
			},
			func(p web.Page) web.View {
				return &columnsPage{Frame: framed(p), Form: form(), Rows: rows, About: []string{"Virsraksti 1. rindā"}, Other: web.Button{Text: "Izmest", Href: "/a"},
					Now: &web.Summary{Title: "Tagad", Items: []web.SummaryItem{{Key: "Vārds", Value: "E-pasts"}}}}
			},
		},
	})
}
