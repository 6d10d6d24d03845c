package matching

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// menteePage is one mentee with the shortlist beside the list of all.
type menteePage struct {
	desk.Frame
	Filters    *web.Filters
	List       []person
	More       *web.Link // the list's next ones
	Who        web.Facts
	Said       []said
	Caution    []string
	Lacks      []string // why there is no mentor, and what would help
	Cards      []card
	Better     web.Table
	Acts       []web.Button
	Prev, Next *web.Link
	Keys       []shortcut
}

// shortcut is a key that works with script, while nobody types.
type shortcut struct{ Key, Does string }

// keys are those of the page; assets/js/keys.js presses what carries them.
func keys(r *web.Request) []shortcut {
	return []shortcut{{"J", r.T("matchdesk.keys.next")}, {"K", r.T("matchdesk.keys.previous")}, {"1–9", r.T("matchdesk.keys.mentor")},
		{"R", r.T("matchdesk.keys.reasons")}, {"L", r.T("matchdesk.pair.lock")}, {"X", r.T("matchdesk.pair.exclude")}}
}

// keyOf is the key for a decision about a pair.
var keyOf = map[pairing.RuleKind]string{pairing.Lock: "l", pairing.Exclude: "x"}

// person is a mentee in the list at the side.
type person struct {
	Name, Employer, Href string
	Status               *web.Status
	Current              bool
}

// said is what a mentee wrote.
type said struct{ Title, Text string }

// card is a mentor on the shortlist.
type card struct {
	ID, Name, Text, Initials, Href string
	Number                         int // on the page, from 1
	Fit                            string
	Bars                           int
	Seats                          string
	Given, Reserve                 bool
	Rule                           string
	For, Ask, Against, Obstacles   []string
	Rivals                         string
	Acts                           []web.Button
	Lift                           *web.Form
}

// mentee shows one mentee of a run.
func (p *Pages) mentee(w http.ResponseWriter, r *web.Request) error {
	run, e, err := p.entry(r)
	if err != nil {
		return err
	}
	page := &menteePage{Frame: frame(r, "matchdesk.run.title"), Keys: keys(r)}
	page.Eyebrow, page.Title = run.Intake.Name(r.Lang()), e.Name
	page.Under(runName(r, run.Run), here(run))
	page.listed(r, run, e)
	words, err := p.Matchmaking.Words(r.Context(), r.Actor, run.Programme)
	if err != nil {
		return err
	}
	page.about(r, run, e)
	ids := make([]string, len(e.Picks))
	for i, pick := range e.Picks {
		ids[i] = pick.Mentor
	}
	found, err := p.Matchmaking.Explain(r.Context(), run, e.Mentee, ids...)
	if err != nil {
		return err
	}
	size := run.Shown()
	for i, c := range found {
		x := cardOf(r, run, words, e, c)
		x.Reserve, x.Number = i >= size, i+1
		page.Cards = append(page.Cards, x)
	}
	page.Better = betterTable(r, run, e)
	fresh, err := p.Matchmaking.Fresh(r.Context(), run)
	if err != nil {
		return err
	}
	if !fresh {
		page.Caution = append(page.Caution, r.T("matchdesk.stale"))
	}
	return r.Render(w, "matching/mentee", page)
}

// entry is the mentee of the address, who is in the run and still looks for a
// mentor.
func (p *Pages) entry(r *web.Request) (*matchmaking.Run, entry, error) {
	run, err := p.one(r)
	if err != nil {
		return nil, entry{}, err
	}
	all := entries(run)
	i := slices.IndexFunc(all, func(e entry) bool { return e.Mentee == r.PathValue("mentee") })
	if i < 0 {
		return nil, entry{}, errNone
	}
	if _, there := run.Person(all[i].Mentee); !there {
		return nil, entry{}, errLeft
	}
	return run, all[i], nil
}

// listed fills the side: the mentees as they are narrowed, around this one.
func (page *menteePage) listed(r *web.Request, run *matchmaking.Run, me entry) {
	a := askedFor(r)
	found := slices.DeleteFunc(a.keep(entries(run)), func(e entry) bool { return e.state == left || e.state == begun })
	at := slices.IndexFunc(found, func(e entry) bool { return e.Mentee == me.Mentee })
	query := "" // what narrows the list goes along
	if r.URL.RawQuery != "" {
		query = strings.TrimPrefix(desk.With(r, "", ""), r.URL.Path)
	}
	from := max(min(at-3, len(found)-sideList), 0)
	for _, e := range found[from:min(from+sideList, len(found))] {
		page.List = append(page.List, person{e.Name, e.Employer, of(run, e.Mentee) + query, e.status(r), e.Mentee == me.Mentee})
	}
	if at > 0 {
		page.Prev = &web.Link{Text: found[at-1].Name, Href: of(run, found[at-1].Mentee) + query}
	}
	if at+1 < len(found) {
		page.Next = &web.Link{Text: found[at+1].Name, Href: of(run, found[at+1].Mentee) + query}
	}
	page.Filters = &web.Filters{Action: r.URL.Path, Fields: a.fields(r), Result: r.Tr.N("matchdesk.mentees", len(found))}
	if a.query != "" || a.state != "" {
		page.Filters.Clear = r.URL.Path
	}
	page.More = &web.Link{Text: r.T("matchdesk.mentee.whole"), Href: here(run) + query}
}

