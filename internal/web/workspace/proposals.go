package workspace

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// proposalsPage is all that is proposed to an applicant: where it stands, the
// cards, and what can be done. A mentee answers all cards here (choosing.go), a
// mentor each on its own page (proposal.go) and sees the load.
type proposalsPage struct {
	web.Page
	State   web.Status
	Next    string
	Until   string
	Facts   web.Facts // of a mentor: the load
	Places  *web.Link // to change the number of places
	Pause   *web.Form // of a mentor
	Cards   []card
	Form    *web.Form     // of a mentee; nil: nothing can be answered
	Earlier *web.TaskList // what is no longer open; nil: nothing
	Course  []string      // what comes next, step by step
	Sheets  []web.Link
	Help    web.Help

	a    applicant
	all  []pairing.Card // of the application
	open []pairing.Card
}

// card is a proposal as one of its two people sees it.
type card struct {
	ID       string
	Person   web.Person
	Model    string
	State    web.Status
	Until    string
	Talk     string
	Email    string
	For, Ask []string // why suggested; what to talk about
	About    about
	Private  string // why there is less to read
	Links    []web.Button
}

// proposalPath is the address of a proposal, as letters have it.
func proposalPath(id, rest string) string { return pairing.Path + "/" + id + rest }

// live are the states in which a card shows the other side.
var live = []pairing.Seen{pairing.SeenYours, pairing.SeenInLine, pairing.SeenTheirs, pairing.SeenBegun}

// seenStates are how the states of a card look.
var seenStates = map[pairing.Seen]web.State{pairing.SeenYours: web.Look, pairing.SeenInLine: web.Begun, pairing.SeenTheirs: web.Begun,
	pairing.SeenBegun: web.Ready, pairing.SeenNo: web.Off, pairing.SeenLate: web.Off, pairing.SeenClosed: web.Off}

// standStates are how standings look.
var standStates = map[string]web.State{pairing.Outside: web.Off, pairing.HasBegun: web.Ready, pairing.MustChoose: web.Look, pairing.MentorAsks: web.Begun,
	pairing.Waits: web.Begun, pairing.MustAnswer: web.Look, pairing.Ready: web.Ready, pairing.Full: web.Off, pairing.Resting: web.Off}

func standOf(r *web.Request, s pairing.Standing) web.Status {
	return web.Status{State: standStates[s.State], Text: r.T(s.Key())}
}

// lastDay is the last day on which an answer is in time.
func lastDay(r *web.Request, due *time.Time, c i18n.Case) string {
	if due == nil {
		return ""
	}
	return r.Tr.Date(due.Add(-time.Minute), c)
}

// pressing is the order in which an applicant's standings are shown: first what
// waits for an answer.
var pressing = []string{pairing.MustChoose, pairing.MustAnswer, pairing.MentorAsks, pairing.HasBegun}

// toProposals leads a letter's reader to the application in which something is
// to be done, or else to the latest one that is matched.
func (p *Pages) toProposals(w http.ResponseWriter, r *web.Request) error {
	mine, err := p.all(r)
	if err != nil {
		return err
	}
	best, to := len(pressing)+1, "/workspace"
	for _, a := range mine {
		stand, err := p.Pairing.Where(r.Context(), r.Actor, a.ID)
		if err != nil {
			return err
		}
		at := slices.Index(pressing, stand.State)
		if at < 0 {
			at = len(pressing)
		}
		if stand.State != pairing.Outside && at < best {
			best, to = at, a.path("/proposals")
		}
	}
	return r.Redirect(w, to)
}

func (p *Pages) proposals(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	page, err := p.proposalsPage(r, a)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/proposals", page)
}

func (p *Pages) proposalsPage(r *web.Request, a applicant) (*proposalsPage, error) {
	stand, err := p.Pairing.Where(r.Context(), r.Actor, a.ID)
	if err != nil {
		return nil, err
	}
	page := &proposalsPage{Page: p.step(r, a, "proposal.title"), State: standOf(r, stand), Next: r.T(stand.NextKey()), Until: awaited(r, stand), a: a}
	page.Eyebrow = a.Intake.Name(r.Lang())
	all, err := p.Pairing.Cards(r.Context(), r.Actor, a.Side)
	if err != nil {
		return nil, err
	}
	if err := p.fill(r, page, all); err != nil {
		return nil, err
	}
	page.Sheets = sheetLinks(r, page.open, a.Side)
	if page.Help, err = p.help(r); err != nil {
		return nil, err
	}
	if a.Side == application.Mentor {
		return page, p.load(r, page)
	}
	page.Course = course(r, stand)
	page.Form = choiceForm(r, a, page.open)
	return page, nil
}

