package vault_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/vault"
)

func keyFault(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return ""
}

func TestRotateWrapsEverythingAnewAndLeavesTheValues(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 7)
		h.SetBatch(3)
		if err := h.destroy(t.Context(), vault.Mentorship(name(6))); err != nil {
			t.Fatal(err)
		}
		before := bytesOf(t, h, name(0))
		var last, total int
		r, err := h.Rotate(t.Context(), func(done, of int) { last, total = done, of })
		if err != nil {
			t.Fatal(err)
		}
		if !r.Added || r.Rewrapped != 6 || r.Failed != 0 || last != 6 || total != 6 {
			t.Errorf("rotation %+v, progress %d of %d", r, last, total)
		}
		if n := h.wrappedWith(t, r.Primary); n != 6 {
			t.Errorf("%d keys have the new master key", n)
		}
		if !slices.Equal(before, bytesOf(t, h, name(0))) {
			t.Error("a sealed value was changed")
		}
		h.mustReadAll(t, 6)
	})
}

// TestRotateGoesOnWhereItWasStopped stops a rotation between two batches.
func TestRotateGoesOnWhereItWasStopped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 25
		h.fill(t, n)
		h.SetBatch(10)
		ctx, kill := context.WithCancel(t.Context())
		first, err := h.Rotate(ctx, func(int, int) { kill() })
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v, want canceled", err)
		}
		if got := h.wrappedWith(t, first.Primary); got != 10 {
			t.Errorf("%d keys were wrapped anew before the stop, want 10", got)
		}
		h.Vault = openFile(t, h.d, h.path) // the next process
		h.mustReadAll(t, n)
		second, err := h.Rotate(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if second.Added || second.Primary != first.Primary || second.Rewrapped != n-10 {
			t.Errorf("the second run: %+v, first %+v", second, first)
		}
		h.mustReadAll(t, n)
		third, err := h.Rotate(t.Context(), nil)
		if err != nil || !third.Added || third.Rewrapped != n {
			t.Errorf("the third run: %+v, %v; want another master key", third, err)
		}
	})
}

// TestRotateUnderLoad rotates and retires while two processes read and write.
func TestRotateUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 40
		h.fill(t, n)
		other := &house{openFile(t, h.d, h.path), h.d, h.path}
		var done atomic.Bool
		var reads atomic.Int64
		var wait sync.WaitGroup
		for w, node := range []*house{h, other, h, other} {
			wait.Go(func() { load(t, node, w, n, &done, &reads) })
		}
		command := openFile(t, h.d, h.path)
		command.SetBatch(5)
		for round := range 3 {
			if _, err := command.Rotate(t.Context(), nil); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
		}
		done.Store(true)
		wait.Wait()
		if reads.Load() == 0 {
			t.Error("nothing was read meanwhile")
		}
		retireAfterLeftovers(t, command)
		h.Vault = openFile(t, h.d, h.path)
		h.mustReadAll(t, n)
	})
}

// load reads old notes and writes new ones, each in a scope of its own.
func load(t *testing.T, h *house, worker, n int, done *atomic.Bool, reads *atomic.Int64) {
	for i := 0; !done.Load(); i++ {
		row := name(i % n)
		if got, err := h.read(t.Context(), row); err != nil || got != "text "+row {
			t.Errorf("read %s: %q, %v", row, got, err)
			return
		}
		fresh := name(10000*(worker+1) + i)
		if err := h.write(t.Context(), vault.Case(fresh), fresh, "text "+fresh); err != nil {
			t.Errorf("write %s: %v", fresh, err)
			return
		}
		if got, err := h.read(t.Context(), fresh); err != nil || got != "text "+fresh {
			t.Errorf("read %s: %q, %v", fresh, got, err)
			return
		}
		reads.Add(2)
	}
}

