package pairing

import (
	"context"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/mentorship"
)

// Choice is what a mentee says about one card.
type Choice struct {
	Proposal string
	Version  int64
	Reply    Reply
	Shares   bool // with a yes: the mentor may read what the mentee wrote about need and goal
}

// Choose takes a mentee's answers to some or all of the open cards. The yeses
// stand in the order in which they are given, after those given before; the
// first one's mentor is asked at once, unless another is asked already. A yes
// that is given again takes its new place. A no takes a yes back, also while the
// mentor is thinking. All or nothing.
func (s *Service) Choose(ctx context.Context, actor access.Actor, applicationID string, choices []Choice) error {
	if len(choices) == 0 || len(choices) > 2*MaxShortlist {
		return fault.New(fault.Invalid, "pairing.fault.choices")
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if _, err := s.own(ctx, tx, actor, applicationID); err != nil {
			return err
		}
		mentee, err := s.hold(ctx, tx, applicationID)
		if err != nil {
			return err
		}
		last, err := lastChoice(ctx, tx, applicationID)
		if err != nil {
			return err
		}
		var entries []audit.Entry
		for i, c := range choices {
			p, err := s.choose(ctx, tx, actor, mentee, c, last+int64(i)+1)
			if err != nil {
				return err
			}
			entries = append(entries, entry(actor.Person, audit.PairingAnswered, p, actor.Person))
		}
		if err := s.advance(ctx, tx, mentee, true); err != nil {
			return err
		}
		return record(ctx, tx, entries...)
	})
}

func (s *Service) choose(ctx context.Context, tx *db.Tx, actor access.Actor, mentee someone, c Choice, place int64) (Proposal, error) {
	p, err := lock(ctx, tx, c.Proposal)
	if err != nil {
		return p, err
	}
	if side, there := p.sideOf(actor.Person); !there || side != Mentee || p.Mentee != mentee.Application {
		return p, errMissing
	}
	if !p.Status.Open() || p.Status == Sent && p.late(s.Now()) {
		return p, errClosed
	}
	if p.Version != c.Version {
		return p, errStale
	}
	asked := p.Status == Asked
	if err := p.chosen(c, place, s.Now(), s.counting()); err != nil {
		return p, err
	}
	if asked && p.Status == Declined {
		if err := s.tell(ctx, tx, p.MentorPerson, letterClosed, p); err != nil {
			return p, err
		}
	}
	return p, s.save(ctx, tx, &p)
}

// chosen applies a mentee's answer.
func (p *Proposal) chosen(c Choice, place int64, at time.Time, days counting) error {
	switch c.Reply {
	case Yes:
		if p.menteeReply, p.shares = Yes, c.Shares; p.Status != Asked {
			p.choice = place
		}
		if p.Status == Sent {
			return p.become(MenteeYes)
		}
		return nil
	case No:
		p.menteeReply = No
		return p.seal(Declined, byMentee, true)
	case Later:
		if p.Status != Sent {
			return fault.New(fault.Conflict, "pairing.fault.answered")
		}
		if p.menteeReply != Later {
			p.menteeReply = Later
			p.longer(at, days)
		}
		return nil
	}
	return fault.New(fault.Invalid, "pairing.fault.reply")
}

// Answer takes the answer of a mentor who is asked. A yes is the second one: in
// one transaction both places are taken, the mentorship begins (its id is given),
// and what is now impossible is withdrawn. Conflict when the mentor has no place left, pauses,
// or the mentee no longer takes part; nothing is changed then.
func (s *Service) Answer(ctx context.Context, actor access.Actor, proposalID string, version int64, reply Reply) (mentorshipID string, err error) {
	var p Proposal
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		mentee, mentor, err := s.both(ctx, tx, actor, proposalID, &p)
		if err != nil {
			return err
		}
		if p.Status != Asked || p.late(s.Now()) {
			return errClosed
		}
		if p.Version != version {
			return errStale
		}
		asked := p.mentorReply == Later
		p.mentorReply = reply
		switch {
		case reply == Yes:
			return s.accept(ctx, tx, actor, &p, mentee, mentor)
		case reply == No:
			err = s.end(ctx, tx, &p, Declined, byMentor, false)
		case reply == Later && asked:
			return nil
		case reply == Later:
			err = s.delay(ctx, tx, &p)
		default:
			return fault.New(fault.Invalid, "pairing.fault.reply")
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, audit.PairingAnswered, p, actor.Person))
	})
	if err != nil {
		return "", err
	}
	return p.Mentorship, nil
}

