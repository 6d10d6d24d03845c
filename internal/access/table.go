package access

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// Thing is a kind of object: a row of the table.
type Thing string

// The rows of the table.
const (
	Contact          Thing = "contact"
	ApplicationFacts Thing = "application-facts"
	ApplicationText  Thing = "application-text"
	Equality         Thing = "equality"
	MatchReason      Thing = "match-reason"
	AgreementFact    Thing = "agreement-fact"
	AgreementText    Thing = "agreement-text"
	ContentShared    Thing = "content-shared"
	ContentPrivate   Thing = "content-private"
	MeetingFact      Thing = "meeting-fact"
	Rating           Thing = "rating"
	Survey           Thing = "survey"
	Concern          Thing = "concern"
	Signal           Thing = "signal"
	Certificate      Thing = "certificate"
	Audit            Thing = "audit"

	Profile         Thing = "profile"
	SignInSession   Thing = "sign-in-session"
	Account         Thing = "account"
	AccountExport   Thing = "account-export"
	RoleGrant       Thing = "role"
	InstitutionData Thing = "institution"
	Catalogue       Thing = "catalogue"
	ProgrammeData   Thing = "programme"
	Screening       Thing = "screening"
	IntakeData      Thing = "intake"
	Funding         Thing = "funding"
	Seminar         Thing = "seminar"
	Questionnaire   Thing = "questionnaire"
	Pairing         Thing = "pairing"  // the desk: runs, rounds, locks, the waiting list
	Proposal        Thing = "proposal" // one pair that is asked
	MentorshipFact  Thing = "mentorship-fact"
	MentorshipStage Thing = "mentorship-stage"
	CalendarFeed    Thing = "calendar-feed"
	Setting         Thing = "setting"
	Outbox          Thing = "outbox"
	Job             Thing = "job"
	Workspace       Thing = "workspace"
	Coordination    Thing = "coordination"
	Employer        Thing = "employer"
	Evidence        Thing = "evidence"
	Administration  Thing = "administration"
	Page            Thing = "page"
)

//go:embed table.txt
var source string

// A cell is what a role may do to a thing: verbs by reach.
type cell map[string]string

type row map[Role]cell

var (
	table map[Thing]row
	flags map[Thing]string
)

// The table is part of the program: one that cannot be read ends it at start.
func init() {
	var err error
	if table, flags, err = parse(source); err != nil {
		panic("access: " + err.Error())
	}
}

// Things are the rows of the table, sorted.
func Things() (things []Thing) {
	for thing := range table {
		things = append(things, thing)
	}
	slices.Sort(things)
	return things
}

// Confidential tells whether even the thing's existence is not told.
func Confidential(thing Thing) bool { return strings.Contains(flags[thing], "c") }

// Grave tells whether the verb on the thing needs a fresh proof of identity.
func Grave(verb Verb, thing Thing) bool {
	return strings.Contains(flags[thing], "G") || verb == Write && strings.Contains(flags[thing], "g")
}

func (c cell) has(verb Verb) bool {
	for _, verbs := range c {
		if strings.IndexByte(verbs, byte(verb)) >= 0 {
			return true
		}
	}
	return false
}

func (c cell) allows(verb Verb, a Actor, g Grant, o Object) bool {
	for reach, verbs := range c {
		if strings.IndexByte(verbs, byte(verb)) >= 0 && meets(reach, a, g, o) {
			return true
		}
	}
	return false
}

func meets(reach string, a Actor, g Grant, o Object) bool {
	switch reach {
	case "all":
		return true
	case "own":
		return a.SignedIn() && o.Owner == a.Person
	case "scope":
		where := o.in(ScopeOf[g.Role])
		return where != "" && g.Scope == Scope{ScopeOf[g.Role], where}
	case "case":
		return o.Case != "" && g.Scope == Scope{Case, o.Case}
	}
	return false
}

func parse(text string) (map[Thing]row, map[Thing]string, error) {
	things, marks := map[Thing]row{}, map[Thing]string{}
	var columns []Role
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if columns == nil {
			for _, name := range words[2:] {
				columns = append(columns, Role(name))
			}
			continue
		}
		thing := Thing(words[0])
		if _, twice := things[thing]; twice || len(words) != len(columns)+2 {
			return nil, nil, fmt.Errorf("row %s has %d cells or stands twice", thing, len(words)-2)
		}
		things[thing], marks[thing] = row{}, words[1]
		for i, role := range columns {
			c, err := parseCell(words[i+2])
			if err != nil {
				return nil, nil, fmt.Errorf("row %s, column %s: %w", thing, role, err)
			}
			things[thing][role] = c
		}
	}
	return things, marks, nil
}

func parseCell(text string) (cell, error) {
	c := cell{}
	if text == "-" {
		return c, nil
	}
	for _, part := range strings.Split(text, ",") {
		reach, verbs, ok := strings.Cut(part, ":")
		if !ok || !slices.Contains([]string{"own", "scope", "case", "all"}, reach) || strings.Trim(verbs, "rwa") != "" || verbs == "" {
			return nil, fmt.Errorf("%q is not reach:verbs", part)
		}
		c[reach] = verbs
	}
	return c, nil
}
