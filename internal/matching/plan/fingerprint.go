package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strings"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
)

// version of what a fingerprint covers and of the tie-break: raised when the
// same input may give other pairs.
const version = 1

// Fingerprint names an input: the people with all they gave, the setting, the
// objective, and what is locked, forbidden or set by hand. The order of the
// people makes no difference. 64 hexadecimal digits (SHA-256).
func (o *Order) Fingerprint() (string, error) {
	h := sha256.New()
	if err := o.write(h); err != nil {
		return "", fmt.Errorf("fingerprint the input: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (o *Order) write(h hash.Hash) error {
	out := json.NewEncoder(h)
	head := struct {
		Version, Objective, Shortlist   int
		Rules                           matching.Rules
		Weights                         matching.Weights
		Categories                      map[string]string
		Concepts                        []string
		Table                           string
		Locked, Forbidden, Left, Places []string
		Priority                        []string `json:",omitempty"`
	}{Version: version, Objective: int(o.Objective), Shortlist: o.Shortlist, Locked: o.pairs(o.Locked), Forbidden: o.pairs(o.Forbidden)}
	for _, i := range o.Left {
		head.Left = append(head.Left, o.MenteeKey(int(i)))
	}
	for j, places := range o.Places {
		head.Places = append(head.Places, fmt.Sprint(o.MentorKey(int(j)), "\t", places))
	}
	if o.prefers() {
		for i, points := range o.Priority {
			head.Priority = append(head.Priority, fmt.Sprint(o.MenteeKey(i), "\t", points))
		}
		slices.Sort(head.Priority)
	}
	slices.Sort(head.Left)
	slices.Sort(head.Places)
	if o.Pool != nil {
		setting := o.Pool.Setting()
		head.Rules, head.Weights, head.Categories = setting.Rules, setting.Weights, setting.RoleCategories
		if setting.Concepts != nil {
			head.Concepts = setting.Concepts.Codes()
		}
	}
	if o.Table != nil {
		head.Table = o.Table.Fingerprint()
	}
	if err := out.Encode(head); err != nil || o.Pool == nil {
		return err
	}
	return o.people(out)
}

func (o *Order) people(out *json.Encoder) error {
	mentees, mentors := make([]string, o.Mentees()), make([]string, o.Mentors())
	for i := range mentees {
		mentees[i] = o.MenteeKey(i)
	}
	for j := range mentors {
		mentors[j] = o.MentorKey(j)
	}
	for i := range ordered(mentees) {
		if err := out.Encode(o.Pool.Mentee(i)); err != nil {
			return err
		}
	}
	for j := range ordered(mentors) {
		if err := out.Encode(o.Pool.Mentor(j)); err != nil {
			return err
		}
	}
	return nil
}

// pairs are matches as sorted pairs of keys.
func (o *Order) pairs(matches []assign.Match) []string {
	var all []string
	for _, m := range matches {
		all = append(all, strings.Join([]string{o.MenteeKey(int(m.Mentee)), o.MentorKey(int(m.Mentor))}, "\t"))
	}
	slices.Sort(all)
	return all
}
