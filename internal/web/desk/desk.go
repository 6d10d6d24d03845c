// Package desk is the pages of working rooms: a list with what narrows it, one
// thing with what can be done to it, a form, and a question before a grave
// step. Each stands in a frame with the section's rooms beside it.
//
// A section that works at a desk describes its rooms once (Section) and starts
// every page from one of them (Section.Frame). A form that came too late shows
// what somebody else saved meanwhile and keeps what was typed (Form.Refuse); a
// question asks again and says why the step was not taken (Do).
package desk

import (
	"embed"
	"io/fs"
	"net/http"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are the pages, to be registered under the name “desk”.
func Templates() fs.FS { return templates }

// Room is one part of a section, as its navigation shows it.
type Room struct {
	Name, Href, Icon string
	Title, About     string // translated
	Current          bool
}

// Section is a section's rooms; the first one is its overview. RoomKey and
// AboutKey begin the translation keys of a room's title and of the sentence
// about it; a room without an icon has no such sentence.
type Section struct {
	Name     string // as web.Request.Page takes it
	RoomKey  string
	AboutKey string
	Rooms    []Room
}

// Frame is what every page at a desk has.
type Frame struct {
	web.Page
	Rooms []Room
}

// Frame starts a page of a room. From a page inside the room its crumbs lead to
// the room; the overview stands among the rooms.
func (s Section) Frame(r *web.Request, room, title string, args ...any) Frame {
	f := Frame{Page: r.Page(s.Name, title, args...)}
	f.Layout = web.Wide
	for i, x := range s.Rooms {
		x.Title, x.Current = r.T(s.RoomKey+x.Name), x.Name == room
		if x.Icon != "" {
			x.About = r.T(s.AboutKey + x.Name)
		}
		inside := x.Href != r.URL.Path || r.Method == http.MethodPost
		if x.Current && i > 0 && inside {
			f.Under(x.Title, x.Href)
		}
		f.Rooms = append(f.Rooms, x)
	}
	return f
}

// Named is the frame of a page whose title is a name.
func (s Section) Named(r *web.Request, room, name string) Frame {
	f := s.Frame(r, room, s.RoomKey+room)
	f.Title = name
	return f
}

// Under adds a step to the crumbs: the thing that a page is about.
func (f *Frame) Under(text, href string) {
	f.Crumbs = append(f.Crumbs, web.Crumb{Text: text, Href: href})
}

// List is a list with what narrows it.
type List struct {
	Frame
	Action  *web.Button
	More    []web.Button // other ways on, beside Action
	Stats   web.Stats
	Filters *web.Filters
	Table   web.Table
	Parts   []Part    // further lists below
	Pick    *web.Form // what is done with the rows that are picked
	Pager   web.Pager
	First   string // href of the list's beginning, on later pages
	Help    *web.Help
}

// Show writes the page.
func (l *List) Show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "desk/list", l)
}

// Item is one thing: its facts, what belongs to it, and what can be done.
type Item struct {
	Frame
	Status  *web.Status
	Acts    []web.Button
	Forms   []*web.Form // acts that need no question
	Caution string      // one sentence above everything, may be empty
	Text    *Text
	Facts   []web.Summary
	Parts   []Part
	Help    *web.Help
}

// Text is what somebody reads as it was written: paragraphs of lines.
type Text struct {
	Title string
	Lines [][]string
}

// Part is a table about the thing, with a button that adds to it.
type Part struct {
	ID, Title, Text string
	Action          *web.Button
	Table           web.Table
}

// Show writes the page.
func (i *Item) Show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "desk/item", i)
}

// Form is a form; before it may stand what was saved meanwhile, a search that
// its choices come from, or why there is no form.
type Form struct {
	Frame
	Now    *web.Summary
	Search *web.Filters
	Empty  *web.Empty
	Form   *web.Form
}

// Show writes the page.
func (f *Form) Show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "desk/form", f)
}

// Refuse shows a form again with what is wrong in it. When somebody else was
// first, now makes the form as it would be opened at this moment: what differs
// is shown, what was typed stays, and the next save is a decision.
func (f *Form) Refuse(w http.ResponseWriter, r *web.Request, err error, now func() (*web.Form, error)) error {
	if stale(err) && now != nil {
		newer, problem := now()
		if problem != nil {
			return problem
		}
		f.Now = Clash(r, f.Form, newer)
		err = fault.New(fault.Conflict, "desk.stale.error")
	}
	return r.Refuse(w, err, &f.Page, f.Form, "desk/form", f)
}

// Confirm asks before a grave step.
type Confirm struct {
	Frame
	Confirm web.Confirm
}

// Show writes the page.
func (c *Confirm) Show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "desk/confirm", c)
}

// Refuse asks again, and says why it was not done.
func (c *Confirm) Refuse(w http.ResponseWriter, r *web.Request, err error) error {
	if stale(err) {
		err = fault.New(fault.Conflict, "desk.stale.confirm")
	}
	return r.Refuse(w, err, &c.Page, c.Confirm.Form, "desk/confirm", c)
}

func stale(err error) bool {
	e := fault.As(err)
	return e != nil && e.Key == "fault.stale"
}

// Question makes the page that asks.
type Question func(*web.Request) (*Confirm, error)

// Ask shows a question.
func Ask(w http.ResponseWriter, r *web.Request, question Question) error {
	page, err := question(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

// Do takes the answer to a question: it does the verb with the version that was
// shown and leads on; when that cannot be, it asks again and says why.
func Do(w http.ResponseWriter, r *web.Request, question Question, verb func(version int64) error, to, done string) error {
	sent := web.Form{Fields: []*web.Field{VersionField(0)}}
	if err := r.Fill(&sent); err != nil {
		return err
	}
	err := verb(Version(&sent))
	if err == nil {
		return r.Done(w, to, done)
	}
	if !fault.Is(err, fault.Conflict, fault.Invalid) {
		return err
	}
	page, problem := question(r)
	if problem != nil {
		return problem
	}
	return page.Refuse(w, r, err)
}
