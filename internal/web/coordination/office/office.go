// Package office is what the rooms of the coordination section share: the
// viewer's programmes, the section's frame, who may act, and days and files as
// pages give them. It has no pages of its own.
package office

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// Office is the services that every room needs.
type Office struct {
	Programmes *programme.Service
	Now        func() time.Time
}

// The needs of routes: the key to the section, and to act in it. The services
// ask about the very object.
var (
	Enter = web.Need{Thing: access.Coordination, Verb: access.Read}
	Act   = web.Need{Thing: access.Coordination, Verb: access.Write}
)

// Section is what every page's frame comes from.
var Section = desk.Section{Name: "coordination", RoomKey: "coordination.room.", AboutKey: "coordination.about.", Rooms: []desk.Room{
	{Name: "overview", Href: "/coordination"},
	{Name: "applications", Href: "/coordination/applications", Icon: "inbox"},
	{Name: "intakes", Href: "/coordination/intakes", Icon: "calendar-days"},
	{Name: "matching", Href: "/coordination/matching", Icon: "heart-handshake"},
	{Name: "mentorships", Href: "/coordination/mentorships", Icon: "message-circle"},
	{Name: "seminars", Href: "/coordination/seminars", Icon: "users"},
	{Name: "forms", Href: "/coordination/forms", Icon: "clipboard-list"},
	{Name: "vocabulary", Href: "/coordination/vocabulary", Icon: "book-open"},
	{Name: "funding", Href: "/coordination/funding", Icon: "landmark"},
}}

// Hide tells those of another programme that a thing does not exist (SEC-02).
func Hide(err error) error {
	if fault.Is(err, fault.Forbidden) {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	return err
}

// Mine are the programmes that the viewer works for.
type Mine []programme.Programme

// Mine leaves out programmes that the viewer sees as something else, such as an
// auditor or an administrator.
func (o Office) Mine(r *web.Request) (Mine, error) {
	list, err := o.Programmes.Visible(r.Context(), r.Actor)
	return Mine(list).Where(r, access.Read, access.Coordination), err
}

// Where keeps the programmes in which the viewer may do the verb to a thing.
func (m Mine) Where(r *web.Request, verb access.Verb, thing access.Thing) Mine {
	return slices.DeleteFunc(slices.Clone(m), func(x programme.Programme) bool {
		return !r.Actor.May(verb, access.Object{Thing: thing, Programme: x.ID})
	})
}

// Name is the name of one of them, for lists over several; empty when there is
// only one, since then nobody has to be told which.
func (m Mine) Name(r *web.Request, programmeID string) string {
	if len(m) < 2 {
		return ""
	}
	for _, x := range m {
		if x.ID == programmeID {
			return x.Name(r.Lang())
		}
	}
	return ""
}

// Field asks for which programme something is made; hidden when there is no
// choice.
func (m Mine) Field(r *web.Request) *web.Field {
	f := &web.Field{Kind: web.Select, Name: "programme", Label: r.T("coordination.field.programme"), Required: true}
	for _, x := range m {
		f.Options = append(f.Options, web.Option{Value: x.ID, Label: x.Name(r.Lang())})
	}
	if len(m) == 1 {
		f.Kind, f.Value = web.Hidden, m[0].ID
	}
	return f
}

// Pick is the programme that a form with such a field was sent for. Who had no
// choice need not send it, and is told that another one does not exist.
func (m Mine) Pick(form *web.Form) (string, error) {
	sent := form.Field("programme")
	switch there := slices.ContainsFunc(m, func(x programme.Programme) bool { return x.ID == sent.Value }); {
	case len(m) == 1 && sent.Value == "":
		return m[0].ID, nil
	case !there && sent.Kind == web.Hidden:
		return "", fault.New(fault.NotFound, "fault.not-found")
	case !there:
		return "", fault.Fields(map[string]fault.Message{"programme": fault.Msg("coordination.fault.programme")})
	}
	return sent.Value, nil
}

// ToMake gives the programmes in which the viewer may make a thing; Forbidden
// when there is none.
func (o Office) ToMake(r *web.Request, thing access.Thing) (Mine, error) {
	all, err := o.Mine(r)
	if err != nil {
		return nil, err
	}
	if m := all.Where(r, access.Write, thing); len(m) > 0 {
		return m, nil
	}
	return nil, fault.New(fault.Forbidden, "fault.forbidden")
}

// Secondary makes a button that is not the page's first.
func Secondary(text, href, icon string) web.Button {
	return web.Button{Text: text, Href: href, Icon: icon, Variant: web.Secondary}
}

// Tertiary makes a button that stands back.
func Tertiary(text, href string) web.Button {
	return web.Button{Text: text, Href: href, Variant: web.Tertiary}
}

// Day writes a stored day, yyyy-mm-dd, as tables do; empty for none.
func Day(r *web.Request, stored string) string {
	at, err := Midday(r, stored)
	if err != nil {
		return ""
	}
	return r.Tr.ShortDate(at)
}

// Midday is a moment of a stored day that is this very day in Riga.
func Midday(r *web.Request, stored string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, stored, r.Tr.Local(time.Time{}).Location())
	return at.Add(12 * time.Hour), err
}

// Span writes the days from and to, of which any may be missing.
func Span(r *web.Request, from, to string) string {
	first, errFrom := Midday(r, from)
	last, errTo := Midday(r, to)
	switch {
	case errFrom == nil && errTo == nil:
		return r.Tr.DateRange(first, last)
	case errFrom == nil:
		return r.T("coordination.from", "day", Day(r, from))
	case errTo == nil:
		return r.T("coordination.until", "day", Day(r, to))
	}
	return ""
}

// May tells whether the viewer may change a thing of a programme.
func May(r *web.Request, thing access.Thing, programmeID string) bool {
	return r.Actor.May(access.Write, access.Object{Thing: thing, Programme: programmeID})
}

// RowAct is a link to act in a row, which says for the ear on what.
func RowAct(text, href, on string) web.Button {
	return web.Button{Text: text, Href: href, Variant: web.Tertiary, Small: true, More: on}
}
