package pairing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
)

// Next is the job that moves a mentee on after something closed for them: the
// next mentor in their order is asked, a reserve goes out, or they hear that
// they wait.
type Next struct{ ApplicationID string }

// Kind implements job.Args.
func (Next) Kind() string { return "pairing.next" }

// Sweep is the job that ends what time or other parts of the service have
// ended: silence, and people who no longer take part.
type Sweep struct{}

// Kind implements job.Args.
func (Sweep) Kind() string { return "pairing.sweep" }

// Remind is the job that reminds of open answers.
type Remind struct{}

// Kind implements job.Args.
func (Remind) Kind() string { return "pairing.remind" }

// Register tells the queue of this package's jobs.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.next, job.Options{})
	job.Handle(r, s.sweep, job.Options{Timeout: 5 * time.Minute})
	job.Handle(r, s.remind, job.Options{Timeout: 5 * time.Minute})
	job.Schedule(r, Sweep{}, job.Every(5*time.Minute))
	job.Schedule(r, Remind{}, job.Every(time.Hour))
}

func (s *Service) next(ctx context.Context, args Next) error {
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		mentee, err := s.hold(ctx, tx, args.ApplicationID)
		if err != nil {
			return err
		}
		return s.advance(ctx, tx, mentee, false)
	})
	if fault.Is(err, fault.NotFound) {
		return job.Discard(err)
	}
	return err
}

// course is what moving a mentee on came to.
type course struct {
	lost     int64     // proposals that closed and that the mentee was not told of
	open     int       // that are still open
	asked    *Proposal // whose mentor was asked just now
	released *Proposal // that went out from the reserve just now
}

// advance moves a mentee on whose party is held, and writes at most one letter.
// told says that the mentee acted, so a list that became empty is news too.
func (s *Service) advance(ctx context.Context, tx *db.Tx, mentee someone, told bool) error {
	open, err := openOf(ctx, tx, mentee.Application)
	if err != nil {
		return err
	}
	if !mentee.here() || mentee.Free() < 1 {
		return s.leave(ctx, tx, mentee, open)
	}
	var c course
	if open, err = s.stillThere(ctx, tx, open); err != nil {
		return err
	}
	if c.asked, err = s.askFirst(ctx, tx, open); err != nil {
		return err
	}
	if c.open = len(open); c.open == 0 {
		if c.released, err = s.reserve(ctx, tx, mentee); err != nil {
			return err
		}
	}
	if c.lost, err = tellLost(ctx, tx, mentee.Application); err != nil {
		return err
	}
	return s.tellCourse(ctx, tx, mentee, c, told)
}

// leave ends what is open for a mentee who has a mentor or takes no part any
// more; the letter about that is another package's, or the one of the beginning.
func (s *Service) leave(ctx context.Context, tx *db.Tx, mentee someone, open []Proposal) error {
	why := gone
	if mentee.here() {
		why = placed
	}
	drafts, err := reservesOf(ctx, tx, mentee.Application)
	if err != nil {
		return err
	}
	for _, p := range append(open, drafts...) {
		if err := s.shut(ctx, tx, &p, Withdrawn, why, true); err != nil {
			return err
		}
	}
	_, err = tellLost(ctx, tx, mentee.Application)
	return err
}

