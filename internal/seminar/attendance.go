package seminar

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/fault"
)

// Source is how a mark came to be.
type Source string

const (
	ByCode  Source = "code"
	ByStaff Source = "staff"
)

// Key is the translation key of the source's name.
func (s Source) Key() string { return "seminar.source." + string(s) }

// Mark says that somebody was there or was not. Marks are only ever added.
type Mark struct {
	Seq     int64 // 1, 2, … for each registration
	Present bool
	Source  Source
	By      string // a person; empty when the code was typed where nobody is signed in
	Reason  string // of a correction
	At      time.Time
}

// Attendee is a registration as staff sees it. Marks are in order.
type Attendee struct {
	Registration
	Name  string
	Email string
	Marks []Mark
}

// Last is the mark that counts; the zero Mark when there is none.
func (a Attendee) Last() Mark {
	if len(a.Marks) == 0 {
		return Mark{}
	}
	return a.Marks[len(a.Marks)-1]
}

// Line is one mark that staff makes. Seen is the Seq of the last mark that they
// saw, 0 for none, so that nobody corrects what they have not read.
type Line struct {
	Registration string
	Seen         int64
	Present      bool
	Reason       string
}

// MaxReason is the longest reason, in characters.
const MaxReason = 300

// next is the mark that a line adds to what there is; ok is false when the line
// says what is marked already.
func (l Line) next(last Mark, bad fault.Checks) (m Mark, ok bool, err error) {
	if l.Seen != last.Seq {
		return m, false, fault.New(fault.Conflict, "fault.stale")
	}
	if last.Seq > 0 && last.Present == l.Present {
		return m, false, nil
	}
	m = Mark{Seq: last.Seq + 1, Present: l.Present, Source: ByStaff, Reason: short(bad, "reason-"+l.Registration, l.Reason, MaxReason)}
	if last.Seq > 0 && m.Reason == "" {
		bad.Fail("reason-"+l.Registration, "seminar.fault.reason")
	}
	return m, true, nil
}

// Money is a funding source as it stands on a paper.
type Money struct {
	ProjectNumber string `json:"project_number"`
	Sentence      Item   `json:"sentence"`
}

// Row is a participant on an attendance list. At is when the mark that counts
// was made, UTC; nil when there is none.
type Row struct {
	Number      int          `json:"number"`
	Name        string       `json:"name"`
	Institution string       `json:"institution"`
	Position    string       `json:"position"`
	Email       string       `json:"email"`
	Present     bool         `json:"present"`
	Source      Source       `json:"source"` // empty: not marked
	At          *time.Time   `json:"at"`
	Corrections []Correction `json:"corrections"`
}

// Correction is a mark that replaced an earlier one.
type Correction struct {
	At      time.Time `json:"at"`
	Present bool      `json:"present"`
	Reason  string    `json:"reason"`
}

// Sheet is an attendance list (context §5.3): everything that a spreadsheet or
// a printed page shows. Number is empty until it is issued. Its JSON is what
// the hash is made of, so fields are only ever added at the end.
type Sheet struct {
	Number    string    `json:"number"`
	Programme Item      `json:"programme"`
	Title     Item      `json:"title"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Place     string    `json:"place"`
	Link      string    `json:"link"`
	Lecturer  string    `json:"lecturer"`
	Funding   []Money   `json:"funding"`
	Rows      []Row     `json:"rows"`
}

// Present is the number of people who were there.
func (s Sheet) Present() (n int) {
	for _, r := range s.Rows {
		if r.Present {
			n++
		}
	}
	return n
}

// List is an attendance list as it was issued. Sheet is empty in lists of
// lists. Intact tells whether the content still has the hash of its issue.
type List struct {
	ID       string
	Seminar  string
	Number   string // 2027-0003: the year of issue and a count in the programme
	Hash     string // SHA-256 of the content, hexadecimal
	People   int64  // who were there
	IssuedBy string
	IssuedAt time.Time
	Sheet    Sheet
	Intact   bool

	programme string
	content   string
}

// seal writes the sheet down and takes its hash.
func (l *List) seal(s Sheet) error {
	content, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write attendance list %s: %w", s.Number, err)
	}
	l.content, l.Hash, l.Number, l.People = string(content), sum(string(content)), s.Number, int64(s.Present())
	l.Sheet, l.Intact = s, true
	return nil
}

// open reads the sheet back and compares it with the hash.
func (l *List) open() error {
	l.Intact = sum(l.content) == l.Hash
	if err := json.Unmarshal([]byte(l.content), &l.Sheet); err != nil {
		return fmt.Errorf("read attendance list %s: %w", l.ID, err)
	}
	return nil
}

// says tells whether the list, which is open, would say the same under any
// number. Both are written anew, since sheets gain fields.
func (l *List) says(s Sheet) (bool, error) {
	s.Number = l.Sheet.Number
	there, errThere := json.Marshal(l.Sheet)
	here, errHere := json.Marshal(s)
	if err := errors.Join(errThere, errHere); err != nil {
		return false, fmt.Errorf("compare with attendance list %s: %w", l.Number, err)
	}
	return bytes.Equal(there, here), nil
}

func sum(content string) string {
	hash := sha256.Sum256([]byte(content))
	return hex.EncodeToString(hash[:])
}

// row is how an attendee stands on the list; who only waited and was not there
// does not.
func (a Attendee) row() (r Row, listed bool) {
	last := a.Last()
	r = Row{Name: a.Name, Institution: a.Institution, Position: a.Position, Email: a.Email, Present: last.Present, Source: last.Source,
		Corrections: []Correction{}}
	if last.Seq > 0 {
		r.At = &last.At
		for _, m := range a.Marks[1:] {
			r.Corrections = append(r.Corrections, Correction{m.At, m.Present, m.Reason})
		}
	}
	return r, a.Hold == Registered || last.Seq > 0
}
