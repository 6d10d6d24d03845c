package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// vocabulary lists the prefixes whose keys need not occur in the source, each
// with its reason. Keys built from a prefix that names more than the area, as in
// T("signin.reason." + r), need no entry: the prefix itself is found.
var vocabulary = map[string]string{
	"common.": "small words for every section; a word stays while no page says it",
}

// TestNoUnusedKeys walks the sources of the whole module: a key of the catalogue
// that occurs nowhere is dead text, and a key that is asked for and not there is
// a hole in a page.
func TestNoUnusedKeys(t *testing.T) {
	lv, _ := speak(t)
	found := usage{literals: map[string]bool{}, asked: map[string][]string{}}
	if err := found.walk(os.DirFS(moduleRoot(t))); err != nil {
		t.Fatal(err)
	}
	if !found.literals["common.count."] {
		t.Fatal("the walk did not even find this package's own key prefix")
	}
	for _, key := range found.unused(lv) {
		t.Errorf("%s occurs in no source file", key)
	}
	for _, hole := range found.holes(lv) {
		t.Error(hole)
	}
}

func TestKeyWalk(t *testing.T) {
	c, err := load(fstest.MapFS{"a.lv.json": {Data: []byte(
		`{"page": "1", "go": "2", "fault": "3", "field": "4", "raw": "5", "built": {"x": "6"}, "dead": "7", "tested": "8"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	found := usage{literals: map[string]bool{}, asked: map[string][]string{}}
	err = found.walk(fstest.MapFS{
		"x/page.html": {Data: []byte("<p>{{.T \"a.page\"}} {{with (.N `a.raw` 2)}}{{$.T \"a.hole1\"}}{{end}}</p> {{T \"a.hole2\"}}")},
		"x/x.go": {Data: []byte(`package x
			func f() {
				t.T("a.go"); p.N("a.hole3", 3); t.T("a.built." + x)
				fault.New(fault.Gone, "a.fault"); fault.New(fault.Gone, "a.hole4")
				_ = map[string]fault.Message{"f": {Key: "a.field"}, "g": {Key: "a.hole5"}}
				_ = fault.Error{Key: "a.hole6"}
				_ = other{Key: "b.free"}
			}`)},
		"x/x_test.go":             {Data: []byte(`package x; func g() { t.T("a.tested"); t.T("a.free") }`)},
		"node_modules/m/index.go": {Data: []byte(`broken`)},
		".hidden/y.go":            {Data: []byte(`broken`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := found.unused(c.For(LV)); !slices.Equal(got, []string{"a.dead", "a.tested"}) {
		t.Errorf("unused: %v", got)
	}
	if got := found.holes(c.For(LV)); len(got) != 6 {
		t.Errorf("holes: %v", got)
	}
	if err := found.walk(fstest.MapFS{"x.go": {Data: []byte(`broken`)}}); err == nil {
		t.Error("a file that cannot be read must not count as clean")
	}
}

// usage is what the sources say about keys: every literal that may be a key, and
// the places that surely ask for one.
type usage struct {
	literals map[string]bool
	asked    map[string][]string
}

var keyShape = regexp.MustCompile(`^[a-z][a-zA-Z0-9_-]*(\.[a-zA-Z0-9_-]+)+\.?$`)

func (u usage) see(text string) {
	if keyShape.MatchString(text) {
		u.literals[text] = true
	}
}

func (u usage) ask(key, where string) {
	if key != "" && !strings.HasSuffix(key, ".") {
		u.asked[key] = append(u.asked[key], where)
	}
}

func (u usage) unused(t *Translator) []string {
	var out []string
	for key := range t.messages {
		if !u.literals[key] && !u.built(key) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// built reports whether a prefix of the key stands in the sources or is excused.
func (u usage) built(key string) bool {
	for i, r := range key {
		if r != '.' {
			continue
		}
		if _, excused := vocabulary[key[:i+1]]; excused || u.literals[key[:i+1]] {
			return true
		}
	}
	return false
}

func (u usage) holes(t *Translator) []string {
	var out []string
	for key, places := range u.asked {
		if !t.Has(key) {
			out = append(out, fmt.Sprintf("%s is asked for by %s, and the catalogue lacks it", key, strings.Join(places, ", ")))
		}
	}
	slices.Sort(out)
	return out
}

// walk reads the .go and .html files under a folder, tests and what was fetched
// or built apart.
func (u usage) walk(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || slices.Contains([]string{"node_modules", "testdata", "static", "bin", "data"}, base)):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		read := map[string]func(string, string) error{".go": u.readGo, ".html": u.readTemplate}[path.Ext(name)]
		if read == nil {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return read(name, string(text))
	})
}

var (
	templateLiteral = regexp.MustCompile("[\"`]([a-z][^\"`\\s]*)[\"`]")
	templateAsk     = regexp.MustCompile("(?:^|[\\s({.])[TN]\\s+[\"`]([^\"`]*)[\"`]")
	templateAction  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
)

func (u usage) readTemplate(name, text string) error {
	for _, action := range templateAction.FindAllString(text, -1) {
		for _, m := range templateLiteral.FindAllStringSubmatch(action, -1) {
			u.see(m[1])
		}
		for _, m := range templateAsk.FindAllStringSubmatch(action, -1) {
			u.ask(m[1], name)
		}
	}
	return nil
}

func (u usage) readGo(name, text string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			u.see(literal(n))
		case *ast.CallExpr:
			u.ask(askedBy(n), files.Position(n.Pos()).String())
		case *ast.CompositeLit:
			for _, key := range faultKeys(n) {
				u.ask(key, files.Position(n.Pos()).String())
			}
		}
		return true
	})
	return nil
}

// askedBy returns the key that a call of T, N or fault.New names, or nothing.
func askedBy(call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	switch {
	case !ok:
		return ""
	case (f.Sel.Name == "T" || f.Sel.Name == "N") && len(call.Args) > 0:
		return literal(call.Args[0])
	case isFault(f, "New") && len(call.Args) > 1:
		return literal(call.Args[1])
	}
	return ""
}

// faultKeys returns the keys in fault.Error{…}, fault.Message{…} and
// map[string]fault.Message{…: {…}}.
func faultKeys(lit *ast.CompositeLit) []string {
	var out []string
	values := lit.Elts
	if m, ok := lit.Type.(*ast.MapType); ok && isFault(m.Value, "Message") {
		values = nil
		for _, e := range lit.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				if inner, ok := pair.Value.(*ast.CompositeLit); ok && inner.Type == nil {
					values = append(values, inner.Elts...)
				}
			}
		}
	} else if !isFault(lit.Type, "Error") && !isFault(lit.Type, "Message") {
		return nil
	}
	for _, e := range values {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if field, ok := pair.Key.(*ast.Ident); ok && field.Name == "Key" {
				out = append(out, literal(pair.Value))
			}
		}
	}
	return out
}

func isFault(e ast.Expr, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "fault"
}

// literal returns the text of a string literal, or nothing.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return "" // the parser has accepted it, so this does not happen
	}
	return text
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = up
	}
}