// stillThere withdraws the proposals whose mentors cannot take anybody, and
// gives the others.
func (s *Service) stillThere(ctx context.Context, tx *db.Tx, open []Proposal) (left []Proposal, err error) {
	for _, p := range open {
		mentor, err := s.look(ctx, tx, p.Mentor)
		if err != nil {
			return nil, err
		}
		o := mentor.obstacle()
		if o == "" || o == OnPause && p.Status == Asked {
			left = append(left, p)
			continue
		}
		if err := s.shut(ctx, tx, &p, Withdrawn, unavailable, false); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// askFirst asks the mentor whom the mentee put first, if none is asked yet.
func (s *Service) askFirst(ctx context.Context, tx *db.Tx, open []Proposal) (*Proposal, error) {
	var first *Proposal
	for i := range open {
		switch p := &open[i]; {
		case p.Status == Asked:
			return nil, nil
		case p.Status == MenteeYes && (first == nil || p.choice < first.choice):
			first = p
		}
	}
	if first == nil {
		return nil, nil
	}
	if err := first.become(Asked); err != nil {
		return nil, err
	}
	now := s.Now()
	first.AskedAt = &now
	first.turn(now, s.Zone)
	if err := s.save(ctx, tx, first); err != nil {
		return nil, err
	}
	return first, s.tell(ctx, tx, first.MentorPerson, letterAsked, *first)
}

// reserve sends the best candidate that a sent round still holds for the mentee;
// those before it who cannot take anybody fall away.
func (s *Service) reserve(ctx context.Context, tx *db.Tx, mentee someone) (*Proposal, error) {
	drafts, err := reservesOf(ctx, tx, mentee.Application)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	x, err := s.Intakes.Load(ctx, tx, mentee.Intake)
	if err != nil {
		return nil, err
	}
	f, err := s.facts(ctx, tx, mentee.Intake, mentee.Application)
	if err != nil {
		return nil, err
	}
	for _, p := range drafts {
		o, _, err := s.obstacle(ctx, tx, p, f)
		if err != nil {
			return nil, err
		}
		if o == "" {
			return &p, s.send(ctx, tx, &p, x)
		}
		if err := s.shut(ctx, tx, &p, Withdrawn, unavailable, true); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// shut ends an open proposal. A mentor who was asked hears that it is no longer
// open; the mentee hears it when moved on.
func (s *Service) shut(ctx context.Context, tx *db.Tx, p *Proposal, next Status, why ending, told bool) error {
	asked := p.Status == Asked
	if err := p.seal(next, why, told); err != nil {
		return err
	}
	if err := s.save(ctx, tx, p); err != nil {
		return err
	}
	if asked && why != byMentor {
		return s.tell(ctx, tx, p.MentorPerson, letterClosed, *p)
	}
	return nil
}

// end shuts a proposal and has its mentee moved on.
func (s *Service) end(ctx context.Context, tx *db.Tx, p *Proposal, next Status, why ending, told bool) error {
	if err := s.shut(ctx, tx, p, next, why, told); err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, Next{p.Mentee})
}

// follow tells the mentors of proposals that were ended together, and has their
// mentees moved on. A mentor whose own yes ended them knows.
func (s *Service) follow(ctx context.Context, tx *db.Tx, closed []Proposal) error {
	moved := map[string]bool{}
	for _, p := range closed {
		if p.AskedAt != nil && p.ended != unavailable {
			if err := s.tell(ctx, tx, p.MentorPerson, letterClosed, p); err != nil {
				return err
			}
		}
		if moved[p.Mentee] {
			continue
		}
		moved[p.Mentee] = true
		if err := s.Queue.Enqueue(ctx, tx, Next{p.Mentee}); err != nil {
			return err
		}
	}
	return nil
}

// batch is how many proposals one run of Sweep takes on.
const batch = 500

// sweep ends what is over, one proposal a transaction.
func (s *Service) sweep(ctx context.Context, _ Sweep) error {
	due, err := dueOnes(ctx, s.DB, s.Now(), batch)
	if err != nil {
		return fmt.Errorf("list proposals that are due: %w", err)
	}
	for _, p := range due {
		if err := s.expire(ctx, p); err != nil {
			return fmt.Errorf("expire proposal %s: %w", p.ID, err)
		}
	}
	lost, err := lostOnes(ctx, s.DB, batch)
	if err != nil {
		return fmt.Errorf("list proposals of people who left: %w", err)
	}
	for _, menteeID := range lost {
		if err := s.next(ctx, Next{menteeID}); err != nil {
			return fmt.Errorf("move mentee %s on: %w", menteeID, err)
		}
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return closeEmpty(ctx, tx, s.Now()) })
}

// expire ends a proposal by silence, and moves the mentee on in the same step.
func (s *Service) expire(ctx context.Context, p Proposal) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		mentee, err := s.hold(ctx, tx, p.Mentee)
		if err != nil {
			return err
		}
		p, err := lock(ctx, tx, p.ID)
		if err != nil || p.Status != Sent && p.Status != Asked || !p.late(s.Now()) {
			return err
		}
		if err := s.shut(ctx, tx, &p, Expired, silent, false); err != nil {
			return err
		}
		if err := s.advanceAll(ctx, tx, mentee); err != nil {
			return err
		}
		return record(ctx, tx, entry(audit.System, audit.PairingExpired, p, p.silentOne()))
	})
}

// advanceAll moves a mentee on once all of their cards of one moment are over,
// so that three cards that run out are one letter.
func (s *Service) advanceAll(ctx context.Context, tx *db.Tx, mentee someone) error {
	more, err := dueOf(ctx, tx, mentee.Application, s.Now())
	if err != nil || more > 0 {
		return err
	}
	return s.advance(ctx, tx, mentee, false)
}

// silentOne is who did not answer.
func (p Proposal) silentOne() string {
	if p.AskedAt != nil {
		return p.MentorPerson
	}
	return p.MenteePerson
}

// today is the day in Riga.
func (s *Service) today() string { return s.Now().In(s.Zone).Format(time.DateOnly) }

// news is the day on which a waiting mentee hears next, empty when none is
// known.
func news(p Party, a application.Application, x intake.Intake) string {
	for _, day := range []string{p.NewsOn, a.NewsOn, x.NewsOn} {
		if day != "" {
			return day
		}
	}
	return ""
}

func found[T any](x T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		return x, errMissing
	}
	return x, err
}
