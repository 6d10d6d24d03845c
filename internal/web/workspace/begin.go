package workspace

import (
	"net/http"

	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
)

// beginPage stands before the first field: what applying is, how long it takes,
// and what happens with the data (the privacy notice in short).
type beginPage struct {
	web.Page
	Points []string
	Dates  web.Facts
	Notice []string
	Form   *web.Form   // to begin or go on; nil: not now
	SignIn *web.Button // for somebody who is not signed in
	Empty  *web.Empty  // why one cannot begin
}

func (p *Pages) begin(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.beginPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/begin", page)
}

func (p *Pages) beginPage(r *web.Request) (*beginPage, intake.Intake, application.Side, error) {
	x, side, err := p.offered(r)
	if err != nil {
		return nil, x, side, err
	}
	page := &beginPage{Page: r.Page("workspace", "apply.begin.title."+string(side)), Dates: web.Facts{
		{Name: r.T("apply.begin.until"), Value: day(r.Tr, x.ClosesOn, i18n.Nom)},
		{Name: r.T("apply.begin.news"), Value: day(r.Tr, x.NewsOn, i18n.Nom)},
		{Name: r.T("apply.begin.time"), Value: r.T("apply.begin.minutes")}}}
	page.Eyebrow, page.Lede = x.Name(r.Lang()), r.T("apply.begin.lede."+string(side))
	for _, point := range []string{"who", "ready", "save"} {
		page.Points = append(page.Points, r.T("apply.begin."+point+"."+string(side)))
	}
	for _, point := range []string{"what", "why", "see", "employer", "keep"} {
		page.Notice = append(page.Notice, r.T("apply.notice."+point))
	}
	return page, x, side, p.waysOn(r, page, x, side)
}

// waysOn puts on the page what this visitor can do.
func (p *Pages) waysOn(r *web.Request, page *beginPage, x intake.Intake, side application.Side) error {
	mine, err := p.mine(r, x, side)
	if err != nil {
		return err
	}
	phase := p.Intakes.Phase(x)
	switch {
	case mine != nil && mine.Status == application.Draft && phase == intake.Applying:
		page.Form = &web.Form{Submit: r.T("apply.begin.go-on"), Note: r.T("apply.begin.known")}
	case mine != nil && mine.Status != application.Withdrawn:
		page.Empty = &web.Empty{Icon: "circle-check", Title: r.T("apply.begin.there"), Text: r.T(mine.Status.Key()),
			Action: &web.Button{Text: r.T("apply.open"), Href: "/applications/" + mine.ID}}
	case phase == intake.Upcoming:
		page.Empty = &web.Empty{Icon: "calendar", Title: r.T("apply.begin.early"), Text: r.T("apply.none.next", "date", day(r.Tr, x.OpensOn, i18n.Loc))}
	case phase != intake.Applying:
		page.Empty = &web.Empty{Icon: "calendar", Title: r.T("intake.fault.closed"), Text: r.T("apply.begin.late"),
			Action: &web.Button{Text: r.T("apply.none.action"), Href: "/about", Variant: web.Secondary}}
	case !r.Actor.SignedIn():
		page.SignIn = &web.Button{Text: r.T("apply.begin.sign-in"), Href: "/signin?back=" + startPath(x.Code, side)}
	default:
		page.Form = &web.Form{Submit: r.T("apply.begin.start"), Note: r.T("apply.begin.known")}
	}
	if page.Form != nil && !r.Person.Named() {
		page.Form.Fields = nameFields(r)
	}
	return nil
}

// mine is the visitor's application in an intake on a side, or nil.
func (p *Pages) mine(r *web.Request, x intake.Intake, side application.Side) (*application.Application, error) {
	if !r.Actor.SignedIn() {
		return nil, nil
	}
	all, err := p.Applications.Mine(r.Context(), r.Actor)
	for i, a := range all {
		if a.Intake == x.ID && a.Side == side {
			return &all[i], err
		}
	}
	return nil, err
}

// nameFields ask for the name of somebody whom only an address is known of.
func nameFields(r *web.Request) []*web.Field {
	return []*web.Field{
		{Kind: web.Text, Name: "given_name", Label: r.T("account.field.given-name"), Required: true, Autocomplete: "given-name", Plain: true, MaxLength: account.MaxName},
		{Kind: web.Text, Name: "family_name", Label: r.T("account.field.family-name"), Required: true, Autocomplete: "family-name", Plain: true, MaxLength: account.MaxName},
	}
}

func (p *Pages) start(w http.ResponseWriter, r *web.Request) error {
	page, x, side, err := p.beginPage(r)
	if err != nil {
		return err
	}
	if page.Form != nil {
		if err := r.Fill(page.Form); err != nil {
			return err
		}
		if err := p.takeName(r, page.Form); err != nil {
			return r.Refuse(w, err, &page.Page, page.Form, "workspace/begin", page)
		}
	}
	a, err := p.Applications.Start(r.Context(), r.Actor, x.ID, side)
	if err != nil {
		return err
	}
	if a.Status == application.Draft {
		if a, err = p.Applications.SeeNotice(r.Context(), r.Actor, a.ID); err != nil {
			return err
		}
	}
	whole, err := p.whole(r, a)
	if err != nil {
		return err
	}
	return r.Redirect(w, whole.next())
}

// takeName keeps the name of somebody who had none.
func (p *Pages) takeName(r *web.Request, f *web.Form) error {
	if r.Person.Named() {
		return nil
	}
	return p.Accounts.ChangeMine(r.Context(), r.Actor, r.Person.Version, account.Details{GivenName: f.Value("given_name"),
		FamilyName: f.Value("family_name"), Greeting: r.Person.Greeting, Language: string(r.Person.Language)})
}
