package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// This file writes the rows of a table in Go, the one part of a page that is no
// template. A list has hundreds of cells, and a template looks at each of their
// fields and escapes each text through reflection: that was most of the time of
// a page with a list. Texts are escaped here as a template would do it.

// rowWriter writes rows; the first error stays.
type rowWriter struct {
	strings.Builder
	set *template.Template // has the part "button"
	err error
}

// tableRows writes the rows for the part "table". Cells beyond the columns have
// no head to stand under and are left out.
func tableRows(set *template.Template, t Table) (template.HTML, error) {
	w := &rowWriter{set: set}
	w.Grow(512 * len(t.Rows))
	for _, r := range t.Rows {
		w.write(`<tr`, when(r.Flag, ` class="flag"`), `>`)
		for i, c := range r.Cells[:min(len(r.Cells), len(t.Columns))] {
			w.bound(i, t.Columns[i], c)
		}
		w.write("</tr>\n")
	}
	return template.HTML(w.String()), w.err
}

func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

func (w *rowWriter) write(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
}

// text writes what is only text, in an element or between quotes.
func (w *rowWriter) text(s string) { w.WriteString(template.HTMLEscapeString(s)) }

// bound writes a cell with what its column gives it: the first one names the
// row, the others carry their column's title for a phone.
func (w *rowWriter) bound(i int, column Column, c Cell) {
	if i == 0 {
		w.write(`<th scope="row">`)
		w.cell(c)
		w.write(`</th>`)
		return
	}
	w.write(`<td`, when(column.Numeric, ` class="num"`))
	if !column.Hidden && column.Title != "" {
		w.write(` data-label="`)
		w.text(column.Title)
		w.write(`"`)
	}
	w.write(`>`)
	w.cell(c)
	w.write(`</td>`)
}

func (w *rowWriter) cell(c Cell) {
	if c.Pick != nil {
		w.pick(*c.Pick)
	}
	switch {
	case c.Href != "":
		w.link(c.Href, c.Text)
	case c.Time != "":
		w.write(`<time datetime="`, template.HTMLEscapeString(c.Time), `">`)
		w.text(c.Text)
		w.write(`</time>`)
	default:
		w.text(c.Text)
	}
	if c.Status != nil {
		w.status(*c.Status)
	}
	w.each("chips", "chip", c.Tags)
	if c.Note != "" {
		w.write(`<span class="cell-note">`)
		w.text(c.Note)
		w.write(`</span>`)
	}
	w.acts(c.Acts)
}

func (w *rowWriter) pick(p Pick) {
	var b attrs
	b.set("form", p.Form)
	b.set("name", p.Name)
	b.set("value", p.Value)
	b.set("aria-label", p.Label)
	w.write(`<input class="ds-input pick" type="checkbox"`, b.String(), when(p.On, ` checked`), `>`)
}

// schemes begin the addresses that may stand in a link; others could be script.
var schemes = []string{"/", "?", "#", "https://", "http://", "mailto:"}

func (w *rowWriter) link(href, text string) {
	if !slices.ContainsFunc(schemes, func(s string) bool { return strings.HasPrefix(href, s) }) {
		w.fail(fmt.Errorf("a cell leads to %q, which is no address of a page", href))
		return
	}
	w.write(`<a href="`, template.HTMLEscapeString(href), `">`)
	w.text(text)
	w.write(`</a>`)
}

// status is the part "status".
func (w *rowWriter) status(s Status) {
	svg, err := shape(s.State)
	w.fail(err)
	w.write(`<span class="st `, string(s.State), `">`, string(svg))
	w.text(s.Text)
	w.write(`</span>`)
}

func (w *rowWriter) each(outer, inner string, texts []string) {
	if len(texts) == 0 {
		return
	}
	w.write(`<span class="`, outer, `">`)
	for _, text := range texts {
		w.write(`<span class="`, inner, `">`)
		w.text(text)
		w.write(`</span>`)
	}
	w.write(`</span>`)
}

func (w *rowWriter) acts(acts []Button) {
	if len(acts) == 0 {
		return
	}
	w.write(`<span class="cell-acts">`)
	for _, b := range acts {
		w.fail(w.set.ExecuteTemplate(w, "button", b))
	}
	w.write(`</span>`)
}

func (w *rowWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
