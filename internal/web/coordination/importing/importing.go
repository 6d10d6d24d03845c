// Package importing is the coordinator's pages for bringing in a spreadsheet of
// applications: the file, what its columns hold, what would happen row by row,
// the run, and its report.
//
// Who takes the next step is always who uploaded the file; nobody else finds it:
//
//	upload   a file and which side it holds            → columns
//	columns  what each column holds                    → answers, or the report
//	answers  what the form does not offer, explained   → the report
//	report   row by row; with a rejected row only back → run
//	run      asked first, then all rows or none        → the report, now of what happened
//
// The file and its report are kept by package transfer; a page never works out
// what a page before it has.
package importing

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's own pages, beside those of package desk.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit          *web.Kit
	Intakes      *intake.Service
	Transfers    *transfer.Service
	Applications *application.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {
	p.Kit.Handle("GET /coordination/intakes/{id}/import", office.Act, p.askUpload)
	p.Kit.Handle("POST /coordination/intakes/{id}/import", office.Act, p.upload, p.Kit.LimitSearch())
	h := func(pattern string, handler web.Handler, more ...func(http.Handler) http.Handler) {
		p.Kit.Handle(pattern, office.Act, p.step(handler), more...)
	}
	h("GET /coordination/imports/{id}", p.report)
	h("POST /coordination/imports/{id}/check", p.check, p.Kit.LimitSearch())
	h("GET /coordination/imports/{id}/file", p.file, p.Kit.LimitSearch())
	h("GET /coordination/imports/{id}/columns", p.askColumns)
	h("POST /coordination/imports/{id}/columns", p.saveColumns)
	h("GET /coordination/imports/{id}/answers", p.askAnswers)
	h("POST /coordination/imports/{id}/answers", p.saveAnswers)
	h("GET /coordination/imports/{id}/run", p.askRun)
	h("POST /coordination/imports/{id}/run", p.run, p.Kit.LimitSearch())
	h("GET /coordination/imports/{id}/discard", p.askDiscard)
	h("POST /coordination/imports/{id}/discard", p.discard)
}

// step leads who stands at a step that is not theirs any more, or not yet, to
// the one that is: the report of a file whose rows are in, the columns of one
// without names or addresses, and a page that says to wait while rows are taken
// in.
func (p *Pages) step(handler web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		err := office.Hide(handler(w, r))
		switch {
		case errors.Is(err, transfer.ErrRunning):
			return p.running(r).Show(w, r)
		case fault.Is(err, fault.Gone):
			return r.Redirect(w, pathOf(r))
		case fault.Is(err, fault.Invalid):
			return r.Redirect(w, pathOf(r)+"/columns")
		}
		return err
	}
}

// pathOf is the address of the upload that a page is about.
func pathOf(r *web.Request) string { return "/coordination/imports/" + r.PathValue("id") }

func uploadPath(intakeID string) string { return "/coordination/intakes/" + intakeID + "/import" }

// frame starts a page about an upload.
func (p *Pages) frame(r *web.Request, u transfer.Upload, title string, args ...any) (desk.Frame, error) {
	x, err := p.Intakes.Get(r.Context(), r.Actor, u.Intake)
	if err != nil {
		return desk.Frame{}, err
	}
	f := office.Section.Frame(r, "applications", title, args...)
	f.Eyebrow = r.T("importing.about", "file", u.Name, "intake", x.Name(r.Lang()), "side", sideName(r, u.Side))
	f.Under(r.T("importing.upload.title"), uploadPath(u.Intake))
	return f, nil
}

// running says to wait.
func (p *Pages) running(r *web.Request) *desk.Form {
	return &desk.Form{Frame: office.Section.Frame(r, "applications", "importing.running.title"), Empty: &web.Empty{Icon: "clock",
		Title: r.T("importing.running.what"), Text: r.T("importing.running.text"),
		Action: &web.Button{Text: r.T("importing.running.look"), Href: pathOf(r), Variant: web.Secondary}}}
}

func sideName(r *web.Request, s application.Side) string { return r.T("importing.side." + string(s)) }

// screened loads the intake of the address for somebody who may take people in.
func (p *Pages) screened(r *web.Request) (intake.Intake, error) {
	x, err := p.Intakes.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return x, office.Hide(err)
	}
	return x, r.Actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme})
}
