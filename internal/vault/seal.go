package vault

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// ScopeKind says what shares one data key.
type ScopeKind string

const (
	OfMentorship ScopeKind = "mentorship"
	OfCase       ScopeKind = "case"
	OfPerson     ScopeKind = "person"
)

// Scope is what one data key serves, and what is erased as one.
type Scope struct {
	Kind ScopeKind
	ID   string
}

// Mentorship, Case and Person are the scopes, by row identifier.
func Mentorship(id string) Scope { return Scope{OfMentorship, id} }
func Case(id string) Scope       { return Scope{OfCase, id} }
func Person(id string) Scope     { return Scope{OfPerson, id} }

func (s Scope) check() error {
	switch s.Kind {
	case OfMentorship, OfCase, OfPerson:
		if s.ID != "" {
			return nil
		}
	}
	return fmt.Errorf("not a scope: kind %q, id %q", s.Kind, s.ID)
}

// Place is where a sealed value stands; it opens nowhere else.
type Place struct{ Table, Column, Row string }

func (p Place) check() error {
	if p.Table == "" || p.Column == "" || p.Row == "" {
		return fmt.Errorf("not a place: table %q, column %q, row %q", p.Table, p.Column, p.Row)
	}
	return nil
}

// The layout of a sealed value: version, key id (16 bytes), nonce and
// ciphertext as tink writes them.
const (
	version   = 1
	headSize  = 1 + 16
	rawSize   = 32
	tinkExtra = 24 + 16 // nonce and tag
)

// bind writes associated data that no other list of parts gives: the version,
// and each part after its length.
func bind(purpose string, parts ...string) []byte {
	b := []byte{version}
	for _, part := range append([]string{purpose}, parts...) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}

func (p Place) bind(keyID string) []byte {
	return bind("value", p.Table, p.Column, p.Row, keyID)
}

// dataKey is an unwrapped data key.
type dataKey struct {
	id   string
	aead *subtle.XChaCha20Poly1305
}

func newRawKey() []byte {
	raw := make([]byte, rawSize)
	rand.Read(raw) // never fails: crypto/rand ends the process instead
	return raw
}

func newDataKey(id string, raw []byte) (*dataKey, error) {
	aead, err := subtle.NewXChaCha20Poly1305(raw)
	if err != nil {
		return nil, fmt.Errorf("use data key %s: %w", id, err)
	}
	return &dataKey{id, aead}, nil
}

func (k *dataKey) seal(place Place, plain Text) (Sealed, error) {
	keyID, err := uuid.Parse(k.id)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal: data key id: %w", err)
	}
	body, err := k.aead.Encrypt([]byte(plain.Reveal()), place.bind(k.id))
	if err != nil {
		return Sealed{}, fmt.Errorf("seal: %w", err)
	}
	b := make([]byte, 0, headSize+len(body))
	b = append(b, version)
	b = append(b, keyID[:]...)
	return Sealed{append(b, body...)}, nil
}

func (k *dataKey) open(place Place, sealed Sealed) (Text, error) {
	keyID, err := sealed.keyID()
	if err != nil {
		return Text{}, fmt.Errorf("open: %w", err)
	}
	if keyID != k.id {
		return Text{}, fmt.Errorf("open: %w", ErrDamaged.Because(errors.New("it was sealed with another data key")))
	}
	plain, err := k.aead.Decrypt(sealed.b[headSize:], place.bind(k.id))
	if err != nil {
		return Text{}, fmt.Errorf("open %s.%s: %w", place.Table, place.Column, ErrDamaged.Because(err))
	}
	return NewText(string(plain)), nil
}

// keyID reads which data key a value was sealed with.
func (s Sealed) keyID() (string, error) {
	if len(s.b) < headSize+tinkExtra {
		return "", ErrDamaged.Because(fmt.Errorf("only %d bytes", len(s.b)))
	}
	if s.b[0] != version {
		return "", ErrDamaged.Because(fmt.Errorf("version %d is not known", s.b[0]))
	}
	return uuid.UUID(s.b[1:headSize]).String(), nil
}
