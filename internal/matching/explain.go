package matching

import (
	"domubiedrs/internal/matching/wording"
)

// Explanation says how well a mentor serves a mentee and why (R6.1-9).
type Explanation struct {
	Total    int // 0 … Full
	Allowed  bool
	Blocks   []Rule // broken rules that are on
	Warnings []Warning
	Parts    []Part   // every criterion that weighs, in order
	Open     []Reason // what nobody answered: questions for the first talk
}

// Part is one criterion of an explanation.
type Part struct {
	Criterion Criterion
	Value     int // 0 … Full
	Weight    int // of the sum of all weights
	Points    int // of Full; rounded, so that their sum may miss Total by a few
	For       []Reason
	Against   []Reason
	Change    []Reason // what would raise the value
	Words     []wording.Match
}

// mostWords is how many words in common an explanation names.
const mostWords = 4

// Explain tells everything about a pair, allowed or not.
func (p *Pool) Explain(mentee, mentor int) Explanation {
	e, o := &p.sought[mentee], &p.offered[mentor]
	var dots [3]int
	for w := range dots {
		dots[w] = wording.Dot(e.Wishes[w].Vector, o.Vector)
	}
	x := Explanation{Total: int(p.Total(e, o, dots)), Blocks: p.Blocks(mentee, mentor), Warnings: p.Warnings(mentee, mentor)}
	x.Allowed = len(x.Blocks) == 0
	sum := p.weight
	told := telling{p: p, e: e, o: o, x: &x}
	values := value(e, o, dots)
	for c, weight := range p.setting.Weights {
		if weight == 0 {
			continue
		}
		told.part = Part{Criterion: Criterion(c), Value: int(values[c]), Weight: weight, Points: (weight*int(values[c]) + sum/2) / sum}
		told.tell(mentee, mentor)
		x.Parts = append(x.Parts, told.part)
	}
	return x
}

// telling puts one criterion after another in words.
type telling struct {
	p    *Pool
	e    *Sought
	o    *Offered
	x    *Explanation
	part Part
}

func (t *telling) pro(key string, args ...any) {
	t.part.For = append(t.part.For, reason("match.for."+key, args...))
}

func (t *telling) con(key string, args ...any) {
	t.part.Against = append(t.part.Against, reason("match.against."+key, args...))
}

func (t *telling) change(key string, args ...any) {
	t.part.Change = append(t.part.Change, reason("match.change."+key, args...))
}

// open notes a question that one of them did not answer.
func (t *telling) open(missing bool, key string) {
	if missing {
		t.x.Open = append(t.x.Open, reason("match.open."+key))
		t.change("answer-" + key)
	}
}

func (t *telling) tell(mentee, mentor int) {
	switch c := t.part.Criterion; c {
	case Need, Goal, Motivation:
		t.wish(c, t.p.mentees[mentee].wishes()[c], t.p.mentors[mentor].text())
	case Role:
		t.role()
	case WorkStyle:
		t.style()
	case Values:
		t.values()
	case Time:
		t.time()
	case Perspective:
		t.perspective()
	case Field:
		t.field()
	case Meeting:
		t.meeting()
	case Speech:
		t.speech()
	}
}

// wish tells topics covered and not, and the words in common.
func (t *telling) wish(c Criterion, mine, theirs string) {
	a := &t.e.Wishes[c]
	name := c.String()
	var wanted Set
	for k := range wanted {
		wanted[k] = a.Twice[k] | a.Once[k]
	}
	met, missing := wanted.and(t.o.Topics), wanted.minus(t.o.Topics)
	topics := t.p.books.topics
	if !met.empty() {
		t.pro(name+"-topics", "topics", topics.names(met), "count", met.size(), "of", wanted.size())
	}
	if !missing.empty() {
		t.con(name+"-topics", "topics", topics.names(missing), "count", missing.size(), "of", wanted.size())
		t.change("topics", "topics", topics.names(missing))
	}
	if a.text {
		t.part.Words = t.p.concepts.Shared(wording.Words(mine), wording.Words(theirs), mostWords)
	}
	if n := len(t.part.Words); n > 0 {
		t.pro(name+"-words", "words", t.wordsShared(), "count", n)
	} else if a.text && a.Share > 0 {
		t.con(name + "-words")
		t.change(name + "-words")
	}
	t.open(wanted.empty(), name)
	if a.derived && !wanted.empty() {
		// Topics were read out of a text: the mentee is asked whether they are meant.
		t.x.Open = append(t.x.Open, reason("match.open.confirm-topics", "topics", topics.names(wanted), "count", wanted.size()))
	}
}

