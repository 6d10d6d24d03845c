package coordination

import (
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// invitationPage is whom mentors' invitations went to, and the form for another.
func (p *Pages) invitationPage(r *web.Request) (*desk.List, *web.Form, intake.Intake, error) {
	q, err := p.queueOf(r)
	if err == nil && q.ID == "" {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return nil, nil, q.Intake, err
	}
	list, err := p.Applications.Invitations(r.Context(), r.Actor, q.ID)
	if err != nil {
		return nil, nil, q.Intake, err
	}
	l := &desk.List{Frame: office.Section.Frame(r, "applications", "coordination.invite.title"), Table: invitationTable(r, list)}
	l.Eyebrow = q.Name(r.Lang())
	l.Lede = r.T("coordination.invite.lede")
	var form *web.Form
	phase := p.Intakes.Phase(q.Intake)
	if office.May(r, access.Screening, q.Programme) && (phase == intake.Applying || phase == intake.Upcoming) {
		l.Action = &web.Button{Text: r.T("coordination.invite.add"), Href: "/coordination/invitations/new?intake=" + q.ID, Icon: "send"}
		form = &web.Form{Action: "/coordination/invitations?intake=" + q.ID, Submit: r.T("coordination.invite.send"), Note: r.T("coordination.invite.note"),
			Cancel: desk.Cancel(r, "/coordination/invitations?intake="+q.ID), Fields: []*web.Field{
				{Kind: web.Text, Name: "name", Label: r.T("coordination.invite.name"), Required: true, Plain: true, MaxLength: 2 * account.MaxName, Autocomplete: "off"},
				{Kind: web.Email, Name: "email", Label: r.T("coordination.invite.email"), Required: true, Plain: true, Autocomplete: "off"}}}
	}
	return l, form, q.Intake, nil
}

func invitationTable(r *web.Request, list []application.Invitation) web.Table {
	t := web.Table{Caption: r.T("coordination.invite.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("coordination.invite.name")},
		{Title: r.T("coordination.invite.email")}, {Title: r.T("coordination.invite.sent")}, {Title: r.T("coordination.invite.state")}},
		Empty: &web.Empty{Icon: "mail", Title: r.T("coordination.invite.none"), Text: r.T("coordination.invite.none-do")}}
	for _, v := range list {
		status := web.Status{State: web.ToDo, Text: r.T("coordination.invite.waits")}
		if v.Status != "" {
			status = statusOf(r, v.Status)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: v.Name}, {Text: v.Email}, {Text: r.Tr.ShortDate(v.CreatedAt)}, {Status: &status}}})
	}
	return t
}

func (p *Pages) invitations(w http.ResponseWriter, r *web.Request) error {
	l, _, _, err := p.invitationPage(r)
	if err != nil {
		return err
	}
	return l.Show(w, r)
}

// newInvitationPage is the form on a page of its own. Gone when the intake takes
// no more applications.
func (p *Pages) newInvitationPage(r *web.Request) (*desk.Form, intake.Intake, error) {
	_, form, x, err := p.invitationPage(r)
	if err == nil && form == nil {
		err = r.Actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme})
		if err == nil {
			err = fault.New(fault.Gone, "intake.fault.closed")
		}
	}
	if err != nil {
		return nil, x, err
	}
	page := &desk.Form{Frame: office.Section.Frame(r, "applications", "coordination.invite.add"), Form: form}
	page.Eyebrow = x.Name(r.Lang())
	page.Under(r.T("coordination.invite.title"), "/coordination/invitations?intake="+x.ID)
	return page, x, nil
}

func (p *Pages) newInvitation(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.newInvitationPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) invite(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.newInvitationPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Applications.Invite(r.Context(), r.Actor, x.ID, page.Form.Value("email"), page.Form.Value("name")); err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/coordination/invitations?intake="+x.ID, "coordination.invite.done")
}

// announceQuestion asks before imported applicants are written to.
func (p *Pages) announceQuestion(r *web.Request) (*desk.Confirm, error) {
	x, err := p.oneIntake(r)
	if err == nil {
		err = r.Actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme})
	}
	if err != nil {
		return nil, err
	}
	n, err := p.Applications.Quiet(r.Context(), r.Actor, x.ID)
	if err != nil {
		return nil, err
	}
	c := &desk.Confirm{Frame: office.Section.Frame(r, "applications", "coordination.announce.title"), Confirm: web.Confirm{
		Lede:   r.Tr.N("coordination.announce.lede", n, "intake", x.Name(r.Lang())),
		Points: []string{r.T("coordination.announce.what"), r.T("coordination.announce.once")},
		Form:   &web.Form{Submit: r.T("coordination.announce.submit"), Cancel: desk.Cancel(r, "/coordination/applications?intake="+x.ID), Fields: []*web.Field{desk.VersionField(x.Version)}}}}
	return c, nil
}

func (p *Pages) askAnnounce(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.announceQuestion)
}

func (p *Pages) announce(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	x, err := p.oneIntake(r)
	if err != nil {
		return err
	}
	told, err := p.Applications.Announce(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	return r.Done(w, "/coordination/applications?intake="+x.ID, "coordination.announce.done", "count", r.Tr.N("coordination.announce.letters", told))
}
