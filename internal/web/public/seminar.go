package public

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"domubiedrs/internal/account"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
)

// seminarPage is one seminar with what the viewer has to do with it.
type seminarPage struct {
	web.Page
	Status    *web.Status
	Says      string
	Acts      []web.Button
	Code      *web.Form   // asks for the code to check in with
	SignIn    *web.Button // the way to register for who is not signed in
	Form      *web.Form   // registers
	Facts     web.Facts
	Agenda    []string
	Materials []web.Link
	Calendar  string // address of the file
}

// view loads the seminar of the address as the viewer may see it.
func (p *Pages) view(r *web.Request) (seminar.View, error) {
	return p.Seminars.View(r.Context(), r.Actor, r.PathValue("id"))
}

func (p *Pages) seminar(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	page, err := p.seminarPage(r, v)
	if err != nil {
		return err
	}
	return p.show(w, r, "public/seminar", page)
}

func (p *Pages) seminarPage(r *web.Request, v seminar.View) (*seminarPage, error) {
	page := &seminarPage{Page: r.Page("seminars", "seminars.visit.title"), Facts: seminarFacts(r, v), Agenda: v.Agenda(r.Tr)}
	page.Title, page.Eyebrow, page.Lede = v.Title.In(r.Lang()), r.T("seminars.visit.eyebrow"), when(r, v.Seminar)
	page.Crumbs = []web.Crumb{{Text: r.T("seminars.visit.title"), Href: "/seminars"}}
	for _, m := range v.Materials {
		page.Materials = append(page.Materials, web.Link{Text: m.Title.In(r.Lang()), Href: m.URL})
	}
	if v.Status == seminar.Published {
		page.Calendar = seminar.Path(v.ID) + "/calendar.ics"
	}
	return page, p.standing(r, page, v)
}

func when(r *web.Request, x seminar.Seminar) string {
	return r.T("seminars.when", "day", r.Tr.WeekdayDate(x.Start), "time", r.Tr.AtRange(x.Start, x.End))
}

func seminarFacts(r *web.Request, v seminar.View) web.Facts {
	list := web.Facts{{Name: r.T("seminars.day"), Value: when(r, v.Seminar)}, {Name: r.T("seminars.fact.place"), Value: where(r, v.Seminar)}}
	if v.Link != "" {
		list = append(list, web.Fact{Name: r.T("seminars.fact.link"), Value: v.Link, Href: v.Link})
	}
	if v.Lecturer != "" {
		list = append(list, web.Fact{Name: r.T("seminars.fact.lecturer"), Value: v.Lecturer})
	}
	return append(list, web.Fact{Name: r.T("seminars.visit.left"), Value: places(r, v.Seminar)})
}

// standing says how the viewer stands to the seminar, and what they can do.
func (p *Pages) standing(r *web.Request, page *seminarPage, v seminar.View) (err error) {
	now := p.Now()
	switch {
	case v.Status == seminar.Cancelled:
		page.Status, page.Says = &web.Status{State: web.Off, Text: r.T(v.Status.Key())}, r.T("seminars.visit.cancelled")
	case v.Status == seminar.Draft:
		page.Status, page.Says = &web.Status{State: web.ToDo, Text: r.T(v.Status.Key())}, r.T("seminars.form.note")
	case !v.Takes(now):
		page.Status, page.Says = &web.Status{State: web.Off, Text: r.T("seminars.state.over")}, r.T("seminar.fault.over")
	case v.Mine != nil && v.Mine.Hold == seminar.Registered:
		p.placed(r, page, v)
	case v.Mine != nil && v.Mine.Hold == seminar.Waiting:
		page.Status = &web.Status{State: web.Blocked, Text: r.T(v.Mine.Hold.Key())}
		page.Says = r.T("seminars.visit.turn", "turn", r.Tr.Number(v.Ahead+1))
		page.Acts = p.leaveAct(r, v)
	case !r.Actor.SignedIn():
		page.Says = r.T("seminars.visit.sign-in-text")
		page.SignIn = &web.Button{Text: r.T("seminars.visit.sign-in"), Href: "/signin?back=" + seminar.Path(v.ID)}
	default:
		page.Form, err = p.joinForm(r, v)
	}
	return err
}

