package coordination

import (
	"net/http"
	"net/url"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// perPage is how many applications a page of the queue holds.
const perPage = 50

// queueOf is the intake that a page of the applications is about: the one in the
// address, or that which its staff works on now.
func (p *Pages) queueOf(r *web.Request) (office.Choice, error) {
	mine, err := p.Mine(r)
	if err != nil {
		return office.Choice{}, err
	}
	return mine.Choose(r, p.Intakes, r.URL.Query().Get("intake"), order)
}

// filter reads what is asked for. Who asks for nothing sees what waits for a
// decision.
func filter(r *web.Request, intakeID string) application.Filter {
	q := r.URL.Query()
	f := application.Filter{Intake: intakeID, Query: q.Get("q"), Side: application.Side(desk.Chosen(r, "side")),
		Status: application.Status(desk.Chosen(r, "status")), Fit: application.Fit(desk.Chosen(r, "fit")), After: q.Get("after")}
	if !q.Has("status") {
		f.Status = application.Submitted
	}
	return f
}

// decided are the statuses that the queue is filtered by: all but drafts, which
// nobody but their authors sees.
var decided = application.Statuses[1:]

func filterFields(r *web.Request, q office.Choice, f application.Filter) []*web.Field {
	return []*web.Field{q.Field(r),
		{Kind: web.Search, Name: "q", Label: r.T("coordination.queue.search"), Value: f.Query, MaxLength: 100},
		desk.Choose("status", r.T("coordination.queue.status"), r.T("coordination.queue.any-status"), string(f.Status), desk.Options(r, decided)),
		desk.Choose("side", r.T("coordination.queue.side"), r.T("coordination.queue.any-side"), string(f.Side), sides(r)),
		desk.Choose("fit", r.T("coordination.queue.fit"), r.T("coordination.queue.any-fit"), string(f.Fit), desk.Options(r, application.Fits))}
}

func sides(r *web.Request) []web.Option {
	return []web.Option{{Value: string(application.Mentee), Label: side(r, application.Mentee)}, {Value: string(application.Mentor), Label: side(r, application.Mentor)}}
}

func side(r *web.Request, s application.Side) string { return r.T("coordination.side." + string(s)) }

func (p *Pages) applications(w http.ResponseWriter, r *web.Request) error {
	q, err := p.queueOf(r)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: office.Section.Frame(r, "applications", "coordination.room.applications")}
	if q.ID == "" {
		l.Table.Empty = &web.Empty{Icon: "inbox", Title: r.T("coordination.queue.no-intake"), Text: r.T("coordination.intake.none-do")}
		return l.Show(w, r)
	}
	f := filter(r, q.ID)
	found, err := p.Applications.Queue(r.Context(), r.Actor, f, perPage)
	if err != nil {
		return err
	}
	roles, err := p.roleNames(r, q.Programme, found.Items)
	if err != nil {
		return err
	}
	l.Eyebrow = q.Name(r.Lang())
	l.Table = queueTable(r, found.Items, roles, office.May(r, access.Screening, q.Programme), r.URL.Query().Has(pickedAll))
	p.dressQueue(r, l, q, f, found)
	return l.Show(w, r)
}

// dressQueue puts around the table what narrows it and what can be done.
func (p *Pages) dressQueue(r *web.Request, l *desk.List, q office.Choice, f application.Filter, found application.Page) {
	fields := filterFields(r, q, f)
	l.Filter(r, "", foundText(r, found.Total), fields...)
	if f.Query != "" || f.Side != "" || f.Fit != "" || f.Status != application.Submitted {
		l.Filters.Clear = "/coordination/applications?" + url.Values{"intake": {q.ID}}.Encode()
	} else if len(found.Items) == 0 && f.After == "" {
		every := "/coordination/applications?" + url.Values{"intake": {q.ID}, "status": {desk.Everything}}.Encode()
		l.Table.Empty = &web.Empty{Icon: "circle-check", Title: r.T("coordination.queue.calm"), Text: r.T("coordination.queue.calm-text"),
			Action: &web.Button{Text: r.T("coordination.queue.every"), Href: every, Variant: web.Secondary}}
	}
	l.Turn(r, "after", found.Next, "")
	if !office.May(r, access.Screening, q.Programme) {
		return
	}
	if len(found.Items) > 0 {
		l.Pick = &web.Form{ID: "pick", Method: "get", Action: "/coordination/applications/decide", Submit: r.T("coordination.queue.decide"),
			Variant: web.Secondary, Note: r.T("coordination.queue.decide-note"), Cancel: pickLink(r)}
	}
	file := "/coordination/applications/export?" + url.Values{"intake": {q.ID}}.Encode()
	l.More = []web.Button{office.Secondary(r.T("coordination.queue.export"), file, "download"),
		office.Secondary(r.T("importing.link"), "/coordination/intakes/"+q.ID+"/import", "upload"),
		office.Secondary(r.T("coordination.invite.title"), "/coordination/invitations?"+url.Values{"intake": {q.ID}}.Encode(), "mail")}
}