// retireAfterLeftovers retires; a transaction that was open while the last
// rotation ended may have kept a former key in use, which one more resolves.
func retireAfterLeftovers(t *testing.T, v *vault.Vault) {
	t.Helper()
	_, err := v.Retire(t.Context())
	if keyFault(err) == vault.ErrKeyInUse.Key {
		if _, err = v.Rotate(t.Context(), nil); err == nil {
			_, err = v.Retire(t.Context())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTwoRotationsAtOnce ends with everything under one primary.
func TestTwoRotationsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 30)
		var wait sync.WaitGroup
		for range 2 {
			v := openFile(t, h.d, h.path)
			v.SetBatch(4)
			wait.Go(func() {
				if _, err := v.Rotate(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		h.Vault = openFile(t, h.d, h.path)
		if _, err := h.Rotate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Retire(t.Context()); err != nil {
			t.Errorf("retire: %v", err)
		}
		h.mustReadAll(t, 30)
	})
}

func TestADestroyedKeyStaysSoInARotation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 6)
		h.SetBatch(2)
		if _, err := h.Rotate(t.Context(), func(int, int) {
			for i := range 6 {
				if err := h.destroy(t.Context(), vault.Mentorship(name(i))); err != nil {
					t.Error(err)
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
		for i := range 6 {
			if _, err := h.read(t.Context(), name(i)); !fault.Is(err, fault.Gone) {
				t.Errorf("note %d: %v, want gone", i, err)
			}
		}
	})
}

func TestRotateTellsOfKeysThatDoNotUnwrap(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 5)
		h.exec(t, `update data_key set wrapped = $1 where scope_id = $2`, make([]byte, 72), name(2))
		r, err := h.Rotate(t.Context(), nil)
		if keyFault(err) != vault.ErrKeyWrong.Key || r.Failed != 1 || r.Rewrapped != 4 {
			t.Errorf("rotation %+v, %v", r, err)
		}
		if _, err := h.Retire(t.Context()); keyFault(err) != vault.ErrKeyInUse.Key {
			t.Errorf("retire: %v, want in use", err)
		}
		if _, err := h.read(t.Context(), name(3)); err != nil {
			t.Error(err)
		}
	})
}

func TestRetireRefusesWhatIsInUseAndForgetsTheRest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.fill(t, 12)
		first, _ := h.Secret("test")
		h.SetBatch(5)
		stop, kill := context.WithCancel(ctx)
		if _, err := h.Rotate(stop, func(int, int) { kill() }); err == nil {
			t.Fatal("not stopped")
		}
		if ids, err := h.Retire(ctx); keyFault(err) != vault.ErrKeyInUse.Key || ids != nil {
			t.Errorf("half-way: %v, %v, want in use", ids, err)
		}
		if _, ok := h.SecretByID("test", first); !ok {
			t.Error("the refused retirement has forgotten a key")
		}
		if _, err := h.Rotate(ctx, nil); err != nil {
			t.Fatal(err)
		}
		ids, err := h.Retire(ctx)
		if err != nil || !slices.Equal(ids, []string{first}) {
			t.Errorf("retired %v (%v), want %s", ids, err, first)
		}
		if ids, err := h.Retire(ctx); err != nil || ids != nil {
			t.Errorf("again: %v, %v", ids, err)
		}
		h.Vault = openFile(t, h.d, h.path)
		h.mustReadAll(t, 12)
	})
}

