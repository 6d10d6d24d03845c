package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/vault"
)

// Service is the verbs of the journal. All of them are for members alone.
type Service struct {
	DB          *db.DB
	Vault       *vault.Vault
	Now         func() time.Time // UTC in microseconds, as db.Now
	Mentorships *mentorship.Service
}

// The columns that hold sealed values.
var (
	EntryColumn   = vault.Column{Table: "journal_entry", Column: "body"}
	VersionColumn = vault.Column{Table: "journal_version", Column: "body"}
	DraftColumn   = vault.Column{Table: "journal_draft", Column: "body"}
)

func place(c vault.Column, rowID string) vault.Place {
	return vault.Place{Table: c.Table, Column: c.Column, Row: rowID}
}

func scope(e Entry) vault.Scope {
	if e.Shared {
		return vault.Mentorship(e.Mentorship)
	}
	return vault.Person(e.Author)
}

// member loads the mentorship in which the actor takes part. For everybody else
// there is no such journal.
func (s *Service) member(ctx context.Context, actor access.Actor, mentorshipID string, verb access.Verb) (mentorship.Mentorship, error) {
	if err := actor.Check(verb, object(mentorshipID)); err != nil {
		return mentorship.Mentorship{}, err
	}
	m, err := s.Mentorships.Get(ctx, actor, mentorshipID)
	if err != nil {
		return m, err
	}
	if !m.Has(actor.Person) {
		return m, errMissing
	}
	if verb == access.Write && !m.Status.Running() {
		return m, fault.New(fault.Conflict, "journal.fault.over")
	}
	return m, nil
}

// Put saves what a member wrote: a new entry with version 0, a change with the
// version that it was made from. *Stale when somebody saved in between. Sending
// the same again changes nothing.
func (s *Service) Put(ctx context.Context, actor access.Actor, w Write) (e Entry, err error) {
	m, err := s.member(ctx, actor, w.Mentorship, access.Write)
	if err != nil {
		return Entry{}, err
	}
	w.Body = clean(w.Body)
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		old, err := s.before(ctx, tx, m, actor, w)
		if err != nil {
			return err
		}
		if old != nil && maps.Equal(old.Body, w.Body) && (w.Version == old.Version || old.Editor == actor.Person) {
			e = *old
			return s.endDraft(ctx, tx, actor, w)
		}
		if err := w.change(old, sideOf(m, actor.Person), actor.Person); err != nil {
			return err
		}
		if e, err = s.save(ctx, tx, actor, w, old); err != nil {
			return err
		}
		if err := s.endDraft(ctx, tx, actor, w); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.JournalWritten, m)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// before is what is there already: by its id, or by its slot.
func (s *Service) before(ctx context.Context, tx *db.Tx, m mentorship.Mentorship, actor access.Actor, w Write) (*Entry, error) {
	r, err := row{}, error(errMissing)
	if w.ID != "" {
		if !id.Valid(w.ID) {
			return nil, errMissing
		}
		r, err = byID(ctx, tx, w.ID)
	}
	if fault.Is(err, fault.NotFound) && w.Slot != "" {
		r, err = bySlot(ctx, tx, m.ID, w.Kind, w.Slot)
	}
	if fault.Is(err, fault.NotFound) && w.Version == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if r.Mentorship != m.ID || !readable(m, r.Entry, actor.Person) {
		return nil, errMissing
	}
	opened, err := s.open(ctx, tx, m, actor, []row{r})
	if err != nil {
		return nil, err
	}
	return &opened[0], nil
}

// save writes the entry, and the version before it where others could read that.
func (s *Service) save(ctx context.Context, tx *db.Tx, actor access.Actor, w Write, old *Entry) (Entry, error) {
	now := s.Now()
	if old == nil {
		e := w.fresh(actor.Person, now)
		body, err := s.seal(ctx, tx, e)
		if err != nil {
			return e, err
		}
		made, err := insert(ctx, tx, e, body)
		if err == nil && !made { // somebody began the same at the same time: again, with what is there
			err = fmt.Errorf("an entry of that name is there: %w", db.ErrBusy)
		}
		return e, err
	}
	if old.Version != w.Version {
		return Entry{}, &Stale{*old}
	}
	if err := s.keepVersion(ctx, tx, *old); err != nil {
		return Entry{}, err
	}
	e := *old
	e.Body, e.Editor, e.UpdatedAt, e.Version, e.Accepted = w.Body, actor.Person, now, old.Version+1, nil
	return e, s.overwrite(ctx, tx, e, *old)
}

