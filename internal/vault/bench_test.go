package vault_test

import (
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/vault"
)

func benchEach(b *testing.B, f func(b *testing.B, h *house)) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) { f(b, newHouse(b, dbtest.Open(b, kind))) })
	}
}

var kilobyte = vault.NewText(strings.Repeat("k", 1000))

// BenchmarkSeal seals 1 kB in a scope that has its key, in one transaction.
func BenchmarkSeal(b *testing.B) {
	benchEach(b, func(b *testing.B, h *house) {
		if err := h.d.Tx(b.Context(), func(tx *db.Tx) error {
			for b.Loop() {
				if _, err := h.Seal(b.Context(), tx, vault.Person("p"), place("a"), kilobyte); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkOpen opens one value of 1 kB, its data key read and unwrapped.
func BenchmarkOpen(b *testing.B) {
	benchEach(b, func(b *testing.B, h *house) {
		h.mustWrite(b, vault.Person("p"), "a", kilobyte.Reveal())
		sealed, err := h.sealed(b.Context(), "a")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := h.Open(b.Context(), h.d, place("a"), sealed); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpener400 opens 400 values of 1 kB of one scope.
func BenchmarkOpener400(b *testing.B) {
	benchEach(b, func(b *testing.B, h *house) {
		h.mustWrite(b, vault.Mentorship("m"), "a", kilobyte.Reveal())
		sealed, err := h.sealed(b.Context(), "a")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			opener, err := h.Opener(b.Context(), h.d, vault.Mentorship("m"))
			if err != nil {
				b.Fatal(err)
			}
			for range 400 {
				if _, err := opener.Open(place("a"), sealed); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
