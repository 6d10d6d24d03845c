package mentorship_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/programme"
)

// world is a programme with its coordinator, outside of any intake.
type world struct {
	*mentorship.Service
	t         *testing.T
	clock     time.Time
	programme string
	staff     access.Actor
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{t: t, clock: time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)}
		now := func() time.Time { return w.clock }
		texts, err := i18n.Load()
		w.must(err)
		outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
			Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, job.NewRegistry())
		w.must(err)
		w.Service = &mentorship.Service{DB: d, Now: now, Intakes: &intake.Service{DB: d, Now: now},
			Accounts: &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"}}
		admin := access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
		p, err := (&programme.Service{DB: d, Now: now}).Create(t.Context(), admin, programme.Details{NameLV: "a", NameEN: "a"})
		w.must(err)
		w.programme, w.staff = p.ID, in(access.Coordinator, p.ID)
		f(t, w)
	})
}

func in(role access.Role, scope string) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: scope}}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) person() access.Actor {
	w.t.Helper()
	personID := id.New()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(w.t.Context(), tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text,
			created_at, updated_at, version) values ($1, 'a', 'b', $1, $1, '', 'lv', 'active', '', '', $2, $2, 1)`, personID, w.clock)
		return err
	}))
	return access.Actor{Person: personID, Fresh: true}
}

func (w *world) begin(mentor, mentee access.Actor, size catalogue.Span) (m mentorship.Mentorship) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) (err error) {
		m, err = w.Begin(w.t.Context(), tx, mentor.Person, mentorship.Beginning{Programme: w.programme, Model: catalogue.Individual, Size: size,
			Mentor: mentorship.Joining{Person: mentor.Person}, Mentee: mentorship.Joining{Person: mentee.Person}})
		return err
	}))
	return m
}

var pair = catalogue.Span{From: 1, To: 1}

// TestWhoSeesAMentorship: members and the programme's staff, in states and dates.
func TestWhoSeesAMentorship(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		anna, ieva, otto := w.person(), w.person(), w.person()
		m := w.begin(anna, ieva, pair)
		for what, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{
			"somebody else":             {otto, fault.NotFound},
			"nobody":                    {access.Actor{}, fault.Unauthenticated},
			"another programme's staff": {in(access.Coordinator, id.New()), fault.NotFound},
			"another mentorship's":      {in(access.Mentee, id.New()), fault.NotFound},
			"an institution's contact":  {in(access.InstitutionContact, id.New()), fault.NotFound},
			"an administrator":          {in(access.Administrator, ""), fault.NotFound},
		} {
			if _, err := w.Get(ctx, tt.actor, m.ID); fault.KindOf(err) != tt.want {
				t.Errorf("%s: %v, want %v", what, err, tt.want)
			}
			if _, err := w.List(ctx, tt.actor, mentorship.Filter{Programme: w.programme}, 10); err == nil {
				t.Errorf("%s lists", what)
			}
		}
		for what, a := range map[string]access.Actor{"the mentor": anna, "the mentee": ieva, "the coordinator": w.staff,
			"the lead": in(access.Lead, w.programme), "support": in(access.Support, w.programme), "an auditor": in(access.Auditor, w.programme)} {
			got, err := w.Get(ctx, a, m.ID)
			if diff := cmp.Diff(m, got); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", what, err, diff)
			}
		}
		if _, err := w.Get(ctx, anna, id.New()); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		if _, err := w.Of(ctx, access.Actor{}); fault.KindOf(err) != fault.Unauthenticated {
			t.Error(err)
		}
	})
}

// TestTheRoleComesAndGoesWithTheMembership; parting twice changes nothing.
func TestTheRoleComesAndGoesWithTheMembership(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		anna, ieva := w.person(), w.person()
		m := w.begin(anna, ieva, pair)
		roles := func() (list []string) {
			found, err := db.Rows(ctx, w.DB, db.Value[string], `select role from role_grant where scope_kind = 'mentorship' and scope_id = $1 and revoked_at is null order by role`, m.ID)
			w.must(err)
			return found
		}
		if diff := cmp.Diff([]string{"mentee", "mentor"}, roles()); diff != "" {
			t.Error(diff)
		}
		part := func() error {
			return w.DB.Tx(ctx, func(tx *db.Tx) error { return w.Part(ctx, tx, anna.Person, m.ID, ieva.Person) })
		}
		for range 2 { // the second time changes nothing
			w.must(part())
		}
		if got := roles(); got != nil {
			t.Errorf("%v are held after the end", got)
		}
		mine, err := w.Of(ctx, ieva)
		if err != nil || mine[0].Status != mentorship.Rematched || len(mine[0].Members) != 1 || mine[0].Members[0].LeftAt == nil {
			t.Errorf("%+v, %v", mine, err)
		}
		items, err := audit.List(ctx, w.DB, audit.Filter{ObjectID: m.ID}, 100)
		if err != nil || len(items) != 4 {
			t.Errorf("%d deeds, %v", len(items), err)
		}
	})
}

// TestAMenteeLeavesAGroup and the others go on.
func TestAMenteeLeavesAGroup(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		anna, ieva, liene := w.person(), w.person(), w.person()
		m := w.begin(anna, ieva, catalogue.Span{From: 2, To: 3})
		if m.Status != mentorship.Proposed || m.Seats != 3 {
			t.Fatalf("%+v", m)
		}
		w.must(w.DB.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `insert into mentorship_member (id, mentorship_id, person_id, side, joined_at) values ($1, $2, $3, 'mentee', $4)`, id.New(), m.ID, liene.Person, w.clock)
			return errors.Join(err, func() error {
				_, err := db.Exec(ctx, tx, `update mentorship set mentees = 2 where id = $1`, m.ID)
				return err
			}())
		}))
		w.must(w.DB.Tx(ctx, func(tx *db.Tx) error { return w.Part(ctx, tx, anna.Person, m.ID, ieva.Person) }))
		got, err := w.Get(ctx, anna, m.ID)
		if err != nil || got.Status != mentorship.Proposed || got.Mentees != 1 || got.Has(ieva.Person) || !got.Has(liene.Person) || !got.Has(anna.Person) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestPagesOfTheList go on where the one before ended, by status too.
func TestPagesOfTheList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var want, got []string
		for range 5 {
			want = append(want, w.begin(w.person(), w.person(), pair).ID)
			w.clock = w.clock.Add(time.Minute)
		}
		f := mentorship.Filter{Programme: w.programme}
		for range 3 {
			page, err := w.List(ctx, w.staff, f, 2)
			w.must(err)
			for _, m := range page {
				got = append(got, m.ID)
				f.After = mentorship.Cursor{BeganAt: m.BeganAt, ID: m.ID}
				if len(m.Members) != 2 {
					t.Errorf("%d members", len(m.Members))
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		for status, n := range map[mentorship.Status]int{mentorship.Foundation: 5, mentorship.Paused: 0} {
			page, err := w.List(ctx, w.staff, mentorship.Filter{Programme: w.programme, Status: status}, 10)
			if err != nil || len(page) != n {
				t.Errorf("%d are %s, want %d, %v", len(page), status, n, err)
			}
		}
	})
}

// TestStartIsTheCoordinators, over the version that was read.
func TestStartIsTheCoordinators(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.begin(w.person(), w.person(), pair)
		for what, tt := range map[string]struct {
			actor   access.Actor
			version int64
			want    fault.Kind
		}{"the lead": {in(access.Lead, w.programme), m.Version, fault.Forbidden}, "a stale page": {w.staff, m.Version + 1, fault.Conflict}} {
			if _, err := w.Start(ctx, tt.actor, m.ID, tt.version); fault.KindOf(err) != tt.want {
				t.Errorf("%s: %v, want %v", what, err, tt.want)
			}
		}
	})
}
