package webtest

import (
	"strings"

	"golang.org/x/net/html"
)

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func get(n *html.Node, key string) string {
	value, _ := attr(n, key)
	return value
}

// text is the text inside n that is read out, with its spaces squeezed.
func text(n *html.Node) string {
	var b strings.Builder
	var add func(*html.Node)
	add = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if get(n, "aria-hidden") == "true" {
			return
		}
		for c := range n.ChildNodes() {
			add(c)
		}
	}
	add(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func hasName(n *html.Node) bool {
	return strings.TrimSpace(get(n, "aria-label")) != "" || get(n, "aria-labelledby") != ""
}

// pictured tells whether a picture with a text names n.
func pictured(n *html.Node) bool {
	img := find(n, "img")
	return img != nil && strings.TrimSpace(get(img, "alt")) != ""
}

func find(n *html.Node, name string) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			return c
		}
	}
	return nil
}

func within(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == name {
			return true
		}
	}
	return false
}

// show is the opening tag of n, for messages.
func show(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		b.WriteString(" " + a.Key + `="` + a.Val + `"`)
	}
	return b.String() + ">"
}

func around(s string, i int) string {
	return strings.ToValidUTF8(s[max(0, i-40):min(len(s), i+60)], "")
}
