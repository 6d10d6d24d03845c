package assign

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Limits of an instance. With them every price, score times scale included,
// fits 64 bits: see "Why nothing overflows" in docs/matching.md.
const (
	MaxMentees   = 1_000_000     // mentees of an instance
	MaxMentors   = 1_000_000     // mentors of an instance
	MaxPairs     = math.MaxInt32 // allowed pairs of an instance
	MaxScore     = 1_000_000     // a pair's score is between −MaxScore and MaxScore
	MinUnmatched = -1_000_000_000
	MaxUnmatched = MaxScore
)

// Pair is an allowed pair in the list of one mentee.
type Pair struct {
	Mentor int32 // index of the mentor
	Score  int32 // points of the pair, more is better
}

// Instance is an assignment problem: every mentee to at most one mentor of
// its list, every mentor to at most Capacity mentees, the sum of the scores
// plus Unmatched for every mentee left without a mentor as large as possible.
type Instance struct {
	// First has one entry a mentee and one more: mentee i's list is
	// Pairs[First[i]:First[i+1]], in ascending order of mentors.
	First []int
	Pairs []Pair
	// Capacity is the number of places of each mentor.
	Capacity []int32
	// Unmatched is the score of a mentee left without a mentor.
	Unmatched int64
	// MenteeKeys and MentorKeys name the people, each once. Where they are
	// given, the order of the people makes no difference to the pairs found.
	MenteeKeys, MentorKeys []string
}

// Mentees is the number of mentees.
func (in *Instance) Mentees() int { return max(len(in.First)-1, 0) }

// Mentors is the number of mentors.
func (in *Instance) Mentors() int { return len(in.Capacity) }

// Row is mentee i's list.
func (in *Instance) Row(i int) []Pair { return in.Pairs[in.First[i]:in.First[i+1]] }

// Score is the score of a pair; false when the pair is not allowed.
// O(log of the list).
func (in *Instance) Score(mentee, mentor int) (int32, bool) {
	row := in.Row(mentee)
	at, found := slices.BinarySearchFunc(row, int32(mentor), func(p Pair, m int32) int { return cmp.Compare(p.Mentor, m) })
	if !found {
		return 0, false
	}
	return row[at].Score, true
}

// Problem says what is wrong with an instance or a file.
type Problem int

// The problems an instance or a file can have.
const (
	TooManyMentees Problem = iota + 1
	TooManyMentors
	TooManyPairs
	BadLists           // First does not cut Pairs into lists
	BadScore           // a score outside ±MaxScore
	BadUnmatched       // Unmatched outside MinUnmatched … MaxUnmatched
	BadCapacity        // a negative number of places
	BadMentor          // a pair names a mentor that is not there
	BadMentee          // a line names a mentee that is not there
	Unsorted           // a list, or a file, is not in ascending order
	Duplicate          // a pair stands twice
	BadKeys            // keys are not one a person
	DuplicateKey       // two people have the same key
	BadNumber          // no whole number where one must stand
	TooShort           // the file ends too early
	TooLong            // more on the line, or in the file, than there should be
	UnknownWord        // a solution's line begins with an unknown word
	DuplicateMentee    // a solution gives a mentee two mentors
	MissingCertificate // a solution has no scale or not a price for every mentor
)

var problems = map[Problem]string{
	TooManyMentees: "too many mentees", TooManyMentors: "too many mentors", TooManyPairs: "too many pairs",
	BadLists: "the lists do not cover the pairs", BadScore: "a score is out of range",
	BadUnmatched: "the score of an unmatched mentee is out of range", BadCapacity: "a number of places is out of range",
	BadMentor: "no such mentor", BadMentee: "no such mentee", Unsorted: "not in ascending order",
	Duplicate: "the pair stands twice", BadKeys: "not one key a person", DuplicateKey: "two people have the same key",
	BadNumber: "a whole number is expected", TooShort: "the file ends too early", TooLong: "more than expected",
	UnknownWord: "unknown word", DuplicateMentee: "the mentee has a mentor already", MissingCertificate: "the certificate is incomplete",
}

func (p Problem) String() string { return problems[p] }

// InputError tells what is wrong and where. Fields that do not apply are −1;
// Line is 0 when the instance does not come from a file.
type InputError struct {
	Problem        Problem
	Line           int
	Mentee, Mentor int
	Value          int64
}

