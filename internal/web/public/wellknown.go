package public

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/ui"
)

// closed are the paths that search engines have no business with.
var closed = []string{"/language", "/scheme", "/signin", "/setup", "/account", "/home", "/admin", "/workspace", "/coordination",
	"/employer", "/evidence"}

// robots keeps search engines to the public pages, and out of a demonstration
// altogether (RFC 9309).
func (p *Pages) robots(w http.ResponseWriter, r *web.Request) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	if p.Kit.Demo {
		b.WriteString("Disallow: /\n")
	} else {
		for _, path := range closed {
			b.WriteString("Disallow: " + path + "\n")
		}
	}
	return p.answer(w, r, "text/plain; charset=utf-8", []byte(b.String()))
}

// securityDays is how long security.txt says it holds; RFC 9116, section 2.5.5,
// asks for less than a year.
const securityDays = 180

// security tells where to report weaknesses (RFC 9116). Without an address in
// the settings there is no such file.
func (p *Pages) security(w http.ResponseWriter, r *web.Request) error {
	s, err := p.Settings.All(r.Context())
	if err != nil {
		return err
	}
	contact := s.Text(setting.SecurityEmail)
	if contact == "" {
		contact = s.Text(setting.ContactEmail)
	}
	if contact == "" {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	until := p.Now().Truncate(24*time.Hour).AddDate(0, 0, securityDays)
	text := fmt.Sprintf("Contact: mailto:%s\nExpires: %s\nPreferred-Languages: lv, en\n", contact, until.Format(time.RFC3339))
	if p.Kit.Secure() {
		text += "Canonical: " + p.Kit.URL.JoinPath(".well-known/security.txt").String() + "\n"
	}
	return p.answer(w, r, "text/plain; charset=utf-8", []byte(text))
}

// favicon is for browsers that ask without having read a page.
func (p *Pages) favicon(w http.ResponseWriter, r *web.Request) error {
	return r.Redirect(w, ui.Asset("favicon.ico"))
}
