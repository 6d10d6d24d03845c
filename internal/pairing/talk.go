package pairing

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// maxAhead is how far ahead an introductory talk can be.
const maxAhead = 30 * 24 * time.Hour

// named takes a time that one side names for the talk; a time of the other side
// or an agreed one gives way.
func (p *Proposal) named(at, now time.Time, side Side) error {
	bad := fault.Checks{}
	if !at.After(now) || at.After(now.Add(maxAhead)) {
		bad.Fail("talk", "pairing.fault.talk")
	}
	p.Talk = Talk{At: &at, By: side}
	return bad.Err()
}

// agreed makes the time that the other side named the time of the talk. The
// mentor then has until the end of the day after it to answer.
func (p *Proposal) agreed(side Side, now time.Time, c counting) error {
	if p.Talk.At == nil || p.Talk.By == side || !p.Talk.At.After(now) {
		return fault.New(fault.Conflict, "pairing.fault.talk-gone")
	}
	p.Talk.Agreed = true
	p.extend(deadline(*p.Talk.At, 1, c.zone), now, c)
	return nil
}

// ProposeTalk names a time for the introductory talk, once the mentor is asked;
// the other side is told. No talk is needed to answer.
func (s *Service) ProposeTalk(ctx context.Context, actor access.Actor, proposalID string, version int64, at time.Time) error {
	at = at.UTC().Truncate(time.Minute)
	return s.talk(ctx, actor, proposalID, version, audit.TalkProposed, letterTalk, func(p *Proposal, side Side) error {
		return p.named(at, s.Now(), side)
	})
}

// AgreeTalk agrees to the time that the other side named.
func (s *Service) AgreeTalk(ctx context.Context, actor access.Actor, proposalID string, version int64) error {
	return s.talk(ctx, actor, proposalID, version, audit.TalkAgreed, letterTalkAgreed, func(p *Proposal, side Side) error {
		return p.agreed(side, s.Now(), s.counting())
	})
}

func (s *Service) talk(ctx context.Context, actor access.Actor, proposalID string, version int64, action audit.Action, l letter,
	rule func(*Proposal, Side) error) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := load(ctx, tx, proposalID)
		if err != nil {
			return err
		}
		side, there := p.sideOf(actor.Person)
		if !there {
			return errMissing
		}
		if p, err = s.held(ctx, tx, p); err != nil {
			return err
		}
		if p.Status != Asked || p.late(s.Now()) {
			return errClosed
		}
		if p.Version != version {
			return errStale
		}
		if err := rule(&p, side); err != nil {
			return err
		}
		if err := s.save(ctx, tx, &p); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, p.personOf(other(side)), l, p); err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, action, p, actor.Person))
	})
}

func (p Proposal) personOf(side Side) string {
	if side == Mentee {
		return p.MenteePerson
	}
	return p.MentorPerson
}
