package webtest

import (
	"strings"
	"testing"
)

const good = `<!doctype html><html lang="lv"><head><title>Lapa</title></head><body><main>
<h1>Lapa</h1><h2>Daļa</h2>
<label for="a">Vārds</label><input id="a" aria-describedby="a-hint"><p id="a-hint">Kā dokumentos</p>
<label>Cits <input></label><input type="hidden" name="x"><input aria-label="Meklēt">
<fieldset><legend>Izvēle</legend><input type="radio" id="b"><label for="b">Jā</label></fieldset>
<a href="#a">Uz vārdu</a><a href="/x"><img src="/l.png" alt="Logotips"></a><button>Saglabāt</button>
<table><caption>Dati</caption><tr><th scope="col">Diena</th></tr></table>
<script src="/x.js"></script></main></body></html>`

func TestDocumentGood(t *testing.T) {
	if problems := Document(good); len(problems) > 0 {
		t.Errorf("a good page is blamed: %q", problems)
	}
}

func TestDocumentBad(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"missing key", "Lapa</h1>", "⟦public.title⟧</h1>", "⟦"},
		{"unsafe value", "/x.js", "ZgotmplZ", "ZgotmplZ"},
		{"id twice", `id="b"`, `id="a"`, "occurs 2 times"},
		{"id with space", `id="b"`, `id="b c"`, "has a space"},
		{"no label", `<label for="a">Vārds</label>`, "", "control without label"},
		{"empty label", "Vārds", " ", "control without label"},
		{"label nowhere", `for="b"`, `for="c"`, "leads nowhere"},
		{"hint nowhere", `id="a-hint"`, "", "leads nowhere"},
		{"fragment nowhere", "#a", "#z", "leads nowhere"},
		{"style attribute", "<h2>", `<h2 style="color:red">`, "inline attribute style"},
		{"event attribute", "<h2>", `<h2 onclick="x()">`, "inline attribute onclick"},
		{"script of the library", "<h2>", `<h2 data-hx-on:click="x()">`, "script in attribute"},
		{"values of the library", "<h2>", `<h2 hx-vals="js:x()">`, "script in attribute"},
		{"style element", "<h2>", "<style>a{}</style><h2>", "inline <style>"},
		{"script element", ` src="/x.js"`, "", "inline <script>"},
		{"heading skipped", "h2>", "h3>", "follows a heading"},
		{"heading empty", "Daļa", "", "empty h2"},
		{"second h1", "h2>", "h1>", "2 h1"},
		{"no h1", "h1>", "p>", "0 h1"},
		{"second main", "<h2>", "<main></main><h2>", "2 main"},
		{"no alt", ` alt="Logotips"`, "", "img without alt"},
		{"link without a name", "Uz vārdu", "", "a without a name"},
		{"link of a silent picture", `alt="Logotips"`, `alt=""`, "a without a name"},
		{"no href", `href="#a"`, "", "a without href"},
		{"script link", `href="#a"`, `href="javascript:x()"`, "a with script"},
		{"new window", `href="#a"`, `href="#a" target="_blank"`, "window of its own"},
		{"button without a name", "Saglabāt", "", "button without a name"},
		{"no caption", "<caption>Dati</caption>", "", "table without caption"},
		{"no scope", ` scope="col"`, "", "th without scope"},
		{"no legend", "<legend>Izvēle</legend>", "", "fieldset without legend"},
		{"no language", ` lang="lv"`, "", "no language"},
		{"no title", "<title>Lapa</title>", "", "no title"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.ReplaceAll(good, c.old, c.new)
			if got := strings.Join(Document(bad), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want something with %q", got, c.want)
			}
		})
	}
}

func TestSource(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"good", `{{/* words */}}<p class="x" aria-label="{{T "a.b"}}">{{T "a.b" "n" "{n}"}} · 1</p>`, ""},
		{"prose", `<p>Labdien {{.Name}}</p>`, "prose in the template"},
		{"prose within an action's branches", `{{if .X}}jā{{end}}`, "prose in the template"},
		{"prose in an attribute", `<img alt="Logotips">`, "prose in the attribute alt"},
		{"style", `<p{{if .X}} style="top:0"{{end}}>`, "inline attribute style"},
		{"event", `<p onclick="x()">`, "inline attribute onclick"},
		{"style element", `<style></style>`, "inline <style>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(Source(c.source), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