func (e *InputError) Error() string {
	text := e.Problem.String()
	if e.Mentee >= 0 {
		text += fmt.Sprintf(", mentee %d", e.Mentee)
	}
	if e.Mentor >= 0 {
		text += fmt.Sprintf(", mentor %d", e.Mentor)
	}
	if e.Value != 0 {
		text += fmt.Sprintf(" (%d)", e.Value)
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return text
}

func wrong(p Problem, mentee, mentor int, value int64) *InputError {
	return &InputError{Problem: p, Mentee: mentee, Mentor: mentor, Value: value}
}

// Validate checks everything the solver relies on; errors are *InputError.
// O(pairs).
func (in *Instance) Validate() error {
	_, err := in.extent()
	return err
}

// extent is the least and the greatest score of a valid instance.
type extent struct{ least, most int64 }

func (in *Instance) extent() (extent, error) {
	if err := in.checkSizes(); err != nil {
		return extent{}, err
	}
	if err := checkKeys(in.MenteeKeys, in.Mentees()); err != nil {
		return extent{}, err
	}
	if err := checkKeys(in.MentorKeys, in.Mentors()); err != nil {
		return extent{}, err
	}
	for j, c := range in.Capacity {
		if c < 0 {
			return extent{}, wrong(BadCapacity, -1, j, int64(c))
		}
	}
	return in.checkPairs()
}

func (in *Instance) checkSizes() error {
	n, m := in.Mentees(), in.Mentors()
	switch {
	case n > MaxMentees:
		return wrong(TooManyMentees, -1, -1, int64(n))
	case m > MaxMentors:
		return wrong(TooManyMentors, -1, -1, int64(m))
	case len(in.Pairs) > MaxPairs:
		return wrong(TooManyPairs, -1, -1, int64(len(in.Pairs)))
	case in.Unmatched < MinUnmatched || in.Unmatched > MaxUnmatched:
		return wrong(BadUnmatched, -1, -1, in.Unmatched)
	case len(in.First) == 0:
		if len(in.Pairs) > 0 {
			return wrong(BadLists, -1, -1, int64(len(in.Pairs)))
		}
		return nil
	case in.First[0] != 0 || in.First[n] != len(in.Pairs):
		return wrong(BadLists, -1, -1, int64(in.First[n]))
	}
	for i := range n {
		if in.First[i] > in.First[i+1] {
			return wrong(BadLists, i, -1, 0)
		}
	}
	return nil
}

// checkKeys looks for a key too many, too few or twice.
func checkKeys(keys []string, people int) error {
	if keys == nil {
		return nil
	}
	if len(keys) != people {
		return wrong(BadKeys, -1, -1, int64(len(keys)))
	}
	seen := make(map[string]struct{}, people)
	for i, k := range keys {
		if _, twice := seen[k]; twice {
			return wrong(DuplicateKey, -1, -1, int64(i))
		}
		seen[k] = struct{}{}
	}
	return nil
}

// checkPairs runs over the pairs on all cores. Of several mistakes the first
// is told, however many cores there are.
func (in *Instance) checkPairs() (extent, error) {
	parts := make([]extent, cores())
	errs := make([]error, cores())
	split(in.Mentees(), func(part, from, to int) {
		parts[part], errs[part] = in.checkRows(from, to)
	})
	all := extent{math.MaxInt32, math.MinInt32}
	for k, part := range parts {
		if errs[k] != nil {
			return extent{}, errs[k]
		}
		all.least, all.most = min(all.least, part.least), max(all.most, part.most)
	}
	if all.least > all.most {
		return extent{}, nil
	}
	return all, nil
}

func (in *Instance) checkRows(from, to int) (extent, error) {
	least, most := int32(math.MaxInt32), int32(math.MinInt32)
	mentors := uint32(in.Mentors())
	for i := from; i < to; i++ {
		row := in.Row(i)
		last := int32(-1)
		for _, p := range row {
			if p.Mentor <= last || uint32(p.Mentor) >= mentors {
				return extent{}, in.pairProblem(i, last, p)
			}
			last = p.Mentor
			least, most = min(least, p.Score), max(most, p.Score)
		}
	}
	if len(in.Pairs) > 0 && least <= most && (least < -MaxScore || most > MaxScore) {
		return extent{}, in.scoreProblem(from, to)
	}
	if least > most {
		return extent{math.MaxInt32, math.MinInt32}, nil
	}
	return extent{int64(least), int64(most)}, nil
}

func (in *Instance) pairProblem(mentee int, last int32, p Pair) error {
	switch {
	case p.Mentor < 0 || int(p.Mentor) >= in.Mentors():
		return wrong(BadMentor, mentee, int(p.Mentor), 0)
	case p.Mentor == last:
		return wrong(Duplicate, mentee, int(p.Mentor), 0)
	}
	return wrong(Unsorted, mentee, int(p.Mentor), 0)
}

func (in *Instance) scoreProblem(from, to int) error {
	for i := from; i < to; i++ {
		for _, p := range in.Row(i) {
			if p.Score < -MaxScore || p.Score > MaxScore {
				return wrong(BadScore, i, int(p.Mentor), int64(p.Score))
			}
		}
	}
	return nil
}
