package coordination

import (
	"net/http"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) intakes(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	all, err := m.Intakes(r, p.Intakes)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: office.Section.Frame(r, "intakes", "coordination.room.intakes"), Table: p.intakeTable(r, m, all)}
	l.Lede = r.T("coordination.about.intakes")
	if len(m.Where(r, access.Write, access.IntakeData)) == 0 {
		return l.Show(w, r)
	}
	add := web.Button{Text: r.T("coordination.intake.add"), Href: "/coordination/intakes/new", Icon: "plus"}
	if len(all) == 0 {
		l.Table.Empty.Action = &add
		return l.Show(w, r)
	}
	l.Action = &add
	if last := all[0]; len(m) == 1 {
		l.More = []web.Button{office.Secondary(r.T("coordination.intake.copy-last"), "/coordination/intakes/"+last.ID+"/copy", "copy")}
	}
	return l.Show(w, r)
}

func (p *Pages) intakeTable(r *web.Request, m office.Mine, list []intake.Intake) web.Table {
	t := web.Table{Caption: r.T("coordination.room.intakes"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("coordination.intake.name")}, {Title: r.T("coordination.intake.state")},
			{Title: r.T("coordination.intake.applying")}, {Title: r.T("coordination.intake.course")}},
		Empty: &web.Empty{Icon: "calendar-days", Title: r.T("coordination.intake.none"), Text: r.T("coordination.intake.none-do")}}
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: x.Name(r.Lang()), Href: "/coordination/intakes/" + x.ID, Note: m.Name(r, x.Programme)},
			{Status: p.intakeStatus(r, x)}, {Text: office.Span(r, x.OpensOn, x.ClosesOn)}, {Text: office.Span(r, x.StartsOn, x.EndsOn)},
		}})
	}
	return t
}

var phases = map[intake.Phase]web.State{intake.Upcoming: web.Blocked, intake.Applying: web.Begun, intake.Matching: web.Begun,
	intake.Running: web.Begun, intake.Over: web.Off}

// intakeStatus is the phase of what is published, and the status of the rest.
func (p *Pages) intakeStatus(r *web.Request, x intake.Intake) *web.Status {
	switch x.Status {
	case intake.Draft:
		return &web.Status{State: web.ToDo, Text: r.T(x.Status.Key())}
	case intake.Withdrawn:
		return &web.Status{State: web.Off, Text: r.T(x.Status.Key())}
	}
	phase := p.Intakes.Phase(x)
	return &web.Status{State: phases[phase], Text: r.T(phase.Key())}
}

// oneIntake loads the intake of the address for a viewer who may read it.
func (p *Pages) oneIntake(r *web.Request) (intake.Intake, error) {
	x, err := p.Intakes.Get(r.Context(), r.Actor, r.PathValue("id"))
	return x, office.Hide(err)
}

// intakeToChange is oneIntake for somebody who may also change it.
func (p *Pages) intakeToChange(r *web.Request) (intake.Intake, error) {
	x, err := p.oneIntake(r)
	if err != nil {
		return x, err
	}
	return x, r.Actor.Check(access.Write, x.Object())
}

func (p *Pages) intake(w http.ResponseWriter, r *web.Request) error {
	x, err := p.oneIntake(r)
	if err != nil {
		return err
	}
	of, err := p.Programmes.Get(r.Context(), r.Actor, x.Programme)
	if err != nil {
		return err
	}
	i := &desk.Item{Frame: office.Section.Named(r, "intakes", x.Name(r.Lang())), Status: p.intakeStatus(r, x), Facts: intakeFacts(r, x, of)}
	rules := desk.Part{ID: "rules", Title: r.T("coordination.rule.title"), Text: deviating(r, x), Table: ruleTable(r, x)}
	if office.May(r, access.IntakeData, x.Programme) {
		i.Acts = intakeActs(r, x)
		change := office.Secondary(r.T("coordination.rule.change"), "/coordination/intakes/"+x.ID+"/rules", "pencil")
		rules.Action = &change
	}
	if office.May(r, access.Screening, x.Programme) {
		i.Acts = append(i.Acts, office.Secondary(r.T("importing.link"), "/coordination/intakes/"+x.ID+"/import", "upload"))
	}
	if x.Status == intake.Published && of.Status != programme.Open {
		i.Caution = r.T("coordination.intake.programme-closed")
	}
	i.Parts = []desk.Part{rules}
	return i.Show(w, r)
}

func intakeActs(r *web.Request, x intake.Intake) []web.Button {
	here := "/coordination/intakes/" + x.ID
	change := office.Secondary(r.T("coordination.intake.change"), here+"/change", "pencil")
	again := office.Tertiary(r.T("coordination.intake.copy"), here+"/copy")
	if x.Status == intake.Published {
		return []web.Button{change, again, office.Tertiary(r.T("coordination.intake.withdraw"), here+"/withdraw")}
	}
	return []web.Button{{Text: r.T("coordination.intake.publish"), Href: here + "/publish", Icon: "eye"}, change, again}
}

func intakeFacts(r *web.Request, x intake.Intake, of programme.Programme) []web.Summary {
	about := web.Summary{Title: r.T("coordination.intake.about"), Items: []web.SummaryItem{
		{Key: r.T("coordination.field.programme"), Value: of.Name(r.Lang())},
		{Key: r.T("coordination.intake.name-lv"), Value: x.NameLV}, {Key: r.T("coordination.intake.name-en"), Value: x.NameEN},
		{Key: r.T("coordination.intake.code"), Value: x.Code}, {Key: r.T("coordination.intake.models"), Lines: modelNames(r, x.Models)},
	}}
	dates := web.Summary{Title: r.T("coordination.intake.dates")}
	for _, d := range intakeDates(&x.Dates) {
		dates.Items = append(dates.Items, web.SummaryItem{Key: r.T("coordination.date." + d.field), Value: office.Day(r, *d.value)})
	}
	return []web.Summary{about, dates}
}

func modelNames(r *web.Request, codes []string) (names []string) {
	for _, m := range catalogue.Models() {
		if slices.Contains(codes, string(m.Code)) {
			names = append(names, m.Name.In(r.Lang()))
		}
	}
	return names
}

// intakeDate is one of an intake's days with its form field.
type intakeDate struct {
	field string
	value *string
}

// intakeDates are in the order in which they usually come.
func intakeDates(d *intake.Dates) []intakeDate {
	return []intakeDate{{"opens_on", &d.OpensOn}, {"closes_on", &d.ClosesOn}, {"news_on", &d.NewsOn}, {"matching_from", &d.MatchingFrom},
		{"matching_to", &d.MatchingTo}, {"seminar_on", &d.SeminarOn}, {"starts_on", &d.StartsOn}, {"ends_on", &d.EndsOn}}
}
