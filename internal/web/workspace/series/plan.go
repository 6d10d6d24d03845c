package series

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// What is done with a day that is marked.
const (
	shift = "shift"
	keep  = "keep"
	skip  = "skip"
)

// usualCount is what the form proposes: half a year at two a month.
const usualCount = 12

// checkPage shows every day of a series before anything is planned.
type checkPage struct {
	web.Page
	Days web.Table
	Hint string // the meetings are long
	Form *web.Form
}

// planPage asks for the rule of a series.
func (p *Pages) planPage(r *web.Request) (together.Room, *editPage, error) {
	x, err := p.Room(r)
	if err != nil {
		return x, nil, err
	}
	d, err := p.usual(r, x)
	if err != nil {
		return x, nil, err
	}
	fields := details(r, p.Now(), d, p.Zone)
	fields[0].Label, fields[0].Hint = r.T("series.field.first"), r.T("series.field.first-hint")
	rhythm := &web.Field{Kind: web.Radios, Name: "rhythm", Label: r.T("series.field.rhythm"), Hint: r.T("series.field.rhythm-hint"), Required: true, Value: string(meeting.TwoWeeks)}
	for _, each := range meeting.Rhythms {
		rhythm.Options = append(rhythm.Options, web.Option{Value: string(each), Label: r.T(each.Key())})
	}
	count := &web.Field{Kind: web.Number, Name: "count", Label: r.T("series.field.count"), Required: true, Short: true, Value: strconv.Itoa(usualCount)}
	page := &editPage{Page: p.page(r, x, "series.plan.title")}
	page.Lede = r.T("series.plan.lede")
	page.Form = &web.Form{Action: x.Href("/meetings/plan/check"), Fields: append([]*web.Field{rhythm}, append(fields, count)...), Submit: r.T("series.plan.look"),
		Note: r.T("series.plan.note"), Cancel: &web.Link{Text: r.T("series.back"), Href: x.Href("/meetings")}}
	return x, page, nil
}

func (p *Pages) plan(w http.ResponseWriter, r *web.Request) error {
	_, page, err := p.planPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "series/edit", page)
}

// rule reads a series and its details out of the filled form.
func (p *Pages) rule(f *web.Form) (s meeting.Series, d meeting.Details, err error) {
	if d, err = p.read(f); err != nil {
		return s, d, err
	}
	count, err := strconv.Atoi(f.Value("count"))
	if err != nil {
		return s, d, fault.Fields(map[string]fault.Message{"count": fault.Msg("meeting.fault.count", "max", meeting.MaxSeries)})
	}
	at := d.StartsAt.In(p.Zone)
	s = meeting.Series{Rhythm: meeting.Rhythm(f.Value("rhythm")), From: at, Weekday: at.Weekday(), Hour: at.Hour(), Minute: at.Minute(), Count: count}
	return s, d, d.Check(p.Now())
}

// look fills the rule's form and spreads the series out. On a refusal the error is
// to be shown in that form.
func (p *Pages) look(r *web.Request, x together.Room, form *web.Form) ([]meeting.Slot, meeting.Details, error) {
	s, d, err := p.rule(form)
	if err != nil {
		return nil, d, named(err)
	}
	slots, err := p.Meetings.Spread(r.Context(), r.Actor, x.ID, s)
	return slots, d, err
}

// check shows the days, with a question for every one that is marked.
func (p *Pages) check(w http.ResponseWriter, r *web.Request) error {
	x, asked, err := p.planPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(asked.Form); err != nil {
		return err
	}
	slots, d, err := p.look(r, x, asked.Form)
	if err != nil {
		return r.Refuse(w, err, &asked.Page, asked.Form, "series/edit", asked)
	}
	return r.Render(w, "series/check", p.checkPage(r, x, asked.Form, slots, d))
}

