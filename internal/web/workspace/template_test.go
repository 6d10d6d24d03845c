package workspace

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

var (
	someHelp  = web.Help{Title: "Palīdzība", Text: "Kas palīdz", Link: &web.Link{Text: "Rakstīt", Href: "/help"}}
	someForm  = &web.Form{Submit: "Saglabāt", Fields: []*web.Field{versionField(1), {Kind: web.Text, Name: "goal", Label: "Mērķis", Required: true}}}
	someText  = text{Title: "Kodekss", Version: "1", Blocks: []block{{Paragraph: "Ievads"}, {Heading: "Daļa"}, {Points: []string{"Viens", "Divi"}}}}
	someAbout = about{Themes: []string{"Dati"}, Texts: []web.SummaryItem{{Key: "Ko", Lines: []string{"Palīdzu"}}}, Facts: web.Facts{{Name: "Valodas", Value: "latviešu"}}}
	someCard  = card{ID: "p-1", Person: web.Person{Name: "Anna", Initials: "A", Text: "Arhitekte"}, Model: "Individuālais", State: web.Status{State: web.Look, Text: "Gaida"},
		Until: "Rīt", Talk: "Parīt", Email: "a@example.org", For: []string{"Der"}, Ask: []string{"Kad?"}, About: someAbout, Private: "Nav parādīts",
		Links: []web.Button{{Text: "Skatīt", Href: "/a"}}}
	someSum = web.Summary{Title: "Daļa", Items: []web.SummaryItem{{Key: "Mērķis", Value: "Plāns", Change: "/part"}, {Key: "Tēma"}}}
)

func someTasks(p web.Page) web.TaskList {
	return web.TaskList{Title: "Darbi", Groups: []web.TaskGroup{{Title: "Drīz", Tasks: []web.Task{{Text: "Plānot", Status: p.Status(web.Blocked)}}}}}
}

