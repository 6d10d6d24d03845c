package matching

import (
	"hash/fnv"
	"runtime"
	"slices"
	"sync"

	"domubiedrs/internal/matching/wording"
)

// counted is how many people's texts are counted for telling rare words from
// common ones; of more people an even sample, chosen by key, is enough.
const counted = 1 << 14

// read makes facts of people: texts are counted, then weighed.
func (p *Pool) read() {
	corpus := wording.NewCorpus()
	every := uint32((len(p.mentees) + len(p.mentors) + counted - 1) / counted)
	each(len(p.mentees), func(i int) {
		if m := &p.mentees[i]; sampled(m.Key, every) {
			for _, text := range m.wishes() {
				corpus.Add(p.concepts.Features(wording.Words(text)))
			}
		}
	})
	each(len(p.mentors), func(j int) {
		if m := &p.mentors[j]; sampled(m.Key, every) {
			corpus.Add(p.concepts.Features(wording.Words(m.text())))
		}
	})
	p.offered = make([]Offered, len(p.mentors))
	each(len(p.mentors), func(j int) { p.readMentor(corpus, j) })
	number := p.numberTerms()
	p.sought = make([]Sought, len(p.mentees))
	each(len(p.mentees), func(i int) { p.readMentee(corpus, number, i) })
}

func sampled(key string, every uint32) bool {
	if every <= 1 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return h.Sum32()%every == 0
}

// wishes are the texts of need, goal and motivation.
func (m *Mentee) wishes() [3]string {
	return [3]string{Need: m.Need, Goal: m.Goal + "\n" + m.Expectations, Motivation: m.Motivation}
}

func (m *Mentor) text() string { return m.Offer + "\n" + m.Experience + "\n" + m.Motivation }

func (p *Pool) readMentor(corpus *wording.Corpus, j int) {
	m := &p.mentors[j]
	words := wording.Words(m.text())
	f := p.books.mentor(m, p.setting.RoleCategories)
	f.Vector = corpus.Vector(p.concepts.Features(words), wording.OfferFeatures)
	if f.Topics.empty() {
		f.Topics = p.found(words)
	}
	p.offered[j] = f
}

// found are the topics that words speak of.
func (p *Pool) found(words []wording.Word) Set {
	var s Set
	for _, f := range p.concepts.In(words) {
		s.add(p.books.topics.of(f.Code))
	}
	return s
}

// numberTerms numbers the features of mentors anew, in their order, without
// gaps: what no mentor has cannot make a mentee like one.
func (p *Pool) numberTerms() []int32 {
	number := make([]int32, 1<<20)
	for j := range p.offered {
		for _, term := range p.offered[j].Vector {
			number[term.ID] = 1
		}
	}
	for id, used := range number {
		number[id] = -1
		if used == 1 {
			number[id] = int32(p.terms)
			p.terms++
		}
	}
	for j := range p.offered {
		renumber(p.offered[j].Vector, number)
	}
	return number
}

func renumber(v wording.Vector, number []int32) wording.Vector {
	kept := v[:0]
	for _, term := range v {
		if n := number[term.ID]; n >= 0 {
			kept = append(kept, wording.Term{ID: uint32(n), Weight: term.Weight})
		}
	}
	return kept
}

func (p *Pool) readMentee(corpus *wording.Corpus, number []int32, i int) {
	m := &p.mentees[i]
	f := p.books.mentee(m, &p.setting)
	declared := p.books.topics.set(slices.Concat(m.Themes, m.Competences))
	var found [3]Set
	for w, text := range m.wishes() {
		words := wording.Words(text)
		found[w] = p.found(words)
		vector := corpus.Vector(p.concepts.Features(words), wording.NeedFeatures)
		f.Wishes[w].text = len(vector) > 0
		f.Wishes[w].Vector = slices.Clip(renumber(vector, number))
	}
	if declared.empty() {
		for _, s := range found {
			for k := range declared {
				declared[k] |= s[k]
			}
		}
		f.Wishes[Need].derived = true
	}
	f.Wishes[Need].about(Need, declared, found[Need].minus(declared))
	for _, w := range []Criterion{Goal, Motivation} {
		if f.Wishes[w].derived = !found[w].empty(); f.Wishes[w].derived {
			f.Wishes[w].about(w, Set{}, found[w])
		} else {
			f.Wishes[w].about(w, Set{}, declared)
		}
	}
	p.sought[i] = f
}

// about sets the topics of a wish. Where there is no topic, the text alone
// counts; where there is no text, topics alone do.
func (a *Wish) about(c Criterion, twice, once Set) {
	a.Twice, a.Once, a.Total = twice, once, 2*twice.size()+once.size()
	switch {
	case !a.text:
		a.Share = 0
	case a.Total == 0:
		a.Share = 100
	default:
		a.Share = textShare[c]
	}
}

// each runs do for 0 … n−1 on all cores.
func each(n int, do func(i int)) {
	var wait sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), max(n/64, 1))
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}
