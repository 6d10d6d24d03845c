package application

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
)

// Listed is a line of the queue. Its Application has no answers.
type Listed struct {
	Application
	Name        string
	Email       string
	Institution string // its Latvian name, or what was typed
}

// Filter chooses applications of one intake; empty fields choose all that were
// ever submitted.
type Filter struct {
	Intake string
	Query  string // words of name, address, institution or number, in any order
	Side   Side
	Status Status
	Fit    Fit
	After  string // cursor: Next of the page before
}

// Page is a page of the queue, the longest waiting first.
type Page struct {
	Items []Listed
	Next  string
	Total int
}

// MaxPage is the most that one page holds.
const MaxPage = 200

// Queue pages through the applications of an intake.
func (s *Service) Queue(ctx context.Context, actor access.Actor, f Filter, limit int) (Page, error) {
	if _, err := s.screening(ctx, actor, access.Read, f.Intake); err != nil {
		return Page{}, err
	}
	return queue(ctx, s.DB, f, min(max(limit, 1), MaxPage))
}

// Counts tells how many applications of an intake stand in each status, by
// side.
func (s *Service) Counts(ctx context.Context, actor access.Actor, intakeID string) (map[Side]map[Status]int, error) {
	if _, err := s.screening(ctx, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return counts(ctx, s.DB, intakeID)
}

// Standing is all that an institution learns of its people's applications
// (context §2.5).
type Standing struct {
	Name      string
	Intake    intake.Details // its names and dates
	Side      Side
	Status    Status
	Submitted time.Time
}

// StatusOf tells an institution's contact how its people's applications stand,
// the latest first, at most MaxPage.
func (s *Service) StatusOf(ctx context.Context, actor access.Actor, institutionID string) ([]Standing, error) {
	if err := actor.Check(access.Read, access.Object{Thing: access.ApplicationFacts, Institution: institutionID}); err != nil {
		return nil, err
	}
	return standings(ctx, s.DB, institutionID, MaxPage)
}
