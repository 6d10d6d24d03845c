package importing

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// perPage is how many rows a page of the report holds.
const perPage = 100

// outcomeStates are the shapes of outcomes.
var outcomeStates = map[application.Outcome]web.State{application.Created: web.ToDo, application.Updated: web.Begun,
	application.Unchanged: web.Ready, application.Rejected: web.Urgent}

// report shows what would happen, or what has, row by row.
func (p *Pages) report(w http.ResponseWriter, r *web.Request) error {
	u, report, err := p.reportOf(r)
	if err != nil {
		return err
	}
	l, err := p.reportPage(r, u, report)
	if err != nil {
		return err
	}
	return l.Show(w, r)
}

func (p *Pages) reportOf(r *web.Request) (u transfer.Upload, report transfer.Report, err error) {
	if u, err = p.Transfers.Get(r.Context(), r.Actor, r.PathValue("id")); err == nil {
		report, err = p.Transfers.Report(r.Context(), r.Actor, u.ID)
	}
	return u, report, err
}

func (p *Pages) reportPage(r *web.Request, u transfer.Upload, report transfer.Report) (*desk.List, error) {
	title := "importing.report.title"
	if report.Saved {
		title = "importing.report.done"
	}
	f, err := p.frame(r, u, title)
	if err != nil {
		return nil, err
	}
	l := &desk.List{Frame: f}
	l.Lede = lede(r, report)
	for _, o := range application.Outcomes {
		l.Stats = append(l.Stats, web.Stat{Number: r.Tr.Number(report.Count(o)), Text: outcomeName(r, report, o)})
	}
	rows := p.pick(r, l, report)
	l.Table = rowTable(r, report, rows)
	if report.Saved {
		return l, p.dressDone(r, l, u)
	}
	dressPreview(r, l, report)
	return l, nil
}

// outcomeName says what has happened, or what would.
func outcomeName(r *web.Request, report transfer.Report, o application.Outcome) string {
	if report.Saved {
		return r.T(o.Key())
	}
	return r.T("importing.outcome." + string(o))
}

// runnable tells whether there is something to take in.
func runnable(report transfer.Report) bool {
	return !report.Saved && report.Count(application.Rejected) == 0 && report.Count(application.Unchanged) < len(report.Rows)
}

// lede says in a sentence or two where the file stands, and what to do.
func lede(r *web.Request, report transfer.Report) string {
	switch n := report.Count(application.Rejected); {
	case report.Saved:
		return r.T("importing.report.nobody-told")
	case n > 0 && slices.ContainsFunc(report.Rows, unknownAnswer):
		return r.Tr.N("importing.report.rejected", n) + " " + r.T("importing.report.rejected-explain")
	case n > 0:
		return r.Tr.N("importing.report.rejected", n) + " " + r.T("importing.report.rejected-do")
	case runnable(report):
		return r.T("importing.report.ready")
	}
	return r.T("importing.report.nothing")
}

// pick narrows the report to an outcome and a page of it. Who asks for nothing
// sees the rows to correct, where there are any.
func (p *Pages) pick(r *web.Request, l *desk.List, report transfer.Report) []application.RowReport {
	outcome := application.Outcome(desk.Chosen(r, "outcome"))
	if !r.URL.Query().Has("outcome") && report.Count(application.Rejected) > 0 {
		outcome = application.Rejected
	}
	rows := report.Rows
	if outcome != "" {
		rows = slices.DeleteFunc(slices.Clone(rows), func(x application.RowReport) bool { return x.Outcome != outcome })
	}
	var options []web.Option
	for _, o := range application.Outcomes {
		options = append(options, web.Option{Value: string(o), Label: outcomeName(r, report, o)})
	}
	l.Filter(r, pathOf(r)+"?outcome=all", r.Tr.N("importing.report.found", len(rows)),
		desk.Choose("outcome", r.T("transfer.report.outcome"), r.T("importing.report.any"), string(outcome), options))
	page, last := 1, max(1, (len(rows)+perPage-1)/perPage)
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
		page = min(max(n, 1), last)
	}
	from, to := (page-1)*perPage, min(page*perPage, len(rows))
	turn(r, l, page, last, string(outcome))
	if last > 1 {
		l.Pager.Summary = r.T("importing.report.shown", "from", from+1, "to", to, "total", len(rows))
	}
	return rows[from:to]
}

func turn(r *web.Request, l *desk.List, page, last int, outcome string) {
	l.Pager.Label = r.T("importing.report.rows")
	at := func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}, "outcome": {outcome}}
		if outcome == "" {
			q.Set("outcome", "all")
		}
		return pathOf(r) + "?" + q.Encode()
	}
	if page > 1 {
		l.Pager.Prev = at(page - 1)
	}
	if page < last {
		l.Pager.Next = at(page + 1)
	}
}

