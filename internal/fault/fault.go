// Package fault holds the kinds of failure that cross a package boundary.
//
// A rule that is broken makes a *fault.Error where it is broken. Services pass
// it up, wrapped with %w and the operation; package web maps its Kind to a
// status and a page in one place. Key and the keys in Fields name translations,
// so that no service holds prose and no error carries content. Any error
// without a Kind is Internal: the person sees an incident number, the log the
// cause.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure it is, never how it is shown.
type Kind int

const (
	Internal        Kind = iota // our fault, or the machine's: 500
	Invalid                     // the input breaks a rule: 422, values kept
	Unauthenticated             // nobody is signed in: to the sign-in page
	StepUp                      // signed in, but too long ago for this action
	Forbidden                   // known and not allowed: 403, or 404 for what is confidential
	NotFound                    // no such object, or none that may be told of: 404
	Conflict                    // somebody else was first: 409
	Gone                        // it was here: 410
	TooMany                     // a limit on how often: 429
	TooLarge                    // a limit on how much: 413
	Unavailable                 // try again shortly: 503
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "step-up", "forbidden",
	"not-found", "conflict", "gone", "too-many", "too-large", "unavailable"}

func (k Kind) String() string { return kindNames[k] }

// Message is a text by its translation key; Args are name and value in turn.
type Message struct {
	Key  string
	Args []any
}

// Msg makes a Message.
func Msg(key string, args ...any) Message { return Message{key, args} }

// Error is a failure with a Kind. Fields puts messages beside form controls,
// by the control's name. Err is the cause, for the log only.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields map[string]Message
	Err    error
}

// New makes an Error of a kind, with the translation key of its sentence.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Fields makes an Invalid error, one message a form control.
func Fields(fields map[string]Message) *Error {
	return &Error{Kind: Invalid, Key: "fault.invalid", Fields: fields}
}

// Because returns a copy of e with its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)", e.Key, e.Kind)
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// As returns the first Error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of the first Error in err's chain; Internal if there
// is none.
func KindOf(err error) Kind {
	if e := As(err); e != nil {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of one of the kinds.
func Is(err error, kinds ...Kind) bool {
	e := As(err)
	if e == nil {
		return false
	}
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}

// Checks gathers messages for a form's controls; the first message of a control
// stands.
type Checks map[string]Message

// Fail notes a message for a control.
func (c Checks) Fail(field, key string, args ...any) {
	if _, there := c[field]; !there {
		c[field] = Msg(key, args...)
	}
}

// Err is nil when nothing failed.
func (c Checks) Err() error {
	if len(c) == 0 {
		return nil
	}
	return Fields(c)
}
