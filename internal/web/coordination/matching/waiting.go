package matching

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// perWaiting is how many of those who wait a page holds.
const perWaiting = 50

// cursor is a place in the waiting list, as an address has it.
func cursor(text string) (c pairing.Cursor) {
	at, id, _ := strings.Cut(text, "~")
	when, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return pairing.Cursor{} // none: the list's beginning
	}
	return pairing.Cursor{At: when, ID: id}
}

// waiting lists who has neither a mentor nor a proposal, the longest waiting
// first: that is their priority.
func (p *Pages) waiting(w http.ResponseWriter, r *web.Request) error {
	c, err := p.choose(r)
	if err != nil {
		return err
	}
	if c.ID == "" {
		return errNone
	}
	list, err := p.Pairing.Waiting(r.Context(), r.Actor, c.ID, cursor(r.URL.Query().Get("after")), perWaiting)
	if err != nil {
		return office.Hide(err)
	}
	l := &desk.List{Frame: frame(r, "matchdesk.waiting.title")}
	l.Eyebrow, l.Lede = c.Name(r.Lang()), r.T("matchdesk.waiting.lede")
	may := office.May(r, access.Pairing, c.Programme)
	l.Table = waitingTable(r, list, may, r.URL.Query().Has(every))
	next := ""
	if len(list) == perWaiting {
		last := list[perWaiting-1]
		next = last.Since.UTC().Format(time.RFC3339Nano) + "~" + last.Application
	}
	l.Turn(r, "after", next, "")
	if may && len(list) > 0 {
		l.Pick = &web.Form{ID: "pick", Method: "get", Action: room + "/news", Submit: r.T("matchdesk.waiting.set"), Variant: web.Secondary, Cancel: everyLink(r),
			Fields: []*web.Field{{Kind: web.Hidden, Name: "intake", Value: c.ID}}}
	}
	if l.Parts, err = p.helps(r, c.ID); err != nil {
		return err
	}
	return l.Show(w, r)
}

// helps is what would help those who wait, as the latest run has it.
func (p *Pages) helps(r *web.Request, intakeID string) ([]desk.Part, error) {
	runs, err := p.Pairing.Runs(r.Context(), r.Actor, intakeID)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	run, err := p.Matchmaking.Open(r.Context(), r.Actor, runs[0].ID)
	if err != nil {
		return nil, err
	}
	return placeParts(r, run), nil
}

// every in an address has every row of the page picked, for those without
// script.
const every = "all"

func everyLink(r *web.Request) *web.Link {
	q, key := r.URL.Query(), "coordination.queue.pick-all"
	if q.Has(every) {
		q.Del(every)
		key = "coordination.queue.pick-none"
	} else {
		q.Set(every, "1")
	}
	return &web.Link{Text: r.T(key), Href: r.URL.Path + "?" + q.Encode() + "#list"}
}

func waitingTable(r *web.Request, list []pairing.Waiting, may, all bool) web.Table {
	t := web.Table{Caption: r.T("matchdesk.waiting.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("coordination.application.number")}, {Title: r.T("matchdesk.mentee.single")},
		{Title: r.T("matchdesk.mentee.since")}, {Title: r.T("matchdesk.waiting.tried"), Numeric: true}, {Title: r.T("matchdesk.waiting.news")}},
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("matchdesk.waiting.none"), Text: r.T("matchdesk.waiting.none-text")}}
	for _, x := range list {
		number := web.Cell{Text: x.Number, Href: "/coordination/applications/" + x.Application}
		if may {
			number.Pick = &web.Pick{Form: "pick", Name: "chosen", Value: x.Application, Label: r.T("coordination.queue.pick", "number", x.Number), On: all}
		}
		news := office.Day(r, x.NewsOn)
		if news == "" {
			news = r.T("matchdesk.waiting.unknown")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{number, {Text: x.Name}, {Text: r.Tr.ShortDate(x.Since)}, {Text: r.Tr.Number(x.Tried)}, {Text: news}}})
	}
	return t
}

// newsPage asks for the day on which the chosen ones hear next.
func (p *Pages) newsPage(r *web.Request, chosen []string) (*desk.Form, office.Choice, error) {
	c, err := p.choose(r)
	if err != nil {
		return nil, c, err
	}
	if c.ID == "" {
		return nil, c, errNone
	}
	if err := r.Actor.Check(access.Write, access.Object{Thing: access.Pairing, Programme: c.Programme}); err != nil {
		return nil, c, err
	}
	crowd, err := p.Matchmaking.Crowd(r.Context(), r.Actor, c.ID)
	if err != nil {
		return nil, c, err
	}
	page := &desk.Form{Frame: frame(r, "matchdesk.waiting.set")}
	page.Under(r.T("matchdesk.waiting.title"), at("/waiting", c.ID))
	field := &web.Field{Kind: web.Checkboxes, Name: "chosen", Label: r.T("matchdesk.waiting.chosen"), Required: true}
	for _, m := range crowd.Mentees() {
		if slices.Contains(chosen, m.Application) {
			field.Options = append(field.Options, web.Option{Value: m.Application, Label: m.Number + ", " + m.Name})
			field.Values = append(field.Values, m.Application)
		}
	}
	if len(field.Options) == 0 {
		page.Empty = &web.Empty{Icon: "list-checks", Title: r.T("matchdesk.waiting.nobody"), Text: r.T("matchdesk.waiting.nobody-do"),
			Action: &web.Button{Text: r.T("common.back"), Href: at("/waiting", c.ID), Variant: web.Secondary}}
		return page, c, nil
	}
	page.Form = &web.Form{Action: room + "/news", Submit: r.T("common.save"), Cancel: desk.Cancel(r, at("/waiting", c.ID)), Fields: []*web.Field{
		{Kind: web.Hidden, Name: "intake", Value: c.ID}, field,
		{Kind: web.Date, Name: "news_on", Label: r.T("matchdesk.waiting.news"), Hint: r.T("matchdesk.waiting.news-hint"), Required: true}}}
	return page, c, nil
}

func (p *Pages) askNews(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.newsPage(r, r.URL.Query()["chosen"])
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) setNews(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	page, c, err := p.newsPage(r, r.PostForm["chosen"])
	if err != nil {
		return err
	}
	if page.Form == nil {
		return r.RenderStatus(w, http.StatusUnprocessableEntity, "desk/form", page)
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	err = p.Pairing.SetNews(r.Context(), r.Actor, c.ID, page.Form.Field("chosen").Values, page.Form.Value("news_on"))
	if fault.Is(err, fault.NotFound) {
		return office.Hide(err)
	}
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, at("/waiting", c.ID), "matchdesk.waiting.done")
}
