package importing

import (
	"net/http"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// columnsPage asks what each column holds: one row for each.
type columnsPage struct {
	desk.Frame
	Now   *web.Summary // what another window saved meanwhile
	About []string     // how the file was read
	Form  *web.Form    // its fields are those of the rows, and the version
	Rows  []columnRow
	Other web.Button // the way to leave the file
	view  transfer.View
}

// columnRow is a column with some of its cells and the choice of what it holds.
type columnRow struct {
	Name    string
	Samples []string
	Field   *web.Field
}

func (p *Pages) columnsPage(r *web.Request) (*columnsPage, error) {
	view, err := p.Transfers.Open(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	f, err := p.frame(r, view.Upload, "importing.columns.title")
	if err != nil {
		return nil, err
	}
	page := &columnsPage{Frame: f, About: howRead(r, view), view: view}
	page.Lede = r.T("importing.columns.lede")
	page.Other = office.Tertiary(r.T("importing.discard.act"), pathOf(r)+"/discard")
	page.Form = &web.Form{Action: pathOf(r) + "/columns", Submit: r.T("importing.columns.submit"), Note: r.T("importing.columns.note"),
		Cancel: desk.Cancel(r, uploadPath(view.Intake)), Fields: []*web.Field{desk.VersionField(view.Version)}}
	offered := targetOptions(r, view.Targets)
	for i, c := range view.Columns {
		row := columnRow{Name: c.Name, Field: &web.Field{Kind: web.Select, Name: transfer.FieldOf(i), Value: c.Target, Options: offered,
			Label: r.T("importing.columns.holds", "column", c.Name)}}
		for _, text := range c.Samples {
			row.Samples = append(row.Samples, shortened(text))
		}
		if o := view.Origins[i]; o != transfer.Decided {
			row.Field.Hint = r.T("importing.origin." + string(o))
		}
		page.Rows, page.Form.Fields = append(page.Rows, row), append(page.Form.Fields, row.Field)
	}
	return page, nil
}

// shown is how many characters of a cell are shown as a sample.
const shown = 80

func shortened(text string) string {
	if runes := []rune(text); len(runes) > shown {
		return string(runes[:shown-1]) + "…"
	}
	return text
}

// howRead tells where the headings stand, and what was not read.
func howRead(r *web.Request, view transfer.View) []string {
	list := []string{r.T("importing.columns.header", "row", view.Header)}
	if len(view.Others) > 0 {
		list = append(list, r.T("importing.columns.sheet", "sheet", view.Sheet, "others", r.Tr.List(view.Others)))
	}
	return list
}

// targetOptions are what a column can hold, by what it is about.
func targetOptions(r *web.Request, targets []transfer.Target) []web.Option {
	list := []web.Option{{Value: transfer.Nothing, Label: r.T("importing.columns.nothing")}}
	for _, t := range targets {
		o := web.Option{Value: t.Key, Label: t.Name(r.Tr), Group: r.T("importing.columns.questions")}
		if t.Personal() {
			o.Group = r.T("importing.columns.person")
		}
		list = append(list, o)
	}
	return list
}

func (p *Pages) askColumns(w http.ResponseWriter, r *web.Request) error {
	page, err := p.columnsPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "importing/columns", page)
}

// saveColumns leads on to answers that the form does not offer, if there are
// any that reject their rows.
func (p *Pages) saveColumns(w http.ResponseWriter, r *web.Request) error {
	page, err := p.columnsPage(r)
	if err != nil {
		return err
	}
	now := opened(page.Form)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	m := transfer.Mapping{Columns: map[string]string{}, Values: page.view.Mapping.Values}
	for i, c := range page.view.Columns {
		m.Columns[c.Name] = page.Form.Value(transfer.FieldOf(i))
	}
	u, err := p.Transfers.Map(r.Context(), r.Actor, page.view.ID, desk.Version(page.Form), m)
	if err != nil {
		return page.refuse(w, r, err, now)
	}
	view, err := p.Transfers.Open(r.Context(), r.Actor, u.ID)
	if err != nil {
		return err
	}
	if open, _, _ := sorted(view.Unknown); len(open) > 0 {
		return r.Redirect(w, pathOf(r)+"/answers")
	}
	return r.Redirect(w, pathOf(r))
}

// refuse shows the page again with what is wrong; when another window was first,
// with what it saved.
func (page *columnsPage) refuse(w http.ResponseWriter, r *web.Request, err error, now *web.Form) error {
	if f := fault.As(err); f != nil && f.Key == "fault.stale" {
		page.Now = desk.Clash(r, page.Form, now)
		err = fault.New(fault.Conflict, "desk.stale.error")
	}
	return r.Refuse(w, err, &page.Page, page.Form, "importing/columns", page)
}

// opened is a copy of a form as it was made, before what was typed is filled in.
func opened(form *web.Form) *web.Form {
	now := &web.Form{}
	for _, f := range form.Fields {
		field := *f
		now.Fields = append(now.Fields, &field)
	}
	return now
}
