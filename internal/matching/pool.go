package matching

import (
	"fmt"
	"slices"
	"strings"

	"domubiedrs/internal/matching/wording"
)

// Setting is what a programme sets.
type Setting struct {
	Rules   Rules
	Weights Weights
	// Concepts are the everyday words for themes; nil takes the shipped ones.
	Concepts *wording.Concepts
	// RoleCategories gives the category of each role of the vocabulary.
	RoleCategories map[string]string
}

// Defaults are the guidelines' rules and weights.
func Defaults() Setting { return Setting{Rules: DefaultRules(), Weights: DefaultWeights()} }

// Check tells what is wrong with a setting.
func (s *Setting) Check() error {
	if err := s.Rules.check(); err != nil {
		return fmt.Errorf("check the rules: %w", err)
	}
	if err := s.Weights.check(); err != nil {
		return fmt.Errorf("check the weights: %w", err)
	}
	return nil
}

// TextScale is how much a likeness of vectors is worth: two texts of different
// people are never equal, a cosine of 0.4 counts as fully alike.
const TextScale = Full * 10 / 4

// MaxMentors is how many mentors a pool can hold.
const MaxMentors = 1 << 22

// Pool is the people of a round, read once. It does not change and may be used
// by several goroutines. Indexes of people are those of the slices it was made
// of.
type Pool struct {
	setting  Setting
	weight   int // sum of all
	mentees  []Mentee
	mentors  []Mentor
	sought   []Sought
	offered  []Offered
	books    *books
	concepts *wording.Concepts
	terms    int // different features of mentors
	rank     []int32
	order    []int32 // mentors by key; rank is its inverse
	bans     banIndex
}

// NewPool reads people. It refuses a setting that cannot be, a person without a
// key, and two of one side with the same key.
func NewPool(setting Setting, mentees []Mentee, mentors []Mentor) (*Pool, error) {
	if err := setting.Check(); err != nil {
		return nil, err
	}
	p := &Pool{setting: setting, weight: setting.Weights.sum(), mentees: mentees, mentors: mentors, concepts: setting.Concepts}
	if p.concepts == nil {
		p.concepts = wording.Default()
	}
	if len(mentors) > MaxMentors {
		return nil, fmt.Errorf("%d mentors, more than %d", len(mentors), MaxMentors)
	}
	if err := p.number(); err != nil {
		return nil, err
	}
	p.read()
	p.bans = newBanIndex(p)
	return p, nil
}

// number gives codes and mentors their numbers.
func (p *Pool) number() error {
	p.books = newBooks(p.concepts, &p.setting)
	seen := map[string]bool{}
	for i := range p.mentees {
		m := &p.mentees[i]
		if err := once(seen, "mentee", m.Key, i); err != nil {
			return err
		}
		p.books.note(&m.Person)
		p.books.roles.note(m.Role)
		p.books.categories.note(m.RoleCategory)
	}
	clear(seen)
	for i := range p.mentors {
		m := &p.mentors[i]
		if err := once(seen, "mentor", m.Key, i); err != nil {
			return err
		}
		p.books.note(&m.Person)
		p.books.roles.note(m.Roles...)
	}
	p.sortMentors()
	if err := p.books.close(); err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	return nil
}

// KeyError is a person without a key, or with another's.
type KeyError struct {
	Side  string // mentee or mentor
	Key   string
	Index int
}

func (e *KeyError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("%s %d has no key", e.Side, e.Index)
	}
	return fmt.Sprintf("%s %q stands twice (again at %d)", e.Side, e.Key, e.Index)
}

func once(seen map[string]bool, side, key string, at int) error {
	if key == "" || seen[key] {
		return &KeyError{Side: side, Key: key, Index: at}
	}
	seen[key] = true
	return nil
}

func (p *Pool) sortMentors() {
	p.order = make([]int32, len(p.mentors))
	p.rank = make([]int32, len(p.mentors))
	for j := range p.order {
		p.order[j] = int32(j)
	}
	slices.SortFunc(p.order, func(a, b int32) int { return strings.Compare(p.mentors[a].Key, p.mentors[b].Key) })
	for at, j := range p.order {
		p.rank[j] = int32(at)
	}
}

// Mentees and Mentors are how many people there are.
func (p *Pool) Mentees() int { return len(p.mentees) }

// Mentors is how many mentors there are.
func (p *Pool) Mentors() int { return len(p.mentors) }

// Mentee is a mentee as given.
func (p *Pool) Mentee(i int) *Mentee { return &p.mentees[i] }

// Mentor is a mentor as given.
func (p *Pool) Mentor(j int) *Mentor { return &p.mentors[j] }

// Setting is what the pool was made with.
func (p *Pool) Setting() Setting { return p.setting }

// Capacity is how many more mentees a mentor can take: free places, and no
// more than free hours allow where that rule is on.
func (p *Pool) Capacity(j int) int32 {
	m, r := &p.offered[j], &p.setting.Rules
	places := many
	if r.On[Places] {
		places = m.Places
	}
	if r.On[Hours] && r.HoursPerMentee > 0 {
		places = min(places, m.Hours/r.HoursPerMentee)
	}
	return int32(places)
}

// Score is how well a mentor serves a mentee, 0 … Full. It does not look at
// the rules.
func (p *Pool) Score(mentee, mentor int) int {
	e, o := &p.sought[mentee], &p.offered[mentor]
	var dots [3]int
	for w := range dots {
		dots[w] = wording.Dot(e.Wishes[w].Vector, o.Vector)
	}
	return int(p.Total(e, o, dots))
}

// Total sums weighted criteria, rounded to the nearest. dots are the likeness
// of need, goal and motivation to the mentor's texts.
func (p *Pool) Total(e *Sought, o *Offered, dots [3]int) int32 {
	values := value(e, o, dots)
	if p.weight == 0 {
		return 0
	}
	sum := 0
	for c, w := range p.setting.Weights {
		sum += w * int(values[c])
	}
	return int32((sum + p.weight/2) / p.weight)
}
