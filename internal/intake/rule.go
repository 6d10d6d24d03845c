package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
)

// RuleName names a number, or a switch, that steers the course of an intake.
type RuleName string

// The rules. What later steps need is here from the beginning, so that a
// coordinator sets an intake up once.
const (
	MeetingsAMonth   RuleName = "meetings-a-month"
	MeetingMinutes   RuleName = "meeting-minutes"
	IntroMinutes     RuleName = "intro-minutes"
	Months           RuleName = "months"
	GroupMin         RuleName = "group-min"
	GroupMax         RuleName = "group-max"
	TeamMax          RuleName = "team-max"
	MenteesAMentor   RuleName = "mentees-a-mentor"
	ShortlistSize    RuleName = "shortlist-size"
	ProposalDays     RuleName = "proposal-days"
	OnDemandDays     RuleName = "on-demand-days"
	PlanDays         RuleName = "plan-days"
	FirstMeetingDays RuleName = "first-meeting-days"
	GapDays          RuleName = "gap-days"
	LateCancelHours  RuleName = "late-cancel-hours"
	MatchingByDay    RuleName = "matching-by-day"
	ConfirmDays      RuleName = "confirm-days"
)

// Rule is one line of the list: a default, its bounds, and what the guidelines
// say; where they say nothing, the default is ours (Q11 of the requirements). A
// switch is 0 or 1.
type Rule struct {
	Name      RuleName
	Default   int
	Min, Max  int
	Guideline catalogue.Span
	Switch    bool
}

// ours is what the guidelines say where they say nothing.
var ours catalogue.Span

// Ours tells whether the guidelines say nothing about the rule.
func (r Rule) Ours() bool { return r.Guideline == ours }

// Deviates tells whether n is outside of what the guidelines say or, where they
// say nothing, not what is usual with us (R1.3-2). A switch is a choice, and no
// deviation.
func (r Rule) Deviates(n int) bool {
	switch {
	case r.Switch:
		return false
	case r.Ours():
		return n != r.Default
	}
	return !r.Guideline.Holds(n)
}

// LabelKey and HintKey are the translation keys of a rule's texts.
func (r Rule) LabelKey() string { return "intake.rule." + string(r.Name) + ".label" }

// HintKey is the key of what the rule does.
func (r Rule) HintKey() string { return "intake.rule." + string(r.Name) + ".hint" }

// Field is the rule's form field.
func (r Rule) Field() string { return string(r.Name) }

// AllRules is the closed list, in the order of the form.
var AllRules = []Rule{
	number(MeetingsAMonth, 1, 1, 4, catalogue.Span{From: 1, To: 2}),        // R7.1-10: once or twice a month
	number(MeetingMinutes, 90, 30, 240, catalogue.Span{From: 90, To: 120}), // R7.1-11: 1.5 to 2 hours
	number(IntroMinutes, 30, 15, 120, catalogue.Span{From: 30, To: 30}),    // guide B: five parts of six minutes
	number(Months, 6, 1, 24, ours),
	number(GroupMin, 3, 2, 12, catalogue.Span{From: 3, To: 6}), // R3.2-1
	number(GroupMax, 6, 2, 20, catalogue.Span{From: 3, To: 6}),
	number(TeamMax, 12, 2, 50, ours),
	number(MenteesAMentor, 2, 1, 20, ours),
	number(ShortlistSize, 3, 1, 10, ours),
	number(ProposalDays, 7, 1, 60, ours),
	number(OnDemandDays, 3, 1, 30, ours),
	number(PlanDays, 30, 7, 180, ours),
	number(FirstMeetingDays, 14, 3, 90, ours),
	number(GapDays, 45, 14, 180, ours),
	number(LateCancelHours, 24, 1, 168, ours),
	number(ConfirmDays, 7, 3, 30, ours), // until silence counts as a confirmation that a meeting was held
	{Name: MatchingByDay, Max: 1, Switch: true},
}

func number(name RuleName, usual, least, most int, guideline catalogue.Span) Rule {
	return Rule{Name: name, Default: usual, Min: least, Max: most, Guideline: guideline}
}

// Rules are an intake's numbers: the defaults, and what differs from them.
type Rules struct{ set map[RuleName]int }

// Get is the number in force.
func (r Rules) Get(name RuleName) int {
	if n, ok := r.set[name]; ok {
		return n
	}
	for _, rule := range AllRules {
		if rule.Name == name {
			return rule.Default
		}
	}
	panic("intake: no rule " + string(name)) // the names are constants of this package
}

// On tells whether a switch is on.
func (r Rules) On(name RuleName) bool { return r.Get(name) == 1 }

// Deviation is a rule that this intake has otherwise than the guidelines, or than
// usual.
type Deviation struct {
	Rule
	Value int
}

// Deviations lists what differs, in the order of the form (R1.3-2).
func (r Rules) Deviations() []Deviation {
	var list []Deviation
	for _, rule := range AllRules {
		if n := r.Get(rule.Name); rule.Deviates(n) {
			list = append(list, Deviation{rule, n})
		}
	}
	return list
}

// with checks values from a form and gives the rules with them; a value that
// equals its default is not kept, so that it follows a later default.
func (r Rules) with(values map[RuleName]string) (Rules, error) {
	bad := fault.Checks{}
	next := Rules{maps.Clone(r.set)}
	if next.set == nil {
		next.set = map[RuleName]int{}
	}
	for _, rule := range AllRules {
		text, given := values[rule.Name]
		if !given {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < rule.Min || n > rule.Max {
			bad.Fail(rule.Field(), "intake.fault.rule", "min", rule.Min, "max", rule.Max)
			continue
		}
		delete(next.set, rule.Name)
		if n != rule.Default {
			next.set[rule.Name] = n
		}
	}
	if next.Get(GroupMin) > next.Get(GroupMax) {
		bad.Fail(string(GroupMax), "intake.fault.group")
	}
	return next, bad.Err()
}

// parseRules reads stored rules; names that this program does not know are
// left out.
func parseRules(text string) (Rules, error) {
	var set map[RuleName]int
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return Rules{}, fmt.Errorf("read the rules of an intake: %w", err)
	}
	return Rules{set}, nil
}
