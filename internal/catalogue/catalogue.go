// Package catalogue keeps the words that everybody in a programme chooses from,
// and the five mentoring models: job roles, themes, the competences of DigComp
// 2.2, and what each model asks for.
//
// Roles, themes and competences are entries of three vocabularies. An entry has
// a code, a kind and a group for ever, since applications, matching and reports
// point at them; its names, meaning and place may change. It is never deleted:
//
//	valid    offered in forms   → Retire, by the programme's staff or an administrator
//	retired  shown in old answers, offered no more → Restore, by the same
//
// An entry without a programme stands everywhere and is an administrator's. A
// programme's staff add entries of their own (Add; Promote for a role that an
// applicant wrote under “other”) and may change or retire a general one for
// themselves: the programme then has an entry of its own under the same code, in
// the place of the general one, and may Follow the general one again. Every
// change raises the edition of its vocabulary and keeps the former wording in the
// entry's history.
//
// The first entries lie in vocabulary.json; Seed adds those that are missing and
// touches none that is there. Names and meanings are searched folded, by the
// beginnings of words in any order.
//
// The models are read from models.json and never change while the program runs.
// What a programme sets differently is an Overrides, kept by the programme;
// Model.Deviations tells how far it is from the guidelines.
package catalogue

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Kind is one of the vocabularies.
type Kind string

const (
	Role       Kind = "role"       // job roles, R1.2
	Theme      Kind = "theme"      // what mentoring is about, R0-1, R2.1-6
	Competence Kind = "competence" // the digital competences of DigComp 2.2
)

// Kinds in the order of pages.
var Kinds = []Kind{Role, Theme, Competence}

// Key is the translation key of the kind's name.
func (k Kind) Key() string { return "catalogue.kind." + string(k) }

// Status tells whether an entry is offered.
type Status string

const (
	Valid   Status = "valid"
	Retired Status = "retired"
)

// Key is the translation key of the status.
func (s Status) Key() string { return "catalogue.status." + string(s) }

// Text is a text in both languages.
type Text struct {
	LV string `json:"lv"`
	EN string `json:"en"`
}

// In is the text in a language.
func (t Text) In(lang i18n.Lang) string {
	if lang == i18n.EN {
		return t.EN
	}
	return t.LV
}

// Limits of what is written about an entry, in characters, and how many entries
// a vocabulary has at most, the general ones and each programme's counted apart.
const (
	MaxName    = 120
	MaxMeaning = 300
	MaxPlace   = 9999
	MaxEntries = 500
)

// placeStep is the room between two entries, for one to come between.
const placeStep = 10

// Details are what is written about an entry.
type Details struct {
	Name    Text
	Meaning Text // one sentence; both languages or neither
	// Private: that somebody chose it is never shown to their institution's
	// contact (R2.1-6). It cannot be taken back.
	Private bool
	Place   int64 // within the group, 1 to MaxPlace; 0 in a new entry: last
}

// Entry is a role, a theme or a competence.
type Entry struct {
	ID        string
	Kind      Kind
	Group     Group
	Code      string
	Programme string // empty: everywhere
	Details
	Status    Status
	Edition   int64 // the vocabulary's edition in which it took this shape
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

// Valid tells whether the entry is offered in forms.
func (e Entry) Valid() bool { return e.Status == Valid }

// General tells whether the entry stands in every programme.
func (e Entry) General() bool { return e.Programme == "" }

// Follows tells whether e says and offers what a general entry does.
func (e Entry) Follows(general Entry) bool {
	general.Private = general.Private || e.Private
	return e.Details == general.Details && e.Status == general.Status
}

// Digital tells whether the entry counts as a theme of digital transformation,
// of which every mentorship needs one (R0-1).
func (e Entry) Digital() bool { return e.Group.Digital() }

// Object is what the permission table is asked about.
func (e Entry) Object() access.Object { return object(e.Programme) }

func object(programme string) access.Object {
	return access.Object{Thing: access.Catalogue, Programme: programme}
}

func (e Entry) sortKey() string { return i18n.SortKey(e.Name.LV) }

// apply checks details and takes them into e.
func (e *Entry) apply(d Details) error {
	bad := fault.Checks{}
	d.Name = Text{line(bad, "name_lv", d.Name.LV, MaxName), line(bad, "name_en", d.Name.EN, MaxName)}
	d.Meaning = Text{line(bad, "meaning_lv", d.Meaning.LV, MaxMeaning), line(bad, "meaning_en", d.Meaning.EN, MaxMeaning)}
	for field, name := range map[string]string{"name_lv": d.Name.LV, "name_en": d.Name.EN} {
		if name == "" {
			bad.Fail(field, "catalogue.fault.name")
		} else if i18n.Fold(name) == "" {
			bad.Fail(field, "catalogue.fault.no-letters")
		}
	}
	for field, pair := range map[string][2]string{"meaning_lv": {d.Meaning.LV, d.Meaning.EN}, "meaning_en": {d.Meaning.EN, d.Meaning.LV}} {
		if pair[0] == "" && pair[1] != "" {
			bad.Fail(field, "catalogue.fault.meaning-both")
		}
	}
	if d.Place < 1 || d.Place > MaxPlace {
		bad.Fail("place", "catalogue.fault.place", "max", MaxPlace)
	}
	d.Private = d.Private || e.Private
	e.Details = d
	return bad.Err()
}

func line(bad fault.Checks, field, value string, limit int) string {
	value = input.Line(value)
	if input.Length(value) > limit {
		bad.Fail(field, "catalogue.fault.too-long", "max", limit)
	}
	return value
}

// become moves e to a status; Conflict when it stands there already.
func (e *Entry) become(s Status) error {
	if e.Status == s {
		return fault.New(fault.Conflict, "fault.stale")
	}
	e.Status = s
	return nil
}

// namesake finds another entry that reads the same in one of the languages,
// marks and capitals left aside. An entry and its adaptation share a code and
// may share a name.
func (e Entry) namesake(others []Entry) (Entry, bool) {
	i := slices.IndexFunc(others, func(o Entry) bool {
		return o.Kind == e.Kind && o.Code != e.Code &&
			(i18n.Fold(o.Name.LV) == i18n.Fold(e.Name.LV) || i18n.Fold(o.Name.EN) == i18n.Fold(e.Name.EN))
	})
	if i < 0 {
		return Entry{}, false
	}
	return others[i], true
}

// placed gives details that have no place the one behind the group's last entry.
func (d Details) placed(group Group, others []Entry) Details {
	if d.Place != 0 {
		return d
	}
	for _, o := range others {
		if o.Group == group {
			d.Place = max(d.Place, o.Place)
		}
	}
	d.Place = min(d.Place+placeStep, MaxPlace)
	return d
}
