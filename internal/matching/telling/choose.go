package telling

import (
	"cmp"
	"slices"

	"domubiedrs/internal/matching"
)

// Pros are the reasons for a pair, those of the criteria that give most points
// first; at most most.
func Pros(x matching.Explanation, most int) []matching.Reason {
	return chosen(x.Parts, most, func(p matching.Part) int { return p.Points },
		func(p matching.Part) []matching.Reason { return p.For })
}

// Cons are the reasons against a pair, those of the criteria that lose most
// points first; at most most.
func Cons(x matching.Explanation, most int) []matching.Reason {
	return chosen(x.Parts, most, func(p matching.Part) int { return p.Weight * (matching.Full - p.Value) },
		func(p matching.Part) []matching.Reason { return p.Against })
}

func chosen(parts []matching.Part, most int, worth func(matching.Part) int, reasons func(matching.Part) []matching.Reason) []matching.Reason {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b matching.Part) int { return cmp.Compare(worth(b), worth(a)) })
	var all []matching.Reason
	for _, p := range parts {
		all = append(all, reasons(p)...)
	}
	return all[:min(len(all), most)]
}
