package coordination

import (
	"net/http"

	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// ruleTable shows every number of an intake beside the usual one; those that
// differ are marked (R1.3-2).
func ruleTable(r *web.Request, x intake.Intake) web.Table {
	t := web.Table{Caption: r.T("coordination.rule.title"), HideCaption: true, Columns: []web.Column{
		{Title: r.T("coordination.rule.what")}, {Title: r.T("coordination.rule.here"), Numeric: true},
		{Title: r.T("coordination.rule.usual"), Numeric: true}, {Title: r.T("coordination.rule.compared")}}}
	for _, rule := range intake.AllRules {
		n := x.Rules.Get(rule.Name)
		compared := web.Cell{}
		if rule.Deviates(n) {
			compared.Status = &web.Status{State: web.Look, Text: r.T(differs(rule))}
		} else if !rule.Ours() {
			compared.Text = r.T("coordination.rule.as-guideline")
		}
		t.Rows = append(t.Rows, web.Row{Flag: rule.Deviates(n), Cells: []web.Cell{
			{Text: r.T(rule.LabelKey()), Note: r.T(rule.HintKey())}, {Text: value(r, rule, n)}, {Text: usual(r, rule)}, compared}})
	}
	return t
}

// usual writes what the guidelines say or, where they say nothing, what is usual
// with us.
func usual(r *web.Request, rule intake.Rule) string {
	if span := rule.Guideline; span.From < span.To {
		return r.Tr.Number(span.From) + "–" + r.Tr.Number(span.To)
	}
	return value(r, rule, rule.Default)
}

// value writes a number, or how a switch stands.
func value(r *web.Request, rule intake.Rule, n int) string {
	switch {
	case !rule.Switch:
		return r.Tr.Number(n)
	case n == 1:
		return r.T("coordination.rule.switch-on")
	}
	return r.T("coordination.rule.switch-off")
}

// differs is the key of the word for a deviation: from the guidelines, or from
// what is usual with us.
func differs(rule intake.Rule) string {
	if !rule.Ours() {
		return "coordination.rule.off-guideline"
	}
	return "coordination.rule.off-usual"
}

// deviating counts the deviations in words.
func deviating(r *web.Request, x intake.Intake) string {
	n := len(x.Rules.Deviations())
	if n == 0 {
		return r.T("coordination.rule.none-deviate")
	}
	return r.Tr.N("coordination.rule.deviate", n)
}

// deviation is one of them as a sentence.
func deviation(r *web.Request, d intake.Deviation) string {
	key := "coordination.rule.deviation-usual"
	if !d.Ours() {
		key = "coordination.rule.deviation-guideline"
	}
	return r.T(key, "rule", r.T(d.LabelKey()), "value", d.Value, "usual", usual(r, d.Rule))
}

func ruleForm(r *web.Request, x intake.Intake) *web.Form {
	f := &web.Form{}
	for _, rule := range intake.AllRules {
		if rule.Switch {
			f.Fields = append(f.Fields, switchField(r, rule, x.Rules.On(rule.Name)))
			continue
		}
		from := "coordination.rule.usual-is"
		if !rule.Ours() {
			from = "coordination.rule.guideline-is"
		}
		f.Fields = append(f.Fields, &web.Field{Kind: web.Number, Name: rule.Field(), Label: r.T(rule.LabelKey()), Required: true, Short: true,
			Value: r.Tr.Number(x.Rules.Get(rule.Name)), InputMode: "numeric",
			Hint: r.T(rule.HintKey()) + " " + r.T(from, "usual", usual(r, rule), "min", rule.Min, "max", rule.Max)})
	}
	f.Fields = append(f.Fields, desk.VersionField(x.Version))
	return f
}

func switchField(r *web.Request, rule intake.Rule, on bool) *web.Field {
	f := &web.Field{Kind: web.Checkbox, Name: rule.Field(), Label: r.T(rule.LabelKey()), Hint: r.T(rule.HintKey()), HideOptional: true}
	if on {
		f.Value = "yes"
	}
	return f
}

// ruleValues reads a sent form: switches are 0 or 1.
func ruleValues(f *web.Form) map[intake.RuleName]string {
	values := map[intake.RuleName]string{}
	for _, rule := range intake.AllRules {
		values[rule.Name] = f.Value(rule.Field())
		if rule.Switch {
			values[rule.Name] = map[bool]string{false: "0", true: "1"}[f.Field(rule.Field()).Ticked()]
		}
	}
	return values
}

func (p *Pages) rulePage(r *web.Request) (*desk.Form, intake.Intake, error) {
	x, err := p.intakeToChange(r)
	if err != nil {
		return nil, x, err
	}
	here := "/coordination/intakes/" + x.ID
	form := ruleForm(r, x)
	form.Submit, form.Cancel = r.T("common.save"), desk.Cancel(r, here)
	page := &desk.Form{Frame: office.Section.Frame(r, "intakes", "coordination.rule.change"), Form: form}
	page.Lede = r.T("coordination.rule.lede")
	page.Under(x.Name(r.Lang()), here)
	return page, x, nil
}

func (p *Pages) changeRules(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.rulePage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) saveRules(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.rulePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Intakes.ChangeRules(r.Context(), r.Actor, x.ID, desk.Version(page.Form), ruleValues(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return ruleForm(r, x), nil })
	}
	return r.Done(w, "/coordination/intakes/"+x.ID, "coordination.saved")
}
