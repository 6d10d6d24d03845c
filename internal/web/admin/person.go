package admin

import (
	"net/http"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) person(w http.ResponseWriter, r *web.Request) error {
	one, grants, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	listed, err := p.Accounts.ByID(r.Context(), r.Actor, one.ID)
	if err != nil {
		return err
	}
	places, err := p.places(r, grants)
	if err != nil {
		return err
	}
	return p.personPage(r, listed[one.ID], grants, places).Show(w, r)
}

func (p *Pages) personPage(r *web.Request, x account.Listed, grants []account.Grant, places map[access.Scope]string) *desk.Item {
	here := "/admin/people/" + x.ID
	i := &desk.Item{Frame: section.Named(r, "people", x.Name()),
		Status: accountStatus(r, x.Status), Facts: []web.Summary{personFacts(r, x)}, Acts: personActs(r, x.Person),
		Parts: []desk.Part{rolesPart(r, x.Person, grants, places)},
		Help: &web.Help{Title: r.T("admin.person.noted"), Text: r.T("admin.person.noted-text"),
			Link: &web.Link{Text: r.T("admin.person.entries"), Href: "/admin/audit?side=subject&person=" + x.ID}}}
	i.Parts[0].Action = &web.Button{Text: r.T("admin.role.add"), Href: here + "/roles/new", Variant: web.Secondary, Icon: "plus"}
	return i
}

func personFacts(r *web.Request, x account.Listed) web.Summary {
	last := r.T("admin.people.never")
	if x.SeenAt != nil {
		last = r.Tr.DateTime(*x.SeenAt)
	}
	return web.Summary{Items: []web.SummaryItem{
		{Key: r.T("account.field.given-name"), Value: x.GivenName},
		{Key: r.T("account.field.family-name"), Value: x.FamilyName},
		{Key: r.T("account.field.email"), Value: x.Email},
		{Key: r.T("admin.person.greeting"), Value: x.Greeting},
		{Key: r.T("account.field.language"), Value: r.T("common.language." + string(x.Language))},
		{Key: r.T("admin.people.seen"), Value: last},
		{Key: r.T("admin.person.since"), Value: r.Tr.Date(x.CreatedAt, i18n.Nom)},
	}}
}

func personActs(r *web.Request, x account.Person) []web.Button {
	here := "/admin/people/" + x.ID
	acts := []web.Button{{Text: r.T("admin.person.change"), Href: here + "/change", Icon: "pencil"}}
	if x.Status == account.Disabled {
		return append(acts, web.Button{Text: r.T("admin.person.enable"), Href: here + "/enable", Variant: web.Secondary})
	}
	return append(acts, web.Button{Text: r.T("admin.person.disable"), Href: here + "/disable", Variant: web.Tertiary})
}

func rolesPart(r *web.Request, x account.Person, grants []account.Grant, places map[access.Scope]string) desk.Part {
	t := web.Table{Caption: r.T("admin.role.caption", "name", x.Name()), HideCaption: true,
		Columns: []web.Column{{Title: r.T("admin.role.role")}, {Title: r.T("admin.role.place")}, {Title: r.T("admin.role.since")},
			{Title: r.T("admin.role.acts"), Hidden: true}},
		Empty: &web.Empty{Title: r.T("admin.role.none"), Text: r.T("admin.role.none-text")}}
	for _, g := range grants {
		name := r.T("account.role." + string(g.Role))
		row := []web.Cell{{Text: name}, {Text: places[g.Scope]}, {Text: r.Tr.ShortDate(g.GrantedAt), Time: r.Tr.ISODate(g.GrantedAt)}, {}}
		if byHand(g.Role) {
			row[3].Acts = []web.Button{{Text: r.T("admin.role.revoke"), More: name + ", " + places[g.Scope], Variant: web.Tertiary, Small: true,
				Href: "/admin/people/" + x.ID + "/roles/" + g.ID + "/revoke"}}
		}
		t.Rows = append(t.Rows, web.Row{Cells: row})
	}
	return desk.Part{ID: "roles", Title: r.T("admin.people.roles"), Text: r.T("admin.role.about"), Table: t}
}

func byHand(role access.Role) bool { return slices.Contains(operate.ByHand, role) }

// places names the scopes in which roles are held. A mentorship and a case are
// not named: they are the participants' own.
func (p *Pages) places(r *web.Request, grants []account.Grant) (map[access.Scope]string, error) {
	names := map[access.Scope]string{}
	for _, g := range grants {
		name, err := p.place(r, g.Scope)
		if err != nil {
			return nil, err
		}
		names[g.Scope] = name
	}
	return names, nil
}

func (p *Pages) place(r *web.Request, scope access.Scope) (string, error) {
	switch scope.Kind {
	case access.Programme:
		x, err := p.Programmes.Get(r.Context(), r.Actor, scope.ID)
		return x.Name(r.Lang()), err
	case access.Institution:
		x, err := p.Institutions.Get(r.Context(), r.Actor, scope.ID)
		return x.Name(r.Lang()), err
	}
	return r.T("admin.role.scope." + string(scope.Kind)), nil
}

