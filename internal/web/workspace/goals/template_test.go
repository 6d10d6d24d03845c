package goals

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	button := &web.Button{Text: "Pievienot", Href: "/a"}
	tasks := func(p web.Page) web.TaskList {
		return web.TaskList{Title: "Mērķi", Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "Vadīt", Href: "/a", Status: p.Status(web.ToDo)}}}}}
	}
	webtest.Every(t, "goals", Templates(), webtest.Samples{
		"goals/list": {
			func(p web.Page) web.View { return &listPage{Page: p, Empty: &web.Empty{Title: "Sāciet"}} },
			func(p web.Page) web.View {
				return &listPage{Page: p, Goals: tasks(p), Add: button, Plan: *button, Sees: web.Sees{Text: "Redzat jūs abi"}, Mix: "Divi"}
			},
		},
		"goals/goal": {
			func(p web.Page) web.View {
				list := tasks(p)
				return &goalPage{Page: p, Status: p.Status(web.ToDo), Said: web.Summary{Items: []web.SummaryItem{{Key: "Rezultāts", Value: "a"}}}, Acts: []web.Button{*button}, Tasks: &list, AddTask: button,
					Versions: []web.Revision{{Title: "Vakar", Rows: []web.RevisionRow{{Label: "Rezultāts", Before: "a", After: "b"}}}}}
			},
			func(p web.Page) web.View {
				return &goalPage{Page: p, Status: p.Status(web.ToDo), NoTasks: &web.Empty{Title: "Nav"}}
			},
		},
		"goals/plan": {
			func(p web.Page) web.View { return &planPage{Page: p, Empty: &web.Empty{Title: "Trūkst"}} },
			func(p web.Page) web.View {
				return &planPage{Page: p, Status: p.Status(web.Look), Sees: web.Sees{Text: "Redzat jūs abi"}, Lines: []string{"Mērķis", "– Darbs"}, Said: web.Summary{Items: []web.SummaryItem{{Key: "Termiņš", Value: "a"}}},
					Changed: true, Accept: &web.Form{ID: "accept", Submit: "Apstiprināt"}, Form: &web.Form{Submit: "Saglabāt"}, FormHead: "Atjaunot",
					Versions: []web.Revision{{Title: "Vakar", Rows: []web.RevisionRow{{Label: "Termiņš", Before: "a", After: "b"}}}}}
			},
		},
		"goals/form": {func(p web.Page) web.View {
			return &formPage{Page: p, Form: &web.Form{Submit: "Saglabāt"}, Help: &web.Details{Summary: "SMART", Points: []string{"a"}}}
		}},
	})
}
