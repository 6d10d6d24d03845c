// Package vault seals what only its readers may see: journal texts, concern
// cases, credentials. It is envelope encryption in three layers:
//
//	master key   in a file or the environment, never in the database
//	data key     one per mentorship, concern case and person, in the database,
//	             wrapped with a master key
//	sealed value in the owner's table, sealed with the scope's data key and
//	             bound to its table, column, row and key
//
// The flow: Open at start-up refuses keys that do not fit the database. Seal
// makes the scope's data key in the causing transaction at first use. Open and
// Opener read. Rotate brings in a new primary master key and re-wraps the data
// keys; the sealed values stay as they are. Retire forgets former master keys.
// Destroy forgets a data key, and with it everything sealed in its scope.
//
// No unwrapped data key outlives the call or the Opener that asked for it: there
// is no cache that would have to be erased. What a destroyed data key leaves in
// backups, write-ahead logs and free pages can be read until the master key it
// was wrapped with is retired, so erasure is final after Rotate and Retire.
//
// Algorithms: XChaCha20-Poly1305 with random nonces (tink), HKDF-SHA-256.
package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// What the vault refuses. The master-key faults say what the operator must do.
var (
	ErrKeyMissing = fault.New(fault.Unavailable, "fault.master-key-missing") // sealed data, no key; arg file
	ErrKeyMode    = fault.New(fault.Unavailable, "fault.master-key-mode")    // others can read the file; args file, mode
	ErrKeyDamaged = fault.New(fault.Unavailable, "fault.master-key-damaged") // the key set cannot be read; arg file, none for a text
	ErrKeyUnknown = fault.New(fault.Unavailable, "fault.master-key-unknown") // the database needs a key that is not in the set; arg id
	ErrKeyWrong   = fault.New(fault.Unavailable, "fault.master-key-wrong")   // a data key does not unwrap; arg id
	ErrKeyInUse   = fault.New(fault.Conflict, "fault.master-key-in-use")     // a former key still wraps something; args id, n

	ErrDestroyed = fault.New(fault.Gone, "fault.erased")             // the scope's key was destroyed
	ErrDamaged   = fault.New(fault.Internal, "fault.sealed-damaged") // not what was sealed, or not there
)

// Vault seals and opens. It is safe for concurrent use.
type Vault struct {
	Now func() time.Time // the clock; db.Now unless a test sets it

	d     *db.DB
	keys  KeyService
	batch int // rows in one step of Rotate and Check
}

// Open checks that keys fit the database: every master key that a data key is
// wrapped with is known, and one data key of each unwraps. On a database
// without data keys it makes the first master key, if keys can hold a new one.
// A refusal (the Unavailable faults above) has written nothing.
func Open(ctx context.Context, d *db.DB, keys KeyService) (*Vault, error) {
	v := &Vault{Now: db.Now, d: d, keys: keys, batch: 100}
	if err := v.fits(ctx); err != nil {
		return nil, fmt.Errorf("open the vault: %w", err)
	}
	if keys.PrimaryID() == "" {
		grower, ok := keys.(grower)
		if !ok {
			return nil, fmt.Errorf("open the vault: %w", ErrKeyMissing)
		}
		if _, err := grower.add(v.Now(), func(id string) error { return v.register(ctx, id) }); err != nil {
			return nil, fmt.Errorf("make the first master key: %w", err)
		}
	}
	if err := v.register(ctx, keys.IDs()...); err != nil {
		return nil, fmt.Errorf("open the vault: %w", err)
	}
	return v, nil
}

func (v *Vault) fits(ctx context.Context) error {
	used, err := mastersInUse(ctx, v.d)
	if err != nil {
		return err
	}
	known := v.keys.IDs()
	for _, master := range used {
		if len(known) == 0 {
			return missing(v.keys)
		}
		if !slices.Contains(known, master) {
			return unknown(master)
		}
		row, err := oneWrappedWith(ctx, v.d, master)
		if errors.Is(err, db.ErrNone) {
			continue // re-wrapped or destroyed in between
		}
		if err != nil {
			return err
		}
		if _, err := v.unwrap(ctx, row); err != nil {
			return wrong(row.Master).Because(err)
		}
	}
	return nil
}

