package matching

import (
	"net/http"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) draftQuestion(r *web.Request) (*desk.Confirm, error) {
	run, err := p.one(r)
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(access.Write, access.Object{Thing: access.Pairing, Programme: run.Programme}); err != nil {
		return nil, err
	}
	c := &desk.Confirm{Frame: ofRun(r, run, "matchdesk.draft.title")}
	size := run.Shown()
	c.Confirm = web.Confirm{Lede: r.Tr.N("matchdesk.draft.lede", run.Ready()), Points: []string{r.Tr.N("matchdesk.draft.size", size), r.T("matchdesk.draft.nothing")},
		Form: &web.Form{Submit: r.T("matchdesk.draft.submit"), Cancel: &web.Link{Text: r.T("common.back"), Href: here(run)}, Fields: []*web.Field{desk.VersionField(0)}}}
	return c, nil
}

func (p *Pages) askDraft(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.draftQuestion)
}

// draft puts the shortlists of a run into a round that nobody has sent.
func (p *Pages) draft(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Matchmaking.Draft(r.Context(), r.Actor, r.PathValue("id"))
	if fault.Is(err, fault.Conflict, fault.Invalid) {
		page, problem := p.draftQuestion(r)
		if problem != nil {
			return problem
		}
		return page.Refuse(w, r, err)
	}
	if err != nil {
		return office.Hide(err)
	}
	return r.Done(w, rounds+"/"+x.ID, "matchdesk.draft.done")
}

// aRound is a round of the address with its people.
type aRound struct {
	pairing.Round
	crowd matchmaking.Crowd
	in    intake.Intake
}

func (p *Pages) oneRound(r *web.Request, verb access.Verb) (x aRound, err error) {
	if x.Round, err = p.Pairing.Round(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return x, office.Hide(err)
	}
	if err := r.Actor.Check(verb, access.Object{Thing: access.Pairing, Programme: x.Programme}); err != nil {
		return x, err
	}
	if x.in, err = p.Intakes.Load(r.Context(), p.Matchmaking.DB, x.Intake); err != nil {
		return x, err
	}
	x.crowd, err = p.Matchmaking.Crowd(r.Context(), r.Actor, x.Intake)
	return x, err
}

func (x aRound) href() string { return rounds + "/" + x.ID }

func (x aRound) frame(r *web.Request, title string) desk.Frame {
	f := frame(r, title)
	f.Under(roundName(r, x.Round), x.href())
	return f
}

// perRound is how many proposals a page of a round holds.
const perRound = 60

var proposalStates = map[pairing.Status]web.State{pairing.Draft: web.ToDo, pairing.Sent: web.Begun, pairing.MenteeYes: web.Begun, pairing.Asked: web.Begun,
	pairing.Accepted: web.Ready, pairing.Declined: web.Off, pairing.Expired: web.Off, pairing.Withdrawn: web.Off}

// round shows the proposals of a round: how each stands, and no more than that.
func (p *Pages) round(w http.ResponseWriter, r *web.Request) error {
	x, err := p.oneRound(r, access.Read)
	if err != nil {
		return err
	}
	f := pairing.Filter{Intake: x.Intake, Round: x.ID, Status: pairing.Status(desk.Chosen(r, "status")), After: r.URL.Query().Get("after")}
	list, err := p.Pairing.Proposals(r.Context(), r.Actor, f, perRound)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: frame(r, "matchdesk.round.single")}
	l.Eyebrow, l.Title, l.Lede = x.in.Name(r.Lang()), roundName(r, x.Round), r.T(x.Status.Key())
	if x.CreatedBy == audit.System {
		l.Lede += ". " + r.T("matchdesk.round.by-day")
	}
	may := office.May(r, access.Pairing, x.Programme)
	l.Table = proposalTable(r, x, list, may)
	l.Filter(r, x.href(), "", desk.Choose("status", r.T("matchdesk.state"), r.T("matchdesk.any-state"), string(f.Status), desk.Options(r, pairing.Statuses)))
	next := ""
	if len(list) == perRound {
		next = list[perRound-1].ID
	}
	l.Turn(r, "after", next, "")
	if err := p.roundWays(r, l, x, may); err != nil {
		return err
	}
	return l.Show(w, r)
}

