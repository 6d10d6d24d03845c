package matching

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// arranging is a mentee's shortlist in a draft, as a form: a place for each
// mentor, and one more to choose.
type arranging struct {
	aRound
	run     *matchmaking.Run
	mentee  matchmaking.Person
	mentors []string // in the draft, the best first
	page    *desk.Form
}

// out is the place of a mentor who is taken from the list.
const out = "out"

// mostOffered is how many further mentors can be chosen at once.
const mostOffered = 30

func (p *Pages) arranging(r *web.Request) (a arranging, err error) {
	if a.aRound, err = p.oneRound(r, access.Write); err != nil {
		return a, err
	}
	if a.Run == "" || a.Status != pairing.RoundDraft {
		return a, fault.New(fault.Gone, "pairing.fault.round-status")
	}
	if a.run, err = p.Matchmaking.Open(r.Context(), r.Actor, a.Run); err != nil {
		return a, office.Hide(err)
	}
	m, there := a.run.Person(r.PathValue("mentee"))
	if !there || m.Side != pairing.Mentee {
		return a, errNone
	}
	a.mentee = m
	ranks := map[string]int64{}
	err = p.drafts(r, a.aRound, func(y pairing.Proposal) {
		if y.Mentee == m.Application {
			a.mentors = append(a.mentors, y.Mentor)
			ranks[y.Mentor] = y.Rank
		}
	})
	slices.SortFunc(a.mentors, func(x, y string) int { return cmp.Compare(ranks[x], ranks[y]) })
	if err != nil {
		return a, err
	}
	return a, p.arrangeForm(r, &a)
}

func (p *Pages) arrangeForm(r *web.Request, a *arranging) error {
	a.page = &desk.Form{Frame: a.frame(r, "matchdesk.arrange.title")}
	a.page.Eyebrow, a.page.Lede = a.mentee.Name, r.Tr.N("matchdesk.arrange.lede", a.run.Shown())
	form := &web.Form{Submit: r.T("matchdesk.arrange.save"), Cancel: desk.Cancel(r, a.href()), Fields: []*web.Field{desk.VersionField(a.Version)}}
	for i, id := range a.mentors {
		f := &web.Field{Kind: web.Select, Name: "place-" + id, Label: name(r, a.crowd, id), Value: strconv.Itoa(i + 1), HideOptional: true}
		for n := range a.mentors {
			f.Options = append(f.Options, web.Option{Value: strconv.Itoa(n + 1), Label: r.T("matchdesk.arrange.place", "number", r.Tr.Number(n+1))})
		}
		f.Options = append(f.Options, web.Option{Value: out, Label: r.T("matchdesk.arrange.out")})
		form.Fields = append(form.Fields, f)
	}
	ranked, err := p.Matchmaking.Ranked(r.Context(), a.run, a.mentee.Application)
	if err != nil {
		return err
	}
	ranked = slices.DeleteFunc(ranked, func(id string) bool { return slices.Contains(a.mentors, id) })
	found, err := p.Matchmaking.Explain(r.Context(), a.run, a.mentee.Application, ranked[:min(len(ranked), mostOffered)]...)
	if err != nil {
		return err
	}
	add := &web.Field{Kind: web.Select, Name: "add", Label: r.T("matchdesk.arrange.add"), Hint: r.T("matchdesk.arrange.add-hint"), Value: out, HideOptional: true,
		Options: []web.Option{{Value: out, Label: r.T("matchdesk.arrange.nobody")}}}
	for _, c := range found {
		if c.Allowed {
			add.Options = append(add.Options, web.Option{Value: c.Application, Label: r.T("matchdesk.arrange.option", "name", c.Name, "fit", lower(r.T(fitKey(c.Total))))})
		}
	}
	form.Fields = append(form.Fields, add)
	a.page.Form = form
	return nil
}

func (p *Pages) arrange(w http.ResponseWriter, r *web.Request) error {
	a, err := p.arranging(r)
	if err != nil {
		return err
	}
	return a.page.Show(w, r)
}

// rearrange saves the order; places that were given twice keep the order in
// which they stood.
func (p *Pages) rearrange(w http.ResponseWriter, r *web.Request) error {
	a, err := p.arranging(r)
	if err != nil {
		return err
	}
	if err := r.Fill(a.page.Form); err != nil {
		return err
	}
	list, err := p.Matchmaking.Shortlist(r.Context(), a.run, a.mentee.Application, a.order()...)
	if err != nil {
		return err
	}
	_, err = p.Pairing.Arrange(r.Context(), r.Actor, a.ID, desk.Version(a.page.Form), list)
	if err != nil {
		return a.page.Refuse(w, r, err, func() (*web.Form, error) {
			now, err := p.arranging(r)
			if err != nil {
				return nil, err
			}
			return sameFields(a.page.Form, now.page.Form), nil
		})
	}
	return r.Done(w, a.href(), "matchdesk.arrange.done")
}

