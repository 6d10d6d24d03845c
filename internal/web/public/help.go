package public

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
)

// helpPage is the one place that every “help” leads to (WCAG 3.2.6).
type helpPage struct {
	web.Page
	Contact []line
	Answer  string
	Missing *web.Empty // instead of Contact as long as nobody has set it
}

func (p *Pages) help(w http.ResponseWriter, r *web.Request) error {
	s, err := p.Settings.All(r.Context())
	if err != nil {
		return err
	}
	page := &helpPage{Page: r.Page(notices, "public.help.title"), Contact: contact(r, s),
		Answer: r.Tr.N("public.help.answer", s.Number(setting.HelpDays))}
	page.Lede = r.T("public.help.lede")
	if s.Text(setting.ContactEmail) == "" {
		page.Missing = &web.Empty{Icon: "mail", Title: r.T("public.help.no-address"), Text: r.T("public.help.no-address-do")}
	}
	return p.show(w, r, "public/help", page)
}

// line is one way to reach the owner.
type line struct {
	Name, Value string
	Href        string // where the value leads, may be empty
	Dial        string // of a telephone number: what to dial
}

// contact lists what the settings have.
func contact(r *web.Request, s *setting.Snapshot) []line {
	email, phone, site := s.Text(setting.ContactEmail), s.Text(setting.ContactPhone), s.Text(setting.OwnerWebsite)
	all := []line{
		{Name: r.T("public.help.owner"), Value: s.Local(setting.OwnerName, r.Lang())},
		{Name: r.T("public.help.email"), Value: email, Href: "mailto:" + email},
		{Name: r.T("public.help.phone"), Value: phone, Dial: dial(phone)},
		{Name: r.T("public.help.hours"), Value: s.Local(setting.HelpHours, r.Lang())},
		{Name: r.T("public.help.address"), Value: s.Text(setting.OwnerAddress)},
		{Name: r.T("public.help.website"), Value: site, Href: site},
	}
	return slices.DeleteFunc(all, func(l line) bool { return l.Value == "" })
}

// dial keeps of a phone number what a telephone needs (RFC 3966).
func dial(phone string) string {
	return strings.Map(func(c rune) rune {
		if c == '+' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, phone)
}
