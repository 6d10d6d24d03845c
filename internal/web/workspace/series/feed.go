package series

import (
	"net/http"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// feedPage is a person's own calendar address.
type feedPage struct {
	web.Page
	Says    string
	Address *web.Form // shown once, when it is made; to copy
	Points  []string
	Make    *web.Form
	Revoke  *web.Form // nil: there is none
}

func (p *Pages) feedPage(r *web.Request) (*feedPage, error) {
	page := &feedPage{Page: r.Page("workspace", "series.feed.title"), Says: r.T("series.feed.none"),
		Points: []string{r.T("series.feed.point-secret"), r.T("series.feed.point-slow"), r.T("series.feed.point-twice")}}
	page.Crumbs = []web.Crumb{{Text: r.T("ui.nav.workspace"), Href: "/workspace"}}
	page.Lede = r.T("series.feed.lede")
	page.Make = &web.Form{ID: "make", Action: "/calendar", Submit: r.T("series.feed.make")}
	since, err := p.Calendars.FeedSince(r.Context(), r.Actor)
	if together.Missing(err) {
		return page, nil
	}
	if err != nil {
		return nil, err
	}
	page.Says = r.T("series.feed.since", "date", date(r, since))
	page.Make.Submit, page.Make.Variant = r.T("series.feed.renew"), web.Secondary
	page.Revoke = &web.Form{ID: "revoke", Action: "/calendar/revoke", Submit: r.T("series.feed.revoke"), Variant: web.Danger}
	return page, nil
}

func (p *Pages) feed(w http.ResponseWriter, r *web.Request) error {
	page, err := p.feedPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "series/feed", page)
}

// makeFeed shows the new address on the page that answers: it is kept nowhere.
func (p *Pages) makeFeed(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	secret, err := p.Calendars.MakeFeed(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	page, err := p.feedPage(r)
	if err != nil {
		return err
	}
	address := p.Calendars.FeedAddress(secret)
	page.Address = &web.Form{ID: "address", Method: "get", Action: strings.TrimPrefix(address, p.Calendars.URL), Submit: r.T("series.feed.take"), Variant: web.Tertiary, Fields: []*web.Field{
		{Kind: web.Text, Name: "address", Label: r.T("series.feed.address"), Hint: r.T("series.feed.address-hint"), Value: address, HideOptional: true, Plain: true}}}
	return r.Render(w, "series/feed", page)
}

func (p *Pages) revokeFeed(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	if err := p.Calendars.RevokeFeed(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Done(w, "/calendar", "series.feed.revoked")
}

// serveFeed answers calendar programs, which bring nothing but the address.
func (p *Pages) serveFeed(w http.ResponseWriter, r *web.Request) error {
	secret, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	file, tag, err := p.Calendars.Feed(r.Context(), secret)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Robots-Tag", "noindex")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return send(w, file)
}

func send(w http.ResponseWriter, file []byte) error {
	w.Header().Set("Content-Type", ical.ContentType)
	_, err := w.Write(file)
	return err
}

// files gives one meeting, or all that are planned, to take into a calendar.
func (p *Pages) files(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	file, err := p.Calendars.File(r.Context(), r.Actor, x.ID, r.PathValue("meeting"), r.Lang())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("series.file-name")+`.ics"`)
	return send(w, file)
}