// placed is for somebody who has a place.
func (p *Pages) placed(r *web.Request, page *seminarPage, v seminar.View) {
	page.Status = &web.Status{State: web.Ready, Text: r.T(v.Mine.Hold.Key())}
	page.Says = r.T("seminars.visit.placed")
	page.Code = &web.Form{ID: "code", Action: seminar.Path(v.ID) + "/code", Submit: r.T("seminars.visit.code"), Note: r.T("seminars.visit.code-note")}
	if page.Acts = p.leaveAct(r, v); v.On(p.Now()) {
		page.Acts = append(page.Acts, web.Button{Text: r.T("seminars.visit.check-in"), Href: seminar.Path(v.ID) + "/check-in", Variant: web.Secondary})
	}
}

// leaveAct is there until people check in.
func (p *Pages) leaveAct(r *web.Request, v seminar.View) []web.Button {
	if from, _ := v.Window(); !p.Now().Before(from) {
		return nil
	}
	return []web.Button{{Text: r.T("seminars.visit.leave"), Href: seminar.Path(v.ID) + "/leave", Variant: web.Tertiary}}
}

// known is what the person has told already: for another seminar, or in an
// application.
func (p *Pages) known(r *web.Request) (e seminar.Entry, err error) {
	mine, err := p.Seminars.Mine(r.Context(), r.Actor)
	if err != nil {
		return e, err
	}
	if len(mine) > 0 {
		return mine[0].Mine.Entry, nil
	}
	applied, err := p.Applications.Mine(r.Context(), r.Actor)
	if err != nil || len(applied) == 0 {
		return e, err
	}
	facts := applied[0].Facts
	if e.Institution = facts.Employer; facts.Institution == "" {
		return e, nil
	}
	at, err := p.Institutions.Get(r.Context(), r.Actor, facts.Institution)
	if err == nil {
		e.Institution = at.Name(r.Lang())
	}
	return e, err
}

// joinForm asks for what the list of participants must say.
func (p *Pages) joinForm(r *web.Request, v seminar.View) (*web.Form, error) {
	known, err := p.known(r)
	if err != nil {
		return nil, err
	}
	f := &web.Form{Action: seminar.Path(v.ID) + "/join", Submit: r.T("seminars.visit.join"), Note: r.T("seminars.visit.seen")}
	if v.Free() <= 0 {
		f.Submit = r.T("seminars.visit.queue")
	}
	text := func(name, key, value, autocomplete string, most int) {
		f.Fields = append(f.Fields, &web.Field{Kind: web.Text, Name: name, Label: r.T(key), Value: value, Required: true, Autocomplete: autocomplete, MaxLength: most})
	}
	if !r.Person.Named() {
		text("given_name", "account.field.given-name", "", "given-name", account.MaxName)
		text("family_name", "account.field.family-name", "", "family-name", account.MaxName)
	}
	text("institution", "seminars.institution", known.Institution, "organization", seminar.MaxEntry)
	text("position", "seminars.position", known.Position, "organization-title", seminar.MaxEntry)
	return f, nil
}

func (p *Pages) join(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	page, err := p.seminarPage(r, v)
	if err != nil {
		return err
	}
	if page.Form == nil { // they have a place already, or it is too late: the service says which
		if page.Form, err = p.joinForm(r, v); err != nil {
			return err
		}
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	mine, err := p.enter(r, v, page.Form)
	if fault.Is(err, fault.Gone) {
		return p.gone(w, r, err)
	}
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "public/seminar", page)
	}
	return r.Done(w, seminar.Path(v.ID), "seminars.visit.joined."+string(mine.Hold))
}

// enter registers the person; whose name nobody knows writes it first.
func (p *Pages) enter(r *web.Request, v seminar.View, f *web.Form) (seminar.Registration, error) {
	if f.Field("given_name") != nil {
		err := p.Kit.Accounts.ChangeMine(r.Context(), r.Actor, r.Person.Version, account.Details{GivenName: f.Value("given_name"),
			FamilyName: f.Value("family_name"), Greeting: r.Person.Greeting, Language: string(r.Person.Language)})
		if err != nil {
			return seminar.Registration{}, err
		}
	}
	return p.Seminars.Join(r.Context(), r.Actor, v.ID, seminar.Entry{Institution: f.Value("institution"), Position: f.Value("position")})
}

// leavePage asks before a place is given back.
type leavePage struct {
	web.Page
	Confirm web.Confirm
}

