package mentorships

import (
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/id"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// perPage is how many mentorships a page of the list holds.
const perPage = 50

// line is a mentorship with what the list says of it.
type line struct {
	mentorship.Mentorship
	people map[string]account.Person
	counts meeting.Counts
}

// names are the members of a side who take part, or took part to the end.
func (l line) names(side mentorship.Side) string {
	var names []string
	for _, x := range l.Members {
		if x.Side == side && (x.LeftAt == nil || l.Status.Over()) {
			p := l.people[x.Person]
			names = append(names, p.Name())
		}
	}
	return strings.Join(names, ", ")
}

// asked is the filter of the address, in the programme that it names or the
// viewer's first.
func asked(r *web.Request, mine office.Mine) mentorship.Filter {
	q := r.URL.Query()
	f := mentorship.Filter{Query: q.Get("q"), Status: mentorship.Status(desk.Chosen(r, "status")), After: cursor(q.Get("after"))}
	for _, x := range mine {
		if f.Programme == "" || x.ID == q.Get("programme") {
			f.Programme = x.ID
		}
	}
	return f
}

// cursor reads where the page before ended; the beginning for what is none.
func cursor(text string) mentorship.Cursor {
	at, of, _ := strings.Cut(text, "_")
	began, err := time.Parse(time.RFC3339Nano, at)
	if err != nil || !id.Valid(of) {
		return mentorship.Cursor{}
	}
	return mentorship.Cursor{BeganAt: began, ID: of}
}

func cursorOf(m mentorship.Mentorship) string {
	return m.BeganAt.UTC().Format(time.RFC3339Nano) + "_" + m.ID
}

// lines loads a page of the list with names and dates.
func (p *Pages) lines(r *web.Request, f mentorship.Filter, limit int) ([]line, error) {
	all, err := p.Mentorships.List(r.Context(), r.Actor, f, limit)
	if err != nil {
		return nil, err
	}
	var people, ids []string
	for _, m := range all {
		ids = append(ids, m.ID)
		for _, x := range m.Members {
			people = append(people, x.Person)
		}
	}
	known, err := p.Accounts.Contacts(r.Context(), r.Actor, access.Object{Programme: f.Programme}, people...)
	if err != nil {
		return nil, err
	}
	var counts map[string]meeting.Counts
	if meets(r, f.Programme) {
		if counts, err = p.Meetings.Count(r.Context(), r.Actor, f.Programme, ids); err != nil {
			return nil, err
		}
	}
	list := make([]line, len(all))
	for i, m := range all {
		list[i] = line{m, known, counts[m.ID]}
	}
	return list, nil
}

// meets tells whether the viewer may know when single mentorships meet; a
// programme's lead sees such days only as numbers about many.
func meets(r *web.Request, programmeID string) bool {
	return r.Actor.May(access.Read, access.Object{Thing: access.MeetingFact, Programme: programmeID})
}

func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	mine, err := p.Mine(r)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: office.Section.Frame(r, "mentorships", "coordination.room.mentorships")}
	l.Lede = r.T("coordination.about.mentorships")
	f := asked(r, mine)
	if f.Programme == "" {
		l.Table.Empty = &web.Empty{Icon: "users", Title: r.T("mentorships.none"), Text: r.T("mentorships.none-do")}
		return l.Show(w, r)
	}
	found, err := p.lines(r, f, perPage+1)
	if err != nil {
		return err
	}
	next := ""
	if len(found) > perPage {
		found = found[:perPage]
		next = cursorOf(found[perPage-1].Mentorship)
	}
	l.Table = table(r, found, meets(r, f.Programme))
	fields := []*web.Field{mine.Field(r), {Kind: web.Search, Name: "q", Label: r.T("mentorships.search"), Value: f.Query, MaxLength: 100},
		desk.Choose("status", r.T("mentorships.status"), r.T("mentorships.any-status"), string(f.Status), desk.Options(r, mentorship.Statuses))}
	fields[0].Value, fields[0].HideOptional = f.Programme, true
	l.Filter(r, room, "", fields...)
	l.Turn(r, "after", next, "")
	if len(found) > 0 {
		query := r.URL.Query()
		query.Del("after")
		l.More = []web.Button{office.Secondary(r.T("mentorships.file"), room+"/file?"+query.Encode(), "download")}
	}
	return l.Show(w, r)
}

func table(r *web.Request, list []line, meets bool) web.Table {
	t := web.Table{Caption: r.T("coordination.room.mentorships"), HideCaption: true, Columns: []web.Column{{Title: r.T("mentorships.who")}, {Title: r.T("mentorships.mentor")},
		{Title: r.T("mentorships.status")}, {Title: r.T("mentorships.agreed")}},
		Empty: &web.Empty{Icon: "users", Title: r.T("mentorships.none"), Text: r.T("mentorships.none-do")}}
	if meets {
		t.Columns = append(t.Columns, web.Column{Title: r.T("mentorships.held"), Numeric: true}, web.Column{Title: r.T("mentorships.last")}, web.Column{Title: r.T("mentorships.next")})
	}
	for _, l := range list {
		status := web.Status{State: states[l.Status], Text: r.T(l.Status.Key())}
		model, _ := catalogue.Lookup(l.Model)
		cells := []web.Cell{{Text: l.names(mentorship.Mentee), Note: model.Name.In(r.Lang())}, {Text: l.names(mentorship.Mentor)}, {Status: &status}, {Text: day(r, l.AgreedAt, "mentorships.not-yet")}}
		if meets {
			cells = append(cells, web.Cell{Text: r.Tr.Number(l.counts.Held)}, web.Cell{Text: day(r, l.counts.LastHeld, "mentorships.never")},
				web.Cell{Text: day(r, l.counts.Next, "mentorships.unplanned")})
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t
}

var states = map[mentorship.Status]web.State{mentorship.Proposed: web.ToDo, mentorship.Foundation: web.Begun, mentorship.Planning: web.Begun, mentorship.Learning: web.Begun,
	mentorship.Closing: web.Begun, mentorship.Completed: web.Ready, mentorship.Paused: web.Look, mentorship.EndedEarly: web.Off, mentorship.Rematched: web.Off}

// day writes a day, or the words for none.
func day(r *web.Request, at *time.Time, none string) string {
	if at == nil {
		return r.T(none)
	}
	return r.Tr.ShortDate(*at)
}
