package matching

import "fmt"

// Rule is a hard rule: a pair that breaks one is not proposed.
type Rule int

// The rules, in the order in which they are told.
const (
	SamePerson     Rule = iota // nobody mentors themselves
	LineManager                // the mentor is the mentee's line manager (R4.3-6)
	DeclaredTie                // family, procurement or another declared tie (R4.3-10)
	CoolingOff                 // a declared tie that ended too recently
	OwnUnit                    // both work in the same unit
	OwnInstitution             // both work in the same institution
	Language                   // no common language
	Format                     // no common way to meet; on site, no common region
	Model                      // no kind of mentoring that both accept
	Places                     // the mentor's places are taken (R6.1-10)
	Hours                      // the mentor's hours are taken
	Declined                   // one of them said no before (R6.1-7)
	Former                     // they have been mentor and mentee before
	Screened                   // one of them is not screened (R6.1-4)
	OnDemand                   // single questions only to mentors who opted in (R3.5-5)
	rules
)

var ruleNames = [rules]string{"same-person", "line-manager", "declared-tie", "cooling-off", "own-unit", "own-institution", "language",
	"format", "model", "places", "hours", "declined", "former", "screened", "on-demand"}

func (r Rule) String() string {
	if r < 0 || r >= rules {
		return fmt.Sprintf("rule %d", int(r))
	}
	return ruleNames[r]
}

// Reason says that the rule blocks a pair.
func (r Rule) Reason() Reason { return reason("match.rule." + r.String()) }

// RuleNamed is the rule of a name; false for an unknown one.
func RuleNamed(name string) (Rule, bool) {
	for r, n := range ruleNames {
		if n == name {
			return Rule(r), true
		}
	}
	return 0, false
}

// AllRules in their order.
func AllRules() []Rule {
	all := make([]Rule, rules)
	for r := range all {
		all[r] = Rule(r)
	}
	return all
}

// Rules are the hard rules of a programme.
type Rules struct {
	On [rules]bool
	// CoolingOffMonths is how long a tie that ended still counts.
	CoolingOffMonths int
	// HoursPerMentee is what one mentee takes of a mentor's hours a month; one
	// who wishes to meet twice a month takes double.
	HoursPerMentee int
	// Model is the kind of mentoring of the round; "" takes any that both accept.
	Model string
}

// DefaultRules are the guidelines' rules: everything but OwnInstitution, which
// a programme sets; a year of cooling-off and two hours a month are ours.
func DefaultRules() Rules {
	r := Rules{CoolingOffMonths: 12, HoursPerMentee: 2}
	for i := range r.On {
		r.On[i] = Rule(i) != OwnInstitution
	}
	return r
}

// Switch gives the rules with some switched on or off.
func (r Rules) Switch(on bool, which ...Rule) Rules {
	for _, rule := range which {
		r.On[rule] = on
	}
	return r
}

func (r Rules) check() error {
	if r.CoolingOffMonths < 0 || r.HoursPerMentee < 0 {
		return fmt.Errorf("cooling-off of %d months, %d hours a mentee: neither can be negative", r.CoolingOffMonths, r.HoursPerMentee)
	}
	return nil
}

// Warning is what a coordinator must look at before a pair is proposed; it
// forbids nothing (R3.4-3).
type Warning int

// The warnings.
const (
	MenteeManages Warning = iota // the mentee is the mentor's line manager: needs confirmation
	MenteeOutranks
)

// Reason puts the warning in words.
func (w Warning) Reason() Reason {
	return reason([]string{"match.warning.manages", "match.warning.outranks"}[w])
}
