package admin

import (
	"net/http"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// A merge takes two steps: which institution goes on, then a look at what moves
// and from which day.

func (p *Pages) mountMerge() {
	h := p.Kit.Handle
	h("GET /admin/institutions/{id}/merge", writeRoles, p.askMerge, p.Kit.LimitSearch())
	h("POST /admin/institutions/{id}/merge", writeRoles, p.merge)
}

func (p *Pages) askMerge(w http.ResponseWriter, r *web.Request) error {
	if r.URL.Query().Get("into") != "" {
		return ask(w, r, p.mergeQuestion)
	}
	x, err := p.Institutions.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	here := "/admin/institutions/" + x.ID
	f := &desk.Form{Frame: section.Frame(r, "institutions", "admin.merge.title")}
	f.Under(x.Name(r.Lang()), here)
	f.Lede = r.T("admin.merge.which", "name", x.Name(r.Lang()))
	f.Form = &web.Form{Method: "get", Action: here + "/merge", Submit: r.T("common.continue"), Cancel: desk.Cancel(r, here)}
	if err := p.offer(r, f, here+"/merge", r.URL.Query().Get("q"), x.ID); err != nil {
		return err
	}
	return f.Show(w, r)
}

// mergeQuestion tells what moves and asks for the last day.
func (p *Pages) mergeQuestion(r *web.Request) (*desk.Confirm, error) {
	m, err := p.Institutions.Merger(r.Context(), r.Actor, r.PathValue("id"), r.URL.Query().Get("into"))
	if err != nil {
		return nil, err
	}
	from, into := m.From.Name(r.Lang()), m.Into.Name(r.Lang())
	here := "/admin/institutions/" + m.From.ID
	last := &web.Field{Kind: web.Date, Name: "valid_to", Label: r.T("admin.merge.last-day"), Hint: r.T("admin.merge.last-day-hint"), Value: m.From.ValidTo,
		Required: true, Short: true, Latest: r.Tr.ISODate(p.Now())}
	if last.Value == "" || last.Value > last.Latest {
		last.Value = last.Latest
	}
	c := &desk.Confirm{Frame: section.Frame(r, "institutions", "admin.merge.title"), Confirm: web.Confirm{
		Lede: r.T("admin.merge.lede", "from", from, "into", into), Points: mergePoints(r, m, into),
		Form: &web.Form{Action: here + "/merge?into=" + m.Into.ID, Submit: r.T("admin.merge.do"), Variant: web.Danger, Cancel: desk.Cancel(r, here),
			Fields: []*web.Field{last, desk.VersionField(m.From.Version)}}}}
	c.Under(from, here)
	return c, nil
}

func mergePoints(r *web.Request, m institution.Merger, into string) []string {
	var points []string
	contacts := false
	for _, moved := range m.Moves {
		if moved.Number > 0 {
			points = append(points, r.T("admin.merge.moves", "what", r.Tr.N("institution.reference."+moved.Name, moved.Number)))
		}
		contacts = contacts || moved.Name == "contacts" && moved.Number > 0
	}
	if len(points) == 0 {
		points = append(points, r.T("admin.merge.nothing-moves"))
	}
	if contacts {
		points = append(points, r.T("admin.merge.contacts", "into", into))
	}
	return append(points, r.T("admin.merge.found", "into", into), r.T("admin.merge.for-good"))
}

func (p *Pages) merge(w http.ResponseWriter, r *web.Request) error {
	c, err := p.mergeQuestion(r)
	if err != nil {
		return err
	}
	now := c.Confirm.Form.Value("version")
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	into := r.URL.Query().Get("into")
	_, err = p.Institutions.Merge(r.Context(), r.Actor, r.PathValue("id"), desk.Version(c.Confirm.Form), into, c.Confirm.Form.Value("valid_to"))
	if err != nil {
		c.Confirm.Form.Field("version").Value = now
		return c.Refuse(w, r, err)
	}
	return r.Done(w, "/admin/institutions/"+into, "admin.merge.done")
}

// staleQuestion words a stale version for a page that asks anew.
func staleQuestion(err error) error {
	if e := fault.As(err); e != nil && e.Key == "fault.stale" {
		return fault.New(fault.Conflict, "desk.stale.confirm")
	}
	return err
}
