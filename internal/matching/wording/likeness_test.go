package wording

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// mostFeatures is for tests that do not tell needs from offers.
const mostFeatures = 64

type labelled struct {
	kind, text string
	serve      []string
	apart      bool // kept from tuning
}

// readLabelled reads testdata/likeness.txt.
func readLabelled(t testing.TB) (offers map[string]string, needs []labelled) {
	t.Helper()
	file, err := os.ReadFile("testdata/likeness.txt")
	if err != nil {
		t.Fatal(err)
	}
	offers = map[string]string{}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		kind, rest, _ := strings.Cut(line, " ")
		names, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if text = strings.TrimSpace(text); text == "" {
			t.Fatalf("no text in %q", line)
		}
		if kind == "offer" {
			offers[names] = text
			continue
		}
		needs = append(needs, labelled{kind, text, strings.Split(names, ","), len(needs)%3 == 2})
	}
	return offers, needs
}

// measure of a ranking.
type measure struct {
	needs           int
	first, in3, mrr float64
}

func (m *measure) add(rank int) {
	m.needs++
	m.mrr += 1 / float64(rank)
	if rank == 1 {
		m.first++
	}
	if rank <= 3 {
		m.in3++
	}
}

func (m measure) String() string {
	n := float64(max(m.needs, 1))
	return fmt.Sprintf("%3d  first %.2f  in the first three %.2f  MRR %.3f", m.needs, m.first/n, m.in3/n, m.mrr/n)
}

// ranks gives the rank of the offer that serves, for every need.
func ranks(c *Concepts, offers map[string]string, needs []labelled) []int {
	corpus := NewCorpus()
	names := []string{}
	texts := map[string][]Feature{}
	for name, text := range offers {
		names = append(names, name)
		texts[name] = c.Features(Words(text))
		corpus.Add(texts[name])
	}
	slices.Sort(names)
	for _, n := range needs {
		corpus.Add(c.Features(Words(n.text)))
	}
	found := make([]int, len(needs))
	for i, n := range needs {
		mine := corpus.Vector(c.Features(Words(n.text)), NeedFeatures)
		alike := map[string]int{}
		for _, name := range names {
			alike[name] = Dot(mine, corpus.Vector(texts[name], OfferFeatures))
		}
		order := slices.Clone(names)
		slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(alike[b], alike[a]) })
		for rank, name := range order {
			if slices.Contains(n.serve, name) && alike[name] > 0 {
				found[i] = rank + 1
				break
			}
		}
		if found[i] == 0 {
			found[i] = len(names)
		}
	}
	return found
}

func TestLikenessOfLabelledTexts(t *testing.T) {
	offers, needs := readLabelled(t)
	if len(needs) < 120 {
		t.Fatalf("%d labelled needs, want at least 120", len(needs))
	}
	all := map[string]*measure{}
	add := func(key string, rank int) {
		if all[key] == nil {
			all[key] = &measure{}
		}
		all[key].add(rank)
	}
	for i, rank := range ranks(Default(), offers, needs) {
		n := needs[i]
		add(n.kind, rank)
		add("all", rank)
		if n.apart {
			add("apart", rank)
			add("apart-"+n.kind, rank)
		} else if rank > 3 {
			t.Logf("rank %2d: %s %v %s", rank, n.kind, n.serve, n.text)
		}
	}
	for key, floor := range floors {
		t.Logf("%-10s %v", key, all[key])
		if n := float64(all[key].needs); all[key].in3/n < floor[0] || all[key].mrr/n < floor[1] {
			t.Errorf("%s: %v; want at least %.2f in the first three and MRR %.2f", key, all[key], floor[0], floor[1])
		}
	}
}

// floors: share in the first three, MRR. Those of “apart” hold on needs that
// nothing was tuned on.
var floors = map[string][2]float64{
	"plain": {1, 0.97}, "bare": {1, 0.98}, "typo": {0.95, 0.90}, "mixed": {0.95, 0.93}, "english": {0.95, 0.93},
	"para": {0.74, 0.62}, "all": {0.90, 0.85}, "apart": {0.78, 0.74}, "apart-para": {0.40, 0.36},
}

// TestPartsOfLikeness measures what each part of the method gives.
func TestPartsOfLikeness(t *testing.T) {
	offers, needs := readLabelled(t)
	set := kindWeight
	defer func() { kindWeight = set }()
	part := func(name string, weights [kinds]float64) float64 {
		kindWeight = weights
		var m measure
		for _, rank := range ranks(Default(), offers, needs) {
			m.add(rank)
		}
		t.Logf("%-24s %v", name, m)
		return m.mrr
	}
	stems := part("stems alone", [kinds]float64{root: 1})
	grams := part("letter groups alone", [kinds]float64{gram: 1})
	both := part("stems and letter groups", [kinds]float64{gram: set[gram], root: set[root]})
	full := part("with concepts", set)
	if both < stems || full < both || full < grams {
		t.Errorf("a part that is added makes the ranking worse: %f, %f, %f, %f", stems, grams, both, full)
	}
}
