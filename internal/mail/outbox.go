package mail

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"regexp"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
)

// Config is what an Outbox works with. All fields but SMTP, From.Name and
// ReplyTo are needed.
type Config struct {
	DB        *db.DB
	Catalogue *i18n.Catalogue
	SMTP      *SMTP   // nil: messages are held
	From      Address // the sender; an empty name means the owner's
	ReplyTo   string
	Host      string                      // our own host name, for Message-ID and the greeting
	Owner     func(lang i18n.Lang) string // the programme owner's name; must not read the database
	Terminal  io.Writer                   // where secrets appear without SMTP
	Now       func() time.Time
	Log       *slog.Logger
}

// Outbox takes messages and sends them.
type Outbox struct {
	Config

	// Queue runs the sending; set it before the first Send. (The queue is made
	// after all kinds of jobs are registered, New registers ours.)
	Queue *job.Queue

	Silent bool // keeps no letter: for people who were invented
}

// sendArgs names the message to be sent.
type sendArgs struct {
	MessageID string `json:"message_id"`
}

func (sendArgs) Kind() string { return "mail.send" }

// New makes an Outbox and registers its job.
func New(c Config, r *job.Registry) (*Outbox, error) {
	if c.SMTP != nil {
		if err := c.SMTP.check(); err != nil {
			return nil, fmt.Errorf("set up mail: %w", err)
		}
		if !Valid(c.From.Email) {
			return nil, errors.New("set up mail: the sender's address is not valid")
		}
	}
	o := &Outbox{Config: c}
	job.Handle(r, o.send, job.Options{Unique: true, Timeout: 2 * time.Minute, Queue: "mail"})
	return o, nil
}

// Sends tells whether a mail server is set up.
func (o *Outbox) Sends() bool { return o.SMTP != nil }

// Send composes the message and stores it in the transaction: queued, or held
// without a mail server. Invalid with key mail.bad-address when the address is
// not one to send to.
func (o *Outbox) Send(ctx context.Context, tx *db.Tx, m Message) error {
	if o.Silent {
		return nil
	}
	c, err := compose(o.Catalogue.For(m.Lang), o.Owner(m.Lang), m)
	if err != nil {
		return err
	}
	s := Stored{ID: id.New(), PersonID: m.PersonID, To: c.to, Kind: m.Kind, Lang: m.Lang, Subject: c.subject,
		Text: c.text, HTML: c.html, ReplyTo: c.replyTo, Calendar: c.file, State: Held, CreatedAt: o.Now()}
	if !o.Sends() {
		return insert(ctx, tx, s)
	}
	s.State = Queued
	if err := insert(ctx, tx, s); err != nil {
		return err
	}
	return o.Queue.Enqueue(ctx, tx, sendArgs{s.ID})
}

// send is the job: it sends a message that is still queued.
func (o *Outbox) send(ctx context.Context, args sendArgs) error {
	s, err := get(ctx, o.DB, args.MessageID)
	if fault.Is(err, fault.NotFound) || err == nil && s.State != Queued {
		return nil // deleted, or sent by an attempt that was killed after
	}
	if err != nil {
		return err
	}
	if !o.Sends() {
		return o.move(ctx, s.ID, Queued, Held)
	}
	c := composed{s.To, s.Subject, s.Text, s.HTML, offURL(s.HTML), s.ReplyTo, s.Calendar}
	err = o.deliver(ctx, s.ID, s.CreatedAt, s.Lang, c)
	var r *refusal
	switch {
	case err == nil:
		return o.move(ctx, s.ID, Queued, Sent)
	case errors.As(err, &r) && r.permanent, job.Last(ctx):
		if moved := o.move(ctx, s.ID, Queued, Failed); moved != nil {
			return moved
		}
		return job.Discard(fmt.Errorf("send message %s: %w", s.ID, err))
	}
	return fmt.Errorf("send message %s: %w", s.ID, err)
}

func (o *Outbox) deliver(ctx context.Context, messageID string, at time.Time, lang i18n.Lang, c composed) error {
	e := envelope{messageID, at, o.From, o.ReplyTo, o.Host}
	if c.replyTo != "" {
		e.replyTo = c.replyTo
	}
	if e.from.Name == "" {
		e.from.Name = o.Owner(lang)
	}
	m, err := encode(e, c)
	if err != nil {
		return err
	}
	return o.SMTP.deliver(ctx, o.Host, m)
}

// offLink finds the link for switching off in our own HTML part, where it is
// kept; mail programs want it in a header too.
var offLink = regexp.MustCompile(`<a rel="unsubscribe" href="([^"]+)"`)

func offURL(page string) string {
	found := offLink.FindStringSubmatch(page)
	if found == nil {
		return ""
	}
	return html.UnescapeString(found[1])
}

func (o *Outbox) move(ctx context.Context, messageID string, from, to State) error {
	return o.DB.Tx(ctx, func(tx *db.Tx) error {
		_, err := setState(ctx, tx, messageID, from, to, o.Now())
		return err
	})
}

// SendSecret composes the message and hands it to the mail server at once; it
// is stored nowhere. Without a mail server one line with the address and the
// code goes to the terminal, and neither to the log. It takes as long as the
// server takes, so call it from a job that makes the code anew.
func (o *Outbox) SendSecret(ctx context.Context, m Message, code string) error {
	t := o.Catalogue.For(m.Lang)
	c, err := compose(t, o.Owner(m.Lang), m)
	if err != nil {
		return err
	}
	if o.Sends() {
		return o.deliver(ctx, id.New(), o.Now(), m.Lang, c)
	}
	line := t.T("mail.terminal", "address", c.to.Email, "code", headerText(code, maxName))
	if _, err := io.WriteString(o.Terminal, line+"\n"); err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	return nil
}

var (
	errNoServer = fault.New(fault.Conflict, "mail.no-server")
	errMoved    = fault.New(fault.Conflict, "fault.conflict")
)

// Release queues a held or failed message. NotFound when it is gone, Conflict
// when it stands otherwise or no mail server is set up.
func (o *Outbox) Release(ctx context.Context, tx *db.Tx, messageID string) error {
	if !o.Sends() {
		return errNoServer
	}
	s, err := get(ctx, tx, messageID)
	if err != nil {
		return err
	}
	if s.State != Held && s.State != Failed {
		return errMoved
	}
	switch moved, err := setState(ctx, tx, s.ID, s.State, Queued, o.Now()); {
	case err != nil:
		return err
	case !moved:
		return errMoved
	}
	return o.Queue.Enqueue(ctx, tx, sendArgs{s.ID})
}

// Delete removes a message, whatever its state; one that is queued is not sent.
// NotFound when it is gone.
func (o *Outbox) Delete(ctx context.Context, tx *db.Tx, messageID string) error {
	return remove(ctx, tx, messageID)
}

// Get returns a message with both parts. NotFound when there is none.
func (o *Outbox) Get(ctx context.Context, messageID string) (Stored, error) {
	return get(ctx, o.DB, messageID)
}

// List returns up to limit messages, newest first, without their parts.
func (o *Outbox) List(ctx context.Context, f Filter, limit int) ([]Stored, error) {
	return list(ctx, o.DB, f, limit)
}

// Counts returns how many messages stand in each state, zeros included.
func (o *Outbox) Counts(ctx context.Context) (map[State]int, error) { return counts(ctx, o.DB) }
