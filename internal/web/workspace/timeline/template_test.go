package timeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func TestEveryTemplate(t *testing.T) {
	form := &web.Form{ID: "search", Submit: "Meklēt", Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: "Vārdi"}}}
	pieces := []piece{{ID: "e-1", Title: "Atziņa", When: "Vakar", Time: "2026-11-23", Who: "Ieva", Href: "/a", Sees: web.Sees{Text: "Redzat tikai jūs", Private: true},
		Said: []said{{"Teksts", []span{{"a", false}, {"b", true}}}}}, {ID: "e-2", Title: "Uzdevums", Href: "/b", Sees: web.Sees{Text: "Redzat jūs abi"}, Closed: "Nav atvērts"}}
	webtest.Every(t, "timeline", Templates(), webtest.Samples{
		"timeline/line": {
			func(p web.Page) web.View {
				return &linePage{Page: p, Search: form, File: &web.Form{ID: "file", Submit: "Lejupielādēt"}, Filters: &web.Filters{Action: "/a"}, Pieces: pieces, Pager: web.Pager{Next: "/n", Label: "Žurnāls"}}
			},
			func(p web.Page) web.View {
				return &linePage{Page: p, Search: form, File: &web.Form{ID: "file", Submit: "Lejupielādēt"}, Empty: &web.Empty{Title: "Nav"}}
			},
		},
		"timeline/entry": {func(p web.Page) web.View {
			return &entryPage{Page: p, Piece: pieces[0], Versions: []version{{Title: "Vakar", Rows: []change{{"Teksts", "a", "b"}}}}}
		}},
		"timeline/search": {
			func(p web.Page) web.View {
				return &searchPage{Page: p, Search: form, Result: "2", Pieces: pieces}
			},
			func(p web.Page) web.View { return &searchPage{Page: p, Search: form, Empty: &web.Empty{Title: "Nav"}} },
		},
	})
}

// TestMarked marks whole words, whatever their case and accents.
func TestMarked(t *testing.T) {
	for _, x := range []struct {
		text   string
		looked []string
		want   []span
	}{
		{"Bērziņš stāsta.", []string{"berzin"}, []span{{"Bērziņš", true}, {" stāsta.", false}}},
		{"No <b>mācīšanās</b>", []string{"mac"}, []span{{"No <b>", false}, {"mācīšanās", true}, {"</b>", false}}},
		{"Nekas", []string{"kaut"}, nil},
		{"", []string{"kaut"}, nil},
	} {
		if diff := cmp.Diff(x.want, marked(x.text, x.looked)); diff != "" {
			t.Errorf("%q: %s", x.text, diff)
		}
	}
}

// TestEscape: no line of a person is a heading, a link or a tag.
func TestEscape(t *testing.T) {
	if got, want := escape("# [a](b) <i> 1. *x*"), `\# \[a\]\(b\) \<i\> 1\. \*x\*`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
