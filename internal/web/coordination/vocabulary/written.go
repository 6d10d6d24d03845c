package vocabulary

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// written lists the roles that applicants named themselves, for the catalogue to
// take over (R1.2-5).
func (p *Pages) written(w http.ResponseWriter, r *web.Request) error {
	s, err := p.scope(r)
	if err == nil && !s.May {
		err = errMissing
	}
	if err != nil {
		return err
	}
	roles, err := p.Applications.WrittenRoles(r.Context(), r.Actor, s.Of.ID)
	if err != nil {
		return office.Hide(err)
	}
	l := &desk.List{Frame: office.Section.Frame(r, "vocabulary", "vocabulary.written.title"), Table: web.Table{Caption: r.T("vocabulary.written.title"),
		HideCaption: true, Columns: []web.Column{{Title: r.T("vocabulary.written.text")}, {Title: r.T("vocabulary.group.role")},
			{Title: r.T("vocabulary.written.count"), Numeric: true}, {Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "check", Title: r.T("vocabulary.written.none"), Text: r.T("vocabulary.written.none-do")}}}
	l.Under(r.T(catalogue.Role.Key()), s.whole(catalogue.Role))
	l.Lede, l.Eyebrow = r.T("vocabulary.written.lede"), s.m.Name(r, s.Of.ID)
	for _, x := range roles {
		l.Table.Rows = append(l.Table.Rows, web.Row{Cells: []web.Cell{{Text: x.Text}, {Text: category(r, x.Category)}, {Text: r.Tr.Number(x.Count)},
			{Acts: []web.Button{office.RowAct(r.T("vocabulary.promote.do"), s.at("/promote", "text", x.Text), x.Text)}}}})
	}
	if len(s.m) > 1 {
		f := s.m.Field(r)
		f.Value, f.HideOptional, f.Required = s.Of.ID, true, false
		l.Filter(r, root+"/written", r.Tr.N("vocabulary.found", len(roles)), f)
		l.Filters.Clear = ""
	}
	return l.Show(w, r)
}

// category is the name of the one that applicants chose; empty where none was.
func category(r *web.Request, g catalogue.Group) string {
	if !catalogue.Role.Has(g) {
		return ""
	}
	return r.T(g.Key())
}

// rolePage is the form that takes the role of the address into the catalogue; nil
// when nobody names it any more.
func (p *Pages) rolePage(r *web.Request) (*desk.Form, scope, application.WrittenRole, error) {
	s, err := p.scope(r)
	if err == nil && !s.May {
		err = errMissing
	}
	if err != nil {
		return nil, s, application.WrittenRole{}, err
	}
	roles, err := p.Applications.WrittenRoles(r.Context(), r.Actor, s.Of.ID)
	if err != nil {
		return nil, s, application.WrittenRole{}, office.Hide(err)
	}
	i := slices.IndexFunc(roles, func(x application.WrittenRole) bool { return x.Same(r.URL.Query().Get("text")) })
	if i < 0 {
		return nil, s, application.WrittenRole{}, nil
	}
	x := roles[i]
	page := &desk.Form{Frame: office.Section.Frame(r, "vocabulary", "vocabulary.promote.title")}
	page.Under(r.T(catalogue.Role.Key()), s.whole(catalogue.Role))
	page.Under(r.T("vocabulary.written.title"), s.at("/written"))
	page.Lede = r.Tr.N("vocabulary.promote.lede", x.Count, "text", x.Text)
	fields := wordFields(r, catalogue.Details{Name: catalogue.Text{LV: x.Text}})[:2]
	page.Form = &web.Form{Action: s.at("/promote", "text", x.Text), Submit: r.T("vocabulary.promote.do"), Cancel: desk.Cancel(r, s.at("/written")),
		Note: r.T("vocabulary.promote.note"), Fields: append([]*web.Field{groupField(r, catalogue.Role, x.Category)}, fields...)}
	return page, s, x, nil
}

func (p *Pages) newRole(w http.ResponseWriter, r *web.Request) error {
	page, s, _, err := p.rolePage(r)
	switch {
	case err != nil:
		return err
	case page == nil:
		return r.Redirect(w, s.at("/written"))
	}
	return page.Show(w, r)
}

// addRole takes the role into the catalogue and gives it to the applications
// that name it. Pressed twice, the second time finds the role there.
func (p *Pages) addRole(w http.ResponseWriter, r *web.Request) error {
	page, s, x, err := p.rolePage(r)
	switch {
	case err != nil:
		return err
	case page == nil:
		return r.Redirect(w, s.at("/written"))
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	d := details(page.Form)
	e, err := p.Catalogue.Promote(r.Context(), r.Actor, s.Of.ID, catalogue.Group(page.Form.Value("group")), d.Name)
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	if _, err := p.Applications.NameRole(r.Context(), r.Actor, s.Of.ID, x.Text, e.Code); err != nil {
		return err
	}
	return r.Done(w, s.at("/written"), "vocabulary.promote.done", "name", e.Name.In(r.Lang()))
}
