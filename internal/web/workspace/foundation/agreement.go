package foundation

import (
	"net/http"
	"strconv"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// slot of the one agreement of a mentorship.
const slot = "agreement"

// agreementPage is the agreement as it stands: its conditions, who has said yes,
// and what it said before.
type agreementPage struct {
	web.Page
	Empty    *web.Empty // nothing agreed yet
	State    web.Status
	Sees     web.Sees
	Said     web.Summary
	Roles    []web.Details // what each side answers for
	Bounds   []string
	Links    []web.Link
	Yes      []web.Person
	Form     *web.Form // to say yes; nil: said already, or over
	Change   *web.Button
	Versions []web.Revision
	Saved    string

	id string // of the entry; empty: none
}

// clearField is the statement that no conflict of interest is known (R4.3-10).
const clearField = "clear"

// agreed is the agreement, nil before somebody wrote one.
func (p *Pages) agreed(r *web.Request, x together.Room) (*journal.Entry, error) {
	e, err := p.Journal.In(r.Context(), r.Actor, x.ID, journal.Agreement, slot)
	if together.Missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &e, nil
}

func (p *Pages) agreement(w http.ResponseWriter, r *web.Request) error {
	page, err := p.agreementPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "foundation/agreement", page)
}

func (p *Pages) agreementPage(r *web.Request) (*agreementPage, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, err
	}
	e, err := p.agreed(r, x)
	if err != nil {
		return nil, err
	}
	page := &agreementPage{Page: p.Page(r, x, "together.agreement.title"), Sees: x.Sees(r, false), State: agreementState(r, x, e)}
	page.Lede = r.T("together.agreement.lede")
	for _, side := range []mentorship.Side{mentorship.Mentee, mentorship.Mentor} {
		page.Roles = append(page.Roles, web.Details{Summary: r.T("together.agreement.role." + string(side)), Points: points(r, "together.agreement.duty."+string(side)+".", "1", "2", "3", "4")})
	}
	page.Links = []web.Link{{Text: r.T("together.agreement.ethics"), Href: "/guidelines/ethics"}, {Text: r.T("together.agreement.tie"), Href: "/help"}}
	page.Bounds = points(r, "together.agreement.bound.", "1", "2", "3", "4")
	if e == nil {
		page.Empty = &web.Empty{Icon: "heart-handshake", Title: r.T("together.agreement.none"), Text: r.T("together.agreement.none-text"),
			Action: &web.Button{Text: r.T("together.agreement.begin"), Href: x.Href("/agreement/edit")}}
		return page, nil
	}
	page.Saved, page.id = p.Saved(r, x, *e), e.ID
	page.Said = together.Said(r, *e)
	page.Yes = yeses(r, x, *e)
	if x.Status.Running() {
		page.Change = &web.Button{Text: r.T("together.agreement.change"), Href: x.Href("/agreement/edit"), Variant: web.Secondary}
		if !e.AcceptedBy(r.Actor.Person) {
			page.Form = &web.Form{Action: x.Href("/agreement"), Submit: r.T("together.agreement.accept"), Note: r.T("together.agreement.accept-note"),
				Fields: []*web.Field{{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(e.Version, 10)},
					{Kind: web.Checkbox, Name: clearField, Label: r.T("together.agreement.clear"), Hint: r.T("together.agreement.clear-hint"), Required: true}}}
		}
	}
	page.Versions, err = p.Revisions(r, x, *e)
	return page, err
}

func points(r *web.Request, key string, names ...string) (list []string) {
	for _, name := range names {
		list = append(list, r.T(key+name))
	}
	return list
}

// yeses is who takes part, and since when they agree.
func yeses(r *web.Request, x together.Room, e journal.Entry) (list []web.Person) {
	for _, member := range x.Members {
		if member.LeftAt != nil {
			continue
		}
		person, text := x.People[member.Person], r.T("together.agreement.waits")
		for _, a := range e.Accepted {
			if a.Person == member.Person {
				text = r.T("together.agreement.since", "when", r.Tr.DateTime(a.At))
			}
		}
		list = append(list, web.Person{Name: person.Name(), Initials: person.Initials(), Text: text})
	}
	return list
}

// agreementState is where the agreement stands for the viewer.
func agreementState(r *web.Request, x together.Room, e *journal.Entry) web.Status {
	state, key := web.ToDo, "none"
	switch {
	case e == nil:
	case e.AcceptedByAll(x.Mentorship):
		state, key = web.Ready, "all"
	case e.AcceptedBy(r.Actor.Person):
		state, key = web.Begun, "theirs"
	default:
		state, key = web.Look, "yours"
	}
	return web.Status{State: state, Text: r.T("together.agreement.state." + key)}
}

