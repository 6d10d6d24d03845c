package mail

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const owner = "Valsts administrācijas skola"

// sample has every kind of block and text that must be escaped.
func sample(lang i18n.Lang) Message {
	return Message{
		To:       Address{"Ķirša Žanete-Ņina", "zanete@example.org"},
		Kind:     "proposal.offered",
		Lang:     lang,
		Subject:  "Jums ir sadarbības piedāvājums: “Līderība & ļaudis”",
		Greeting: "Žanete <b>",
		Blocks: []Block{
			Text("Piedāvājums gaida jūsu atbildi.\nAtbildiet līdz 30. novembrim <šogad>."),
			List("Pirmais & labākais", "Otrais"),
			Code("K7QM-2XPA"),
			Action("Skatīt piedāvājumu", "https://mentori.example.org/proposal/1?a=1&b=2"),
		},
		OffURL: "https://mentori.example.org/me/notices?kind=proposal&off=1",
	}
}

func TestBothPartsSayTheSame(t *testing.T) {
	c := catalogue(t)
	for _, lang := range i18n.Langs() {
		got, err := compose(c.For(lang), owner, sample(lang))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(got.html))
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		walk(doc, func(n *html.Node) {
			if n.Type == html.TextNode && !within(n, "style", "title") {
				said = append(said, strings.Fields(n.Data)...)
			}
		})
		text := strings.ReplaceAll(strings.NewReplacer("-- \n", "", "\n- ", "\n").Replace(got.text), ":\nhttps", "\nhttps")
		text = strings.Replace(text, ": https", " https", 1) // before the link for switching off
		text = regexp.MustCompile(`https://\S+`).ReplaceAllString(text, "")
		if diff := cmp.Diff(said, strings.Fields(text)); diff != "" {
			t.Errorf("%s: the HTML part (-) and the text part (+) differ:\n%s", lang, diff)
		}
		for _, link := range []string{sample(lang).OffURL, sample(lang).Blocks[3].url} {
			if !strings.Contains(got.text, link) || !strings.Contains(got.html, `href="`+strings.ReplaceAll(link, "&", "&amp;")+`"`) {
				t.Errorf("%s: the link %s is not in both parts", lang, link)
			}
		}
	}
}

func TestTheTextPartReadsWell(t *testing.T) {
	got, err := compose(catalogue(t).For(i18n.LV), owner, sample(i18n.LV))
	if err != nil {
		t.Fatal(err)
	}
	want := `Jums ir sadarbības piedāvājums: “Līderība & ļaudis”

Labdien, Žanete <b>!

Piedāvājums gaida jūsu atbildi.
Atbildiet līdz 30. novembrim <šogad>.

- Pirmais & labākais
- Otrais

    K7QM-2XPA

Skatīt piedāvājumu:
https://mentori.example.org/proposal/1?a=1&b=2

-- 
Valsts administrācijas skola
Šo vēstuli saņemat, jo piedalāties mentoringa programmā.
Nesaņemt šādas vēstules: https://mentori.example.org/me/notices?kind=proposal&off=1
`
	if diff := cmp.Diff(want, got.text); diff != "" {
		t.Error(diff)
	}
}

// TestTheHTMLPartIsAccessible holds AX-23, and that nothing in it calls home.
func TestTheHTMLPartIsAccessible(t *testing.T) {
	for _, lang := range i18n.Langs() {
		got, err := compose(catalogue(t).For(lang), owner, sample(lang))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(got.html))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		walk(doc, func(n *html.Node) {
			if n.Type != html.ElementNode {
				return
			}
			seen[n.Data]++
			if n.Data == "html" && attribute(n, "lang") != string(lang) {
				t.Errorf("lang is %q", attribute(n, "lang"))
			}
			if n.Data == "a" && (n.FirstChild == nil || strings.Contains(n.FirstChild.Data, "://")) {
				t.Errorf("a link without a text of its own: %s", attribute(n, "href"))
			}
		})
		if seen["h1"] != 1 || seen["title"] != 1 || seen["a"] != 2 || seen["li"] != 2 || seen["b"] != 0 {
			t.Errorf("%s: elements %v", lang, seen)
		}
		for _, bad := range []string{"img", "script", "link", "iframe", "object", "form", "base"} {
			if seen[bad] > 0 {
				t.Errorf("%s: there is a <%s>", lang, bad)
			}
		}
		for _, must := range []string{"prefers-color-scheme: dark", `content="light dark"`} {
			if !strings.Contains(got.html, must) {
				t.Errorf("%s: no %s", lang, must)
			}
		}
		if strings.Contains(got.html, "url(") || strings.Contains(got.html, "@import") {
			t.Errorf("%s: it loads something", lang)
		}
	}
}