func (t *telling) wordsShared() []string {
	words := make([]string, len(t.part.Words))
	for i, m := range t.part.Words {
		words[i] = m.Mine
	}
	return words
}

func (t *telling) role() {
	switch e, o := t.e, t.o; {
	case e.role < 0 && e.category < 0 || o.roles.empty():
		t.open(true, "role")
	case o.roles.Has(int(e.role)):
		t.pro("role-same", "role", t.p.books.roles.codes[e.role])
	case t.part.Value > 0:
		t.pro("role-category", "category", t.p.books.categories.codes[e.category])
		t.change("role")
	default:
		t.con("role")
		t.change("role")
	}
}

// styleNames are the questions of working style.
var styleNames = [3]string{"support", "structure", "feedback"}

func (t *telling) style() {
	e, o := t.e, t.o
	for i, name := range styleNames {
		mine, theirs := e.style[i], o.style[i]
		switch {
		case mine < 0 || theirs < 0:
			t.open(true, "style-"+name)
		case mine == theirs:
			t.pro("style-"+name, "answer", styles[i][mine])
		case answerValue(i, mine, theirs) < near:
			t.con("style-"+name, "mentee", styles[i][mine], "mentor", styles[i][theirs])
			t.change("style-talk")
		}
	}
	ways := t.p.books.ways
	switch met := (Set{e.learning & o.teaches}); {
	case e.learning == 0 || o.teaches == 0:
		t.open(true, "style-learning")
	case met.empty():
		t.con("style-learning", "ways", ways.names(Set{e.learning}))
	default:
		t.pro("style-learning", "ways", ways.names(met))
	}
}

func (t *telling) values() {
	names := t.p.books.values.names
	switch e, o := t.e, t.o; {
	case e.values == 0 || o.values == 0:
		t.open(true, "values")
	case e.values&o.values == 0:
		t.con("values", "mentee", names(Set{e.values}), "mentor", names(Set{o.values}))
		t.change("values-talk")
	default:
		t.pro("values", "values", names(Set{e.values & o.values}))
	}
}

func (t *telling) time() {
	e, o := t.e, t.o
	if e.times == 0 || o.times == 0 {
		t.open(true, "time")
		return
	}
	common := Set{e.times & o.times}
	if !common.empty() {
		t.pro("time", "times", t.p.books.times.names(common), "count", common.size())
	} else {
		t.con("time")
	}
	if common.size() < enoughTimes {
		t.change("time", "times", t.p.books.times.names(Set{o.times &^ e.times}))
	}
}

func (t *telling) perspective() {
	sectors := []string{"", "public", "private", "ngo"}
	switch e, o := t.e, t.o; {
	case e.perspective == anyWish:
	case o.sector <= 0:
		t.open(true, "sector")
	case e.perspective == o.sector:
		t.pro("perspective", "sector", sectors[o.sector])
	default:
		t.con("perspective", "wanted", sectors[e.perspective], "sector", sectors[o.sector])
	}
}

func (t *telling) field() {
	e, o := t.e, t.o
	if e.field == anyWish {
		return
	}
	if e.function < 0 || o.function < 0 {
		t.open(true, "field")
		return
	}
	wish, functions := []string{"", "same", "other"}[e.field], t.p.books.functions.codes
	if t.part.Value == Full {
		t.pro("field-"+wish, "field", functions[o.function])
	} else {
		t.con("field-"+wish, "field", functions[o.function])
	}
}

func (t *telling) meeting() {
	e, o := t.e, t.o
	if e.Formats == 0 || o.Formats == 0 {
		t.open(true, "meeting")
		return
	}
	ways := meetings(&e.Facts, &o.Facts)
	if ways&Online != 0 {
		t.pro("meeting-online")
	}
	if ways&Onsite != 0 {
		t.pro("meeting-onsite", "regions", t.p.books.regions.names(Set{e.Regions & o.Regions}))
	}
	if missing := e.Formats &^ ways; missing&Onsite != 0 {
		t.con("meeting-onsite")
		t.change("meeting-onsite", "regions", t.p.books.regions.names(Set{o.Regions}))
	} else if missing&Online != 0 {
		t.con("meeting-online")
		t.change("meeting-online")
	}
}

func (t *telling) speech() {
	names := t.p.books.languages.names
	switch e, o := t.e, t.o; {
	case e.Languages == 0 || o.Languages == 0:
		t.open(true, "language")
	case e.Languages&o.Languages != 0:
		t.pro("language", "languages", names(Set{e.Languages & o.Languages}))
	default:
		t.con("language", "languages", names(Set{o.Languages}))
	}
}
