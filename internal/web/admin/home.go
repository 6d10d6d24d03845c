package admin

import (
	"net/http"
	"time"
	"unicode"
	"unicode/utf8"

	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// homePage tells what needs the administrator, then how much there is, then
// where everything is.
type homePage struct {
	desk.Frame
	Tasks *web.TaskList
	Calm  *web.Empty // instead of tasks when nothing needs anybody
	Stats web.Stats
	Doors []desk.Room
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	o, err := p.Operate.Overview(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	proposed, err := p.Institutions.Waiting(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, "admin/home", p.homePage(r, o, proposed))
}

// homePage is the overview; proposed is how many institutions were proposed.
func (p *Pages) homePage(r *web.Request, o operate.Overview, proposed int) *homePage {
	h := &homePage{Frame: section.Frame(r, "overview", "admin.title"), Stats: counts(r, o)}
	h.Eyebrow = sentence(r.Tr.WeekdayDate(p.Now()))
	h.Doors = h.Rooms[1:]
	tasks := attention(r, o, p.Now())
	if proposed > 0 {
		tasks = append(tasks, web.Task{Text: r.Tr.N("admin.home.proposed", proposed), Hint: r.T("admin.home.proposed-hint"), Href: proposalsPath,
			Status: web.Status{State: web.ToDo, Text: r.T("admin.home.state.todo")}})
	}
	if len(tasks) > 0 {
		h.Tasks = &web.TaskList{Title: r.T("admin.home.attention"), Groups: []web.TaskGroup{{Tasks: tasks}}}
	} else {
		h.Calm = &web.Empty{Icon: "circle-check", Title: r.T("admin.home.calm"), Text: r.T("admin.home.calm-text")}
	}
	return h
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// Ages after which somebody should look again.
const (
	backupAge = 48 * time.Hour
	checkAge  = 31 * 24 * time.Hour
)

// attention lists what needs the administrator, the most urgent first.
func attention(r *web.Request, o operate.Overview, now time.Time) []web.Task {
	var list []web.Task
	add := func(when bool, state web.State, href, text, hint string) {
		if when {
			list = append(list, web.Task{Text: text, Hint: hint, Href: href, Status: web.Status{State: state, Text: r.T("admin.home.state." + string(state))}})
		}
	}
	broken := o.Check != nil && o.Check.Flaw != ""
	dead, failed, held := o.Jobs[job.Dead], o.Messages[mail.Failed], o.Messages[mail.Held]
	add(broken, web.Urgent, "/admin/audit", r.T("admin.home.broken"), r.T("admin.home.broken-hint"))
	add(dead > 0, web.Urgent, "/admin/jobs", r.Tr.N("admin.home.dead", dead), r.T("admin.home.dead-hint"))
	add(failed > 0, web.Urgent, "/admin/outbox?state=failed", r.Tr.N("admin.home.failed", failed), r.T("admin.home.failed-hint"))
	add(!o.MailServer, web.Look, "/admin/outbox", r.T("admin.home.no-server"), r.T("admin.home.no-server-hint"))
	add(held > 0, web.Look, "/admin/outbox?state=held", r.Tr.N("admin.home.held", held), r.T("admin.home.held-hint"))
	add(len(o.Programmes) == 0, web.ToDo, "/admin/programmes/new", r.T("admin.home.no-programme"), r.T("admin.home.no-programme-hint"))
	add(!broken && (o.Check == nil || now.Sub(o.Check.At) > checkAge), web.ToDo, "/admin/audit", r.T("admin.home.unverified"), r.T("admin.home.unverified-hint"))
	if old, hint := backupHint(r, o.Backup, now); old {
		list = append(list, web.Task{Text: r.T("admin.home.backup"), Hint: hint, Status: web.Status{State: web.Look, Text: r.T("admin.home.state.look")}})
	}
	return list
}

// backupHint tells when the last backup was made, and whether that is too long
// ago.
func backupHint(r *web.Request, last *time.Time, now time.Time) (old bool, hint string) {
	if last == nil {
		return true, r.T("admin.home.no-backup")
	}
	return now.Sub(*last) > backupAge, r.T("admin.home.last-backup", "when", r.Tr.DateTime(*last))
}

func counts(r *web.Request, o operate.Overview) web.Stats {
	open := 0
	for _, x := range o.Programmes {
		if x.Status == programme.Open {
			open++
		}
	}
	waiting := o.Jobs[job.Waiting] + o.Jobs[job.Running] + o.Jobs[job.Retrying]
	return web.Stats{
		{Number: r.Tr.Number(o.People), Text: r.Tr.N("admin.home.people", o.People)},
		{Number: r.Tr.Number(open), Text: r.Tr.N("admin.home.programmes", open)},
		{Number: r.Tr.Number(o.Messages[mail.Queued]), Text: r.Tr.N("admin.home.queued", o.Messages[mail.Queued])},
		{Number: r.Tr.Number(waiting), Text: r.Tr.N("admin.home.waiting", waiting)},
	}
}
