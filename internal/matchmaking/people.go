package matchmaking

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/profile"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

// Person is a screened applicant of an intake, as the desk shows one.
type Person struct {
	Application string
	Number      string
	ID          string // the person
	Side        pairing.Side
	Name        string
	Employer    string // in Latvian
	Kind        string // type of the institution
	Since       time.Time
	Quiet       bool     // imported, and not written to yet
	Ties        bool     // declared a conflict of interest
	Unread      []string // of these ties, those in which nobody of the intake was recognised
	Paused      bool
	Taken       int // places of this intake that mentorships have
	Running     int // of a mentor: mentees in all mentorships
	Answers     questionnaire.Answers

	email                       string
	institution, role, category string
	tied                        []matching.Conflict
}

// Position is the job title as the person gave it.
func (p Person) Position() string { return p.Answers.First("position") }

// Places is how many mentees a mentor takes in all.
func (p Person) Places() int {
	return int(application.Application{Side: p.Side, Answers: p.Answers}.Places())
}

// who is the person for the engine.
func (p Person) who() profile.Who {
	return profile.Who{Key: p.Application, Person: p.ID, Institution: p.institution}
}

// mentee is an applicant who looks for a mentor, in a round of a model. The role
// is the one that staff gave to what was written in.
func (p Person) mentee(model catalogue.ModelCode) matching.Mentee {
	m := profile.Mentee(p.who(), p.Answers)
	m.Role, m.RoleCategory, m.OnDemand = profile.Known(p.role), p.category, model == catalogue.OnDemand
	return m
}

// unsaid is how many hours somebody has who was not asked: enough for any.
const unsaid = 1000

// mentor is one who offers to be; each mentee takes so many hours a month. Who
// takes on nobody new has no place left.
func (p Person) mentor(hours int) matching.Mentor {
	m := profile.Mentor(p.who(), p.Answers)
	m.Places, m.Hours, m.RunningMentees, m.RunningHours = p.Places(), number(p.Answers.First("hours")), p.Running, p.Running*hours
	if m.Hours == 0 {
		m.Hours = m.RunningHours + unsaid
	}
	if p.Paused {
		m.Places = m.RunningMentees
	}
	return m
}

func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0 // not answered
	}
	return n
}

// levels of a position, from below.
var levels = []string{"specialist", "senior", "unit-lead", "institution-lead"}

func outranks(a, b *matching.Person) bool {
	return slices.Index(levels, a.Level) > slices.Index(levels, b.Level) && slices.Index(levels, b.Level) >= 0
}

// ties reads what somebody declared under conflicts of interest.
func (p Person) ties(others []profile.Named) (found []matching.Conflict, unread []string) {
	if !p.Ties {
		return nil, nil
	}
	return profile.Ties(p.Answers, others)
}

// names are how people can be named.
func names(people []Person) (list []profile.Named) {
	for _, p := range people {
		list = append(list, profile.Name(p.who(), p.Name, p.email, p.Employer))
	}
	return list
}

// direct turns a tie “manager or direct report” the way that the levels of the
// two say: a mentee above the mentor is a warning, the other way round a bar.
func direct(e *matching.Mentee, o *matching.Mentor) {
	turn := func(list []matching.Conflict, with string) {
		for i := range list {
			if list[i].Kind == matching.ManagerTie && list[i].With == with && outranks(&e.Person, &o.Person) {
				list[i].Kind = matching.ReportTie
			}
		}
	}
	turn(e.Conflicts, o.Person.Person)
	turn(o.Conflicts, e.Person.Person)
}
