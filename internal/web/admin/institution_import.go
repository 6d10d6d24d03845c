package admin

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// A register is imported in two steps: the file is read and what would happen
// is shown; then the very rows that were shown are taken. Between the steps they
// travel in the page itself, so that nothing has to be kept for a visitor who
// may not come back.

func (p *Pages) mountImport() {
	h := p.Kit.Handle
	h("GET /admin/institutions/import", writeInstitutes, p.askImport)
	h("POST /admin/institutions/import", writeInstitutes, p.previewImport)
	h("POST /admin/institutions/import/run", writeInstitutes, p.runImport)
}

const importPath = "/admin/institutions/import"

// importPage shows what a register would change.
type importPage struct {
	desk.Frame
	Stats   web.Stats
	Columns web.Summary
	Table   web.Table
	More    string // says that the table does not show all
	Form    *web.Form
}

func (p *Pages) importForm(r *web.Request) *desk.Form {
	f := &desk.Form{Frame: section.Frame(r, "institutions", "admin.import.title")}
	f.Lede = r.T("admin.import.lede")
	f.Form = &web.Form{Action: importPath, Submit: r.T("admin.import.look"), Upload: true, Cancel: desk.Cancel(r, "/admin/institutions"),
		Note: r.T("admin.import.look-note"), Fields: []*web.Field{
			{Kind: web.File, Name: "file", Label: r.T("admin.import.file"), Hint: r.T("admin.import.file-hint"), Required: true},
			{Kind: web.Note, Label: r.T("admin.import.columns"), Hint: r.T("admin.import.columns-hint")}}}
	return f
}

func (p *Pages) askImport(w http.ResponseWriter, r *web.Request) error {
	return p.importForm(r).Show(w, r)
}

func (p *Pages) previewImport(w http.ResponseWriter, r *web.Request) error {
	register, err := uploaded(r)
	if err != nil {
		if f := fault.As(err); f != nil && len(f.Fields) == 0 && f.Kind == fault.Invalid {
			err = fault.Fields(map[string]fault.Message{"file": fault.Msg(f.Key, f.Args...)})
		}
		return p.importForm(r).Refuse(w, r, err, nil)
	}
	report, err := p.Institutions.Import(r.Context(), r.Actor, register, true)
	if err != nil {
		return err
	}
	page, err := p.importPage(r, register, report)
	if err != nil {
		return err
	}
	return r.Render(w, "admin/import", page)
}

// inMemory is how much of an upload is kept in memory; the kit's limit of a
// request is the larger one only where an operator has raised it.
const inMemory = 16 << 20

