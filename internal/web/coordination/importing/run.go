package importing

import (
	"net/http"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// runQuestion asks before rows are taken in, and says what will be. It is nil
// when the report leaves nothing to ask.
func (p *Pages) runQuestion(r *web.Request) (*desk.Confirm, error) {
	u, report, err := p.reportOf(r)
	if err != nil || !runnable(report) {
		return nil, err
	}
	f, err := p.frame(r, u, "importing.run.title")
	if err != nil {
		return nil, err
	}
	f.Under(r.T("importing.report.title"), pathOf(r))
	c := &desk.Confirm{Frame: f, Confirm: web.Confirm{Lede: r.Tr.N("importing.run.lede", len(report.Rows)), Form: &web.Form{Submit: r.T("importing.run.submit"),
		Cancel: desk.Cancel(r, pathOf(r)), Fields: []*web.Field{desk.VersionField(u.Version)}}}}
	for _, o := range []application.Outcome{application.Created, application.Updated, application.Unchanged} {
		if n := report.Count(o); n > 0 {
			c.Confirm.Points = append(c.Confirm.Points, r.Tr.N("importing.run."+string(o), n))
		}
	}
	c.Confirm.Points = append(c.Confirm.Points, r.T("importing.run.nobody"), r.T("importing.run.gone"))
	return c, nil
}

func (p *Pages) askRun(w http.ResponseWriter, r *web.Request) error {
	page, err := p.runQuestion(r)
	if err != nil {
		return err
	}
	if page == nil {
		return r.Redirect(w, pathOf(r))
	}
	return page.Show(w, r)
}

// run takes the rows in. When something has changed since the report was made,
// and a row is rejected now, the new report says so.
func (p *Pages) run(w http.ResponseWriter, r *web.Request) error {
	sent := web.Form{Fields: []*web.Field{desk.VersionField(0)}}
	if err := r.Fill(&sent); err != nil {
		return err
	}
	report, err := p.Transfers.Run(r.Context(), r.Actor, r.PathValue("id"), desk.Version(&sent))
	switch {
	case fault.Is(err, fault.Conflict):
		return p.late(w, r, err)
	case err != nil:
		return err
	case !report.Saved:
		return p.moved(w, r, report)
	}
	return r.Done(w, pathOf(r), "importing.run.done")
}

// late answers who was not first: a second click is shown the page of the first,
// and who looked at an older state of the file asks again.
func (p *Pages) late(w http.ResponseWriter, r *web.Request, because error) error {
	page, err := p.runQuestion(r)
	if err != nil {
		return err
	}
	if page == nil {
		return r.Redirect(w, pathOf(r))
	}
	return page.Refuse(w, r, because)
}

func (p *Pages) moved(w http.ResponseWriter, r *web.Request, report transfer.Report) error {
	u, err := p.Transfers.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	l, err := p.reportPage(r, u, report)
	if err != nil {
		return err
	}
	l.Errors = []web.FieldError{{Text: r.T("importing.run.moved")}}
	return r.RenderStatus(w, http.StatusConflict, "desk/list", l)
}
