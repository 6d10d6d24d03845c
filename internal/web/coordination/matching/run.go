package matching

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// perPage is how many mentees a page of the list holds.
const perPage = 25

// state is where a mentee of a run stands now.
type state string

const (
	toChoose state = "to-choose" // has a shortlist that nobody sent
	isOpen   state = "open"      // has proposals
	begun    state = "begun"     // has a mentor
	nobody   state = "nobody"    // the run has nobody
	locked   state = "locked"    // the pair was decided by hand
	left     state = "left"      // takes no part any more
)

var states = []state{toChoose, nobody, locked, isOpen, begun, left}

// Key is the translation key of the state's name.
func (s state) Key() string { return "matchdesk.state-of." + string(s) }

var shapes = map[state]web.State{toChoose: web.ToDo, isOpen: web.Begun, begun: web.Ready, nobody: web.Look, locked: web.Ready, left: web.Off}

// entry is a mentee of a run, as lists show one.
type entry struct {
	matchmaking.Line
	matchmaking.Person
	state state
}

func (e entry) status(r *web.Request) *web.Status {
	return &web.Status{State: shapes[e.state], Text: r.T(e.state.Key())}
}

// entries are the mentees of a run, the longest waiting first.
func entries(run *matchmaking.Run) []entry {
	open := run.Open()
	decided := map[string]bool{}
	for _, rule := range run.Rules() {
		if rule.Kind == pairing.Lock {
			decided[rule.Mentee] = true
		}
	}
	list := make([]entry, 0, len(run.Outcome.Mentees))
	for _, l := range run.Outcome.Mentees {
		e := entry{Line: l}
		p, takesPart := run.Named(l.Mentee)
		e.Person = p
		switch _, proposed := open[l.Mentee]; {
		case !takesPart:
			e.state = left
		case p.Taken > 0:
			e.state = begun
		case proposed:
			e.state = isOpen
		case decided[l.Mentee]:
			e.state = locked
		case l.Mentor == "":
			e.state = nobody
		default:
			e.state = toChoose
		}
		list = append(list, e)
	}
	return list
}

// asked is what narrows the list of mentees.
type asked struct {
	query, state, after string
}

func askedFor(r *web.Request) asked {
	q := r.URL.Query()
	return asked{strings.TrimSpace(q.Get("q")), desk.Chosen(r, "state"), q.Get("after")}
}

func (a asked) keep(all []entry) []entry {
	words := strings.Fields(i18n.Fold(a.query))
	return slices.DeleteFunc(slices.Clone(all), func(e entry) bool {
		text := i18n.Fold(e.Name + " " + e.Employer + " " + e.Number)
		return a.state != "" && string(e.state) != a.state || slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	})
}

// page cuts a list after the mentee whose application is named.
func (a asked) page(all []entry) (page []entry, next string) {
	start := slices.IndexFunc(all, func(e entry) bool { return e.Mentee == a.after }) + 1
	page = all[start:]
	if len(page) > perPage {
		page = page[:perPage]
		next = page[perPage-1].Mentee
	}
	return page, next
}

func (a asked) fields(r *web.Request) []*web.Field {
	return []*web.Field{{Kind: web.Search, Name: "q", Label: r.T("matchdesk.search"), Value: a.query, MaxLength: 100},
		desk.Choose("state", r.T("matchdesk.state"), r.T("matchdesk.any-state"), a.state, desk.Options(r, states))}
}

// run is the list of a run's mentees, with how good it is above.
func (p *Pages) run(w http.ResponseWriter, r *web.Request) error {
	run, err := p.one(r)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: frame(r, "matchdesk.run.title")}
	l.Eyebrow, l.Lede = run.Intake.Name(r.Lang()), runName(r, run.Run)
	l.Stats = runStats(r, run)
	a := askedFor(r)
	found := a.keep(entries(run))
	page, next := a.page(found)
	l.Table = menteeTable(r, run, page)
	l.Filter(r, here(run), r.Tr.N("matchdesk.mentees", len(found)), a.fields(r)...)
	l.Turn(r, "after", next, "")
	l.Parts = helpParts(r, run)
	l.More = []web.Button{office.Secondary(r.T("matchdesk.quality.title"), here(run)+"/quality", "target")}
	if office.May(r, access.Pairing, run.Programme) {
		l.More = append(l.More, office.Secondary(r.T("matchdesk.run.anew"), at("/new", run.Intake.ID)+"&from="+run.ID, "refresh-cw"))
		if n := run.Ready(); n > 0 {
			l.Action = &web.Button{Text: r.T("matchdesk.draft.title"), Href: here(run) + "/draft", Icon: "clipboard-list"}
		}
	}
	return l.Show(w, r)
}

