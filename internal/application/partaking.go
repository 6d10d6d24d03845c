package application

import (
	"context"
	"strconv"

	"domubiedrs/internal/db"
)

// What other packages, which ask about their own objects, read of applications.

// promptPlaces is how many mentees a mentor works with at a time.
const promptPlaces = "places"

// Load loads an application for another service.
func (s *Service) Load(ctx context.Context, q db.Q, applicationID string) (Application, error) {
	return load(ctx, q, applicationID)
}

// Places is how many people the applicant can be paired with at a time: one for
// a mentee, for a mentor as many as the profile says. A mentor who was imported
// and has not said has one.
func (a Application) Places() int64 {
	if a.Side == Mentee {
		return 1
	}
	n, err := strconv.ParseInt(a.Answers.First(promptPlaces), 10, 64)
	if err != nil || n < 1 {
		return 1
	}
	return n
}