func walk(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, f)
	}
}

func within(n *html.Node, names ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		for _, name := range names {
			if p.Data == name {
				return true
			}
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestComposeRefuses(t *testing.T) {
	c := catalogue(t).For(i18n.EN)
	for name, change := range map[string]func(*Message){
		"no subject":          func(m *Message) { m.Subject = " \r\n" },
		"no kind":             func(m *Message) { m.Kind = "" },
		"a kind with text":    func(m *Message) { m.Kind = "Anna B" },
		"two actions":         func(m *Message) { m.Blocks = append(m.Blocks, Action("Again", "https://example.org/")) },
		"a relative action":   func(m *Message) { m.Blocks = []Block{Action("Open", "/x")} },
		"a script as action":  func(m *Message) { m.Blocks = []Block{Action("Open", "javascript:alert(1)")} },
		"a link with a break": func(m *Message) { m.OffURL = "https://example.org/\r\nBcc: x@example.org" },
		"a link with a comma": func(m *Message) { m.OffURL = "https://example.org/a,b" },
	} {
		m := sample(i18n.EN)
		change(&m)
		if _, err := compose(c, owner, m); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	m := sample(i18n.EN)
	m.To.Email = "a@example.org, b@example.org"
	if _, err := compose(c, owner, m); !fault.Is(err, fault.Invalid) || fault.As(err).Key != "mail.bad-address" {
		t.Errorf("two addresses: %v", err)
	}
}

func TestValid(t *testing.T) {
	for email, want := range map[string]bool{
		"anna@example.org":                        true,
		"anna.berzina+x@sub.example.org":          true,
		"o'neil@example.org":                      true,
		"root@localhost":                          true,
		"":                                        false,
		"anna":                                    false,
		"anna@":                                   false,
		"@example.org":                            false,
		"anna@example..org":                       false,
		"anna@-example.org":                       false,
		"anna b@example.org":                      false,
		"a@example.org,b@example.org":             false,
		"a@example.org\r\nRCPT TO:<b@x.org>":      false,
		"<a@example.org>":                         false,
		"Anna <a@example.org>":                    false,
		`"a b"@example.org`:                       false,
		"ķiršs@example.org":                       false,
		"a@example.org\x00":                       false,
		"a@b@example.org":                         false,
		strings.Repeat("a", 250) + "@e.org":       false,
		"a@" + strings.Repeat("b", 64) + ".org":   false,
		"=?utf-8?q?a=40x.org?=@example.org":       true, // odd, but one plain mailbox
		"a@example.org (comment)":                 false,
		"a@[127.0.0.1]":                           false,
		"a@example.org\u202e":                     false,
		"%0d%0abcc:a@example.org":                 false,
		"a@example.org;b@example.org":             false,
		"very.common@example.museum":              true,
		"a@xn--jrgensen-54a.example":              true,
		"a@example.org.":                          false,
		strings.Repeat("a", 240) + "@example.org": true,
	} {
		if got := Valid(email); got != want {
			t.Errorf("Valid(%q) = %v", email, got)
		}
	}
}

func FuzzHeaderText(f *testing.F) {
	for _, s := range corpus {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := headerText(s, maxName)
		if strings.ContainsAny(got, "\r\n\x00\t\u202e\u2066\u2028") || strings.Contains(got, "=?") || !utf8.ValidString(got) {
			t.Errorf("headerText(%q) = %q", s, got)
		}
		if n := utf8.RuneCountInString(got); n > maxName || got != strings.TrimSpace(got) {
			t.Errorf("headerText(%q) has %d letters: %q", s, n, got)
		}
		if again := headerText(got, maxName); again != got {
			t.Errorf("headerText is not stable: %q then %q", got, again)
		}
	})
}
