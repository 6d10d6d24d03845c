package web

import (
	"html/template"

	"domubiedrs/internal/i18n"
)

// Page is what every page has; page structs embed it by value and are rendered
// by pointer:
//
//	type homePage struct {
//		web.Page
//		Tasks web.TaskList
//	}
//	r.Render(w, http.StatusOK, "workspace/home", &homePage{Page: page, …})
//
// The translator is the page's own language, so that templates write
// {{.T "workspace.home.title"}} and {{.Date .When "loc"}}. All text fields hold
// text that is already translated; only keys in Go source are keys.
type Page struct {
	*i18n.Translator

	Title   string // the h1, and the first part of the browser's title
	Eyebrow string // small line above the h1, may be empty
	Lede    string // one sentence below the h1, may be empty

	Path    string // path and query asked for: where the language switch comes back to
	Section string // public, signin, workspace, coordination, employer, admin
	Layout  Layout
	NoIndex bool // keep search engines away; signed-in pages always do

	Nav    []NavItem
	Crumbs []Crumb // without the page itself; none on a home page
	Viewer *Viewer // nil: nobody is signed in
	Flash  *Flash  // what the action before this page did
	Errors []FieldError

	Demo     bool    // the banner that says all people here are invented
	Owner    string  // who owns the programme: in the footer and in print
	Funding  Funding // logos and the sentence that the fund asks for; may be empty
	HelpHref string  // the consistent help, at the same place in every shell
	Scheme   Scheme

	content template.HTML // set on a copy, between the two steps of rendering
}

// Layout is the width and the frame of a page.
type Layout int

const (
	Narrow Layout = iota // reading and forms: content 74rem wide at most
	Wide                 // desks and tables: 90rem
	Bleed                // the page lays out its own bands from edge to edge
)

// Scheme is the colour scheme that the person chose.
type Scheme string

const (
	Auto  Scheme = "auto"
	Light Scheme = "light"
	Dark  Scheme = "dark"
)

// ParseScheme returns Auto for anything that is not a scheme.
func ParseScheme(s string) Scheme {
	switch Scheme(s) {
	case Light, Dark:
		return Scheme(s)
	}
	return Auto
}

// NavItem is one link of the main navigation; Text is translated.
type NavItem struct {
	Text    string
	Href    string
	Current bool
}

// Crumb is one step of the way back up.
type Crumb struct{ Text, Href string }

// Link is a link with text that makes sense alone.
type Link struct{ Text, Href string }

// Viewer is the signed-in person, as the top bar shows them.
type Viewer struct {
	Name     string
	Initials string
	Email    string
	Roles    []string // translated names of the roles, for the menu
}

// Flash is the one message that an action leaves for the next page.
type Flash struct {
	Kind FlashKind
	Text string
	Link *Link // may be nil
}

// FlashKind chooses shape, colour and how urgently it is announced.
type FlashKind string

const (
	Done  FlashKind = "done"  // role=status
	Info  FlashKind = "info"  // role=status
	Alert FlashKind = "alert" // role=alert: it was not done
)

// FieldError is one line of the error summary; Href leads to the control and
// may be empty when the fault is nobody's field.
type FieldError struct{ Href, Text string }

// Funding is who pays, as the fund's publicity rules ask for it (footer and
// printed pages). Sentence is in the page's language.
type Funding struct {
	Sentence string
	Logos    []Logo
}

// Logo is a picture with its text alternative; Width and Height in pixels.
type Logo struct {
	Src, Alt      string
	Width, Height int
}

// View is a page struct: anything that embeds Page, by pointer.
type View interface{ page() *Page }

func (p *Page) page() *Page { return p }

// DocumentTitle is the text of the browser's tab: what went wrong first, then
// the page, then the service.
func (p *Page) DocumentTitle() string {
	title := p.Title + " – " + p.T("ui.name")
	if len(p.Errors) > 0 {
		return p.T("ui.error-prefix") + " " + title
	}
	return title
}

// OtherLang is the language that the switch offers.
func (p *Page) OtherLang() i18n.Lang {
	if p.Lang() == i18n.LV {
		return i18n.EN
	}
	return i18n.LV
}

// Schemes are the choices of the colour scheme menu.
func (p *Page) Schemes() []SchemeChoice {
	all := []SchemeChoice{
		{Scheme: Auto, Text: p.T("ui.scheme.auto"), Icon: "monitor"},
		{Scheme: Light, Text: p.T("ui.scheme.light"), Icon: "sun"},
		{Scheme: Dark, Text: p.T("ui.scheme.dark"), Icon: "moon"},
	}
	for i := range all {
		all[i].Current = all[i].Scheme == p.CurrentScheme()
	}
	return all
}

// SchemeChoice is one entry of the colour scheme menu.
type SchemeChoice struct {
	Scheme  Scheme
	Text    string
	Icon    string
	Current bool
}

// CurrentScheme is Scheme, or Auto when nothing was chosen.
func (p *Page) CurrentScheme() Scheme { return ParseScheme(string(p.Scheme)) }

// IsWide and Bleeds tell the layout which frame to draw.
func (p *Page) IsWide() bool { return p.Layout == Wide }
func (p *Page) Bleeds() bool { return p.Layout == Bleed }

// HasNotices tells whether something stands above the h1.
func (p *Page) HasNotices() bool { return len(p.Errors) > 0 || p.Flash != nil }

// Status is a state with its usual word. A page that has a better word for its
// own things makes its Status itself.
func (p *Page) Status(s State) Status { return Status{s, p.T(stateKeys[s])} }

var stateKeys = map[State]string{
	ToDo:    "ui.state.todo",
	Begun:   "ui.state.begun",
	Ready:   "ui.state.ready",
	Blocked: "ui.state.blocked",
	Look:    "ui.state.look",
	Urgent:  "ui.state.urgent",
	Off:     "ui.state.off",
}

// Content is the rendered page that the layout puts its frame around.
func (p *Page) Content() template.HTML { return p.content }
