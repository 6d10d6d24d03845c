// Package coordination is the section of those who run a programme:
// coordinators, its lead and the support team. It works with dates, states and
// applications; no page here can open what two people talk about.
//
// Its home shows what waits for a decision, how far the current intake has
// come, and what comes next. From there a coordinator prepares intakes and who
// pays for them, screens applications, brings in spreadsheets, words the
// questionnaires, keeps the catalogue and runs the information seminars. The
// support team sees the same and decides nothing.
//
// Whoever may not see a thing of another programme is told that it does not
// exist (hide). Every page stands at a desk (package desk), so lists, forms and
// questions look alike.
package coordination

import (
	"embed"
	"io/fs"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's own pages, beside those of package desk.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit          *web.Kit
	Programmes   *programme.Service
	Intakes      *intake.Service
	Applications *application.Service
	Catalogue    *catalogue.Service
	Sources      asking.Sources
	Now          func() time.Time // nil: the machine's clock
}

// The needs of routes: the key to the section, and to act in it. The services
// ask about the very object.
var (
	enter = web.Need{Thing: access.Coordination, Verb: access.Read}
	act   = web.Need{Thing: access.Coordination, Verb: access.Write}
)

// Mount registers the routes.
func (p *Pages) Mount() {
	if p.Now == nil {
		p.Now = time.Now
	}
	p.Kit.Handle("GET /coordination", enter, p.home)
	p.mountApplications()
	p.mountIntakes()
	p.mountFunding()
}

func (p *Pages) mountApplications() {
	h := p.Kit.Handle
	h("GET /coordination/applications", enter, p.applications, p.Kit.LimitSearch())
	h("GET /coordination/applications/{id}", enter, p.application)
	h("POST /coordination/applications/{id}", act, p.decide)
	h("GET /coordination/applications/decide", act, p.askBulk)
	h("POST /coordination/applications/decide", act, p.decideBulk)
	h("GET /coordination/applications/export", act, p.askExport)
	h("GET /coordination/applications/file", act, p.file, p.Kit.LimitSearch())
	h("GET /coordination/invitations", enter, p.invitations)
	h("GET /coordination/invitations/new", act, p.newInvitation)
	h("POST /coordination/invitations", act, p.invite)
	h("GET /coordination/intakes/{id}/announce", act, p.askAnnounce)
	h("POST /coordination/intakes/{id}/announce", act, p.announce)
}

func (p *Pages) mountIntakes() {
	h := p.Kit.Handle
	h("GET /coordination/intakes", enter, p.intakes)
	h("GET /coordination/intakes/new", act, p.newIntake)
	h("POST /coordination/intakes", act, p.addIntake)
	h("GET /coordination/intakes/{id}", enter, p.intake)
	h("GET /coordination/intakes/{id}/change", act, p.changeIntake)
	h("POST /coordination/intakes/{id}/change", act, p.saveIntake)
	h("GET /coordination/intakes/{id}/rules", act, p.changeRules)
	h("POST /coordination/intakes/{id}/rules", act, p.saveRules)
	h("GET /coordination/intakes/{id}/copy", act, p.askCopyIntake)
	h("POST /coordination/intakes/{id}/copy", act, p.copyIntake)
	h("GET /coordination/intakes/{id}/publish", act, p.askPublishIntake)
	h("POST /coordination/intakes/{id}/publish", act, p.publishIntake)
	h("GET /coordination/intakes/{id}/withdraw", act, p.askWithdrawIntake)
	h("POST /coordination/intakes/{id}/withdraw", act, p.withdrawIntake)
}

func (p *Pages) mountFunding() {
	h := p.Kit.Handle
	h("GET /coordination/funding", enter, p.funding)
	h("GET /coordination/funding/new", act, p.newFunding)
	h("POST /coordination/funding", act, p.addFunding)
	h("GET /coordination/funding/{id}/change", act, p.changeFunding)
	h("POST /coordination/funding/{id}/change", act, p.saveFunding)
	h("GET /coordination/funding/{id}/end", act, p.askEndFunding)
	h("POST /coordination/funding/{id}/end", act, p.endFunding)
}

