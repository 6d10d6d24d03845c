package journal_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
)

var promise = journal.Body{"format": "online", "minutes": "90", "rhythm": journal.OnceAMonth, "confidentiality": "Paliek starp mums", "months": "6"}

func (w *world) put(t *testing.T, by access.Actor, x journal.Write) journal.Entry {
	t.Helper()
	x.Mentorship = w.m.ID
	e, err := w.Put(t.Context(), by, x)
	must(t, err)
	return e
}

// TestOnlyMembersOpenTheJournal (R5.1-1): for everybody else there is no such
// thing, whatever they ask.
func TestOnlyMembersOpenTheJournal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := w.put(t, w.mentor, journal.Write{Kind: journal.Goal, Body: journal.Body{"goal": "Iemācīties atteikt"}})
		for who, a := range w.strangers {
			for what, err := range map[string]error{
				"list":    second(w.List(t.Context(), a, journal.Filter{Mentorship: w.m.ID})),
				"get":     second(w.Get(t.Context(), a, w.m.ID, e.ID)),
				"search":  second(w.Search(t.Context(), a, w.m.ID, "atteikt")),
				"history": second(w.History(t.Context(), a, e)),
				"put":     second(w.Put(t.Context(), a, journal.Write{Mentorship: w.m.ID, Kind: journal.Note, Slot: "x", Body: journal.Body{"text": "x"}})),
				"share":   second(w.Share(t.Context(), a, w.m.ID, e.ID, 1)),
				"accept":  second(w.Accept(t.Context(), a, w.m.ID, e.ID, 1)),
				"remove":  w.Remove(t.Context(), a, w.m.ID, e.ID, 1),
				"keep":    w.Keep(t.Context(), a, w.m.ID, "f", journal.Body{"a": "b"}),
				"read":    w.Read(t.Context(), a, e),
			} {
				if !fault.Is(err, fault.NotFound, fault.Unauthenticated) {
					t.Errorf("%s: %s: %v", who, what, err)
				}
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestPrivateStaysWithItsAuthor until its author shares it, and then for good.
func TestPrivateStaysWithItsAuthor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := w.put(t, w.mentees[0], journal.Write{Kind: journal.Note, Slot: "m1:look-back:me", Private: true, Body: journal.Body{"text": "Baidos no šīs sarunas"}})
		others := append([]access.Actor{w.mentor}, w.mentees[1:]...)
		for _, other := range others {
			refused(t, second(w.Get(t.Context(), other, w.m.ID, e.ID)), fault.NotFound)
			refused(t, second(w.Share(t.Context(), other, w.m.ID, e.ID, 1)), fault.NotFound)
			all, err := w.List(t.Context(), other, journal.Filter{Mentorship: w.m.ID})
			must(t, err)
			if len(all) != 0 {
				t.Errorf("another member sees %v", all)
			}
		}
		shared, err := w.Share(t.Context(), w.mentees[0], w.m.ID, e.ID, e.Version)
		must(t, err)
		for _, other := range others {
			got, err := w.Get(t.Context(), other, w.m.ID, e.ID)
			must(t, err)
			if diff := cmp.Diff(shared, got); diff != "" {
				t.Error(diff)
			}
		}
		r := w.put(t, w.mentees[0], journal.Write{Kind: journal.Reflection, Slot: "m1", Body: journal.Body{"q1": "7"}})
		refused(t, second(w.Share(t.Context(), w.mentees[0], w.m.ID, r.ID, 1)), fault.Forbidden)
	})
}