// uploaded reads the file of the form.
func uploaded(r *web.Request) (register institution.Register, err error) {
	err = r.ParseMultipartForm(inMemory)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return register, fault.New(fault.TooLarge, "fault.too-large", "limit", large.Limit>>20).Because(err)
	case err != nil:
		return register, fault.New(fault.Invalid, "fault.malformed").Because(err)
	}
	defer func() { err = errors.Join(err, r.MultipartForm.RemoveAll()) }()
	file, head, err := r.FormFile("file")
	if err != nil {
		return register, fault.New(fault.Invalid, "admin.import.no-file").Because(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	table, err := sheet.Read(file, head.Size, head.Filename, sheet.Limits{})
	if err != nil {
		return register, err
	}
	return institution.ReadRegister(table)
}

func (p *Pages) importPage(r *web.Request, register institution.Register, report institution.Report) (*importPage, error) {
	i := &importPage{Frame: section.Frame(r, "institutions", "admin.import.preview"), Columns: web.Summary{Title: r.T("admin.import.understood")}}
	i.Under(r.T("admin.import.title"), importPath)
	for _, o := range institution.Outcomes {
		n := report.Count(o)
		i.Stats = append(i.Stats, web.Stat{Number: r.Tr.Number(n), Text: r.T(o.Key())})
	}
	for _, c := range report.Columns {
		i.Columns.Items = append(i.Columns.Items, web.SummaryItem{Key: r.T("institution.column." + c.Key), Value: c.Heading})
	}
	i.Table, i.More = importTable(r, report)
	switch {
	case report.Count(institution.Rejected) > 0:
		i.Lede = r.T("admin.import.rejected")
		return i, nil
	case report.Count(institution.Unchanged) == len(report.Rows):
		i.Lede = r.T("admin.import.nothing")
		return i, nil
	}
	i.Lede = r.T("admin.import.ready")
	rows, err := pack(register)
	i.Form = &web.Form{Action: importPath + "/run", Submit: r.T("admin.import.run"), Cancel: desk.Cancel(r, importPath), Note: r.T("admin.import.run-note"),
		Fields: []*web.Field{{Kind: web.Hidden, Name: "rows", Value: rows}}}
	return i, err
}

// shownRows is how many rows a preview shows.
const shownRows = 300

// importStates are the shapes of outcomes.
var importStates = map[institution.Outcome]web.State{institution.Created: web.ToDo, institution.Updated: web.Begun, institution.Closed: web.Off,
	institution.Unchanged: web.Ready, institution.Rejected: web.Urgent}

// importTable lists the rows that say something, those to correct first.
func importTable(r *web.Request, report institution.Report) (t web.Table, more string) {
	t = web.Table{Caption: r.T("admin.import.rows"), HideCaption: true, Columns: []web.Column{{Title: r.T("admin.import.row")},
		{Title: r.T("institution.column.name")}, {Title: r.T("admin.import.outcome")}, {Title: r.T("admin.import.what")}},
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("admin.import.nothing"), Text: r.T("admin.import.nothing-text")}}
	for _, rejected := range []bool{true, false} {
		for _, row := range report.Rows {
			silent := row.Outcome == institution.Unchanged && len(row.Changes) == 0 && len(row.Notes) == 0
			if silent || rejected != (row.Outcome == institution.Rejected) {
				continue
			}
			if len(t.Rows) == shownRows {
				return t, r.T("admin.import.more", "shown", shownRows)
			}
			t.Rows = append(t.Rows, web.Row{Flag: rejected, Cells: []web.Cell{{Text: r.Tr.Number(row.Line)}, {Text: row.Name, Note: row.Code},
				{Status: &web.Status{State: importStates[row.Outcome], Text: r.T(row.Outcome.Key())}}, {Text: said(r, row)}}})
		}
	}
	return t, ""
}

// said tells in words what happens with a row.
func said(r *web.Request, row institution.Taken) string {
	var words []string
	for _, c := range row.Changes {
		words = append(words, changed(r, c))
	}
	for _, m := range row.Notes {
		words = append(words, r.T(m.Key, m.Args...))
	}
	for _, m := range row.Wrong {
		words = append(words, r.T(m.Key, m.Args...))
	}
	return strings.Join(words, " ")
}

func changed(r *web.Request, c institution.Change) string {
	value := func(v string) string {
		if c.Field == "type" && v != "" {
			return r.T(institution.Type(v).Key())
		}
		return v
	}
	key := "admin.import.changes"
	switch {
	case c.Kept:
		key = "admin.import.keeps"
	case c.Old == "":
		key = "admin.import.fills"
	case c.New == "":
		key = "admin.import.clears"
	}
	return r.T(key, "field", r.T("institution.column."+c.Field), "old", value(c.Old), "new", value(c.New))
}

func (p *Pages) runImport(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	register, err := unpack(r.PostForm.Get("rows"))
	if err != nil {
		return p.importForm(r).Refuse(w, r, fault.New(fault.Invalid, "admin.import.no-file").Because(err), nil)
	}
	report, err := p.Institutions.Import(r.Context(), r.Actor, register, false)
	if fault.Is(err, fault.Conflict, fault.Invalid) {
		return p.importForm(r).Refuse(w, r, fault.New(fault.Conflict, "admin.import.moved").Because(err), nil)
	}
	if err != nil {
		return err
	}
	if !report.Saved { // the list has changed since the preview
		page, err := p.importPage(r, register, report)
		if err != nil {
			return err
		}
		return r.RenderStatus(w, http.StatusConflict, "admin/import", page)
	}
	return r.Done(w, "/admin/institutions", "admin.import.done", "created", report.Count(institution.Created),
		"updated", report.Count(institution.Updated), "closed", report.Count(institution.Closed))
}

// pack writes the rows of a register as a form can carry them.
func pack(register institution.Register) (string, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join(json.NewEncoder(z).Encode(register), z.Close()); err != nil {
		return "", fmt.Errorf("pack a register: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// unpacked is how much text the rows may hold.
const unpacked = 64 << 20

func unpack(text string) (register institution.Register, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return register, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return register, err
	}
	err = json.NewDecoder(io.LimitReader(z, unpacked)).Decode(&register)
	return register, err
}