// order is the mentors as the form places them.
func (a arranging) order() []string {
	form := a.page.Form
	place := func(id string) int {
		n, err := strconv.Atoi(form.Value("place-" + id))
		if err != nil {
			return 0 // taken out
		}
		return n
	}
	list := slices.DeleteFunc(slices.Clone(a.mentors), func(id string) bool { return place(id) == 0 })
	slices.SortStableFunc(list, func(x, y string) int { return cmp.Compare(place(x), place(y)) })
	if add := form.Value("add"); add != out && add != "" {
		list = append(list, add)
	}
	return list
}

// sameFields is the newer form with the fields of the one that was sent, since
// the list behind it may have other mentors by now.
func sameFields(mine, newer *web.Form) *web.Form {
	out := *newer
	out.Fields = nil
	for _, f := range mine.Fields {
		if theirs := newer.Field(f.Name); theirs != nil {
			out.Fields = append(out.Fields, theirs)
		} else {
			same := *f
			out.Fields = append(out.Fields, &same)
		}
	}
	return &out
}

// proposalOf is the proposal that the address or the form names, of a round.
func (p *Pages) proposalOf(r *web.Request, x aRound) (found pairing.Proposal, err error) {
	wanted := r.URL.Query().Get("proposal")
	if r.Method == http.MethodPost {
		wanted = r.PostForm.Get("proposal")
	}
	for f := (pairing.Filter{Intake: x.Intake, Round: x.ID}); ; {
		list, err := p.Pairing.Proposals(r.Context(), r.Actor, f, pairing.MaxPage)
		if err != nil {
			return found, err
		}
		for _, y := range list {
			if y.ID == wanted {
				return y, nil
			}
		}
		if len(list) < pairing.MaxPage {
			return found, errPair
		}
		f.After = list[len(list)-1].ID
	}
}

// pairStep asks before a step with one proposal of a round.
func (p *Pages) pairStep(r *web.Request, step string) (*desk.Confirm, aRound, pairing.Proposal, error) {
	x, err := p.oneRound(r, access.Write)
	if err != nil {
		return nil, x, pairing.Proposal{}, err
	}
	y, err := p.proposalOf(r, x)
	if err != nil {
		return nil, x, y, err
	}
	c := &desk.Confirm{Frame: x.frame(r, "matchdesk.step."+step+".title"), Confirm: web.Confirm{
		Lede: r.T("matchdesk.step."+step+".lede", "mentee", name(r, x.crowd, y.Mentee), "mentor", name(r, x.crowd, y.Mentor)),
		Form: &web.Form{Action: x.href() + "/" + step, Submit: r.T("matchdesk.step." + step + ".do"), Cancel: &web.Link{Text: r.T("common.back"), Href: x.href()},
			Fields: []*web.Field{{Kind: web.Hidden, Name: "proposal", Value: y.ID}, desk.VersionField(y.Version)}}}}
	return c, x, y, nil
}

func (p *Pages) confirmQuestion(r *web.Request) (*desk.Confirm, aRound, pairing.Proposal, error) {
	c, x, y, err := p.pairStep(r, "confirm")
	if err == nil {
		c.Confirm.Form.Fields = append(c.Confirm.Form.Fields, &web.Field{Kind: web.Textarea, Name: "note", Label: r.T("matchdesk.pair.note"), Hint: r.T("matchdesk.pair.note-hint"),
			Required: true, MaxLength: pairing.MaxNote, Rows: 3})
	}
	return c, x, y, err
}

func (p *Pages) askConfirm(w http.ResponseWriter, r *web.Request) error {
	c, _, _, err := p.confirmQuestion(r)
	if err != nil {
		return err
	}
	return c.Show(w, r)
}

// confirm notes that a pair is wanted although the mentee is the mentor's line
// manager (R3.4-3).
func (p *Pages) confirm(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	c, x, y, err := p.confirmQuestion(r)
	if err != nil {
		return err
	}
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	if err := p.Pairing.Confirm(r.Context(), r.Actor, y.ID, c.Confirm.Form.Value("note")); err != nil {
		return c.Refuse(w, r, err)
	}
	return r.Done(w, x.href(), "matchdesk.step.confirm.done")
}

func (p *Pages) withdrawQuestion(r *web.Request) (*desk.Confirm, aRound, pairing.Proposal, error) {
	c, x, y, err := p.pairStep(r, "withdraw")
	if err == nil {
		c.Confirm.Points, c.Confirm.Form.Variant = []string{r.T("matchdesk.step.withdraw.words"), r.T("matchdesk.step.withdraw.next")}, web.Danger
	}
	return c, x, y, err
}

func (p *Pages) askWithdraw(w http.ResponseWriter, r *web.Request) error {
	c, _, _, err := p.withdrawQuestion(r)
	if err != nil {
		return err
	}
	return c.Show(w, r)
}

func (p *Pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	c, x, y, err := p.withdrawQuestion(r)
	if err != nil {
		return err
	}
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	if err := p.Pairing.Withdraw(r.Context(), r.Actor, y.ID, desk.Version(c.Confirm.Form)); err != nil {
		if fault.Is(err, fault.Gone) {
			err = fault.New(fault.Conflict, "pairing.fault.closed").Because(err)
		}
		return c.Refuse(w, r, err)
	}
	return r.Done(w, x.href(), "matchdesk.step.withdraw.done")
}
