package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
)

// proposalPage is one proposal with all that its reader may know of the other
// side. A mentor answers here and sees the load first (R6.1-10).
type proposalPage struct {
	web.Page
	Card   card
	Load   web.Facts // of a mentor who is asked
	Places *web.Link // to change their number
	Paused bool
	Resume *web.Form
	Form   *web.Form // a mentor's answer; nil: none is awaited
	Choose *web.Button
	Points []string // what the state means and what comes next
	Sheets []web.Link
	Tie    *web.Link // to declare a conflict of interest
	Help   web.Help

	a applicant
	c pairing.Card
}

// proposal finds a card of the actor and the own application behind it.
func (p *Pages) cardOf(r *web.Request) (pairing.Card, applicant, error) {
	c, err := p.Pairing.Card(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return c, applicant{}, err
	}
	own, err := p.Applications.Own(r.Context(), r.Actor, c.Application)
	if err != nil {
		return c, applicant{}, err
	}
	a, err := p.whole(r, own)
	return c, a, err
}

// within is a page below the applicant's proposals.
func (p *Pages) within(r *web.Request, a applicant, title string) web.Page {
	page := p.step(r, a, title)
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: r.T("proposal.title"), Href: a.path("/proposals")})
	return page
}

// below is a page below one proposal.
func (p *Pages) below(r *web.Request, a applicant, c pairing.Card, title string) web.Page {
	page := p.within(r, a, title)
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: c.Name, Href: proposalPath(c.ID, "")})
	return page
}

func (p *Pages) proposal(w http.ResponseWriter, r *web.Request) error {
	page, err := p.proposalPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/proposal", page)
}

func (p *Pages) proposalPage(r *web.Request) (*proposalPage, error) {
	c, a, err := p.cardOf(r)
	if err != nil {
		return nil, err
	}
	page := &proposalPage{Page: p.within(r, a, ""), a: a, c: c, Card: card{ID: "p-" + c.ID, State: seenOf(r, c)}, Points: points(r, c)}
	page.Title, page.Lede, page.Eyebrow = c.Name, personOf(c).Text, r.T("proposal.eyebrow."+string(theirs(c.Side)))
	if c.Seen == pairing.SeenBegun {
		page.Eyebrow = r.T("proposal.yours." + string(theirs(c.Side)))
	}
	if page.Help, err = p.help(r); err != nil {
		return nil, err
	}
	if !slices.Contains(live, c.Seen) {
		return page, nil
	}
	entries, err := p.vocabulary(r, a.Programme)
	if err != nil {
		return nil, err
	}
	if page.Card, err = p.card(r, a, c, entries); err != nil {
		return nil, err
	}
	page.Tie = &web.Link{Text: r.T("proposal.tie.link"), Href: proposalPath(c.ID, "/conflict")}
	page.Sheets = sheetLinks(r, []pairing.Card{c}, c.Side)
	if talking(c) {
		page.Card.Links = []web.Button{{Text: r.T("proposal.talk.go"), Href: proposalPath(c.ID, "/talk"), Variant: web.Secondary}}
	}
	if c.Side == pairing.Mentee && answerable(c) {
		page.Choose = &web.Button{Text: r.T("proposal.choose.go"), Href: a.path("/proposals#answer")}
	}
	if c.Side == pairing.Mentor && c.Seen == pairing.SeenYours {
		err = p.ask(r, page)
	}
	return page, err
}

// talking tells whether a time for the talk can be named.
func talking(c pairing.Card) bool {
	return c.Side == pairing.Mentee && c.Seen == pairing.SeenTheirs || c.Side == pairing.Mentor && c.Seen == pairing.SeenYours
}

// points say what the state means for the reader.
func points(r *web.Request, c pairing.Card) (list []string) {
	names := map[pairing.Seen][]string{
		pairing.SeenYours: {"talk-first", "private", "silence"}, pairing.SeenInLine: {"line", "take-back"}, pairing.SeenTheirs: {"talk", "take-back"},
		pairing.SeenBegun: {"first-step", "contact"}, pairing.SeenNo: {"untold"}, pairing.SeenLate: {"late"}, pairing.SeenClosed: {"closed"}}[c.Seen]
	for _, name := range names {
		key := "proposal.point." + name
		if name == "first-step" || name == "talk-first" || name == "late" || name == "closed" {
			key += "-" + string(c.Side)
		}
		list = append(list, r.T(key))
	}
	return list
}

// ask lets a mentor answer, with the load before the eyes. Who pauses ends the
// pause first.
func (p *Pages) ask(r *web.Request, page *proposalPage) error {
	l, err := p.Pairing.Load(r.Context(), r.Actor, page.a.ID)
	if err != nil {
		return err
	}
	page.Load, page.Places, page.Paused = loadFacts(r, l), placesLink(r, page.a), l.Paused
	if l.Paused {
		page.Resume = pauseForm(r, page.a, true)
		page.Resume.Fields = append(page.Resume.Fields, hidden("back", proposalPath(page.c.ID, "")))
	}
	page.Form = answerForm(r, page.c, l)
	return nil
}

// Names of a mentor's answer.
const (
	replyField = "reply"
	pauseField = "pause"
)

