package workspace

import (
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
)

// matches are what matching has for a home: what waits for the person.
type matches struct {
	stands map[string]pairing.Standing // by application
	next   *web.Empty                  // what waits for an answer; nil: nothing
	quiet  *web.Empty                  // where the latest one stands; nil: none takes part
	tasks  map[string]web.Link         // work that can begin, with its hint
}

// state is where an application stands, by its place in matching once it has one.
func (m matches) state(r *web.Request, a applicant) web.Status {
	if stand, there := m.stands[a.ID]; there {
		return standOf(r, stand)
	}
	return stateOf(r, a.Status)
}

// matching reads where the person's applications stand.
func (p *Pages) matching(r *web.Request, mine []applicant) (matches, error) {
	m := matches{stands: map[string]pairing.Standing{}, tasks: map[string]web.Link{}}
	for _, a := range mine {
		stand, err := p.Pairing.Where(r.Context(), r.Actor, a.ID)
		if err != nil {
			return m, err
		}
		if stand.State != pairing.Outside {
			m.stands[a.ID] = stand
			m.take(r, a, stand)
		}
	}
	if len(m.stands) == 0 {
		return m, nil
	}
	for _, side := range []pairing.Side{pairing.Mentee, pairing.Mentor} {
		cards, err := p.Pairing.Cards(r.Context(), r.Actor, side)
		if err != nil {
			return m, err
		}
		m.seen(r, cards)
	}
	return m, nil
}

func (m *matches) take(r *web.Request, a applicant, stand pairing.Standing) {
	box := &web.Empty{Icon: "circle-check", Title: r.T(stand.Key()), Text: r.T(stand.NextKey()),
		Action: &web.Button{Text: r.T("proposal.go"), Href: a.path("/proposals"), Variant: web.Secondary}}
	if until := awaited(r, stand); until != "" {
		box.Text += " " + until
	}
	switch {
	case stand.Until != nil && m.next == nil:
		box.Icon, box.Action.Variant = "heart-handshake", web.Primary
		m.next = box
	case m.quiet == nil:
		m.quiet = box
	}
	if stand.Until != nil || stand.State == pairing.MentorAsks {
		name := map[pairing.Side]string{pairing.Mentee: "proposal", pairing.Mentor: "answer"}[a.Side]
		m.tasks[name] = web.Link{Text: awaited(r, stand), Href: a.path("/proposals")}
	}
}

// seen adds what single cards open: talks.
func (m *matches) seen(r *web.Request, cards []pairing.Card) {
	for _, c := range cards {
		if talking(c) {
			m.tasks["talk"] = web.Link{Text: c.Name, Href: proposalPath(c.ID, "/talk")}
		}
	}
}
