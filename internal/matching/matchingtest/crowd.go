// Package matchingtest makes people for tests: they answer as the questionnaires
// let them, and none of them exists.
package matchingtest

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/matching"
)

// Codes of the questionnaires and the vocabulary, as many as there are.
var (
	someThemes = strings.Fields(`data ai cyber-security data-protection systems automation digital-tools services ux accessibility customer-support
		communication projects change processes digital-policy procurement innovation leadership teamwork learning new-generation career`)
	someCompetences = strings.Fields(`digcomp-1.1 digcomp-1.2 digcomp-1.3 digcomp-2.1 digcomp-2.2 digcomp-2.3 digcomp-2.4 digcomp-2.5 digcomp-2.6
		digcomp-3.1 digcomp-3.2 digcomp-3.3 digcomp-3.4 digcomp-4.1 digcomp-4.2 digcomp-4.3 digcomp-4.4 digcomp-5.1 digcomp-5.2 digcomp-5.3 digcomp-5.4`)
	someRoles = strings.Fields(`data-strategy-lead digital-services-expert digital-transformation-lead cyber-security-policy-maker ai-implementer data-analyst
		ux-specialist digital-project-manager learning-specialist digital-communication-specialist customer-service-specialist accountant lawyer teacher`)
	someFunctions = strings.Fields("policy services it finance legal people communication education care supervision projects other")
	someValues    = strings.Fields("trust openness reliability results curiosity respect independence order fairness humour")
	someTimes     = strings.Fields("mon-am mon-pm tue-am tue-pm wed-am wed-pm thu-am thu-pm fri-am fri-pm evening")
	someRegions   = strings.Fields("kurzeme latgale riga vidzeme zemgale")
	someModels    = strings.Fields("individual group team reverse")
)

// Crowd makes people who answer as the questionnaires let them.
type Crowd struct {
	*rand.Rand
	sentences []string
}

// NewCrowd gives the same people for the same seed.
func NewCrowd(t testing.TB, seed uint64) *Crowd {
	t.Helper()
	file, err := os.ReadFile("../wording/testdata/likeness.txt")
	if errors.Is(err, fs.ErrNotExist) { // a test of package matching itself
		file, err = os.ReadFile("wording/testdata/likeness.txt")
	}
	if err != nil {
		t.Fatal(err)
	}
	c := &Crowd{Rand: rand.New(rand.NewPCG(seed, 1))}
	for line := range strings.Lines(string(file)) {
		if f := strings.Fields(line); len(f) > 2 && f[0] != "#" {
			c.sentences = append(c.sentences, strings.Join(f[2:], " "))
		}
	}
	return c
}

func (c *Crowd) one(of []string) string { return of[c.IntN(len(of))] }

// some draws at least least and at most most, each once.
func (c *Crowd) some(of []string, least, most int) []string {
	n := min(least+c.IntN(most-least+1), len(of))
	picked := slices.Clone(of)
	c.Shuffle(len(picked), func(a, b int) { picked[a], picked[b] = picked[b], picked[a] })
	return picked[:n]
}

func (c *Crowd) maybe(percent int, answer string) string {
	if c.IntN(100) < percent {
		return answer
	}
	return ""
}

