package admin

import (
	"net/http"

	"domubiedrs/internal/institution"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) newInstitutionPage(r *web.Request) *desk.Form {
	form := institutionForm(r, institution.Institution{}, "")
	form.Action, form.Submit, form.Cancel = "/admin/institutions", r.T("admin.institution.add"), desk.Cancel(r, "/admin/institutions")
	return &desk.Form{Frame: section.Frame(r, "institutions", "admin.institution.add"), Form: form}
}

func (p *Pages) newInstitution(w http.ResponseWriter, r *web.Request) error {
	return p.newInstitutionPage(r).Show(w, r)
}

func (p *Pages) addInstitution(w http.ResponseWriter, r *web.Request) error {
	page := p.newInstitutionPage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	details, err := p.institutionDetails(r, page.Form, institution.Institution{}, "")
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	added, err := p.Institutions.Add(r.Context(), r.Actor, details)
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/admin/institutions/"+added.ID, "admin.institution.added", "name", added.Name(r.Lang()))
}

// institutionChange is the form for changing an institution as it is now.
type institutionChange struct {
	*desk.Form
	was   institution.Institution
	above string // name of the one above
}

func (p *Pages) institutionChange(r *web.Request) (c institutionChange, err error) {
	if c.was, c.above, err = p.institutionAnd(r); err != nil {
		return c, err
	}
	here := "/admin/institutions/" + c.was.ID
	form := institutionForm(r, c.was, c.above)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, here)
	c.Form = &desk.Form{Frame: section.Frame(r, "institutions", "admin.institution.change"), Form: form}
	c.Under(c.was.Name(r.Lang()), here)
	return c, nil
}

func (p *Pages) changeInstitution(w http.ResponseWriter, r *web.Request) error {
	c, err := p.institutionChange(r)
	if err != nil {
		return err
	}
	return c.Show(w, r)
}

func (p *Pages) saveInstitution(w http.ResponseWriter, r *web.Request) error {
	c, err := p.institutionChange(r)
	if err != nil {
		return err
	}
	if err := r.Fill(c.Form.Form); err != nil {
		return err
	}
	details, err := p.institutionDetails(r, c.Form.Form, c.was, c.above)
	if err == nil {
		_, err = p.Institutions.Change(r.Context(), r.Actor, c.was.ID, desk.Version(c.Form.Form), details)
	}
	if err != nil {
		return c.Refuse(w, r, err, func() (*web.Form, error) { return institutionForm(r, c.was, c.above), nil })
	}
	return r.Done(w, "/admin/institutions/"+c.was.ID, "admin.saved")
}

func (p *Pages) institutionQuestion(r *web.Request, name string, fields ...*web.Field) (*desk.Confirm, error) {
	x, err := p.Institutions.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := "/admin/institutions/" + x.ID
	c := &desk.Confirm{Frame: section.Frame(r, "institutions", "admin.institution."+name), Confirm: web.Confirm{
		Lede: r.T("admin.institution."+name+"-lede", "name", x.Name(r.Lang())),
		Form: &web.Form{Submit: r.T("admin.institution." + name), Cancel: desk.Cancel(r, here), Fields: append(fields, desk.VersionField(x.Version))}}}
	c.Under(x.Name(r.Lang()), here)
	return c, nil
}

func (p *Pages) closeQuestion(r *web.Request) (*desk.Confirm, error) {
	c, err := p.institutionQuestion(r, "close", &web.Field{Kind: web.Date, Name: "valid_to", Label: r.T("institution.field.valid-to"),
		Hint: r.T("admin.institution.close-hint"), Value: r.Tr.ISODate(p.Now()), Required: true, Short: true})
	if err != nil {
		return nil, err
	}
	c.Confirm.Points = []string{r.T("admin.institution.close-new"), r.T("admin.institution.close-kept")}
	return c, nil
}

func (p *Pages) askCloseInstitution(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.closeQuestion)
}

func (p *Pages) closeInstitution(w http.ResponseWriter, r *web.Request) error {
	c, err := p.closeQuestion(r)
	if err != nil {
		return err
	}
	now := c.Confirm.Form.Value("version")
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	id := r.PathValue("id")
	_, err = p.Institutions.Close(r.Context(), r.Actor, id, desk.Version(c.Confirm.Form), c.Confirm.Form.Value("valid_to"))
	if err != nil {
		c.Confirm.Form.Field("version").Value = now
		return c.Refuse(w, r, err)
	}
	return r.Done(w, "/admin/institutions/"+id, "admin.institution.closed")
}

func (p *Pages) reopenQuestion(r *web.Request) (*desk.Confirm, error) {
	return p.institutionQuestion(r, "reopen")
}

func (p *Pages) askReopenInstitution(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.reopenQuestion)
}

func (p *Pages) reopenInstitution(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.reopenQuestion, func(version int64) error {
		_, err := p.Institutions.Reopen(r.Context(), r.Actor, id, version)
		return err
	}, "/admin/institutions/"+id, "admin.institution.reopened")
}
