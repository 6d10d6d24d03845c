package matching

import (
	"fmt"
	"math/bits"
	"slices"
)

// Set holds numbers of codes below 256.
type Set [4]uint64

func (s *Set) add(n int) { s[n>>6] |= 1 << (n & 63) }

func (s Set) Has(n int) bool { return n >= 0 && s[n>>6]>>(n&63)&1 == 1 }

func (s Set) and(o Set) Set { return Set{s[0] & o[0], s[1] & o[1], s[2] & o[2], s[3] & o[3]} }

func (s Set) minus(o Set) Set { return Set{s[0] &^ o[0], s[1] &^ o[1], s[2] &^ o[2], s[3] &^ o[3]} }

func (s Set) empty() bool { return s == Set{} }

func (s Set) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

// common is the size of what both have.
func (s *Set) common(o *Set) int {
	return bits.OnesCount64(s[0]&o[0]) + bits.OnesCount64(s[1]&o[1]) + bits.OnesCount64(s[2]&o[2]) + bits.OnesCount64(s[3]&o[3])
}

// book numbers codes in their alphabetical order, so that the order of people
// makes no difference.
type book struct {
	what   string
	most   int
	codes  []string
	number map[string]int
}

func newBook(what string, most int) *book {
	return &book{what: what, most: most, number: map[string]int{}}
}

// note takes codes in; they have numbers after close.
func (b *book) note(codes ...string) {
	for _, c := range codes {
		if _, known := b.number[c]; !known && c != "" {
			b.number[c] = -1
			b.codes = append(b.codes, c)
		}
	}
}

func (b *book) close() error {
	if len(b.codes) > b.most {
		return fmt.Errorf("%d different %s, more than the %d that can be told apart", len(b.codes), b.what, b.most)
	}
	slices.Sort(b.codes)
	for n, c := range b.codes {
		b.number[c] = n
	}
	return nil
}

// of is the number of a code, −1 for none.
func (b *book) of(code string) int {
	if n, known := b.number[code]; known {
		return n
	}
	return -1
}

func (b *book) set(codes []string) (s Set) {
	for _, c := range codes {
		if n := b.of(c); n >= 0 {
			s.add(n)
		}
	}
	return s
}

// bits is the set of a book of at most 64 codes.
func (b *book) bits(codes []string) uint64 { return b.set(codes)[0] }

// names are the codes of a set.
func (b *book) names(s Set) []string {
	var names []string
	for n, c := range b.codes {
		if s.Has(n) {
			names = append(names, c)
		}
	}
	return names
}
