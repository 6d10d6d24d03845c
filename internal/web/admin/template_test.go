package admin

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
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
	facts := web.Summary{Title: "Ziņas", Items: []web.SummaryItem{{Key: "Vārds", Value: "Ieva", Change: "/a"}, {Key: "Uzruna"}}}
	webtest.Every(t, "admin", Templates(), webtest.Samples{
		"admin/home": {
			func(p web.Page) web.View {
				return &homePage{Frame: framed(p), Calm: empty.Empty, Stats: web.Stats{{Number: "1", Text: "cilvēks"}}}
			},
			func(p web.Page) web.View {
				return &homePage{Frame: framed(p), Doors: framed(p).Rooms, Tasks: &web.TaskList{Title: "Uzmanība",
					Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "Darbs", Hint: "Kāpēc", Href: "/a", Status: web.Status{State: web.Urgent, Text: "Steidzami"}}}}}}}
			},
		},
		"admin/import": {
			func(p web.Page) web.View {
				return &importPage{Frame: framed(p), Stats: web.Stats{{Number: "1", Text: "jauna"}}, Columns: facts, Table: empty}
			},
			func(p web.Page) web.View {
				return &importPage{Frame: framed(p), Stats: web.Stats{{Number: "1", Text: "jauna"}}, Columns: facts, Table: table, More: "Pirmās", Form: form}
			},
		},
		"admin/audit": {
			func(p web.Page) web.View {
				return &auditPage{List: desk.List{Frame: framed(p), Filters: filters, Table: table, Pager: web.Pager{Next: "/a", Label: "Lapas"}, First: "/a",
					Action: &web.Button{Text: "Pārbaude", Href: "#check"}}, Check: checkCard{Status: web.Status{State: web.Ready, Text: "Neskarta"},
					Text: "Vakar", Head: "42:ab", Form: &web.Form{ID: "verify", Action: "/a", Submit: "Pārbaudīt"}}}
			},
			func(p web.Page) web.View {
				return &auditPage{List: desk.List{Frame: framed(p), Filters: filters}, Choices: &table,
					Check: checkCard{Status: web.Status{State: web.ToDo, Text: "Nav pārbaudīta"}}}
			},
		},
	})
}

func framed(p web.Page) desk.Frame {
	f := desk.Frame{Page: p}
	for _, x := range section.Rooms {
		x.Title, x.About, x.Current = p.T("admin.room."+x.Name), p.T("admin.title"), x.Name == "people"
		if x.Icon == "" {
			x.Icon = "house"
		}
		f.Rooms = append(f.Rooms, x)
	}
	return f
}
