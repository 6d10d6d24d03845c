package calendar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"domubiedrs/internal/fault"
)

// Limits of the listener. An answer of a calendar program has a few thousand
// bytes; the mail server in front of it keeps what is turned away for now.
const (
	maxLetter     = 256 << 10 // bytes
	maxRecipients = 10
	maxSessions   = 20
	maxAMinute    = 120 // letters
	maxLine       = 4096
	patience      = 30 * time.Second
)

// Listener takes letters that the owner's mail server passes on, over SMTP or LMTP
// (RFC 2033), for the invitations' own addresses and no others. It speaks no TLS
// and asks nobody to sign in: it belongs on an address that only that server
// reaches.
type Listener struct {
	Calendars *Service
	Log       *slog.Logger
	LMTP      bool

	server   *smtp.Server
	mu       sync.Mutex
	sessions int
	minute   time.Time // that is counted
	letters  int       // in it
}

// Serve takes connections until Close.
func (l *Listener) Serve(network net.Listener) error {
	if err := l.prepare().Serve(network); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
		return fmt.Errorf("take answers to invitations: %w", err)
	}
	return nil
}

// Close ends all connections at once.
func (l *Listener) Close() error { return l.prepare().Close() }

// Shutdown lets what is being said end, and takes no further connection.
func (l *Listener) Shutdown(ctx context.Context) error {
	if err := l.prepare().Shutdown(ctx); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
		return fmt.Errorf("stop taking answers to invitations: %w", err)
	}
	return nil
}

func (l *Listener) prepare() *smtp.Server {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		l.server = smtp.NewServer(smtp.BackendFunc(l.open))
		l.server.Domain, l.server.LMTP = l.Calendars.Outbox.Host, l.LMTP
		l.server.MaxMessageBytes, l.server.MaxRecipients, l.server.MaxLineLength = maxLetter, maxRecipients, maxLine
		l.server.ReadTimeout, l.server.WriteTimeout = patience, patience
		l.server.ErrorLog = slog.NewLogLogger(l.Log.Handler(), slog.LevelDebug)
	}
	return l.server
}

var (
	errBusy    = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Too much at once, please try again later"}
	errUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox"}
	errLater   = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not now, please try again later"}
	errNotRead = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 6, 0},
		Message: "Nobody reads letters here, only answers of calendar programs. Please open the session's page. / Vestules te neviens nelasa. Atveriet sesijas lapu."}
)

func (l *Listener) open(*smtp.Conn) (smtp.Session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions >= maxSessions {
		return nil, errBusy
	}
	l.sessions++
	return &conversation{listener: l}, nil
}

// count tells whether one more letter is taken in this minute.
func (l *Listener) count() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.Calendars.Now().Truncate(time.Minute); !now.Equal(l.minute) {
		l.minute, l.letters = now, 0
	}
	l.letters++
	return l.letters <= maxAMinute
}

// conversation is one connection of the mail server.
type conversation struct {
	listener *Listener
	from     string
	secrets  []string
}

// Reset implements smtp.Session.
func (c *conversation) Reset() { c.from, c.secrets = "", nil }

// Logout implements smtp.Session.
func (c *conversation) Logout() error {
	c.listener.mu.Lock()
	defer c.listener.mu.Unlock()
	c.listener.sessions--
	return nil
}

// Mail implements smtp.Session.
func (c *conversation) Mail(from string, _ *smtp.MailOptions) error {
	if !c.listener.count() {
		return errBusy
	}
	c.from = from
	return nil
}

// Rcpt implements smtp.Session: only an invitation's own address is a mailbox.
func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	s := c.listener.Calendars
	secret, ok := secretOf(s.Answers, to)
	if !ok {
		return errUnknown
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	switch _, err := bySecret(ctx, s.DB, secret); {
	case fault.Is(err, fault.NotFound):
		return errUnknown
	case err != nil:
		return c.failed(err)
	}
	c.secrets = append(c.secrets, secret)
	return nil
}

// Data implements smtp.Session. A letter without an answer is sent back, so that
// who wrote it by hand knows that nobody reads it; one that a program sent by
// itself, without a sender, is let go.
func (c *conversation) Data(r io.Reader) error {
	letter, err := io.ReadAll(io.LimitReader(r, maxLetter+1))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, secret := range c.secrets {
		err := c.listener.Calendars.Receive(ctx, secret, bytes.NewReader(letter))
		switch {
		case err == nil:
			c.listener.Log.Info("an answer to an invitation came")
		case pointless(err) && c.from == "":
			return nil
		case pointless(err):
			return errNotRead
		default:
			return c.failed(err)
		}
	}
	return nil
}

func (c *conversation) failed(err error) error {
	c.listener.Log.Error("take an answer to an invitation", "error", err)
	return errLater
}
