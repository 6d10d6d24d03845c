package mentorships

import (
	"iter"
	"net/http"
	"strconv"
	"time"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

// file writes the whole list as it is narrowed. The first page is loaded before
// the first byte, so that a refusal is still a page.
func (p *Pages) file(w http.ResponseWriter, r *web.Request) error {
	mine, err := p.Mine(r)
	if err != nil {
		return err
	}
	format, err := office.FormatOf(r)
	f := asked(r, mine)
	if err != nil || f.Programme == "" {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	first, err := p.lines(r, f, mentorship.MaxPage)
	if err != nil {
		return err
	}
	return p.Send(w, r, r.T("mentorships.filename"), format, columns(r, meets(r, f.Programme)), p.rows(r, f, first))
}

func columns(r *web.Request, meets bool) []sheet.Column {
	text := func(key string) sheet.Column { return sheet.Column{Title: r.T(key)} }
	dated := func(key string) sheet.Column { return sheet.Column{Title: r.T(key), Kind: sheet.DateTime} }
	list := []sheet.Column{text("mentorships.who"), text("mentorships.mentor"), text("mentorships.model"), text("mentorships.status"), dated("mentorships.began"), dated("mentorships.agreed"),
		{Title: r.T("mentorships.ends"), Kind: sheet.Date}}
	if meets {
		list = append(list, sheet.Column{Title: r.T("mentorships.held"), Kind: sheet.Number}, sheet.Column{Title: r.T("mentorships.minutes"), Kind: sheet.Number},
			dated("mentorships.last"), dated("mentorships.next"))
	}
	return list
}

// rows go on page by page from the first.
func (p *Pages) rows(r *web.Request, f mentorship.Filter, page []line) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for {
			for _, l := range page {
				if !yield(row(r, l, meets(r, f.Programme)), nil) {
					return
				}
			}
			if len(page) < mentorship.MaxPage {
				return
			}
			last := page[len(page)-1]
			f.After = mentorship.Cursor{BeganAt: last.BeganAt, ID: last.ID}
			var err error
			if page, err = p.lines(r, f, mentorship.MaxPage); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

func row(r *web.Request, l line, meets bool) []string {
	model, _ := catalogue.Lookup(l.Model)
	values := []string{l.names(mentorship.Mentee), l.names(mentorship.Mentor), model.Name.In(r.Lang()), r.T(l.Status.Key()), clock(r, &l.BeganAt), clock(r, l.AgreedAt), l.EndsOn}
	if !meets {
		return values
	}
	return append(values, strconv.FormatInt(l.counts.Held, 10), strconv.FormatInt(l.counts.Minutes, 10), clock(r, l.counts.LastHeld), clock(r, l.counts.Next))
}

// clock is a moment as the clock on the wall showed it; empty for none.
func clock(r *web.Request, at *time.Time) string {
	if at == nil {
		return ""
	}
	return r.Tr.Local(*at).Format("2006-01-02T15:04:05")
}
