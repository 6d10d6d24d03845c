package public

import (
	"cmp"
	"slices"
	"time"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
)

// intakeCard stands beside the actions: the days of an intake, or, as long as
// none is published, that one cannot apply and what to do meanwhile.
type intakeCard struct {
	Eyebrow string
	Title   string
	Text    string
	Head    string // of Moments, may be empty
	Moments web.Timeline
	Link    web.Link
}

// order of phases on the start page: what one can do now comes first.
var order = []intake.Phase{intake.Applying, intake.Upcoming, intake.Matching, intake.Running}

// foremost is the intake that the start page shows, and how many take
// applications; false when none is published.
func (p *Pages) foremost(published []intake.Intake) (x intake.Intake, open int, there bool) {
	for _, y := range published {
		if p.Intakes.Phase(y) == intake.Applying {
			open++
		}
	}
	if len(published) == 0 {
		return x, 0, false
	}
	return slices.MinFunc(published, func(a, b intake.Intake) int {
		return cmp.Compare(slices.Index(order, p.Intakes.Phase(a)), slices.Index(order, p.Intakes.Phase(b)))
	}), open, true
}

func closedIntake(r *web.Request) intakeCard {
	card := intakeCard{Eyebrow: r.T("public.intake.eyebrow"), Title: r.T("public.intake.closed"), Text: r.T("public.intake.no-date"),
		Head: r.T("public.intake.meanwhile"), Link: web.Link{Text: r.T("public.intake.ask"), Href: "/help"}}
	for _, step := range []string{"read", "think", "talk"} {
		card.Moments = append(card.Moments, web.Moment{State: web.ToDo,
			Title: r.T("public.intake." + step), Text: r.T("public.intake." + step + "-how")})
	}
	return card
}

// dates is the card of a published intake.
func (p *Pages) dates(r *web.Request, x intake.Intake, open int) intakeCard {
	card := intakeCard{Eyebrow: x.Name(r.Lang()), Title: r.T("public.intake.eyebrow"),
		Link: web.Link{Text: r.T("public.intake.ask"), Href: "/help"}}
	if phase := p.Intakes.Phase(x); phase != intake.Applying {
		card.Text = r.T(phase.Key())
	}
	if open > 1 {
		card.Link = web.Link{Text: r.T("public.intake.others"), Href: "/apply"}
	}
	today := p.Now().In(p.Intakes.Zone).Format(time.DateOnly)
	year := today[:4]
	for _, s := range spans(r, x, today) {
		m := web.Moment{State: s.state(today), Title: s.title(r.Tr, year), Text: s.text}
		if s.from <= today && today <= s.to && s.until {
			m.Title = r.T("public.intake.until", "date", dayOf(r.Tr, s.to, year, i18n.Dat))
		}
		card.Moments, year = append(card.Moments, m), s.from[:4]
	}
	return card
}

// span is a stretch of days, yyyy-mm-dd, with what happens in it.
type span struct {
	from, to string
	text     string
	until    bool // while it lasts, its end is what matters
}

// spans are an intake's, in order of time; days that are not decided are left
// out.
func spans(r *web.Request, x intake.Intake, today string) []span {
	list := []span{{x.OpensOn, x.ClosesOn, applyText(r, x, today), true}, {x.NewsOn, x.NewsOn, r.T("public.intake.news"), false},
		{x.MatchingFrom, cmp.Or(x.MatchingTo, x.MatchingFrom), r.T("public.intake.matching"), false},
		{x.SeminarOn, x.SeminarOn, r.T("public.intake.seminar"), false},
		{x.StartsOn, cmp.Or(x.EndsOn, x.StartsOn), r.Tr.N("public.intake.meetings", x.Rules.Get(intake.MeetingsAMonth), "minutes", x.Rules.Get(intake.MeetingMinutes)), false}}
	list = slices.DeleteFunc(list, func(s span) bool { return s.from == "" })
	slices.SortStableFunc(list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return list
}

// applyText says how long one can still apply.
func applyText(r *web.Request, x intake.Intake, today string) string {
	switch left := daysBetween(today, x.ClosesOn); {
	case today < x.OpensOn:
		return r.T("public.intake.will-open")
	case left < 0:
		return r.T("public.intake.over")
	case left == 0:
		return r.T("public.intake.last-day")
	default:
		return r.Tr.N("public.intake.left", left)
	}
}

func (s span) state(today string) web.State {
	switch {
	case today < s.from:
		return web.ToDo
	case today > s.to:
		return web.Ready
	}
	return web.Begun
}

// title writes the days; the year is said when it is another than the one said
// before.
func (s span) title(t *i18n.Translator, year string) string {
	if s.from == s.to {
		return dayOf(t, s.from, year, i18n.Nom)
	}
	from := dayOf(t, s.from, year, i18n.Gen)
	if s.from[:7] == s.to[:7] && s.from[:4] == year {
		from = t.T("public.intake.day", "day", noon(s.from).Day())
	}
	return t.T("public.intake.from-to", "from", from, "to", dayOf(t, s.to, s.from[:4], i18n.Dat))
}

func dayOf(t *i18n.Translator, day, year string, c i18n.Case) string {
	if day[:4] == year {
		return t.DayMonth(noon(day), c)
	}
	return t.Date(noon(day), c)
}

// noon is the middle of a stored day, which is that day in Riga too.
func noon(day string) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic("public: the stored day " + day + " is none") // intake checks every day
	}
	return at.Add(12 * time.Hour)
}

func daysBetween(from, to string) int { return int(noon(to).Sub(noon(from)).Hours() / 24) }
