package public

import (
	"net/http"
	"strconv"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
)

// mountSeminars registers the pages of information seminars. Reading them, and
// the page that a QR code leads to, changes nothing (SEC-11).
func (p *Pages) mountSeminars() {
	read, write := web.Need{Thing: access.Seminar, Verb: access.Read}, web.Need{Thing: access.Seminar, Verb: access.Write}
	h := p.Kit.Handle
	h("GET /seminars", web.Open, p.seminars)
	h("GET /seminars/{id}", web.Open, p.seminar)
	h("GET /seminars/{id}/calendar.ics", web.Open, p.calendar)
	h("POST /seminars/{id}/join", write, p.join)
	h("GET /seminars/{id}/leave", read, p.askLeave)
	h("POST /seminars/{id}/leave", write, p.leave)
	h("POST /seminars/{id}/code", write, p.code)
	h("GET /seminars/{id}/check-in", web.Open, p.checkIn)
	// A full room behind one Wi-Fi has one address. The limit for sign-in codes
	// would keep most of it out; these codes are longer (50 bits).
	h("POST /seminars/{id}/check-in", web.Open, p.checkedIn, p.Kit.LimitSearch())
}

// seminarsPage lists what is to come; with status 410 it is what is shown in the
// place of a seminar that is called off.
type seminarsPage struct {
	web.Page
	Seminars []seminarCard
	Empty    *web.Empty
}

// seminarCard is a seminar in a list.
type seminarCard struct {
	Box                 web.DateBox
	Title, Href         string
	Day                 string // in full, where there is no box
	Time, Place, Places string
}

func (p *Pages) cards(r *web.Request, list []seminar.Seminar) (cards []seminarCard) {
	for _, x := range list {
		c := seminarCard{Box: dateBox(r, x.Start), Day: r.Tr.WeekdayDate(x.Start), Title: x.Title.In(r.Lang()), Href: seminar.Path(x.ID), Time: r.Tr.AtRange(x.Start, x.End),
			Place: where(r, x), Places: places(r, x)}
		cards = append(cards, c)
	}
	return cards
}

func dateBox(r *web.Request, at time.Time) web.DateBox {
	local := r.Tr.Local(at)
	box := web.DateBox{Day: strconv.Itoa(local.Day()), Month: r.Tr.MonthYear(at, i18n.Nom), Weekday: r.Tr.Weekday(at), Time: r.Tr.ISODate(at)}
	return box
}

// where says the place, and that there is one online.
func where(r *web.Request, x seminar.Seminar) string {
	if x.Place == "" {
		return r.T("seminars.online")
	}
	return x.Place
}

// places says how many are left.
func places(r *web.Request, x seminar.Seminar) string {
	if free := x.Free(); free > 0 {
		return r.Tr.N("seminars.visit.free", int(free))
	}
	return r.T("seminars.visit.full")
}

func (p *Pages) seminars(w http.ResponseWriter, r *web.Request) error {
	list, err := p.Seminars.Published(r.Context())
	if err != nil {
		return err
	}
	page := &seminarsPage{Page: r.Page("seminars", "seminars.visit.title"), Seminars: p.cards(r, list)}
	page.Lede = r.T("seminars.visit.lede")
	if len(list) == 0 {
		if page.Empty, err = p.noSeminars(r); err != nil {
			return err
		}
	}
	return p.show(w, r, "public/seminars", page)
}

// noSeminars says when there will be news.
func (p *Pages) noSeminars(r *web.Request) (*web.Empty, error) {
	published, err := p.Intakes.Published(r.Context())
	if err != nil {
		return nil, err
	}
	empty := &web.Empty{Icon: "calendar-days", Title: r.T("seminars.visit.none"), Text: r.T("seminars.visit.none-text"),
		Action: &web.Button{Text: r.T("public.home.about"), Href: "/about", Variant: web.Secondary}}
	today, first := p.Now().In(p.Intakes.Zone).Format(time.DateOnly), ""
	for _, x := range published {
		for _, day := range []struct{ on, key string }{{x.SeminarOn, "seminars.visit.planned"}, {x.NewsOn, "seminars.visit.news"}} {
			if day.on >= today && (first == "" || day.on < first) {
				first, empty.Text = day.on, r.T(day.key, "date", r.Tr.Date(noon(day.on), i18n.Loc))
			}
		}
	}
	return empty, nil
}

// gone shows what else there is in the place of a seminar that takes nobody any
// more; other errors go on.
func (p *Pages) gone(w http.ResponseWriter, r *web.Request, err error) error {
	if !fault.Is(err, fault.Gone) {
		return err
	}
	list, problem := p.Seminars.Published(r.Context())
	if problem != nil {
		return problem
	}
	page := &seminarsPage{Page: r.Page("seminars", fault.As(err).Key), Seminars: p.cards(r, list)}
	page.Lede, page.NoIndex = r.T("seminars.visit.gone"), true
	if len(list) == 0 {
		if page.Empty, problem = p.noSeminars(r); problem != nil {
			return problem
		}
	}
	return r.RenderStatus(w, http.StatusGone, "public/seminars", page)
}

// calendar gives the seminar as a file for somebody's own calendar.
func (p *Pages) calendar(w http.ResponseWriter, r *web.Request) error {
	file, err := p.Seminars.Calendar(r.Context(), r.Actor, r.PathValue("id"), r.Lang())
	if err != nil {
		return p.gone(w, r, err)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("seminars.visit.file")+`.ics"`)
	return p.answer(w, r, ical.ContentType, file)
}
