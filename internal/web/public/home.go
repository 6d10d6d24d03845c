package public

import (
	"net/http"

	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
)

// homePage is the start page.
type homePage struct {
	web.Page
	Actions []web.Button // the first is the one to take
	Note    string       // small, below the actions
	Intake  intakeCard

	Seminars []seminarCard // the next ones
}

// soon is how many seminars the start page shows.
const soon = 3

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	published, err := p.Intakes.Published(r.Context())
	if err != nil {
		return err
	}
	seminars, err := p.Seminars.Published(r.Context())
	if err != nil {
		return err
	}
	page := &homePage{Seminars: p.cards(r, seminars[:min(len(seminars), soon)]), Page: r.Page("public", "public.home.title"), Intake: closedIntake(r), Note: r.T("public.home.note"),
		Actions: []web.Button{
			{Text: r.T("public.home.about"), Href: "/about"},
			{Text: r.T("public.home.guidelines"), Href: "/guidelines", Variant: web.Secondary},
		}}
	page.Eyebrow, page.Lede, page.Layout = r.T("public.home.eyebrow"), r.T("public.home.lede"), web.Bleed
	if x, open, there := p.foremost(published); there {
		page.Intake = p.dates(r, x, open)
		if open > 0 {
			page.Actions, page.Note = applyButtons(r, x, open), r.T("public.home.note-open")
		}
	}
	return p.show(w, r, "public/home", page)
}

// applyButtons lead to the only intake that takes applications, or to the
// choice of one.
func applyButtons(r *web.Request, x intake.Intake, open int) []web.Button {
	mentee, mentor := "/apply/"+x.Code+"/mentee", "/apply/"+x.Code+"/mentor"
	if open > 1 {
		mentee, mentor = "/apply", "/apply"
	}
	return []web.Button{{Text: r.T("public.home.apply"), Href: mentee}, {Text: r.T("public.home.be-mentor"), Href: mentor, Variant: web.Secondary}}
}
