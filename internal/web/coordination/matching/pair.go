package matching

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

var (
	errNone = fault.New(fault.NotFound, "fault.not-found")
	errLeft = fault.New(fault.Gone, "matchdesk.fault.left")
	// errPair is an address or a form of a page that leads to no pair.
	errPair = fault.New(fault.Invalid, "matchdesk.fault.pair")
)

// decision is a pair of the address, and what is to be said about it.
type decision struct {
	run    *matchmaking.Run
	mentee entry
	mentor matchmaking.Person
	kind   pairing.RuleKind
}

// deciding reads a pair from the address or the form, for somebody who may
// decide.
func (p *Pages) deciding(r *web.Request) (d decision, err error) {
	if d.run, d.mentee, err = p.entry(r); err != nil {
		return d, err
	}
	if err := r.Actor.Check(access.Write, access.Object{Thing: access.Pairing, Programme: d.run.Programme}); err != nil {
		return d, err
	}
	asked := r.URL.Query()
	if r.Method == http.MethodPost {
		asked = r.PostForm
	}
	o, there := d.run.Person(asked.Get("mentor"))
	d.mentor, d.kind = o, pairing.RuleKind(asked.Get("kind"))
	if !there || o.Side != pairing.Mentor {
		return d, errPair
	}
	return d, nil
}

// pairQuestion says what a decision does to everybody else before it is taken.
func (p *Pages) pairQuestion(r *web.Request) (*desk.Confirm, decision, error) {
	d, err := p.deciding(r)
	if err != nil {
		return nil, d, err
	}
	if !slices.Contains([]pairing.RuleKind{pairing.Lock, pairing.Exclude}, d.kind) {
		return nil, d, errPair
	}
	kind := string(d.kind)
	c := &desk.Confirm{Frame: ofRun(r, d.run, "matchdesk.pair."+kind+"-title")}
	c.Under(d.mentee.Name, of(d.run, d.mentee.Mentee))
	c.Confirm = web.Confirm{Lede: r.T("matchdesk.pair."+kind+"-lede", "mentee", d.mentee.Name, "mentor", d.mentor.Name), Form: &web.Form{
		Action: of(d.run, d.mentee.Mentee) + "/pair", Submit: r.T("matchdesk.pair." + kind), Cancel: &web.Link{Text: r.T("common.back"), Href: of(d.run, d.mentee.Mentee)},
		Fields: []*web.Field{{Kind: web.Hidden, Name: "mentor", Value: d.mentor.Application}, {Kind: web.Hidden, Name: "kind", Value: kind},
			{Kind: web.Textarea, Name: "note", Label: r.T("matchdesk.pair.note"), Hint: r.T("matchdesk.pair.note-hint"), Required: true, MaxLength: pairing.MaxNote, Rows: 3}}}}
	x, err := p.Matchmaking.Consequence(r.Context(), d.run, d.mentee.Mentee, d.mentor.Application, d.kind)
	if fault.Is(err, fault.Conflict) {
		c.Confirm.Points = []string{r.T("matchdesk.pair.cannot")}
		return c, d, nil
	}
	if err != nil {
		return nil, d, err
	}
	c.Confirm.Points = consequences(r, d.run, x)
	return c, d, nil
}

// mostMoves is how many other mentees a question names.
const mostMoves = 8

// consequences are what others lose or gain, in words.
func consequences(r *web.Request, run *matchmaking.Run, x matchmaking.Consequence) (points []string) {
	switch {
	case x.Served < 0:
		points = append(points, r.Tr.N("matchdesk.pair.fewer", -x.Served))
	case x.Served > 0:
		points = append(points, r.Tr.N("matchdesk.pair.more", x.Served))
	default:
		points = append(points, r.T("matchdesk.pair.as-many"))
	}
	if before, after := fitKey(int(x.Worst[0])), fitKey(int(x.Worst[1])); before != after {
		points = append(points, r.T("matchdesk.pair.worst", "before", lower(r.T(before)), "after", lower(r.T(after))))
	}
	if len(x.Moves) == 0 {
		return append(points, r.T("matchdesk.pair.nobody-moves"))
	}
	points = append(points, r.Tr.N("matchdesk.pair.moves", len(x.Moves)))
	for _, m := range x.Moves[:min(len(x.Moves), mostMoves)] {
		from, to := r.T("matchdesk.nobody"), r.T("matchdesk.nobody")
		if m.From != "" {
			from = name(r, run.Crowd, m.From)
		}
		if m.To != "" {
			to = name(r, run.Crowd, m.To)
		}
		points = append(points, r.T("matchdesk.pair.move", "mentee", name(r, run.Crowd, m.Mentee), "from", from, "to", to))
	}
	if n := len(x.Moves) - mostMoves; n > 0 {
		points = append(points, r.Tr.N("matchdesk.pair.others", n))
	}
	return points
}

func lower(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return text
	}
	return strings.ToLower(string(runes[:1])) + string(runes[1:])
}

func (p *Pages) askPair(w http.ResponseWriter, r *web.Request) error {
	c, _, err := p.pairQuestion(r)
	if err != nil {
		return err
	}
	return c.Show(w, r)
}

// pair locks or excludes, and solves the rest anew with the setting of the run,
// so that the coordinator sees where everybody stands now.
func (p *Pages) pair(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	c, d, err := p.pairQuestion(r)
	if err != nil {
		return err
	}
	if err := r.Fill(c.Confirm.Form); err != nil {
		return err
	}
	err = p.Pairing.SetRule(r.Context(), r.Actor, d.mentee.Mentee, d.mentor.Application, d.kind, c.Confirm.Form.Value("note"))
	if err != nil {
		return c.Refuse(w, r, err)
	}
	return p.again(w, r, d, "matchdesk.pair."+string(d.kind)+"-done")
}

// lift takes a decision back.
func (p *Pages) lift(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	d, err := p.deciding(r)
	if err != nil {
		return err
	}
	if err := p.Pairing.LiftRule(r.Context(), r.Actor, d.mentee.Mentee, d.mentor.Application); err != nil {
		return office.Hide(err)
	}
	return p.again(w, r, d, "matchdesk.pair.lift-done")
}

// again runs the rest around a decision and leads to the same mentee.
func (p *Pages) again(w http.ResponseWriter, r *web.Request, d decision, said string) error {
	run, err := p.Matchmaking.Make(r.Context(), r.Actor, d.run.Intake.ID, d.run.Ask)
	if err != nil {
		return err
	}
	return r.Done(w, room+"/"+run.ID+"/mentees/"+d.mentee.Mentee, said)
}
