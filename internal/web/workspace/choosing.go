package workspace

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
)

// A mentee answers all cards in one form: one group of choices a card, in which
// a yes has its place in the mentee's own order. So ranking needs no script and
// no dragging, and one yes can be moved without touching the others.

// Names of the form's fields, besides one for each card.
const (
	sharesField    = "shares"
	confirmedField = "confirmed"
	yesValue       = "yes"
)

func answerField(c pairing.Card) string { return "answer-" + c.ID }
func versionName(c pairing.Card) string { return "version-" + c.ID }
func rankable(c pairing.Card) bool {
	return c.Seen == pairing.SeenYours || c.Seen == pairing.SeenInLine
}
func answerable(c pairing.Card) bool { return rankable(c) || c.Seen == pairing.SeenTheirs }
func hidden(name, value string) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: name, Value: value}
}

// choiceForm asks about the open cards; nil when none is open.
func choiceForm(r *web.Request, a applicant, open []pairing.Card) *web.Form {
	f := &web.Form{ID: "answer", Action: a.path("/proposals"), Submit: r.T("proposal.choose.submit")}
	places, shares := 0, ""
	for _, c := range open {
		if rankable(c) {
			places++
		}
	}
	inLine := 0
	for _, c := range open {
		if !answerable(c) {
			continue
		}
		if c.Seen == pairing.SeenInLine {
			inLine++
		}
		if c.Shares {
			shares = yesValue
		}
		f.Fields = append(f.Fields, cardField(r, c, places, inLine), hidden(versionName(c), strconv.FormatInt(c.Version, 10)))
	}
	if len(f.Fields) == 0 {
		return nil
	}
	f.Fields = append(f.Fields, &web.Field{Kind: web.Checkbox, Name: sharesField, Label: r.T("proposal.choose.shares"), Hint: r.T("proposal.choose.shares-hint"),
		Value: shares, HideOptional: true}, hidden(confirmedField, ""))
	return f
}

// cardField is one card's choices, as it was answered; place is the card's own
// among those that stand in line.
func cardField(r *web.Request, c pairing.Card, places, place int) *web.Field {
	f := &web.Field{Kind: web.Radios, Name: answerField(c), Label: c.Name, HideOptional: true}
	no := web.Option{Value: string(pairing.No), Label: r.T(pairing.No.Key())}
	if c.Seen == pairing.SeenTheirs {
		f.Value, f.Hint = string(pairing.Yes), r.T("proposal.choose.asked")
		f.Options = []web.Option{{Value: string(pairing.Yes), Label: r.T("proposal.choose.keep")}, no}
		return f
	}
	for i := 1; i <= places; i++ {
		o := web.Option{Value: strconv.Itoa(i), Label: r.T("proposal.choose.place", "place", i)}
		if places == 1 {
			o.Label = r.T(pairing.Yes.Key())
		}
		f.Options = append(f.Options, o)
	}
	if c.Seen == pairing.SeenInLine {
		f.Value = strconv.Itoa(place)
	} else {
		f.Options = append(f.Options, web.Option{Value: string(pairing.Later), Label: r.T(pairing.Later.Key()), Hint: r.T("proposal.choose.later")})
		if c.Reply == pairing.Later {
			f.Value = string(pairing.Later)
		}
	}
	f.Options = append(f.Options, no)
	return f
}

// picked is what a mentee's form says.
type picked struct {
	choices  []pairing.Choice // what is new
	refused  []string         // names of those to whom the answer is no
	answered bool             // there are answers, new or not
	gone     bool             // one is about a card that is no longer open
}

// pick reads the form. Every yes is given again when the order or what is
// shared changed, so that their places follow each other; what says nothing new
// is left out, so that sending twice is the same as once.
func pick(posted url.Values, all, open []pairing.Card) (p picked, err error) {
	bad, places, moved := fault.Checks{}, map[string]int{}, false
	shares := posted.Get(sharesField) == yesValue
	for _, c := range all {
		said := posted.Get(answerField(c))
		if said == "" {
			continue
		}
		p.answered = true
		if !slices.ContainsFunc(open, func(o pairing.Card) bool { return o.ID == c.ID && answerable(o) }) {
			p.gone = p.gone || !(c.Seen == pairing.SeenNo && said == string(pairing.No))
			continue
		}
		place, isPlace := number(said)
		switch {
		case c.Seen == pairing.SeenTheirs && (isPlace || said == string(pairing.Yes)):
			if c.Shares != shares {
				p.add(c, pairing.Yes, posted)
			}
		case isPlace && slices.Contains(slices.Collect(maps.Values(places)), place):
			bad.Fail(answerField(c), "proposal.choose.twice", "place", place)
		case isPlace:
			places[c.ID], moved = place, moved || c.Seen != pairing.SeenInLine || c.Shares != shares
			p.add(c, pairing.Yes, posted)
		case said == string(pairing.No):
			p.refused = append(p.refused, c.Name)
			p.add(c, pairing.No, posted)
		case said != string(pairing.Later):
			bad.Fail(answerField(c), "pairing.fault.reply")
		case c.Reply != pairing.Later:
			p.add(c, pairing.Later, posted)
		}
	}
	p.order(places, moved, open)
	return p, bad.Err()
}

