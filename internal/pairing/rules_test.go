package pairing

import (
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/questionnaire"
)

func riga(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestSteps holds the whole state machine of a proposal and of a round.
func TestSteps(t *testing.T) {
	allowed := map[Status]string{Draft: "sent withdrawn", Sent: "mentee-yes declined expired withdrawn", MenteeYes: "asked declined withdrawn",
		Asked: "accepted declined expired withdrawn", Accepted: "withdrawn"}
	for _, from := range Statuses {
		for _, to := range Statuses {
			want := slices.Contains(strings.Fields(allowed[from]), string(to))
			p := Proposal{Status: from}
			err := p.become(to)
			if from.MayBecome(to) != want || (err == nil) != want || !want && (!fault.Is(err, fault.Gone) || p.Status != from) {
				t.Errorf("%s → %s: %v, want %v", from, to, err, want)
			}
		}
	}
	for _, from := range []RoundStatus{RoundDraft, RoundSent, RoundClosed} {
		for _, to := range []RoundStatus{RoundDraft, RoundSent, RoundClosed} {
			want := from == RoundDraft && to != RoundDraft || from == RoundSent && to == RoundClosed
			r := Round{Status: from}
			if err := r.become(to, time.Now()); (err == nil) != want || want && (r.ClosedAt != nil) != (to == RoundClosed) {
				t.Errorf("round %s → %s: %v, want %v", from, to, err, want)
			}
		}
	}
}

// TestDeadlinesAreMidnightsInRiga, over both changes of the clock.
func TestDeadlinesAreMidnightsInRiga(t *testing.T) {
	zone := riga(t)
	for _, tt := range []struct {
		at   string
		days int64
		want string
	}{
		{"2027-01-18T09:00:00Z", 7, "2027-01-25T22:00:00Z"},
		{"2027-01-18T22:30:00Z", 7, "2027-01-26T22:00:00Z"}, // the 19th has begun in Riga
		{"2027-03-25T09:00:00Z", 7, "2027-04-01T21:00:00Z"},
		{"2027-10-28T09:00:00Z", 7, "2027-11-04T22:00:00Z"},
		{"2027-01-18T09:00:00Z", 1, "2027-01-19T22:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := deadline(at, tt.days, zone).Format(time.RFC3339); got != tt.want {
			t.Errorf("%d days from %s: %s, want %s", tt.days, tt.at, got, tt.want)
		}
	}
}

// TestReminders: never more than two, never fewer as time goes on, never on the
// day of the turn, and the first change of number never on a weekend.
func TestReminders(t *testing.T) {
	zone := riga(t)
	for days := int64(1); days <= 60; days++ {
		for start := range 7 {
			p := Proposal{Days: days}
			p.turn(time.Date(2027, 3, 22+start, 13, 0, 0, 0, time.UTC), zone)
			last := int64(0)
			for at := *p.TurnAt; at.Before(*p.DueAt); at = at.Add(time.Hour) {
				n := p.reminders(at, counting{zone: zone})
				weekend := slices.Contains([]time.Weekday{time.Saturday, time.Sunday}, at.In(zone).Weekday())
				sameDay := at.In(zone).YearDay() == p.TurnAt.In(zone).YearDay()
				if n > 2 || n < last || n > last && (weekend || sameDay) {
					t.Fatalf("%d days from %s: %d reminders at %s, %d before", days, p.TurnAt, n, at, last)
				}
				last = n
			}
			if days >= 7 && last == 0 {
				t.Errorf("%d days from %s: no reminder at all", days, p.TurnAt)
			}
		}
	}
}

// TestWhatEachSideSees of every end: nobody learns what the other did.
func TestWhatEachSideSees(t *testing.T) {
	now := time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		status         Status
		mentee, mentor Reply
		asked          bool
		why            ending
		want           [2]Seen // the mentee's, the mentor's; empty: not there
	}{
		{Draft, "", "", false, "", [2]Seen{"", ""}},
		{Sent, "", "", false, "", [2]Seen{SeenYours, ""}},
		{Sent, Later, "", false, "", [2]Seen{SeenYours, ""}},
		{MenteeYes, Yes, "", false, "", [2]Seen{SeenInLine, ""}},
		{Asked, Yes, "", true, "", [2]Seen{SeenTheirs, SeenYours}},
		{Asked, Yes, Later, true, "", [2]Seen{SeenTheirs, SeenYours}},
		{Accepted, Yes, Yes, true, "", [2]Seen{SeenBegun, SeenBegun}},
		{Declined, No, "", false, byMentee, [2]Seen{SeenNo, ""}},
		{Declined, No, "", true, byMentee, [2]Seen{SeenNo, SeenClosed}},
		{Declined, Yes, No, true, byMentor, [2]Seen{SeenClosed, SeenNo}},
		{Expired, "", "", false, silent, [2]Seen{SeenLate, ""}},
		{Expired, Yes, "", true, silent, [2]Seen{SeenClosed, SeenLate}},
		{Withdrawn, Yes, "", true, unavailable, [2]Seen{SeenClosed, SeenClosed}},
		{Withdrawn, Yes, "", true, conflicting, [2]Seen{SeenClosed, SeenClosed}},
		{Withdrawn, Yes, "", true, placed, [2]Seen{SeenClosed, SeenClosed}},
		{Withdrawn, "", "", false, byStaff, [2]Seen{SeenClosed, ""}},
	} {
		p := Proposal{Status: tt.status, MenteePerson: "a", MentorPerson: "b", menteeReply: tt.mentee, mentorReply: tt.mentor, ended: tt.why, Days: 7}
		if tt.status != Draft {
			p.turn(now, riga(t))
		}
		if tt.asked {
			p.AskedAt = &now
		}
		for i, person := range []string{"a", "b"} {
			var got Seen
			if side, there := p.sideOf(person); there {
				got = p.card(side, riga(t)).Seen
			}
			if got != tt.want[i] {
				t.Errorf("%s, %q and %q, asked %v: %s sees %q, want %q", tt.status, tt.mentee, tt.mentor, tt.asked, person, got, tt.want[i])
			}
		}
		if _, there := p.sideOf(""); there {
			t.Error("nobody stands on a side")
		}
	}
}

