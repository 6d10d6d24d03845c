package public

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/yuin/goldmark/text"

	"domubiedrs/internal/i18n"
)

// This file is the only place where Markdown becomes HTML. Raw HTML in the
// source is left out by goldmark; what comes out passes the allow-list below
// besides, so that a mistake in one of the two lets nothing through (SEC-13).

// markdown is a text to render.
type markdown struct {
	Source string
	Title  string // names tables that stand before the first heading
	Prefix string // of the ids of headings; the same one must not be used twice on a page
	Demote int    // how many levels headings move down
}

// rendered is clean HTML, and what the text is made of.
type rendered struct {
	HTML     string
	Headings []heading
	Sections []section
}

// heading is a heading within the text; Level is that of the source, 2 to 6.
type heading struct {
	ID    string
	Text  string
	Level int
}

// section is the words under a heading; the first has no heading. Text is plain.
type section struct {
	heading
	Text string
}

// render makes HTML of Markdown: paragraphs, headings, lists, tables, quotes,
// emphasis and links.
func (m markdown) render() (rendered, error) {
	source := []byte(m.Source)
	doc := blocks.Parse(text.NewReader(source))
	out := rendered{}
	m.headings(doc, source, &out)
	m.captions(doc, source)
	var buf bytes.Buffer
	if err := writer.Render(&buf, source, doc); err != nil {
		return out, fmt.Errorf("render Markdown: %w", err)
	}
	out.HTML = policy.Sanitize(buf.String())
	out.Sections = sections(doc, source, out.Headings)
	return out, nil
}

var (
	blocks = parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	writer = withTables(goldmark.DefaultRenderer())
)

func withTables(r renderer.Renderer) renderer.Renderer {
	r.AddOptions(renderer.WithNodeRenderers(util.Prioritized(tables{}, 100)))
	return r
}

// names are the values that ids, classes and roles of our own can have.
var (
	idShape    = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	classShape = regexp.MustCompile(`^(table|table-scroll|sr)$`)
	roleShape  = regexp.MustCompile(`^region$`)
	scopeShape = regexp.MustCompile(`^(col|row)$`)
	zero       = regexp.MustCompile(`^0$`)
	number     = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// policy is the allow-list: these elements with these attributes, nothing else.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote",
		"div", "table", "caption", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("id").Matching(idShape).OnElements("h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("start").Matching(number).OnElements("ol")
	p.AllowAttrs("class").Matching(classShape).OnElements("div", "caption")
	p.AllowAttrs("role").Matching(roleShape).OnElements("div")
	p.AllowAttrs("tabindex").Matching(zero).OnElements("div")
	p.AllowAttrs("scope").Matching(scopeShape).OnElements("th")
	p.AllowAttrs("aria-label").OnElements("div")
	p.AllowAttrs("data-label").OnElements("td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}()

// headings numbers and moves headings and gives each an id that a link can
// lead to: “Kas var pieteikties” is s-kas-var-pieteikties.
func (m markdown) headings(doc ast.Node, source []byte, out *rendered) {
	taken := map[string]bool{}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		level := max(h.Level, 2)
		words := plain(h, source)
		id := m.prefix() + strings.ReplaceAll(latin(i18n.Fold(words)), " ", "-")
		for base, i := id, 2; taken[id]; i++ {
			id = base + "-" + strconv.Itoa(i)
		}
		taken[id] = true
		h.Level = min(level+m.Demote, 6)
		h.SetAttributeString("id", []byte(id))
		out.Headings = append(out.Headings, heading{ID: id, Text: words, Level: level})
	}
}

func (m markdown) prefix() string {
	if m.Prefix == "" {
		return "s-"
	}
	return "s-" + m.Prefix + "-"
}

// latin drops what an id cannot have: letters of other scripts.
func latin(folded string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, folded)
}

// sections cuts the text at its headings.
func sections(doc ast.Node, source []byte, headings []heading) []section {
	list := []section{{}}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if _, ok := n.(*ast.Heading); ok {
			list = append(list, section{heading: headings[len(list)-1]})
			continue
		}
		last := &list[len(list)-1]
		last.Text = strings.TrimSpace(last.Text + " " + plain(n, source))
	}
	return list
}

// plain is the words of a node as they are read, on one line.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	var add func(ast.Node)
	add = func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(unescape(n.Value(source)))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(source))
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			add(c)
		}
		if n.Type() == ast.TypeBlock {
			b.WriteByte(' ')
		}
	}
	add(n)
	return strings.Join(strings.Fields(strings.ToValidUTF8(b.String(), "")), " ")
}

func unescape(text []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text)))
}
