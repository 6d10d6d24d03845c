package forms

import (
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}, {Title: "Anketas", Href: "/b"}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	text, button := questionnaire.Text{LV: "Teksts", EN: "Text"}, web.Button{Text: "Mainīt", Href: "/a", Small: true}
	prompt := promptView{Key: "q", Text: text, Help: text, Name: "Teksts", About: "Īsa atbilde", Options: []questionnaire.Text{text}, Up: true, Down: true,
		Bound: "Vajadzīgs", Acts: []web.Button{button}}
	gone := promptView{Key: "old", Text: text, Name: "Teksts", About: "Īsa atbilde"}
	section := sectionView{Key: "s", Name: "1. sadaļa", Title: text, Help: text, About: "5 min", Change: button, Add: button, Prompts: []promptView{prompt}, Gone: []promptView{gone}}
	switches := []choice{{Text: "Latviešu", Href: "/a", On: true}, {Text: "English", Href: "/b"}}
	names := &web.Form{Submit: "Saglabāt", Action: "/a", Cancel: &web.Link{Text: "Atcelt", Href: "/a"}, Fields: []*web.Field{
		{Kind: web.Text, Name: "label_lv", Label: "Latviski"}, {Kind: web.Text, Name: "label_en", Label: "Angliski"}, desk.VersionField(1)}}
	field := &web.Field{Kind: web.Text, Name: "x", Label: "Jautājums"}
	webtest.Every(t, "forms", Templates(), webtest.Samples{
		"forms/draft": {
			func(p web.Page) web.View {
				return &draftPage{Frame: framed(p), Acts: []web.Button{button}, Now: "/now", Change: button, Title: text, Help: text, Order: "/order",
					Restore: "/restore", Revision: desk.VersionField(3), Sections: []sectionView{section}}
			},
			func(p web.Page) web.View {
				return &draftPage{Frame: framed(p), Now: "/now", Change: button, Title: text, Revision: desk.VersionField(1),
					Sections: []sectionView{{Key: "s", Name: "1. sadaļa", Title: text, Change: button, Add: button, Prompts: []promptView{{Key: "q", Text: text, About: "Skala"}}}}}
			},
		},
		"forms/words": {
			func(p web.Page) web.View { return &wordsPage{desk.Form{Frame: framed(p), Form: names}} },
			func(p web.Page) web.View {
				return &wordsPage{desk.Form{Frame: framed(p), Now: &web.Summary{Title: "Tagad", Items: []web.SummaryItem{{Key: "Latviski"}}},
					Form: &web.Form{Submit: "Turpināt", Method: "get"}}}
			},
		},
		"forms/preview": {
			func(p web.Page) web.View {
				return &previewPage{Frame: framed(p), Acts: []web.Button{button}, Langs: switches, Sides: switches, Note: "Paraugs", Sections: []previewSection{
					{ID: "s-1", Step: "1. no 1", Title: "Sadaļa", Help: "Ievads", Fields: []previewField{{Field: field, Only: "Jautā, ja"}}}}}
			},
			func(p web.Page) web.View { return &previewPage{Frame: framed(p), Langs: switches, Note: "Paraugs"} },
		},
		"forms/print": {
			func(p web.Page) web.View {
				options := (&web.Field{Kind: web.Radios, Name: "c", Options: []web.Option{{Value: "a", Label: "Izvēle", Group: "Grupa"}}}).OptionGroups()
				return &printPage{Page: p, Head: web.PrintHead{Title: "Programma"}, Acts: []web.Button{button}, Langs: switches, Sections: []paperSection{
					{ID: "s-1", Title: "Sadaļa", Help: "Ievads", About: "5", Prompts: []paper{{Number: "1.", Label: "Kas", Help: "Kā", Only: "Ja", Lines: []int{1}},
						{Label: "Skala", Steps: []string{"1", "2"}, Low: "maz", High: "daudz"}, {Label: "Izvēle", Boxes: options}, {Label: "Vairākas", Boxes: options, Many: true},
						{Label: "Saraksts", Rows: []string{"1."}, RowName: "Ieraksts"}, {Label: "Diena", Blank: "____"}}}}}
			},
			func(p web.Page) web.View { return &printPage{Page: p, Langs: switches} },
		},
	})
}

// TestMinutes writes spans as people do.
func TestMinutes(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := &web.Request{Tr: texts.For(i18n.LV)}
	for want, given := range map[string][2]int{"": {0, 0}, "6 min": {6, 6}, "5–10 min": {5, 10}} {
		if got := minutes(r, given[0], given[1]); got != want {
			t.Errorf("%v is written %q, want %q", given, got, want)
		}
	}
}
