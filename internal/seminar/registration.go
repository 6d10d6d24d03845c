package seminar

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
)

// Hold is where a registration stands.
type Hold string

const (
	Registered Hold = "registered"
	Waiting    Hold = "waiting"
	Left       Hold = "cancelled"
)

// Holds in the order of lists.
var Holds = []Hold{Registered, Waiting, Left}

// Key is the translation key of the hold's name.
func (h Hold) Key() string { return "seminar.hold." + string(h) }

// Entry is what a person writes when registering, as it is to stand on the
// attendance list (context §5.3).
type Entry struct {
	Institution string
	Position    string
}

// Registration is one person's place or turn in one seminar.
type Registration struct {
	ID      string
	Seminar string
	Person  string
	Entry
	Hold      Hold
	Turn      int64 // the order of registering
	CreatedAt time.Time
	ChangedAt time.Time // when Hold came to be

	told       int64
	remindedOn string
}

// Object is what the permission table is asked about the registration.
func (r Registration) Object(x Seminar) access.Object {
	o := x.Object()
	o.Owner = r.Person
	return o
}

// own is the registration of an actor in a seminar, made or not.
func own(x Seminar, actor access.Actor) access.Object {
	return Registration{Person: actor.Person}.Object(x)
}

// MaxEntry is the longest institution or position, in characters.
const MaxEntry = 150

func (r *Registration) apply(e Entry) error {
	bad := fault.Checks{}
	r.Institution = short(bad, "institution", e.Institution, MaxEntry)
	r.Position = short(bad, "position", e.Position, MaxEntry)
	if r.Institution == "" {
		bad.Fail("institution", "seminar.fault.institution")
	}
	if r.Position == "" {
		bad.Fail("position", "seminar.fault.position")
	}
	return bad.Err()
}

// Code is what a person checks in with. It is shown when it is made and kept
// only as a hash; making another one ends it.
type Code struct {
	Text string // as it is shown: ABCDE-12345
	Link string // the same as an address, for a QR code
}

// letters are 32 that nobody mistakes for one another (Crockford's base 32).
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// codeLength gives 50 bits: enough for the hours in which it is worth anything.
const codeLength = 10

// newCode is a random code as it is compared.
func newCode() string {
	var b [codeLength]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b[:])
}

// showCode writes a code in two groups.
func showCode(code string) string {
	code = strings.ToUpper(code)
	return code[:codeLength/2] + "-" + code[codeLength/2:]
}

var lookalikes = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1")

// readCode turns what was typed into what is compared.
func readCode(typed string) string { return lookalikes.Replace(strings.ToLower(typed)) }

// hashCode is what is kept of a code. The seminar is part of it, so that equal
// codes of two seminars do not look equal.
func hashCode(seminarID, code string) string {
	sum := sha256.Sum256([]byte("domubiedrs/seminar/1\n" + seminarID + "\n" + code))
	return hex.EncodeToString(sum[:])
}
