package public

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
)

// groups put the guidelines' chapters in order of what a reader wants to know.
var groups = []struct{ key, chapters string }{
	{"public.guidelines.group.idea", "123"},
	{"public.guidelines.group.people", "45"},
	{"public.guidelines.group.way", "67"},
	{"public.guidelines.group.help", "8"},
}

// icons tell the pages apart at a glance.
var icons = map[string]string{
	"introduction": "book-open", "benefits": "lightbulb", "models": "users",
	"mentor-and-mentee": "message-circle", "mentee-role-cards": "star", "boundaries-and-phases": "shield", "ethics": "scale",
	"selection-and-matching": "user-check", "foundation-and-plan": "target", "learning-and-evaluation": "list-checks", "closing": "flag",
	"getting-help": "hand-helping",
}

// guidelinesPage is the list, or what a search has found.
type guidelinesPage struct {
	web.Page
	Search  *web.Field
	Asked   bool
	Summary string // how many pages were found
	Found   []result
	Groups  []chapterGroup
}

type chapterGroup struct {
	Title string
	Pages []web.Link
	Ledes []string
	Icons []string
}

func (p *Pages) guidelines(w http.ResponseWriter, r *web.Request) error {
	page := &guidelinesPage{Page: r.Page("guidelines", "public.guidelines.title"),
		Search: &web.Field{Kind: web.Search, Name: "q", Label: r.T("public.guidelines.search"), MaxLength: maxQuery, Plain: true,
			Value: strings.TrimSpace(r.FormValue("q"))}}
	page.Lede = r.T("public.guidelines.lede")
	page.Asked = page.Search.Value != ""
	if !page.Asked {
		page.Groups = groupsOf(r, p.library.guidelines[r.Lang()])
		return p.show(w, r, "public/guidelines", page)
	}
	v, err := p.values(r)
	if err != nil {
		return err
	}
	page.Found = p.library.indexes[r.Lang()].search(page.Search.Value)
	for i := range page.Found {
		page.Found[i].fill(v)
	}
	page.Summary = r.Tr.N("public.guidelines.found", len(page.Found))
	if len(page.Found) == 0 {
		page.Summary = r.T("public.guidelines.nothing")
	}
	return p.show(w, r, "public/guidelines", page)
}

// fill puts values into the pieces of a result, which are its own.
func (r *result) fill(v values) {
	for _, s := range r.Sections {
		for i := range s.Snippet {
			s.Snippet[i].Text = v.plain(s.Snippet[i].Text)
		}
	}
}

func groupsOf(r *web.Request, list []*document) []chapterGroup {
	var out []chapterGroup
	for _, g := range groups {
		group := chapterGroup{Title: r.T(g.key)}
		for _, d := range list {
			if strings.Contains(g.chapters, d.Chapter[:1]) {
				group.Pages = append(group.Pages, link(d))
				group.Ledes = append(group.Ledes, d.Lede)
				group.Icons = append(group.Icons, icons[d.Slug])
			}
		}
		out = append(out, group)
	}
	return out
}

func link(d *document) web.Link { return web.Link{Text: d.Title, Href: "/guidelines/" + d.Slug} }

// guidelinePage is one page of the guidelines.
type guidelinePage struct {
	web.Page
	Body       template.HTML
	Contents   []heading
	State      string // version and date
	Prev, Next *web.Link
}

func (p *Pages) guideline(w http.ResponseWriter, r *web.Request) error {
	list := p.library.guidelines[r.Lang()]
	at := slices.IndexFunc(list, func(d *document) bool { return d.Slug == r.PathValue("slug") })
	if at < 0 {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	v, err := p.values(r)
	if err != nil {
		return err
	}
	d := list[at]
	page := &guidelinePage{Page: r.Page("guidelines", ""), Body: d.Body.HTML(v), Contents: d.Contents(), State: d.state(r)}
	page.Title, page.Lede = d.Title, d.Lede
	page.Crumbs = []web.Crumb{{Text: r.T("public.guidelines.title"), Href: "/guidelines"}}
	if at > 0 {
		prev := link(list[at-1])
		page.Prev = &prev
	}
	if at < len(list)-1 {
		next := link(list[at+1])
		page.Next = &next
	}
	return p.show(w, r, "public/guideline", page)
}

// state tells how new the text is, and which version where it has versions.
func (d *document) state(r *web.Request) string {
	date := r.Tr.Date(d.Updated, i18n.Loc)
	if d.Version == 0 {
		return r.T("public.document.updated", "date", date)
	}
	return r.T("public.document.version", "version", d.Version, "date", date)
}

// printPage is all guidelines one after another, for paper.
type printPage struct {
	web.Page
	Chapters []chapter
	State    string
}

type chapter struct {
	ID, Title, Lede string
	Body            template.HTML
}

func (p *Pages) guidelinesPrint(w http.ResponseWriter, r *web.Request) error {
	v, err := p.values(r)
	if err != nil {
		return err
	}
	page := &printPage{Page: r.Page("guidelines", "public.guidelines.print-title")}
	page.Crumbs = []web.Crumb{{Text: r.T("public.guidelines.title"), Href: "/guidelines"}}
	list := p.library.guidelines[r.Lang()]
	newest := slices.MaxFunc(list, func(a, b *document) int { return a.Updated.Compare(b.Updated) })
	page.State = r.T("public.document.updated", "date", r.Tr.Date(newest.Updated, i18n.Loc))
	page.Lede = r.T("public.guidelines.print-lede")
	for _, d := range list {
		page.Chapters = append(page.Chapters, chapter{ID: "c-" + d.Slug, Title: d.Title, Lede: d.Lede, Body: d.Demoted.HTML(v)})
	}
	return p.show(w, r, "public/print", page)
}

// limitSearch lets an address search only so often; the list is free.
func (p *Pages) limitSearch(next http.Handler) http.Handler {
	limited := p.Kit.LimitSearch()(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("q") == "" {
			next.ServeHTTP(w, r)
			return
		}
		limited.ServeHTTP(w, r)
	})
}
