package wording

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func someTexts(t testing.TB) []string {
	offers, needs := readLabelled(t)
	var texts []string
	for _, text := range offers {
		texts = append(texts, text)
	}
	for _, n := range needs {
		texts = append(texts, n.text)
	}
	slices.Sort(texts)
	return texts
}

// Vectors do not depend on the order in which texts were counted.
func TestVectorsDoNotDependOnOrder(t *testing.T) {
	c, texts := Default(), someTexts(t)
	vectors := func(order []int) []Vector {
		corpus := NewCorpus()
		for _, i := range order {
			corpus.Add(c.Features(Words(texts[i])))
		}
		var all []Vector
		for _, text := range texts {
			all = append(all, corpus.Vector(c.Features(Words(text)), mostFeatures))
		}
		return all
	}
	forward := make([]int, len(texts))
	for i := range forward {
		forward[i] = i
	}
	shuffled := rand.New(rand.NewPCG(1, 2)).Perm(len(texts))
	if diff := cmp.Diff(vectors(forward), vectors(shuffled)); diff != "" {
		t.Error(diff)
	}
}

func TestDotIsSymmetricAndBounded(t *testing.T) {
	c, texts := Default(), someTexts(t)
	corpus := NewCorpus()
	for _, text := range texts {
		corpus.Add(c.Features(Words(text)))
	}
	for i, a := range texts {
		va := corpus.Vector(c.Features(Words(a)), 64)
		if self := Dot(va, va); self > Unit*Unit || self < Unit*Unit*80/100 {
			t.Errorf("%q is like itself by %d, want about %d", a, self, Unit*Unit)
		}
		vb := corpus.Vector(c.Features(Words(texts[(i*7+3)%len(texts)])), 64)
		if one, other := Dot(va, vb), Dot(vb, va); one != other || one < 0 || one > Unit*Unit {
			t.Errorf("likeness %d one way, %d the other", one, other)
		}
		if len(va) > 64 || !slices.IsSortedFunc(va, func(a, b Term) int { return int(a.ID) - int(b.ID) }) {
			t.Errorf("%q: %d terms, sorted or not", a, len(va))
		}
	}
}

func TestVectorOfNothing(t *testing.T) {
	corpus := NewCorpus()
	if v := corpus.Vector(nil, 10); v != nil {
		t.Errorf("the vector of no text: %v", v)
	}
	text := Default().Features(Words("kiberdrošība"))
	if v := corpus.Vector(text, 10); len(v) != 10 {
		t.Errorf("before anything was counted a text keeps %d features, want 10", len(v))
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{"", "Kā pārbaudīt piekļūstamību?", "\xff\xfe", "a\u0301\u0301", "Привет мир", strings.Repeat("sh", 50), "½ ﬁ ǅ", "mākslīgais intelekts ChatGPT"} {
		f.Add(text, "ChatGPT, dati un e-pakalpojumi")
	}
	c := Default()
	f.Fuzz(func(t *testing.T, one, other string) {
		words, others := Words(one), Words(other)
		for _, w := range words {
			if w.Folded == "" || w.Stem == "" || len(w.Stem) > len(w.Folded) {
				t.Fatalf("%q: folded %q, stem %q", w.Text, w.Folded, w.Stem)
			}
			if again := Fold(w.Folded); len(again) > len(w.Folded) {
				t.Fatalf("%q grows when folded again: %q", w.Folded, again)
			}
		}
		corpus := NewCorpus()
		features, theirs := c.Features(words), c.Features(others)
		corpus.Add(features)
		corpus.Add(theirs)
		if d := Dot(corpus.Vector(features, 32), corpus.Vector(theirs, 32)); d < 0 || d > Unit*Unit {
			t.Fatalf("likeness %d", d)
		}
		if found := c.Shared(words, others, 3); len(found) > 3 {
			t.Fatalf("%d shared words, want at most 3", len(found))
		}
	})
}

func BenchmarkFeatures(b *testing.B) {
	c := Default()
	text := "Gribam automatizēt rēķinu apstrādi grāmatvedībā, jo kolēģi katru rītu pārraksta datus no vienas sistēmas citā. Vajag padomu par robotiem."
	b.ReportAllocs()
	for b.Loop() {
		c.Features(Words(text))
	}
}
