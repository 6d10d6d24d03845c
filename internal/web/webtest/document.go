package webtest

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Document returns what is wrong with a rendered page: words that are missing,
// ids that occur twice or lead nowhere, controls, links and pictures without a
// name, headings out of order, and anything that the content security policy
// would block. An empty result is a good page.
func Document(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{fmt.Sprintf("cannot be parsed: %v", err)}
	}
	d := &document{ids: map[string]int{}, labelled: map[string]bool{}}
	for _, sign := range []string{"⟦", "ZgotmplZ", "<no value>", "%!"} {
		if i := strings.Index(page, sign); i >= 0 {
			d.say("%q in %q", sign, around(page, i))
		}
	}
	d.gather(root)
	d.walk(root)
	d.whole()
	return d.problems
}

type document struct {
	problems []string
	ids      map[string]int
	labelled map[string]bool // ids that a label is for
	level    int             // of the heading before
	h1, main int
	lang     string
	title    string
}

func (d *document) say(format string, args ...any) {
	d.problems = append(d.problems, fmt.Sprintf(format, args...))
}

// gather collects ids and labels before references to them are looked at.
func (d *document) gather(root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id, ok := attr(n, "id"); ok {
			d.ids[id]++
		}
		if n.Data == "label" && text(n) != "" {
			d.labelled[get(n, "for")] = true
		}
	}
	for id, count := range d.ids {
		if count > 1 {
			d.say("id %q occurs %d times", id, count)
		}
		if id == "" || strings.ContainsAny(id, " \t\n") {
			d.say("id %q is empty or has a space", id)
		}
	}
}

func (d *document) walk(root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		d.policy(n)
		d.references(n)
		d.element(n)
	}
}

func (d *document) element(n *html.Node) {
	switch n.Data {
	case "html":
		d.lang = get(n, "lang")
	case "title":
		if n.Namespace == "" {
			d.title = text(n)
		}
	case "main":
		d.main++
	case "h1", "h2", "h3", "h4", "h5", "h6":
		d.heading(n)
	case "input", "select", "textarea":
		d.control(n)
	case "a":
		d.link(n)
	case "button", "summary":
		d.named(n)
	case "img":
		if _, ok := attr(n, "alt"); !ok {
			d.say("img without alt: %s", show(n))
		}
	case "table":
		if find(n, "caption") == nil {
			d.say("table without caption")
		}
	case "th":
		if get(n, "scope") == "" {
			d.say("th without scope: %s", show(n))
		}
	case "fieldset":
		if legend := find(n, "legend"); legend == nil || text(legend) == "" {
			d.say("fieldset without legend")
		}
	}
}

func (d *document) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	if level == 1 {
		d.h1++
	}
	if text(n) == "" {
		d.say("empty %s", n.Data)
	}
	if level > max(d.level, 1)+1 {
		d.say("%s %q follows a heading of level %d", n.Data, text(n), d.level)
	}
	d.level = level
}

func (d *document) control(n *html.Node) {
	switch get(n, "type") {
	case "hidden", "submit", "reset", "button", "image":
		return
	}
	if !d.labelled[get(n, "id")] && !hasName(n) && !within(n, "label") {
		d.say("control without label: %s", show(n))
	}
}

func (d *document) link(n *html.Node) {
	href, ok := attr(n, "href")
	if !ok {
		d.say("a without href: %s", show(n))
	}
	if strings.HasPrefix(strings.ToLower(href), "javascript:") {
		d.say("a with script: %s", show(n))
	}
	if _, ok := attr(n, "target"); ok {
		d.say("a opens a window of its own: %s", show(n))
	}
	d.named(n)
}

func (d *document) named(n *html.Node) {
	if text(n) == "" && !hasName(n) && !pictured(n) {
		d.say("%s without a name: %s", n.Data, show(n))
	}
}

// policy finds what a strict content security policy blocks.
func (d *document) policy(n *html.Node) {
	if n.Data == "style" {
		d.say("inline <style>")
	}
	if _, ok := attr(n, "src"); n.Data == "script" && !ok {
		d.say("inline <script>")
	}
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			d.say("inline attribute %s: %s", a.Key, show(n))
		}
		if scripted(a.Key, a.Val) {
			d.say("script in attribute %s: %s", a.Key, show(n))
		}
	}
}

// scripted tells whether an attribute of htmx holds a script.
func scripted(key, value string) bool {
	key = strings.TrimPrefix(key, "data-")
	return strings.HasPrefix(key, "hx-on") || key == "hx-vars" || key == "hx-vals" && strings.HasPrefix(value, "js:")
}

// references finds ids that are named and do not exist.
func (d *document) references(n *html.Node) {
	for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list"} {
		for id := range strings.FieldsSeq(get(n, key)) {
			if d.ids[id] == 0 {
				d.say("%s=%q leads nowhere", key, id)
			}
		}
	}
	href := get(n, "href")
	if n.Data == "a" && strings.HasPrefix(href, "#") && d.ids[href[1:]] == 0 {
		d.say("href=%q leads nowhere", href)
	}
}

func (d *document) whole() {
	if d.h1 != 1 {
		d.say("%d h1, want 1", d.h1)
	}
	if d.main != 1 {
		d.say("%d main, want 1", d.main)
	}
	if d.lang == "" {
		d.say("no language")
	}
	if d.title == "" {
		d.say("no title")
	}
}