// editPage is the form of the agreement.
type editPage struct {
	web.Page
	Form *web.Form
}

func (p *Pages) openAgreement(r *web.Request) (*editPage, *together.Edit, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, nil, err
	}
	e, err := p.agreed(r, x)
	if err != nil {
		return nil, nil, err
	}
	edit := &together.Edit{Room: x, Kind: journal.Agreement, Slot: slot, Entry: e, Set: journal.Body{"ethics": p.Ethics}}
	if err := p.Open(r, edit); err != nil {
		return nil, nil, err
	}
	if e == nil {
		for name, value := range map[string]string{"minutes": "90", "rhythm": journal.OnceAMonth, "months": "6", "confidentiality": r.T("together.agreement.default.confidentiality"),
			"boundaries": r.T("together.agreement.default.boundaries")} {
			if f := edit.Form.Field(name); f.Value == "" {
				f.Value = value
			}
		}
	}
	edit.Form.Cancel = &web.Link{Text: r.T("together.back"), Href: x.Href("/agreement")}
	for _, f := range edit.Form.Fields {
		if f.Kind == web.Textarea {
			f.Rows = 3
		}
	}
	page := &editPage{Page: p.Page(r, x, "together.agreement.edit", web.Crumb{Text: r.T("together.agreement.title"), Href: x.Href("/agreement")}), Form: edit.Form}
	page.Lede = r.T("together.agreement.edit-lede") + " " + x.Sees(r, false).Text + "."
	return page, edit, nil
}

func (p *Pages) editAgreement(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.openAgreement(r)
	if err != nil {
		return err
	}
	return r.Render(w, "foundation/edit", page)
}

func (p *Pages) saveAgreement(w http.ResponseWriter, r *web.Request) error {
	page, edit, err := p.openAgreement(r)
	if err != nil {
		return err
	}
	if _, err := p.Take(r, edit); err != nil {
		return r.Refuse(w, err, &page.Page, edit.Form, "foundation/edit", page)
	}
	return r.Done(w, edit.Room.Href("/agreement"), "together.agreement.saved")
}

// acceptAgreement is the viewer's yes to what they have read: another version
// since then is shown first.
func (p *Pages) acceptAgreement(w http.ResponseWriter, r *web.Request) error {
	page, err := p.agreementPage(r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if page.Form == nil { // nothing to accept, or accepted already
		return r.Redirect(w, together.Path+"/"+id+"/agreement")
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if page.Form.Value(clearField) != "yes" {
		return r.Refuse(w, fault.Fields(map[string]fault.Message{clearField: fault.Msg("together.agreement.clear-fault")}), &page.Page, page.Form, "foundation/agreement", page)
	}
	n, err := strconv.ParseInt(page.Form.Value("version"), 10, 64)
	if err != nil {
		n = -1
	}
	if _, err := p.Journal.Accept(r.Context(), r.Actor, id, page.id, n); err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "foundation/agreement", page)
	}
	return r.Done(w, together.Path+"/"+id+"/agreement", "together.agreement.accepted")
}

func (p *Pages) agreementTask(r *web.Request, x together.Room) (*web.Task, error) {
	e, err := p.agreed(r, x)
	if err != nil {
		return nil, err
	}
	return &web.Task{Text: r.T("together.agreement.title"), Hint: r.T("together.agreement.hint"), Href: x.Href("/agreement"), Status: agreementState(r, x, e)}, nil
}

func (p *Pages) agreementNext(r *web.Request, x together.Room) (*web.Empty, error) {
	e, err := p.agreed(r, x)
	if err != nil || !x.Status.Running() || e != nil && e.AcceptedBy(r.Actor.Person) {
		return nil, err
	}
	box := &web.Empty{Icon: "heart-handshake", Title: r.T("together.agreement.next"), Text: r.T("together.agreement.next-text"), Action: &web.Button{Text: r.T("together.agreement.begin"), Href: x.Href("/agreement/edit")}}
	if e != nil {
		box.Title, box.Text = r.T("together.agreement.state.yours"), p.Saved(r, x, *e)
		box.Action = &web.Button{Text: r.T("together.agreement.read"), Href: x.Href("/agreement")}
	}
	return box, nil
}
