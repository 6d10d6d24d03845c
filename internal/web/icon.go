package web

import (
	"fmt"
	"html/template"

	"domubiedrs/internal/web/ui"
)

// icon returns the named icon as a picture that means nothing by itself: the
// word is always beside it.
func icon(name string) (template.HTML, error) {
	if !ui.HasIcon(name) {
		return "", fmt.Errorf("icon %q is not in assets/icons.json", name)
	}
	return template.HTML(`<svg class="i" aria-hidden="true" focusable="false"><use href="` +
		template.HTMLEscapeString(ui.Asset("icons.svg")) + `#` + name + `"/></svg>`), nil
}