// TestEveryKeyHasItsText in both languages, those that are put together too.
func TestEveryKeyHasItsText(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range Statuses {
		keys = append(keys, s.Key())
	}
	for _, r := range Replies {
		keys = append(keys, r.Key())
	}
	for _, o := range Obstacles {
		keys = append(keys, o.Key())
	}
	for _, tie := range Ties {
		keys = append(keys, tie.Key())
	}
	for _, s := range []RoundStatus{RoundDraft, RoundSent, RoundClosed} {
		keys = append(keys, s.Key())
	}
	for _, s := range []Seen{SeenYours, SeenInLine, SeenTheirs, SeenNo, SeenLate, SeenClosed, SeenBegun} {
		keys = append(keys, s.Key())
	}
	for _, s := range []string{Outside, HasBegun, MustChoose, MentorAsks, Waits, MustAnswer, Ready, Full, Resting} {
		keys = append(keys, Standing{State: s}.Key(), Standing{State: s}.NextKey())
	}
	for _, l := range []letter{letterCards, letterAnother, letterNext, letterFewer, letterWaiting, letterAsked, letterClosed, letterTalk, letterTalkAgreed} {
		keys = append(keys, "pairing.mail."+string(l)+".subject", "pairing.mail."+string(l)+".text")
	}
	for _, l := range bySide {
		for _, side := range []Side{Mentee, Mentor} {
			keys = append(keys, "pairing.mail."+string(l)+"-"+string(side)+".subject", "pairing.mail."+string(l)+"-"+string(side)+".text")
		}
	}
	for _, lang := range []i18n.Lang{i18n.LV, i18n.EN} {
		for _, key := range keys {
			if !texts.For(lang).Has(key) {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}

// TestAReasonIsAKey: no free words get into what both sides read.
func TestAReasonIsAKey(t *testing.T) {
	for key, want := range map[string]bool{"matching.reason.theme": true, "Strādā labi": false, "x": false, "": false, "matching.": false} {
		if got := (Reason{Key: key}).valid(); got != want {
			t.Errorf("%q: %v", key, got)
		}
	}
	long := Reason{Key: "a.b", Args: map[string]string{"x": strings.Repeat("ā", MaxArg+1)}}
	many := Why{Questions: slices.Repeat([]Reason{{Key: "a.b"}}, MaxReasons+1)}
	if long.valid() || many.check() == nil {
		t.Error("a reason without limits")
	}
	if m := (Reason{Key: "a.b", Args: map[string]string{"x": "1"}}).Text(); m.Key != "a.b" || len(m.Args) != 2 || m.Args[0] != "x" || m.Args[1] != "1" {
		t.Errorf("%+v", m)
	}
}

// TestStandOfWhoIsOutside needs no pairing at all.
func TestStandOfWhoIsOutside(t *testing.T) {
	for _, status := range application.Statuses {
		got := Stand(Situation{Side: Mentee, Application: status})
		if want := map[bool]string{true: Waits, false: Outside}[status == application.Eligible]; got.State != want {
			t.Errorf("%s: %s, want %s", status, got.State, want)
		}
	}
}

// TestObstaclesOfOnePerson, the first that holds.
func TestObstaclesOfOnePerson(t *testing.T) {
	fine := someone{Party: Party{Side: Mentor, Places: 1}, app: application.Application{Status: application.Eligible, Answers: questionnaire.Answers{"models": {"group"}}},
		person: account.Person{Status: account.Active}}
	for want, spoil := range map[Obstacle]func(*someone){
		"":          func(*someone) {},
		NotEligible: func(x *someone) { x.person.Status, x.Paused = account.Disabled, true },
		NotTold:     func(x *someone) { x.app.Quiet = true },
		IsFull:      func(x *someone) { x.Taken, x.Paused = 1, true },
		HasMentor:   func(x *someone) { x.Taken, x.Side = 1, Mentee },
		OnPause:     func(x *someone) { x.Paused = true },
	} {
		x := fine
		if spoil(&x); x.obstacle() != want {
			t.Errorf("%q, want %q", x.obstacle(), want)
		}
	}
	if !fine.offers("group") || fine.offers("individual") || fine.offers("on-demand") {
		t.Error("a model that the mentor does not take on")
	}
}

// TestTheListsReadByTheirIndexes with 5,000 proposals on both databases.
func TestTheListsReadByTheirIndexes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		intakeID := fill(t, d, 5000)
		now := db.Now()
		desk, deskArgs := listing(Filter{Intake: intakeID, Status: Declined}, 50)
		round, roundArgs := listing(Filter{Intake: intakeID, Round: "r7", After: "p1"}, 50)
		for what, tt := range map[string]struct {
			query string
			args  []any
			index string
			never string
		}{
			"a mentee's cards": {cardsQuery(Mentee), []any{"e7", 100}, "pairing_proposal_mentee_person", "seq scan on pairing_proposal"},
			"a mentor's cards": {cardsQuery(Mentor), []any{"o7", 100}, "pairing_proposal_mentor_person", "seq scan on pairing_proposal"},
			"the desk":         {desk, deskArgs, "pairing_proposal_intake", "sort key"},
			"a round":          {round, roundArgs, "pairing_proposal_round", "seq scan on pairing_proposal"},
			"who waits":        {waitingQuery, []any{intakeID, time.Time{}, "", 50}, "application_standing", "seq scan on application"},
		} {
			plan := strings.ToLower(dbtest.Plan(t, d, tt.query, tt.args...))
			if !strings.Contains(plan, tt.index) || strings.Contains(plan, tt.never) {
				t.Errorf("%s:\n%s", what, plan)
			}
		}
		if page, err := waiting(t.Context(), d, intakeID, Cursor{now, ""}, 50); err != nil || len(page) != 0 {
			t.Errorf("%d wait from now on, %v", len(page), err)
		}
	})
}

