package public

import (
	"html/template"
	"net/http"

	"domubiedrs/internal/web"
)

// documentPage is a text of its own: about, privacy, cookies, easy to read.
type documentPage struct {
	web.Page
	Body     template.HTML
	Contents []heading // none for a short text
	State    string
	Easy     bool // larger and airier
}

// notices stand at the foot of every page, not in the navigation.
const notices = "notices"

// enough headings for a list of them to help.
const enough = 5

// page serves one text of the content folder.
func (p *Pages) page(slug string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		v, err := p.values(r)
		if err != nil {
			return err
		}
		d := p.library.pages[r.Lang()][slug]
		section := notices
		if slug == "about" {
			section = "public"
		}
		page := &documentPage{Page: r.Page(section, ""), Body: d.Body.HTML(v), State: d.state(r), Easy: slug == "easy"}
		page.Title, page.Lede = d.Title, d.Lede
		if contents := d.Contents(); len(contents) >= enough && !page.Easy {
			page.Contents = contents
		}
		return p.show(w, r, "public/document", page)
	}
}
