package series

import (
	"net/http"
	"strconv"
	"strings"

	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
)

// cancelPage asks before a meeting is called off.
type cancelPage struct {
	web.Page
	Confirm web.Confirm
}

func (p *Pages) cancelPage(r *web.Request) (meeting.Meeting, *cancelPage, error) {
	x, m, err := p.theMeeting(r)
	if err != nil {
		return m, nil, err
	}
	reach, err := p.reach(r, m)
	if err != nil {
		return m, nil, err
	}
	page := &cancelPage{Page: p.page(r, x, "series.cancel.title", web.Crumb{Text: r.T("series.single"), Href: href(m, "")})}
	page.Confirm = web.Confirm{Lede: When(r, m), Points: []string{r.T("series.cancel.point-calendar"), r.T("series.cancel.point-stays")}, Form: &web.Form{
		Fields: []*web.Field{reach, hidden("version", strconv.FormatInt(m.Version, 10))}, Submit: r.T("series.cancel.submit"), Variant: web.Danger,
		Cancel: &web.Link{Text: r.T("series.cancel.keep"), Href: href(m, "")}}}
	return m, page, nil
}

func (p *Pages) askCancel(w http.ResponseWriter, r *web.Request) error {
	m, page, err := p.cancelPage(r)
	if err != nil {
		return err
	}
	if m.Status != meeting.Planned || m.SaidAt != nil {
		return r.Redirect(w, href(m, ""))
	}
	return r.Render(w, "series/cancel", page)
}

func (p *Pages) cancel(w http.ResponseWriter, r *web.Request) error {
	m, page, err := p.cancelPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Confirm.Form); err != nil {
		return err
	}
	to := strings.TrimSuffix(href(m, ""), "/"+m.ID)
	if m.Status == meeting.Cancelled {
		return r.Done(w, to, "series.cancel.done") // most often this form, sent twice
	}
	if f := page.Confirm.Form; f.Value("reach") == andAfter {
		_, err = p.Meetings.CancelRest(r.Context(), r.Actor, m.ID, version(f))
	} else {
		_, err = p.Meetings.Cancel(r.Context(), r.Actor, m.ID, version(f))
	}
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Confirm.Form, "series/cancel", page)
	}
	return r.Done(w, to, "series.cancel.done")
}
