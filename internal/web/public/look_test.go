package public_test

import (
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/webtest"
)

// TestLook opens every kind of page in a browser, in Latvian.
func TestLook(t *testing.T) {
	h := settled(t)
	tab, base := webtest.Browser(t), h.Serve(t)
	tab.Open(t, base+"/")
	tab.Speak(t, i18n.LV)
	for _, path := range []string{"/", "/about", "/privacy", "/easy", "/help", "/accessibility", "/guidelines", "/guidelines?q=merkis+plans",
		"/guidelines/models", "/guidelines/print"} {
		name := strings.Trim(strings.NewReplacer("/", "-", "?q=", "-", "+", "-").Replace(path), "-")
		if name == "" {
			name = "start"
		}
		tab.Look(t, base+path, "public/"+name)
	}
}
