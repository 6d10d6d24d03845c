package matching

import (
	"slices"

	"domubiedrs/internal/matching/wording"
)

// Facts are what rules and criteria look at, as numbers. What only criteria
// need stays inside; what an index of people needs can be seen.
type Facts struct {
	institution, unit int32 // −1: not known
	level             int8  // 0: not known
	function          int16 // −1: not known
	times             uint64
	style             [3]int8 // −1: no answer
	learning, values  uint64
	Screened          bool
	// Sets of numbers of codes; 0: no answer.
	Languages, Formats, Regions, Models uint64
}

// Wish is what a mentee asks for in words and topics: need, goal, motivation.
type Wish struct {
	Twice, Once   Set // topics that count double, and once
	Total         int // 2·|Twice| + |Once|
	Share         int // of the likeness of texts, percent; the rest is topics
	Vector        wording.Vector
	derived, text bool // topics come from the text; there is a text
}

// Sought is a mentee as numbers.
type Sought struct {
	Facts
	Wishes         [3]Wish // by Need, Goal, Motivation
	Rhythm         int     // hours a month
	OnDemand       bool
	role, category int16
	perspective    int8
	field          int8
}

// Offered is a mentor as numbers.
type Offered struct {
	Facts
	Topics     Set
	Places     int // free
	Hours      int // free
	OnDemand   bool
	Vector     wording.Vector
	roles      Set
	categories uint64
	sector     int8
	teaches    uint64 // ways of learning that the mentor's help serves
}

const (
	anyWish = iota
	firstWish
	secondWish
)

// levels from the lowest.
var levels = []string{"", "specialist", "senior", "unit-lead", "institution-lead"}

// styles are the closed answers of the questionnaires; the middle one of the
// first two stands near both others.
var styles = [3][]string{{"support", "balance", "challenge"}, {"planned", "mixed", "open"}, {"direct", "gentle", "examples"}}

// teaching says which way of learning a kind of help serves.
var teaching = map[string]string{"hands-on": "doing", "advice": "talking", "shadowing": "watching", "review": "doing"}

func (b *books) facts(p *Person) Facts {
	f := Facts{
		institution: int32(b.institutions.of(p.Institution)), unit: -1,
		level: int8(max(slices.Index(levels, p.Level), 0)), function: int16(b.functions.of(p.Function)), Screened: p.Screened,
		Languages: b.languages.bits(p.Languages), Formats: formatBits(p.Formats), Regions: b.regions.bits(p.Regions),
		times: b.times.bits(p.Times), Models: b.models.bits(p.Models),
		learning: b.ways.bits(p.Style.Learning), values: b.values.bits(p.Style.Values),
	}
	if p.Unit != "" {
		f.unit = int32(b.units.of(p.Institution + "\x00" + p.Unit))
	}
	for i, answer := range []string{p.Style.Support, p.Style.Structure, p.Style.Feedback} {
		f.style[i] = int8(slices.Index(styles[i], answer))
	}
	return f
}

// Bits of Facts.Formats.
const Online, Onsite = 1, 2

func formatBits(formats []string) (bits uint64) {
	for _, f := range formats {
		switch f {
		case "online":
			bits |= Online
		case "onsite":
			bits |= Onsite
		}
	}
	return bits
}

func (b *books) mentor(m *Mentor, categories map[string]string) Offered {
	f := Offered{Facts: b.facts(&m.Person), roles: b.roles.set(m.Roles), sector: -1, OnDemand: m.OnDemand,
		Topics: b.topics.set(slices.Concat(m.Themes, m.Competences)),
		Places: max(m.Places-m.RunningMentees, 0), Hours: max(m.Hours-m.RunningHours, 0)}
	for _, role := range m.Roles {
		if n := b.categories.of(categories[role]); n >= 0 {
			f.categories |= 1 << n
		}
	}
	for _, help := range m.Support {
		if n := b.ways.of(teaching[help]); n >= 0 {
			f.teaches |= 1 << n
		}
	}
	f.teaches |= f.learning
	f.sector = int8(slices.Index([]string{"", "public", "private", "ngo"}, m.Sector))
	return f
}

func (b *books) mentee(m *Mentee, setting *Setting) Sought {
	category := m.RoleCategory
	if category == "" {
		category = setting.RoleCategories[m.Role]
	}
	f := Sought{Facts: b.facts(&m.Person), role: int16(b.roles.of(m.Role)), category: int16(b.categories.of(category)),
		Rhythm: setting.Rules.HoursPerMentee, OnDemand: m.OnDemand}
	if m.Rhythm == "twice" {
		f.Rhythm *= 2
	}
	f.perspective = int8(max(slices.Index([]string{"any", "public", "private"}, m.Perspective), anyWish))
	f.field = int8(max(slices.Index([]string{"any", "same", "other"}, m.Field), anyWish))
	return f
}

// books number all codes of a pool.
type books struct {
	topics, roles, languages, regions, times, models, ways, values, functions, categories *book
	institutions, units                                                                   *book
}

const many = 1 << 30

func newBooks(concepts *wording.Concepts, setting *Setting) *books {
	b := &books{topics: newBook("themes and competences", 256), roles: newBook("roles", 256), languages: newBook("languages", 64),
		regions: newBook("regions", 64), times: newBook("times", 64), models: newBook("models", 64), ways: newBook("ways of learning", 64),
		values: newBook("values", 64), functions: newBook("fields of work", 1<<14), categories: newBook("categories of roles", 64),
		institutions: newBook("institutions", many), units: newBook("units", many)}
	b.topics.note(concepts.Codes()...)
	for role, category := range setting.RoleCategories {
		b.roles.note(role)
		b.categories.note(category)
	}
	for _, way := range teaching {
		b.ways.note(way)
	}
	b.models.note(setting.Rules.Model)
	return b
}

func (b *books) note(p *Person) {
	b.topics.note(p.Themes...)
	b.topics.note(p.Competences...)
	b.languages.note(p.Languages...)
	b.regions.note(p.Regions...)
	b.times.note(p.Times...)
	b.models.note(p.Models...)
	b.ways.note(p.Style.Learning...)
	b.values.note(p.Style.Values...)
	b.functions.note(p.Function)
	b.institutions.note(p.Institution)
	if p.Unit != "" {
		b.units.note(p.Institution + "\x00" + p.Unit)
	}
}

func (b *books) close() error {
	for _, book := range []*book{b.topics, b.roles, b.languages, b.regions, b.times, b.models, b.ways, b.values, b.functions, b.categories, b.institutions, b.units} {
		if err := book.close(); err != nil {
			return err
		}
	}
	return nil
}
