package timeline

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// most is how many entries stand on a page.
const most = 30

// linePage is the time line.
type linePage struct {
	web.Page
	Search  *web.Form
	Filters *web.Filters
	Pieces  []piece
	Empty   *web.Empty
	Pager   web.Pager
	File    *web.Form
}

func (p *Pages) latest(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	before, err := place(asked.Get("before"))
	if err != nil {
		return err
	}
	f := narrowed(x, asked)
	found, more, err := p.Journal.Latest(r.Context(), r.Actor, f, before, most)
	if err != nil {
		return err
	}
	page := &linePage{Page: p.Page(r, x, "timeline.title"), Search: searchForm(r, x), Filters: filters(r, x, asked), File: fileForm(r, x),
		Pager: web.Pager{Label: r.T("timeline.title")}}
	page.Lede = r.T("timeline.lede")
	for _, e := range found {
		page.Pieces = append(page.Pieces, p.open(r, x, e))
	}
	if before.ID != "" {
		page.Pager.Prev = address(x, asked, "")
	}
	if more {
		page.Pager.Next = address(x, asked, key(found[len(found)-1].Place()))
	}
	if len(found) == 0 {
		page.Empty = &web.Empty{Icon: "notebook-pen", Title: r.T("timeline.empty"), Text: r.T("timeline.empty-text")}
		if page.Filters.Clear != "" {
			page.Empty = &web.Empty{Icon: "notebook-pen", Title: r.T("timeline.none"), Text: r.T("timeline.none-text")}
		}
	}
	return r.Render(w, "timeline/line", page)
}

// shown are the kinds with a place on the line, in the order of filters.
func shown() []journal.Kind {
	return slices.DeleteFunc(journal.Kinds(), func(kind journal.Kind) bool {
		spec, _ := journal.Of(kind)
		return spec.Quiet
	})
}

// narrowed is what the filters ask for; what is none of their values is left out.
func narrowed(x together.Room, asked url.Values) journal.Filter {
	f := journal.Filter{Mentorship: x.ID, Kinds: shown()}
	if kind := journal.Kind(asked.Get("kind")); slices.Contains(f.Kinds, kind) {
		f.Kinds = []journal.Kind{kind}
	}
	if _, member := x.People[asked.Get("who")]; member {
		f.Author = asked.Get("who")
	}
	return f
}

func filters(r *web.Request, x together.Room, asked url.Values) *web.Filters {
	kinds, people := []web.Option{{Label: r.T("timeline.all-kinds")}}, []web.Option{{Label: r.T("timeline.everybody")}}
	for _, kind := range shown() {
		kinds = append(kinds, web.Option{Value: string(kind), Label: r.T(kind.Key())})
	}
	for _, member := range x.Members {
		people = append(people, web.Option{Value: member.Person, Label: x.Name(member.Person)})
	}
	f := &web.Filters{Action: x.Href("/journal"), Fields: []*web.Field{
		{Kind: web.Select, Name: "kind", Label: r.T("timeline.kind"), Value: asked.Get("kind"), Options: kinds, HideOptional: true},
		{Kind: web.Select, Name: "who", Label: r.T("timeline.who"), Value: asked.Get("who"), Options: people, HideOptional: true}}}
	if asked.Get("kind")+asked.Get("who") != "" {
		f.Clear = x.Href("/journal")
	}
	return f
}

// address is the line with the same filters, from a place on.
func address(x together.Room, asked url.Values, before string) string {
	query := url.Values{}
	for _, name := range []string{"kind", "who"} {
		if value := asked.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	if before != "" {
		query.Set("before", before)
	}
	if len(query) == 0 {
		return x.Href("/journal")
	}
	return x.Href("/journal?" + query.Encode())
}

// key is a place in an address: microseconds of the Unix time, a point, the id.
func key(at journal.Place) string { return strconv.FormatInt(at.At.UnixMicro(), 10) + "." + at.ID }

// place reads a key; none is the beginning.
func place(text string) (journal.Place, error) {
	if text == "" {
		return journal.Place{}, nil
	}
	at, entry, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !id.Valid(entry) {
		return journal.Place{}, fault.New(fault.NotFound, "fault.not-found")
	}
	return journal.Place{At: time.UnixMicro(n).UTC(), ID: entry}, nil
}
