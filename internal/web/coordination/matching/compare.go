package matching

import (
	"net/http"
	"slices"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// mostChanged is how many mentees a comparison names.
const mostChanged = 200

// compare puts two runs of an intake side by side.
func (p *Pages) compare(w http.ResponseWriter, r *web.Request) error {
	run, err := p.one(r)
	if err != nil {
		return err
	}
	runs, err := p.Pairing.Runs(r.Context(), r.Actor, run.Intake.ID)
	if err != nil {
		return err
	}
	field := &web.Field{Kind: web.Select, Name: "with", Label: r.T("matchdesk.compare.with"), HideOptional: true, Value: r.URL.Query().Get("with")}
	for _, x := range runs {
		if x.ID != run.ID {
			field.Options = append(field.Options, web.Option{Value: x.ID, Label: fullName(r, x)})
		}
	}
	l := &desk.List{Frame: ofRun(r, run, "matchdesk.compare.title")}
	l.Lede = r.T("matchdesk.compare.lede", "run", fullName(r, run.Run))
	if len(field.Options) == 0 {
		l.Table.Empty = &web.Empty{Icon: "copy", Title: r.T("matchdesk.compare.none"), Text: r.T("matchdesk.compare.none-do")}
		return l.Show(w, r)
	}
	if field.Value == "" {
		field.Value = field.Options[0].Value
	}
	other, err := p.Matchmaking.Open(r.Context(), r.Actor, field.Value)
	if err != nil {
		return office.Hide(err)
	}
	if other.Intake.ID != run.Intake.ID {
		return errNone
	}
	l.Filters = &web.Filters{Action: r.URL.Path, Fields: []*web.Field{field}}
	l.Table = sheetTable(r, run, other)
	l.Parts = []desk.Part{settingPart(r, run, other), changedPart(r, run, other)}
	return l.Show(w, r)
}

func sides(r *web.Request) []web.Column {
	return []web.Column{{Title: r.T("matchdesk.compare.what")}, {Title: r.T("matchdesk.compare.this")}, {Title: r.T("matchdesk.compare.that")}}
}

// sheetTable compares how good two runs are.
func sheetTable(r *web.Request, run, other *matchmaking.Run) web.Table {
	t := web.Table{Caption: r.T("matchdesk.compare.sheet"), Columns: sides(r)}
	number := func(n int) string { return r.Tr.Number(n) }
	for _, x := range []struct {
		key   string
		value func(s plan.Quality) string
	}{
		{"mentees", func(s plan.Quality) string { return number(s.Mentees) }}, {"served", func(s plan.Quality) string { return number(s.Served) }},
		{"worst", func(s plan.Quality) string { return points(r, s.Worst) }}, {"tenth", func(s plan.Quality) string { return points(r, s.P10) }},
		{"median", func(s plan.Quality) string { return points(r, s.Median) }}, {"total", func(s plan.Quality) string { return r.Tr.Number(s.Total) }},
		{"blocking", func(s plan.Quality) string { return number(s.Blocking) }},
	} {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.T("matchdesk.compare.row." + x.key)}, {Text: x.value(run.Outcome.Sheet)}, {Text: x.value(other.Outcome.Sheet)}}})
	}
	same := r.T("matchdesk.compare.other-input")
	if run.Fingerprint == other.Fingerprint {
		same = r.T("matchdesk.compare.same-input")
	}
	t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.T("matchdesk.run.print")}, {Text: run.Fingerprint[:8]}, {Text: other.Fingerprint[:8], Note: same}}})
	return t
}

// settingPart lists in what the settings differ.
func settingPart(r *web.Request, run, other *matchmaking.Run) desk.Part {
	t := web.Table{Caption: r.T("matchdesk.compare.setting"), HideCaption: true, Columns: sides(r),
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("matchdesk.compare.same-setting")}}
	differ := func(label, a, b string) {
		if a != b {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: label}, {Text: a}, {Text: b}}})
		}
	}
	a, b := run.Ask, other.Ask
	differ(r.T("matchdesk.setting.model"), modelName(r, a.Model), modelName(r, b.Model))
	differ(r.T("matchdesk.setting.objective"), r.T(a.Objective.Key()), r.T(b.Objective.Key()))
	for _, x := range matching.AllCriteria() {
		differ(r.T("match.criterion."+x.String()), r.Tr.Number(a.Weights[x.String()]), r.Tr.Number(b.Weights[x.String()]))
	}
	differ(r.T("matchdesk.setting.on"), r.Tr.List(onNames(r, a.On)), r.Tr.List(onNames(r, b.On)))
	differ(r.T("matchdesk.setting.cooling-off"), r.Tr.Number(a.CoolingOff), r.Tr.Number(b.CoolingOff))
	differ(r.T("matchdesk.setting.hours"), r.Tr.Number(a.Hours), r.Tr.Number(b.Hours))
	differ(r.T("matchdesk.setting.waiting"), r.Tr.Number(a.Waiting), r.Tr.Number(b.Waiting))
	return desk.Part{ID: "setting", Title: r.T("matchdesk.compare.setting"), Table: t}
}

func modelName(r *web.Request, code catalogue.ModelCode) string {
	models := catalogue.Models()
	if i := slices.IndexFunc(models, func(m catalogue.Model) bool { return m.Code == code }); i >= 0 {
		return models[i].Name.In(r.Lang())
	}
	return string(code)
}

// changedPart lists the mentees whom the two runs give somebody else.
func changedPart(r *web.Request, run, other *matchmaking.Run) desk.Part {
	t := web.Table{Caption: r.T("matchdesk.compare.changed"), HideCaption: true, Columns: sides(r),
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("matchdesk.compare.nobody")}}
	t.Columns[0].Title = r.T("matchdesk.mentee.single")
	cell := func(l matchmaking.Line) web.Cell {
		if l.Mentor == "" {
			return web.Cell{Text: r.T("matchdesk.none")}
		}
		return web.Cell{Text: name(r, run.Crowd, l.Mentor), Note: r.T(fitKey(int(l.Score)))}
	}
	count := 0
	for _, l := range run.Outcome.Mentees {
		theirs, both := other.Line(l.Mentee)
		if both && theirs.Mentor == l.Mentor {
			continue
		}
		if count++; count > mostChanged {
			continue
		}
		who := web.Cell{Text: name(r, run.Crowd, l.Mentee)}
		if _, there := run.Person(l.Mentee); there {
			who.Href = of(run, l.Mentee)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{who, cell(l), cell(theirs)}})
	}
	part := desk.Part{ID: "changed", Title: r.T("matchdesk.compare.changed"), Table: t}
	if count > 0 {
		part.Text = r.Tr.N("matchdesk.compare.count", count)
	}
	return part
}