func personForm(r *web.Request, x account.Person) *web.Form {
	name := func(field, label, value string) *web.Field {
		return &web.Field{Kind: web.Text, Name: field, Label: r.T(label), Value: value, Required: true, Plain: true, MaxLength: account.MaxName,
			Autocomplete: "off"}
	}
	return &web.Form{Fields: []*web.Field{
		name("given_name", "account.field.given-name", x.GivenName),
		name("family_name", "account.field.family-name", x.FamilyName),
		{Kind: web.Email, Name: "email", Label: r.T("account.field.email"), Hint: r.T("admin.person.email-hint"), Value: x.Email,
			Required: true, Plain: true, Autocomplete: "off"},
		{Kind: web.Text, Name: "greeting", Label: r.T("admin.person.greeting"), Hint: r.T("admin.person.greeting-hint"),
			Value: x.Greeting, MaxLength: account.MaxGreeting, Plain: true, Autocomplete: "off"},
		{Kind: web.Radios, Name: "language", Label: r.T("admin.person.language"), Value: string(x.Language), Required: true,
			Options: options(r, "common.language.", i18n.Langs())},
		desk.VersionField(x.Version),
	}}
}

func personDetails(f *web.Form) account.Details {
	return account.Details{GivenName: f.Value("given_name"), FamilyName: f.Value("family_name"), Email: f.Value("email"),
		Greeting: f.Value("greeting"), Language: f.Value("language")}
}

// personFormNow makes the form for changing a person as they are now.
func (p *Pages) personFormNow(r *web.Request) (*web.Form, account.Person, error) {
	x, _, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	form := personForm(r, x)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, "/admin/people/"+x.ID)
	return form, x, err
}

func (p *Pages) changePersonPage(r *web.Request) (*desk.Form, error) {
	form, x, err := p.personFormNow(r)
	if err != nil {
		return nil, err
	}
	f := &desk.Form{Frame: section.Frame(r, "people", "admin.person.change"), Form: form}
	f.Under(x.Name(), "/admin/people/"+x.ID)
	return f, nil
}

func (p *Pages) changePerson(w http.ResponseWriter, r *web.Request) error {
	page, err := p.changePersonPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) savePerson(w http.ResponseWriter, r *web.Request) error {
	page, err := p.changePersonPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := p.Accounts.Change(r.Context(), r.Actor, id, desk.Version(page.Form), personDetails(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) {
			form, _, err := p.personFormNow(r)
			return form, err
		})
	}
	return r.Done(w, "/admin/people/"+id, "admin.saved")
}

// askStatus is the question before somebody's access is closed or opened; the
// name of the texts is disable or enable.
func (p *Pages) askStatus(r *web.Request, name string, variant web.Variant) (*desk.Confirm, error) {
	x, _, err := p.Accounts.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := "/admin/people/" + x.ID
	c := &desk.Confirm{Frame: section.Frame(r, "people", "admin.access."+name+".title"), Confirm: web.Confirm{
		Lede: r.T("admin.access."+name+".lede", "name", x.Name()),
		Form: &web.Form{Submit: r.T("admin.person." + name), Variant: variant, Cancel: desk.Cancel(r, here),
			Fields: []*web.Field{desk.VersionField(x.Version)}}}}
	c.Under(x.Name(), here)
	return c, nil
}

func (p *Pages) disablePage(r *web.Request) (*desk.Confirm, error) {
	c, err := p.askStatus(r, "disable", web.Danger)
	if err != nil {
		return nil, err
	}
	c.Confirm.Points = []string{r.T("admin.access.disable.signed-out"), r.T("admin.access.disable.no-code"), r.T("admin.access.disable.kept")}
	return c, nil
}

func (p *Pages) enablePage(r *web.Request) (*desk.Confirm, error) {
	return p.askStatus(r, "enable", web.Primary)
}

func (p *Pages) askDisable(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.disablePage)
}
func (p *Pages) askEnable(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.enablePage)
}

// ask shows a question.
func ask(w http.ResponseWriter, r *web.Request, question func(*web.Request) (*desk.Confirm, error)) error {
	page, err := question(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

// do takes the answer to a question: it does the verb with the version that was
// shown and leads on; when that cannot be, it asks again and says why.
func do(w http.ResponseWriter, r *web.Request, question func(*web.Request) (*desk.Confirm, error),
	verb func(version int64) error, to, done string) error {
	var sent web.Form
	sent.Fields = []*web.Field{desk.VersionField(0)}
	if err := r.Fill(&sent); err != nil {
		return err
	}
	err := verb(desk.Version(&sent))
	if err == nil {
		return r.Done(w, to, done)
	}
	if !fault.Is(err, fault.Conflict, fault.Invalid) {
		return err
	}
	page, problem := question(r)
	if problem != nil {
		return problem
	}
	return page.Refuse(w, r, err)
}

func (p *Pages) disable(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.disablePage, func(version int64) error {
		return p.Accounts.Disable(r.Context(), r.Actor, id, version)
	}, "/admin/people/"+id, "admin.access.disable.done")
}

func (p *Pages) enable(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.enablePage, func(version int64) error {
		return p.Accounts.Enable(r.Context(), r.Actor, id, version)
	}, "/admin/people/"+id, "admin.access.enable.done")
}