// awaited says by when an answer is awaited, or when a waiting mentee hears next;
// empty when neither is known.
func awaited(r *web.Request, stand pairing.Standing) string {
	switch {
	case stand.Until != nil:
		return r.T("proposal.until", "date", lastDay(r, stand.Until, i18n.Dat))
	case stand.News != "":
		return r.T("application.mail.news", "date", day(r.Tr, stand.News, i18n.Loc))
	}
	return ""
}

// fill takes the application's cards: those that show the other side, and the
// earlier ones as a list.
func (p *Pages) fill(r *web.Request, page *proposalsPage, all []pairing.Card) error {
	group := web.TaskGroup{}
	for _, c := range all {
		if c.Application != page.a.ID {
			continue
		}
		page.all = append(page.all, c)
		if !slices.Contains(live, c.Seen) {
			group.Tasks = append(group.Tasks, web.Task{Text: c.Name, Hint: r.Tr.Date(c.CreatedAt, i18n.Nom), Status: seenOf(r, c)})
			continue
		}
		page.open = append(page.open, c)
	}
	sortCards(page.open)
	entries, err := p.vocabulary(r, page.a.Programme)
	if err != nil {
		return err
	}
	for _, c := range page.open {
		x, err := p.card(r, page.a, c, entries)
		if err != nil {
			return err
		}
		if x.Links = cardLinks(r, c, len(page.Cards) == 0); x.Until == page.Until {
			x.Until = "" // said above
		}
		page.Cards = append(page.Cards, x)
	}
	if len(group.Tasks) > 0 {
		page.Earlier = &web.TaskList{Title: r.T("proposal.earlier"), Groups: []web.TaskGroup{group}}
	}
	return nil
}

// sortCards puts a running mentorship first, then the one who is asked, then the
// mentee's own order, then what is not answered yet in the order it came.
func sortCards(cards []pairing.Card) {
	order := []pairing.Seen{pairing.SeenBegun, pairing.SeenTheirs, pairing.SeenInLine, pairing.SeenYours}
	slices.SortStableFunc(cards, func(a, b pairing.Card) int {
		if n := slices.Index(order, a.Seen) - slices.Index(order, b.Seen); n != 0 {
			return n
		}
		if n := int(a.Place - b.Place); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID) // ids are made in the order of the shortlist
	})
}

func seenOf(r *web.Request, c pairing.Card) web.Status {
	return web.Status{State: seenStates[c.Seen], Text: r.T(c.Seen.Key())}
}

// card shows the other side of a live proposal.
func (p *Pages) card(r *web.Request, a applicant, c pairing.Card, entries []catalogue.Entry) (card, error) {
	x := card{ID: "p-" + c.ID, Person: personOf(c), State: seenOf(r, c)}
	if m, known := catalogue.Lookup(c.Model); known {
		x.Model = m.Name.In(r.Lang())
	}
	if c.Until != nil {
		key := map[pairing.Seen]string{pairing.SeenYours: "proposal.until", pairing.SeenTheirs: "proposal.until-theirs"}[c.Seen]
		x.Until = r.T(key, "date", lastDay(r, c.Until, i18n.Dat))
	}
	if c.Talk.At != nil && (talking(c) || c.Talk.Agreed) {
		x.Talk = r.T(talkKey(c), "time", when(r, *c.Talk.At))
	}
	profile, err := p.Pairing.Profile(r.Context(), r.Actor, c.ID)
	if err != nil {
		return x, err
	}
	x.Email = profile.Email
	words := labels(entries, c.Side, a.Form, profile.Form)
	x.For, x.Ask = sentences(r, words, c.Why.For), sentences(r, words, c.Why.Questions)
	asker, err := p.asker(r, a, profile.Answers, asking.Where{Old: true}, profile.Form.Sections...)
	x.About = teller{profile.Form, profile.Answers, asker}.about(r, theirs(c.Side))
	if c.Side == pairing.Mentor && len(x.About.Texts) == 0 {
		x.Private = r.T("proposal.unshared")
	}
	return x, err
}

