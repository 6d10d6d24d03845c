package candidates

import (
	"slices"
	"testing"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/matchingtest"

	"github.com/google/go-cmp/cmp"
)

func TestHeapKeepsTheBest(t *testing.T) {
	c := matchingtest.NewCrowd(t, 8)
	for k := 1; k < 12; k++ {
		var h heap
		h.reset(k)
		var all []matching.Pair
		for j := range 40 {
			p := matching.Pair{Mentor: int32(j), Score: int32(c.IntN(10))}
			all = append(all, p)
			h.offer(p)
		}
		slices.SortFunc(all, func(a, b matching.Pair) int {
			if worse(b, a) {
				return -1
			}
			return 1
		})
		got := slices.Clone(h.items)
		byMentor(got)
		want := slices.Clone(all[:k])
		byMentor(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("k %d: %s", k, diff)
		}
	}
}

// reaches against comparing byte by byte.
func TestReaches(t *testing.T) {
	c := matchingtest.NewCrowd(t, 9)
	for range 20000 {
		bytes, limit := c.Uint64(), uint64(c.IntN(256))
		if c.IntN(2) == 0 {
			bytes &= 0x0f0f0f0f0f0f0f0f << c.IntN(5)
		}
		want := false
		for lane := range 8 {
			want = want || bytes>>(8*lane)&0xff >= limit
		}
		if got := reaches(bytes, limit*lowBits); got != want {
			t.Fatalf("reaches(%x, %x) = %v", bytes, limit, got)
		}
	}
}
