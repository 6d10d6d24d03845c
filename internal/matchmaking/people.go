package matchmaking

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
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

	institution, role, category string
	words, employer             string // folded name and employer, with a space on both sides
	tied                        []matching.Conflict
}

// Position is the job title as the person gave it.
func (p Person) Position() string { return p.Answers.First("position") }

// Places is how many mentees a mentor takes in all.
func (p Person) Places() int {
	return int(application.Application{Side: p.Side, Answers: p.Answers}.Places())
}

// person is what both sides gave, for the engine.
func (p Person) person() matching.Person {
	a := p.Answers
	return matching.Person{Key: p.Application, Person: p.ID, Institution: p.institution, Level: known(a.First("level")), Function: known(a.First("function")),
		Themes: a["themes"], Competences: a["competences"], Languages: a["languages"], Formats: a["format"], Regions: a["regions"], Times: a["availability"],
		Models: a["models"], Screened: true,
		Style: matching.Style{Support: a.First("style-support"), Structure: a.First("style-structure"), Feedback: a.First("style-feedback"),
			Learning: a["style-learning"], Values: a["style-values"]}}
}

// known leaves out the answer that says nothing.
func known(code string) string {
	if code == application.Other {
		return ""
	}
	return code
}

// mentee is an applicant who looks for a mentor, in a round of a model.
func (p Person) mentee(model catalogue.ModelCode) matching.Mentee {
	a := p.Answers
	return matching.Mentee{Person: p.person(), Role: known(p.role), RoleCategory: p.category, Motivation: a.First("motivation"), Need: a.First("need"),
		Goal: a.First("goal"), Expectations: a.First("expectations"), Rhythm: a.First("rhythm"), Perspective: a.First("perspective"),
		Field: a.First("field"), OnDemand: model == catalogue.OnDemand}
}

// unsaid is how many hours somebody has who was not asked: enough for any.
const unsaid = 1000

// mentor is one who offers to be; each mentee takes so many hours a month. Who
// takes on nobody new has no place left.
func (p Person) mentor(hours int) matching.Mentor {
	a := p.Answers
	m := matching.Mentor{Person: p.person(), Sector: a.First("sector"), Roles: a["roles"], Experience: a.First("experience"), Offer: a.First("offer"),
		Motivation: a.First("motivation"), Support: a["support"], Places: p.Places(), Hours: number(a.First("hours")), RunningMentees: p.Running,
		RunningHours: p.Running * hours, OnDemand: a.First("on-demand") == "yes"}
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

// tieKinds are the answers that name a tie, the gravest first.
var tieKinds = []struct {
	code string
	kind matching.ConflictKind
}{{"family", matching.FamilyTie}, {"procurement", matching.ProcurementTie}, {"manager", matching.ManagerTie}}

// ties reads the names that somebody declared under conflicts of interest: the
// people and institutions on the other side that they name. What names nobody
// there is given back, for the coordinator to read.
func (p Person) ties(others []Person) (found []matching.Conflict, unread []string) {
	if !p.Ties {
		return nil, nil
	}
	kind := matching.OtherTie
	for _, k := range tieKinds {
		if slices.Contains(p.Answers["conflicts"], k.code) {
			kind = k.kind
			break
		}
	}
	for _, line := range p.Answers["conflict-people"] {
		folded, read := " "+i18n.Fold(line)+" ", false
		for _, o := range others {
			switch {
			case holds(folded, o.words):
				found, read = append(found, matching.Conflict{Kind: kind, With: o.ID}), true
			case o.institution != "" && strings.Contains(folded, o.employer):
				found, read = append(found, matching.Conflict{Kind: kind, With: o.institution}), true
			}
		}
		if !read {
			unread = append(unread, line)
		}
	}
	return found, unread
}

// fold keeps what names are compared by.
func (p *Person) fold() {
	p.words, p.employer = i18n.Fold(p.Name), " "+i18n.Fold(p.Employer)+" "
}

// holds tells whether every word of a folded name stands in a folded text.
func holds(folded, name string) bool {
	words := strings.Fields(name)
	return len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(folded, " "+w+" ") })
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