// sideList is how many mentees stand at the side.
const sideList = 9

// about fills what the mentee gave.
func (page *menteePage) about(r *web.Request, run *matchmaking.Run, e entry) {
	page.Lede = strings.Trim(e.Position()+", "+e.Employer, ", ")
	page.Who = web.Facts{{Name: r.T("coordination.application.number"), Value: e.Number, Href: "/coordination/applications/" + e.Mentee},
		{Name: r.T("matchdesk.mentee.since"), Value: r.Tr.ShortDate(e.Since)}, {Name: r.T("matchdesk.state"), Value: e.status(r).Text}}
	for _, key := range []string{"motivation", "need", "goal"} {
		if text := e.Answers.First(key); text != "" {
			page.Said = append(page.Said, said{r.T("match.criterion." + key), text})
		}
	}
	if len(e.Unread) > 0 {
		page.Caution = append(page.Caution, r.T("matchdesk.ties", "names", strings.Join(e.Unread, "; ")))
	}
	if l := e.Lacks; l != nil {
		page.Lacks = lacks(r, l)
	}
	page.Acts = []web.Button{office.Secondary(r.T("matchdesk.mentor.every"), of(run, e.Mentee)+"/mentors", "search")}
}

// lacks says why a mentee has nobody, and what would help.
func lacks(r *web.Request, l *matchmaking.Lack) (list []string) {
	if l.Allowed > 0 {
		list = append(list, r.Tr.N("matchdesk.lack.full", l.Allowed))
	} else {
		list = append(list, r.T("matchdesk.lack.nobody"))
	}
	for _, c := range l.Causes {
		list = append(list, r.Tr.N("matchdesk.lack.cause", c.N, "rule", ruleName(r, c.Rule)))
	}
	for _, h := range l.Helps {
		if key := "match.lift." + h.Rule; r.Tr.Has(key) {
			list = append(list, r.Tr.N("matchdesk.lack.help", h.N, "what", r.T(key)))
		}
	}
	return list
}

// Most reasons that a card shows: for, and against; open questions as many as
// against.
const (
	mostReasons = 5
	mostCons    = 3
)

func cardOf(r *web.Request, run *matchmaking.Run, words *telling.Words, e entry, c matchmaking.Candidate) card {
	x := card{ID: "m-" + c.Application, Name: c.Name, Text: strings.Trim(c.Position()+", "+c.Employer, ", "), Initials: initials(c.Name),
		Href: "/coordination/applications/" + c.Application, Fit: r.T(fitKey(c.Total)), Bars: bars(c.Total),
		Seats: r.Tr.N("matchdesk.seats", c.Free, "all", r.Tr.Number(c.Places())), Given: c.Given}
	say := func(list []matching.Reason) (said []string) {
		for _, reason := range list {
			if text := words.Sentence(r.Tr, reason); !slices.Contains(said, text) {
				said = append(said, text)
			}
		}
		return said
	}
	x.For, x.Against = say(telling.Pros(c.Explanation, mostReasons)), say(telling.Cons(c.Explanation, mostCons))
	x.Ask = say(c.Open)
	x.Ask = x.Ask[:min(len(x.Ask), mostCons)]
	for _, rule := range c.Blocks {
		x.Obstacles = append(x.Obstacles, ruleName(r, rule.String()))
	}
	for _, warning := range c.Warnings {
		x.Obstacles = append(x.Obstacles, r.T(warning.Reason().Key))
	}
	if n := len(c.Rivals); n > 0 {
		x.Rivals = r.Tr.N("matchdesk.rivals", n, "names", rivals(r, run, c.Rivals))
	} else if c.Listed > 1 {
		x.Rivals = r.Tr.N("matchdesk.listed", c.Listed-1)
	}
	x.decide(r, run, e, c)
	return x
}

// rivals names the first few of those who have the same mentor.
func rivals(r *web.Request, run *matchmaking.Run, ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), 3)] {
		names = append(names, name(r, run.Crowd, id))
	}
	return strings.Join(names, ", ")
}

