package webtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Sources returns what is wrong with the templates in fsys as they are written:
// prose that belongs in the catalogues, and inline script or style that a
// sample might not reach.
func Sources(fsys fs.FS) []string {
	var problems []string
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".html" {
			return err
		}
		source, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		for _, problem := range Source(string(source)) {
			problems = append(problems, file+": "+problem)
		}
		return nil
	})
	if err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}

// action is a template's action, or its comment.
var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// spoken are the attributes whose value a person reads or hears.
var spoken = map[string]bool{"alt": true, "title": true, "aria-label": true, "placeholder": true, "aria-description": true}

// Source returns what is wrong with one template's source.
func Source(source string) []string {
	var problems []string
	tokens := html.NewTokenizer(strings.NewReader(action.ReplaceAllString(source, "")))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return problems
		case html.TextToken:
			if s := string(tokens.Text()); letters(s) {
				problems = append(problems, fmt.Sprintf("prose in the template: %q", strings.TrimSpace(s)))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			problems = append(problems, tag(tokens.Token())...)
		}
	}
}

func tag(t html.Token) []string {
	var problems []string
	if t.Data == "style" {
		problems = append(problems, "inline <style>")
	}
	for _, a := range t.Attr {
		switch {
		case spoken[a.Key] && letters(a.Val):
			problems = append(problems, fmt.Sprintf("prose in the attribute %s: %q", a.Key, a.Val))
		case a.Key == "style" || strings.HasPrefix(a.Key, "on") || scripted(a.Key, a.Val):
			problems = append(problems, "inline attribute "+a.Key)
		}
	}
	return problems
}

func letters(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