// both locks the mentee's party and then the mentor's, who acts, and reads the
// proposal under the locks.
func (s *Service) both(ctx context.Context, tx *db.Tx, actor access.Actor, proposalID string, p *Proposal) (mentee, mentor someone, err error) {
	if *p, err = load(ctx, tx, proposalID); err != nil {
		return mentee, mentor, err
	}
	if side, there := p.sideOf(actor.Person); !there || side != Mentor {
		return mentee, mentor, errMissing
	}
	if mentee, err = s.hold(ctx, tx, p.Mentee); err != nil {
		return mentee, mentor, err
	}
	if mentor, err = s.hold(ctx, tx, p.Mentor); err != nil {
		return mentee, mentor, err
	}
	*p, err = lock(ctx, tx, proposalID)
	return mentee, mentor, err
}

// delay gives a mentor more time. It leaves the version alone: the mentee
// sees nothing of it.
func (s *Service) delay(ctx context.Context, tx *db.Tx, p *Proposal) error {
	p.longer(s.Now(), s.counting())
	p.UpdatedAt = s.Now()
	return putOff(ctx, tx, *p)
}

// accept makes a mentorship of two yeses. The hard rules that can have changed
// since the proposal are asked again; the guarded updates have the last word.
func (s *Service) accept(ctx context.Context, tx *db.Tx, actor access.Actor, p *Proposal, mentee, mentor someone) error {
	if err := allowed(mentee, mentor); err != nil {
		return err
	}
	for _, x := range []someone{mentee, mentor} {
		took, err := takePlace(ctx, tx, x.Application, s.Now())
		if err != nil {
			return err
		}
		if !took {
			return errFull
		}
	}
	if err := p.become(Accepted); err != nil {
		return err
	}
	if err := s.save(ctx, tx, p); err != nil {
		return err
	}
	if err := s.clear(ctx, tx, mentee, mentor); err != nil {
		return err
	}
	return s.begin(ctx, tx, actor, p)
}

// allowed asks the rules whose facts can change between proposal and answer.
func allowed(mentee, mentor someone) error {
	switch {
	case !mentee.here():
		return errClosed
	case mentee.Free() < 1:
		return errPlaced
	case !mentor.here():
		return fault.New(fault.Conflict, "pairing.fault.mentor")
	case mentor.Paused:
		return errPaused
	case mentor.Free() < 1:
		return errFull
	}
	return nil
}

// clear withdraws what a beginning makes impossible: the mentee's other
// proposals, and the mentor's when that was the last place.
func (s *Service) clear(ctx context.Context, tx *db.Tx, mentee, mentor someone) error {
	open, err := openOf(ctx, tx, mentee.Application)
	if err != nil {
		return err
	}
	mentee.Taken++
	if err := s.leave(ctx, tx, mentee, open); err != nil || mentor.Free() > 1 {
		return err
	}
	closed, err := sealMentor(ctx, tx, mentor.Application, unavailable, s.Now())
	if err != nil {
		return err
	}
	return s.follow(ctx, tx, closed)
}

