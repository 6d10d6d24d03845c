package workspace

import (
	"net/http"
	"strconv"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
)

// talkPage books the introductory talk of thirty minutes: one side names a time,
// the other agrees or names another.
type talkPage struct {
	web.Page
	Name   string
	State  web.Status
	When   string // the time that is named; empty: none
	Email  string // of the other, once a time is agreed
	Agree  *web.Form
	Form   *web.Form // to name a time
	Points []string
	Sheets []web.Link

	a applicant
	c pairing.Card
}

// when is a day and a time as they stand in a sentence.
func when(r *web.Request, at time.Time) string { return r.Tr.WeekdayDate(at) + ", " + r.Tr.At(at) }

// talkKey is the key of the sentence about a card's talk.
func talkKey(c pairing.Card) string {
	switch {
	case c.Talk.Agreed:
		return "proposal.talk.agreed"
	case c.Talk.By == c.Side:
		return "proposal.talk.yours"
	}
	return "proposal.talk.theirs"
}

func (p *Pages) talk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.talkPage(r)
	if err != nil {
		return err
	}
	if !talking(page.c) {
		return r.Redirect(w, proposalPath(page.c.ID, ""))
	}
	return r.Render(w, "workspace/talk", page)
}

func (p *Pages) talkPage(r *web.Request) (*talkPage, error) {
	c, a, err := p.cardOf(r)
	if err != nil {
		return nil, err
	}
	page := &talkPage{Page: p.below(r, a, c, "proposal.talk.title"), Name: c.Name, Sheets: sheetLinks(r, []pairing.Card{c}, c.Side), a: a, c: c}
	page.Lede = r.T("proposal.talk.lede")
	for _, point := range []string{"minutes", "email", "optional"} {
		page.Points = append(page.Points, r.T("proposal.talk.point."+point))
	}
	page.Form = p.talkForm(r, c)
	if c.Talk.At == nil {
		page.State = web.Status{State: web.ToDo, Text: r.T("proposal.talk.none")}
		return page, nil
	}
	page.When = when(r, *c.Talk.At)
	page.State = web.Status{State: web.Begun, Text: r.T("proposal.talk.state." + talkState(c))}
	page.Form.Submit, page.Form.Variant = r.T("proposal.talk.again"), web.Secondary
	if c.Talk.Agreed {
		page.State.State = web.Ready
		profile, err := p.Pairing.Profile(r.Context(), r.Actor, c.ID)
		if err != nil && !fault.Is(err, fault.Gone) {
			return nil, err
		}
		page.Email = profile.Email
	} else if c.Talk.By != c.Side && c.Talk.At.After(p.Now()) {
		page.State.State = web.Look
		page.Agree = &web.Form{ID: "agree", Action: r.URL.Path, Submit: r.T("proposal.talk.agree"), Fields: []*web.Field{hidden("do", "agree"), hidden("agreed", strconv.FormatInt(c.Version, 10))}}
	}
	return page, nil
}

func talkState(c pairing.Card) string {
	switch {
	case c.Talk.Agreed:
		return "agreed"
	case c.Talk.By == c.Side:
		return "yours"
	}
	return "theirs"
}

// Names of the fields of a time; the first is also that of what the service says
// about both.
const (
	dayField  = "talk"
	timeField = "time"
)

func (p *Pages) talkForm(r *web.Request, c pairing.Card) *web.Form {
	today := p.Now().In(p.Intakes.Zone)
	return &web.Form{Action: r.URL.Path, Submit: r.T("proposal.talk.submit"), Fields: []*web.Field{
		{Kind: web.Date, Name: dayField, Label: r.T("proposal.talk.day"), Hint: r.T("proposal.talk.ahead"), Required: true, Short: true,
			Earliest: today.Format(time.DateOnly), Latest: today.AddDate(0, 0, 30).Format(time.DateOnly)},
		{Kind: web.Time, Name: timeField, Label: r.T("proposal.talk.time"), Required: true, Short: true},
		versionField(c.Version)}}
}

// bookTalk names a time or agrees to one. What was sent twice is no fault.
func (p *Pages) bookTalk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.talkPage(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	if r.PostForm.Get("do") == "agree" {
		return p.agreeTalk(w, r, page)
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", page.Form.Value(dayField)+" "+page.Form.Value(timeField), p.Intakes.Zone)
	if err != nil {
		err = fault.Fields(map[string]fault.Message{dayField: fault.Msg("pairing.fault.talk")})
	} else {
		err = p.Pairing.ProposeTalk(r.Context(), r.Actor, page.c.ID, version(page.Form), at)
	}
	if stale(err) && page.c.Talk.At != nil && page.c.Talk.By == page.c.Side && page.c.Talk.At.Equal(at) {
		err = nil
	}
	if err != nil {
		page.Form.Field("version").Value = versionField(page.c.Version).Value
		return r.Refuse(w, err, &page.Page, page.Form, "workspace/talk", page)
	}
	return r.Done(w, r.URL.Path, "proposal.talk.named")
}

func (p *Pages) agreeTalk(w http.ResponseWriter, r *web.Request, page *talkPage) error {
	if !page.c.Talk.Agreed {
		n, isNumber := number(r.PostForm.Get("agreed"))
		if !isNumber {
			n = -1
		}
		if err := p.Pairing.AgreeTalk(r.Context(), r.Actor, page.c.ID, int64(n)); err != nil {
			return r.Refuse(w, err, &page.Page, page.Form, "workspace/talk", page)
		}
	}
	return r.Done(w, r.URL.Path, "proposal.talk.settled")
}