// roundWays adds what can be done with a round, and what stands in its way.
func (p *Pages) roundWays(r *web.Request, l *desk.List, x aRound, may bool) error {
	if x.Run != "" {
		l.More = append(l.More, office.Secondary(r.T("matchdesk.round.run"), room+"/"+x.Run, "history"))
	}
	if x.Status != pairing.RoundClosed && may {
		l.More = append(l.More, office.Tertiary(r.T("matchdesk.round.close"), x.href()+"/close"))
	}
	if x.Status == pairing.RoundSent {
		l.Help = &web.Help{Title: r.T("matchdesk.round.next"), Text: r.T("matchdesk.round.next-text"), Link: &web.Link{Text: r.T("matchdesk.run.again"), Href: at("/new", x.Intake)}}
	}
	if x.Status != pairing.RoundDraft {
		return nil
	}
	problems, err := p.Pairing.Problems(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		l.Parts = []desk.Part{problemPart(r, x, problems, may)}
	}
	if may {
		l.Action = &web.Button{Text: r.T("matchdesk.round.send"), Href: x.href() + "/send", Icon: "send"}
	}
	return nil
}

func proposalTable(r *web.Request, x aRound, list []pairing.Proposal, may bool) web.Table {
	t := web.Table{Caption: r.T("matchdesk.round.proposals"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentee.single")}, {Title: r.T("matchdesk.mentor.single")},
		{Title: r.T("matchdesk.round.rank"), Numeric: true}, {Title: r.T("matchdesk.state")}, {Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "send", Title: r.T("matchdesk.round.empty"), Text: r.T("matchdesk.round.empty-do")}}
	for _, y := range list {
		who := name(r, x.crowd, y.Mentee)
		status := web.Cell{Status: &web.Status{State: proposalStates[y.Status], Text: r.T(y.Status.Key())}}
		if y.Status == pairing.Draft && (x.Status == pairing.RoundSent || y.Rank > int64(x.in.Rules.Get(intake.ShortlistSize))) {
			status.Status = &web.Status{State: web.Off, Text: r.T("matchdesk.mentor.reserve")}
		}
		if y.DueAt != nil && y.Status.Open() {
			status.Note = r.T("matchdesk.round.until", "day", r.Tr.ShortDate(y.DueAt.AddDate(0, 0, -1)))
		}
		mentee := web.Cell{Text: who}
		if _, there := x.crowd.Person(y.Mentee); there && x.Run != "" && y.Rank == 1 {
			mentee.Href = room + "/" + x.Run + "/mentees/" + y.Mentee
		}
		row := web.Row{Cells: []web.Cell{mentee, {Text: name(r, x.crowd, y.Mentor)}, {Text: r.Tr.Number(y.Rank)}, status, {}}}
		if may {
			row.Cells[4].Acts = proposalActs(r, x, y, who)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func proposalActs(r *web.Request, x aRound, y pairing.Proposal, who string) []web.Button {
	switch {
	case x.Status == pairing.RoundDraft && x.Run != "" && y.Rank == 1:
		return []web.Button{office.RowAct(r.T("matchdesk.arrange.do"), x.href()+"/mentees/"+y.Mentee, who)}
	case y.Status.Open():
		return []web.Button{office.RowAct(r.T("matchdesk.step.withdraw.do"), x.href()+"/withdraw?proposal="+y.ID, who)}
	}
	return nil
}

// mostProblems is how many problems of a draft are named at once.
const mostProblems = 50

func problemPart(r *web.Request, x aRound, problems []pairing.Problem, may bool) desk.Part {
	t := web.Table{Caption: r.T("matchdesk.problem.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentee.single")}, {Title: r.T("matchdesk.mentor.single")},
		{Title: r.T("matchdesk.problem.what")}, {Title: r.T("coordination.acts"), Hidden: true}}}
	for _, y := range problems[:min(len(problems), mostProblems)] {
		row := web.Row{Flag: true, Cells: []web.Cell{{Text: name(r, x.crowd, y.Mentee)}, {Text: name(r, x.crowd, y.Mentor)}, {Text: r.T(y.Obstacle.Key(), "number", y.Number)}, {}}}
		switch {
		case may && y.Obstacle == pairing.Unconfirmed:
			row.Cells[3].Acts = []web.Button{office.RowAct(r.T("matchdesk.step.confirm.do"), x.href()+"/confirm?proposal="+y.Proposal, name(r, x.crowd, y.Mentee))}
		case may && x.Run != "":
			row.Cells[3].Acts = []web.Button{office.RowAct(r.T("matchdesk.arrange.do"), x.href()+"/mentees/"+y.Mentee, name(r, x.crowd, y.Mentee))}
		}
		t.Rows = append(t.Rows, row)
	}
	return desk.Part{ID: "problems", Title: r.T("matchdesk.problem.title"), Text: r.Tr.N("matchdesk.problem.count", len(problems)), Table: t}
}

// roundQuestion asks before a step with a round.
func (p *Pages) roundQuestion(r *web.Request, step string) (*desk.Confirm, aRound, error) {
	x, err := p.oneRound(r, access.Write)
	if err != nil {
		return nil, x, err
	}
	return &desk.Confirm{Frame: x.frame(r, "matchdesk.round."+step), Confirm: web.Confirm{Lede: r.T("matchdesk.round." + step + "-lede"),
		Form: &web.Form{Submit: r.T("matchdesk.round." + step), Cancel: &web.Link{Text: r.T("common.back"), Href: x.href()}, Fields: []*web.Field{desk.VersionField(x.Version)}}}}, x, nil
}

func (p *Pages) sendQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.roundQuestion(r, "send")
	if err != nil {
		return nil, err
	}
	mentees, cards, reserve, err := p.sizes(r, x, x.in.Rules.Get(intake.ShortlistSize))
	if err != nil {
		return nil, err
	}
	c.Confirm.Points = []string{r.Tr.N("matchdesk.round.letters", mentees), r.Tr.N("matchdesk.round.cards", cards)}
	if reserve > 0 {
		c.Confirm.Points = append(c.Confirm.Points, r.Tr.N("matchdesk.round.reserve", reserve))
	}
	c.Confirm.Points = append(c.Confirm.Points, r.Tr.N("matchdesk.round.days", x.in.Rules.Get(intake.ProposalDays)), r.T("matchdesk.round.mentors"))
	problems, err := p.Pairing.Problems(r.Context(), r.Actor, x.ID)
	if len(problems) > 0 {
		c.Confirm.Points = append([]string{r.Tr.N("matchdesk.problem.count", len(problems))}, c.Confirm.Points...)
	}
	return c, err
}

// sizes counts a draft: mentees, proposals that go out at once, and reserves.
func (p *Pages) sizes(r *web.Request, x aRound, size int) (mentees, cards, reserve int, err error) {
	err = p.drafts(r, x, func(y pairing.Proposal) {
		switch {
		case y.Rank > int64(size):
			reserve++
		case y.Rank == 1:
			mentees++
			cards++
		default:
			cards++
		}
	})
	return mentees, cards, reserve, err
}

// drafts goes over all proposals of a round that are not sent.
func (p *Pages) drafts(r *web.Request, x aRound, visit func(pairing.Proposal)) error {
	for f := (pairing.Filter{Intake: x.Intake, Round: x.ID, Status: pairing.Draft}); ; {
		list, err := p.Pairing.Proposals(r.Context(), r.Actor, f, pairing.MaxPage)
		if err != nil {
			return err
		}
		for y := range slices.Values(list) {
			visit(y)
		}
		if len(list) < pairing.MaxPage {
			return nil
		}
		f.After = list[len(list)-1].ID
	}
}

func (p *Pages) askSend(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.sendQuestion)
}

// send lets the mentees see their cards: all of them, or nobody.
func (p *Pages) send(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.sendQuestion, func(version int64) error {
		_, err := p.Pairing.SendRound(r.Context(), r.Actor, id, version)
		return office.Hide(err)
	}, rounds+"/"+id, "matchdesk.round.send-done")
}

func (p *Pages) closeQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.roundQuestion(r, "close")
	if err != nil {
		return nil, err
	}
	c.Confirm.Form.Variant = web.Danger
	c.Confirm.Points = []string{r.T("matchdesk.round.close-draft")}
	if x.Status == pairing.RoundSent {
		c.Confirm.Points = []string{r.T("matchdesk.round.close-open"), r.T("matchdesk.round.close-words"), r.T("matchdesk.round.close-begun")}
	}
	return c, nil
}

func (p *Pages) askClose(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.closeQuestion)
}

func (p *Pages) close(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.closeQuestion, func(version int64) error {
		_, err := p.Pairing.CloseRound(r.Context(), r.Actor, id, version)
		return office.Hide(err)
	}, rounds+"/"+id, "matchdesk.round.close-done")
}
