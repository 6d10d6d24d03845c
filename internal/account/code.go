package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// Codes are written with letters and digits that cannot be taken for each
// other: no 0 and O, no 1, I and L, no U.
const (
	codeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength   = 8
	maxTries     = 5
)

// deriveCode makes an attempt's code: HMAC-SHA256 of the attempt's id under a
// server secret, so that it is stored nowhere and nobody who reads the database
// can make it. 30⁸ codes, five tries each: the odds of guessing are below
// 1 : 10¹¹ an attempt.
func deriveCode(secret []byte, attempt string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("sign-in code\x00" + attempt))
	sum := mac.Sum(nil)
	var code [codeLength]byte
	var rest uint64
	for _, b := range sum[:8] {
		rest = rest<<8 | uint64(b)
	}
	for i := range code {
		code[i] = codeAlphabet[rest%uint64(len(codeAlphabet))]
		rest /= uint64(len(codeAlphabet))
	}
	return string(code[:])
}

// ShowCode writes a code in two groups, as people read it.
func ShowCode(code string) string { return code[:codeLength/2] + " " + code[codeLength/2:] }

// sameCode compares what somebody typed with the code, in constant time. Case
// does not count, nor does anything that is never in a code, such as spaces.
func sameCode(typed, code string) bool {
	return subtle.ConstantTimeCompare([]byte(normalCode(typed)), []byte(code)) == 1
}

func normalCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && strings.ContainsRune(codeAlphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

// knownPurpose names the server secret of KnownMark.
const knownPurpose = "known browser"

// KnownMark is what a browser that has signed in to an address keeps, so that
// strangers who ask for codes for the address do not use up its budget. It
// tells nothing about the address.
func (s *Service) KnownMark(email string) string {
	secretID, secret := s.Vault.Secret(knownPurpose)
	return secretID + "." + knownSum(secret, email)
}

// Knows tells whether a browser's mark is for the address.
func (s *Service) Knows(email, mark string) bool {
	secretID, sum, _ := strings.Cut(mark, ".")
	secret, ok := s.Vault.SecretByID(knownPurpose, secretID)
	return ok && subtle.ConstantTimeCompare([]byte(sum), []byte(knownSum(secret, email))) == 1
}

func knownSum(secret []byte, email string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(knownPurpose + "\x00" + emailKey(email)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
