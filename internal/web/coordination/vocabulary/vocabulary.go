// Package vocabulary is the coordinator's pages for the roles, themes and
// competences that forms offer, and for the roles that applicants named
// themselves.
//
// A page is always about one programme: the one that the address names, or the
// viewer's first. What is general is changed there for that programme alone;
// package catalogue then keeps an entry of the programme in the general one's
// place.
package vocabulary

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's own pages, to be registered under the name
// “vocabulary”.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit          *web.Kit
	Catalogue    *catalogue.Service
	Applications *application.Service
}

const root = "/coordination/vocabulary"

// Mount registers the routes.
func (p *Pages) Mount() {
	h := p.Kit.Handle
	h("GET "+root, office.Enter, p.list, p.Kit.LimitSearch())
	h("GET "+root+"/new", office.Act, p.newEntry)
	h("POST "+root, office.Act, p.addEntry)
	h("GET "+root+"/written", office.Act, p.written)
	h("GET "+root+"/promote", office.Act, p.newRole)
	h("POST "+root+"/promote", office.Act, p.addRole)
	h("GET "+root+"/{id}", office.Enter, p.entry)
	h("GET "+root+"/{id}/change", office.Act, p.change)
	h("POST "+root+"/{id}/change", office.Act, p.save)
	h("GET "+root+"/{id}/retire", office.Act, p.askRetire)
	h("POST "+root+"/{id}/retire", office.Act, p.retire)
	h("GET "+root+"/{id}/restore", office.Act, p.askRestore)
	h("POST "+root+"/{id}/restore", office.Act, p.restore)
	h("GET "+root+"/{id}/follow", office.Act, p.askFollow)
	h("POST "+root+"/{id}/follow", office.Act, p.follow)
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

// scope is the programme that a page is about.
type scope struct {
	Of  programme.Programme
	m   office.Mine
	May bool // the viewer may change its vocabulary
}

// scope reads it from the address; one that is not the viewer's does not exist.
func (p *Pages) scope(r *web.Request) (scope, error) {
	m, err := p.Mine(r)
	if err != nil {
		return scope{}, err
	}
	if len(m) == 0 {
		return scope{}, errMissing
	}
	s := scope{Of: m[0], m: m}
	if wanted := r.URL.Query().Get("programme"); wanted != "" {
		i := slices.IndexFunc(m, func(x programme.Programme) bool { return x.ID == wanted })
		if i < 0 {
			return scope{}, errMissing
		}
		s.Of = m[i]
	}
	s.May = office.May(r, access.Catalogue, s.Of.ID)
	return s, nil
}

// at is an address of the room for the programme; values are names and values in
// turn, and empty ones are left out.
func (s scope) at(path string, values ...string) string {
	q := url.Values{}
	if len(s.m) > 1 {
		q.Set("programme", s.Of.ID)
	}
	for i := 0; i+1 < len(values); i += 2 {
		if values[i+1] != "" {
			q.Set(values[i], values[i+1])
		}
	}
	if len(q) == 0 {
		return root + path
	}
	return root + path + "?" + q.Encode()
}

// whole is the list of a vocabulary.
func (s scope) whole(kind catalogue.Kind) string {
	if kind == catalogue.Kinds[0] {
		return s.at("")
	}
	return s.at("", "kind", string(kind))
}

// kindOf is the vocabulary that the address names, or the first.
func kindOf(r *web.Request) catalogue.Kind {
	kind := catalogue.Kind(r.URL.Query().Get("kind"))
	if !slices.Contains(catalogue.Kinds, kind) {
		return catalogue.Kinds[0]
	}
	return kind
}

// listPage is a vocabulary by its groups.
type listPage struct {
	desk.Frame
	Action  *web.Button
	More    []web.Button
	Kinds   []tab
	Filters *web.Filters
	Groups  []group
	Empty   *web.Empty
}

// tab leads to one of the vocabularies.
type tab struct {
	Text, Href string
	On         bool
}

// group is a category of roles, a family of themes or an area of competences.
type group struct {
	ID, Title, Text string
	Table           web.Table
}

func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	s, err := p.scope(r)
	if err != nil {
		return err
	}
	kind, q := kindOf(r), r.URL.Query()
	page := &listPage{Frame: office.Section.Frame(r, "vocabulary", "coordination.room.vocabulary")}
	page.Lede = r.T("vocabulary.lede")
	for _, k := range catalogue.Kinds {
		page.Kinds = append(page.Kinds, tab{Text: r.T(k.Key()), Href: s.whole(k), On: k == kind})
	}
	filter := catalogue.Filter{Kinds: []catalogue.Kind{kind}, Programme: s.Of.ID, Query: q.Get("q"), Retired: q.Get("retired") != ""}
	entries, err := p.Catalogue.List(r.Context(), r.Actor, filter)
	if err != nil {
		return office.Hide(err)
	}
	general, err := p.general(r, kind)
	if err != nil {
		return err
	}
	page.Groups = groups(r, s, kind, entries, general)
	page.filter(r, s, kind, len(entries))
	if len(entries) == 0 {
		page.Empty = &web.Empty{Icon: "search", Title: r.T("vocabulary.none"), Text: r.T("vocabulary.none-do")}
	}
	if err := p.offer(r, page, s, kind); err != nil {
		return err
	}
	return r.Render(w, "vocabulary/list", page)
}

