package admin

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/job"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// jobStates in the order in which they ask for somebody.
var jobStates = []job.State{job.Dead, job.Retrying, job.Running, job.Waiting, job.Done}

var jobShapes = map[job.State]web.State{job.Dead: web.Urgent, job.Retrying: web.Look, job.Running: web.Begun, job.Waiting: web.ToDo, job.Done: web.Ready}

// jobs lists dead jobs unless other ones are asked for: they are why somebody
// comes here.
func (p *Pages) jobs(w http.ResponseWriter, r *web.Request) error {
	f := job.Filter{State: job.State(desk.Chosen(r, "state"))}
	if !r.URL.Query().Has("state") {
		f.State = job.Dead
	}
	f.Before, _ = strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // anything else is the first page
	found, err := p.Operate.Jobs(r.Context(), r.Actor, f, perPage)
	if err != nil {
		return err
	}
	counts, err := p.Operate.JobCounts(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return p.jobsPage(r, f.State, found, counts).Show(w, r)
}

func (p *Pages) jobsPage(r *web.Request, state job.State, found operate.JobPage, counts map[job.State]int) *desk.List {
	l := &desk.List{Frame: section.Frame(r, "jobs", "admin.room.jobs"), Table: jobTable(r, state, found.Items)}
	l.Lede = r.T("admin.about.jobs")
	for _, s := range jobStates {
		l.Stats = append(l.Stats, stateStat(r, counts[s], r.T("admin.job.state."+string(s)), r.T("admin.job.show."+string(s)), "/admin/jobs?state="+string(s)))
	}
	l.Filter(r, r.URL.Path, "", desk.Choose("state", r.T("admin.job.status"), r.T("admin.job.any"), string(state), options(r, "admin.job.state.", jobStates)))
	if !r.URL.Query().Has("state") {
		l.Filters.Clear = ""
	}
	l.Turn(r, "before", number(found.Next), "")
	return l
}

// number writes an id as it stands in addresses; 0 is none.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func jobTable(r *web.Request, state job.State, list []job.Item) web.Table {
	t := web.Table{Caption: r.T("admin.room.jobs"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("admin.job.what")}, {Title: r.T("admin.job.status")}, {Title: r.T("admin.job.attempts")},
			{Title: r.T("admin.job.due")}},
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("admin.job.empty"), Text: r.T("admin.job.empty-text")}}
	if state == job.Dead {
		t.Empty.Title, t.Empty.Text = r.T("admin.job.none-dead"), r.T("admin.job.none-dead-text")
	}
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Flag: x.State == job.Dead, Cells: []web.Cell{
			{Text: jobName(r, x.Kind), Href: "/admin/jobs/" + number(x.ID), Note: r.T("admin.job.number", "number", number(x.ID))},
			{Status: jobStatus(r, x.State)},
			{Text: attempts(r, x)},
			{Text: r.Tr.ShortDate(x.ScheduledAt), Note: r.Tr.At(x.ScheduledAt), Time: r.Tr.ISODate(x.ScheduledAt)},
		}})
	}
	return t
}

func jobName(r *web.Request, kind string) string { return kindName(r, "admin.job.kind.", kind) }

func jobStatus(r *web.Request, s job.State) *web.Status {
	return &web.Status{State: jobShapes[s], Text: r.T("admin.job.state." + string(s))}
}

func attempts(r *web.Request, x job.Item) string {
	return r.T("admin.job.attempts-of", "made", x.Attempt, "most", x.MaxAttempts)
}

// jobID reads the number in the address; anything else is not there.
func jobID(r *web.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.New(fault.NotFound, "fault.not-found")
	}
	return id, nil
}

func (p *Pages) loadJob(r *web.Request) (job.Item, error) {
	id, err := jobID(r)
	if err != nil {
		return job.Item{}, err
	}
	return p.Operate.Job(r.Context(), r.Actor, id)
}

func (p *Pages) job(w http.ResponseWriter, r *web.Request) error {
	x, err := p.loadJob(r)
	if err != nil {
		return err
	}
	return p.jobPage(r, x).Show(w, r)
}

