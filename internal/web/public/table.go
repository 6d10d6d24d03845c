package public

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// tables writes a table of a text as the part "table" does: with a caption for
// the ear, heads for columns and rows, and the names of columns on each cell for
// a phone, where rows become lists.
type tables struct{}

// captionKey is the attribute in which a table keeps its caption, a cell the
// name of its column.
const captionKey = "caption"

// RegisterFuncs implements renderer.NodeRenderer.
func (tables) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(extast.KindTable, table)
	r.Register(extast.KindTableHeader, tableHeader)
	r.Register(extast.KindTableRow, tableRow)
	r.Register(extast.KindTableCell, tableCell)
}

// captions names every table after the heading above it.
func (m markdown) captions(doc ast.Node, source []byte) {
	title := m.Title
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			title = plain(n, source)
		case *extast.Table:
			caption(n, title, source)
		}
	}
}

func caption(t *extast.Table, title string, source []byte) {
	t.SetAttributeString(captionKey, title)
	var columns []string
	for c := t.FirstChild().FirstChild(); c != nil; c = c.NextSibling() {
		columns = append(columns, plain(c, source))
	}
	for row := t.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		i := 0
		for c := row.FirstChild(); c != nil && i < len(columns); c = c.NextSibling() {
			c.SetAttributeString(captionKey, columns[i])
			i++
		}
	}
}

func captionOf(n ast.Node) string {
	value, _ := n.AttributeString(captionKey)
	text, _ := value.(string)
	return string(util.EscapeHTML([]byte(text)))
}

func table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return put(w, "</tbody></table></div></div>\n")
	}
	title := captionOf(n)
	return put(w, `<div class="table"><div class="table-scroll" tabindex="0" role="region" aria-label="`, title,
		`"><table><caption class="sr">`, title, "</caption>\n")
}

func tableHeader(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		return put(w, `<thead><tr>`)
	}
	return put(w, `</tr></thead><tbody>`, "\n")
}

func tableRow(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		return put(w, `<tr>`)
	}
	return put(w, "</tr>\n")
}

func tableCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	head := n.Parent().Kind() == extast.KindTableHeader
	first := n.PreviousSibling() == nil
	switch {
	case (head || first) && !entering:
		return put(w, "</th>")
	case !entering:
		return put(w, "</td>")
	case head:
		return put(w, `<th scope="col">`)
	case first:
		return put(w, `<th scope="row">`)
	}
	return put(w, `<td data-label="`, captionOf(n), `">`)
}

func put(w util.BufWriter, parts ...string) (ast.WalkStatus, error) {
	for _, part := range parts {
		if _, err := w.WriteString(part); err != nil {
			return ast.WalkStop, err
		}
	}
	return ast.WalkContinue, nil
}
