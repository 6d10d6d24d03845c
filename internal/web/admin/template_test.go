package admin

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	table := web.Table{Caption: "Saraksts", Columns: []web.Column{{Title: "Kas"}, {Title: "Cik", Numeric: true}},
		Rows: []web.Row{{Cells: []web.Cell{{Text: "Pirmais", Href: "/a"}, {Text: "1"}}, Flag: true}}}
	empty := web.Table{Caption: "Saraksts", Empty: &web.Empty{Title: "Nekā nav", Text: "Sāciet šeit", Action: &web.Button{Text: "Sākt", Href: "/a"}}}
	filters := &web.Filters{Action: "/a", Target: "list", Result: "Viens", Clear: "/a", Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: "Ko"}}}
	form := &web.Form{Submit: "Saglabāt", Cancel: &web.Link{Text: "Atcelt", Href: "/a"},
		Fields: []*web.Field{{Kind: web.Text, Name: "name", Label: "Vārds", Error: "Ierakstiet vārdu"}}}
	help := &web.Help{Title: "Palīdzība", Text: "Teksts", Link: &web.Link{Text: "Vairāk", Href: "/a"}}
	facts := web.Summary{Title: "Ziņas", Items: []web.SummaryItem{{Key: "Vārds", Value: "Ieva", Change: "/a"}, {Key: "Uzruna"}}}
	webtest.Every(t, "admin", Templates(), webtest.Samples{
		"admin/home": {
			func(p web.Page) web.View {
				return &homePage{frame: framed(p), Calm: empty.Empty, Stats: web.Stats{{Number: "1", Text: "cilvēks"}}}
			},
			func(p web.Page) web.View {
				return &homePage{frame: framed(p), Doors: framed(p).Rooms, Tasks: &web.TaskList{Title: "Uzmanība",
					Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "Darbs", Hint: "Kāpēc", Href: "/a", Status: web.Status{State: web.Urgent, Text: "Steidzami"}}}}}}}
			},
		},
		"admin/list": {
			func(p web.Page) web.View { return &listPage{frame: framed(p), Table: empty} },
			func(p web.Page) web.View {
				return &listPage{frame: framed(p), Action: &web.Button{Text: "Pievienot", Href: "/a"}, More: []web.Button{{Text: "Cits", Href: "/b"}},
					Stats: web.Stats{{Number: "1", Text: "vēstule", Link: &web.Link{Text: "Skatīt", Href: "/a"}}}, Filters: filters, Table: table,
					Pager: web.Pager{Next: "/a", Label: "Lapas"}, First: "/a", Help: help}
			},
		},
		"admin/item": {
			func(p web.Page) web.View { return &itemPage{frame: framed(p)} },
			func(p web.Page) web.View {
				return &itemPage{frame: framed(p), Status: &web.Status{State: web.Look, Text: "Aizturēta"}, Caution: "Uzmanību",
					Acts: []web.Button{{Text: "Mainīt", Href: "/a"}}, Forms: []*web.Form{{ID: "retry", Action: "/a", Submit: "Vēlreiz"}},
					Facts: []web.Summary{facts}, Parts: []part{{ID: "roles", Title: "Lomas", Text: "Teksts", Table: table, Action: &web.Button{Text: "Dot", Href: "/a"}}},
					Text: &text{Title: "Teksts", Lines: [][]string{{"viens", "divi <b>"}, {"trīs"}}}, Help: help}
			},
		},
		"admin/form": {
			func(p web.Page) web.View { return &formPage{frame: framed(p), Search: filters, Empty: empty.Empty} },
			func(p web.Page) web.View {
				p.Errors = []web.FieldError{{Href: "#f-name", Text: "Ierakstiet vārdu"}}
				return &formPage{frame: framed(p), Now: &facts, Form: form}
			},
		},
		"admin/confirm": {func(p web.Page) web.View {
			return &confirmPage{frame: framed(p), Confirm: web.Confirm{Lede: "Vai tiešām?", Points: []string{"Beigsies"}, Form: form}}
		}},
		"admin/import": {
			func(p web.Page) web.View {
				return &importPage{frame: framed(p), Stats: web.Stats{{Number: "1", Text: "jauna"}}, Columns: facts, Table: empty}
			},
			func(p web.Page) web.View {
				return &importPage{frame: framed(p), Stats: web.Stats{{Number: "1", Text: "jauna"}}, Columns: facts, Table: table, More: "Pirmās", Form: form}
			},
		},
		"admin/audit": {
			func(p web.Page) web.View {
				return &auditPage{listPage: listPage{frame: framed(p), Filters: filters, Table: table, Pager: web.Pager{Next: "/a", Label: "Lapas"}, First: "/a",
					Action: &web.Button{Text: "Pārbaude", Href: "#check"}}, Check: checkCard{Status: web.Status{State: web.Ready, Text: "Neskarta"},
					Text: "Vakar", Head: "42:ab", Form: &web.Form{ID: "verify", Action: "/a", Submit: "Pārbaudīt"}}}
			},
			func(p web.Page) web.View {
				return &auditPage{listPage: listPage{frame: framed(p), Filters: filters}, Choices: &table,
					Check: checkCard{Status: web.Status{State: web.ToDo, Text: "Nav pārbaudīta"}}}
			},
		},
	})
}

func framed(p web.Page) frame {
	f := frame{Page: p}
	for _, x := range rooms {
		x.Title, x.About, x.Current = p.T("admin.room."+x.Name), p.T("admin.title"), x.Name == "people"
		if x.Icon == "" {
			x.Icon = "house"
		}
		f.Rooms = append(f.Rooms, x)
	}
	return f
}
