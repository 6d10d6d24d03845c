package application

import (
	"testing"

	"domubiedrs/internal/questionnaire"
)

// TestPlacesOfAnApplicant: a mentee has one, a mentor as many as the profile
// says, and one where it says nothing that can be used.
func TestPlacesOfAnApplicant(t *testing.T) {
	for _, tt := range []struct {
		side  Side
		given []string
		want  int64
	}{{Mentee, []string{"7"}, 1}, {Mentor, []string{"7"}, 7}, {Mentor, nil, 1}, {Mentor, []string{"0"}, 1}, {Mentor, []string{"daudz"}, 1}} {
		a := Application{Side: tt.side, Answers: questionnaire.Answers{promptPlaces: tt.given}}
		if got := a.Places(); got != tt.want {
			t.Errorf("%s with %q: %d, want %d", tt.side, tt.given, got, tt.want)
		}
	}
}
