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

// list shows what is to come, then drafts, then what has been.
func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	var all []seminar.Seminar
	for _, of := range m {
		some, err := p.Seminars.List(r.Context(), r.Actor, of.ID)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b seminar.Seminar) int { return b.Start.Compare(a.Start) })
	coming, drafts, past := p.sorted(all)
	l := &desk.List{Frame: office.Section.Frame(r, "seminars", "coordination.room.seminars"), Table: p.table(r, m, "seminars.group.coming", coming)}
	l.Lede = r.T("coordination.about.seminars")
	l.Table.Empty = &web.Empty{Icon: "users", Title: r.T("seminars.none"), Text: r.T("seminars.none-do")}
	for _, part := range []struct {
		key  string
		list []seminar.Seminar
	}{{"drafts", drafts}, {"past", past}} {
		if len(part.list) > 0 {
			t := p.table(r, m, "seminars.group."+part.key, part.list)
			t.HideCaption = true
			l.Parts = append(l.Parts, desk.Part{ID: part.key, Title: t.Caption, Table: t})
		}
	}
	l.More = []web.Button{office.Tertiary(r.T("seminars.schedule.title"), months)}
	if len(m.Where(r, access.Write, access.Seminar)) > 0 {
		l.Action = &web.Button{Text: r.T("seminars.add"), Href: room + "/new", Icon: "plus"}
		if len(all) > 0 && len(m) == 1 {
			l.More = append([]web.Button{office.Secondary(r.T("seminars.copy-last"), room+"/new?like="+all[0].ID, "copy")}, l.More...)
		}
	}
	return l.Show(w, r)
}

// sorted parts seminars, the latest first, into those to come, the next one
// first, drafts, and those that are over or called off.
func (p *Pages) sorted(all []seminar.Seminar) (coming, drafts, past []seminar.Seminar) {
	for _, x := range all {
		switch {
		case x.Status == seminar.Draft:
			drafts = append(drafts, x)
		case x.Takes(p.Now()):
			coming = append([]seminar.Seminar{x}, coming...)
		default:
			past = append(past, x)
		}
	}
	return coming, drafts, past
}

func (p *Pages) table(r *web.Request, m office.Mine, caption string, list []seminar.Seminar) web.Table {
	t := web.Table{Caption: r.T(caption), Columns: []web.Column{{Title: r.T("seminars.name")}, {Title: r.T("seminars.day")},
		{Title: r.T("seminars.fact.place")}, {Title: r.T("seminars.taken"), Numeric: true}, {Title: r.T("seminars.status")}}}
	for _, x := range list {
		place := x.Place
		if place == "" && x.Link != "" {
			place = r.T("seminars.online")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: x.Title.In(r.Lang()), Href: here(x), Note: m.Name(r, x.Programme)},
			{Text: r.Tr.ShortDate(x.Start), Time: r.Tr.ISODate(x.Start), Note: r.Tr.AtRange(x.Start, x.End)}, {Text: place},
			{Text: r.T("seminars.of", "taken", r.Tr.Number(x.Taken), "places", r.Tr.Number(x.Places))}, {Status: p.state(r, x)}}})
	}
	return t
}
