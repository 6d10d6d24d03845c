package public

import (
	"net/http"

	"domubiedrs/internal/web"
)

// homePage is the start page.
type homePage struct {
	web.Page
	Actions []web.Button // the first is the one to take
	Note    string       // small, below the actions
	Intake  intake
}

// intake is the card beside the actions: when one can apply, or, as long as no
// intake is open, that one cannot and what to do meanwhile.
type intake struct {
	Eyebrow string
	Title   string
	Text    string
	Head    string // of Moments, may be empty
	Moments web.Timeline
	Link    web.Link
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	page := &homePage{Page: r.Page("public", "public.home.title"), Intake: closedIntake(r), Note: r.T("public.home.note"),
		Actions: []web.Button{
			{Text: r.T("public.home.about"), Href: "/about"},
			{Text: r.T("public.home.guidelines"), Href: "/guidelines", Variant: web.Secondary},
		}}
	page.Eyebrow, page.Lede, page.Layout = r.T("public.home.eyebrow"), r.T("public.home.lede"), web.Bleed
	return p.show(w, r, "public/home", page)
}

func closedIntake(r *web.Request) intake {
	card := intake{Eyebrow: r.T("public.intake.eyebrow"), Title: r.T("public.intake.closed"), Text: r.T("public.intake.no-date"),
		Head: r.T("public.intake.meanwhile"), Link: web.Link{Text: r.T("public.intake.ask"), Href: "/help"}}
	for _, step := range []string{"read", "think", "talk"} {
		card.Moments = append(card.Moments, web.Moment{State: web.ToDo,
			Title: r.T("public.intake." + step), Text: r.T("public.intake." + step + "-how")})
	}
	return card
}