// runStats is the strip that says in plain words how good a run is.
func runStats(r *web.Request, run *matchmaking.Run) web.Stats {
	s := run.Outcome.Sheet
	proof := web.Stat{Number: r.T("matchdesk.proof.no"), Text: r.T("matchdesk.proof.better"), Link: &web.Link{Text: r.T("matchdesk.proof.how"), Href: here(run) + "/quality#proof"}}
	worst := r.T("matchdesk.none")
	if s.Served > 0 {
		worst = r.T(fitKey(int(s.Worst)))
	}
	without := s.Mentees - s.Served
	stat := web.Stat{Number: r.Tr.Number(without), Text: r.Tr.N("matchdesk.stat.without", without)}
	if without > 0 {
		stat.Link = &web.Link{Text: r.T("matchdesk.stat.who"), Href: here(run) + "?state=" + string(nobody)}
	}
	return web.Stats{{Number: r.Tr.Number(s.Served), Text: r.Tr.N("matchdesk.stat.served", s.Served), Note: r.T("matchdesk.stat.of", "all", r.Tr.Number(s.Mentees))},
		stat, {Number: worst, Text: r.T("matchdesk.stat.worst")}, proof}
}

func menteeTable(r *web.Request, run *matchmaking.Run, page []entry) web.Table {
	t := web.Table{Caption: r.T("matchdesk.mentee.list"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentee.single")}, {Title: r.T("matchdesk.mentee.since")},
		{Title: r.T("matchdesk.mentor.first")}, {Title: r.T("matchdesk.state")}},
		Empty: &web.Empty{Icon: "search", Title: r.T("matchdesk.mentee.none"), Text: r.T("matchdesk.mentee.none-do")}}
	for _, e := range page {
		who := web.Cell{Text: name(r, run.Crowd, e.Mentee), Note: e.Employer}
		if e.state != left && e.state != begun {
			who.Href = of(run, e.Mentee)
		}
		since := web.Cell{}
		if e.state != left {
			since.Text = r.Tr.ShortDate(e.Since)
		}
		mentor := web.Cell{Text: r.T("matchdesk.none")}
		if e.Mentor != "" {
			mentor = web.Cell{Text: name(r, run.Crowd, e.Mentor), Note: r.T(fitKey(int(e.Score)))}
		}
		t.Rows = append(t.Rows, web.Row{Flag: e.state == nobody, Cells: []web.Cell{who, since, mentor, {Status: e.status(r)}}})
	}
	return t
}

// helpParts say what would help those who wait, and what cannot stand.
func helpParts(r *web.Request, run *matchmaking.Run) (parts []desk.Part) {
	parts = placeParts(r, run)
	if len(run.Outcome.Broken) > 0 {
		t := web.Table{Caption: r.T("matchdesk.broken.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentee.single")}, {Title: r.T("matchdesk.mentor.single")}}}
		for _, pair := range run.Outcome.Broken {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: name(r, run.Crowd, pair[0]), Href: of(run, pair[0])}, {Text: name(r, run.Crowd, pair[1])}}})
		}
		parts = append(parts, desk.Part{ID: "broken", Title: r.T("matchdesk.broken.title"), Text: r.T("matchdesk.broken.about"), Table: t})
	}
	return parts
}

// placeParts say whose further places, and what else, would serve more.
func placeParts(r *web.Request, run *matchmaking.Run) (parts []desk.Part) {
	o := run.Outcome
	if len(o.Places)+len(o.Lifts) > 0 {
		t := web.Table{Caption: r.T("matchdesk.help.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.help.what")}, {Title: r.T("matchdesk.help.more"), Numeric: true}}}
		for _, h := range o.Places {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.Tr.N("matchdesk.help.places", h.N, "mentor", name(r, run.Crowd, h.Mentor))}, {Text: r.Tr.Number(h.N)}}})
		}
		for _, h := range o.Lifts {
			if key := "match.lift." + h.Rule; r.Tr.Has(key) {
				t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: capital(r.T(key))}, {Text: r.Tr.Number(h.N)}}})
			}
		}
		parts = append(parts, desk.Part{ID: "help", Title: r.T("matchdesk.help.title"), Text: r.T("matchdesk.help.about"), Table: t})
	}
	return parts
}

func capital(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return text
	}
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}