// section is what every page's frame comes from.
var section = desk.Section{Name: "coordination", RoomKey: "coordination.room.", AboutKey: "coordination.about.", Rooms: []desk.Room{
	{Name: "overview", Href: "/coordination"},
	{Name: "applications", Href: "/coordination/applications", Icon: "inbox"},
	{Name: "intakes", Href: "/coordination/intakes", Icon: "calendar-days"},
	{Name: "funding", Href: "/coordination/funding", Icon: "landmark"},
}}

// hide tells those of another programme that a thing does not exist (SEC-02).
func hide(err error) error {
	if fault.Is(err, fault.Forbidden) {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	return err
}

// mine are the programmes that the viewer works for.
type mine []programme.Programme

// mine leaves out programmes that the viewer sees as something else, such as an
// auditor or an administrator.
func (p *Pages) mine(r *web.Request) (mine, error) {
	list, err := p.Programmes.Visible(r.Context(), r.Actor)
	return mine(list).where(r, access.Read, access.Coordination), err
}

// where keeps the programmes in which the viewer may do the verb to a thing.
func (m mine) where(r *web.Request, verb access.Verb, thing access.Thing) mine {
	return slices.DeleteFunc(slices.Clone(m), func(x programme.Programme) bool {
		return !r.Actor.May(verb, access.Object{Thing: thing, Programme: x.ID})
	})
}

// name is the name of one of them, for lists over several; empty when there is
// only one, since then nobody has to be told which.
func (m mine) name(r *web.Request, programmeID string) string {
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

// field asks for which programme something is made; hidden when there is no
// choice.
func (m mine) field(r *web.Request) *web.Field {
	f := &web.Field{Kind: web.Select, Name: "programme", Label: r.T("coordination.field.programme"), Required: true}
	for _, x := range m {
		f.Options = append(f.Options, web.Option{Value: x.ID, Label: x.Name(r.Lang())})
	}
	if len(m) == 1 {
		f.Kind, f.Value = web.Hidden, m[0].ID
	}
	return f
}

// pick is the programme that a form with such a field was sent for. Who had no
// choice need not send it, and is told that another one does not exist.
func (m mine) pick(form *web.Form) (string, error) {
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

// toMake gives the programmes in which the viewer may make a thing; Forbidden
// when there is none.
func (p *Pages) toMake(r *web.Request, thing access.Thing) (mine, error) {
	all, err := p.mine(r)
	if err != nil {
		return nil, err
	}
	if m := all.where(r, access.Write, thing); len(m) > 0 {
		return m, nil
	}
	return nil, fault.New(fault.Forbidden, "fault.forbidden")
}

// secondary makes a button that is not the page's first.
func secondary(text, href, icon string) web.Button {
	return web.Button{Text: text, Href: href, Icon: icon, Variant: web.Secondary}
}

// tertiary makes a button that stands back.
func tertiary(text, href string) web.Button {
	return web.Button{Text: text, Href: href, Variant: web.Tertiary}
}

// day writes a stored day, yyyy-mm-dd, as tables do; empty for none.
func day(r *web.Request, stored string) string {
	at, err := midday(r, stored)
	if err != nil {
		return ""
	}
	return r.Tr.ShortDate(at)
}

// midday is a moment of a stored day that is this very day in Riga.
func midday(r *web.Request, stored string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, stored, r.Tr.Local(time.Time{}).Location())
	return at.Add(12 * time.Hour), err
}

// span writes the days from and to, of which any may be missing.
func span(r *web.Request, from, to string) string {
	first, errFrom := midday(r, from)
	last, errTo := midday(r, to)
	switch {
	case errFrom == nil && errTo == nil:
		return r.Tr.DateRange(first, last)
	case errFrom == nil:
		return r.T("coordination.from", "day", day(r, from))
	case errTo == nil:
		return r.T("coordination.until", "day", day(r, to))
	}
	return ""
}

// may tells whether the viewer may change a thing of a programme.
func may(r *web.Request, thing access.Thing, programmeID string) bool {
	return r.Actor.May(access.Write, access.Object{Thing: thing, Programme: programmeID})
}
