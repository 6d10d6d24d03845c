// Package wishfile pairs people by what both sides wish, without a server: a
// spreadsheet in which mentees rank mentors and mentors rank mentees.
//
// Each row is one wish: side, person, rank, other. Rank 1 is best, equal ranks
// are ties, and an empty rank or a “no” is a refusal that nothing overrules. Who
// ranks somebody accepts only those named, unless a row with * says where all
// others come. Who ranks nobody accepts everybody not refused, all alike.
//
// The flow: Read takes the rows (read.go) and, with a matchfile.Round, the people,
// places and hard rules of two other files; Solve turns them into lists for
// package stable and finds pairs that nobody would leave together (lists.go);
// check reads the rows once more, on its own, and refuses a result in which a
// pair blocks or somebody was refused (check.go); Result says it in words, as
// tables and as JSON (result.go, words.go).
package wishfile

import (
	"fmt"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/plan"
)

// Sides in the order of arrays: mentees, mentors.
const (
	mentees = 0
	mentors = 1
)

var sideNames = [2]string{"mentee", "mentor"}

// MaxPairs is how many pairs may be acceptable to both, at most.
const MaxPairs = matchfile.MaxPairs

// refusal is the rank of somebody who is not wanted.
const refusal = 0

// wish is one row: what a person says of another, by their indices. Other is −1
// for all who are not named.
type wish struct {
	line          int
	side          int
	person, other int
	rank          int // 1 is best; refusal
}

// Wishes are the rows of a file and the people whom they speak of.
type Wishes struct {
	People [2][]matchfile.Person
	Places []int32 // of each mentor
	Plan   *plan.Plan
	rows   []wish
}

// Problem is what is wrong with a row of the file.
type Problem struct {
	Line int
	Err  *fault.Error
}

func (p *Problem) Error() string { return fmt.Sprintf("row %d of the wishes: %v", p.Line, p.Err) }

func (p *Problem) Unwrap() error { return p.Err }

func problem(line int, key string, args ...any) *Problem {
	return &Problem{line, fault.New(fault.Invalid, key, args...)}
}

// names finds people by address, name or key, whatever case and accents.
type names struct {
	list  []matchfile.Person
	index map[string]int // −2 where a name means more than one
}

const several = -2

func newNames(list []matchfile.Person) *names {
	n := &names{list: list, index: map[string]int{}}
	for i, p := range list {
		n.add(i, p)
	}
	return n
}

func (n *names) add(i int, p matchfile.Person) {
	for _, text := range []string{p.Key, p.Email, p.Name} {
		key := fold(text)
		if before, there := n.index[key]; there && before != i {
			n.index[key] = several
		} else if key != "" {
			n.index[key] = i
		}
	}
}

func fold(text string) string { return strings.Join(strings.Fields(i18n.Fold(text)), " ") }

// find is the person of a name; one more is added where nobody says who there is.
func (n *names) find(line, side int, text string, closed bool) (int, error) {
	i, there := n.index[fold(text)]
	switch {
	case there && i == several:
		return 0, problem(line, "wishfile.fault.several", "name", text)
	case there:
		return i, nil
	case closed:
		return 0, problem(line, "wishfile.fault.stranger."+sideNames[side], "name", text)
	}
	p := matchfile.Person{Line: line, Key: text, Name: text}
	if strings.Contains(text, "@") {
		p.Email, p.Name = text, ""
	}
	n.list = append(n.list, p)
	n.add(len(n.list)-1, p)
	return len(n.list) - 1, nil
}
