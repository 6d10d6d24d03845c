package workspace

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// profilePage is a mentor's profile: the card as a mentee will see it, its
// parts, and whether everybody may see the name.
type profilePage struct {
	web.Page
	Card    profileCard
	Parts   []web.Summary
	Listed  web.Status
	Consent []string
	Form    *web.Form
}

// profileCard is the preview.
type profileCard struct {
	Name, Work string
	About      about
	Empty      *web.Empty // without a theme nobody finds the mentor
}

func (p *Pages) profile(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	if !a.HasProfile() {
		return r.Redirect(w, a.path(""))
	}
	page, err := p.profilePage(r, a)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/profile", page)
}

func (p *Pages) profilePage(r *web.Request, a applicant) (*profilePage, error) {
	page := &profilePage{Page: p.step(r, a, "apply.profile.title"), Consent: []string{r.T("apply.profile.consent-what"), r.T("apply.profile.consent-when"), r.T("apply.profile.consent-end")}}
	page.Lede = r.T("apply.profile.lede")
	asker, err := p.asker(r, a, a.Answers, asking.Where{Old: true}, a.sections()...)
	if err != nil {
		return nil, err
	}
	page.Card = preview(r, a, asker)
	for _, s := range a.sections() {
		if slices.Contains(application.ProfileSections, s.Key) {
			page.Parts = append(page.Parts, asker.Summary(s, a.Answers, a.path("/profile/"+s.Key)))
		}
	}
	agreed, err := p.Applications.Listed(r.Context(), r.Actor, a.ID)
	page.consent(r, agreed)
	return page, err
}

// consent is the choice that is open: to be named, or no longer.
func (page *profilePage) consent(r *web.Request, agreed bool) {
	page.Listed = web.Status{State: web.Off, Text: r.T("apply.profile.hidden")}
	page.Form = &web.Form{Submit: r.T("apply.profile.list"), Variant: web.Secondary, Fields: []*web.Field{{Kind: web.Hidden, Name: "listed", Value: "yes"}}}
	if agreed {
		page.Listed = web.Status{State: web.Ready, Text: r.T("apply.profile.listed")}
		page.Form.Submit, page.Form.Fields[0].Value = r.T("apply.profile.unlist"), "no"
	}
}

// preview is what a mentee sees of a mentor in a proposal: no address, no
// conflicts, no needs of the mentor's own.
func preview(r *web.Request, a applicant, asker asking.Asker) profileCard {
	x := teller{a.Form, a.Answers, asker}
	work := []string{a.Answers.First("position")}
	if a.Facts.Institution != "" {
		work = append(work, x.words("institution")...)
	} else if a.Facts.Employer != "" {
		work = append(work, a.Facts.Employer)
	}
	c := profileCard{Name: r.Person.Name(), Work: strings.Join(work, ", "), About: x.about(r, a.Side)}
	if len(c.About.Themes) == 0 {
		c.Empty = &web.Empty{Icon: "lightbulb", Title: r.T("apply.profile.no-theme"), Text: r.T("apply.profile.no-theme-text"),
			Action: &web.Button{Text: r.T("apply.profile.add-theme"), Href: a.path("/profile/topics")}}
	}
	return c
}

func (p *Pages) setListed(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	agreed := r.PostForm.Get("listed") == "yes"
	if err := p.Applications.SetListed(r.Context(), r.Actor, a.ID, agreed); err != nil {
		return err
	}
	if agreed {
		return r.Done(w, a.path("/profile"), "apply.profile.now-listed")
	}
	return r.Done(w, a.path("/profile"), "apply.profile.now-hidden")
}

// profilePart asks a part of the profile again.
func (p *Pages) profilePart(w http.ResponseWriter, r *web.Request) error {
	a, section, err := p.profilePartOf(r)
	if err != nil {
		return err
	}
	if !a.HasProfile() {
		return r.Redirect(w, a.path(""))
	}
	page, err := p.amendPage(r, a, section, a.Answers)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/part", page)
}

func (p *Pages) profilePartOf(r *web.Request) (applicant, questionnaire.Section, error) {
	if _, err := p.mentoring(r); err != nil {
		return applicant{}, questionnaire.Section{}, err
	}
	a, section, err := p.partOf(r)
	if err == nil && !slices.Contains(application.ProfileSections, section.Key) {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	return a, section, err
}

func (p *Pages) amendPage(r *web.Request, a applicant, section questionnaire.Section, answers questionnaire.Answers) (*partPage, error) {
	page, err := p.partPage(r, a, section, answers, "")
	if err != nil {
		return nil, err
	}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: r.T("apply.profile.title"), Href: a.path("/profile")})
	page.Eyebrow = r.T("apply.profile.title")
	page.Form.Action, page.Form.Submit, page.Form.More = r.URL.Path, r.T("common.save"), nil
	page.Form.Cancel = &web.Link{Text: r.T("common.cancel"), Href: a.path("/profile")}
	return page, nil
}

func (p *Pages) saveProfilePart(w http.ResponseWriter, r *web.Request) error {
	a, section, err := p.profilePartOf(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	posted := a.Form.Parse(section.Key, r.PostForm)
	page, err := p.amendPage(r, a, section, a.Form.Merge(a.Answers, section.Key, posted))
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Applications.Amend(r.Context(), r.Actor, a.ID, version(page.Form), section.Key, posted); err != nil {
		return p.refusePart(w, r, page, err, posted)
	}
	return r.Done(w, a.path("/profile"), "apply.profile.saved")
}