func TestEveryTemplate(t *testing.T) {
	one := func(fill func(web.Page) web.View) []func(web.Page) web.View { return []func(web.Page) web.View{fill} }
	webtest.Every(t, "workspace", Templates(), webtest.Samples{
		"workspace/home": {
			func(p web.Page) web.View {
				p.Eyebrow = "Šodien"
				mine := someTasks(p)
				return &homePage{Page: p, Next: &web.Empty{Title: "Nekas nav jādara"}, Help: someHelp, Mine: &mine, Together: &mine, Seminars: &mine, Work: &mine,
					Stages:  &web.Stages{Title: "Posmi", Items: []web.Stage{{State: web.Begun, Title: "Plāns"}, {State: web.ToDo, Title: "Noslēgums"}}},
					Reading: []web.Link{{Text: "Ētika", Href: "/guidelines/ethics"}}}
			},
			func(p web.Page) web.View {
				return &homePage{Page: p, Help: someHelp}
			},
		},
		"workspace/choose": {
			func(p web.Page) web.View {
				return &choosePage{Page: p, Intakes: []offer{{ID: "intake-a", Title: "Plūsma", Text: "Līdz", Doors: []door{{"target", "Mācīties", "/a", "Kam"}}}}}
			},
			func(p web.Page) web.View { return &choosePage{Page: p, Empty: &web.Empty{Title: "Slēgts"}} },
		},
		"workspace/begin": {
			func(p web.Page) web.View {
				return &beginPage{Page: p, Points: []string{"Kas"}, Dates: web.Facts{{Name: "Līdz", Value: "Rīt"}}, Notice: []string{"Ko"}, Form: someForm}
			},
			func(p web.Page) web.View {
				return &beginPage{Page: p, SignIn: &web.Button{Text: "Pieslēgties", Href: "/signin"}, Form: &web.Form{Submit: "Sākt"}}
			},
			func(p web.Page) web.View { return &beginPage{Page: p, Empty: &web.Empty{Title: "Par vēlu"}} },
		},
		"workspace/part": {
			func(p web.Page) web.View { return &partPage{Page: p, Who: "Redz komanda", Form: someForm} },
			func(p web.Page) web.View {
				p.Errors = []web.FieldError{{Href: "#f-goal", Text: "Atbildiet"}}
				return &partPage{Page: p, Form: someForm, Now: &someSum}
			},
		},
		"workspace/declare": one(func(p web.Page) web.View {
			return &declarePage{Page: p, Texts: []text{someText, someText}, Form: someForm}
		}),
		"workspace/equality": one(func(p web.Page) web.View {
			return &equalityPage{Page: p, Form: someForm, Why: web.Details{Summary: "Kāpēc"}}
		}),
		"workspace/check": {
			func(p web.Page) web.View {
				return &checkPage{Page: p, Person: someSum, Parts: []web.Summary{someSum}, Promise: someSum, Form: &web.Form{Submit: "Iesniegt"}}
			},
			func(p web.Page) web.View { return &checkPage{Page: p, Person: someSum, Promise: someSum} },
		},
		"workspace/profile": {
			func(p web.Page) web.View {
				return &profilePage{Page: p, Parts: []web.Summary{someSum}, Listed: p.Status(web.Ready), Consent: []string{"Kas"}, Form: &web.Form{Submit: "Rādīt"},
					Card: profileCard{Name: "Andris", Work: "Arhitekts", About: someAbout}}
			},
			func(p web.Page) web.View {
				return &profilePage{Page: p, Listed: p.Status(web.Off), Form: &web.Form{Submit: "Rādīt"}, Card: profileCard{Name: "Andris", Empty: &web.Empty{Title: "Nav tēmu"}}}
			},
		},
		"workspace/done": one(func(p web.Page) web.View {
			return &donePage{Page: p, Panel: web.Panel{Title: "Iesniegts", Label: "Numurs", Number: "demo-1", Text: "Gaidiet"}, Next: []string{"Lasām"},
				Acts: []web.Button{{Text: "Skatīt", Href: "/a"}}, Help: someHelp}
		}),
		"workspace/status": {
			func(p web.Page) web.View {
				parts := someTasks(p)
				return &statusPage{Page: p, State: p.Status(web.Begun), Next: "Gaidiet", Reason: "Nav vietu", Facts: web.Facts{{Name: "Numurs", Value: "1"}},
					Course: web.Timeline{{State: web.Ready, Title: "Sākts", Text: "Vakar"}}, Parts: &parts, Acts: []web.Button{{Text: "Turpināt", Href: "/a"}},
					Links: []web.Link{{Text: "Atsaukt", Href: "/b"}}, Help: someHelp}
			},
			func(p web.Page) web.View {
				return &statusPage{Page: p, State: p.Status(web.Off), Next: "Beigts", Help: someHelp}
			},
		},
		"workspace/answers": one(func(p web.Page) web.View {
			return &answersPage{Page: p, Head: web.PrintHead{Owner: "Skola", Title: "Plūsma", Date: "Šodien"}, Facts: web.Facts{{Name: "Vārds", Value: "A"}}, Parts: []web.Summary{someSum}}
		}),
		"workspace/proposals": {
			func(p web.Page) web.View {
				earlier := someTasks(p)
				return &proposalsPage{Page: p, State: p.Status(web.Look), Next: "Izvēlieties", Until: "Līdz rītdienai", Facts: web.Facts{{Name: "Vietas", Value: "1"}},
					Places: &web.Link{Text: "Mainīt", Href: "/c"}, Pause: &web.Form{ID: "pause", Submit: "Pauze"}, Cards: []card{someCard}, Form: someForm, Earlier: &earlier, Course: []string{"Solis"},
					Sheets: []web.Link{{Text: "Lapa", Href: "/a"}}, Help: someHelp}
			},
			func(p web.Page) web.View {
				return &proposalsPage{Page: p, State: p.Status(web.Begun), Next: "Gaidiet", Help: someHelp}
			},
		},
		"workspace/proposal": {
			func(p web.Page) web.View {
				return &proposalPage{Page: p, Card: someCard, Load: web.Facts{{Name: "Vietas", Value: "1"}}, Places: &web.Link{Text: "Mainīt", Href: "/c"}, Paused: true, Resume: &web.Form{ID: "pause", Submit: "Beigt"},
					Form: someForm, Points: []string{"Jā"}, Sheets: []web.Link{{Text: "Lapa", Href: "/a"}}, Tie: &web.Link{Text: "Saites", Href: "/b"}, Help: someHelp}
			},
			func(p web.Page) web.View {
				return &proposalPage{Page: p, Card: card{State: p.Status(web.Off)}, Choose: &web.Button{Text: "Atbildēt", Href: "/a"}, Help: someHelp}
			},
		},
		"workspace/talk": {
			func(p web.Page) web.View {
				return &talkPage{Page: p, State: p.Status(web.Look), When: "Rīt", Email: "a@example.org", Agree: &web.Form{ID: "agree", Submit: "Jā"}, Form: someForm,
					Points: []string{"Kā"}, Sheets: []web.Link{{Text: "Lapa", Href: "/a"}}}
			},
			func(p web.Page) web.View { return &talkPage{Page: p, State: p.Status(web.ToDo), Form: someForm} },
		},
		"workspace/sheet": one(func(p web.Page) web.View {
			return &sheetPage{Page: p, Head: web.PrintHead{Owner: "Skola", Title: "Plūsma", Date: "Šodien"}, Back: web.Button{Text: "Atpakaļ", Href: "/a"},
				Sections: []sheetSection{{ID: "s-1", Title: "Daļa", Help: "Kas", Minutes: "6 min", Prompts: []sheetPrompt{{Label: "Kā?", Help: "Īsi"}, {Label: "Ko?", Options: []string{"Šo"}}}}}}
		}),
		"workspace/withdraw": one(func(p web.Page) web.View {
			return &withdrawPage{Page: p, Confirm: web.Confirm{Lede: "Tiešām?", Points: []string{"Beigas"}, Form: &web.Form{Submit: "Jā", Variant: web.Danger}}}
		}),
		"workspace/preparation": {
			func(p web.Page) web.View {
				return &preparationPage{Page: p, Cards: someTasks(p), Act: &web.Button{Text: "Lasīt", Href: "/a"}}
			},
			func(p web.Page) web.View { return &preparationPage{Page: p, Cards: someTasks(p)} },
		},
		"workspace/card": {
			func(p web.Page) web.View {
				return &cardPage{Page: p, Text: someText, Form: &web.Form{Submit: "Izlasīts"}}
			},
			func(p web.Page) web.View {
				return &cardPage{Page: p, Text: someText, Next: &web.Button{Text: "Visas", Href: "/a"}}
			},
		},
	})
}