// offer adds what the viewer can do with the vocabulary.
func (p *Pages) offer(r *web.Request, page *listPage, s scope, kind catalogue.Kind) error {
	if !s.May {
		return nil
	}
	page.Action = &web.Button{Text: r.T("vocabulary.add." + string(kind)), Href: s.at("/new", "kind", string(kind)), Icon: "plus"}
	if kind != catalogue.Role {
		return nil
	}
	roles, err := p.Applications.WrittenRoles(r.Context(), r.Actor, s.Of.ID)
	if len(roles) > 0 {
		page.More = []web.Button{office.Secondary(r.Tr.N("vocabulary.written.lead", len(roles)), s.at("/written"), "inbox")}
	}
	return err
}

func (page *listPage) filter(r *web.Request, s scope, kind catalogue.Kind, found int) {
	q := r.URL.Query()
	page.Filters = &web.Filters{Action: root, Target: "list", Result: r.Tr.N("vocabulary.found", found), Fields: []*web.Field{
		{Kind: web.Hidden, Name: "kind", Value: string(kind)},
		{Kind: web.Search, Name: "q", Label: r.T("vocabulary.search"), Value: q.Get("q")}}}
	if len(s.m) > 1 {
		f := s.m.Field(r)
		f.Value, f.HideOptional, f.Required = s.Of.ID, true, false
		page.Filters.Fields = append(page.Filters.Fields, f)
	}
	retired := &web.Field{Kind: web.Checkbox, Name: "retired", Label: r.T("vocabulary.retired-too"), HideOptional: true}
	if q.Get("retired") != "" {
		retired.Value = "yes"
	}
	page.Filters.Fields = append(page.Filters.Fields, retired)
	if q.Get("q") != "" || retired.Value != "" {
		page.Filters.Clear = s.whole(kind)
	}
}

// general is what stands everywhere, by code.
func (p *Pages) general(r *web.Request, kind catalogue.Kind) (map[string]catalogue.Entry, error) {
	entries, err := p.Catalogue.List(r.Context(), r.Actor, catalogue.Filter{Kinds: []catalogue.Kind{kind}, Retired: true})
	codes := map[string]catalogue.Entry{}
	for _, e := range entries {
		codes[e.Code] = e
	}
	return codes, err
}

// whose tells in words where an entry stands.
func whose(r *web.Request, e catalogue.Entry, general map[string]catalogue.Entry) string {
	switch above, there := general[e.Code]; {
	case e.General() || there && e.Follows(above):
		return r.T("vocabulary.whose.general")
	case there:
		return r.T("vocabulary.whose.adapted")
	}
	return r.T("vocabulary.whose.own")
}

// groups are the entries under their groups; those without any are left out.
func groups(r *web.Request, s scope, kind catalogue.Kind, entries []catalogue.Entry, general map[string]catalogue.Entry) (list []group) {
	for _, g := range kind.Groups() {
		v := group{ID: "g-" + string(g), Title: r.T(g.Key()), Text: r.T(g.MeaningKey()), Table: web.Table{Caption: r.T(g.Key()), HideCaption: true,
			Columns: []web.Column{{Title: r.T("vocabulary.name")}, {Title: r.T("vocabulary.other-language")}, {Title: r.T("vocabulary.whose.title")}, {Title: r.T("vocabulary.state")}}}}
		for _, e := range entries {
			if e.Group == g {
				v.Table.Rows = append(v.Table.Rows, row(r, s, e, general))
			}
		}
		if len(v.Table.Rows) > 0 {
			list = append(list, v)
		}
	}
	return list
}

func row(r *web.Request, s scope, e catalogue.Entry, general map[string]catalogue.Entry) web.Row {
	there := e.Name.LV
	if r.Lang() == "lv" {
		there = e.Name.EN
	}
	mark := web.Cell{Text: whose(r, e, general)}
	if !e.General() && !e.Follows(general[e.Code]) {
		mark = web.Cell{Tags: []string{mark.Text}}
	}
	return web.Row{Cells: []web.Cell{{Text: e.Name.In(r.Lang()), Href: s.at("/" + e.ID), Note: e.Meaning.In(r.Lang())}, {Text: there}, mark, {Status: status(r, e)}}}
}

func status(r *web.Request, e catalogue.Entry) *web.Status {
	state := web.Ready
	if !e.Valid() {
		state = web.Off
	}
	return &web.Status{State: state, Text: r.T(e.Status.Key())}
}
