// Package forms is the coordinator's pages for the questionnaires of a programme:
// the list, a look as those see it who fill it in, a page to print, and an editor
// of drafts.
//
// The way of a change, each step a page: an edition → begin (a draft, a copy of
// what is filled in now) → words, new questions, their order, what is asked no
// more → publish or discard. A draft is seen by those who may edit it; what is
// published by everybody who works for the programme.
package forms

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's own pages, to be registered under the name “forms”.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit            *web.Kit
	Questionnaires *questionnaire.Service
	Sources        asking.Sources
}

const root = "/coordination/forms"

// Mount registers the routes.
func (p *Pages) Mount() {
	h := p.Kit.Handle
	h("GET "+root, office.Enter, p.list)
	h("GET "+root+"/{id}", office.Enter, p.edition)
	h("GET "+root+"/{id}/preview", office.Enter, p.preview)
	h("GET "+root+"/{id}/print", office.Enter, p.print)
	h("POST "+root+"/{id}/begin", office.Act, p.begin)
	h("GET "+root+"/{id}/words", office.Act, p.words)
	h("POST "+root+"/{id}/words", office.Act, p.saveWords)
	h("GET "+root+"/{id}/add", office.Act, p.newPrompt)
	h("POST "+root+"/{id}/add", office.Act, p.addPrompt)
	h("POST "+root+"/{id}/order", office.Act, p.order)
	h("GET "+root+"/{id}/retire", office.Act, p.askRetire)
	h("POST "+root+"/{id}/retire", office.Act, p.retire)
	h("POST "+root+"/{id}/restore", office.Act, p.restore)
	h("GET "+root+"/{id}/publish", office.Act, p.askPublish)
	h("POST "+root+"/{id}/publish", office.Act, p.publish)
	h("GET "+root+"/{id}/discard", office.Act, p.askDiscard)
	h("POST "+root+"/{id}/discard", office.Act, p.discard)
	h("GET "+root+"/{id}/withdraw", office.Act, p.askWithdraw)
	h("POST "+root+"/{id}/withdraw", office.Act, p.withdraw)
}

// subject is the edition that a page is about, and the programme that it is
// looked at for: its own, or with an edition for everywhere the one that the
// address names, or the viewer's first.
type subject struct {
	questionnaire.Edition
	Of programme.Programme
	m  office.Mine
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

// subject loads the edition of the address. What is another programme's does not
// exist here (SEC-02), though whoever fills it in may read it.
func (p *Pages) subject(r *web.Request) (subject, error) {
	m, err := p.Mine(r)
	if err != nil {
		return subject{}, err
	}
	e, err := p.Questionnaires.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return subject{}, office.Hide(err)
	}
	wanted := e.Programme
	if wanted == "" {
		wanted = r.URL.Query().Get("programme")
	}
	if wanted == "" && len(m) > 0 {
		wanted = m[0].ID
	}
	i := slices.IndexFunc(m, func(x programme.Programme) bool { return x.ID == wanted })
	if i < 0 {
		return subject{}, errMissing
	}
	return subject{e, m[i], m}, nil
}

// draft loads a draft that the viewer may edit. Once it is published or gone,
// its pages lead to what it became.
func (p *Pages) draft(r *web.Request) (subject, error) {
	s, err := p.subject(r)
	if err != nil {
		return s, err
	}
	if err := r.Actor.Check(access.Write, s.Object()); err != nil {
		return s, office.Hide(err)
	}
	if s.Status != questionnaire.Draft {
		return s, fault.New(fault.Conflict, "questionnaire.fault.status."+string(s.Status))
	}
	return s, nil
}

// path is the address of the edition's page or of one below it.
func (s subject) path(below string) string { return address(s.Edition, s.m, s.Of.ID, below) }

// address is where an edition is looked at for a programme; the programme is
// named where nothing else tells it.
func address(e questionnaire.Edition, m office.Mine, programmeID, below string) string {
	path := root + "/" + e.ID + below
	if e.Programme == "" && len(m) > 1 {
		path += "?" + url.Values{"programme": {programmeID}}.Encode()
	}
	return path
}