func (s *Service) overwrite(ctx context.Context, tx *db.Tx, e, old Entry) error {
	body, err := s.seal(ctx, tx, e)
	if err != nil {
		return err
	}
	saved, err := update(ctx, tx, e, body)
	if err == nil && !saved {
		return &Stale{old}
	}
	return err
}

// keepVersion keeps what a shared entry said.
func (s *Service) keepVersion(ctx context.Context, tx *db.Tx, old Entry) error {
	if !old.Shared {
		return nil
	}
	versionID := id.New()
	body, err := s.sealAs(ctx, tx, scope(old), place(VersionColumn, versionID), old.Body)
	if err != nil {
		return err
	}
	return insertVersion(ctx, tx, versionID, old, body)
}

func (s *Service) seal(ctx context.Context, tx *db.Tx, e Entry) (vault.Sealed, error) {
	return s.sealAs(ctx, tx, scope(e), place(EntryColumn, e.ID), e.Body)
}

func (s *Service) sealAs(ctx context.Context, tx *db.Tx, sc vault.Scope, at vault.Place, b Body) (vault.Sealed, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return vault.Sealed{}, fmt.Errorf("write a body: %w", err)
	}
	return s.Vault.Seal(ctx, tx, sc, at, vault.NewText(string(text)))
}

// open unseals the entries that the actor may read, in the order given; the
// others are left out.
func (s *Service) open(ctx context.Context, q db.Q, m mentorship.Mentorship, actor access.Actor, rows []row) ([]Entry, error) {
	openers := map[vault.Scope]*vault.Opener{}
	var ids []string
	list := make([]Entry, 0, len(rows))
	for _, r := range rows {
		if !readable(m, r.Entry, actor.Person) {
			continue
		}
		sc := scope(r.Entry)
		if openers[sc] == nil {
			opener, err := s.Vault.Opener(ctx, q, sc)
			if err != nil {
				return nil, err
			}
			openers[sc] = opener
		}
		body, err := unseal(openers[sc], place(EntryColumn, r.ID), r.body)
		if err != nil {
			return nil, err
		}
		r.Body = body
		list = append(list, r.Entry)
		if kinds[r.Kind].Agreed {
			ids = append(ids, r.ID)
		}
	}
	return list, s.addAcceptances(ctx, q, list, ids)
}

func (s *Service) addAcceptances(ctx context.Context, q db.Q, list []Entry, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := acceptances(ctx, q, ids)
	for i, e := range list {
		for _, a := range found[e.ID] {
			if a.Version == e.Version {
				list[i].Accepted = append(list[i].Accepted, a)
			}
		}
	}
	return err
}

func unseal(opener *vault.Opener, at vault.Place, sealed vault.Sealed) (Body, error) {
	text, err := opener.Open(at, sealed)
	if err != nil {
		return nil, err
	}
	var b Body
	if err := json.Unmarshal([]byte(text.Reveal()), &b); err != nil {
		return nil, errors.New("read a body: not what was written") // never with the text
	}
	return b, nil
}

// Filter chooses entries of one mentorship; what is empty does not narrow.
type Filter struct {
	Mentorship string
	Kinds      []Kind
	Meeting    string
	Parent     string
	Author     string
}

// List are the entries that the actor may read, the earliest first.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Entry, error) {
	m, err := s.member(ctx, actor, f.Mentorship, access.Read)
	if err != nil {
		return nil, err
	}
	rows, err := list(ctx, s.DB, actor.Person, f)
	if err != nil {
		return nil, fmt.Errorf("list the journal: %w", err)
	}
	return s.open(ctx, s.DB, m, actor, rows)
}

