package seminars

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

// plan is a month's schedule with who came to what has been.
type plan struct {
	seminar.Month
	programme string
	there     []int // people for each row; -1 where nobody was marked yet
}

const monthLayout = "2006-01"

// planOf loads the schedule that the address asks for: of the first programme
// and the next month, unless it says otherwise.
func (p *Pages) planOf(r *web.Request, m office.Mine) (x plan, err error) {
	q := r.URL.Query()
	if x.programme = q.Get("programme"); x.programme == "" {
		x.programme = m[0].ID
	}
	if !slices.ContainsFunc(m, func(of programme.Programme) bool { return of.ID == x.programme }) {
		return x, fault.New(fault.NotFound, "fault.not-found")
	}
	month := q.Get("month")
	if month == "" {
		month = p.month(1)
	}
	if x.Month, err = p.Seminars.Schedule(r.Context(), r.Actor, x.programme, month); fault.Is(err, fault.Invalid) {
		return x, fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	if err != nil {
		return x, err
	}
	for _, row := range x.Rows {
		n, err := p.thereAt(r, row)
		if err != nil {
			return x, err
		}
		x.there = append(x.there, n)
	}
	return x, nil
}

// thereAt is how many came to a seminar; -1 when nobody was marked.
func (p *Pages) thereAt(r *web.Request, row seminar.Planned) (int, error) {
	if row.Status != seminar.Published || row.Day > r.Tr.ISODate(p.Now()) {
		return -1, nil
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, row.Seminar)
	if err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(people, func(a seminar.Attendee) bool { return a.Last().Seq > 0 }) {
		return -1, nil
	}
	return arrived(people), nil
}

// month is so many months from now, yyyy-mm.
func (p *Pages) month(ahead int) string {
	now := p.Now().In(p.Seminars.Zone)
	return time.Date(now.Year(), now.Month()+time.Month(ahead), 1, 12, 0, 0, 0, p.Seminars.Zone).Format(monthLayout)
}

// chooser offers the months of a year back and three ahead, and the one shown.
func (p *Pages) chooser(r *web.Request, m office.Mine, x plan) *web.Filters {
	f := &web.Field{Kind: web.Select, Name: "month", Label: r.T("seminars.schedule.month"), Value: x.Month.Month, HideOptional: true}
	var values []string
	for ahead := 3; ahead >= -12; ahead-- {
		values = append(values, p.month(ahead))
	}
	if !slices.Contains(values, x.Month.Month) {
		values = append(values, x.Month.Month)
	}
	for _, value := range values {
		f.Options = append(f.Options, web.Option{Value: value, Label: monthName(r, value)})
	}
	of := m.Field(r)
	of.Value, of.HideOptional = x.programme, true
	return &web.Filters{Action: months, Fields: []*web.Field{of, f}}
}

// monthName writes yyyy-mm in words.
func monthName(r *web.Request, value string) string {
	at, err := time.Parse(monthLayout, value)
	if err != nil {
		return value // the service has checked it; a month of ours is always one
	}
	return r.Tr.MonthYear(at.Add(12*time.Hour), i18n.Nom)
}

func (p *Pages) schedule(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	page := &paperPage{Frame: office.Section.Frame(r, "seminars", "seminars.schedule.title")}
	if len(m) == 0 {
		page.Table.Empty = &web.Empty{Icon: "calendar-days", Title: r.T("coordination.programmes.none"), Text: r.T("coordination.programmes.none-do")}
		return page.show(w, r, nil)
	}
	x, err := p.planOf(r, m)
	if err != nil {
		return err
	}
	due, err := office.Midday(r, x.DueOn)
	if err != nil {
		return err
	}
	page.Lede = r.T("seminars.schedule.due", "date", r.Tr.Date(due, i18n.Dat))
	page.Filters, page.Table = p.chooser(r, m, x), p.planTable(r, x)
	page.Facts = web.Facts{{Name: r.T("coordination.field.programme"), Value: x.Programme.In(r.Lang())}, {Name: r.T("seminars.schedule.month"), Value: monthName(r, x.Month.Month)}}
	if numbers := projects(x.Funding); len(numbers) > 0 {
		page.Facts = append(page.Facts, web.Fact{Name: r.T("seminars.fact.project"), Value: strings.Join(numbers, ", ")})
	}
	if len(x.Rows) > 0 {
		file := months + "/file?" + url.Values{"programme": {x.programme}, "month": {x.Month.Month}}.Encode()
		page.Acts = []web.Button{{Text: r.T("seminars.lists.xlsx"), Href: file, Icon: "download"}, office.Secondary(r.T("seminars.lists.csv"), file+"&format=csv", "download")}
	}
	return page.show(w, r, x.Funding)
}

func (p *Pages) planTable(r *web.Request, x plan) web.Table {
	t := web.Table{Caption: r.T("seminars.schedule.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("seminars.name")}, {Title: r.T("seminars.day")},
		{Title: r.T("seminars.fact.place")}, {Title: r.T("seminars.fact.lecturer")}, {Title: r.T("seminars.taken"), Numeric: true},
		{Title: r.T("seminars.fact.there"), Numeric: true}, {Title: r.T("seminars.status")}},
		Empty: &web.Empty{Icon: "calendar-days", Title: r.T("seminars.schedule.none"), Text: r.T("seminars.schedule.none-do")}}
	for i, row := range x.Rows {
		place := row.Place
		if place == "" {
			place = row.Link
		}
		status := web.Cell{Text: r.T(row.Status.Key())}
		if row.Changed {
			status.Note = r.T("seminars.schedule.changed")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: row.Title.In(r.Lang()), Href: room + "/" + row.Seminar},
			{Text: office.Day(r, row.Day), Time: row.Day, Note: p.clocks(r, row)}, {Text: place}, {Text: row.Lecturer},
			{Text: r.T("seminars.of", "taken", r.Tr.Number(row.Taken), "places", r.Tr.Number(row.Places))}, {Text: thereText(r, row, x.there[i])}, status}})
	}
	return t
}