// begin starts the mentorship and tells both. It comes last: it writes into the
// audit log, where transactions queue.
func (s *Service) begin(ctx context.Context, tx *db.Tx, actor access.Actor, p *Proposal) error {
	x, err := s.Intakes.Load(ctx, tx, p.Intake)
	if err != nil {
		return err
	}
	size, known := mentorship.Size(p.Model, x.Rules)
	if !known {
		return fault.New(fault.Internal, "pairing.fault.model")
	}
	for _, personID := range []string{p.MenteePerson, p.MentorPerson} {
		if err := s.tell(ctx, tx, personID, letterBegun, *p); err != nil {
			return err
		}
	}
	m, err := s.Mentorships.Begin(ctx, tx, actor.Person, mentorship.Beginning{Programme: p.Programme, Intake: p.Intake, Model: p.Model, Size: size,
		Mentor: mentorship.Joining{Person: p.MentorPerson, Application: p.Mentor}, Mentee: mentorship.Joining{Person: p.MenteePerson, Application: p.Mentee}})
	if err != nil {
		return err
	}
	p.Mentorship = m.ID
	if err := setMentorship(ctx, tx, p.ID, m.ID); err != nil {
		return err
	}
	return record(ctx, tx, entry(actor.Person, audit.PairingAnswered, *p, actor.Person))
}

// Tie is a conflict of interest.
type Tie string

const (
	TieManager     Tie = "manager"
	TieFamily      Tie = "family"
	TieProcurement Tie = "procurement"
	TieClose       Tie = "close" // other close ties
)

// Ties in the order of choices.
var Ties = []Tie{TieManager, TieFamily, TieProcurement, TieClose}

// Key is the translation key of the tie's name.
func (t Tie) Key() string { return "pairing.tie." + string(t) }

func (t Tie) known() bool {
	return slices.Contains(Ties, t)
}

// Declare notes a conflict of interest that one of the two has found, before or
// after the mentorship began (R4.3-6, R4.3-10). The pair is never proposed
// again, what was begun ends, and the mentee is matched anew with the place in
// the waiting list that they had. The other side hears only that it is over;
// the tie is for the coordinator.
func (s *Service) Declare(ctx context.Context, actor access.Actor, proposalID string, tie Tie) error {
	if !tie.known() {
		return fault.New(fault.Invalid, "pairing.fault.tie")
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := load(ctx, tx, proposalID)
		if err != nil {
			return err
		}
		if _, there := p.sideOf(actor.Person); !there {
			return errMissing
		}
		if _, err := s.hold(ctx, tx, p.Mentee); err != nil {
			return err
		}
		if _, err := s.hold(ctx, tx, p.Mentor); err != nil {
			return err
		}
		if p, err = lock(ctx, tx, proposalID); err != nil {
			return err
		}
		return s.part(ctx, tx, actor, p, tie)
	})
}

func (s *Service) part(ctx context.Context, tx *db.Tx, actor access.Actor, p Proposal, tie Tie) error {
	begun := p.Status == Accepted
	if !begun && !p.Status.Open() {
		return errClosed
	}
	if err := s.end(ctx, tx, &p, Withdrawn, conflicting, begun); err != nil {
		return err
	}
	r := Rule{Intake: p.Intake, Mentee: p.Mentee, Mentor: p.Mentor, Kind: Exclude, Source: FromConflict, Note: string(tie), CreatedBy: actor.Person, CreatedAt: s.Now()}
	if err := putRule(ctx, tx, r); err != nil {
		return err
	}
	if begun {
		if err := s.undo(ctx, tx, actor, p); err != nil {
			return err
		}
	}
	return record(ctx, tx, entry(actor.Person, audit.ConflictDeclared, p, actor.Person))
}

// undo gives both places back and ends the mentee's part.
func (s *Service) undo(ctx context.Context, tx *db.Tx, actor access.Actor, p Proposal) error {
	for _, applicationID := range []string{p.Mentee, p.Mentor} {
		if err := givePlace(ctx, tx, applicationID, s.Now()); err != nil {
			return err
		}
	}
	for _, personID := range []string{p.MenteePerson, p.MentorPerson} {
		if err := s.tell(ctx, tx, personID, letterEnded, p); err != nil {
			return err
		}
	}
	return s.Mentorships.Part(ctx, tx, actor.Person, p.Mentorship, p.MenteePerson)
}
