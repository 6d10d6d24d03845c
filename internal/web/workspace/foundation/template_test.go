package foundation

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	form := &web.Form{Submit: "Saglabāt", Fields: []*web.Field{{Kind: web.Textarea, Name: "text", Label: "Teksts"}},
		Kept:  &web.Kept{Text: "Nesaglabāts", Drop: &web.Form{ID: "drop", Submit: "Atmest"}},
		Clash: &web.Clash{Text: "Divi teksti", Mine: "Jūsu", Theirs: "Cita", Rows: []web.ClashRow{{Label: "Teksts", Mine: "a", Theirs: "b"}}, Take: web.Link{Text: "Paturēt", Href: "/a"}}}
	person := []web.Person{{Name: "Ieva", Initials: "I", Text: "Mentorējamais"}}
	webtest.Every(t, "foundation", Templates(), webtest.Samples{
		"foundation/home": {
			func(p web.Page) web.View {
				return &homePage{Page: p, Next: &web.Empty{Title: "Vienoties"}, Rooms: web.TaskList{Title: "Lapas", Groups: []web.TaskGroup{{Tasks: []web.Task{{Text: "Vienošanās", Href: "/a", Status: p.Status(web.ToDo)}}}}},
					Stages: &web.Stages{Title: "Posmi", Items: []web.Stage{{State: web.Begun, Title: "Plāns"}}}, Step: &web.Form{ID: "stage", Submit: "Tālāk"}, Missing: []string{"Plāns"},
					People: person, Facts: web.Facts{{Name: "Sākums", Value: "Vakar"}}, Help: web.Help{Title: "Palīdzība", Text: "Teksts"}}
			},
			func(p web.Page) web.View {
				return &homePage{Page: p, Rooms: web.TaskList{Title: "Lapas"}, Help: web.Help{Title: "Palīdzība", Text: "Teksts"}}
			},
		},
		"foundation/agreement": {
			func(p web.Page) web.View {
				return &agreementPage{Page: p, Empty: &web.Empty{Title: "Nav"}, Roles: []web.Details{{Summary: "Ko dara", Points: []string{"a"}}}, Bounds: []string{"b"}}
			},
			func(p web.Page) web.View {
				return &agreementPage{Page: p, State: p.Status(web.Look), Sees: web.Sees{Text: "Redzat jūs abi"}, Said: web.Summary{Items: []web.SummaryItem{{Key: "Forma", Value: "Tiešsaistē"}}},
					Bounds: []string{"b"}, Yes: person, Form: &web.Form{Submit: "Apstiprināt"}, Change: &web.Button{Text: "Mainīt", Href: "/b"}, Saved: "Saglabāts",
					Versions: []web.Revision{{Title: "Vakar", Rows: []web.RevisionRow{{Label: "Forma", Before: "a", After: "b"}}}}}
			},
		},
		"foundation/edit": {func(p web.Page) web.View { return &editPage{Page: p, Form: form} }},
	})
}
