package coordination

import (
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

func intakeForm(r *web.Request, x intake.Intake) *web.Form {
	text := func(name, label, value string, most int) *web.Field {
		return &web.Field{Kind: web.Text, Name: name, Label: r.T(label), Value: value, MaxLength: most, Required: true}
	}
	english := text("name_en", "coordination.intake.name-en", x.NameEN, intake.MaxName)
	english.Lang = "en"
	code := text("code", "coordination.intake.code", x.Code, intake.MaxCode)
	code.Hint, code.Plain, code.Short = r.T("coordination.intake.code-hint"), true, true
	f := &web.Form{Fields: []*web.Field{text("name_lv", "coordination.intake.name-lv", x.NameLV, intake.MaxName), english, code,
		{Kind: web.Checkboxes, Name: "models", Label: r.T("coordination.intake.models"), Values: x.Models, Options: modelOptions(r), Required: true},
		{Kind: web.Heading, Label: r.T("coordination.intake.dates"), Hint: r.T("coordination.intake.dates-hint")}}}
	for _, d := range intakeDates(&x.Dates) {
		field := &web.Field{Kind: web.Date, Name: d.field, Label: r.T("coordination.date." + d.field), Value: *d.value, Short: true}
		if key := "coordination.date-hint." + d.field; r.Tr.Has(key) {
			field.Hint = r.T(key)
		}
		f.Fields = append(f.Fields, field)
	}
	f.Fields = append(f.Fields, desk.VersionField(x.Version))
	return f
}

func modelOptions(r *web.Request) (list []web.Option) {
	for _, m := range catalogue.Models() {
		list = append(list, web.Option{Value: string(m.Code), Label: m.Name.In(r.Lang()), Hint: m.Meaning.In(r.Lang())})
	}
	return list
}

func intakeDetails(f *web.Form) intake.Details {
	d := intake.Details{NameLV: f.Value("name_lv"), NameEN: f.Value("name_en"), Code: f.Value("code"), Models: f.Field("models").Values}
	for _, date := range intakeDates(&d.Dates) {
		*date.value = f.Value(date.field)
	}
	return d
}

func (p *Pages) newIntakePage(r *web.Request) (*desk.Form, office.Mine, error) {
	m, err := p.ToMake(r, access.IntakeData)
	if err != nil {
		return nil, nil, err
	}
	form := intakeForm(r, intake.Intake{Details: intake.Details{Models: []string{string(catalogue.Individual)}}})
	form.Fields = append([]*web.Field{m.Field(r)}, form.Fields...)
	form.Action, form.Submit, form.Cancel = "/coordination/intakes", r.T("coordination.intake.add"), desk.Cancel(r, "/coordination/intakes")
	form.Note = r.T("coordination.intake.add-note")
	return &desk.Form{Frame: office.Section.Frame(r, "intakes", "coordination.intake.add"), Form: form}, m, nil
}

func (p *Pages) newIntake(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.newIntakePage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) addIntake(w http.ResponseWriter, r *web.Request) error {
	page, m, err := p.newIntakePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	programmeID, err := m.Pick(page.Form)
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	x, err := p.Intakes.Create(r.Context(), r.Actor, programmeID, intakeDetails(page.Form))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/coordination/intakes/"+x.ID, "coordination.intake.added")
}

func (p *Pages) changeIntakePage(r *web.Request) (*desk.Form, intake.Intake, error) {
	x, err := p.intakeToChange(r)
	if err != nil {
		return nil, x, err
	}
	here := "/coordination/intakes/" + x.ID
	form := intakeForm(r, x)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, here)
	page := &desk.Form{Frame: office.Section.Frame(r, "intakes", "coordination.intake.change"), Form: form}
	page.Under(x.Name(r.Lang()), here)
	return page, x, nil
}

func (p *Pages) changeIntake(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.changeIntakePage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) saveIntake(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.changeIntakePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Intakes.Change(r.Context(), r.Actor, x.ID, desk.Version(page.Form), intakeDetails(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return intakeForm(r, x), nil })
	}
	return r.Done(w, "/coordination/intakes/"+x.ID, "coordination.saved")
}

