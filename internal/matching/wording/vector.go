package wording

import (
	"math"
	"slices"
	"sync/atomic"
)

// Features are numbered by hash. Two that share a number are taken for one;
// with some ten thousand in use that is one in a hundred and does no harm.
const (
	featureBits = 20
	features    = 1 << featureBits
)

// Unit is the length of a vector: the dot product of two is at most Unit².
const Unit = 1023

// How many features of a text are worth keeping, for what is offered and for
// what is needed. More cost time; fewer lose texts with typing errors
// (docs/matching.md).
const (
	OfferFeatures = 80
	NeedFeatures  = 48
)

// Kinds of features and how much each weighs. Measured on the labelled texts:
// see docs/matching.md.
type kind uint8

const (
	gram kind = iota // 3 to 5 letters in a row
	root             // the stem of a word
	idea             // a concept
	kinds
)

var kindWeight = [kinds]float64{gram: 1, root: 1.5, idea: 4}

// Lengths of letter groups.
const shortGram, longGram = 3, 5

// Feature is something that occurs in a text.
type Feature struct {
	ID    uint32 // below 1<<20
	kind  kind
	times uint16
}

// Features are what words consist of, each once, in ascending order of ID.
func (c *Concepts) Features(words []Word) []Feature {
	found := make([]uint32, 0, 16*len(words))
	for _, w := range words {
		if w.Stop {
			continue
		}
		found = append(found, feature(root, w.Stem))
		found = grams(found, w.Folded)
	}
	c.each(words, func(code, _, _ int) { found = append(found, feature(idea, c.codes[code])) })
	slices.Sort(found)
	return count(found)
}

// count makes equal features one. Where two kinds share a number the one that
// weighs more stays.
func count(sorted []uint32) []Feature {
	kept := make([]Feature, 0, len(sorted))
	for _, packed := range sorted {
		id, k := packed>>2, kind(packed&3)
		if last := len(kept) - 1; last >= 0 && kept[last].ID == id {
			kept[last].times = min(kept[last].times+1, math.MaxUint16-1)
			kept[last].kind = k
			continue
		}
		kept = append(kept, Feature{ID: id, kind: k, times: 1})
	}
	return kept
}

// FNV-1a, 64 bits.
const offset64, prime64 = 14695981039346656037, 1099511628211

// packed is a feature's number above its kind.
func packed(h uint64, k kind) uint32 { return uint32((h^h>>32^h>>52)&(features-1))<<2 | uint32(k) }

func feature(k kind, text string) uint32 {
	h := (offset64 ^ uint64(k)) * prime64
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime64
	}
	return packed(h, k)
}

// grams adds the groups of letters of a word, its two ends marked. Letters
// outside a–z count as their bytes: that is as good for telling texts apart.
func grams(found []uint32, word string) []uint32 {
	if len(word) < shortGram {
		return found
	}
	at := func(i int) uint64 {
		if i == 0 || i == len(word)+1 {
			return '_'
		}
		return uint64(word[i-1])
	}
	for from := range len(word) + 2 - shortGram + 1 {
		h := uint64(offset64)
		h = (h ^ uint64(gram)) * prime64
		for n := 1; n <= longGram && from+n <= len(word)+2; n++ {
			h = (h ^ at(from+n-1)) * prime64
			if n >= shortGram {
				found = append(found, packed(h, gram))
			}
		}
	}
	return found
}

// Corpus counts in how many texts each feature occurs. It is safe to Add from
// several goroutines; the counts do not depend on the order.
type Corpus struct {
	texts atomic.Int64
	in    []atomic.Int32
}

// NewCorpus knows no text.
func NewCorpus() *Corpus { return &Corpus{in: make([]atomic.Int32, features)} }

// Add counts a text. One without a feature is not counted.
func (c *Corpus) Add(text []Feature) {
	if len(text) == 0 {
		return
	}
	c.texts.Add(1)
	for _, f := range text {
		c.in[f.ID].Add(1)
	}
}

// rarity is great for what few texts have and 0 for what all of many have.
func (c *Corpus) rarity(id uint32) float64 {
	n, in := float64(c.texts.Load()), float64(c.in[id].Load())
	return math.Log(1 + (n-in+0.5)/(in+0.5))
}

// Term is a feature in a vector.
type Term struct {
	ID     uint32
	Weight uint16 // 1 … Unit
}

// Vector is the telling part of a text, in ascending order of ID, of length
// about Unit.
type Vector []Term

// Vector keeps the strongest features of a text, at most most of them.
func (c *Corpus) Vector(text []Feature, most int) Vector {
	weighed := make([]weight, len(text))
	for i, f := range text {
		weighed[i] = weight{f.ID, kindWeight[f.kind] * c.rarity(f.ID)}
		if f.times > 1 {
			weighed[i].of *= 1 + math.Log(float64(f.times))
		}
	}
	return whole(strongest(weighed, most))
}

// strongest keeps at most most weights, in their order; of equal ones those
// with the lower ID.
func strongest(weighed []weight, most int) []weight {
	if len(weighed) <= most {
		return weighed
	}
	sizes := make([]float64, len(weighed))
	for i, w := range weighed {
		sizes[i] = w.of
	}
	slices.Sort(sizes)
	least := sizes[len(sizes)-most]
	ties := most // how many of those that weigh just least may stay
	for _, w := range weighed {
		if w.of > least {
			ties--
		}
	}
	kept := weighed[:0]
	for _, w := range weighed {
		if w.of > least {
			kept = append(kept, w)
		} else if w.of == least && ties > 0 {
			kept, ties = append(kept, w), ties-1
		}
	}
	return kept
}

type weight struct {
	id uint32
	of float64
}

// whole makes whole numbers of weights, rounded down so that the length stays
// within Unit.
func whole(weighed []weight) Vector {
	var square float64
	for _, w := range weighed {
		square += float64(w.of * w.of) // the conversion keeps every machine from fusing the two operations
	}
	if square == 0 {
		return nil
	}
	length := math.Sqrt(square)
	v := make(Vector, 0, len(weighed))
	for _, w := range weighed {
		if n := uint16(Unit * w.of / length); n > 0 {
			v = append(v, Term{w.id, n})
		}
	}
	return v
}

// Dot is how alike two vectors are, 0 … Unit².
func Dot(a, b Vector) int {
	sum := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].ID < b[0].ID:
			a = a[1:]
		case a[0].ID > b[0].ID:
			b = b[1:]
		default:
			sum += int(a[0].Weight) * int(b[0].Weight)
			a, b = a[1:], b[1:]
		}
	}
	return sum
}