// text is some sentences with a few words nobody else uses.
func (c *Crowd) text(sentences int) string {
	var words []string
	for range sentences {
		for _, w := range strings.Fields(c.one(c.sentences)) {
			if c.IntN(5) == 0 {
				w = c.invented()
			}
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func (c *Crowd) invented() string {
	var b strings.Builder
	for range 2 + c.IntN(3) {
		b.WriteString(c.one([]string{"ra", "li", "to", "mē", "ska", "pie", "gru", "vē", "sti", "no", "bal", "ķe", "ži", "lau", "der", "mak"}))
	}
	b.WriteString(c.one([]string{"s", "a", "e", "is", "ums", "šana", "ība"}))
	return b.String()
}

func (c *Crowd) person(key string, institutions int) matching.Person {
	institution := c.IntN(institutions)
	p := matching.Person{Key: key, Person: "person-" + key, Institution: fmt.Sprint("institution-", institution), Unit: c.maybe(70, fmt.Sprint("unit-", c.IntN(20))),
		Level: c.one([]string{"", "specialist", "senior", "unit-lead", "institution-lead"}), Function: c.one(someFunctions), Languages: c.some([]string{"lv", "en", "ru"}, 1, 2), Formats: c.some([]string{"online", "onsite"}, 1, 2),
		Times: c.some(someTimes, 2, 6), Models: c.some(someModels, 1, 3), Screened: c.IntN(50) > 0}
	if slices.Contains(p.Formats, "onsite") {
		p.Regions = c.some(someRegions, 1, 2)
	}
	p.Style = matching.Style{Support: c.maybe(90, c.one([]string{"support", "balance", "challenge"})), Structure: c.maybe(90, c.one([]string{"planned", "mixed", "open"})), Feedback: c.maybe(90, c.one([]string{"direct", "gentle", "examples"})),
		Learning: c.some([]string{"doing", "reading", "talking", "watching"}, 0, 2), Values: c.some(someValues, 0, 3)}
	return p
}

func (c *Crowd) mentee(n int, institutions, mentors int) matching.Mentee {
	m := matching.Mentee{Person: c.person(fmt.Sprintf("e%06d", n), institutions), Role: c.one(someRoles), Motivation: c.text(1), Need: c.text(2), Goal: c.text(1), Expectations: c.text(1),
		Rhythm: c.one([]string{"monthly", "twice", "flexible"}), Perspective: c.one([]string{"public", "private", "any", "any", ""}), Field: c.one([]string{"same", "other", "any", ""}), OnDemand: c.IntN(20) == 0}
	m.Themes, m.Competences = c.some(someThemes, 1, 5), c.some(someCompetences, 0, 5)
	if c.IntN(10) == 0 && mentors > 0 {
		m.Declined = []string{fmt.Sprintf("person-o%06d", c.IntN(mentors))}
		m.Conflicts = []matching.Conflict{{Kind: matching.FamilyTie, With: fmt.Sprintf("person-o%06d", c.IntN(mentors)), Over: false, Months: 0}, {Kind: matching.ProcurementTie, With: fmt.Sprint("institution-", c.IntN(institutions)), Over: c.IntN(2) == 0, Months: c.IntN(24)}}
		m.Manager = fmt.Sprintf("person-o%06d", c.IntN(mentors))
	}
	return m
}

func (c *Crowd) mentor(n int, institutions, mentees int) matching.Mentor {
	m := matching.Mentor{Person: c.person(fmt.Sprintf("o%06d", n), institutions), Sector: c.one([]string{"public", "public", "private", "ngo"}), Roles: c.some(someRoles, 0, 3), Experience: c.text(2), Offer: c.text(2), Motivation: c.text(1),
		Support: c.some([]string{"advice", "shadowing", "review", "hands-on"}, 1, 3), Places: 1 + c.IntN(5), Hours: 2 + c.IntN(10), RunningMentees: c.IntN(2), OnDemand: c.IntN(2) == 0}
	m.Themes, m.Competences = c.some(someThemes, 1, 8), c.some(someCompetences, 0, 6)
	if c.IntN(10) == 0 && mentees > 0 {
		m.Former = []string{fmt.Sprintf("person-e%06d", c.IntN(mentees))}
		m.Conflicts = []matching.Conflict{{Kind: matching.OtherTie, With: fmt.Sprintf("person-e%06d", c.IntN(mentees)), Over: c.IntN(2) == 0, Months: c.IntN(24)}}
	}
	if c.IntN(30) == 0 && mentees > 0 {
		m.Person.Person = fmt.Sprintf("person-e%06d", c.IntN(mentees))
	}
	return m
}

// People are so many mentees and mentors, at institutions of about twenty, some
// of them tied to each other.
func (c *Crowd) People(mentees, mentors int) ([]matching.Mentee, []matching.Mentor) {
	institutions := max((mentees+mentors)/20, 3)
	e, o := make([]matching.Mentee, mentees), make([]matching.Mentor, mentors)
	for i := range e {
		e[i] = c.mentee(i, institutions, mentors)
	}
	for j := range o {
		o[j] = c.mentor(j, institutions, mentees)
	}
	return e, o
}

// categories of the roles above, as the vocabulary has them.
func someCategories() map[string]string {
	of := map[string]string{}
	for n, role := range someRoles {
		of[role] = []string{"key", "collaboration", "user"}[min(n/5, 2)]
	}
	return of
}

// Setting are the guidelines' defaults with the categories of these people's
// roles.
func Setting() matching.Setting {
	s := matching.Defaults()
	s.RoleCategories = someCategories()
	return s
}

// Pool is people read with a setting.
func Pool(t testing.TB, setting matching.Setting, mentees []matching.Mentee, mentors []matching.Mentor) *matching.Pool {
	t.Helper()
	p, err := matching.NewPool(setting, mentees, mentors)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
