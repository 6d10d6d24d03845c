package timeline

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// The most that a search may say, in characters, and find, in entries.
const (
	maxQuery = 100
	maxFound = 100
)

// searchPage is what was found.
type searchPage struct {
	web.Page
	Search *web.Form
	Result string
	Pieces []piece
	Empty  *web.Empty
}

// searchForm posts: what people look for are words of their journal, and an
// address would leave them in the browser's history and in logs on the way.
func searchForm(r *web.Request, x together.Room) *web.Form {
	return &web.Form{ID: "search", Action: x.Href("/journal/search"), Submit: r.T("timeline.search.submit"), Variant: web.Secondary,
		Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: r.T("timeline.search.label"), MaxLength: maxQuery, Autocomplete: "off", HideOptional: true}}}
}

func (p *Pages) searchPage(r *web.Request) (*searchPage, together.Room, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, x, err
	}
	page := &searchPage{Page: p.Page(r, x, "timeline.search.title", web.Crumb{Text: r.T("timeline.title"), Href: x.Href("/journal")}), Search: searchForm(r, x)}
	page.Lede = r.T("timeline.search.lede")
	return page, x, nil
}

func (p *Pages) ask(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.searchPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "timeline/search", page)
}

func (p *Pages) search(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.searchPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Search); err != nil {
		return err
	}
	query := []rune(page.Search.Value("q"))
	looked := strings.Fields(i18n.Fold(string(query[:min(len(query), maxQuery)])))
	if len(looked) == 0 {
		return r.Render(w, "timeline/search", page)
	}
	found, err := p.Journal.Search(r.Context(), r.Actor, x.ID, strings.Join(looked, " "))
	if err != nil {
		return err
	}
	for _, e := range found {
		if made := p.piece(r, x, e); made.Closed == "" && len(page.Pieces) < maxFound {
			if made.Said = hits(r, portable(x, e), looked); len(made.Said) > 0 {
				page.Pieces = append(page.Pieces, made)
			}
		}
	}
	page.Result = r.Tr.N("timeline.search.found", len(page.Pieces))
	if len(page.Pieces) == 0 {
		page.Empty = &web.Empty{Icon: "search", Title: r.T("timeline.search.none"), Text: r.T("timeline.search.none-text")}
	}
	return r.Render(w, "timeline/search", page)
}

// hits are the fields in which something was found; none unless all of it was.
func hits(r *web.Request, e journal.Entry, looked []string) (list []said) {
	all := ""
	for _, w := range words(r, e.Kind, e.Body) {
		all += i18n.Fold(w.text) + " " + i18n.Fold(e.Body[w.field]) + " "
		if spans := marked(w.text, looked); spans != nil {
			list = append(list, said{w.label, spans})
		}
	}
	if slices.ContainsFunc(looked, func(word string) bool { return !strings.Contains(all, word) }) {
		return nil
	}
	return list
}

// marked parts a text at the words that hold one of those looked for; nil when
// none does.
func marked(text string, looked []string) (spans []span) {
	hit := false
	add := func(part string, found bool) {
		if n := len(spans); n > 0 && spans[n-1].Found == found {
			spans[n-1].Text += part
			return
		}
		spans = append(spans, span{part, found})
	}
	for text != "" {
		n := run(text)
		folded := i18n.Fold(text[:n])
		found := slices.ContainsFunc(looked, func(word string) bool { return strings.Contains(folded, word) })
		add(text[:n], found)
		hit, text = hit || found, text[n:]
	}
	if !hit {
		return nil
	}
	return spans
}

// run is how many bytes at the start of a text are one word, or between words.
func run(text string) int {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
	first := true
	var word bool
	for i, r := range text {
		if first {
			first, word = false, inWord(r)
		} else if inWord(r) != word {
			return i
		}
	}
	return len(text)
}
