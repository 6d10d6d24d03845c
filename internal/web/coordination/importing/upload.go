package importing

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// uploadPage asks for a file; below it stand those that wait already.
type uploadPage struct {
	desk.Frame
	Form    *web.Form
	Waiting *desk.Part // nil: none
}

func (p *Pages) uploadPage(r *web.Request) (*uploadPage, intake.Intake, error) {
	x, err := p.screened(r)
	if err != nil {
		return nil, x, err
	}
	page := &uploadPage{Frame: office.Section.Frame(r, "applications", "importing.upload.title")}
	page.Eyebrow, page.Lede = x.Name(r.Lang()), r.T("importing.upload.lede")
	side := &web.Field{Kind: web.Radios, Name: "side", Label: r.T("importing.upload.side"), Required: true}
	for _, s := range transfer.Sides {
		side.Options = append(side.Options, web.Option{Value: string(s), Label: sideName(r, s)})
	}
	file := &web.Field{Kind: web.File, Name: "file", Label: r.T("importing.upload.file"), Required: true,
		Hint: r.T("importing.upload.file-hint", "size", int(p.largest()>>20), "rows", transfer.MaxRows)}
	page.Form = &web.Form{Action: uploadPath(x.ID), Upload: true, Submit: r.T("common.continue"), Note: r.T("importing.upload.note"),
		Cancel: desk.Cancel(r, "/coordination/applications?intake="+x.ID), Fields: []*web.Field{side, file,
			{Kind: web.Note, Label: r.T("importing.upload.shapes"), Hint: r.T("importing.upload.shapes-text")},
			{Kind: web.Note, Label: r.T("importing.upload.kept"), Hint: r.T("importing.upload.kept-text")}}}
	list, err := p.Transfers.Uploads(r.Context(), r.Actor, x.ID)
	if len(list) > 0 {
		page.Waiting = waiting(r, list)
	}
	return page, x, err
}

// largest is the most that a file may have: the kit's limit of a request can be
// the lower one.
func (p *Pages) largest() int64 { return min(transfer.MaxFile, p.Kit.Limits.Body) }

// waiting lists the viewer's files that are not taken in yet.
func waiting(r *web.Request, list []transfer.Upload) *desk.Part {
	part := &desk.Part{ID: "waiting", Title: r.T("importing.waiting.title"), Text: r.T("importing.waiting.text"),
		Table: web.Table{Caption: r.T("importing.waiting.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("importing.waiting.file")},
			{Title: r.T("importing.waiting.uploaded")}, {Title: r.T("importing.waiting.until")}, {Title: r.T("importing.waiting.acts"), Hidden: true}}}}
	moment := func(at time.Time) web.Cell { return web.Cell{Text: r.Tr.ShortDate(at), Note: r.Tr.At(at)} }
	for _, u := range list {
		path := "/coordination/imports/" + u.ID
		part.Table.Rows = append(part.Table.Rows, web.Row{Cells: []web.Cell{{Text: u.Name, Href: path + "/columns", Note: sideName(r, u.Side)},
			moment(u.CreatedAt), moment(u.ExpiresAt),
			{Acts: []web.Button{office.RowAct(r.T("common.continue"), path+"/columns", u.Name), office.RowAct(r.T("importing.discard.act"), path+"/discard", u.Name)}}}})
	}
	return part
}

func (p *Pages) askUpload(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.uploadPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "importing/upload", page)
}

func (p *Pages) upload(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.uploadPage(r)
	if err != nil {
		return err
	}
	u, err := p.take(r, x, page.Form)
	if err != nil {
		return r.Refuse(w, aboutFile(err), &page.Page, page.Form, "importing/upload", page)
	}
	return r.Redirect(w, "/coordination/imports/"+u.ID+"/columns")
}

// aboutFile puts beside the field what is wrong with the file.
func aboutFile(err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) > 0 || !fault.Is(err, fault.Invalid, fault.TooLarge) {
		return err
	}
	return fault.Fields(map[string]fault.Message{"file": fault.Msg(f.Key, f.Args...)})
}

// inMemory is how much of a request is kept in memory; the kit's limit of a
// request is the larger one only where an operator has raised it.
const inMemory = 16 << 20

// take reads the form with its file and hands the file over.
func (p *Pages) take(r *web.Request, x intake.Intake, form *web.Form) (u transfer.Upload, err error) {
	err = r.ParseMultipartForm(inMemory)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return u, fault.New(fault.TooLarge, "sheet.fault.file", "max", int(large.Limit>>20)).Because(err)
	case err != nil:
		return u, fault.Fields(map[string]fault.Message{"file": fault.Msg("importing.fault.file")})
	}
	defer func() { err = errors.Join(err, r.MultipartForm.RemoveAll()) }()
	form.Fill(r.PostForm)
	file, head, problem := r.FormFile("file")
	if problem != nil {
		file, head = nil, &multipart.FileHeader{}
	} else {
		defer func() { err = errors.Join(err, file.Close()) }()
	}
	side := application.Side(form.Value("side"))
	bad := fault.Checks{}
	if side != application.Mentee && side != application.Mentor {
		bad.Fail("side", "importing.fault.side")
	}
	if file == nil {
		bad.Fail("file", "importing.fault.file")
	}
	if err := bad.Err(); err != nil {
		return u, err
	}
	return p.Transfers.Upload(r.Context(), r.Actor, x.ID, side, head.Filename, io.Reader(file))
}

// discardQuestion asks before a file is forgotten.
func (p *Pages) discardQuestion(r *web.Request) (*desk.Confirm, error) {
	u, err := p.waitingOf(r)
	if err != nil {
		return nil, err
	}
	f, err := p.frame(r, u, "importing.discard.title")
	return &desk.Confirm{Frame: f, Confirm: web.Confirm{Lede: r.T("importing.discard.lede", "file", u.Name), Points: []string{r.T("importing.discard.what")},
		Form: &web.Form{Submit: r.T("importing.discard.submit"), Variant: web.Danger, Cancel: desk.Cancel(r, uploadPath(u.Intake)),
			Fields: []*web.Field{desk.VersionField(u.Version)}}}}, err
}

// waitingOf is the upload of the address while it waits.
func (p *Pages) waitingOf(r *web.Request) (transfer.Upload, error) {
	u, err := p.Transfers.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err == nil && u.Done {
		err = fault.New(fault.Gone, "transfer.fault.done")
	}
	return u, err
}

func (p *Pages) askDiscard(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.discardQuestion)
}

func (p *Pages) discard(w http.ResponseWriter, r *web.Request) error {
	u, err := p.waitingOf(r)
	if err != nil {
		return err
	}
	return desk.Do(w, r, p.discardQuestion, func(version int64) error {
		if version != u.Version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		return p.Transfers.Discard(r.Context(), r.Actor, u.ID)
	}, uploadPath(u.Intake), "importing.discard.done")
}
