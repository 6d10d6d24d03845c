package public

import (
	"html/template"
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	contents := []heading{{"s-viens", "Viens", 2}, {"s-divi", "Divi", 2}}
	text := template.HTML(`<h2 id="s-viens">Viens</h2><p>Teksts</p><h2 id="s-divi">Divi</h2>`)
	webtest.Every(t, "public", Templates(), webtest.Samples{
		"public/home": {
			func(p web.Page) web.View {
				p.Layout, p.Eyebrow, p.Lede = web.Bleed, "Augšraksts", "Ievads"
				return &homePage{Page: p, Seminars: []seminarCard{someSeminar}, Actions: []web.Button{{Text: "Uzzināt", Href: "/about"}}, Note: "Piezīme",
					Intake: intakeCard{Eyebrow: "Datumi", Title: "Slēgts", Text: "Vēl nav", Head: "Tikmēr",
						Moments: web.Timeline{{State: web.ToDo, Title: "Lasīt", Text: "Kā"}}, Link: web.Link{Text: "Jautāt", Href: "/help"}}}
			},
			func(p web.Page) web.View {
				p.Viewer = nil
				return &homePage{Page: p, Intake: intakeCard{Eyebrow: "Plūsma", Title: "Līdz 11. decembrim", Link: web.Link{Text: "Visi datumi", Href: "/about"}}}
			},
		},
		"public/seminars": {
			func(p web.Page) web.View { return &seminarsPage{Page: p, Seminars: []seminarCard{someSeminar}} },
			func(p web.Page) web.View {
				return &seminarsPage{Page: p, Empty: &web.Empty{Title: "Nav", Icon: "calendar-days"}}
			},
		},
		"public/seminar": {
			func(p web.Page) web.View {
				return &seminarPage{Page: p, Status: &web.Status{State: web.Ready, Text: "Vieta ir"}, Says: "Gaidām", Acts: []web.Button{{Text: "Atteikties", Href: "/a"}},
					Code: &web.Form{ID: "code", Action: "/a", Submit: "Saņemt kodu"}, Facts: web.Facts{{Name: "Kad", Value: "Rīt"}}, Agenda: []string{"Kas", "Kā"},
					Materials: []web.Link{{Text: "Slaidi", Href: "https://example.org/a"}}, Calendar: "/a.ics"}
			},
			func(p web.Page) web.View {
				return &seminarPage{Page: p, Form: &web.Form{Submit: "Pieteikties", Fields: []*web.Field{{Kind: web.Text, Name: "position", Label: "Amats", Error: "Ierakstiet"}}}, Agenda: []string{"Kas"}}
			},
			func(p web.Page) web.View {
				return &seminarPage{Page: p, Says: "Pieslēdzieties", SignIn: &web.Button{Text: "Pieslēgties", Href: "/signin"}, Agenda: []string{"Kas"}}
			},
		},
		"public/seminar-leave": {func(p web.Page) web.View {
			return &leavePage{Page: p, Confirm: web.Confirm{Lede: "Tiešām?", Points: []string{"Beigas"}, Form: &web.Form{Submit: "Jā", Variant: web.Danger}}}
		}},
		"public/seminar-code": {func(p web.Page) web.View {
			return &codePage{Page: p, Code: "ABCDE-12345", Picture: "data:image/svg+xml;base64,AA==", Side: 280, Back: web.Link{Text: "Atpakaļ", Href: "/a"}}
		}},
		"public/seminar-check-in": {
			func(p web.Page) web.View {
				return &checkInPage{Page: p, Early: &web.Empty{Title: "Par agru"}, Form: &web.Form{Submit: "Reģistrēt", Fields: []*web.Field{{Kind: web.Text, Name: "code", Label: "Kods"}}}}
			},
			func(p web.Page) web.View { return &checkInPage{Page: p, Form: &web.Form{Submit: "Reģistrēt"}} },
		},
		"public/models": {func(p web.Page) web.View {
			return &modelsPage{Page: p, Models: []model{{"individual", "Individuālais", "Viens", "Der"}, {"on-demand", "Pēc pieprasījuma", "Ātri", "Der"}},
				Categories: []group{{"key", "Atslēgas", "Nosaka", []entry{{Name: "Vadītājs"}}}}}
		}},
		"public/themes": {func(p web.Page) web.View {
			return &themesPage{Page: p, Groups: []group{{"technology", "Dati", "Par datiem", []entry{{"MI", "Rīki"}, {Name: "UX"}}}}, Nobody: &web.Empty{Title: "Nav"}}
		}, func(p web.Page) web.View {
			return &themesPage{Page: p, Mentors: []mentors{{"theme-data", "Dati", []mentor{{"Andris", "Arhitekts"}, {Name: "Māra"}}}}}
		}},
		"public/document": {
			func(p web.Page) web.View {
				return &documentPage{Page: p, Body: text, Contents: contents, State: "1. versija"}
			},
			func(p web.Page) web.View { return &documentPage{Page: p, Body: text, State: "Šodien", Easy: true} },
		},
		"public/guidelines": {
			func(p web.Page) web.View {
				return &guidelinesPage{Page: p, Search: searchField(), Groups: []chapterGroup{{Title: "Kas",
					Pages: []web.Link{{Text: "Ievads", Href: "/guidelines/introduction"}}, Ledes: []string{"Kam"}, Icons: []string{"flag"}}}}
			},
			func(p web.Page) web.View {
				found := []piece{{"mērķi", true}, {" un <b>", false}}
				return &guidelinesPage{Page: p, Search: searchField(), Asked: true, Summary: "Atrasts 2 lapās.", Found: []result{
					{Slug: "ethics", Title: found, Sections: []foundSection{{ID: "s-a", Heading: found, Snippet: found}, {Snippet: found}}},
					{Slug: "models", Title: found, Lede: "Ievads"}}}
			},
			func(p web.Page) web.View {
				return &guidelinesPage{Page: p, Search: searchField(), Asked: true, Summary: "Nekas nav atrasts."}
			},
		},
		"public/guideline": {
			func(p web.Page) web.View {
				return &guidelinePage{Page: p, Body: text, Contents: contents, State: "1. versija",
					Prev: &web.Link{Text: "Ievads", Href: "/guidelines/introduction"}, Next: &web.Link{Text: "Ētika", Href: "/guidelines/ethics"}}
			},
			func(p web.Page) web.View { return &guidelinePage{Page: p, Body: text} },
		},
		"public/print": {func(p web.Page) web.View {
			return &printPage{Page: p, Chapters: []chapter{{ID: "c-a", Title: "A", Lede: "Par A", Body: "<h3 id=\"s-a-b\">B</h3>"}}, State: "Šodien"}
		}},
		"public/accessibility": {
			func(p web.Page) web.View {
				return &accessibilityPage{Page: p, Commitment: "Apņemamies", Law: web.Link{Text: "Noteikumi", Href: "https://likumi.lv"},
					Facts: web.Facts{{Name: "Vietne", Value: "Domubiedrs"}}, Status: web.Status{State: web.Look, Text: "Daļēji"}, Overdue: true,
					Issues:       web.Table{Caption: "Trūkumi", Columns: []web.Column{{Title: "Kas"}}, Rows: []web.Row{{Cells: []web.Cell{{Text: "Tas"}}}}},
					Alternatives: []string{"Rakstīt"}, Reporting: body{pieces: []string{"Rakstiet uz ", "."}, names: []placeholder{phContact}},
					Values: values{phContact: "a@example.org"}, Ombudsman: web.Link{Text: "Tiesībsargs", Href: "https://www.tiesibsargs.lv"}}
			},
		},
		"public/help": {
			func(p web.Page) web.View {
				return &helpPage{Page: p, Contact: []line{{Name: "E-pasts", Value: "a@example.org", Href: "mailto:a@example.org"}, {Name: "Tālrunis", Value: "1 2", Dial: "12"}}, Answer: "Drīz"}
			},
			func(p web.Page) web.View { return &helpPage{Page: p, Missing: &web.Empty{Title: "Nav", Icon: "mail"}} },
		},
	})
}

func searchField() *web.Field { return &web.Field{Kind: web.Search, Name: "q", Label: "Meklēt"} }

var someSeminar = seminarCard{Box: web.DateBox{Day: "26", Month: "2026. gada novembris", Weekday: "ceturtdiena", Time: "2026-11-26"}, Day: "ceturtdiena",
	Title: "Kas ir mentorings", Href: "/seminars/a", Time: "10.00", Place: "Rīga", Places: "Ir vietas"}