// TestNobodyOverwritesAnother: of two who write at once the second sees what the
// first one saved, and nothing is lost.
func TestNobodyOverwritesAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.put(t, w.mentor, journal.Write{Kind: journal.Note, Slot: "m1:topics", Body: journal.Body{"text": "viens"}})
		second := w.put(t, w.mentees[0], journal.Write{ID: first.ID, Kind: journal.Note, Version: 1, Body: journal.Body{"text": "divi"}})
		late := journal.Write{Mentorship: w.m.ID, ID: first.ID, Kind: journal.Note, Version: 1, Body: journal.Body{"text": "trīs"}}
		var stale *journal.Stale
		if _, err := w.Put(t.Context(), w.mentor, late); !errors.As(err, &stale) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(second, stale.Theirs); diff != "" {
			t.Error(diff)
		}
		late.Version = stale.Theirs.Version
		third := w.put(t, w.mentor, late)
		history, err := w.History(t.Context(), w.mentees[0], third)
		must(t, err)
		var said []string
		for _, v := range history {
			said = append(said, v.Body["text"])
		}
		if diff := cmp.Diff([]string{"viens", "divi", "trīs"}, said); diff != "" {
			t.Error(diff)
		}
	})
}

// TestSentTwiceIsSavedOnce: a double click, and two members who begin the same
// note in the same moment.
func TestSentTwiceIsSavedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		own := id.New()
		errs := make([]error, 8)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = w.Put(t.Context(), w.mentor, journal.Write{ID: own, Mentorship: w.m.ID, Kind: journal.Insight, Body: journal.Body{"text": "Klausīties"}})
			})
		}
		wait.Wait()
		must(t, errors.Join(errs...))
		members := w.members()
		saved := make([]error, len(members))
		for i, a := range members {
			wait.Go(func() {
				_, saved[i] = w.Put(t.Context(), a, journal.Write{Mentorship: w.m.ID, Kind: journal.WrapUp, Slot: "m1", Body: journal.Body{"done": a.Person}})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range saved {
			var stale *journal.Stale
			switch {
			case err == nil:
				won++
			case !errors.As(err, &stale):
				t.Error(err)
			}
		}
		all, err := w.List(t.Context(), w.mentor, journal.Filter{Mentorship: w.m.ID})
		must(t, err)
		if won != 1 || len(all) != 2 {
			t.Errorf("%d won, %d entries", won, len(all))
		}
	})
}

// TestEverybodyAgrees (R4.3-9): each member's yes counts for one version, a
// change asks again, and the mentorship notes the first day and the end.
func TestEverybodyAgrees(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := w.put(t, w.mentees[0], journal.Write{Kind: journal.Agreement, Slot: "agreement", Body: promise})
		for _, a := range w.members()[1:] {
			_, err := w.Accept(t.Context(), a, w.m.ID, e.ID, 1)
			must(t, err)
		}
		longer := journal.Body{}
		for k, v := range promise {
			longer[k] = v
		}
		longer["months"] = "7"
		e = w.put(t, w.mentor, journal.Write{ID: e.ID, Kind: journal.Agreement, Version: 1, Body: longer})
		if len(e.Accepted) != 0 {
			t.Error("a change keeps what was accepted")
		}
		for i, a := range w.members() {
			if m, err := w.Mentorships.Get(t.Context(), a, w.m.ID); err != nil || m.AgreedAt != nil {
				t.Errorf("agreed before the member %d did: %v", i, err)
			}
			var err error
			e, err = w.Accept(t.Context(), a, w.m.ID, e.ID, 2)
			must(t, err)
		}
		m, err := w.Mentorships.Get(t.Context(), in(access.Coordinator, w.programme), w.m.ID)
		must(t, err)
		if !e.AcceptedByAll(m) || m.AgreedAt == nil || m.EndsOn != "2027-08-18" {
			t.Errorf("%v, agreed at %v, ends on %q", e.Accepted, m.AgreedAt, m.EndsOn)
		}
		if next, missing := m.Next(); next != mentorship.Planning || missing != nil {
			t.Errorf("next %s, missing %v", next, missing)
		}
		if _, err := w.Mentorships.Advance(t.Context(), w.mentees[0], m.ID, m.Version); err != nil {
			t.Error(err)
		}
		refused(t, second(w.Mentorships.Advance(t.Context(), in(access.Coordinator, w.programme), m.ID, m.Version+1)), fault.Forbidden)
		refused(t, second(w.Mentorships.Advance(t.Context(), w.mentor, m.ID, m.Version+1)), fault.Conflict)
	})
}

