package series

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// Frame is a meeting without what is said at it: when and where, who answered what,
// and what its members can do now. Part "meeting-frame" of this room shows it.
type Frame struct {
	ID      string // of the heading, for the ear
	Title   string
	Href    string // its page
	Status  web.Status
	Facts   web.Facts
	Answers web.Facts   // who answered what; empty once it is over
	Ask     string      // over the forms of Say
	Say     []*web.Form // how it went
	Others  []Counter   // other times that members ask for
	Acts    []web.Button
}

// Counter is a time that a member asks for, with the one action that follows it.
type Counter struct {
	Text string
	Form *web.Form // nil for who asks
}

// who is a member's name as the name of a fact.
func who(r *web.Request, x together.Room, personID string) string {
	if personID == x.Me.Person {
		return r.T("series.you")
	}
	return x.Name(personID)
}

// Frame makes the frame of a meeting for one of its members.
func (p *Pages) Frame(r *web.Request, x together.Room, m meeting.Meeting) Frame {
	f := Frame{ID: "m-" + m.ID, Title: When(r, m), Href: href(m, ""), Status: p.status(r, x, m), Facts: p.facts(r, x, m)}
	if m.Status != meeting.Cancelled {
		f.Acts = []web.Button{{Text: r.T("meetingroom.enter"), Href: href(m, "/room"), Variant: web.Secondary, More: When(r, m)}}
	}
	now := p.Now()
	if m.Status != meeting.Planned || m.Of(r.Actor.Person) == nil {
		return f
	}
	if m.Awaits(r.Actor.Person, now) || m.Disputed() {
		p.ask(r, m, &f)
	}
	if m.SaidAt != nil || !m.EndsAt().After(now) {
		return f
	}
	for _, part := range m.Members {
		f.Answers = append(f.Answers, web.Fact{Name: who(r, x, part.Person), Value: r.T(part.Reply.Key())})
	}
	for _, part := range counters(m) {
		other := Counter{Text: r.T("series.counter.own", "when", day(r, *part.CounterAt))}
		if part.Person != r.Actor.Person {
			other = Counter{r.T("series.counter.text", "who", x.Name(part.Person), "when", day(r, *part.CounterAt)), p.counterForm(r, m, part)}
		}
		f.Others = append(f.Others, other)
	}
	if m.StartsAt.After(now) {
		f.Acts = append(f.Acts, web.Button{Text: r.T("series.move.do"), Href: href(m, "/move"), Variant: web.Tertiary, More: When(r, m)},
			web.Button{Text: r.T("series.cancel.do"), Href: href(m, "/cancel"), Variant: web.Tertiary, More: When(r, m)})
	}
	f.Acts = append(f.Acts, web.Button{Text: r.T("series.file-one"), Href: href(m, "/calendar.ics"), Variant: web.Tertiary, Icon: "download", More: When(r, m)})
	return f
}

// facts are when, how and where; a link is one that can be followed.
func (p *Pages) facts(r *web.Request, x together.Room, m meeting.Meeting) web.Facts {
	facts := web.Facts{{Name: r.T("series.fact.number"), Value: r.Tr.Number(m.Number)}, {Name: r.T("series.fact.minutes"), Value: r.Tr.Count("minute", int(m.Minutes))},
		{Name: r.T("series.fact.form"), Value: r.T(m.Form.Key())}}
	if m.Place != "" {
		facts = append(facts, web.Fact{Name: r.T("series.fact.place"), Value: m.Place, Href: link(m.Place)})
	}
	switch {
	case m.Status == meeting.Cancelled && x.People[m.CancelledBy].ID != "":
		facts = append(facts, web.Fact{Name: r.T("series.fact.cancelled"), Value: who(r, x, m.CancelledBy)})
	case m.Status != meeting.Planned && m.BySilence:
		facts = append(facts, web.Fact{Name: r.T("series.fact.settled"), Value: r.T("series.silence")})
	case m.Word() != meeting.NoWord:
		for _, part := range m.Members {
			if part.Word != meeting.NoWord {
				facts = append(facts, web.Fact{Name: who(r, x, part.Person), Value: r.T("series.word." + string(part.Word))})
			}
		}
	}
	return facts
}

// link is a place that is a web address, and only that.
func link(place string) string {
	u, err := url.Parse(place)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return place
}

// ask offers to say how the meeting went.
func (p *Pages) ask(r *web.Request, m meeting.Meeting, f *Frame) {
	f.Ask = r.T("series.said.ask")
	switch {
	case m.Disputed():
		f.Ask = r.T("series.said.disputed")
	case m.SaidAt != nil:
		f.Ask = r.T("series.said.confirm." + string(m.Word()))
	}
	for i, word := range []meeting.Word{meeting.SaysHeld, meeting.SaysMissed} {
		f.Say = append(f.Say, &web.Form{ID: "said-" + string(word) + "-" + m.ID, Action: href(m, "/said"), Submit: r.T("series.said." + string(word)),
			Variant: []web.Variant{web.Primary, web.Secondary}[i], Fields: []*web.Field{hidden("word", string(word)), hidden("version", strconv.FormatInt(m.Version, 10))}})
	}
}

// counterForm moves the meeting to the time that a member asks for.
func (p *Pages) counterForm(r *web.Request, m meeting.Meeting, part meeting.Member) *web.Form {
	at := part.CounterAt.In(p.Zone)
	return &web.Form{ID: "counter-" + m.ID + "-" + part.Person, Action: href(m, "/move"), Submit: r.T("series.counter.do"), Variant: web.Secondary, Fields: []*web.Field{
		hidden("day", at.Format(time.DateOnly)), hidden("time", at.Format("15:04")), hidden("minutes", strconv.FormatInt(m.Minutes, 10)), hidden("form", string(m.Form)),
		hidden("place", m.Place), hidden("reach", onlyThis), hidden("version", strconv.FormatInt(m.Version, 10))}}
}

// meetingPage is a meeting by itself.
type meetingPage struct {
	web.Page
	Frame Frame
}

func (p *Pages) meeting(w http.ResponseWriter, r *web.Request) error {
	x, m, err := p.theMeeting(r)
	if err != nil {
		return err
	}
	page := &meetingPage{Page: p.page(r, x, "series.single"), Frame: p.Frame(r, x, m)}
	return r.Render(w, "series/meeting", page)
}

// said takes how the viewer says that a meeting went. The same word again, as
// from a form that is sent twice, changes nothing.
func (p *Pages) said(w http.ResponseWriter, r *web.Request) error {
	_, m, err := p.theMeeting(r)
	if err != nil {
		return err
	}
	f := &web.Form{Fields: []*web.Field{hidden("word", ""), hidden("version", "")}}
	if err := r.Fill(f); err != nil {
		return err
	}
	word := meeting.Word(f.Value("word"))
	if part := m.Of(r.Actor.Person); part != nil && part.Word == word && word != meeting.NoWord {
		return r.Done(w, href(m, ""), "series.said.noted")
	}
	saved, err := p.Meetings.Say(r.Context(), r.Actor, m.ID, version(f), word)
	if err != nil {
		return err
	}
	if saved.Status == meeting.Planned {
		return r.Done(w, href(m, ""), "series.said.noted")
	}
	return r.Done(w, href(m, ""), "series.said.settled")
}
