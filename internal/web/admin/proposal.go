package admin

import (
	"net/http"
	"slices"
	"strconv"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) mountProposals() {
	h := p.Kit.Handle
	h("GET /admin/institutions/proposals", writeInstitutes, p.proposals)
	h("GET /admin/proposals/{id}", writeInstitutes, p.proposal)
	h("GET /admin/proposals/{id}/approve", writeInstitutes, p.askApprove)
	h("POST /admin/proposals/{id}/approve", writeInstitutes, p.approve)
	h("GET /admin/proposals/{id}/join", writeInstitutes, p.askJoin, p.Kit.LimitSearch())
	h("POST /admin/proposals/{id}/join", writeInstitutes, p.join)
	h("GET /admin/proposals/{id}/decline", writeInstitutes, p.askDecline)
	h("POST /admin/proposals/{id}/decline", writeInstitutes, p.decline)
}

const proposalsPath = "/admin/institutions/proposals"

func (p *Pages) proposals(w http.ResponseWriter, r *web.Request) error {
	status := institution.ProposalStatus(r.URL.Query().Get("status"))
	if !slices.Contains(institution.ProposalStatuses, status) {
		status = institution.ProposalOpen
	}
	found, err := p.Institutions.Proposals(r.Context(), r.Actor, status, r.URL.Query().Get("after"), perPage)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: section.Frame(r, "institutions", "admin.proposal.list"), Table: proposalTable(r, found.Items)}
	l.Lede = r.T("admin.proposal.about")
	l.Filter(r, r.URL.Path, r.Tr.N("admin.proposal.count", len(found.Items)), &web.Field{Kind: web.Select, Name: "status", Label: r.T("admin.institution.state"),
		HideOptional: true, Value: string(status), Options: options(r, "institution.proposal.", institution.ProposalStatuses)})
	l.Table.Empty = &web.Empty{Icon: "building-2", Title: r.T("admin.proposal.none"), Text: r.T("admin.proposal.none-text")}
	l.Turn(r, "after", found.Next, or(found.Next != "", r.T("admin.list.more")))
	return l.Show(w, r)
}

func proposalTable(r *web.Request, list []institution.Proposal) web.Table {
	t := web.Table{Caption: r.T("admin.proposal.list"), HideCaption: true, Columns: []web.Column{{Title: r.T("admin.proposal.name")},
		{Title: r.T("admin.proposal.waiting"), Numeric: true}, {Title: r.T("admin.proposal.guess")}, {Title: r.T("admin.proposal.since")}}}
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: x.Name, Href: "/admin/proposals/" + x.ID}, {Text: r.Tr.Number(x.Waiting)},
			{Text: guessed(r, x)}, {Text: r.Tr.ShortDate(x.CreatedAt), Time: r.Tr.ISODate(x.CreatedAt)}}})
	}
	return t
}

func guessed(r *web.Request, x institution.Proposal) string {
	if x.Type == "" {
		return r.T("admin.proposal.unknown")
	}
	return r.T(x.Type.Key())
}

// proposalStates are the shapes of a proposal's status.
var proposalStates = map[institution.ProposalStatus]web.State{institution.ProposalOpen: web.ToDo, institution.ProposalApproved: web.Ready,
	institution.ProposalMerged: web.Ready, institution.ProposalDeclined: web.Off}

