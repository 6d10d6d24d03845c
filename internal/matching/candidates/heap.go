package candidates

import "domubiedrs/internal/matching"

// heap keeps the k best pairs offered; the worst stands first.
type heap struct {
	items []matching.Pair
	k     int
}

func (h *heap) reset(k int) { h.items, h.k = h.items[:0], k }

func (h *heap) full() bool { return len(h.items) == h.k }

func (h *heap) worst() matching.Pair { return h.items[0] }

// worse tells whether a goes after b: a lower score, or the same and a mentor
// of a higher rank.
func worse(a, b matching.Pair) bool {
	return a.Score < b.Score || a.Score == b.Score && a.Mentor > b.Mentor
}

func (h *heap) offer(p matching.Pair) {
	if !h.full() {
		h.items = append(h.items, p)
		h.up(len(h.items) - 1)
		return
	}
	if worse(h.items[0], p) {
		h.items[0] = p
		h.down()
	}
}

func (h *heap) up(at int) {
	for at > 0 {
		parent := (at - 1) / 2
		if !worse(h.items[at], h.items[parent]) {
			return
		}
		h.items[at], h.items[parent] = h.items[parent], h.items[at]
		at = parent
	}
}

func (h *heap) down() {
	at := 0
	for {
		child := 2*at + 1
		if child >= len(h.items) {
			return
		}
		if child+1 < len(h.items) && worse(h.items[child+1], h.items[child]) {
			child++
		}
		if !worse(h.items[child], h.items[at]) {
			return
		}
		h.items[at], h.items[child] = h.items[child], h.items[at]
		at = child
	}
}
