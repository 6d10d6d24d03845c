package matching_test

import (
	"slices"
	"testing"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/matchingtest"
)

// Reasons have known keys, parts sum to the total, and Score is what is explained.
func TestExplanationsHoldTogether(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 6).People(40, 40)
	p := matchingtest.Pool(t, matchingtest.Setting(), mentees, mentors)
	known := matching.Keys()
	if sorted := slices.Sorted(slices.Values(known)); len(slices.Compact(sorted)) != len(known) {
		t.Error("a key stands twice")
	}
	for i := range mentees {
		for j := range mentors {
			x := p.Explain(i, j)
			points := 0
			reasons := slices.Clone(x.Open)
			for _, part := range x.Parts {
				points += part.Points
				reasons = slices.Concat(reasons, part.For, part.Against, part.Change)
			}
			if x.Total != p.Score(i, j) || points-x.Total > len(x.Parts) || x.Total-points > len(x.Parts) {
				t.Fatalf("total %d, score %d, points %d", x.Total, p.Score(i, j), points)
			}
			for _, r := range reasons {
				if !slices.Contains(known, r.Key) || len(r.Args)%2 != 0 {
					t.Fatalf("unknown reason %v", r)
				}
			}
		}
	}
}
