package coordination

import (
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) funding(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: office.Section.Frame(r, "funding", "coordination.room.funding"), Table: web.Table{
		Caption: r.T("coordination.room.funding"), HideCaption: true, Columns: []web.Column{{Title: r.T("coordination.funding.name")},
			{Title: r.T("coordination.funding.number")}, {Title: r.T("coordination.funding.days")}, {Title: r.T("coordination.funding.state")},
			{Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "landmark", Title: r.T("coordination.funding.none"), Text: r.T("coordination.funding.none-do")}}}
	l.Lede = r.T("coordination.about.funding")
	for _, of := range m {
		sources, err := p.Intakes.Funding(r.Context(), r.Actor, of.ID)
		if err != nil {
			return err
		}
		for _, f := range sources {
			l.Table.Rows = append(l.Table.Rows, p.fundingRow(r, m, f))
		}
	}
	if len(m.Where(r, access.Write, access.Funding)) > 0 {
		l.Action = &web.Button{Text: r.T("coordination.funding.add"), Href: "/coordination/funding/new", Icon: "plus"}
	}
	return l.Show(w, r)
}

func (p *Pages) fundingRow(r *web.Request, m office.Mine, f intake.Funding) web.Row {
	today := r.Tr.ISODate(p.Now())
	status := &web.Status{State: web.Ready, Text: r.T("coordination.funding.in-force")}
	if f.ValidFrom > today {
		status = &web.Status{State: web.Blocked, Text: r.T("coordination.funding.to-come")}
	} else if !f.InForce(today) {
		status = &web.Status{State: web.Off, Text: r.T("coordination.funding.over")}
	}
	row := web.Row{Cells: []web.Cell{{Text: f.Name(r.Lang()), Note: m.Name(r, f.Programme)}, {Text: f.ProjectNumber},
		{Text: office.Span(r, f.ValidFrom, f.ValidTo)}, {Status: status}}}
	if office.May(r, access.Funding, f.Programme) {
		here := "/coordination/funding/" + f.ID
		row.Cells = append(row.Cells, web.Cell{Acts: []web.Button{office.RowAct(r.T("common.change"), here+"/change", f.Name(r.Lang()))}})
		if f.ValidTo == "" {
			last := &row.Cells[len(row.Cells)-1]
			last.Acts = append(last.Acts, office.RowAct(r.T("coordination.funding.end"), here+"/end", f.Name(r.Lang())))
		}
	}
	return row
}

func fundingForm(r *web.Request, x intake.Funding) *web.Form {
	field := func(name, key, value string, most int, required bool) *web.Field {
		return &web.Field{Kind: web.Text, Name: name, Label: r.T("coordination.funding." + key), Value: value, MaxLength: most, Required: required}
	}
	english := func(f *web.Field) *web.Field {
		f.Lang = "en"
		return f
	}
	sentence := field("sentence_lv", "sentence-lv", x.SentenceLV, intake.MaxSentence, true)
	sentence.Hint = r.T("coordination.funding.sentence-hint")
	number := field("project_number", "number", x.ProjectNumber, intake.MaxProjectNumber, false)
	number.Plain = true
	return &web.Form{Fields: []*web.Field{
		field("name_lv", "name-lv", x.NameLV, intake.MaxName, true), english(field("name_en", "name-en", x.NameEN, intake.MaxName, true)),
		number, sentence, english(field("sentence_en", "sentence-en", x.SentenceEN, intake.MaxSentence, true)),
		{Kind: web.Date, Name: "valid_from", Label: r.T("coordination.funding.valid-from"), Value: x.ValidFrom, Short: true, Required: true},
		{Kind: web.Date, Name: "valid_to", Label: r.T("coordination.funding.valid-to"), Hint: r.T("coordination.funding.valid-to-hint"), Value: x.ValidTo, Short: true},
		desk.VersionField(x.Version),
	}}
}