func (p *Pages) jobPage(r *web.Request, x job.Item) *desk.Item {
	here := "/admin/jobs/" + number(x.ID)
	i := &desk.Item{Frame: section.Named(r, "jobs", jobName(r, x.Kind)), Status: jobStatus(r, x.State),
		Facts: []web.Summary{jobFacts(r, x)}}
	if x.State == job.Dead || x.State == job.Retrying {
		i.Forms = []*web.Form{{ID: "retry", Action: here + "/retry", Submit: r.T("admin.job.retry")}}
	}
	if x.State != job.Running {
		i.Acts = []web.Button{{Text: r.T("admin.job.delete"), Href: here + "/delete", Variant: web.Tertiary, Icon: "trash-2"}}
	}
	if x.LastError != "" {
		i.Help = &web.Help{Title: r.T("admin.job.incident-help"), Text: r.T("admin.job.incident-text")}
	}
	return i
}

func jobFacts(r *web.Request, x job.Item) web.Summary {
	what, incident, _ := strings.Cut(x.LastError, " ")
	if r.Tr.Has(what) {
		what = r.T(what)
	}
	s := web.Summary{Items: []web.SummaryItem{
		{Key: r.T("admin.job.number-of"), Value: number(x.ID)},
		{Key: r.T("admin.job.kind-of"), Value: x.Kind},
		{Key: r.T("admin.job.attempts"), Value: attempts(r, x)},
		{Key: r.T("admin.job.created"), Value: r.Tr.DateTime(x.CreatedAt)},
		{Key: r.T("admin.job.due"), Value: r.Tr.DateTime(x.ScheduledAt)},
		{Key: r.T("admin.job.began"), Value: moment(r, x.AttemptedAt)},
		{Key: r.T("admin.job.finished"), Value: moment(r, x.FinishedAt)},
		{Key: r.T("admin.job.args"), Lines: identifiers(x.Args)},
	}}
	if x.LastError != "" {
		s.Items = append(s.Items, web.SummaryItem{Key: r.T("admin.job.error"), Value: what},
			web.SummaryItem{Key: r.T("admin.job.incident"), Value: strings.ToUpper(incident)})
	}
	return s
}

func moment(r *web.Request, at *time.Time) string {
	if at == nil {
		return ""
	}
	return r.Tr.DateTime(*at)
}

// identifiers writes a payload one a line; what cannot be read, as it is.
func identifiers(args string) (lines []string) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(args), &fields); err != nil {
		return []string{args}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		text, _ := json.Marshal(fields[name]) // it was JSON a moment ago
		lines = append(lines, name+": "+strings.Trim(string(text), `"`))
	}
	return lines
}

func (p *Pages) retryJob(w http.ResponseWriter, r *web.Request) error {
	id, err := jobID(r)
	if err != nil {
		return err
	}
	here := "/admin/jobs/" + number(id)
	err = p.Operate.RetryJob(r.Context(), r.Actor, id)
	if fault.Is(err, fault.Conflict) {
		return p.jobMoved(w, r, err)
	}
	if err != nil {
		return err
	}
	return r.Done(w, here, "admin.job.retried")
}

// jobMoved shows a job as it stands now, and why nothing was done.
func (p *Pages) jobMoved(w http.ResponseWriter, r *web.Request, err error) error {
	x, problem := p.loadJob(r)
	if problem != nil {
		return problem
	}
	page := p.jobPage(r, x)
	return r.Refuse(w, err, &page.Page, &web.Form{}, "desk/item", page)
}

func (p *Pages) jobQuestion(r *web.Request) (*desk.Confirm, error) {
	x, err := p.loadJob(r)
	if err != nil {
		return nil, err
	}
	here := "/admin/jobs/" + number(x.ID)
	c := &desk.Confirm{Frame: section.Frame(r, "jobs", "admin.job.delete"), Confirm: web.Confirm{
		Lede:   r.T("admin.job.delete-lede", "name", jobName(r, x.Kind), "number", number(x.ID)),
		Points: []string{r.T("admin.job.delete-undone"), r.T("admin.job.delete-noted")},
		Form:   &web.Form{Submit: r.T("admin.job.delete"), Variant: web.Danger, Cancel: desk.Cancel(r, here)}}}
	c.Under(jobName(r, x.Kind), here)
	return c, nil
}

func (p *Pages) askDeleteJob(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.jobQuestion)
}

func (p *Pages) deleteJob(w http.ResponseWriter, r *web.Request) error {
	id, err := jobID(r)
	if err != nil {
		return err
	}
	return do(w, r, p.jobQuestion, func(int64) error {
		return p.Operate.DeleteJob(r.Context(), r.Actor, id)
	}, "/admin/jobs", "admin.job.deleted")
}