func rowTable(r *web.Request, report transfer.Report, rows []application.RowReport) web.Table {
	t := web.Table{Caption: r.T("importing.report.rows"), HideCaption: true, Columns: []web.Column{{Title: r.T("transfer.report.line")},
		{Title: r.T("importing.report.person")}, {Title: r.T("transfer.report.outcome")}, {Title: r.T("importing.report.what")}},
		Empty: &web.Empty{Icon: "filter", Title: r.T("importing.report.none"), Text: r.T("importing.report.none-do")}}
	for _, row := range rows {
		outcome := web.Cell{Status: &web.Status{State: outcomeStates[row.Outcome], Text: outcomeName(r, report, row.Outcome)}}
		t.Rows = append(t.Rows, web.Row{Flag: row.Outcome == application.Rejected, Cells: []web.Cell{
			{Text: r.T("importing.report.row", "row", row.Line)}, {Text: row.Name, Note: row.Email}, outcome, said(r, report, row)}})
	}
	return t
}

// said is what is wrong with a row, or else what the rules say of it, with what
// was taken otherwise than it is written.
func said(r *web.Request, report transfer.Report, row application.RowReport) web.Cell {
	c := web.Cell{Text: strings.Join(report.Problems(r.Tr, row), " "), Note: strings.Join(report.Remarks(r.Tr, row.Line), " ")}
	if row.Fit != "" {
		c.Text = r.T(row.Fit.Key())
	}
	return c
}

// downloads are the report as a file, of both kinds.
func downloads(r *web.Request) (list []web.Button) {
	for _, format := range office.Formats {
		list = append(list, web.Button{Text: r.T("importing.report.as." + string(format)), Href: pathOf(r) + "/file?format=" + string(format),
			Icon: "download", Variant: web.Tertiary})
	}
	return list
}

// dressPreview puts around the rows where to go on, or back.
func dressPreview(r *web.Request, l *desk.List, report transfer.Report) {
	if runnable(report) {
		l.Action = &web.Button{Text: r.T("importing.run.title"), Href: pathOf(r) + "/run", Icon: "upload"}
	}
	l.More = []web.Button{office.Secondary(r.T("importing.report.columns"), pathOf(r)+"/columns", "arrow-left")}
	if slices.ContainsFunc(report.Rows, unknownAnswer) {
		l.More = append(l.More, office.Secondary(r.T("importing.report.answers"), pathOf(r)+"/answers", "list-checks"))
	}
	l.More = append(l.More, downloads(r)...)
	l.Pick = &web.Form{ID: "check", Action: pathOf(r) + "/check", Submit: r.T("importing.report.again"), Variant: web.Secondary,
		Note: r.T("importing.report.checked", "when", r.Tr.ShortDate(report.At)+" "+r.Tr.At(report.At))}
}

// unknownAnswer tells whether a row is rejected for an answer that can be
// explained.
func unknownAnswer(row application.RowReport) bool {
	for _, m := range row.Fields {
		if m.Key == "transfer.fault.value" {
			return true
		}
	}
	return false
}

// dressDone leads on from a file whose rows are in.
func (p *Pages) dressDone(r *web.Request, l *desk.List, u transfer.Upload) error {
	quiet, err := p.Applications.Quiet(r.Context(), r.Actor, u.Intake)
	if err != nil {
		return err
	}
	if quiet > 0 {
		l.Action = &web.Button{Text: r.T("importing.report.tell"), Href: "/coordination/intakes/" + u.Intake + "/announce", Icon: "mail"}
	} else {
		l.Lede = r.T("importing.report.all-told")
	}
	l.More = append([]web.Button{office.Secondary(r.T("importing.report.queue"), "/coordination/applications?intake="+u.Intake, "inbox")}, downloads(r)...)
	return nil
}

// check works the report out again: others may have changed things meanwhile.
func (p *Pages) check(w http.ResponseWriter, r *web.Request) error {
	if _, err := p.Transfers.Preview(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	return r.Redirect(w, pathOf(r))
}

// file is the report as a spreadsheet, made as a whole report even where the
// page shows a part.
func (p *Pages) file(w http.ResponseWriter, r *web.Request) error {
	format, err := office.FormatOf(r)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	report, err := p.Transfers.ExportReport(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("importing.report.file")+"-"+r.Tr.ISODate(report.At)+"."+string(format)+`"`)
	return report.Write(w, format, r.Tr)
}
