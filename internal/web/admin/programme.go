package admin

import (
	"net/http"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) programmes(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Programmes.Visible(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: section.Frame(r, "programmes", "admin.room.programmes"), Table: programmeTable(r, all)}
	l.Lede = r.T("admin.about.programmes")
	if len(all) > 0 {
		l.Action = &web.Button{Text: r.T("admin.programme.add"), Href: "/admin/programmes/new", Icon: "plus"}
	}
	return l.Show(w, r)
}

func programmeTable(r *web.Request, all []programme.Programme) web.Table {
	t := web.Table{Caption: r.T("admin.room.programmes"), HideCaption: true, Empty: noProgramme(r),
		Columns: []web.Column{{Title: r.T("admin.programme.name")}, {Title: r.T("admin.programme.status")}, {Title: r.T("admin.programme.since")}}}
	for _, x := range all {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: x.Name(r.Lang()), Href: "/admin/programmes/" + x.ID},
			{Status: programmeStatus(r, x.Status)}, {Text: r.Tr.ShortDate(x.CreatedAt), Time: r.Tr.ISODate(x.CreatedAt)}}})
	}
	return t
}

func noProgramme(r *web.Request) *web.Empty {
	return &web.Empty{Icon: "graduation-cap", Title: r.T("admin.programme.none"), Text: r.T("admin.programme.none-text"),
		Action: &web.Button{Text: r.T("admin.programme.add"), Href: "/admin/programmes/new", Icon: "plus"}}
}

var programmeStates = map[programme.Status]web.State{programme.Draft: web.ToDo, programme.Open: web.Ready, programme.Closed: web.Off}

func programmeStatus(r *web.Request, s programme.Status) *web.Status {
	return &web.Status{State: programmeStates[s], Text: r.T(s.Key())}
}

func (p *Pages) programme(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Programmes.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	here := "/admin/programmes/" + x.ID
	i := &desk.Item{Frame: section.Named(r, "programmes", x.Name(r.Lang())), Status: programmeStatus(r, x.Status),
		Facts: []web.Summary{{Items: []web.SummaryItem{
			{Key: r.T("programme.field.name-lv"), Value: x.NameLV},
			{Key: r.T("programme.field.name-en"), Value: x.NameEN},
			{Key: r.T("admin.programme.since"), Value: r.Tr.Date(x.CreatedAt, i18n.Nom)}}}},
		Help: &web.Help{Title: r.T("admin.programme.staff"), Text: r.T("admin.programme.staff-text"),
			Link: &web.Link{Text: r.T("admin.programme.staff-link"), Href: "/admin/people"}}}
	if x.Status == programme.Open {
		i.Acts = []web.Button{{Text: r.T("admin.programme.close"), Href: here + "/close", Variant: web.Tertiary}}
	} else {
		i.Acts = []web.Button{{Text: r.T("admin.programme.open"), Href: here + "/open"}}
	}
	i.Acts = append([]web.Button{{Text: r.T("admin.programme.change"), Href: here + "/change", Variant: web.Secondary, Icon: "pencil"}}, i.Acts...)
	return i.Show(w, r)
}

func programmeForm(r *web.Request, x programme.Programme) *web.Form {
	name := func(field, label, value string, lang i18n.Lang) *web.Field {
		return &web.Field{Kind: web.Text, Name: field, Label: r.T(label), Value: value, Required: true, MaxLength: programme.MaxName, Lang: string(lang)}
	}
	return &web.Form{Fields: []*web.Field{
		name("name_lv", "programme.field.name-lv", x.NameLV, i18n.LV),
		name("name_en", "programme.field.name-en", x.NameEN, i18n.EN),
		desk.VersionField(x.Version),
	}}
}

func programmeDetails(f *web.Form) programme.Details {
	return programme.Details{NameLV: f.Value("name_lv"), NameEN: f.Value("name_en")}
}

func (p *Pages) newProgrammePage(r *web.Request) *desk.Form {
	form := programmeForm(r, programme.Programme{})
	form.Action, form.Submit, form.Cancel = "/admin/programmes", r.T("admin.programme.add"), desk.Cancel(r, "/admin/programmes")
	f := &desk.Form{Frame: section.Frame(r, "programmes", "admin.programme.add"), Form: form}
	f.Lede = r.T("admin.programme.add-lede")
	return f
}

func (p *Pages) newProgramme(w http.ResponseWriter, r *web.Request) error {
	return p.newProgrammePage(r).Show(w, r)
}

func (p *Pages) addProgramme(w http.ResponseWriter, r *web.Request) error {
	page := p.newProgrammePage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	added, err := p.Programmes.Create(r.Context(), r.Actor, programmeDetails(page.Form))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/admin/programmes/"+added.ID, "admin.programme.added", "name", added.Name(r.Lang()))
}

func (p *Pages) changeProgrammePage(r *web.Request) (*desk.Form, programme.Programme, error) {
	x, err := p.Programmes.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, x, err
	}
	here := "/admin/programmes/" + x.ID
	form := programmeForm(r, x)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, here)
	f := &desk.Form{Frame: section.Frame(r, "programmes", "admin.programme.change"), Form: form}
	f.Under(x.Name(r.Lang()), here)
	return f, x, nil
}

func (p *Pages) changeProgramme(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.changeProgrammePage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) saveProgramme(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.changeProgrammePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Programmes.Change(r.Context(), r.Actor, x.ID, desk.Version(page.Form), programmeDetails(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return programmeForm(r, x), nil })
	}
	return r.Done(w, "/admin/programmes/"+x.ID, "admin.saved")
}

func (p *Pages) programmeQuestion(r *web.Request, name string, points ...string) (*desk.Confirm, error) {
	x, err := p.Programmes.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := "/admin/programmes/" + x.ID
	c := &desk.Confirm{Frame: section.Frame(r, "programmes", "admin.programme."+name), Confirm: web.Confirm{
		Lede: r.T("admin.programme."+name+"-lede", "name", x.Name(r.Lang())), Points: points,
		Form: &web.Form{Submit: r.T("admin.programme." + name), Cancel: desk.Cancel(r, here), Fields: []*web.Field{desk.VersionField(x.Version)}}}}
	c.Under(x.Name(r.Lang()), here)
	return c, nil
}

func (p *Pages) openQuestion(r *web.Request) (*desk.Confirm, error) {
	return p.programmeQuestion(r, "open", r.T("admin.programme.open-seen"), r.T("admin.programme.open-back"))
}

func (p *Pages) endQuestion(r *web.Request) (*desk.Confirm, error) {
	return p.programmeQuestion(r, "close", r.T("admin.programme.close-new"), r.T("admin.programme.close-kept"))
}

func (p *Pages) askOpenProgramme(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.openQuestion)
}
func (p *Pages) askCloseProgramme(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.endQuestion)
}

func (p *Pages) openProgramme(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.openQuestion, func(version int64) error {
		_, err := p.Programmes.Open(r.Context(), r.Actor, id, version)
		return err
	}, "/admin/programmes/"+id, "admin.programme.opened")
}

func (p *Pages) closeProgramme(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.endQuestion, func(version int64) error {
		_, err := p.Programmes.Close(r.Context(), r.Actor, id, version)
		return err
	}, "/admin/programmes/"+id, "admin.programme.closed")
}