func (p *Pages) leavePage(r *web.Request) (*leavePage, seminar.View, error) {
	v, err := p.view(r)
	if err == nil && v.Mine == nil {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return nil, v, err
	}
	page := &leavePage{Page: r.Page("seminars", "seminars.visit.leave"), Confirm: web.Confirm{
		Lede:   r.T("seminars.visit.leave-lede", "title", v.Title.In(r.Lang()), "date", r.Tr.Date(v.Start, i18n.Loc)),
		Points: []string{r.T("seminars.visit.leave-next"), r.T("seminars.visit.leave-back")},
		Form: &web.Form{Submit: r.T("seminars.visit.leave"), Variant: web.Danger,
			Cancel: &web.Link{Text: r.T("common.back"), Href: seminar.Path(v.ID)}}}}
	page.Crumbs = []web.Crumb{{Text: r.T("seminars.visit.title"), Href: "/seminars"}, {Text: v.Title.In(r.Lang()), Href: seminar.Path(v.ID)}}
	return page, v, nil
}

func (p *Pages) askLeave(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.leavePage(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	return r.Render(w, "public/seminar-leave", page)
}

func (p *Pages) leave(w http.ResponseWriter, r *web.Request) error {
	page, v, err := p.leavePage(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	if _, err := p.Seminars.Leave(r.Context(), r.Actor, v.ID); err != nil {
		return r.Refuse(w, err, &page.Page, page.Confirm.Form, "public/seminar-leave", page)
	}
	return r.Done(w, seminar.Path(v.ID), "seminars.visit.left-done")
}

// codePage shows the code to check in with, this one time.
type codePage struct {
	web.Page
	Code    string
	Picture template.URL
	Side    int
	Back    web.Link
}

func (p *Pages) code(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	code, err := p.Seminars.MakeCode(r.Context(), r.Actor, v.ID)
	if err != nil {
		return p.gone(w, r, err)
	}
	svg, err := web.QR(code.Link)
	if err != nil {
		return err
	}
	page := &codePage{Page: r.Page("seminars", "seminars.visit.your-code"), Code: code.Text, Side: 280,
		Picture: template.URL("data:" + web.QRType + ";base64," + base64.StdEncoding.EncodeToString(svg)),
		Back:    web.Link{Text: r.T("seminars.step.door.back"), Href: seminar.Path(v.ID)}}
	page.Lede = when(r, v.Seminar)
	page.Crumbs = []web.Crumb{{Text: v.Title.In(r.Lang()), Href: seminar.Path(v.ID)}}
	return r.Render(w, "public/seminar-code", page)
}

// checkInPage takes the code at the seminar, from anybody who has one.
type checkInPage struct {
	web.Page
	Early *web.Empty
	Form  *web.Form
}

func (p *Pages) checkInPage(r *web.Request) (*checkInPage, seminar.View, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, v, err
	}
	page := &checkInPage{Page: r.Page("seminars", "seminars.visit.check-in")}
	page.Eyebrow, page.Lede, page.NoIndex = v.Title.In(r.Lang()), when(r, v.Seminar), true
	page.Crumbs = []web.Crumb{{Text: v.Title.In(r.Lang()), Href: seminar.Path(v.ID)}}
	from, _ := v.Window()
	if !v.On(p.Now()) {
		page.Early = &web.Empty{Icon: "clock", Title: r.T("seminars.step.door.closed"),
			Text: r.T("seminars.step.door.open", "moment", r.Tr.DateTime(from), "end", r.Tr.At(v.End))}
	}
	page.Form = &web.Form{Action: seminar.Path(v.ID) + "/check-in", Submit: r.T("seminars.visit.check"), Fields: []*web.Field{
		{Kind: web.Text, Name: "code", Label: r.T("seminars.code"), Hint: r.T("seminars.visit.code-hint"), Required: true, Plain: true, Short: true,
			Autocomplete: "off", MaxLength: 20}}}
	return page, v, nil
}

// checkIn shows the form; a code that comes with the address of a QR code only
// fills it in.
func (p *Pages) checkIn(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.checkInPage(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	page.Form.Field("code").Value = strings.TrimSpace(r.URL.Query().Get("code"))
	return p.show(w, r, "public/seminar-check-in", page)
}

func (p *Pages) checkedIn(w http.ResponseWriter, r *web.Request) error {
	page, v, err := p.checkInPage(r)
	if err != nil {
		return p.gone(w, r, err)
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Seminars.CheckIn(r.Context(), r.Actor, v.ID, page.Form.Value("code")); err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "public/seminar-check-in", page)
	}
	return r.Done(w, seminar.Path(v.ID), "seminars.visit.checked-in")
}