// decide adds what can be decided about the pair.
func (x *card) decide(r *web.Request, run *matchmaking.Run, e entry, c matchmaking.Candidate) {
	if c.Rule != "" {
		x.Rule = r.T("matchdesk.pair.is-" + string(c.Rule))
	}
	if !office.May(r, access.Pairing, run.Programme) || e.state == isOpen {
		return
	}
	act := func(kind pairing.RuleKind) web.Button {
		b := office.RowAct(r.T("matchdesk.pair."+string(kind)), of(run, e.Mentee)+"/pair?mentor="+c.Application+"&kind="+string(kind), c.Name)
		b.Key = keyOf[kind]
		return b
	}
	if c.Rule != pairing.Lock && c.Allowed {
		x.Acts = append(x.Acts, act(pairing.Lock))
	}
	if c.Rule != pairing.Exclude {
		x.Acts = append(x.Acts, act(pairing.Exclude))
	}
	if c.Rule != "" {
		x.Lift = &web.Form{ID: "lift-" + c.Application, Action: of(run, e.Mentee) + "/lift", Submit: r.T("matchdesk.pair.lift"), Variant: web.Tertiary,
			Fields: []*web.Field{{Kind: web.Hidden, Name: "mentor", Value: c.Application}}}
	}
}

func initials(name string) (letters string) {
	words := strings.Fields(name)
	for i, word := range words {
		if i == 0 || i == len(words)-1 {
			letters += string([]rune(word)[:1])
		}
	}
	return letters
}

func betterTable(r *web.Request, run *matchmaking.Run, e entry) web.Table {
	t := web.Table{Caption: r.T("matchdesk.better.title"), Columns: []web.Column{{Title: r.T("matchdesk.mentor.single")}, {Title: r.T("matchdesk.fit.title")}, {Title: r.T("matchdesk.better.wanted"), Numeric: true}}}
	for _, b := range e.Better {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: name(r, run.Crowd, b.Mentor)}, {Text: r.T(fitKey(int(b.Score)))}, {Text: r.Tr.Number(b.Wanted)}}})
	}
	return t
}

// mentors is every mentor for one mentee, the better ones first.
func (p *Pages) mentors(w http.ResponseWriter, r *web.Request) error {
	run, e, err := p.entry(r)
	if err != nil {
		return err
	}
	ids, err := p.Matchmaking.Ranked(r.Context(), run, e.Mentee)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: ofRun(r, run, "matchdesk.mentor.for", "name", e.Name)}
	l.Under(e.Name, of(run, e.Mentee))
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	words := strings.Fields(i18n.Fold(query))
	ids = slices.DeleteFunc(ids, func(id string) bool {
		o, _ := run.Person(id)
		text := i18n.Fold(o.Name + " " + o.Employer + " " + o.Number)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	})
	count := len(ids)
	ids = ids[slices.Index(ids, r.URL.Query().Get("after"))+1:]
	next := ""
	if len(ids) > perPage {
		ids, next = ids[:perPage], ids[perPage-1]
	}
	found, err := p.Matchmaking.Explain(r.Context(), run, e.Mentee, ids...)
	if err != nil {
		return err
	}
	l.Table = mentorTable(r, run, e, found)
	l.Filter(r, r.URL.Path, r.Tr.N("matchdesk.mentors", count), &web.Field{Kind: web.Search, Name: "q", Label: r.T("matchdesk.search"), Value: query, MaxLength: 100})
	l.Turn(r, "after", next, "")
	return l.Show(w, r)
}

func mentorTable(r *web.Request, run *matchmaking.Run, e entry, found []matchmaking.Candidate) web.Table {
	t := web.Table{Caption: r.T("matchdesk.mentor.list"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentor.single")}, {Title: r.T("matchdesk.fit.title")},
		{Title: r.T("matchdesk.mentor.free")}, {Title: r.T("matchdesk.mentor.bar")}, {Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "search", Title: r.T("matchdesk.mentor.none"), Text: r.T("matchdesk.mentee.none-do")}}
	for _, c := range found {
		x := card{}
		x.decide(r, run, e, c)
		bar := make([]string, len(c.Blocks))
		for i, rule := range c.Blocks {
			bar[i] = ruleName(r, rule.String())
		}
		if x.Rule != "" {
			bar = append(bar, x.Rule)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: c.Name, Note: c.Employer, Href: "/coordination/applications/" + c.Application}, {Text: r.T(fitKey(c.Total))},
			{Text: r.T("matchdesk.of", "free", r.Tr.Number(c.Free), "all", r.Tr.Number(c.Places()))}, {Text: strings.Join(bar, " ")}, {Acts: x.Acts}}})
	}
	return t
}