func (p *Pages) checkPage(r *web.Request, x together.Room, rule *web.Form, slots []meeting.Slot, d meeting.Details) *checkPage {
	page := &checkPage{Page: p.page(r, x, "series.check.title", web.Crumb{Text: r.T("series.plan.title"), Href: x.Href("/meetings/plan")})}
	page.Lede = r.T("series.check.lede")
	page.Days = web.Table{Caption: r.T("series.check.days"), HideCaption: true, Columns: []web.Column{{Title: r.T("series.check.day")}, {Title: r.T("series.check.mark")}}}
	page.Form = &web.Form{Action: x.Href("/meetings/plan"), Submit: r.T("series.check.submit"), Note: r.T("series.letters"),
		Cancel: &web.Link{Text: r.T("series.check.change"), Href: x.Href("/meetings/plan")}}
	for _, slot := range slots {
		mark := web.Cell{Text: r.T("series.check.fine")}
		if slot.Mark != meeting.Ordinary {
			mark = web.Cell{Status: &web.Status{State: web.Look, Text: marked(r, slot)}}
			page.Form.Fields = append(page.Form.Fields, p.choice(r, slot))
		}
		page.Days.Rows = append(page.Days.Rows, web.Row{Flag: slot.Mark != meeting.Ordinary, Cells: []web.Cell{{Text: day(r, slot.At), Time: r.Tr.ISODate(slot.At)}, mark}})
	}
	if d.Minutes > meeting.LongMinutes {
		page.Hint = r.T("series.check.long", "minutes", d.Minutes)
	}
	for _, f := range rule.Fields {
		page.Form.Fields = append(page.Form.Fields, hidden(f.Name, f.Value))
	}
	return page
}

func marked(r *web.Request, slot meeting.Slot) string {
	if slot.Holiday != "" && slot.Mark == meeting.Holiday {
		return r.T("series.mark.holiday", "name", r.T(slot.Holiday))
	}
	return r.T("series.mark." + string(slot.Mark))
}

func slotField(slot meeting.Slot) string { return "slot-" + slot.At.Format("2006-01-02") }

// choice asks what becomes of a marked day.
func (p *Pages) choice(r *web.Request, slot meeting.Slot) *web.Field {
	f := &web.Field{Kind: web.Radios, Name: slotField(slot), Label: day(r, slot.At), Hint: marked(r, slot), Required: true, Value: shift, Options: []web.Option{
		{Value: shift, Label: r.T("series.check.shift", "when", day(r, slot.Proposed))}, {Value: keep, Label: r.T("series.check.keep")}, {Value: skip, Label: r.T("series.check.skip")}}}
	if slot.Mark == meeting.Taken {
		f.Value = skip
	}
	return f
}

// planned plans what was looked at.
func (p *Pages) planned(w http.ResponseWriter, r *web.Request) error {
	x, asked, err := p.planPage(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	asked.Form.Fill(r.PostForm)
	slots, d, err := p.look(r, x, asked.Form)
	if err != nil {
		return r.Refuse(w, err, &asked.Page, asked.Form, "series/edit", asked)
	}
	if !slices.ContainsFunc(slots, func(s meeting.Slot) bool { return s.Mark != meeting.Taken }) {
		return r.Done(w, x.Href("/meetings"), "series.plan.already") // most often this form, sent twice
	}
	page := p.checkPage(r, x, asked.Form, slots, d)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if unanswered(page.Form, slots) { // marked since the page was made
		page = p.checkPage(r, x, asked.Form, slots, d)
		return r.Refuse(w, fault.New(fault.Conflict, "series.check.changed"), &page.Page, page.Form, "series/check", page)
	}
	all, err := p.Meetings.Plan(r.Context(), r.Actor, x.ID, chosen(page.Form, slots, d))
	if err != nil {
		return r.Refuse(w, flat(err), &page.Page, page.Form, "series/check", page)
	}
	return r.Done(w, x.Href("/meetings"), "series.plan.done", "count", r.Tr.Count("meeting", len(all)))
}

// flat turns what is wrong with one of the meetings into words over the page: its
// form has no such field.
func flat(err error) error {
	for _, m := range fault.As(err).Fields {
		return fault.New(fault.Conflict, m.Key, m.Args...)
	}
	return err
}

// unanswered tells whether what becomes of a marked day is not said.
func unanswered(f *web.Form, slots []meeting.Slot) bool {
	return slices.ContainsFunc(slots, func(s meeting.Slot) bool {
		return s.Mark != meeting.Ordinary && !slices.Contains([]string{shift, keep, skip}, f.Value(slotField(s)))
	})
}

// chosen are the meetings as the marked days were answered.
func chosen(f *web.Form, slots []meeting.Slot, d meeting.Details) (list []meeting.Details) {
	for _, slot := range slots {
		at := slot.At
		switch answer := f.Value(slotField(slot)); {
		case slot.Mark == meeting.Ordinary, answer == keep:
		case answer == skip:
			at = time.Time{}
		default:
			at = slot.Proposed
		}
		if !at.IsZero() {
			list = append(list, meeting.Details{StartsAt: at, Minutes: d.Minutes, Form: d.Form, Place: d.Place})
		}
	}
	return list
}
