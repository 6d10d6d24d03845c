package ui_test

import (
	"testing"

	"domubiedrs/internal/web/webtest"
)

// A question that depends on another answer comes with that answer and goes
// with it; while it is away it is not sent.
func TestConditions(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/form/0")
	const state = `(() => { const x = document.querySelector("[name=town]"); return x.offsetParent !== null && !x.disabled })()`
	choose := func(value string) {
		t.Helper()
		webtest.Eval[any](t, tab, `document.querySelector("[name=format][value=`+value+`]").click(), null`)
	}
	want := func(what string, asked bool) {
		t.Helper()
		if got := webtest.Eval[bool](t, tab, state); got != asked {
			t.Errorf("%s: asked %v, want %v", what, got, asked)
		}
	}
	want("at first", false)
	choose("place")
	want("with the answer", true)
	choose("online")
	want("with another answer", false)
}
