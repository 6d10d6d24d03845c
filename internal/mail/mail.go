// Package mail composes messages and sends them.
//
// A Message is text that is translated already; compose makes its two parts,
// plain text and HTML, of equal content. Outbox.Send writes both to the
// database in the transaction that caused them and leaves the sending to a job:
//
//	queued → sent
//	   ↓ refused for good, or out of attempts
//	failed → (Release) queued        held → (Release) queued
//
// Without a mail server messages are held, and stay held when one is set up
// later: an administrator reads them, and releases or deletes each. A process
// that is killed between the server's yes and our commit sends a message twice,
// with the same Message-ID; none is lost.
//
// Messages with a secret, such as a sign-in code, take another way, SendSecret:
// they are never stored.
package mail

import (
	"time"

	"domubiedrs/internal/i18n"
)

// Address is a mailbox. Email is as checked by Valid; Name may be anything.
type Address struct {
	Name  string
	Email string
}

// Message is what is to be said to one person. All texts are plain and in Lang.
type Message struct {
	To       Address
	PersonID string // whose it is; empty for a person whom we do not know
	Kind     string // what it is about, as "proposal.offered"; lower-case words, dots and hyphens
	Lang     i18n.Lang
	Subject  string
	Heading  string  // the one heading; empty: the subject
	Greeting string  // as the person wants to be addressed; empty: a greeting without a name
	Blocks   []Block // the content, in order
	Reason   string  // why the person gets it; empty: because of taking part
	OffURL   string  // where such messages are switched off; empty: they cannot be
	ReplyTo  string  // where answers go; empty: where all do
	Calendar string  // an iCalendar file with a method, as an invitation; empty: none
}

// Block is a piece of a message's content.
type Block struct {
	kind  string
	text  string
	items []string
	url   string
}

// Text is a paragraph; line breaks in it are kept.
func Text(text string) Block { return Block{kind: "text", text: text} }

// List is a list of short texts.
func List(items ...string) Block { return Block{kind: "list", items: items} }

// Action is the one thing to do: a link shown as a button. Its label says what
// it does; url is absolute.
func Action(label, url string) Block { return Block{kind: "action", text: label, url: url} }

// Code is a text to be typed over, shown large.
func Code(code string) Block { return Block{kind: "code", text: code} }

// State is where a stored message stands.
type State string

const (
	Queued State = "queued" // a job will send it
	Held   State = "held"   // no mail server was set up; waits for an administrator
	Sent   State = "sent"   // the server took it
	Failed State = "failed" // the server refused it, or could not be reached for about a day
)

// States lists the states.
func States() []State { return []State{Queued, Held, Sent, Failed} }

// Stored is a message in the outbox. List leaves the parts empty.
type Stored struct {
	ID        string
	PersonID  string // empty when nobody's, or erased
	To        Address
	Kind      string
	Lang      i18n.Lang
	Subject   string
	Text      string
	HTML      string
	ReplyTo   string
	Calendar  string
	State     State
	CreatedAt time.Time
	SentAt    *time.Time
}

// Filter chooses messages; zero values choose all. Before is the ID of the last
// message of the page before.
type Filter struct {
	State    State
	PersonID string
	Before   string
}
