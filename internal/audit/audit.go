// Package audit keeps the record of who did what to which object: it is only
// ever added to, and each entry carries the hash of the one before, so that an
// edit, a deletion, a reordering or a truncation shows (context SEC-34).
//
// It holds identifiers and codes, never content: Record refuses anything else.
// The flow: a service calls Record in the transaction that does the deed, late
// in it, since the one row of audit_head orders all writers until they commit.
// List and AboutPerson read. Verify walks the chain and names the first bad
// entry. Guard lets the database itself refuse changes. Whoever can rewrite the
// whole table can rewrite the chain too: against that, a Head is kept off the
// host and given to Verify.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// Actors that are not a person.
const (
	System      = "system"       // the program itself: jobs, start-up
	CommandLine = "command-line" // somebody at the server
	Public      = "public"       // somebody who is not signed in
)

// ActorKey is the translation key of an actor that is not a person; empty for
// a person.
func ActorKey(actor string) string {
	switch actor {
	case System:
		return "audit.actor.system"
	case CommandLine:
		return "audit.actor.command-line"
	case Public:
		return "audit.actor.public"
	}
	return ""
}

// Object is what something was done to. ID is a row identifier or a code of
// ours, empty where there is only one of the kind.
type Object struct {
	Kind Kind
	ID   string
}

// Entry is one deed. Actor is a person's id or System, CommandLine or Public;
// Subject is the person whose data it is, or empty; Programme may be empty.
type Entry struct {
	Actor     string
	Action    Action
	Object    Object
	Subject   string
	Programme string
}

// Item is an Entry as it was recorded. Seq counts from 1 without gaps.
type Item struct {
	Entry
	Seq      int64
	At       time.Time // UTC, in microseconds
	Previous string    // the hash of the entry before; empty for the first
	Hash     string
}

// Head is the end of the chain: the last entry's number and hash (hexadecimal
// SHA-256). Seq 0 is the empty chain.
type Head struct {
	Seq  int64
	Hash string
}

// String writes a Head for keeping elsewhere: "42:9f86d0…".
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + h.Hash }

// ParseHead reads what Head.String wrote.
func ParseHead(s string) (Head, error) {
	number, hash, _ := strings.Cut(s, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	raw, errHash := hex.DecodeString(hash)
	if err != nil || errHash != nil || seq < 0 || (seq == 0) != (hash == "") || (seq > 0 && len(raw) != sha256.Size) {
		return Head{}, fmt.Errorf("%q is not the head of an audit chain", s)
	}
	return Head{seq, strings.ToLower(hash)}, nil
}

// code is what an object's id may be: nothing that a sentence fits in.
var code = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,64}$`)

func (e Entry) check() error {
	switch {
	case !id.Valid(e.Actor) && ActorKey(e.Actor) == "":
		return fmt.Errorf("the actor is neither a person nor one of the program's")
	case !e.Action.Known():
		return fmt.Errorf("the action is not in the list")
	case !e.Object.Kind.Known():
		return fmt.Errorf("the object's kind is not in the list")
	case !code.MatchString(e.Object.ID):
		return fmt.Errorf("the object's id is not a code")
	case e.Subject != "" && !id.Valid(e.Subject):
		return fmt.Errorf("the subject is not a person")
	case e.Programme != "" && !id.Valid(e.Programme):
		return fmt.Errorf("the programme is not an identifier")
	}
	return nil
}

// Record adds an entry in the transaction of the deed. Call it late in the
// transaction: other writers wait from here until the commit.
func Record(ctx context.Context, tx *db.Tx, e Entry) error { return RecordAll(ctx, tx, []Entry{e}) }

// RecordAll is Record for the deeds of one transaction, in their order: the
// head is moved once for all of them.
func RecordAll(ctx context.Context, tx *db.Tx, entries []Entry) error {
	for _, e := range entries {
		if err := e.check(); err != nil {
			return fmt.Errorf("audit %q: %w", e.Action, err)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	head, err := advance(ctx, tx, len(entries))
	for i := 0; i < len(entries) && err == nil; i++ {
		item := Item{Entry: entries[i], Seq: head.Seq + 1, At: db.Now(), Previous: head.Hash}
		item.Hash = item.sum()
		head = Head{item.Seq, item.Hash}
		err = insert(ctx, tx, item)
	}
	if err == nil {
		err = setHash(ctx, tx, head.Hash)
	}
	if err != nil {
		return fmt.Errorf("audit %s: %w", entries[0].Action, err)
	}
	return nil
}

// sum is the hash of an entry: SHA-256 over a version, the numbers as eight
// bytes and each text after its length, so that no two entries give the same
// bytes.
func (i Item) sum() string {
	b := []byte("domubiedrs/audit/1")
	b = binary.BigEndian.AppendUint64(b, uint64(i.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(i.At.UnixMicro()))
	for _, s := range []string{i.Actor, string(i.Action), string(i.Object.Kind), i.Object.ID, i.Subject, i.Programme, i.Previous} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	hash := sha256.Sum256(b)
	return hex.EncodeToString(hash[:])
}

// CurrentHead gives the end of the chain, to be kept off the host.
func CurrentHead(ctx context.Context, q db.Q) (Head, error) {
	state, err := readState(ctx, q)
	if err != nil {
		return Head{}, fmt.Errorf("read the head of the audit chain: %w", err)
	}
	return state.Head, nil
}

// Filter narrows a List; empty fields do not. From and To are a half-open
// span of time; Before is the number of the last entry already shown.
type Filter struct {
	Actor      string
	Subject    string
	ObjectKind Kind
	ObjectID   string
	Action     Action
	Programme  string
	From, To   time.Time
	Before     int64
}

// List gives at most limit entries, newest first. The next page starts Before
// the last one's Seq.
func List(ctx context.Context, q db.Q, f Filter, limit int) ([]Item, error) {
	items, err := list(ctx, q, f, nil, limit)
	if err != nil {
		return nil, fmt.Errorf("list audit entries: %w", err)
	}
	return items, nil
}

// AboutPerson lists, newest first, what was done to a person's data, as far as
// its action is one that is shown to them: who looked at what of theirs. Their
// own deeds are a List by Actor. before is 0, or the Seq of the last entry
// already shown.
func AboutPerson(ctx context.Context, q db.Q, personID string, before int64, limit int) ([]Item, error) {
	items, err := list(ctx, q, Filter{Subject: personID, Before: before}, shown(), limit)
	if err != nil {
		return nil, fmt.Errorf("list audit entries about a person: %w", err)
	}
	return items, nil
}
