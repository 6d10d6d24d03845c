package matching

import (
	"slices"

	"domubiedrs/internal/matching/wording"
)

// facts are what rules and criteria look at, as numbers.
type facts struct {
	institution, unit int32 // −1: not known
	level             int8  // 0: not known
	function          int16 // −1: not known
	screened          bool
	languages         uint64
	formats           uint64
	regions           uint64
	times             uint64
	models            uint64
	style             [3]int8 // −1: no answer
	learning, values  uint64
}

// asked is a wish of the mentee that is text and topics: need, goal, motivation.
type asked struct {
	twice, once   set // topics that count double, and once
	total         int // 2·|twice| + |once|
	share         int // of the likeness of texts, percent
	vector        wording.Vector
	derived, text bool // topics come from the text; there is a text
}

type menteeFacts struct {
	facts
	wishes         [3]asked
	role, category int16
	rhythm         int // hours a month
	perspective    int8
	field          int8
	onDemand       bool
}

type mentorFacts struct {
	facts
	topics     set
	roles      set
	categories uint64
	sector     int8
	teaches    uint64 // ways of learning that the mentor's help serves
	places     int
	hours      int
	onDemand   bool
	vector     wording.Vector
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

func (b *books) facts(p *Person) facts {
	f := facts{
		institution: int32(b.institutions.of(p.Institution)), unit: -1,
		level: int8(max(slices.Index(levels, p.Level), 0)), function: int16(b.functions.of(p.Function)), screened: p.Screened,
		languages: b.languages.bits(p.Languages), formats: formatBits(p.Formats), regions: b.regions.bits(p.Regions),
		times: b.times.bits(p.Times), models: b.models.bits(p.Models),
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

const online, onsite = 1, 2

func formatBits(formats []string) (bits uint64) {
	for _, f := range formats {
		switch f {
		case "online":
			bits |= online
		case "onsite":
			bits |= onsite
		}
	}
	return bits
}

func (b *books) mentor(m *Mentor, categories map[string]string) mentorFacts {
	f := mentorFacts{facts: b.facts(&m.Person), roles: b.roles.set(m.Roles), sector: -1, onDemand: m.OnDemand,
		topics: b.topics.set(slices.Concat(m.Themes, m.Competences)),
		places: max(m.Places-m.RunningMentees, 0), hours: max(m.Hours-m.RunningHours, 0)}
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

func (b *books) mentee(m *Mentee, setting *Setting) menteeFacts {
	category := m.RoleCategory
	if category == "" {
		category = setting.RoleCategories[m.Role]
	}
	f := menteeFacts{facts: b.facts(&m.Person), role: int16(b.roles.of(m.Role)), category: int16(b.categories.of(category)),
		rhythm: setting.Rules.HoursPerMentee, onDemand: m.OnDemand}
	if m.Rhythm == "twice" {
		f.rhythm *= 2
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
