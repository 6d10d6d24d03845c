package desk_test

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}, {Title: "Saraksts", Href: "/b", Icon: "users"}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	table := web.Table{Caption: "Saraksts", Columns: []web.Column{{Title: "Kas"}, {Title: "Cik", Numeric: true}},
		Rows: []web.Row{{Cells: []web.Cell{{Text: "Pirmais", Href: "/a", Pick: &web.Pick{Form: "pick", Name: "chosen", Value: "1", Label: "Pirmais"}}, {Text: "1"}}}}}
	plain := web.Table{Caption: "Cits", Columns: table.Columns[:1], Rows: []web.Row{{Cells: []web.Cell{{Text: "Otrais"}}}}}
	empty := web.Table{Caption: "Saraksts", Empty: &web.Empty{Title: "Nekā nav", Action: &web.Button{Text: "Sākt", Href: "/a"}}}
	filters := &web.Filters{Action: "/a", Target: "list", Result: "Viens", Clear: "/a", Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: "Ko"}}}
	form := &web.Form{Submit: "Saglabāt", Cancel: &web.Link{Text: "Atcelt", Href: "/a"},
		Fields: []*web.Field{{Kind: web.Text, Name: "name", Label: "Vārds", Error: "Ierakstiet vārdu"}}}
	help := &web.Help{Title: "Palīdzība", Text: "Teksts", Link: &web.Link{Text: "Vairāk", Href: "/a"}}
	button := web.Button{Text: "Pievienot", Href: "/a"}
	parts := []desk.Part{{ID: "more", Title: "Vēl", Text: "Teksts", Table: plain, Action: &button}}
	webtest.Every(t, "desk", desk.Templates(), webtest.Samples{
		"desk/list": {
			func(p web.Page) web.View { return &desk.List{Frame: framed(p), Table: empty} },
			func(p web.Page) web.View {
				return &desk.List{Frame: framed(p), Action: &button, More: []web.Button{button}, Filters: filters, Table: table, Parts: parts,
					Stats: web.Stats{{Number: "1", Text: "vēstule"}}, Pick: &web.Form{ID: "pick", Method: "get", Action: "/a", Submit: "Lemt"},
					Pager: web.Pager{Next: "/a", Label: "Lapas"}, First: "/a", Help: help}
			},
		},
		"desk/item": {
			func(p web.Page) web.View { return &desk.Item{Frame: framed(p)} },
			func(p web.Page) web.View {
				return &desk.Item{Frame: framed(p), Status: &web.Status{State: web.Look, Text: "Jāskatās"}, Caution: "Uzmanību", Acts: []web.Button{button}, Text: &desk.Text{Title: "Vēstule", Lines: [][]string{{"Labdien!", "Paldies."}}},
					Forms: []*web.Form{{ID: "copy", Action: "/a", Submit: "Vēlreiz", Fields: []*web.Field{desk.VersionField(2)}}},
					Facts: []web.Summary{{Items: []web.SummaryItem{{Key: "Kods", Value: "demo"}}}}, Parts: parts, Help: help}
			},
		},
		"desk/form": {
			func(p web.Page) web.View { return &desk.Form{Frame: framed(p), Search: filters, Empty: empty.Empty} },
			func(p web.Page) web.View {
				p.Errors = []web.FieldError{{Href: "#f-name", Text: "Ierakstiet vārdu"}}
				return &desk.Form{Frame: framed(p), Now: &web.Summary{Title: "Tagad", Items: []web.SummaryItem{{Key: "Kods"}}}, Form: form}
			},
		},
		"desk/confirm": {func(p web.Page) web.View {
			return &desk.Confirm{Frame: framed(p), Confirm: web.Confirm{Lede: "Vai tiešām?", Points: []string{"Beigsies"}, Form: form}}
		}},
	})
}
