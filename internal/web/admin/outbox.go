package admin

import (
	"net/http"
	"strings"

	"domubiedrs/internal/mail"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// messageStates in the order in which they ask for somebody.
var messageStates = []mail.State{mail.Failed, mail.Held, mail.Queued, mail.Sent}

var messageShapes = map[mail.State]web.State{mail.Failed: web.Urgent, mail.Held: web.Look, mail.Queued: web.Begun, mail.Sent: web.Ready}

func (p *Pages) outbox(w http.ResponseWriter, r *web.Request) error {
	f := mail.Filter{State: mail.State(desk.Chosen(r, "state")), Before: r.URL.Query().Get("before")}
	found, err := p.Operate.Messages(r.Context(), r.Actor, f, perPage)
	if err != nil {
		return err
	}
	counts, err := p.Operate.MessageCounts(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: section.Frame(r, "outbox", "admin.room.outbox"), Table: messageTable(r, found.Items),
		Help: &web.Help{Title: r.T("admin.outbox.codes"), Text: r.T("admin.outbox.codes-text")}}
	l.Lede = r.T("admin.about.outbox")
	for _, s := range messageStates {
		l.Stats = append(l.Stats, stateStat(r, counts[s], r.T("admin.outbox.state."+string(s)), r.T("admin.outbox.show."+string(s)), "/admin/outbox?state="+string(s)))
	}
	l.Filter(r, r.URL.Path, "", desk.Choose("state", r.T("admin.outbox.status"), r.T("admin.outbox.any"), string(f.State),
		options(r, "admin.outbox.state.", messageStates)))
	l.Turn(r, "before", found.Next, "")
	return l.Show(w, r)
}

// stateStat is how many things stand in a state, with the way to them.
func stateStat(r *web.Request, n int, text, show, href string) web.Stat {
	s := web.Stat{Number: r.Tr.Number(n), Text: text}
	if n > 0 {
		s.Link = &web.Link{Text: show, Href: href}
	}
	return s
}

func messageTable(r *web.Request, list []mail.Stored) web.Table {
	t := web.Table{Caption: r.T("admin.room.outbox"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("admin.outbox.subject")}, {Title: r.T("admin.outbox.to")}, {Title: r.T("admin.outbox.status")},
			{Title: r.T("admin.outbox.created")}},
		Empty: &web.Empty{Icon: "inbox", Title: r.T("admin.outbox.empty"), Text: r.T("admin.outbox.empty-text")}}
	for _, m := range list {
		t.Rows = append(t.Rows, web.Row{Flag: m.State == mail.Failed, Cells: []web.Cell{
			{Text: m.Subject, Href: "/admin/outbox/" + m.ID, Note: kindName(r, "admin.outbox.kind.", m.Kind)},
			{Text: addressee(m.To), Note: or(m.To.Name != "", m.To.Email)},
			{Status: messageStatus(r, m.State)},
			{Text: r.Tr.ShortDate(m.CreatedAt), Note: r.Tr.At(m.CreatedAt), Time: r.Tr.ISODate(m.CreatedAt)},
		}})
	}
	return t
}

func addressee(a mail.Address) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Email
}

func messageStatus(r *web.Request, s mail.State) *web.Status {
	return &web.Status{State: messageShapes[s], Text: r.T("admin.outbox.state." + string(s))}
}

// kindName is what people call a kind of letter or job; its code where nobody
// has named it yet.
func kindName(r *web.Request, prefix, kind string) string {
	if r.Tr.Has(prefix + kind) {
		return r.T(prefix + kind)
	}
	return kind
}

func (p *Pages) message(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Operate.Message(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	i := &desk.Item{Frame: section.Frame(r, "outbox", "admin.outbox.title"), Status: messageStatus(r, m.State), Facts: []web.Summary{messageFacts(r, m)},
		Text: &desk.Text{Title: r.T("admin.outbox.text"), Lines: paragraphs(m.Text)},
		Help: &web.Help{Title: r.T("admin.outbox.html"), Text: r.T("admin.outbox.html-text")}}
	here := "/admin/outbox/" + m.ID
	waits := m.State == mail.Held || m.State == mail.Failed
	if waits && p.Operate.Outbox.Sends() {
		i.Acts = append(i.Acts, web.Button{Text: r.T("admin.outbox.release"), Href: here + "/release", Icon: "send"})
	}
	if waits && !p.Operate.Outbox.Sends() {
		i.Caution = r.T("mail.no-server")
	}
	i.Acts = append(i.Acts, web.Button{Text: r.T("admin.outbox.delete"), Href: here + "/delete", Variant: web.Tertiary, Icon: "trash-2"})
	return i.Show(w, r)
}

func messageFacts(r *web.Request, m mail.Stored) web.Summary {
	s := web.Summary{Items: []web.SummaryItem{
		{Key: r.T("admin.outbox.subject"), Value: m.Subject},
		{Key: r.T("admin.outbox.to"), Value: m.To.Name, Lines: []string{m.To.Email}},
		{Key: r.T("admin.outbox.kind-of"), Value: kindName(r, "admin.outbox.kind.", m.Kind)},
		{Key: r.T("account.field.language"), Value: r.T("common.language." + string(m.Lang))},
		{Key: r.T("admin.outbox.created"), Value: r.Tr.DateTime(m.CreatedAt)},
	}}
	if m.SentAt != nil {
		s.Items = append(s.Items, web.SummaryItem{Key: r.T("admin.outbox.sent"), Value: r.Tr.DateTime(*m.SentAt)})
	}
	return s
}

// paragraphs parts a plain text where it has empty lines.
func paragraphs(s string) (list [][]string) {
	for block := range strings.SplitSeq(strings.TrimSpace(s), "\n\n") {
		if block = strings.TrimSpace(block); block != "" {
			list = append(list, strings.Split(block, "\n"))
		}
	}
	return list
}

func (p *Pages) messageQuestion(r *web.Request, name string, variant web.Variant, points ...string) (*desk.Confirm, error) {
	m, err := p.Operate.Message(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := "/admin/outbox/" + m.ID
	c := &desk.Confirm{Frame: section.Frame(r, "outbox", "admin.outbox."+name), Confirm: web.Confirm{
		Lede: r.T("admin.outbox."+name+"-lede", "subject", m.Subject, "to", m.To.Email), Points: points,
		Form: &web.Form{Submit: r.T("admin.outbox." + name), Variant: variant, Cancel: desk.Cancel(r, here)}}}
	c.Under(m.Subject, here)
	return c, nil
}

func (p *Pages) releaseQuestion(r *web.Request) (*desk.Confirm, error) {
	return p.messageQuestion(r, "release", web.Primary, r.T("admin.outbox.release-once"))
}

func (p *Pages) deleteQuestion(r *web.Request) (*desk.Confirm, error) {
	return p.messageQuestion(r, "delete", web.Danger, r.T("admin.outbox.delete-never"), r.T("admin.outbox.delete-noted"))
}

func (p *Pages) askRelease(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.releaseQuestion)
}

func (p *Pages) askDeleteMessage(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.deleteQuestion)
}

func (p *Pages) release(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return do(w, r, p.releaseQuestion, func(int64) error {
		return p.Operate.ReleaseMessage(r.Context(), r.Actor, id)
	}, "/admin/outbox/"+id, "admin.outbox.released")
}

func (p *Pages) deleteMessage(w http.ResponseWriter, r *web.Request) error {
	return do(w, r, p.deleteQuestion, func(int64) error {
		return p.Operate.DeleteMessage(r.Context(), r.Actor, r.PathValue("id"))
	}, "/admin/outbox", "admin.outbox.deleted")
}
