package seminars

import (
	"net/http"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// seminar is the page of one: its facts, its people and its papers.
func (p *Pages) seminar(w http.ResponseWriter, r *web.Request) error {
	x, err := p.one(r)
	if err != nil {
		return err
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	issued, err := p.Seminars.Lists(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	i := &desk.Item{Frame: office.Section.Named(r, "seminars", x.Title.In(r.Lang())), Status: p.state(r, x)}
	i.Lede = when(r, x)
	if i.Facts, err = p.facts(r, x, people); err != nil {
		return err
	}
	may := office.May(r, access.Seminar, x.Programme)
	if may {
		i.Acts = p.acts(r, x)
	}
	i.Parts = []desk.Part{p.peoplePart(r, x, people, may), p.listsPart(r, x, issued, may)}
	return i.Show(w, r)
}

// acts are what can be done with the seminar now, the next thing first.
func (p *Pages) acts(r *web.Request, x seminar.Seminar) []web.Button {
	to := func(name, icon string) web.Button {
		return office.Secondary(r.T("seminars.step."+name+".title"), here(x)+"/"+name, icon)
	}
	change := office.Secondary(r.T("seminars.change"), here(x)+"/change", "pencil")
	again, off := office.Tertiary(r.T("seminars.copy"), room+"/new?like="+x.ID), office.Tertiary(r.T("seminars.step.call-off.title"), here(x)+"/call-off")
	first := func(b web.Button) web.Button {
		b.Variant = web.Primary
		return b
	}
	switch now := p.Now(); {
	case x.Status == seminar.Draft:
		return []web.Button{first(to("publish", "eye")), change, again, off}
	case x.Status == seminar.Cancelled:
		return []web.Button{again}
	case x.On(now):
		return []web.Button{first(to("door", "user-check")), to("attendance", "list-checks"), to("poster", "monitor"), change, off}
	case p.begun(x):
		return []web.Button{first(to("attendance", "list-checks")), again}
	default:
		return []web.Button{change, to("poster", "monitor"), again, off}
	}
}

func (p *Pages) facts(r *web.Request, x seminar.Seminar, people []seminar.Attendee) ([]web.Summary, error) {
	of, err := p.Programmes.Get(r.Context(), r.Actor, x.Programme)
	if err != nil {
		return nil, err
	}
	places, waiting := counted(people)
	about := web.Summary{Items: []web.SummaryItem{{Key: r.T("coordination.field.programme"), Value: of.Name(r.Lang())}}}
	add := func(key, value string, lines ...string) {
		about.Items = append(about.Items, web.SummaryItem{Key: r.T("seminars.fact." + key), Value: value, Lines: lines})
	}
	if x.Intake != "" {
		of, err := p.Intakes.Get(r.Context(), r.Actor, x.Intake)
		if err != nil {
			return nil, err
		}
		add("intake", of.Name(r.Lang()))
	}
	add("title-lv", x.Title.LV)
	add("title-en", x.Title.EN)
	add("place", x.Place)
	add("link", x.Link)
	add("lecturer", x.Lecturer)
	add("places", r.T("seminars.of", "taken", r.Tr.Number(places), "places", r.Tr.Number(x.Places)))
	add("waiting", r.Tr.Number(waiting))
	if p.begun(x) {
		add("there", r.Tr.Number(arrived(people)))
	}
	add("agenda", "", x.Agenda(r.Tr)...)
	if len(x.Materials) > 0 {
		add("materials", "", materials(r, x)...)
	}
	add("page", p.Seminars.URL+seminar.Path(x.ID))
	return []web.Summary{about}, nil
}

func materials(r *web.Request, x seminar.Seminar) (lines []string) {
	for _, m := range x.Materials {
		lines = append(lines, m.Title.In(r.Lang())+": "+m.URL)
	}
	return lines
}

// arrived is how many are marked as there.
func arrived(people []seminar.Attendee) (n int) {
	for _, a := range people {
		if a.Last().Present {
			n++
		}
	}
	return n
}

var holds = map[seminar.Hold]web.State{seminar.Registered: web.Ready, seminar.Waiting: web.Blocked, seminar.Left: web.Off}

func (p *Pages) peoplePart(r *web.Request, x seminar.Seminar, people []seminar.Attendee, may bool) desk.Part {
	t := web.Table{Caption: r.T("seminars.people.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("seminars.person")},
		{Title: r.T("seminars.institution")}, {Title: r.T("seminars.hold")}, {Title: r.T("seminars.mark")}},
		Empty: &web.Empty{Icon: "users", Title: r.T("seminars.people.none"), Text: r.T("seminars.people.none-do")}}
	can := may && x.Status == seminar.Published && !p.begun(x)
	if can {
		t.Columns = append(t.Columns, web.Column{Title: r.T("coordination.acts"), Hidden: true})
	}
	// Those who have given their place back stand last.
	slices.SortStableFunc(people, func(a, b seminar.Attendee) int {
		return slices.Index(seminar.Holds, a.Hold) - slices.Index(seminar.Holds, b.Hold)
	})
	for _, a := range people {
		row := web.Row{Cells: []web.Cell{{Text: a.Name, Note: a.Email}, {Text: a.Institution, Note: a.Position},
			{Status: &web.Status{State: holds[a.Hold], Text: r.T(a.Hold.Key())}}, markCell(r, a)}}
		if can && a.Hold != seminar.Left {
			row.Cells = append(row.Cells, web.Cell{Acts: []web.Button{office.RowAct(r.T("seminars.step.remove.short"), here(x)+"/people/"+a.ID+"/remove", a.Name)}})
		}
		t.Rows = append(t.Rows, row)
	}
	part := desk.Part{ID: "people", Title: r.T("seminars.people.title"), Table: t}
	if x.Status == seminar.Published {
		sheet := office.Secondary(r.T("seminars.sheet.title"), here(x)+"/sheet", "printer")
		part.Action = &sheet
	}
	return part
}

// markCell is the mark that counts, with when and how it was made.
func markCell(r *web.Request, a seminar.Attendee) web.Cell {
	last := a.Last()
	if last.Seq == 0 {
		return web.Cell{Text: r.T("seminars.marked.none")}
	}
	cell := web.Cell{Status: &web.Status{State: web.Off, Text: r.T("seminars.marked.absent")},
		Note: r.T("seminars.marked.how", "day", r.Tr.ShortDate(last.At), "time", r.Tr.Time(last.At), "source", r.T(last.Source.Key()))}
	if last.Present {
		cell.Status = &web.Status{State: web.Ready, Text: r.T("seminars.marked.present")}
	}
	return cell
}
