package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/web"
)

// declarePage has the code of ethics and the boundaries in full, and what the
// applicant promises (R5-1, R4.3-8).
type declarePage struct {
	web.Page
	Texts []text
	Form  *web.Form
}

// promises are what a side accepts, each by its own box.
var promises = map[application.Side][]string{
	application.Mentee: {"ethics", "boundaries", "own", "frame"},
	application.Mentor: {"ethics", "boundaries"},
}

func (p *Pages) declarePage(r *web.Request) (*declarePage, applicant, error) {
	a, err := p.applicant(r)
	if err != nil {
		return nil, a, err
	}
	page := &declarePage{Page: p.step(r, a, "apply.declare.title"), Texts: []text{textOf(r.Lang(), "ethics"), textOf(r.Lang(), "boundaries")}}
	page.Lede = r.T("apply.declare.lede")
	accept := &web.Field{Kind: web.Checkboxes, Name: "accept", Label: r.T("apply.declare.label"), Hint: r.T("apply.declare.hint"), Required: true}
	for _, promise := range promises[a.Side] {
		accept.Options = append(accept.Options, web.Option{Value: promise, Label: r.T("apply.declare.promise." + promise)})
		if a.declared() {
			accept.Values = append(accept.Values, promise)
		}
	}
	page.Form = &web.Form{Submit: r.T("apply.declare.submit"), Fields: []*web.Field{accept, versionField(a.Version)}}
	return page, a, nil
}

func (p *Pages) declare(w http.ResponseWriter, r *web.Request) error {
	page, a, err := p.declarePage(r)
	if err != nil {
		return err
	}
	if a.Status == application.Draft && a.Notice != application.NoticeVersion {
		return r.Redirect(w, a.next())
	}
	return r.Render(w, "workspace/declare", page)
}

func (p *Pages) accept(w http.ResponseWriter, r *web.Request) error {
	page, a, err := p.declarePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	given := page.Form.Field("accept").Values
	all := !slices.ContainsFunc(promises[a.Side], func(promise string) bool { return !slices.Contains(given, promise) })
	if _, err := p.Applications.Declare(r.Context(), r.Actor, a.ID, version(page.Form), all); err != nil {
		if stale(err) {
			page.Form.Field("version").Value = versionField(a.Version).Value
		}
		return r.Refuse(w, err, &page.Page, page.Form, "workspace/declare", page)
	}
	if a.Status != application.Draft {
		return r.Done(w, a.path(""), "apply.declare.done")
	}
	return r.Redirect(w, a.path("/check"))
}