// with is an address with one more value in its query.
func with(path, name, value string) string {
	u, err := url.Parse(path)
	if err != nil {
		panic("forms: an address of ours is none: " + err.Error())
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// title is the questionnaire's in the language of the page.
func (s subject) title(r *web.Request) string { return s.Title.In(r.Lang()) }

// frame starts a page below the edition's own.
func (s subject) frame(r *web.Request, key string) desk.Frame {
	f := office.Section.Frame(r, "forms", key)
	f.Under(s.title(r), s.path(""))
	return f
}

// may tells whether the viewer may change questionnaires of the programme.
func (s subject) may(r *web.Request) bool { return office.May(r, access.Questionnaire, s.Of.ID) }

// asked counts the prompts that are answered.
func asked(q questionnaire.Questionnaire) (n int) {
	for _, s := range q.Sections {
		for _, p := range s.Prompts {
			if p.Kind.Answered() && !p.Retired {
				n++
			}
		}
	}
	return n
}

// minutes writes how long something takes; empty where nothing says.
func minutes(r *web.Request, least, most int) string {
	switch {
	case most == 0:
		return ""
	case least == most:
		return r.T("forms.minutes.exact", "number", most)
	}
	return r.T("forms.minutes.span", "from", least, "to", most)
}

// place tells in words whose an edition is.
func place(r *web.Request, e questionnaire.Edition) string {
	if e.Programme == "" {
		return r.T("forms.place.shared")
	}
	return r.T("forms.place.own")
}

// moment is when it is filled in, with the phase of the annex.
func moment(r *web.Request, m questionnaire.Moment) (name, phase string) {
	if n := m.Phase(); n > 0 {
		phase = r.T("forms.phase", "number", n)
	}
	return r.T(m.Key()), phase
}

func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	if len(m) == 0 {
		l := &desk.List{Frame: office.Section.Frame(r, "forms", "coordination.room.forms"), Table: web.Table{
			Empty: &web.Empty{Icon: "clipboard-list", Title: r.T("coordination.programmes.none"), Text: r.T("coordination.programmes.none-do")}}}
		return l.Show(w, r)
	}
	page := &desk.Item{Frame: office.Section.Frame(r, "forms", "coordination.room.forms")}
	page.Lede = r.T("forms.list.lede")
	for _, of := range m {
		table, err := p.listOf(r, m, of)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, desk.Part{ID: "p-" + of.ID, Title: of.Name(r.Lang()), Table: table})
	}
	return page.Show(w, r)
}

// listOf is what is filled in in a programme, with the drafts that wait.
func (p *Pages) listOf(r *web.Request, m office.Mine, of programme.Programme) (web.Table, error) {
	t := web.Table{Caption: r.T("forms.list.caption", "programme", of.Name(r.Lang())), HideCaption: true, Columns: []web.Column{
		{Title: r.T("forms.list.name")}, {Title: r.T("forms.list.moment")}, {Title: r.T("forms.list.version")},
		{Title: r.T("forms.list.minutes")}, {Title: r.T("forms.list.prompts"), Numeric: true}, {Title: r.T("forms.list.draft")}},
		Empty: &web.Empty{Icon: "clipboard-list", Title: r.T("forms.list.none")}}
	editions, err := p.Questionnaires.List(r.Context(), r.Actor, of.ID)
	if err != nil {
		return t, err
	}
	drafts, err := p.drafts(r, of.ID)
	if err != nil {
		return t, err
	}
	for _, e := range editions {
		name, phase := moment(r, e.Moment)
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: e.Title.In(r.Lang()), Href: address(e, m, of.ID, "")}, {Text: name, Note: phase},
			{Text: r.Tr.Number(e.Version), Note: place(r, e)}, {Text: minutes(r, first(e.Minutes()), second(e.Minutes()))},
			{Text: r.Tr.Number(asked(e.Questionnaire))}, draftCell(r, drafts[e.Questionnaire.Key])}})
	}
	return t, nil
}

func first(a, _ int) int  { return a }
func second(_, b int) int { return b }

func draftCell(r *web.Request, draft questionnaire.Edition) web.Cell {
	if draft.ID == "" {
		return web.Cell{}
	}
	return web.Cell{Text: r.T("forms.draft.continue"), Href: root + "/" + draft.ID}
}

// drafts are a programme's, by key; none for those who cannot edit them.
func (p *Pages) drafts(r *web.Request, programmeID string) (map[string]questionnaire.Edition, error) {
	if !office.May(r, access.Questionnaire, programmeID) {
		return nil, nil
	}
	list, err := p.Questionnaires.Drafts(r.Context(), r.Actor, programmeID)
	found := map[string]questionnaire.Edition{}
	for _, e := range list {
		found[e.Questionnaire.Key] = e
	}
	return found, err
}
