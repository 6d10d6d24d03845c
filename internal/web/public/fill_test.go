package public

import (
	"strings"
	"testing"
)

func TestBody(t *testing.T) {
	b, err := newBody("<p>Rakstiet uz {{contact}}, {{owner}}.</p>")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		v    values
		want string
	}{
		{"an address is a link", values{phContact: "a.b+c@example.org", phOwner: "Aģentūra"},
			`<p>Rakstiet uz <a href="mailto:a.b+c@example.org">a.b+c@example.org</a>, Aģentūra.</p>`},
		{"marks are text", values{phContact: `"><script>@x`, phOwner: "<b>&{{contact}}"},
			`<p>Rakstiet uz &#34;&gt;&lt;script&gt;@x, &lt;b&gt;&amp;{{contact}}.</p>`},
		{"no link is made of an address with marks", values{phContact: `a"onx=@example.org`, phOwner: ""},
			`<p>Rakstiet uz a&#34;onx=@example.org, .</p>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(b.HTML(c.v)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestBodyRefuses(t *testing.T) {
	for _, c := range []struct{ name, clean, want string }{
		{"an unknown name", "<p>{{ownr}}</p>", `no placeholder is named "ownr"`},
		{"an empty name", "<p>{{}}</p>", `no placeholder is named ""`},
		{"a placeholder in a tag", `<p>a</p><td data-label="{{owner}}">`, "inside a tag"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := newBody(c.clean); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}
