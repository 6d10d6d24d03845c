package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
)

// office is an outbox with its queue, clock, log and terminal.
type office struct {
	*Outbox
	now      time.Time
	log      bytes.Buffer
	terminal bytes.Buffer
}

func newOffice(t *testing.T, d *db.DB, s *SMTP) *office {
	t.Helper()
	o := &office{now: db.Now()}
	registry := job.NewRegistry()
	log := slog.New(slog.NewTextHandler(&o.log, nil))
	now := func() time.Time { return o.now }
	var err error
	o.Outbox, err = New(Config{DB: d, Catalogue: catalogue(t), SMTP: s, From: Address{"", "programma@example.org"}, Host: "mentori.example.org",
		Owner: func(i18n.Lang) string { return owner }, Terminal: &o.terminal, Now: now, Log: log}, registry)
	if err != nil {
		t.Fatal(err)
	}
	o.Queue, err = job.New(job.Config{DB: d, Registry: registry, Log: log, Now: now, Backoff: func(int) time.Duration { return time.Minute }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Queue.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *office) send(t *testing.T, m Message) Stored {
	t.Helper()
	o.tx(t, func(tx *db.Tx) error { return o.Send(t.Context(), tx, m) })
	found, err := o.List(t.Context(), Filter{}, 1)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0]
}

func (o *office) tx(t *testing.T, f func(tx *db.Tx) error) {
	t.Helper()
	if err := o.DB.Tx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// run runs what is due, a minute later than the time before.
func (o *office) run(t *testing.T) int {
	t.Helper()
	n, _ := jobtest.Drain(t, o.Queue)
	o.now = o.now.Add(time.Minute)
	return n
}

func (o *office) check(t *testing.T, messageID string, want State) {
	t.Helper()
	s, err := o.Get(t.Context(), messageID)
	if err != nil {
		t.Fatal(err)
	}
	if s.State != want || (s.SentAt != nil) != (want == Sent) {
		t.Errorf("state %s, sent at %v, want %s", s.State, s.SentAt, want)
	}
}

var (
	greylisted = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "zanete@example.org later"}
	unknown    = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "zanete@example.org who"}
)

func TestAMessageIsSentWhenItsCauseIsCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, StartTLS)
		o := newOffice(t, d, &s.SMTP)
		boom := errors.New("boom")
		if err := d.Tx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(o.Send(t.Context(), tx, sample(i18n.LV)), boom)
		}); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if n := o.run(t); n != 0 {
			t.Errorf("%d jobs of a transaction that was rolled back", n)
		}
		m := o.send(t, sample(i18n.LV))
		o.check(t, m.ID, Queued)
		o.run(t)
		o.check(t, m.ID, Sent)
		got := s.got()
		if len(got) != 1 {
			t.Fatalf("%d messages arrived", len(got))
		}
		r, whole := parse(t, got[0].raw), sample(i18n.LV)
		checkAddress(t, r, "From", Address{owner, "programma@example.org"})
		if r.Get("Message-Id") != "<"+m.ID+"@mentori.example.org>" || r.Get("List-Unsubscribe") != "<"+whole.OffURL+">" {
			t.Errorf("headers %v", r.Header)
		}
		o.tx(t, func(tx *db.Tx) error { return o.Queue.Enqueue(t.Context(), tx, sendArgs{m.ID}) }) // as after a kill
		if o.run(t); len(s.got()) != 1 {
			t.Error("a sent message was sent again")
		}
	})
}

func TestATemporaryRefusalIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		s.answer(greylisted, greylisted)
		o := newOffice(t, d, &s.SMTP)
		m := o.send(t, sample(i18n.LV))
		for _, want := range []State{Queued, Queued, Sent} {
			o.run(t)
			o.check(t, m.ID, want)
		}
		if n := len(s.got()); n != 1 {
			t.Errorf("%d arrived", n)
		}
	})
}

func TestAPermanentRefusalFailsAndCanBeReleased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		s.answer(unknown)
		o := newOffice(t, d, &s.SMTP)
		m := o.send(t, sample(i18n.LV))
		o.run(t)
		o.check(t, m.ID, Failed)
		if n := o.run(t); n != 0 {
			t.Error("a refused message is tried again")
		}
		dead, err := o.Queue.List(t.Context(), job.Filter{State: job.Dead}, 10)
		if err != nil || len(dead) != 1 || strings.Contains(o.log.String(), "zanete") || !strings.Contains(o.log.String(), "550 5.1.1") {
			t.Errorf("dead %v (%v), log %s", dead, err, o.log.String())
		}
		o.tx(t, func(tx *db.Tx) error { return o.Release(t.Context(), tx, m.ID) })
		if err := d.Tx(t.Context(), func(tx *db.Tx) error { return o.Release(t.Context(), tx, m.ID) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("released twice: %v", err)
		}
		o.run(t)
		o.check(t, m.ID, Sent)
	})
}

func TestOutOfAttemptsIsFailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		for range 10 {
			s.answer(greylisted)
		}
		o := newOffice(t, d, &s.SMTP)
		m := o.send(t, sample(i18n.LV))
		for range 9 {
			o.run(t)
		}
		o.check(t, m.ID, Queued)
		o.run(t)
		o.check(t, m.ID, Failed)
	})
}

func TestWithoutAServerMessagesAreHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, nil)
		m := o.send(t, sample(i18n.LV))
		if n := o.run(t); n != 0 {
			t.Errorf("%d jobs", n)
		}
		whole, err := o.Get(t.Context(), m.ID)
		if err != nil || whole.State != Held || !strings.Contains(whole.Text, "Piedāvājums gaida") || !strings.Contains(whole.HTML, "<h1") {
			t.Errorf("%+v (%v)", whole, err)
		}
		if err := d.Tx(t.Context(), func(tx *db.Tx) error { return o.Release(t.Context(), tx, m.ID) }); fault.As(err) == nil || fault.As(err).Key != "mail.no-server" {
			t.Errorf("released without a server: %v", err)
		}
		s := startServer(t, TLS)
		later := newOffice(t, d, &s.SMTP)
		if later.run(t); len(s.got()) != 0 {
			t.Error("a held message went out by itself")
		}
		later.tx(t, func(tx *db.Tx) error { return later.Release(t.Context(), tx, m.ID) })
		later.run(t)
		later.check(t, m.ID, Sent)
	})
}

func TestWhenTheServerIsTakenAwayQueuedMessagesAreHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		m := newOffice(t, d, &s.SMTP).send(t, sample(i18n.LV))
		o := newOffice(t, d, nil)
		o.run(t)
		o.check(t, m.ID, Held)
	})
}

func TestADeletedMessageIsNotSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		o := newOffice(t, d, &s.SMTP)
		m := o.send(t, sample(i18n.LV))
		o.tx(t, func(tx *db.Tx) error { return o.Delete(t.Context(), tx, m.ID) })
		if n := o.run(t); n != 1 || len(s.got()) != 0 {
			t.Errorf("%d attempts, %d arrived", n, len(s.got()))
		}
		acts := map[string]func(tx *db.Tx) error{
			"delete":  func(tx *db.Tx) error { return o.Delete(t.Context(), tx, m.ID) },
			"release": func(tx *db.Tx) error { return o.Release(t.Context(), tx, m.ID) },
		}
		for name, act := range acts {
			if err := d.Tx(t.Context(), act); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s what is gone: %v", name, err)
			}
		}
		if _, err := o.Get(t.Context(), m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("get what is gone: %v", err)
		}
	})
}

func TestSecretsAreStoredNowhere(t *testing.T) {
	const code = "K7QM-2XPA"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := startServer(t, TLS)
		for _, server := range []*SMTP{&s.SMTP, nil} {
			o := newOffice(t, d, server)
			if err := o.SendSecret(t.Context(), sample(i18n.LV), code); err != nil {
				t.Fatal(err)
			}
			want := ""
			if server == nil {
				want = "Pieslēgšanās kods adresei zanete@example.org: " + code + "\n"
			}
			if o.terminal.String() != want || strings.Contains(o.log.String(), code) {
				t.Errorf("terminal %q, log %q", o.terminal.String(), o.log.String())
			}
			counts, err := o.Counts(t.Context())
			if err != nil || counts[Queued]+counts[Held]+counts[Sent]+counts[Failed] != 0 || len(counts) != 4 || o.run(t) != 0 {
				t.Errorf("something was stored: %v (%v)", counts, err)
			}
		}
		if got := s.got(); len(got) != 1 || !strings.Contains(parse(t, got[0].raw).text, code) {
			t.Errorf("%d arrived", len(got))
		}
		s.answer(greylisted)
		o := newOffice(t, d, &s.SMTP)
		if err := o.SendSecret(t.Context(), sample(i18n.LV), code); err == nil || strings.Contains(err.Error(), "zanete") {
			t.Errorf("a refused secret: %v", err)
		}
	})
}

func TestListFiltersAndPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, nil)
		person := id.New()
		o.tx(t, func(tx *db.Tx) error { return insertPerson(t.Context(), tx, person) })
		for i := range 5 {
			m := sample(i18n.EN)
			m.Subject = fmt.Sprint("Message ", i)
			if i%2 == 0 {
				m.PersonID = person
			}
			o.send(t, m)
		}
		var seen []string
		f := Filter{State: Held, PersonID: person}
		for {
			page, err := o.List(t.Context(), f, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page {
				seen = append(seen, s.Subject)
				f.Before = s.ID
				if s.PersonID != person || s.To != sample(i18n.EN).To || s.Lang != i18n.EN || s.Kind != "proposal.offered" || !s.CreatedAt.Equal(o.now) {
					t.Errorf("%+v", s)
				}
			}
			if len(page) < 2 {
				break
			}
		}
		if got := strings.Join(seen, ", "); got != "Message 4, Message 2, Message 0" {
			t.Errorf("listed %s", got)
		}
		if none, err := o.List(t.Context(), Filter{State: Sent}, 10); err != nil || len(none) != 0 {
			t.Errorf("sent: %v (%v)", none, err)
		}
	})
}

func insertPerson(ctx context.Context, tx *db.Tx, person string) error {
	_, err := db.Exec(ctx, tx, `insert into person (id, given_name, family_name, email, email_key, language, status, sort_key, search_text,
		created_at, updated_at, version) values ($1, '', '', '', '', 'lv', 'active', '', '', $2, $2, 1)`, person, db.Now())
	return err
}

func TestNewRefusesWhatCannotSend(t *testing.T) {
	for name, c := range map[string]Config{
		"a server elsewhere in the clear": {SMTP: &SMTP{Host: "mail.example.org", Security: None}, From: Address{"", "a@example.org"}},
		"no sender":                       {SMTP: &SMTP{Host: "mail.example.org", Security: TLS}},
	} {
		if _, err := New(c, job.NewRegistry()); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
