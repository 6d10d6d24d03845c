package series

import (
	"errors"
	"maps"
	"net/http"
	"strconv"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// How far a change reaches.
const (
	onlyThis = "this"
	andAfter = "after"
)

// editPage asks for the details of one meeting, or for the rule of a series.
type editPage struct {
	web.Page
	Form *web.Form
}

// details are the fields that a meeting and a series have in common.
func details(r *web.Request, now time.Time, d meeting.Details, zone *time.Location) []*web.Field {
	form := &web.Field{Kind: web.Radios, Name: "form", Label: r.T("series.field.form"), Required: true, Value: string(d.Form)}
	for _, each := range meeting.Forms {
		form.Options = append(form.Options, web.Option{Value: string(each), Label: r.T(each.Key())})
	}
	at := d.StartsAt.In(zone)
	return []*web.Field{
		{Kind: web.Date, Name: "day", Label: r.T("series.field.day"), Required: true, Short: true, Value: at.Format(time.DateOnly), Earliest: now.In(zone).Format(time.DateOnly)},
		{Kind: web.Time, Name: "time", Label: r.T("series.field.time"), Required: true, Short: true, Value: at.Format("15:04")},
		{Kind: web.Number, Name: "minutes", Label: r.T("series.field.minutes"), Hint: r.T("series.field.minutes-hint", "long", meeting.LongMinutes), Required: true, Short: true, Value: strconv.FormatInt(d.Minutes, 10)},
		form,
		{Kind: web.Text, Name: "place", Label: r.T("series.field.place"), Hint: r.T("series.field.place-hint"), MaxLength: meeting.MaxPlace, Value: d.Place},
	}
}

// usual is what a form proposes: a week from now, as the members met last.
func (p *Pages) usual(r *web.Request, x together.Room) (meeting.Details, error) {
	all, err := p.Meetings.List(r.Context(), r.Actor, x.ID)
	if err != nil {
		return meeting.Details{}, err
	}
	minutes, err := p.Meetings.UsualMinutes(r.Context(), x.ID)
	in := p.Now().In(p.Zone).AddDate(0, 0, 7)
	d := meeting.Details{StartsAt: time.Date(in.Year(), in.Month(), in.Day(), 10, 0, 0, 0, p.Zone), Minutes: minutes}
	if len(all) > 0 {
		last := all[len(all)-1]
		hour := last.StartsAt.In(p.Zone)
		d.Minutes, d.Form, d.Place = last.Minutes, last.Form, last.Place
		d.StartsAt = time.Date(in.Year(), in.Month(), in.Day(), hour.Hour(), hour.Minute(), 0, 0, p.Zone)
	}
	return d, err
}

// read takes the details out of a filled form.
func (p *Pages) read(f *web.Form) (d meeting.Details, err error) {
	bad := fault.Checks{}
	at, err := time.ParseInLocation("2006-01-02 15:04", f.Value("day")+" "+f.Value("time"), p.Zone)
	if _, errDay := time.Parse(time.DateOnly, f.Value("day")); errDay != nil {
		bad.Fail("day", "series.fault.day")
	} else if err != nil {
		bad.Fail("time", "meeting.fault.time")
	}
	minutes, err := strconv.ParseInt(f.Value("minutes"), 10, 64)
	if err != nil {
		bad.Fail("minutes", "meeting.fault.minutes", "from", meeting.MinMinutes, "to", meeting.MaxMinutes)
	}
	return meeting.Details{StartsAt: at, Minutes: minutes, Form: meeting.Form(f.Value("form")), Place: f.Value("place")}, bad.Err()
}

// named puts what is wrong with the start of a meeting beside the day.
func named(err error) error {
	var wrong *fault.Error
	if !errors.As(err, &wrong) || wrong.Fields["starts"].Key == "" {
		return err
	}
	fields := maps.Clone(wrong.Fields)
	fields["day"] = fields["starts"]
	delete(fields, "starts")
	return fault.Fields(fields)
}

func (p *Pages) addPage(r *web.Request) (together.Room, *editPage, error) {
	x, err := p.Room(r)
	if err != nil {
		return x, nil, err
	}
	d, err := p.usual(r, x)
	if err != nil {
		return x, nil, err
	}
	page := &editPage{Page: p.page(r, x, "series.add.title")}
	page.Form = &web.Form{Fields: details(r, p.Now(), d, p.Zone), Submit: r.T("series.add.submit"), Note: r.T("series.letters"), Cancel: &web.Link{Text: r.T("series.back"), Href: x.Href("/meetings")}}
	return x, page, nil
}

func (p *Pages) add(w http.ResponseWriter, r *web.Request) error {
	_, page, err := p.addPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "series/edit", page)
}

