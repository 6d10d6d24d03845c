package pairing

import (
	"context"
	"maps"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/questionnaire"
)

// Seen is what one side knows of a proposal's course.
type Seen string

const (
	SeenYours  Seen = "yours"   // your answer is awaited
	SeenInLine Seen = "in-line" // you said yes; another mentor is asked before
	SeenTheirs Seen = "theirs"  // you said yes; the mentor is asked
	SeenNo     Seen = "no"      // you said no
	SeenLate   Seen = "late"    // you did not answer in time
	SeenClosed Seen = "closed"  // no longer open, for whatever reason
	SeenBegun  Seen = "begun"   // both said yes
)

// Key is the translation key of the state in the words for a side.
func (s Seen) Key() string { return "pairing.seen." + string(s) }

// Card is a proposal as one of its two people sees it.
type Card struct {
	ID          string
	Side        Side
	Intake      string
	Application string // the reader's own
	Other       string // the other person
	Name        string // of the other
	Position    string
	Employer    string // in Latvian
	Model       catalogue.ModelCode
	Seen        Seen
	Reply       Reply
	Shares      bool       // a mentee's own yes: the mentor may read what the mentee wrote at length
	Place       int64      // in the reader's order; 0: none
	Until       *time.Time // the first moment that is too late for an answer; of the other side's the latest there can be
	Why         Why
	Talk        Talk
	Mentorship  string
	CreatedAt   time.Time
	Version     int64
}

// seen tells what a side knows. Every end that is not their own doing looks the
// same.
func (p Proposal) seen(side Side) Seen {
	own := p.replyOf(side)
	switch {
	case p.Status == Accepted:
		return SeenBegun
	case p.Status == Declined && own == No:
		return SeenNo
	case p.Status == Expired && p.silentOne() == p.personOf(side):
		return SeenLate
	case !p.Status.Open():
		return SeenClosed
	case p.Status == MenteeYes:
		return SeenInLine
	case p.Status == Asked && side == Mentee:
		return SeenTheirs
	}
	return SeenYours
}

func (p Proposal) replyOf(side Side) Reply {
	if side == Mentee {
		return p.menteeReply
	}
	return p.mentorReply
}

// until is when an answer is due, for those who see that. The mentee's latest
// day for a mentor's answer counts the extra time in from the beginning, so that
// it does not move when the mentor asks for it.
func (p Proposal) until(seen Seen, zone *time.Location) *time.Time {
	switch seen {
	case SeenYours:
		return p.DueAt
	case SeenTheirs:
		latest := deadline(deadline(*p.AskedAt, p.Days, zone), p.more()-1, zone)
		if p.Talk.Agreed {
			if after := deadline(*p.Talk.At, 1+p.more(), zone); after.After(latest) {
				latest = after
			}
		}
		return &latest
	}
	return nil
}

// card takes what a side may know out of a proposal.
func (p Proposal) card(side Side, zone *time.Location) Card {
	c := Card{ID: p.ID, Side: side, Intake: p.Intake, Application: p.Mentee, Other: p.MentorPerson, Model: p.Model, Seen: p.seen(side),
		Reply: p.replyOf(side), Why: p.Why, Talk: p.Talk, Mentorship: p.Mentorship, CreatedAt: p.CreatedAt, Version: p.Version}
	if side == Mentor {
		c.Application, c.Other = p.Mentor, p.MenteePerson
	} else {
		c.Place, c.Shares = p.choice, p.shares
	}
	c.Until = p.until(c.Seen, zone)
	if !slices.Contains([]Seen{SeenYours, SeenInLine, SeenTheirs, SeenBegun}, c.Seen) {
		c.Why, c.Version = Why{}, 0
	}
	return c
}

// maxCards bounds what one person sees at once.
const maxCards = 100

// Cards gives the actor's proposals on a side, the latest first: a mentee's
// from when they are sent, a mentor's from when the mentor is asked.
func (s *Service) Cards(ctx context.Context, actor access.Actor, side Side) ([]Card, error) {
	if err := actor.Check(access.Read, Proposal{}.object(actor.Person)); err != nil {
		return nil, err
	}
	rows, err := cardsOf(ctx, s.DB, side, actor.Person, maxCards)
	if err != nil {
		return nil, err
	}
	var cards []Card
	for _, x := range rows {
		cards = append(cards, x.as(side, s.Zone))
	}
	return cards, nil
}

// Card gives one of the actor's proposals. Others, and a mentor who was not
// asked, are not told that it exists.
func (s *Service) Card(ctx context.Context, actor access.Actor, proposalID string) (Card, error) {
	p, err := load(ctx, s.DB, proposalID)
	if err != nil {
		return Card{}, err
	}
	side, there := p.sideOf(actor.Person)
	if !there {
		return Card{}, errMissing
	}
	x, err := cardOf(ctx, s.DB, side, proposalID)
	if err != nil {
		return Card{}, err
	}
	return x.as(side, s.Zone), nil
}

// Profile is what one side may read of the other's application.
type Profile struct {
	Name    string
	Email   string // once the two have agreed when to talk, or the mentorship began
	Form    questionnaire.Edition
	Answers questionnaire.Answers
}

// Profile gives what the other side of an open or accepted proposal wrote.
// Answers that the form keeps private are left out; those at length of a mentee
// too, unless the mentee agreed (context §2.5).
func (s *Service) Profile(ctx context.Context, actor access.Actor, proposalID string) (Profile, error) {
	p, err := load(ctx, s.DB, proposalID)
	if err != nil {
		return Profile{}, err
	}
	side, there := p.sideOf(actor.Person)
	if !there {
		return Profile{}, errMissing
	}
	if !p.Status.Open() && p.Status != Accepted {
		return Profile{}, errClosed
	}
	theirs := p.Mentor
	if side == Mentor {
		theirs = p.Mentee
	}
	x, err := s.look(ctx, s.DB, theirs)
	if err != nil {
		return Profile{}, err
	}
	form, err := questionnaire.Open(ctx, s.DB, x.app.Ref)
	if err != nil {
		return Profile{}, err
	}
	profile := Profile{Name: x.person.Name(), Form: form, Answers: open(form.Questionnaire, x.app.Answers, side == Mentee || p.shares)}
	if p.Status == Accepted || p.Talk.Agreed {
		profile.Email = x.person.Email
	}
	return profile, nil
}

// open leaves out what the other side may not read.
func open(form questionnaire.Questionnaire, answers questionnaire.Answers, atLength bool) questionnaire.Answers {
	kept := maps.Clone(answers)
	maps.DeleteFunc(kept, func(key string, _ []string) bool {
		p, there := form.Prompt(key)
		return !there || p.Private || p.Kind == questionnaire.Long && !atLength
	})
	return kept
}
