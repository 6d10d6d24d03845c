// Package id makes identifiers in Go, so that they are known before a row is
// written and are the same text on every database.
//
// New is for rows: a UUID version 7 (RFC 9562 §5.7), whose order is the order
// of making, so that lists page by it and indexes grow at one end. Secret is
// for what must not be guessed: tokens in cookies and links.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
)

// New returns a new row identifier: 36 characters, sortable by time.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid tells whether s is a row identifier as New writes it.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}

var plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// Secret returns 160 random bits as 32 lower-case letters and digits.
func Secret() string {
	var b [20]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return strings.ToLower(plain.EncodeToString(b[:]))
}
