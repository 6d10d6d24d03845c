package web

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"domubiedrs/internal/web/ui"
)

// icon returns the named icon as a picture that means nothing by itself: the
// word is always beside it.
func icon(name string) (template.HTML, error) { return picture(name) }

// shape returns the shape of a state.
func shape(s State) (template.HTML, error) { return picture(statePrefix + string(s)) }

func picture(name string) (template.HTML, error) {
	svg, ok := pictures()[name]
	if !ok {
		return "", fmt.Errorf("icon %q is not built: add it to assets/icons.json", name)
	}
	return svg, nil
}

const statePrefix = "state-"

// pictures are the icons by name, written once: a list shows hundreds.
var pictures = sync.OnceValue(func() map[string]template.HTML {
	all := map[string]template.HTML{}
	for _, name := range ui.Icons() {
		class := "i"
		if state, ok := strings.CutPrefix(name, statePrefix); ok {
			class = "shape " + state
		}
		all[name] = template.HTML(`<svg class="` + class + `" aria-hidden="true" focusable="false"><use href="` +
			ui.Asset("icons.svg") + `#` + name + `"/></svg>`)
	}
	return all
})