func theirs(side pairing.Side) pairing.Side {
	if side == pairing.Mentee {
		return pairing.Mentor
	}
	return pairing.Mentee
}

func personOf(c pairing.Card) web.Person {
	work := c.Position
	if c.Employer != "" && work != "" {
		work += ", "
	}
	return web.Person{Name: c.Name, Initials: initials(c.Name), Text: work + c.Employer}
}

// initials are the first letters of the first and the last part of a name.
func initials(name string) (letters string) {
	words := strings.Fields(name)
	for i, word := range words {
		if i == 0 || i == len(words)-1 {
			letters += strings.ToUpper(string([]rune(word)[:1]))
		}
	}
	return letters
}

// cardLinks lead on from a card: its page, and for who answers there the answer.
// Only the first one stands out.
func cardLinks(r *web.Request, c pairing.Card, first bool) []web.Button {
	text, variant := "proposal.open", web.Secondary
	if c.Side == pairing.Mentor && c.Seen == pairing.SeenYours {
		if text = "proposal.read"; first {
			variant = web.Primary
		}
	}
	links := []web.Button{{Text: r.T(text), Href: proposalPath(c.ID, ""), Variant: variant, More: c.Name}}
	if c.Side == pairing.Mentee && c.Seen == pairing.SeenTheirs {
		links = append(links, web.Button{Text: r.T("proposal.talk.go"), Href: proposalPath(c.ID, "/talk"), Variant: web.Secondary, More: c.Name})
	}
	return links
}

// course is what comes next for a mentee, with who does it.
func course(r *web.Request, stand pairing.Standing) (steps []string) {
	switch stand.State {
	case pairing.MustChoose, pairing.MentorAsks:
		for _, step := range []string{"choose", "ask", "talk", "both", "closed"} {
			steps = append(steps, r.T("proposal.course."+step))
		}
	}
	return steps
}

// load tells mentors how much they have on, and lets them pause.
func (p *Pages) load(r *web.Request, page *proposalsPage) error {
	l, err := p.Pairing.Load(r.Context(), r.Actor, page.a.ID)
	if err != nil {
		return err
	}
	page.Facts, page.Places = loadFacts(r, l), placesLink(r, page.a)
	if page.a.HasProfile() {
		page.Pause = pauseForm(r, page.a, l.Paused)
	}
	return nil
}

func loadFacts(r *web.Request, l pairing.Load) web.Facts {
	return web.Facts{{Name: r.T("proposal.load.taken"), Value: r.T("proposal.load.of", "count", l.Taken, "all", l.Places)},
		{Name: r.T("proposal.load.asked"), Value: r.Tr.Number(l.Asked)}}
}

// placesLink leads to where a mentor says how many mentees to work with.
func placesLink(r *web.Request, a applicant) *web.Link {
	return &web.Link{Text: r.T("proposal.load.change"), Href: a.path("/profile/capacity")}
}

func pauseForm(r *web.Request, a applicant, paused bool) *web.Form {
	f := &web.Form{ID: "pause", Action: a.path("/pause"), Variant: web.Secondary, Submit: r.T("proposal.pause.begin"), Note: r.T("proposal.pause.note"),
		Fields: []*web.Field{{Kind: web.Hidden, Name: "paused", Value: "yes"}}}
	if paused {
		f.Submit, f.Note, f.Fields[0].Value = r.T("proposal.pause.finish"), r.T("pairing.next.resting"), "no"
	}
	return f
}

// pause lets a mentor take on nobody new, or go on. Saying it twice changes
// nothing.
func (p *Pages) pause(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	said := r.PostForm.Get("paused")
	if said != "yes" && said != "no" {
		return fault.New(fault.Invalid, "fault.malformed")
	}
	if err := p.Pairing.Pause(r.Context(), r.Actor, a.ID, said == "yes"); err != nil {
		return err
	}
	return r.Done(w, web.Back(r.PostForm.Get("back"), a.path("/proposals")), "proposal.pause."+map[string]string{"yes": "begun", "no": "ended"}[said])
}
