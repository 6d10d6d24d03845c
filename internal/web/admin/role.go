package admin

import (
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// A role is given in two steps that need no script: first which, then where.
// A role in the whole system has no second question, only a confirmation.

// chooseRole asks which role, or where once the address says which.
func (p *Pages) chooseRole(w http.ResponseWriter, r *web.Request) error {
	x, _, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	role := access.Role(r.URL.Query().Get("role"))
	if !byHand(role) {
		return p.whichRolePage(r, x).Show(w, r)
	}
	page, err := p.wherePage(r, x, role, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) whichRolePage(r *web.Request, x account.Person) *desk.Form {
	f := p.rolePage(r, x)
	which := &web.Field{Kind: web.Radios, Name: "role", Label: r.T("admin.role.which"), Required: true, HideOptional: true}
	for _, role := range operate.ByHand {
		which.Options = append(which.Options, web.Option{Value: string(role), Label: r.T("account.role." + string(role)),
			Hint: r.T("admin.role.does." + string(role))})
	}
	f.Lede = r.T("admin.role.by-hand")
	f.Form = &web.Form{Method: "get", Submit: r.T("common.continue"), Cancel: desk.Cancel(r, "/admin/people/"+x.ID), Fields: []*web.Field{which}}
	return f
}

func (p *Pages) rolePage(r *web.Request, x account.Person) *desk.Form {
	f := &desk.Form{Frame: section.Frame(r, "people", "admin.role.add")}
	f.Under(x.Name(), "/admin/people/"+x.ID)
	return f
}

// wherePage asks in which programme or institution a role is to be held; q is
// what was searched for.
func (p *Pages) wherePage(r *web.Request, x account.Person, role access.Role, q string) (*desk.Form, error) {
	f := p.rolePage(r, x)
	f.Eyebrow, f.Lede = x.Name(), r.T("account.role."+string(role))
	f.Form = &web.Form{Action: "/admin/people/" + x.ID + "/roles", Submit: r.T("admin.role.grant"), Note: r.T("admin.role.effect"),
		Cancel: desk.Cancel(r, "/admin/people/"+x.ID), Fields: []*web.Field{{Kind: web.Hidden, Name: "role", Value: string(role)}}}
	switch access.ScopeOf[role] {
	case access.Programme:
		return f, p.whichProgramme(r, f)
	case access.Institution:
		return f, p.whichInstitution(r, f, role, q)
	}
	f.Form.Fields = append(f.Form.Fields, &web.Field{Kind: web.Note, Hint: r.T("admin.role.does." + string(role))})
	return f, nil
}

func (p *Pages) whichProgramme(r *web.Request, f *desk.Form) error {
	all, err := p.Programmes.Visible(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		f.Form, f.Empty = nil, noProgramme(r)
		return nil
	}
	where := &web.Field{Kind: web.Radios, Name: "scope", Label: r.T("admin.role.which-programme"), Required: true}
	for _, x := range all {
		where.Options = append(where.Options, web.Option{Value: x.ID, Label: x.Name(r.Lang()), Hint: r.T(x.Status.Key())})
	}
	f.Form.Fields = append(f.Form.Fields, where)
	return nil
}

// foundPlaces is how many institutions a search offers.
const foundPlaces = 15

// whichInstitution offers those that a search has found; there are too many
// for one list.
func (p *Pages) whichInstitution(r *web.Request, f *desk.Form, role access.Role, q string) error {
	found, err := p.Institutions.Search(r.Context(), r.Actor, q, foundPlaces)
	if err != nil {
		return err
	}
	f.Search = &web.Filters{Action: f.Form.Action + "/new", Fields: []*web.Field{
		{Kind: web.Hidden, Name: "role", Value: string(role)},
		{Kind: web.Search, Name: "q", Label: r.T("admin.role.search-institution"), Value: q, MaxLength: 100},
	}}
	if len(found) == 0 {
		if f.Form = nil; q != "" {
			f.Empty = &web.Empty{Icon: "search", Title: r.T("admin.list.nothing"), Text: r.T("admin.institution.nothing")}
		}
		return nil
	}
	if len(found) == foundPlaces {
		f.Form.Fields = append(f.Form.Fields, &web.Field{Kind: web.Note, Hint: r.T("admin.role.more-institutions")})
	}
	f.Form.Fields = append(f.Form.Fields, foundField(r, found), &web.Field{Kind: web.Hidden, Name: "q", Value: q})
	return nil
}

func foundField(r *web.Request, found []institution.Institution) *web.Field {
	f := &web.Field{Kind: web.Radios, Name: "scope", Label: r.T("admin.role.which-institution"), Required: true}
	for _, x := range found {
		f.Options = append(f.Options, web.Option{Value: x.ID, Label: x.Name(r.Lang()), Hint: r.T(x.Type.Key())})
	}
	return f
}

func (p *Pages) grant(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	id, role := r.PathValue("id"), access.Role(r.PostForm.Get("role"))
	err := p.Operate.Grant(r.Context(), r.Actor, id, role, r.PostForm.Get("scope"))
	if err == nil {
		return r.Done(w, "/admin/people/"+id, "admin.role.granted", "role", r.T("account.role."+string(role)))
	}
	if !fault.Is(err, fault.Invalid, fault.Conflict) {
		return err
	}
	page, problem := p.grantAgain(r, role)
	if problem != nil {
		return problem
	}
	asked := page.Form
	if asked == nil {
		asked = &web.Form{} // there is nothing to choose from
	}
	asked.Fill(r.PostForm)
	return r.Refuse(w, err, &page.Page, asked, "desk/form", page)
}

// grantAgain is the step of which the answer was refused.
func (p *Pages) grantAgain(r *web.Request, role access.Role) (*desk.Form, error) {
	x, _, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !byHand(role) {
		return p.whichRolePage(r, x), nil
	}
	return p.wherePage(r, x, role, r.PostForm.Get("q"))
}

// grantOf finds one of a person's roles.
func (p *Pages) grantOf(r *web.Request) (account.Person, account.Grant, error) {
	x, grants, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return x, account.Grant{}, err
	}
	for _, g := range grants {
		if g.ID == r.PathValue("grant") {
			return x, g, nil
		}
	}
	return x, account.Grant{}, fault.New(fault.NotFound, "fault.not-found")
}

func (p *Pages) revokePage(r *web.Request) (*desk.Confirm, error) {
	x, g, err := p.grantOf(r)
	if err != nil {
		return nil, err
	}
	place, err := p.place(r, g.Scope)
	if err != nil {
		return nil, err
	}
	here := "/admin/people/" + x.ID
	c := &desk.Confirm{Frame: section.Frame(r, "people", "admin.revoke.title"), Confirm: web.Confirm{
		Lede:   r.T("admin.revoke.lede", "name", x.Name(), "role", r.T("account.role."+string(g.Role)), "place", place),
		Points: []string{r.T("admin.revoke.signed-out"), r.T("admin.revoke.kept")},
		Form:   &web.Form{Submit: r.T("admin.role.revoke"), Variant: web.Danger, Cancel: desk.Cancel(r, here)}}}
	c.Under(x.Name(), here)
	return c, nil
}

func (p *Pages) askRevoke(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.revokePage)
}

func (p *Pages) revoke(w http.ResponseWriter, r *web.Request) error {
	return do(w, r, p.revokePage, func(int64) error {
		return p.Accounts.Revoke(r.Context(), r.Actor, r.PathValue("id"), r.PathValue("grant"))
	}, "/admin/people/"+r.PathValue("id"), "admin.revoke.done")
}