// Get is one entry. Whose reading matters to its author (feedback) is noted.
func (s *Service) Get(ctx context.Context, actor access.Actor, mentorshipID, entryID string) (Entry, error) {
	m, err := s.member(ctx, actor, mentorshipID, access.Read)
	if err != nil {
		return Entry{}, err
	}
	r, err := byID(ctx, s.DB, entryID)
	if err != nil {
		return Entry{}, err
	}
	return s.one(ctx, actor, m, r)
}

// In is what there is one of in a slot; NotFound before somebody wrote it.
func (s *Service) In(ctx context.Context, actor access.Actor, mentorshipID string, kind Kind, slot string) (Entry, error) {
	m, err := s.member(ctx, actor, mentorshipID, access.Read)
	if err != nil {
		return Entry{}, err
	}
	r, err := bySlot(ctx, s.DB, mentorshipID, kind, slot)
	if err != nil {
		return Entry{}, err
	}
	return s.one(ctx, actor, m, r)
}

func (s *Service) one(ctx context.Context, actor access.Actor, m mentorship.Mentorship, r row) (Entry, error) {
	if r.Mentorship != m.ID {
		return Entry{}, errMissing
	}
	opened, err := s.open(ctx, s.DB, m, actor, []row{r})
	if err == nil && len(opened) == 0 {
		err = errMissing
	}
	if err != nil {
		return Entry{}, err
	}
	return opened[0], nil
}

// Read notes that somebody other than its author has opened an entry: from then
// on its author can only add to it, where its kind says so (R2.1-7).
func (s *Service) Read(ctx context.Context, actor access.Actor, e Entry) error {
	if e.Author == actor.Person || e.ReadAt != nil {
		return nil
	}
	if _, err := s.member(ctx, actor, e.Mentorship, access.Read); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return markRead(ctx, tx, e.ID, s.Now()) })
}

// History is what a shared entry said before, the first version first, the last
// one being the entry itself.
func (s *Service) History(ctx context.Context, actor access.Actor, e Entry) ([]Version, error) {
	e, err := s.Get(ctx, actor, e.Mentorship, e.ID)
	if err != nil {
		return nil, err
	}
	rows, err := versionsOf(ctx, s.DB, e.ID)
	if err != nil {
		return nil, err
	}
	opener, err := s.Vault.Opener(ctx, s.DB, vault.Mentorship(e.Mentorship))
	if err != nil {
		return nil, err
	}
	list := make([]Version, 0, len(rows)+1)
	for _, r := range rows {
		if r.Body, err = unseal(opener, place(VersionColumn, r.id), r.body); err != nil {
			return nil, err
		}
		list = append(list, r.Version)
	}
	return append(list, Version{Number: e.Version, Editor: e.Editor, SavedAt: e.UpdatedAt, Body: e.Body}), nil
}

