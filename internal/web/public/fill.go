package public

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/setting"
)

// placeholder is the name of something that only the settings know, written
// {{name}} in a text.
type placeholder string

const (
	phOwner      placeholder = "owner"      // who runs the programme
	phController placeholder = "controller" // who answers for personal data
	phContact    placeholder = "contact"    // the e-mail address of the programme
	phOfficer    placeholder = "dpo"        // the data protection officer's address
	phSite       placeholder = "site"       // the address of this service
)

var placeholders = []placeholder{phOwner, phController, phContact, phOfficer, phSite}

// braces is a placeholder in a text.
var braces = regexp.MustCompile(`\{\{([a-z]*)\}\}`)

// values are what placeholders stand for in one language, plain.
type values map[placeholder]string

// valuesOf reads the settings. What nobody has set yet says so, in words that
// fit any sentence.
func valuesOf(s *setting.Snapshot, tr *i18n.Translator, site string) values {
	controller := s.Local(setting.DataController, tr.Lang())
	if controller == "" {
		controller = s.Local(setting.OwnerName, tr.Lang())
	}
	v := values{
		phOwner:      s.Local(setting.OwnerName, tr.Lang()),
		phController: controller,
		phContact:    s.Text(setting.ContactEmail),
		phOfficer:    s.Text(setting.PrivacyEmail),
		phSite:       site,
	}
	for name, text := range v {
		if text == "" {
			v[name] = tr.T("public.unset." + string(name))
		}
	}
	return v
}

// plain fills a text that is not HTML.
func (v values) plain(text string) string {
	return braces.ReplaceAllStringFunc(text, func(found string) string {
		return v[placeholder(strings.Trim(found, "{}"))]
	})
}

// body is clean HTML with its placeholders cut out: pieces[i] comes before
// names[i], the last piece after all names.
type body struct {
	pieces []string
	names  []placeholder
}

// newBody cuts clean HTML at its placeholders. An error tells of a name that
// there is not, or of a placeholder inside a tag, where no value is safe.
func newBody(clean string) (body, error) {
	var b body
	from := 0
	for _, at := range braces.FindAllStringSubmatchIndex(clean, -1) {
		name := placeholder(clean[at[2]:at[3]])
		if !slices.Contains(placeholders, name) {
			return b, fmt.Errorf("no placeholder is named %q", name)
		}
		if strings.LastIndexByte(clean[:at[0]], '<') > strings.LastIndexByte(clean[:at[0]], '>') {
			return b, fmt.Errorf("the placeholder %q stands inside a tag", name)
		}
		b.pieces, b.names = append(b.pieces, clean[from:at[0]]), append(b.names, name)
		from = at[1]
	}
	b.pieces = append(b.pieces, clean[from:])
	return b, nil
}

// HTML puts the values in, escaped; an e-mail address becomes a link.
func (b body) HTML(v values) template.HTML {
	var out strings.Builder
	for i, piece := range b.pieces {
		out.WriteString(piece)
		if i < len(b.names) {
			out.WriteString(markup(v[b.names[i]]))
		}
	}
	return template.HTML(out.String())
}

// address is what becomes a link: the settings take no other.
var address = regexp.MustCompile(`^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$`)

func markup(value string) string {
	text := html.EscapeString(value)
	if address.MatchString(value) {
		return `<a href="mailto:` + text + `">` + text + `</a>`
	}
	return text
}