func (p *Pages) added(w http.ResponseWriter, r *web.Request) error {
	x, page, err := p.addPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	d, err := p.read(page.Form)
	if err == nil {
		_, err = p.Meetings.Plan(r.Context(), r.Actor, x.ID, []meeting.Details{d})
	}
	if err != nil {
		return r.Refuse(w, named(err), &page.Page, page.Form, "series/edit", page)
	}
	return r.Done(w, x.Href("/meetings"), "series.add.done")
}

// reach asks how far a change reaches, where more meetings are to come.
func (p *Pages) reach(r *web.Request, m meeting.Meeting) (*web.Field, error) {
	all, err := p.Meetings.List(r.Context(), r.Actor, m.Mentorship)
	if err != nil {
		return nil, err
	}
	after := 0
	for _, other := range all {
		if other.Status == meeting.Planned && other.ID != m.ID && !other.StartsAt.Before(m.StartsAt) {
			after++
		}
	}
	if after == 0 {
		return hidden("reach", onlyThis), nil
	}
	return &web.Field{Kind: web.Radios, Name: "reach", Label: r.T("series.field.reach"), Required: true, Value: onlyThis, Options: []web.Option{
		{Value: onlyThis, Label: r.T("series.reach.this")}, {Value: andAfter, Label: r.Tr.N("series.reach.after", after)}}}, nil
}

func (p *Pages) movePage(r *web.Request) (together.Room, meeting.Meeting, *editPage, error) {
	x, m, err := p.theMeeting(r)
	if err != nil {
		return x, m, nil, err
	}
	reach, err := p.reach(r, m)
	if err != nil {
		return x, m, nil, err
	}
	page := &editPage{Page: p.page(r, x, "series.move.title", web.Crumb{Text: r.T("series.single"), Href: href(m, "")})}
	page.Lede = When(r, m)
	page.Form = &web.Form{Fields: append(details(r, p.Now(), m.Details(), p.Zone), reach, hidden("version", strconv.FormatInt(m.Version, 10))),
		Submit: r.T("series.move.submit"), Note: r.T("series.letters"), Cancel: &web.Link{Text: r.T("series.back"), Href: href(m, "")}}
	return x, m, page, nil
}

func (p *Pages) move(w http.ResponseWriter, r *web.Request) error {
	_, m, page, err := p.movePage(r)
	if err != nil {
		return err
	}
	if m.Status != meeting.Planned || m.SaidAt != nil || !m.StartsAt.After(p.Now()) {
		return r.Redirect(w, href(m, "")) // its page says how it stands
	}
	return r.Render(w, "series/edit", page)
}

func (p *Pages) moved(w http.ResponseWriter, r *web.Request) error {
	_, m, page, err := p.movePage(r)
	if err != nil {
		return err
	}
	now := m.Version
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	d, err := p.read(page.Form)
	if err == nil && p.already(m, d) {
		return r.Done(w, href(m, ""), "series.move.done") // most often this form, sent twice
	}
	if err == nil {
		err = p.moveTo(r, m, version(page.Form), d, page.Form.Value("reach"))
	}
	if err != nil && fault.As(err).Key == "fault.stale" { // somebody was first: the form answers to that now
		page.Lede, page.Form.Field("version").Value = r.T("series.move.meanwhile", "when", When(r, m)), strconv.FormatInt(now, 10)
	}
	if err != nil {
		return r.Refuse(w, named(err), &page.Page, page.Form, "series/edit", page)
	}
	return r.Done(w, href(m, ""), "series.move.done")
}

func (p *Pages) moveTo(r *web.Request, m meeting.Meeting, version int64, d meeting.Details, reach string) error {
	if reach == andAfter {
		_, err := p.Meetings.MoveRest(r.Context(), r.Actor, m.ID, version, d)
		return err
	}
	_, err := p.Meetings.Move(r.Context(), r.Actor, m.ID, version, d)
	return err
}

// already tells whether a meeting is as it shall be.
func (p *Pages) already(m meeting.Meeting, d meeting.Details) bool {
	return m.StartsAt.Equal(d.StartsAt) && m.Minutes == d.Minutes && m.Form == d.Form && m.Place == d.Place && m.Status == meeting.Planned
}