func answerForm(r *web.Request, c pairing.Card, l pairing.Load) *web.Form {
	reply := &web.Field{Kind: web.Radios, Name: replyField, Label: r.T("proposal.answer.title"), Required: true}
	for _, said := range []pairing.Reply{pairing.Yes, pairing.Later, pairing.No} {
		o := web.Option{Value: string(said), Label: r.T(said.Key())}
		switch {
		case said == pairing.Yes && l.Paused:
			continue // a yes needs the pause to end first
		case said == pairing.Yes && l.Free() == 1:
			o.Hint = r.T("proposal.answer.last")
		case said == pairing.Later && c.Reply == pairing.Later:
			o.Hint = r.T("proposal.answer.later-given")
		case said == pairing.Later:
			o.Hint = r.T("proposal.choose.later")
		}
		reply.Options = append(reply.Options, o)
	}
	if c.Reply == pairing.Later {
		reply.Value = string(pairing.Later)
	}
	f := &web.Form{ID: "answer", Action: proposalPath(c.ID, ""), Submit: r.T("proposal.answer.submit"), Fields: []*web.Field{reply}}
	if !l.Paused {
		f.Fields = append(f.Fields, &web.Field{Kind: web.Checkbox, Name: pauseField, Label: r.T("proposal.answer.pause"), Hint: r.T("proposal.pause.note"), HideOptional: true})
	}
	f.Fields = append(f.Fields, versionField(c.Version), hidden(confirmedField, ""))
	return f
}

// answerProposal takes a mentor's answer. Yes and no are for good, so they are
// asked about once more.
func (p *Pages) answerProposal(w http.ResponseWriter, r *web.Request) error {
	page, err := p.proposalPage(r)
	if err != nil {
		return err
	}
	if page.a.Side != application.Mentor {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	if err := r.Posted(); err != nil {
		return err
	}
	said := pairing.Reply(r.PostForm.Get(replyField))
	if page.Form == nil {
		return p.answeredAlready(w, r, page.c, said)
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if (said == pairing.Yes || said == pairing.No) && page.Form.Value(confirmedField) == "" {
		return r.Render(w, "workspace/withdraw", p.confirmAnswer(r, page, said))
	}
	if _, err := p.Pairing.Answer(r.Context(), r.Actor, page.c.ID, version(page.Form), said); err != nil {
		return p.refuseAnswer(w, r, page, said, err)
	}
	if r.PostForm.Get(pauseField) == yesValue {
		if err := p.Pairing.Pause(r.Context(), r.Actor, page.a.ID, true); err != nil {
			return err
		}
	}
	return p.thank(w, r, page.c.ID, said)
}

// thank says what the answer has done.
func (p *Pages) thank(w http.ResponseWriter, r *web.Request, proposalID string, said pairing.Reply) error {
	return r.Done(w, proposalPath(proposalID, ""), "proposal.answer.done."+string(said))
}

// answeredAlready thanks who sends the same answer twice; any other answer comes
// too late.
func (p *Pages) answeredAlready(w http.ResponseWriter, r *web.Request, c pairing.Card, said pairing.Reply) error {
	if c.Seen == pairing.SeenBegun && said == pairing.Yes || c.Seen == pairing.SeenNo && said == pairing.No {
		return p.thank(w, r, c.ID, said)
	}
	return fault.New(fault.Gone, "pairing.fault.closed")
}

func (p *Pages) refuseAnswer(w http.ResponseWriter, r *web.Request, page *proposalPage, said pairing.Reply, err error) error {
	if fault.Is(err, fault.Gone) {
		c, _, again := p.cardOf(r)
		if again != nil {
			return again
		}
		return p.answeredAlready(w, r, c, said)
	}
	page.Form.Field("version").Value = versionField(page.c.Version).Value
	page.Form.Field(confirmedField).Value = ""
	return r.Refuse(w, err, &page.Page, page.Form, "workspace/proposal", page)
}

// confirmAnswer asks before a yes or a no is final.
func (p *Pages) confirmAnswer(r *web.Request, page *proposalPage, said pairing.Reply) *withdrawPage {
	confirm := &withdrawPage{Page: p.below(r, page.a, page.c, "proposal.answer.confirm."+string(said))}
	confirm.Confirm = web.Confirm{Lede: r.T("proposal.answer.lede."+string(said), "name", page.c.Name),
		Form: &web.Form{Action: page.Form.Action, Submit: r.T("proposal.answer.confirm-submit." + string(said)),
			Cancel: &web.Link{Text: r.T("proposal.no.back"), Href: page.Form.Action}}}
	for _, point := range map[pairing.Reply][]string{pairing.Yes: {"begins", "letter", "place", "tie"}, pairing.No: {"final", "untold", "no-reason"}}[said] {
		confirm.Confirm.Points = append(confirm.Confirm.Points, r.T("proposal.answer.point."+point))
	}
	if said == pairing.No {
		confirm.Confirm.Form.Variant = web.Danger
	}
	if r.PostForm.Get(pauseField) == yesValue {
		confirm.Confirm.Points = append(confirm.Confirm.Points, r.T("proposal.answer.point.pause"))
	}
	for _, f := range page.Form.Fields {
		value := f.Value
		if f.Name == confirmedField {
			value = yesValue
		}
		confirm.Confirm.Form.Fields = append(confirm.Confirm.Form.Fields, hidden(f.Name, value))
	}
	return confirm
}
