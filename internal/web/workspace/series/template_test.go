package series

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	form := func(id string) *web.Form {
		return &web.Form{ID: id, Submit: "Saglabāt", Fields: []*web.Field{{Kind: web.Hidden, Name: "version", Value: "1"}}}
	}
	frame := func(p web.Page) Frame {
		return Frame{ID: "m-1", Title: "otrdiena", Href: "/a", Status: p.Status(web.ToDo), Facts: web.Facts{{Name: "Vieta", Value: "Zāle"}}, Answers: web.Facts{{Name: "Anna", Value: "Būs"}},
			Ask: "Vai notika?", Say: []*web.Form{form("yes"), form("no")}, Others: []Counter{{"Anna lūdz citu laiku", form("other")}}, Acts: []web.Button{{Text: "Pārcelt", Href: "/b"}}}
	}
	tasks := web.TaskList{Title: "Sesijas", Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "otrdiena", Href: "/a", Status: web.Status{State: web.ToDo, Text: "Ieplānota"}}}}}}
	help := web.Help{Title: "Kalendārs", Text: "Teksts", Link: &web.Link{Text: "Atvērt", Href: "/calendar"}}
	webtest.Every(t, "series", Templates(), webtest.Samples{
		"series/list": {
			func(p web.Page) web.View {
				f := frame(p)
				return &listPage{Page: p, Next: &f, Open: &tasks, Later: &tasks, Past: &tasks, Acts: f.Acts, Feed: help}
			},
			func(p web.Page) web.View { return &listPage{Page: p, Empty: &web.Empty{Title: "Nav"}, Feed: help} },
		},
		"series/meeting": {
			func(p web.Page) web.View { return &meetingPage{Page: p, Frame: frame(p)} },
			func(p web.Page) web.View {
				return &meetingPage{Page: p, Frame: Frame{ID: "m-1", Title: "otrdiena", Status: p.Status(web.Off)}}
			},
		},
		"series/edit": {func(p web.Page) web.View { return &editPage{Page: p, Form: form("form")} }},
		"series/check": {
			func(p web.Page) web.View {
				return &checkPage{Page: p, Days: web.Table{Caption: "Dienas", Columns: []web.Column{{Title: "Diena"}}, Rows: []web.Row{{Cells: []web.Cell{{Text: "otrdiena"}}}}}, Hint: "Gara", Form: form("form")}
			},
		},
		"series/cancel": {func(p web.Page) web.View {
			return &cancelPage{Page: p, Confirm: web.Confirm{Lede: "otrdiena", Points: []string{"a"}, Form: form("form")}}
		}},
		"series/feed": {
			func(p web.Page) web.View {
				return &feedPage{Page: p, Says: "Ir", Address: form("address"), Points: []string{"a"}, Make: form("make"), Revoke: form("revoke")}
			},
			func(p web.Page) web.View {
				return &feedPage{Page: p, Says: "Nav", Points: []string{"a"}, Make: form("make")}
			},
		},
	})
}
