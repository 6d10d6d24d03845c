package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// KeyService keeps the master keys: the primary, which wraps, and former ones,
// which still unwrap. A Keyset and a FileKeys are the two that are here; a key
// management service can be a third. Wrap is called inside transactions, so an
// implementation that calls out must do so ahead of time and wrap with what it
// fetched.
type KeyService interface {
	PrimaryID() string // empty: there is no key yet
	IDs() []string     // the primary first
	// Wrap wraps a data key with the primary, bound to associated data.
	Wrap(ctx context.Context, key, bind []byte) (masterID string, wrapped []byte, err error)
	// Unwrap gives the data key back; ErrKeyUnknown for a master key that is not here.
	Unwrap(ctx context.Context, masterID string, wrapped, bind []byte) ([]byte, error)
	// Derive gives 32 bytes that depend on a master key and a purpose; false
	// for a master key that is not here.
	Derive(masterID, purpose string) (key []byte, ok bool)
}

// grower is a KeyService that can hold a new master key and drop former ones.
type grower interface {
	// add makes a key the primary; register is called before it is kept.
	add(now time.Time, register func(id string) error) (id string, err error)
	drop(ids []string) error
}

// masterKey is 32 random bytes. Its id is a fingerprint of them, so a key that
// was damaged or mixed up is found when it is read.
type masterKey struct {
	id     string
	made   time.Time
	secret []byte
	aead   *subtle.XChaCha20Poly1305
}

var plain32 = base32.StdEncoding.WithPadding(base32.NoPadding)

func newMasterKey(secret []byte, made time.Time) (*masterKey, error) {
	if len(secret) != rawSize {
		return nil, fmt.Errorf("a master key has %d bytes, not %d", rawSize, len(secret))
	}
	k := &masterKey{made: made, secret: secret}
	print, err := k.derive("id")
	if err != nil {
		return nil, err
	}
	k.id = strings.ToLower(plain32.EncodeToString(print[:10]))
	wrap, err := k.derive("wrap")
	if err != nil {
		return nil, err
	}
	defer clear(wrap)
	k.aead, err = subtle.NewXChaCha20Poly1305(wrap)
	return k, err
}

// derive gives 32 bytes for one use (HKDF, RFC 5869), so that no two uses
// share a key.
func (k *masterKey) derive(use string) ([]byte, error) {
	return hkdf.Key(sha256.New, k.secret, nil, "domubiedrs/1/"+use, rawSize)
}

// Keyset is a fixed set of master keys, the primary first. It shows nothing of
// them when printed.
type Keyset struct{ keys []*masterKey }

// keysetText is a Keyset as JSON; key is base64.
type keysetText struct {
	Version int       `json:"version"`
	Primary string    `json:"primary"`
	Keys    []keyText `json:"keys"`
}

type keyText struct {
	ID   string    `json:"id"`
	Made time.Time `json:"made"`
	Key  []byte    `json:"key"`
}

// NewKeyset makes a set of one new master key.
func NewKeyset(now time.Time) (*Keyset, error) { return (&Keyset{}).Next(now) }

// ParseKeyset reads a set as Text writes it. ErrKeyDamaged tells nothing of
// what it read.
func ParseKeyset(text string) (*Keyset, error) {
	var t keysetText
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return nil, damaged("it is not the JSON of a key set")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, damaged("something follows the key set")
	}
	if t.Version != version {
		return nil, damaged(fmt.Sprintf("version %d of key sets is not known", t.Version))
	}
	return t.keyset()
}

func damaged(why string) error { return ErrKeyDamaged.Because(errors.New(why)) }

func (t keysetText) keyset() (*Keyset, error) {
	set := &Keyset{}
	for i, kt := range t.Keys {
		k, err := newMasterKey(kt.Key, kt.Made)
		if err != nil {
			return nil, damaged(fmt.Sprintf("key %d: %v", i+1, err))
		}
		if k.id != kt.ID {
			return nil, damaged(fmt.Sprintf("key %d is not the key that its id names", i+1))
		}
		if set.find(k.id) != nil {
			return nil, damaged(fmt.Sprintf("key %d is there twice", i+1))
		}
		set.keys = append(set.keys, k)
	}
	at := slices.IndexFunc(set.keys, func(k *masterKey) bool { return k.id == t.Primary })
	if at < 0 {
		return nil, damaged("the primary key is not among the keys")
	}
	set.keys[0], set.keys[at] = set.keys[at], set.keys[0]
	return set, nil
}

// Text writes the set as JSON, for a file or a secret in the environment. It
// is the one thing that must never be shown.
func (s *Keyset) Text() (string, error) {
	t := keysetText{Version: version, Primary: s.PrimaryID()}
	for _, k := range s.keys {
		t.Keys = append(t.Keys, keyText{k.id, k.made, k.secret})
	}
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write a key set: %w", err)
	}
	return string(b) + "\n", nil
}

// Next is the set with a new primary key before the others: what keys kept by
// hand become, before Rotate wraps with the new one.
func (s *Keyset) Next(now time.Time) (*Keyset, error) {
	k, err := newMasterKey(newRawKey(), now.UTC())
	if err != nil {
		return nil, fmt.Errorf("make a master key: %w", err)
	}
	return &Keyset{append([]*masterKey{k}, s.keys...)}, nil
}

// without is the set without some keys.
func (s *Keyset) without(ids []string) *Keyset {
	return &Keyset{slices.DeleteFunc(slices.Clone(s.keys), func(k *masterKey) bool { return slices.Contains(ids, k.id) })}
}

func (s *Keyset) find(id string) *masterKey {
	for _, k := range s.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

// PrimaryID names the key that wraps; empty in an empty set.
func (s *Keyset) PrimaryID() string {
	if len(s.keys) == 0 {
		return ""
	}
	return s.keys[0].id
}

// IDs names all keys, the primary first.
func (s *Keyset) IDs() []string {
	ids := make([]string, len(s.keys))
	for i, k := range s.keys {
		ids[i] = k.id
	}
	return ids
}

// Wrap wraps with the primary.
func (s *Keyset) Wrap(_ context.Context, key, bind []byte) (string, []byte, error) {
	if len(s.keys) == 0 {
		return "", nil, ErrKeyMissing
	}
	wrapped, err := s.keys[0].aead.Encrypt(key, bind)
	return s.keys[0].id, wrapped, err
}

// Unwrap unwraps with the key named.
func (s *Keyset) Unwrap(_ context.Context, masterID string, wrapped, bind []byte) ([]byte, error) {
	k := s.find(masterID)
	if k == nil {
		return nil, unknown(masterID)
	}
	raw, err := k.aead.Decrypt(wrapped, bind)
	if err != nil {
		return nil, wrong(masterID).Because(err)
	}
	return raw, nil
}

// Derive gives the key's secret for a purpose.
func (s *Keyset) Derive(masterID, purpose string) ([]byte, bool) {
	k := s.find(masterID)
	if k == nil {
		return nil, false
	}
	secret, err := k.derive("secret/" + purpose)
	return secret, err == nil // HKDF refuses only lengths that are not asked for here
}

func (s *Keyset) String() string             { return hidden }
func (s *Keyset) Format(f fmt.State, _ rune) { hide(f) }
