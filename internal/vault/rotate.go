package vault

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Rotation tells what Rotate did.
type Rotation struct {
	Primary   string // the master key that wraps now
	Added     bool   // it was made now; false: an earlier rotation was finished, or the keys are kept by hand
	Rewrapped int    // data keys that were wrapped anew
	Failed    int    // data keys that no known master key unwraps; they stay as they are
}

// Rotate makes a new primary master key where the key service can hold one (a
// file) and wraps every data key with the primary. It can be stopped at any
// time and done again: it finishes the rotation that was begun before it
// begins another. Others may read, write, erase and rotate meanwhile. progress
// may be nil. With Failed > 0 the error is ErrKeyWrong.
func (v *Vault) Rotate(ctx context.Context, progress func(done, total int)) (Rotation, error) {
	var r Rotation
	begun, err := v.rotationBegun(ctx)
	if err != nil {
		return r, fmt.Errorf("rotate: %w", err)
	}
	if g, ok := v.keys.(grower); ok && !begun {
		_, err := g.add(v.Now(), func(id string) error { return v.register(ctx, id) })
		if err != nil {
			return r, fmt.Errorf("rotate: %w", err)
		}
		r.Added = true
	}
	if err := v.rewrapAll(ctx, &r, progress); err != nil {
		return r, fmt.Errorf("rotate: %w", err)
	}
	if r.Failed > 0 {
		return r, fmt.Errorf("rotate: %w", ErrKeyWrong.Because(fmt.Errorf("%d data keys do not unwrap", r.Failed)))
	}
	return r, v.settle(ctx, r.Primary)
}

// rotationBegun tells whether an earlier rotation to the primary was stopped.
func (v *Vault) rotationBegun(ctx context.Context) (bool, error) {
	primary := v.keys.PrimaryID()
	settled, err := masterIsSettled(ctx, v.d, primary)
	if err != nil || settled {
		return false, err
	}
	left, err := countToRewrap(ctx, v.d, primary)
	return left > 0, err
}

func (v *Vault) settle(ctx context.Context, primary string) error {
	return v.d.Tx(ctx, func(tx *db.Tx) error { return settleMaster(ctx, tx, primary, v.Now()) })
}

// passes is how often rewrapAll goes over the data keys before it gives up.
const passes = 8

// rewrapAll passes over the data keys until none is left that can be wrapped
// anew: transactions that were open during a pass may have added some, or
// another rotation has changed the primary.
func (v *Vault) rewrapAll(ctx context.Context, r *Rotation, progress func(done, total int)) error {
	for range passes {
		r.Primary = v.keys.PrimaryID()
		left, err := countToRewrap(ctx, v.d, r.Primary)
		if err != nil || left <= r.Failed {
			return err
		}
		r.Failed = 0
		if err := v.rewrapPass(ctx, r, r.Rewrapped+left, progress); err != nil {
			return err
		}
	}
	return db.ErrBusy
}

func (v *Vault) rewrapPass(ctx context.Context, r *Rotation, total int, progress func(done, total int)) error {
	for after := ""; ; {
		rows, err := keysToRewrap(ctx, v.d, r.Primary, after, v.batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := v.rewrapBatch(ctx, r, rows); err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
		if progress != nil {
			progress(min(r.Rewrapped+r.Failed, total), total)
		}
	}
}

// rewrapBatch wraps in memory first, so that the transaction is short.
func (v *Vault) rewrapBatch(ctx context.Context, r *Rotation, rows []keyRow) error {
	var stale, fresh []keyRow // side by side, without those that do not unwrap
	for _, row := range rows {
		raw, err := v.keys.Unwrap(ctx, row.Master, row.Wrapped, row.bind())
		if err != nil {
			r.Failed++
			continue
		}
		again := row
		again.Master, again.Wrapped, err = v.keys.Wrap(ctx, raw, row.bind())
		clear(raw)
		if err != nil {
			return fmt.Errorf("wrap a data key: %w", err)
		}
		stale, fresh = append(stale, row), append(fresh, again)
	}
	n, err := v.saveRewrapped(ctx, stale, fresh)
	r.Rewrapped += n
	return err
}

func (v *Vault) saveRewrapped(ctx context.Context, stale, fresh []keyRow) (n int, err error) {
	err = v.d.Tx(ctx, func(tx *db.Tx) error {
		n = 0 // the transaction may run again
		for i, row := range fresh {
			done, err := rewrapKey(ctx, tx, stale[i], row.Master, row.Wrapped)
			if err != nil {
				return err
			}
			if done {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Retire forgets the former master keys and gives their ids. ErrKeyInUse
// (Conflict) while one of them wraps a data key: then nothing is forgotten. It
// is what makes erasure final in older copies of the database. Keys kept by
// hand (the environment) are to be taken out there.
func (v *Vault) Retire(ctx context.Context) ([]string, error) {
	former := v.keys.IDs()
	if len(former) < 2 {
		return nil, nil
	}
	former = former[1:]
	err := v.d.Tx(ctx, func(tx *db.Tx) error { return retire(ctx, tx, former) })
	if err != nil {
		return nil, fmt.Errorf("retire: %w", err)
	}
	if g, ok := v.keys.(grower); ok {
		if err := g.drop(former); err != nil {
			return nil, fmt.Errorf("retire: %w", err)
		}
	}
	return former, nil
}

// retire leans on the reference from data_key to master_key: it waits for open
// transactions that make a data key, and refuses if one was made.
func retire(ctx context.Context, tx *db.Tx, former []string) error {
	for _, master := range former {
		n, err := countWrappedWith(ctx, tx, master)
		if err != nil {
			return err
		}
		if n > 0 {
			return inUse(master, n)
		}
		if err := deleteMaster(ctx, tx, master); errors.Is(err, db.ErrRef) {
			return inUse(master, 1).Because(err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func inUse(master string, n int) *fault.Error {
	return fault.New(ErrKeyInUse.Kind, ErrKeyInUse.Key, "id", master, "n", n)
}