func (p *Pages) proposal(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Institutions.Proposal(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	i := &desk.Item{Frame: section.Named(r, "institutions", x.Name), Acts: proposalActs(r, x),
		Status: &web.Status{State: proposalStates[x.Status], Text: r.T(x.Status.Key())}}
	i.Under(r.T("admin.proposal.list"), proposalsPath)
	i.Facts = []web.Summary{{Items: []web.SummaryItem{
		{Key: r.T("admin.proposal.waiting"), Value: r.Tr.Number(x.Waiting)},
		{Key: r.T("admin.proposal.guess"), Value: guessed(r, x)},
		{Key: r.T("admin.proposal.since"), Value: r.Tr.DateTime(x.CreatedAt)},
	}}}
	if err := p.proposalPart(r, i, x); err != nil {
		return err
	}
	return i.Show(w, r)
}

func proposalActs(r *web.Request, x institution.Proposal) []web.Button {
	if !x.Undecided() {
		return nil
	}
	here := "/admin/proposals/" + x.ID
	acts := []web.Button{{Text: r.T("admin.proposal.approve"), Href: here + "/approve", Icon: "plus"},
		{Text: r.T("admin.proposal.join"), Href: here + "/join", Variant: web.Secondary}}
	if x.Status == institution.ProposalOpen {
		acts = append(acts, web.Button{Text: r.T("admin.proposal.decline"), Href: here + "/decline", Variant: web.Tertiary})
	}
	return acts
}

// proposalPart shows what a proposal became or, until then, what is in the list
// under such a name.
func (p *Pages) proposalPart(r *web.Request, i *desk.Item, x institution.Proposal) error {
	if x.Institution != "" {
		became, err := p.Institutions.Get(r.Context(), r.Actor, x.Institution)
		if err != nil {
			return err
		}
		i.Parts = []desk.Part{{ID: "became", Title: r.T("admin.proposal.became"),
			Table: p.institutionTable(r, r.T("admin.proposal.became"), []institution.Institution{became})}}
		return nil
	}
	found, err := p.Institutions.Search(r.Context(), r.Actor, x.Name, foundPlaces)
	if err != nil || len(found) == 0 {
		return err
	}
	i.Parts = []desk.Part{{ID: "alike", Title: r.T("admin.proposal.alike"), Text: r.T("admin.proposal.alike-text"),
		Table: p.institutionTable(r, r.T("admin.proposal.alike"), found)}}
	return nil
}

// proposalPage is a form about a proposal.
func (p *Pages) proposalPage(r *web.Request, title string) (*desk.Form, institution.Proposal, error) {
	x, err := p.Institutions.Proposal(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, x, err
	}
	f := &desk.Form{Frame: section.Frame(r, "institutions", title)}
	f.Under(r.T("admin.proposal.list"), proposalsPath)
	f.Under(x.Name, "/admin/proposals/"+x.ID)
	return f, x, nil
}

// follow tells how many applications follow a decision.
func follow(r *web.Request, x institution.Proposal) string {
	if x.Waiting == 0 {
		return r.T("admin.proposal.follow-none")
	}
	return r.Tr.N("admin.proposal.follow", x.Waiting)
}

// approvePage is the form of a new institution, filled in as far as is known.
func (p *Pages) approvePage(r *web.Request) (*desk.Form, institution.Proposal, error) {
	f, x, err := p.proposalPage(r, "admin.proposal.approve")
	if err != nil {
		return nil, x, err
	}
	f.Lede = follow(r, x)
	f.Form = institutionForm(r, institution.Institution{Details: institution.Details{NameLV: x.Name, Type: x.Type}, Version: x.Version}, "")
	f.Form.Submit, f.Form.Cancel = r.T("admin.institution.add"), desk.Cancel(r, "/admin/proposals/"+x.ID)
	return f, x, nil
}

func (p *Pages) askApprove(w http.ResponseWriter, r *web.Request) error {
	f, _, err := p.approvePage(r)
	if err != nil {
		return err
	}
	return f.Show(w, r)
}

func (p *Pages) approve(w http.ResponseWriter, r *web.Request) error {
	f, x, err := p.approvePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(f.Form); err != nil {
		return err
	}
	details, err := p.institutionDetails(r, f.Form, institution.Institution{}, "")
	if err != nil {
		return f.Refuse(w, r, err, nil)
	}
	added, err := p.Institutions.Approve(r.Context(), r.Actor, x.ID, desk.Version(f.Form), details)
	if err != nil {
		return f.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/admin/institutions/"+added.ID, "admin.institution.added", "name", added.Name(r.Lang()))
}

// joinPage offers the institutions that a search has found; q is what was
// searched for.
func (p *Pages) joinPage(r *web.Request, q string) (*desk.Form, institution.Proposal, error) {
	f, x, err := p.proposalPage(r, "admin.proposal.join")
	if err != nil {
		return nil, x, err
	}
	if q == "" {
		q = x.Name
	}
	here := "/admin/proposals/" + x.ID
	f.Lede = r.T("admin.proposal.join-lede", "name", x.Name) + " " + follow(r, x)
	f.Form = &web.Form{Action: here + "/join", Submit: r.T("admin.proposal.join-do"), Note: r.T("admin.proposal.join-note"), Cancel: desk.Cancel(r, here),
		Fields: []*web.Field{{Kind: web.Hidden, Name: "q", Value: q}, desk.VersionField(x.Version)}}
	return f, x, p.offer(r, f, here+"/join", q, "")
}

// offer puts a search before a form, and what it has found into it.
func (p *Pages) offer(r *web.Request, f *desk.Form, path, q, except string) error {
	found, err := p.Institutions.Search(r.Context(), r.Actor, q, foundPlaces+1)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(x institution.Institution) bool { return x.ID == except })
	f.Search = &web.Filters{Action: path, Fields: []*web.Field{{Kind: web.Search, Name: "q", Label: r.T("admin.role.search-institution"), Value: q, MaxLength: 200}}}
	if len(found) == 0 {
		if f.Form = nil; q != "" {
			f.Empty = &web.Empty{Icon: "search", Title: r.T("admin.list.nothing"), Text: r.T("admin.proposal.nothing")}
		}
		return nil
	}
	into := &web.Field{Kind: web.Radios, Name: "into", Label: r.T("admin.role.which-institution"), Required: true}
	for _, x := range found[:min(len(found), foundPlaces)] {
		hint := r.T(x.Type.Key())
		if x.Address != "" {
			hint += ", " + x.Address
		}
		into.Options = append(into.Options, web.Option{Value: x.ID, Label: x.Name(r.Lang()), Hint: hint})
	}
	f.Form.Fields = append([]*web.Field{into}, f.Form.Fields...)
	if len(found) > foundPlaces {
		f.Form.Fields = append([]*web.Field{{Kind: web.Note, Hint: r.T("admin.role.more-institutions")}}, f.Form.Fields...)
	}
	return nil
}

func (p *Pages) askJoin(w http.ResponseWriter, r *web.Request) error {
	f, _, err := p.joinPage(r, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	return f.Show(w, r)
}

func (p *Pages) join(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	at, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64) // what is no number is stale
	into, err := p.Institutions.Join(r.Context(), r.Actor, r.PathValue("id"), at, r.PostForm.Get("into"))
	if err == nil {
		return r.Done(w, proposalsPath, "admin.proposal.joined", "name", into.Name(r.Lang()))
	}
	if !fault.Is(err, fault.Invalid, fault.Conflict) {
		return err
	}
	f, _, problem := p.joinPage(r, r.PostForm.Get("q"))
	if problem != nil {
		return problem
	}
	asked := f.Form
	if asked == nil {
		asked = &web.Form{} // there is nothing to choose from
	}
	if into := asked.Field("into"); into != nil {
		into.Value = r.PostForm.Get("into")
	}
	return r.Refuse(w, staleQuestion(err), &f.Page, asked, "desk/form", f)
}

func (p *Pages) declineQuestion(r *web.Request) (*desk.Confirm, error) {
	x, err := p.Institutions.Proposal(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := "/admin/proposals/" + x.ID
	c := &desk.Confirm{Frame: section.Frame(r, "institutions", "admin.proposal.decline"), Confirm: web.Confirm{
		Lede:   r.T("admin.proposal.decline-lede", "name", x.Name),
		Points: []string{r.T("admin.proposal.decline-kept"), r.T("admin.proposal.decline-later")},
		Form:   &web.Form{Submit: r.T("admin.proposal.decline"), Cancel: desk.Cancel(r, here), Fields: []*web.Field{desk.VersionField(x.Version)}}}}
	c.Under(r.T("admin.proposal.list"), proposalsPath)
	c.Under(x.Name, here)
	return c, nil
}

func (p *Pages) askDecline(w http.ResponseWriter, r *web.Request) error {
	return ask(w, r, p.declineQuestion)
}

func (p *Pages) decline(w http.ResponseWriter, r *web.Request) error {
	return do(w, r, p.declineQuestion, func(version int64) error {
		return p.Institutions.Decline(r.Context(), r.Actor, r.PathValue("id"), version)
	}, proposalsPath, "admin.proposal.declined")
}