// fill adds n mentees, n mentors and n proposals with as few statements as that
// takes.
func fill(t *testing.T, d *db.DB, n int) string {
	t.Helper()
	now, programmeID := db.Now().Add(-time.Hour), id.New()
	intakeID, elsewhere := id.New(), id.New() // most are of another one
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		exec := func(query string, args ...any) {
			if _, err := db.Exec(t.Context(), tx, query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		exec(`insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at, version) values ($1, 'a', 'a', 'open', 'a', $2, $2, 1)`, programmeID, now)
		for _, x := range []string{intakeID, elsewhere} {
			exec(`insert into intake (id, programme_id, code, name_lv, name_en, opens_on, closes_on, news_on, matching_from, matching_to, seminar_on, starts_on, ends_on,
			models, rules, status, counter, created_at, updated_at, version)
				values ($1, $2, $1, 'a', 'a', '', '', '', '', '', '', '', '', '', '{}', 'published', 0, $3, $3, 1)`, x, programmeID, now)
		}
		numbers := `with recursive n (i) as (select 1 union all select i + 1 from n where i < $1) `
		for prefix, side := range map[string]Side{"e": Mentee, "o": Mentor} {
			exec(numbers+`insert into person (id, given_name, family_name, email, email_key, language, status, sort_key, search_text, created_at, updated_at, version)
				select '`+prefix+`' || i, 'a', 'b', '`+prefix+`' || i, '`+prefix+`' || i, 'lv', 'active', 'a', 'a', $2, $2, 1 from n`, n, now)
			exec(numbers+`insert into application (id, intake_id, programme_id, person_id, side, number, status, fit, submitted_at, employer, person_text, search_text,
				role_code, category, questionnaire, notice_version, declared, conflicts, checklist, news_on, reason, note, source, digest, quiet, decided_by,
				created_at, updated_at, version, answers)
				select 'a`+prefix+`' || i, $2, $3, '`+prefix+`' || i, $5, '`+prefix+`' || i, case when i % 20 = 0 then 'eligible' else 'submitted' end, 'yes', $4, '', '', '',
				'', '', '{}', '', '{}', false, '', '', '', '', 'form', '', false, '', $4, $4, 1, '{}' from n`, n, intakeID, programmeID, now, side)
		}
		exec(numbers+`insert into pairing_round (id, programme_id, intake_id, model, status, created_by, created_at, sent_by, updated_at, version)
			select 'r' || i, $2, $3, 'individual', 'closed', '', $4, '', $4, 1 from n where i <= 50`, n, programmeID, intakeID, now)
		exec(numbers+`insert into pairing_proposal (id, programme_id, intake_id, round_id, mentee_id, mentor_id, mentee_person, mentor_person, model, status, rank, choice,
			mentee_answer, mentor_answer, shares, days, reminded, talk_by, talk_agreed, hierarchy, confirmed_by, note, ended, told, created_by, created_at, updated_at, version, why)
			select 'p' || i, $2, case when i % 10 = 0 then $3 else $5 end, 'r' || (i % 50 + 1), 'ae' || i, 'ao' || i, 'e' || i, 'o' || i, 'individual', case when i % 300 = 0 then 'asked' else 'declined' end, 1, 0,
			'', '', false, 7, 0, '', false, false, '', '', '', true, '', $4, $4, 1, '{}' from n`, n, programmeID, intakeID, now, elsewhere)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return intakeID
}