// register notes master keys in the database, which lets data keys refer to
// them. It writes only what is not there yet.
func (v *Vault) register(ctx context.Context, ids ...string) error {
	there, err := registeredMasters(ctx, v.d)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(there, id) }) {
		return nil
	}
	return v.d.Tx(ctx, func(tx *db.Tx) error {
		for _, id := range ids {
			if err := insertMaster(ctx, tx, id, v.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// Seal seals plain for a place, with the data key of its scope, which it makes
// in the transaction if there is none. ErrDestroyed (Gone) after Destroy.
func (v *Vault) Seal(ctx context.Context, tx *db.Tx, scope Scope, place Place, plain Text) (Sealed, error) {
	if err := errors.Join(scope.check(), place.check()); err != nil {
		return Sealed{}, fmt.Errorf("seal: %w", err)
	}
	row, err := keyOfScope(ctx, tx, scope)
	if errors.Is(err, db.ErrNone) {
		row, err = v.makeKey(ctx, tx, scope)
	}
	if err != nil {
		return Sealed{}, fmt.Errorf("seal: %w", err)
	}
	key, err := v.unwrap(ctx, row)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal: %w", err)
	}
	return key.seal(place, plain)
}

// makeKey makes the scope's data key, or takes the one that another
// transaction has made meanwhile.
func (v *Vault) makeKey(ctx context.Context, tx *db.Tx, scope Scope) (keyRow, error) {
	row := keyRow{ID: id.New(), Scope: scope}
	raw := newRawKey()
	defer clear(raw)
	var err error
	if row.Master, row.Wrapped, err = v.keys.Wrap(ctx, raw, row.bind()); err != nil {
		return keyRow{}, fmt.Errorf("wrap a data key: %w", err)
	}
	made, err := insertKey(ctx, tx, row, v.Now())
	if errors.Is(err, db.ErrRef) { // the master key was retired since it was read: again, with the new one
		return keyRow{}, fmt.Errorf("%w: %w", db.ErrBusy, err)
	}
	if err != nil || made {
		return row, err
	}
	return keyOfScope(ctx, tx, scope)
}

// Open opens one value that was sealed for a place. ErrDestroyed (Gone) if its
// scope was erased; ErrDamaged if it is not what was sealed there.
func (v *Vault) Open(ctx context.Context, q db.Q, place Place, sealed Sealed) (Text, error) {
	keyID, err := sealed.keyID()
	if err != nil {
		return Text{}, fmt.Errorf("open: %w", err)
	}
	row, err := keyByID(ctx, q, keyID)
	if errors.Is(err, db.ErrNone) {
		return Text{}, fmt.Errorf("open: %w", ErrDamaged.Because(errors.New("its data key is not there")))
	}
	if err != nil {
		return Text{}, fmt.Errorf("open: %w", err)
	}
	key, err := v.unwrap(ctx, row)
	if err != nil {
		return Text{}, fmt.Errorf("open: %w", err)
	}
	return key.open(place, sealed)
}

// Opener opens many values of one scope; it unwraps the data key once. Let go
// of it with the request: it holds the key in memory. A scope in which nothing
// was sealed yet gives an Opener that opens nothing; ErrDestroyed (Gone) after
// Destroy.
func (v *Vault) Opener(ctx context.Context, q db.Q, scope Scope) (*Opener, error) {
	row, err := keyOfScope(ctx, q, scope)
	if errors.Is(err, db.ErrNone) {
		return &Opener{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("opener of a %s: %w", scope.Kind, err)
	}
	key, err := v.unwrap(ctx, row)
	if err != nil {
		return nil, fmt.Errorf("opener of a %s: %w", scope.Kind, err)
	}
	return &Opener{key}, nil
}

// Opener holds the unwrapped data key of one scope.
type Opener struct{ key *dataKey }

// Open opens a value of the Opener's scope; ErrDamaged for any other.
func (o *Opener) Open(place Place, sealed Sealed) (Text, error) {
	if o.key == nil {
		return Text{}, ErrDamaged.Because(errors.New("the scope has no data key"))
	}
	return o.key.open(place, sealed)
}

// Destroy destroys the data key of a scope: everything sealed in it is lost for
// good, and nothing can be sealed in it again. Doing it again changes nothing.
func (v *Vault) Destroy(ctx context.Context, tx *db.Tx, scope Scope) error {
	if err := scope.check(); err != nil {
		return fmt.Errorf("destroy a data key: %w", err)
	}
	if err := destroyKey(ctx, tx, id.New(), scope, v.Now()); err != nil {
		return fmt.Errorf("destroy a data key: %w", err)
	}
	return nil
}

func (v *Vault) unwrap(ctx context.Context, row keyRow) (*dataKey, error) {
	if row.Wrapped == nil {
		return nil, ErrDestroyed
	}
	raw, err := v.keys.Unwrap(ctx, row.Master, row.Wrapped, row.bind())
	if err != nil {
		return nil, fmt.Errorf("unwrap data key %s: %w", row.ID, err)
	}
	defer clear(raw)
	return newDataKey(row.ID, raw)
}