// clocks is from when until when, as pages write it.
func (p *Pages) clocks(r *web.Request, row seminar.Planned) string {
	const layout = "2006-01-02 15:04"
	from, errFrom := time.ParseInLocation(layout, row.Day+" "+row.From, p.Seminars.Zone)
	to, errTo := time.ParseInLocation(layout, row.Day+" "+row.To, p.Seminars.Zone)
	if errFrom != nil || errTo != nil {
		return row.From + "–" + row.To // the service writes them so that they can be read
	}
	return r.Tr.AtRange(from, to)
}

// thereText is who came of those who had a place.
func thereText(r *web.Request, row seminar.Planned, there int) string {
	switch {
	case there < 0:
		return ""
	case row.Taken == 0:
		return r.Tr.Number(there)
	}
	return r.T("seminars.schedule.share", "there", r.Tr.Number(there), "share", r.Tr.Percent(share(row, there), 0))
}

// share is people in a hundred; somebody who only waited may have come too.
func share(row seminar.Planned, there int) float64 { return float64(there) * 100 / float64(row.Taken) }

func (p *Pages) scheduleFile(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	format, err := office.FormatOf(r)
	if err != nil || len(m) == 0 {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	x, err := p.planOf(r, m)
	if err != nil {
		return err
	}
	columns := []sheet.Column{{Title: r.T("seminars.schedule.day"), Kind: sheet.Date}, {Title: r.T("seminars.form.from")}, {Title: r.T("seminars.form.to")},
		{Title: r.T("seminars.name")}, {Title: r.T("seminars.fact.place")}, {Title: r.T("seminars.fact.link")}, {Title: r.T("seminars.fact.lecturer")},
		{Title: r.T("seminars.form.places"), Kind: sheet.Number}, {Title: r.T("seminars.schedule.registered"), Kind: sheet.Number},
		{Title: r.T("seminars.fact.there"), Kind: sheet.Number}, {Title: r.T("seminars.schedule.percent"), Kind: sheet.Number}, {Title: r.T("seminars.status")},
		{Title: r.T("seminars.schedule.late")}, {Title: r.T("coordination.field.programme")}, {Title: r.T("seminars.fact.project")}}
	return p.Send(w, r, r.T("seminars.file.schedule")+"-"+x.Month.Month, format, columns, planRows(r, x))
}

func planRows(r *web.Request, x plan) iter.Seq2[[]string, error] {
	numbers := strings.Join(projects(x.Funding), ", ")
	return func(yield func([]string, error) bool) {
		for i, row := range x.Rows {
			there, percent, late := "", "", r.T("common.no")
			if x.there[i] >= 0 {
				there = strconv.Itoa(x.there[i])
			}
			if x.there[i] >= 0 && row.Taken > 0 {
				percent = strconv.FormatFloat(share(row, x.there[i]), 'f', 1, 64)
			}
			if row.Changed {
				late = r.T("common.yes")
			}
			if !yield([]string{row.Day, row.From, row.To, row.Title.In(r.Lang()), row.Place, row.Link, row.Lecturer, strconv.FormatInt(row.Places, 10),
				strconv.FormatInt(row.Taken, 10), there, percent, r.T(row.Status.Key()), late, x.Programme.In(r.Lang()), numbers}, nil) {
				return
			}
		}
	}
}
