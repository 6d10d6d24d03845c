package matching

import "fmt"

// Criterion is something by which a mentor serves a mentee more or less well.
type Criterion int

// The criteria, in the order in which they are told.
const (
	Need        Criterion = iota // themes, competences and the words of the need
	Goal                         // what the mentee wants to reach
	Motivation                   // why the mentee wants a mentor now
	Role                         // the mentor knows the mentee's role
	WorkStyle                    // support, structure, feedback, ways of learning
	Values                       // what matters to both in working together
	Time                         // common free time
	Perspective                  // public or private sector, as the mentee wishes
	Field                        // same or another field, as the mentee wishes
	Meeting                      // format and region
	Speech                       // a common language
	criteria
)

var criterionNames = [criteria]string{"need", "goal", "motivation", "role", "style", "values", "time", "perspective", "field", "meeting", "language"}

func (c Criterion) String() string {
	if c < 0 || c >= criteria {
		return fmt.Sprintf("criterion %d", int(c))
	}
	return criterionNames[c]
}

// CriterionNamed is the criterion of a name; false for an unknown one.
func CriterionNamed(name string) (Criterion, bool) {
	for c, n := range criterionNames {
		if n == name {
			return Criterion(c), true
		}
	}
	return 0, false
}

// AllCriteria in their order.
func AllCriteria() []Criterion {
	all := make([]Criterion, criteria)
	for c := range all {
		all[c] = Criterion(c)
	}
	return all
}

// MaxWeight is the greatest weight of a criterion.
const MaxWeight = 1000

// Weights say how much each criterion counts: whole numbers from 0, only their
// proportions matter.
type Weights [criteria]int

// DefaultWeights sum to 100. Need, goal and motivation weigh 60 (R6.1-2).
func DefaultWeights() Weights {
	return Weights{Need: 26, Goal: 20, Motivation: 14, Role: 8, WorkStyle: 9, Values: 6, Time: 6, Perspective: 4, Field: 4, Meeting: 2, Speech: 1}
}

func (w Weights) check() error {
	for c, n := range w {
		if n < 0 || n > MaxWeight {
			return fmt.Errorf("the weight of %s is %d; it must be 0 to %d", Criterion(c), n, MaxWeight)
		}
	}
	return nil
}

func (w Weights) sum() int {
	total := 0
	for _, n := range w {
		total += n
	}
	return total
}

// Shares of likeness of texts in a criterion, in percent; the rest is themes
// and competences. With the default weights texts make 19 % of the total:
// likeness of words may order mentors of one theme, not replace the theme.
var textShare = [3]int{Need: 25, Goal: 35, Motivation: 40}

// Full is a criterion met fully, and the greatest score of a pair.
const Full = 10000

// Unknown is what a criterion gives where one side did not answer.
const Unknown = Full / 2