// TestTheFourConditionsMayNotBeEmpty (R7.1-4).
func TestTheFourConditionsMayNotBeEmpty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.Put(t.Context(), w.mentor, journal.Write{Mentorship: w.m.ID, Kind: journal.Agreement, Slot: "agreement", Body: journal.Body{"confidentiality": " \n "}})
		e := fault.As(err)
		if e == nil {
			t.Fatal(err)
		}
		for _, name := range []string{"format", "minutes", "rhythm", "confidentiality", "months"} {
			if e.Fields[name].Key != "journal.fault.empty" {
				t.Errorf("%s: %v", name, e.Fields[name])
			}
		}
	})
}

// TestOnlyAMenteeDecidesAGoal (R4.2-6) and nobody changes what another wrote
// where the kind keeps it to its author.
func TestOnlyAMenteeDecidesAGoal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := w.put(t, w.mentor, journal.Write{Kind: journal.Goal, Body: journal.Body{"goal": "Vadīt sapulci"}})
		done := journal.Write{Mentorship: w.m.ID, ID: e.ID, Kind: journal.Goal, Version: 1, Body: journal.Body{"goal": "Vadīt sapulci", "status": journal.Achieved}}
		refused(t, second(w.Put(t.Context(), w.mentor, done)), fault.Invalid)
		w.put(t, w.mentees[0], done)
		f := w.put(t, w.mentor, journal.Write{Kind: journal.Feedback, Body: journal.Body{"strengths": "Drosme"}})
		refused(t, second(w.Put(t.Context(), w.mentees[0], journal.Write{Mentorship: w.m.ID, ID: f.ID, Kind: journal.Feedback, Version: 1, Body: journal.Body{"strengths": "x"}})), fault.Forbidden)
		must(t, w.Read(t.Context(), w.mentees[0], f))
		refused(t, second(w.Put(t.Context(), w.mentor, journal.Write{Mentorship: w.m.ID, ID: f.ID, Kind: journal.Feedback, Version: 1, Body: journal.Body{"strengths": "x"}})), fault.Conflict)
		refused(t, second(w.Put(t.Context(), w.mentor, journal.Write{Mentorship: w.m.ID, Kind: journal.RoleCard, Slot: "x", Body: journal.Body{"text": "x"}})), fault.Forbidden)
	})
}

// TestWhoJoinsLater sees what all live by, and of the rest what came after
// (R3.2-7).
func TestWhoJoinsLater(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.put(t, w.mentor, journal.Write{Kind: journal.Insight, Body: journal.Body{"text": "agrāk"}})
		w.put(t, w.mentor, journal.Write{Kind: journal.Agreement, Slot: "agreement", Body: promise})
		late := person(t, w.DB, w.Now())
		late.Grants = w.mentees[0].Grants
		w.join(t, late)
		w.put(t, w.mentor, journal.Write{Kind: journal.Insight, Body: journal.Body{"text": "vēlāk"}})
		all, err := w.List(t.Context(), late, journal.Filter{Mentorship: w.m.ID})
		must(t, err)
		var said []string
		for _, e := range all {
			said = append(said, string(e.Kind)+" "+e.Body["text"])
		}
		if diff := cmp.Diff([]string{"agreement ", "insight vēlāk"}, said); diff != "" {
			t.Error(diff)
		}
	})
}

// TestSearch finds words whatever their case and accents, and nothing of what
// others keep to themselves.
func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.put(t, w.mentor, journal.Write{Kind: journal.Insight, Body: journal.Body{"text": "Šķēršļi ir iespējas"}})
		w.put(t, w.mentees[0], journal.Write{Kind: journal.Insight, Private: true, Body: journal.Body{"text": "Šķēršļi mani biedē"}})
		for query, want := range map[string]int{"skersli": 1, "ŠĶĒRŠĻI iespējas": 1, "biedē": 0, "": 0} {
			found, err := w.Search(t.Context(), w.mentor, w.m.ID, query)
			must(t, err)
			if len(found) != want {
				t.Errorf("%q: %d found, want %d", query, len(found), want)
			}
		}
	})
}