// Share lets all members read what was its author's alone. There is no way back:
// what was read cannot be unread.
func (s *Service) Share(ctx context.Context, actor access.Actor, mentorshipID, entryID string, version int64) (e Entry, err error) {
	err = s.alter(ctx, actor, mentorshipID, entryID, func(tx *db.Tx, _ mentorship.Mentorship, old Entry) error {
		if old.Shared {
			e = old
			return nil
		}
		if !kinds[old.Kind].Choice {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		if old.Version != version {
			return &Stale{old}
		}
		now := s.Now()
		e = old
		e.Shared, e.SharedAt, e.UpdatedAt, e.Version = true, &now, now, old.Version+1
		return s.overwrite(ctx, tx, e, old)
	})
	return e, err
}

// Remove takes away what is its author's: a private entry, or a shared one that
// nobody has built on. What all live by stays.
func (s *Service) Remove(ctx context.Context, actor access.Actor, mentorshipID, entryID string, version int64) error {
	return s.alter(ctx, actor, mentorshipID, entryID, func(tx *db.Tx, _ mentorship.Mentorship, old Entry) error {
		spec := kinds[old.Kind]
		if old.Author != actor.Person || spec.Agreed || spec.Append && old.ReadAt != nil {
			return fault.New(fault.Forbidden, "journal.fault.author")
		}
		built, err := list(ctx, tx, actor.Person, Filter{Mentorship: mentorshipID, Parent: old.ID})
		if err != nil {
			return err
		}
		if len(built) > 0 {
			return fault.New(fault.Conflict, "journal.fault.built")
		}
		gone, err := remove(ctx, tx, old.ID, version)
		if err == nil && !gone {
			err = &Stale{old}
		}
		return err
	})
}

// Accept is a member's yes to a version of what needs everybody's. With the last
// one missing the mentorship notes the day, and nothing of what was agreed.
func (s *Service) Accept(ctx context.Context, actor access.Actor, mentorshipID, entryID string, version int64) (e Entry, err error) {
	err = s.alter(ctx, actor, mentorshipID, entryID, func(tx *db.Tx, m mentorship.Mentorship, old Entry) error {
		if !kinds[old.Kind].Agreed {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		if old.Version != version {
			return &Stale{old}
		}
		e = old
		if e.AcceptedBy(actor.Person) {
			return nil
		}
		at := s.Now()
		e.Accepted = append(slices.Clone(e.Accepted), Acceptance{actor.Person, version, at})
		if err := accept(ctx, tx, e, actor.Person, at); err != nil || !e.AcceptedByAll(m) {
			return err
		}
		return s.reach(ctx, tx, actor.Person, m, e, at)
	})
	return e, err
}

// reach notes the day on which all agreed, and from the agreement the day on
// which the mentorship ends (R3.1-5). It writes audit entries.
func (s *Service) reach(ctx context.Context, tx *db.Tx, by string, m mentorship.Mentorship, e Entry, at time.Time) error {
	if e.Kind == Agreement {
		months, err := strconv.Atoi(e.Body["months"])
		if err != nil {
			return fmt.Errorf("read how long the mentorship is: %w", err)
		}
		if err := s.Mentorships.End(ctx, tx, m.ID, m.BeganAt.AddDate(0, months, 0).Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return s.Mentorships.Reach(ctx, tx, by, m.ID, reached[e.Kind], at)
}

// reached is what the mentorship notes when all have agreed.
var reached = map[Kind]mentorship.Step{Agreement: mentorship.AgreementReached, Plan: mentorship.PlanReached}

// alter runs a change of one entry that the actor may read, with its audit entry.
func (s *Service) alter(ctx context.Context, actor access.Actor, mentorshipID, entryID string, change func(*db.Tx, mentorship.Mentorship, Entry) error) error {
	m, err := s.member(ctx, actor, mentorshipID, access.Write)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		old, err := s.before(ctx, tx, m, actor, Write{ID: entryID, Version: 1})
		if err != nil {
			return err
		}
		if err := change(tx, m, *old); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.JournalWritten, m)
	})
}

// Search are the entries in which every word of the query occurs, whatever its
// case and accents, the latest first. Nothing is indexed: bodies are opened and
// looked through.
func (s *Service) Search(ctx context.Context, actor access.Actor, mentorshipID, query string) ([]Entry, error) {
	words := strings.Fields(i18n.Fold(query))
	if len(words) == 0 {
		return nil, nil
	}
	all, err := s.List(ctx, actor, Filter{Mentorship: mentorshipID})
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(all, func(e Entry) bool { return !e.says(words) })
	slices.Reverse(found)
	return found, nil
}

// says tells whether all folded words occur in the entry.
func (e Entry) says(words []string) bool {
	said := i18n.Fold(strings.Join(slices.Collect(maps.Values(e.Body)), "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(said, word) })
}

// record says who changed something in which mentorship, and nothing of it.
func record(ctx context.Context, tx *db.Tx, by string, action audit.Action, m mentorship.Mentorship) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: by, Action: action, Object: audit.Object{Kind: audit.KindMentorship, ID: m.ID}, Programme: m.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
