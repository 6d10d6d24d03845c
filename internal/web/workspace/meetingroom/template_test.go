package meetingroom

import (
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	said := web.Summary{Items: []web.SummaryItem{{Key: "Piezīme", Value: "a"}}}
	webtest.Every(t, "meetingroom", Templates(), webtest.Samples{
		"meetingroom/room": {func(p web.Page) web.View {
			return &roomPage{Page: p, Goals: web.Link{Text: "Mērķi", Href: "/a"}, Parts: []sheet{
				{ID: "a", Title: "Mana", Sees: web.Sees{Text: "Redzat tikai jūs", Private: true}, Said: said, Saved: "Vakar", Share: &web.Form{ID: "share", Submit: "Rādīt"}},
				{ID: "b", Title: "Kopīga", Sees: web.Sees{Text: "Redzat jūs abi"}, Hint: "Ko", Write: &web.Button{Text: "Rakstīt", Href: "/a"}}},
				Others: []sheet{{ID: "c", Title: "Cita", Sees: web.Sees{Text: "Redzat jūs abi"}, Said: said}}}
		}},
		"meetingroom/write": {func(p web.Page) web.View { return &writePage{Page: p, Form: &web.Form{Submit: "Saglabāt"}} }},
	})
}
