package seminar

import (
	"context"
	"fmt"
	"net/url"

	"domubiedrs/internal/access"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/ical"
)

// Calendar gives a seminar as a calendar file, to those who may View it. Taken
// again after a change it replaces what was taken before, and after calling off
// it takes the event away.
func (s *Service) Calendar(ctx context.Context, actor access.Actor, seminarID string, lang i18n.Lang) ([]byte, error) {
	v, err := s.View(ctx, actor, seminarID)
	if err != nil {
		return nil, err
	}
	address, err := url.Parse(s.URL)
	if err != nil {
		return nil, fmt.Errorf("read the address of the service: %w", err)
	}
	t, page := s.Texts.For(lang), s.URL+Path(v.ID)
	e := ical.Event{UID: "seminar-" + v.ID + "@" + address.Hostname(), Sequence: v.Sequence, Stamp: v.UpdatedAt, Start: v.Start, End: v.End,
		Summary: v.Title.In(lang), Description: t.T("seminar.calendar.page", "url", page), Location: where(v, t), URL: page, Status: ical.Confirmed}
	if v.Status == Cancelled {
		e.Status = ical.Cancelled
	}
	return ical.Encode(ical.Calendar{Events: []ical.Event{e}})
}

// where is the place, or the room's link for those who may know it.
func where(v View, t *i18n.Translator) string {
	switch {
	case v.Place != "":
		return v.Place
	case v.Link != "":
		return v.Link
	}
	return t.T("seminar.calendar.online")
}
