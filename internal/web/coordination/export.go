package coordination

import (
	"iter"
	"net/http"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// askExport tells what the file of the queue holds, and lets narrow it. It is a
// form that asks (GET), so that the page stays open while the browser saves.
func (p *Pages) askExport(w http.ResponseWriter, r *web.Request) error {
	q, err := p.queueOf(r)
	if err != nil {
		return err
	}
	page := &desk.Form{Frame: office.Section.Frame(r, "applications", "coordination.export.title")}
	page.Lede = r.T("coordination.export.lede")
	if q.ID == "" {
		page.Empty = &web.Empty{Icon: "inbox", Title: r.T("coordination.queue.no-intake"), Text: r.T("coordination.intake.none-do")}
		return page.Show(w, r)
	}
	fields := filterFields(r, q, application.Filter{})
	format := &web.Field{Kind: web.Radios, Name: "format", Label: r.T("coordination.export.format"), Value: string(sheet.XLSX), Required: true}
	for _, f := range office.Formats {
		format.Options = append(format.Options, web.Option{Value: string(f), Label: r.T("coordination.export." + string(f))})
	}
	page.Form = &web.Form{Method: "get", Action: "/coordination/applications/file", Submit: r.T("common.download"), Note: r.T("coordination.export.noted"),
		Cancel: desk.Cancel(r, "/coordination/applications"), Fields: append(fields, format)}
	return page.Show(w, r)
}

// file writes the queue as a spreadsheet. Everything is asked for before the
// first byte, so that a refusal is still a page.
func (p *Pages) file(w http.ResponseWriter, r *web.Request) error {
	q, err := p.queueOf(r)
	if err != nil {
		return err
	}
	format, err := office.FormatOf(r)
	if err != nil || q.ID == "" {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	f := filter(r, q.ID)
	f.Status = application.Status(desk.Chosen(r, "status"))
	all, err := p.Applications.Export(r.Context(), r.Actor, f)
	if err != nil {
		return err
	}
	roles, err := p.roleNames(r, q.Programme, all)
	if err != nil {
		return err
	}
	return p.Send(w, r, r.T("coordination.export.file")+"-"+q.Code, format, exportColumns(r), exportRows(r, all, roles))
}

func exportColumns(r *web.Request) []sheet.Column {
	text := func(key string) sheet.Column { return sheet.Column{Title: r.T(key)} }
	dated := func(key string, kind sheet.Kind) sheet.Column { return sheet.Column{Title: r.T(key), Kind: kind} }
	return []sheet.Column{text("coordination.application.number"), text("coordination.queue.side"), text("coordination.application.applicant"),
		text("coordination.application.email"), text("coordination.application.employer"), text("coordination.application.role"),
		text("coordination.queue.fit"), text("coordination.queue.status"), text("coordination.decision.reason-short"),
		dated("coordination.application.submitted", sheet.DateTime), dated("coordination.application.decided", sheet.DateTime),
		dated("coordination.decision.news", sheet.Date)}
}

func exportRows(r *web.Request, all []application.Listed, roles map[string]catalogue.Entry) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, a := range all {
			reason := ""
			if a.Reason != application.ReasonNone {
				reason = r.T(a.Reason.Key())
			}
			if !yield([]string{a.Number, side(r, a.Side), a.Name, a.Email, a.Institution, roleName(r, roles, a.Facts.Role), r.T(a.Facts.Fit.Key()),
				r.T(a.Status.Key()), reason, clock(r, a.Submitted), clock(r, a.Decided), a.NewsOn}, nil) {
				return
			}
		}
	}
}

// clock is a moment as the clock on the wall showed it, for a spreadsheet.
func clock(r *web.Request, at *time.Time) string {
	if at == nil {
		return ""
	}
	return r.Tr.Local(*at).Format("2006-01-02T15:04:05")
}