// copyQuestion asks for the code of a new intake that is made like an old one.
func (p *Pages) copyQuestion(r *web.Request) (*desk.Confirm, error) {
	x, err := p.intakeToChange(r)
	if err != nil {
		return nil, err
	}
	here := "/coordination/intakes/" + x.ID
	c := &desk.Confirm{Frame: office.Section.Frame(r, "intakes", "coordination.intake.copy"), Confirm: web.Confirm{
		Lede:   r.T("coordination.intake.copy-lede", "name", x.Name(r.Lang())),
		Points: []string{r.T("coordination.intake.copy-kept"), r.T("coordination.intake.copy-left")},
		Form: &web.Form{Submit: r.T("coordination.intake.copy"), Cancel: desk.Cancel(r, here), Fields: []*web.Field{
			{Kind: web.Text, Name: "code", Label: r.T("coordination.intake.copy-code"), Hint: r.T("coordination.intake.code-hint"),
				Required: true, Plain: true, Short: true, MaxLength: intake.MaxCode}}}}}
	c.Under(x.Name(r.Lang()), here)
	return c, nil
}

func (p *Pages) askCopyIntake(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.copyQuestion)
}

func (p *Pages) copyIntake(w http.ResponseWriter, r *web.Request) error {
	c, err := p.copyQuestion(r)
	if err != nil {
		return err
	}
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	x, err := p.Intakes.Copy(r.Context(), r.Actor, r.PathValue("id"), c.Confirm.Form.Value("code"))
	if err != nil {
		return c.Refuse(w, r, err)
	}
	return r.Done(w, "/coordination/intakes/"+x.ID+"/change", "coordination.intake.copied")
}

func (p *Pages) publishQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.intakeQuestion(r, "publish")
	if err != nil {
		return nil, err
	}
	if days := office.Span(r, x.OpensOn, x.ClosesOn); days != "" {
		c.Confirm.Points = append(c.Confirm.Points, r.T("coordination.intake.publish-days", "days", days))
	}
	c.Confirm.Points = append(c.Confirm.Points, r.T("coordination.intake.publish-seen"))
	for _, d := range x.Rules.Deviations() {
		c.Confirm.Points = append(c.Confirm.Points, deviation(r, d))
	}
	return c, nil
}

func (p *Pages) withdrawQuestion(r *web.Request) (*desk.Confirm, error) {
	c, _, err := p.intakeQuestion(r, "withdraw")
	if err != nil {
		return nil, err
	}
	c.Confirm.Form.Variant = web.Danger
	c.Confirm.Points = []string{r.T("coordination.intake.withdraw-new"), r.T("coordination.intake.withdraw-kept"), r.T("coordination.intake.withdraw-back")}
	return c, nil
}

// intakeQuestion asks before a step with an intake; the step's name is the last
// part of its keys.
func (p *Pages) intakeQuestion(r *web.Request, step string) (*desk.Confirm, intake.Intake, error) {
	x, err := p.intakeToChange(r)
	if err != nil {
		return nil, x, err
	}
	here := "/coordination/intakes/" + x.ID
	c := &desk.Confirm{Frame: office.Section.Frame(r, "intakes", "coordination.intake."+step), Confirm: web.Confirm{
		Lede: r.T("coordination.intake."+step+"-lede", "name", x.Name(r.Lang())),
		Form: &web.Form{Submit: r.T("coordination.intake." + step), Cancel: desk.Cancel(r, here), Fields: []*web.Field{desk.VersionField(x.Version)}}}}
	c.Under(x.Name(r.Lang()), here)
	return c, x, nil
}

func (p *Pages) askPublishIntake(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.publishQuestion)
}

// publishIntake says which dates are missing and leads to them.
func (p *Pages) publishIntake(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.publishQuestion, func(version int64) error {
		_, err := p.Intakes.Publish(r.Context(), r.Actor, id, version)
		if e := fault.As(err); e != nil && len(e.Fields) > 0 {
			return fault.New(fault.Invalid, "coordination.intake.publish-missing", "dates", r.Tr.List(missingDates(r, e)))
		}
		return office.Hide(err)
	}, "/coordination/intakes/"+id, "coordination.intake.published")
}

func missingDates(r *web.Request, e *fault.Error) (names []string) {
	for _, d := range intakeDates(new(intake.Dates)) {
		if _, missing := e.Fields[d.field]; missing {
			names = append(names, "“"+r.T("coordination.date."+d.field)+"”")
		}
	}
	return names
}

func (p *Pages) askWithdrawIntake(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.withdrawQuestion)
}

func (p *Pages) withdrawIntake(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.withdrawQuestion, func(version int64) error {
		_, err := p.Intakes.Withdraw(r.Context(), r.Actor, id, version)
		return office.Hide(err)
	}, "/coordination/intakes/"+id, "coordination.intake.withdrawn")
}