func (p *picked) add(c pairing.Card, reply pairing.Reply, posted url.Values) {
	version, isNumber := number(posted.Get(versionName(c)))
	if !isNumber {
		version = -1
	}
	p.choices = append(p.choices, pairing.Choice{Proposal: c.ID, Version: int64(version), Reply: reply, Shares: posted.Get(sharesField) == yesValue})
}

func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// order puts the yeses into their places, or leaves them out when they stand
// there already.
func (p *picked) order(places map[string]int, moved bool, open []pairing.Card) {
	slices.SortStableFunc(p.choices, func(a, b pairing.Choice) int { return places[a.Proposal] - places[b.Proposal] })
	var before, now []string
	for _, c := range open {
		if c.Seen == pairing.SeenInLine && places[c.ID] > 0 {
			before = append(before, c.ID)
		}
	}
	for _, c := range p.choices {
		if places[c.Proposal] > 0 {
			now = append(now, c.Proposal)
		}
	}
	if !moved && slices.Equal(before, now) {
		p.choices = slices.DeleteFunc(p.choices, func(c pairing.Choice) bool { return places[c.Proposal] > 0 })
	}
}

// chooseProposals takes a mentee's answers. A no is for good, so it is asked
// about once more.
func (p *Pages) chooseProposals(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	if a.Side != application.Mentee { // mentors answer on the page of the proposal
		return fault.New(fault.NotFound, "fault.not-found")
	}
	page, err := p.proposalsPage(r, a)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	x, err := pick(r.PostForm, page.all, page.open)
	if page.Form != nil {
		if err := r.Fill(page.Form); err != nil {
			return err
		}
	}
	switch {
	case x.gone || page.Form == nil && !x.answered:
		return p.changed(w, r, page.a)
	case !x.answered:
		err = fault.New(fault.Invalid, "pairing.fault.choices")
	case err == nil && len(x.choices) == 0:
		return r.Done(w, a.path("/proposals"), "proposal.choose.done")
	case err == nil && len(x.refused) > 0 && page.Form.Value(confirmedField) == "":
		return r.Render(w, "workspace/withdraw", confirmNo(r, page, x))
	}
	if err == nil {
		err = p.Pairing.Choose(r.Context(), r.Actor, a.ID, x.choices)
	}
	if stale(err) || fault.Is(err, fault.Gone) {
		return p.changed(w, r, page.a)
	}
	if err != nil {
		page.Form.Field(confirmedField).Value = ""
		return r.Refuse(w, err, &page.Page, page.Form, "workspace/proposals", page)
	}
	return r.Done(w, a.path("/proposals"), "proposal.choose.done")
}

// confirmNo asks before the answers with a no are final.
func confirmNo(r *web.Request, page *proposalsPage, x picked) *withdrawPage {
	confirm := &withdrawPage{Page: page.Page, Confirm: web.Confirm{Lede: r.T("proposal.no.lede", "names", r.Tr.List(x.refused)),
		Points: []string{r.T("proposal.no.final"), r.T("proposal.no.untold"), r.T("proposal.no.next")},
		Form: &web.Form{Action: page.Form.Action, Submit: r.T("proposal.no.submit"), Variant: web.Danger,
			Cancel: &web.Link{Text: r.T("proposal.no.back"), Href: page.Form.Action}}}}
	confirm.Title, confirm.Eyebrow = r.T("proposal.no.title"), ""
	for _, f := range page.Form.Fields {
		value := f.Value
		if f.Name == confirmedField {
			value = yesValue
		}
		confirm.Confirm.Form.Fields = append(confirm.Confirm.Form.Fields, hidden(f.Name, value))
	}
	return confirm
}

// changed shows the page as it is by now, with what was answered about the cards
// that are still open.
func (p *Pages) changed(w http.ResponseWriter, r *web.Request, a applicant) error {
	page, err := p.proposalsPage(r, a)
	if err != nil {
		return err
	}
	if page.Form != nil {
		fresh := choiceForm(r, a, page.open)
		page.Form.Fill(r.PostForm)
		page.Form.Field(confirmedField).Value = ""
		for _, c := range page.open {
			if f := page.Form.Field(versionName(c)); f != nil {
				f.Value = fresh.Field(f.Name).Value
			}
			if f := page.Form.Field(answerField(c)); f != nil && !slices.ContainsFunc(f.Options, func(o web.Option) bool { return o.Value == f.Value }) {
				f.Value = fresh.Field(f.Name).Value
			}
		}
	}
	page.Errors = []web.FieldError{{Text: r.T("proposal.changed")}}
	return r.RenderStatus(w, http.StatusConflict, "workspace/proposals", page)
}