// TestRetireWaitsForOpenTransactions makes a data key in a transaction that is
// still open while the master key is rotated and retired elsewhere. (On SQLite
// the one writer keeps that apart.)
func TestRetireWaitsForOpenTransactions(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.Postgres))
	other := openFile(t, h.d, h.path)
	retired := make(chan error, 1)
	err := h.d.Tx(t.Context(), func(tx *db.Tx) error {
		sealed, err := h.Seal(t.Context(), tx, vault.Case("c"), place("a"), vault.NewText("text"))
		if err != nil {
			return err
		}
		if _, err := db.Exec(t.Context(), tx, `insert into note (id, body) values ('a', $1)`, sealed); err != nil {
			return err
		}
		if _, err := other.Rotate(t.Context(), nil); err != nil {
			return err
		}
		go func() {
			_, err := other.Retire(t.Context())
			retired <- err
		}()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-retired; keyFault(err) != vault.ErrKeyInUse.Key {
		t.Errorf("retire: %v, want in use", err)
	}
	if got, err := h.read(t.Context(), "a"); err != nil || got != "text" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestAKeyRetiredSinceItWasReadMakesTheTransactionRunAgain: the first run finds
// its master key retired, the second finds one that is not.
func TestAKeyRetiredSinceItWasReadMakesTheTransactionRunAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		master, _ := h.Secret("test")
		h.exec(t, `delete from master_key where id = $1`, master)
		runs := 0
		if err := h.d.Tx(ctx, func(tx *db.Tx) error {
			if runs++; runs == 2 {
				if _, err := db.Exec(ctx, tx, `insert into master_key (id, made_at) values ($1, $2)`, master, db.Now()); err != nil {
					return err
				}
			}
			_, err := h.Seal(ctx, tx, vault.Case("c"), place("a"), vault.NewText("text"))
			return err
		}); err != nil || runs != 2 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

// TestAnOldCopyDoesNotOpenOnceItsKeyIsRetired puts back the data keys as a
// backup from before an erasure has them.
func TestAnOldCopyDoesNotOpenOnceItsKeyIsRetired(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.fill(t, 1)
		old, _ := h.Secret("test")
		wrapped, err := db.One(ctx, h.d, db.Value[[]byte], `select wrapped from data_key`)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.destroy(ctx, vault.Mentorship(name(0))); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Rotate(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Retire(ctx); err != nil {
			t.Fatal(err)
		}
		h.exec(t, `insert into master_key (id, made_at) values ($1, $2)`, old, db.Now())
		h.exec(t, `update data_key set master_id = $1, wrapped = $2, destroyed_at = null`, old, wrapped)
		if text, err := h.read(ctx, name(0)); keyFault(err) != vault.ErrKeyUnknown.Key || text != "" {
			t.Errorf("read: %v, want unknown key", err)
		}
		if _, err := tryOpen(ctx, h.d, h.path); keyFault(err) != vault.ErrKeyUnknown.Key {
			t.Errorf("open: %v, want unknown key", err)
		}
	})
}

// TestKeysKeptByHand rotates a set from the environment: the operator puts a
// new key first, Rotate only wraps anew.
func TestKeysKeptByHand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		set, err := vault.NewKeyset(db.Now())
		if err != nil {
			t.Fatal(err)
		}
		if h.Vault, err = vault.Open(ctx, h.d, set); err != nil {
			t.Fatal(err)
		}
		h.fill(t, 3)
		next, err := set.Next(db.Now())
		if err != nil {
			t.Fatal(err)
		}
		if h.Vault, err = vault.Open(ctx, h.d, next); err != nil {
			t.Fatal(err)
		}
		r, err := h.Rotate(ctx, nil)
		if err != nil || r.Added || r.Rewrapped != 3 || r.Primary != next.PrimaryID() {
			t.Errorf("rotation %+v, %v", r, err)
		}
		h.mustReadAll(t, 3)
		if _, err := vault.Open(ctx, h.d, set); keyFault(err) != vault.ErrKeyUnknown.Key {
			t.Errorf("a node with the old set: %v, want unknown key", err)
		}
	})
}

func TestSecretsOutliveARotation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, key := h.Secret("sign-in")
		if len(key) != 32 {
			t.Fatalf("a secret of %d bytes", len(key))
		}
		if _, other := h.Secret("other"); slices.Equal(key, other) {
			t.Error("two purposes share a secret")
		}
		if _, err := h.Rotate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		newID, newKey := h.Secret("sign-in")
		if newID == id || slices.Equal(newKey, key) {
			t.Error("the rotation did not change the secret")
		}
		if again, ok := h.SecretByID("sign-in", id); !ok || !slices.Equal(again, key) {
			t.Error("the former secret does not answer")
		}
		if _, err := h.Retire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, ok := h.SecretByID("sign-in", id); ok {
			t.Error("a retired secret answers")
		}
	})
}
