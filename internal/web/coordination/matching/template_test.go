package matching

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

func framed(p web.Page) desk.Frame {
	return desk.Frame{Page: p, Rooms: []desk.Room{{Title: "Pārskats", Href: "/a", Current: true}, {Title: "Saskaņošana", Href: "/b"}}}
}

// TestEveryTemplate renders each page at its fullest and at its emptiest.
func TestEveryTemplate(t *testing.T) {
	table := web.Table{Caption: "Citi", Columns: []web.Column{{Title: "Kas"}}, Rows: []web.Row{{Cells: []web.Cell{{Text: "Jānis Egle"}}}}}
	filters := func() *web.Filters {
		return &web.Filters{Action: "/a", Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: "Ko"}}, Result: "Viens"}
	}
	status := &web.Status{State: web.ToDo, Text: "Jāizvēlas"}
	full := card{ID: "m-1", Name: "Jānis Egle", Text: "Arhitekts", Initials: "JE", Href: "/a", Fit: "Laba saderība", Bars: 2, Seats: "Brīva 1 no 2", Given: true, Rule: "Nostiprināts",
		For: []string{"Der"}, Ask: []string{"Kad?"}, Against: []string{"Neder"}, Obstacles: []string{"Nevar"}, Rivals: "Arī citiem",
		Acts: []web.Button{office.RowAct("Izslēgt", "/a", "Jānis")},
		Lift: &web.Form{ID: "lift", Action: "/a", Submit: "Atcelt", Fields: []*web.Field{{Kind: web.Hidden, Name: "mentor", Value: "1"}}}}
	reserve := card{ID: "m-2", Name: "Ilze Liepa", Href: "/b", Fit: "Ar atrunu", Bars: 1, Reserve: true}
	webtest.Every(t, "matching", Templates(), webtest.Samples{
		"matching/mentee": {
			func(p web.Page) web.View {
				return &menteePage{Frame: framed(p), Filters: filters(), More: &web.Link{Text: "Visi", Href: "/a"}, Who: web.Facts{{Name: "Numurs", Value: "1"}}}
			},
			func(p web.Page) web.View {
				return &menteePage{Frame: framed(p), Filters: filters(), More: &web.Link{Text: "Visi", Href: "/a"}, Who: web.Facts{{Name: "Numurs", Value: "1"}},
					List: []person{{"Anna", "Iestāde", "/a", status, true}, {"Ivo", "Iestāde", "/b", status, false}}, Said: []said{{"Vajadzība", "Dati"}}, Caution: []string{"Mainījies"},
					Lacks: []string{"Nav vietu"}, Cards: []card{full, reserve}, Better: table, Acts: []web.Button{office.Secondary("Visi mentori", "/c", "search")},
					Prev: &web.Link{Text: "Zane", Href: "/z"}, Next: &web.Link{Text: "Ivo", Href: "/i"}}
			},
		},
		"matching/quality": {
			func(p web.Page) web.View {
				return &qualityPage{Frame: framed(p), Charts: []chart{{ID: "a", Title: "Tukšs"}}}
			},
			func(p web.Page) web.View {
				return &qualityPage{Frame: framed(p), Proof: web.Facts{{Name: "Ar mentoru", Value: "5"}}, Parts: []desk.Part{{ID: "p", Title: "Kas", Table: table}},
					Charts: []chart{{ID: "b", Title: "Sadalījums", Text: "Cik", First: "Josla", Columns: []string{"Tagad", "Agrāk"}, Legend: []string{"Tagad", "Agrāk"},
						Rows: []barRow{{"0–10", []int{50, 30}, []string{"5", "3"}}}}}}
			},
		},
	})
}
