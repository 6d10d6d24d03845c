package matchfile

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/profile"
	"domubiedrs/internal/questionnaire"
)

// person names a row: by the table's key where columns judge, else by the
// address or, without one, by the name.
func (r *Round) person(side, n int, row application.Row) Person {
	d := row.Person
	p := Person{Line: row.Line, Name: strings.TrimSpace(d.GivenName + " " + d.FamilyName), Email: d.Email}
	p.Institution = cmp.Or(row.Answers.First("institution-other"), profile.Known(row.Answers.First("institution")))
	p.Key = cmp.Or(p.Email, p.Name)
	if t := r.Order.Table; t != nil {
		p.Key = [2][]string{t.Mentees(), t.Mentors()}[side][n]
	}
	return p
}

// who is a person for the engine.
func who(p Person) profile.Who {
	key := strings.ToLower(p.Key)
	return profile.Who{Key: key, Person: cmp.Or(strings.ToLower(p.Email), key), Institution: i18n.Fold(p.Institution)}
}

// Who does not say how much time there is has enough for anybody, and who does
// not say how many mentees takes one.
const (
	unsaidHours  = 1_000_000
	unsaidPlaces = 1
	mostPlaces   = 1_000_000
)

func (r *Round) mentor(p Person, a questionnaire.Answers) (matching.Mentor, error) {
	m := profile.Mentor(who(p), a)
	var err error
	if m.Places, err = number(p, "places", a.First("places"), unsaidPlaces); err != nil {
		return m, err
	}
	r.places = r.places || a.First("places") != ""
	m.Hours, err = number(p, "hours", a.First("hours"), unsaidHours)
	return m, err
}

// number reads how many; texts, fractions and what is below 0 or beyond reason
// are told with their row.
func number(p Person, what, text string, unsaid int) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return unsaid, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostPlaces {
		return 0, fault.New(fault.Invalid, "matchfile.fault."+what, "row", p.Line, "value", text, "most", mostPlaces)
	}
	return n, nil
}

// categories of the roles that come with the program.
func categories() (map[string]string, error) {
	entries, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, e := range entries {
		if e.Kind == catalogue.Role {
			of[e.Code] = string(e.Group)
		}
	}
	return of, nil
}

// tie reads the people and institutions that somebody names under conflicts of
// interest.
func (r *Round) tie(mentees []matching.Mentee, mentors []matching.Mentor) {
	names := func(people []Person) (list []profile.Named) {
		for _, p := range people {
			list = append(list, profile.Name(who(p), p.Name, p.Email, p.Institution))
		}
		return list
	}
	offering, seeking := names(r.Mentors), names(r.Mentees)
	for i, row := range r.files[0].People {
		mentees[i].Conflicts, _ = profile.Ties(row.Answers, offering)
	}
	for j, row := range r.files[1].People {
		mentors[j].Conflicts, _ = profile.Ties(row.Answers, seeking)
	}
}

// twice tells of a person who stands in a file twice, with both rows.
func (r *Round) twice(err error) error {
	var double *matching.KeyError
	if !errors.As(err, &double) {
		return err
	}
	side, people := application.Mentee, r.Mentees
	if double.Side == "mentor" {
		side, people = application.Mentor, r.Mentors
	}
	again := people[double.Index]
	first := slices.IndexFunc(people, func(p Person) bool { return strings.EqualFold(p.Key, again.Key) })
	return &SourceError{side, fault.New(fault.Invalid, "matchfile.fault.twice", "person", again.Key, "first", people[first].Line, "again", again.Line)}
}
