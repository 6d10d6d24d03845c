package coordination

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

var formats = []sheet.Format{sheet.XLSX, sheet.CSV}

// askExport tells what the file of the queue holds, and lets narrow it. It is a
// form that asks (GET), so that the page stays open while the browser saves.
func (p *Pages) askExport(w http.ResponseWriter, r *web.Request) error {
	q, err := p.queueOf(r)
	if err != nil {
		return err
	}
	page := &desk.Form{Frame: section.Frame(r, "applications", "coordination.export.title")}
	page.Lede = r.T("coordination.export.lede")
	if q.ID == "" {
		page.Empty = &web.Empty{Icon: "inbox", Title: r.T("coordination.queue.no-intake"), Text: r.T("coordination.intake.none-do")}
		return page.Show(w, r)
	}
	fields := filterFields(r, q, application.Filter{})
	format := &web.Field{Kind: web.Radios, Name: "format", Label: r.T("coordination.export.format"), Value: string(sheet.XLSX), Required: true}
	for _, f := range formats {
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
	format, err := formatOf(r)
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
	return p.send(w, r, r.T("coordination.export.file")+"-"+q.Code, format, exportColumns(r), exportRows(r, all, roles))
}

// formatOf is the kind of file that is asked for: XLSX unless said otherwise.
func formatOf(r *web.Request) (sheet.Format, error) {
	asked := sheet.Format(r.URL.Query().Get("format"))
	if asked == "" {
		return sheet.XLSX, nil
	}
	if !slices.Contains(formats, asked) {
		return "", fmt.Errorf("no file is made as %q", asked)
	}
	return asked, nil
}

// send writes a table as a file to be saved.
func (p *Pages) send(w http.ResponseWriter, r *web.Request, name string, format sheet.Format, columns []sheet.Column, rows iter.Seq2[[]string, error]) error {
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+r.Tr.ISODate(p.Now())+"."+string(format)+`"`)
	return sheet.Write(w, format, sheet.Document{Name: name, Lang: r.Lang(), Made: p.Now(), Columns: columns}, rows)
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