func foundText(r *web.Request, n int) string {
	if n == 0 {
		return r.T("coordination.queue.none")
	}
	return r.Tr.N("coordination.queue.count", n)
}

// roleNames finds the names of the roles that a list speaks of.
func (p *Pages) roleNames(r *web.Request, programmeID string, list []application.Listed) (map[string]catalogue.Entry, error) {
	var codes []string
	for _, a := range list {
		if a.Facts.Role != "" && !slices.Contains(codes, a.Facts.Role) {
			codes = append(codes, a.Facts.Role)
		}
	}
	return p.Catalogue.ByCode(r.Context(), r.Actor, programmeID, catalogue.Role, codes...)
}

func roleName(r *web.Request, roles map[string]catalogue.Entry, code string) string {
	if code == application.Other {
		return r.T("coordination.application.other-role")
	}
	return roles[code].Name.In(r.Lang())
}

// pickedAll in an address has every row of the page picked, for those without
// script.
const pickedAll = "all"

// pickLink picks all rows of the page, or none.
func pickLink(r *web.Request) *web.Link {
	q, key := r.URL.Query(), "coordination.queue.pick-all"
	if q.Has(pickedAll) {
		q.Del(pickedAll)
		key = "coordination.queue.pick-none"
	} else {
		q.Set(pickedAll, "1")
	}
	return &web.Link{Text: r.T(key), Href: r.URL.Path + "?" + q.Encode() + "#list"}
}

func queueTable(r *web.Request, list []application.Listed, roles map[string]catalogue.Entry, decides, all bool) web.Table {
	t := web.Table{Caption: r.T("coordination.room.applications"), HideCaption: true, Columns: []web.Column{
		{Title: r.T("coordination.application.number")}, {Title: r.T("coordination.application.applicant")}, {Title: r.T("coordination.application.work")},
		{Title: r.T("coordination.queue.fit")}, {Title: r.T("coordination.queue.status")}},
		Empty: &web.Empty{Icon: "inbox", Title: r.T("coordination.queue.nothing"), Text: r.T("coordination.queue.nothing-do")}}
	for _, a := range list {
		fit, status := fitStatus(r, a.Facts.Fit), statusOf(r, a.Status)
		number := web.Cell{Text: a.Number, Href: "/coordination/applications/" + a.ID, Note: r.Tr.ShortDate(*a.Submitted)}
		if decides && decidable(a.Application) {
			number.Pick = &web.Pick{Form: "pick", Name: "chosen", Value: chosenValue(a.Application), Label: r.T("coordination.queue.pick", "number", a.Number), On: all}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{number, {Text: a.Name, Note: side(r, a.Side)},
			{Text: a.Institution, Note: roleName(r, roles, a.Facts.Role)}, {Status: &fit}, {Status: &status}}})
	}
	return t
}

var fitStates = map[application.Fit]web.State{application.FitYes: web.Ready, application.FitAsk: web.Look, application.FitNo: web.Off}

func fitStatus(r *web.Request, f application.Fit) web.Status {
	return web.Status{State: fitStates[f], Text: r.T(f.Key())}
}

var statusStates = map[application.Status]web.State{application.Draft: web.Blocked, application.Submitted: web.ToDo, application.Eligible: web.Ready,
	application.Waiting: web.Begun, application.NotEligible: web.Off, application.Withdrawn: web.Off}

func statusOf(r *web.Request, s application.Status) web.Status {
	return web.Status{State: statusStates[s], Text: r.T(s.Key())}
}

// decidable tells whether any decision can follow.
func decidable(a application.Application) bool { return len(decisions(a)) > 0 }

// decisions are those that can follow, in the order of forms.
func decisions(a application.Application) []application.Status {
	return slices.DeleteFunc(slices.Clone(application.Decisions), func(s application.Status) bool { return !a.Status.MayBecome(s) })
}