// TestDraftsAreTheirWritersAlone and end with the entry that they become.
func TestDraftsAreTheirWritersAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.Keep(ctx, w.mentor, w.m.ID, "note:m1", journal.Body{"text": "pus"}))
		must(t, w.Keep(ctx, w.mentor, w.m.ID, "note:m1", journal.Body{"text": "pusteikums"}))
		kept, there, err := w.Kept(ctx, w.mentor, w.m.ID, "note:m1")
		if err != nil || !there || kept.Body["text"] != "pusteikums" {
			t.Errorf("%v %v %v", kept, there, err)
		}
		if _, there, err := w.Kept(ctx, w.mentees[0], w.m.ID, "note:m1"); there || err != nil {
			t.Errorf("another member sees the draft: %v", err)
		}
		w.put(t, w.mentor, journal.Write{Kind: journal.Note, Slot: "m1", Draft: "note:m1", Body: journal.Body{"text": "teikums"}})
		if _, there, err := w.Kept(ctx, w.mentor, w.m.ID, "note:m1"); there || err != nil {
			t.Errorf("the draft outlives its entry: %v", err)
		}
		refused(t, w.Keep(ctx, w.mentor, w.m.ID, "f", journal.Body{"text": strings.Repeat("a", 100_001)}), fault.TooLarge)
	})
}

// TestNothingLiesInTheOpen: of what was written no column but the sealed ones
// holds a word, and those not in clear.
func TestNothingLiesInTheOpen(t *testing.T) {
	const marker = "Zilonis-istabā"
	each(t, func(t *testing.T, w *world) {
		e := w.put(t, w.mentor, journal.Write{Kind: journal.Insight, Body: journal.Body{"text": marker}})
		w.put(t, w.mentor, journal.Write{ID: e.ID, Kind: journal.Insight, Version: 1, Body: journal.Body{"text": marker + "!"}})
		must(t, w.Keep(t.Context(), w.mentor, w.m.ID, "f", journal.Body{"text": marker}))
		for table, column := range map[string]string{"journal_entry": "body", "journal_version": "body", "journal_draft": "body"} {
			bodies, err := db.Rows(t.Context(), w.DB, db.Value[[]byte], "select "+column+" from "+table)
			must(t, err)
			if len(bodies) == 0 {
				t.Errorf("%s is empty", table)
			}
			for _, b := range bodies {
				if strings.Contains(string(b), "Zilonis") {
					t.Errorf("%s holds text in clear", table)
				}
			}
		}
	})
}

// TestWhatIsNoted: who wrote in which mentorship, that its members agreed, and that
// they went on; never what, in which entry, or how much.
func TestWhatIsNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		noted := func(action audit.Action) (list []audit.Item) {
			t.Helper()
			list, err := audit.List(t.Context(), w.DB, audit.Filter{Action: action}, 50)
			must(t, err)
			for _, i := range list {
				if i.Object != (audit.Object{Kind: audit.KindMentorship, ID: w.m.ID}) || i.Programme != w.programme {
					t.Errorf("%s is noted of %+v", action, i.Object)
				}
			}
			return list
		}
		e := w.put(t, w.mentees[0], journal.Write{Kind: journal.Agreement, Slot: "agreement", Body: promise})
		w.put(t, w.mentees[0], journal.Write{ID: e.ID, Kind: journal.Agreement, Body: promise}) // sent twice
		if got := noted(audit.JournalWritten); len(got) != 1 || got[0].Actor != w.mentees[0].Person {
			t.Errorf("writing is noted as %+v", got)
		}
		for _, a := range w.members() {
			_, err := w.Accept(t.Context(), a, w.m.ID, e.ID, e.Version)
			must(t, err)
		}
		if got := noted(audit.MentorshipReached); len(got) != 1 {
			t.Errorf("agreeing is noted as %+v", got)
		}
		m, err := w.Mentorships.Get(t.Context(), w.mentor, w.m.ID)
		must(t, err)
		_, err = w.Mentorships.Advance(t.Context(), w.mentor, m.ID, m.Version)
		must(t, err)
		if got := noted(audit.MentorshipAdvanced); len(got) != 1 || got[0].Actor != w.mentor.Person {
			t.Errorf("going on is noted as %+v", got)
		}
	})
}