func fundingDetails(f *web.Form) intake.FundingDetails {
	return intake.FundingDetails{ProjectNumber: f.Value("project_number"), NameLV: f.Value("name_lv"), NameEN: f.Value("name_en"),
		SentenceLV: f.Value("sentence_lv"), SentenceEN: f.Value("sentence_en"), ValidFrom: f.Value("valid_from"), ValidTo: f.Value("valid_to")}
}

func (p *Pages) newFundingPage(r *web.Request) (*desk.Form, office.Mine, error) {
	m, err := p.ToMake(r, access.Funding)
	if err != nil {
		return nil, nil, err
	}
	form := fundingForm(r, intake.Funding{})
	form.Fields = append([]*web.Field{m.Field(r)}, form.Fields...)
	form.Action, form.Submit, form.Cancel = "/coordination/funding", r.T("coordination.funding.add"), desk.Cancel(r, "/coordination/funding")
	return &desk.Form{Frame: office.Section.Frame(r, "funding", "coordination.funding.add"), Form: form}, m, nil
}

func (p *Pages) newFunding(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.newFundingPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) addFunding(w http.ResponseWriter, r *web.Request) error {
	page, m, err := p.newFundingPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	programmeID, err := m.Pick(page.Form)
	if err == nil {
		_, err = p.Intakes.AddFunding(r.Context(), r.Actor, programmeID, fundingDetails(page.Form))
	}
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/coordination/funding", "coordination.funding.added")
}

// fundingToChange loads the source of the address. Everybody may read who pays;
// here it exists only for those who work for its programme.
func (p *Pages) fundingToChange(r *web.Request) (intake.Funding, error) {
	f, err := p.Intakes.GetFunding(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return f, err
	}
	return f, office.Hide(r.Actor.Check(access.Write, f.Object()))
}

func (p *Pages) changeFundingPage(r *web.Request) (*desk.Form, intake.Funding, error) {
	x, err := p.fundingToChange(r)
	if err != nil {
		return nil, x, err
	}
	form := fundingForm(r, x)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, "/coordination/funding")
	return &desk.Form{Frame: office.Section.Frame(r, "funding", "coordination.funding.change"), Form: form}, x, nil
}

func (p *Pages) changeFunding(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.changeFundingPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) saveFunding(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.changeFundingPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Intakes.ChangeFunding(r.Context(), r.Actor, x.ID, desk.Version(page.Form), fundingDetails(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return fundingForm(r, x), nil })
	}
	return r.Done(w, "/coordination/funding", "coordination.saved")
}

func (p *Pages) endQuestion(r *web.Request) (*desk.Confirm, error) {
	x, err := p.fundingToChange(r)
	if err != nil {
		return nil, err
	}
	return &desk.Confirm{Frame: office.Section.Frame(r, "funding", "coordination.funding.end"), Confirm: web.Confirm{
		Lede:   r.T("coordination.funding.end-lede", "name", x.Name(r.Lang())),
		Points: []string{r.T("coordination.funding.end-new"), r.T("coordination.funding.end-kept")},
		Form: &web.Form{Submit: r.T("coordination.funding.end"), Cancel: desk.Cancel(r, "/coordination/funding"), Fields: []*web.Field{
			{Kind: web.Date, Name: "valid_to", Label: r.T("coordination.funding.valid-to"), Value: r.Tr.ISODate(p.Now()), Required: true, Short: true},
			desk.VersionField(x.Version)}}}}, nil
}

func (p *Pages) askEndFunding(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.endQuestion)
}

func (p *Pages) endFunding(w http.ResponseWriter, r *web.Request) error {
	c, err := p.endQuestion(r)
	if err != nil {
		return err
	}
	now := c.Confirm.Form.Value("version")
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	_, err = p.Intakes.EndFunding(r.Context(), r.Actor, r.PathValue("id"), desk.Version(c.Confirm.Form), c.Confirm.Form.Value("valid_to"))
	if err != nil {
		c.Confirm.Form.Field("version").Value = now
		return c.Refuse(w, r, err)
	}
	return r.Done(w, "/coordination/funding", "coordination.funding.ended")
}
