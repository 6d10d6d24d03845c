package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to the mail server is secured.
type Security string

const (
	StartTLS Security = "starttls" // begins plain and must change to TLS; port 587
	TLS      Security = "tls"      // TLS from the first byte; port 465
	None     Security = "none"     // not at all: only to a server on this machine; port 25
)

// SMTP tells how to reach the mail server.
type SMTP struct {
	Host     string
	Port     int // 0: the usual one of Security
	Username string
	Password string
	Security Security
	Timeout  time.Duration  // of the whole conversation; 0: 30 s
	Roots    *x509.CertPool // whose certificates are trusted; nil: the system's
}

// errInsecure refuses to send passwords and names over a network in the clear.
var errInsecure = errors.New("security none is for a mail server on this machine only")

func (s *SMTP) check() error {
	switch s.Security {
	case StartTLS, TLS:
		return nil
	case None:
		if ip := net.ParseIP(s.Host); s.Host == "localhost" || ip.IsLoopback() {
			return nil
		}
		return errInsecure
	}
	return fmt.Errorf("the mail server's security %q is none of starttls, tls, none", s.Security)
}

// client makes a connection's settings. helo is the name that we give.
func (s *SMTP) client(helo string) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithTimeout(cmp.Or(s.Timeout, 30*time.Second)), gomail.WithHELO(helo),
		gomail.WithoutNoop(), gomail.WithoutSMTPUTF8(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})}
	port := 587
	switch s.Security {
	case TLS:
		port = 465
		options = append(options, gomail.WithSSL())
	case None:
		port = 25
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	options = append(options, gomail.WithPort(cmp.Or(s.Port, port)))
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

// envelope is what of a message is not said in its parts.
type envelope struct {
	id      string // of the row; the same in every attempt
	at      time.Time
	from    Address
	replyTo string
	host    string // of our own, for Message-ID
}

// encode makes the message as it travels.
func encode(e envelope, c composed) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&mail.Address{Name: headerText(e.from.Name, maxName), Address: e.from.Email})
	m.ToMailAddress(&mail.Address{Name: c.to.Name, Address: c.to.Email})
	if e.replyTo != "" {
		m.ReplyToMailAddress(&mail.Address{Address: e.replyTo})
	}
	m.Subject(c.subject)
	m.SetDateWithValue(e.at)
	m.SetMessageIDWithValue(e.id + "@" + e.host)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no out-of-office answers (RFC 3834 §5)
	if c.offURL != "" {
		m.SetListUnsubscribe("<" + c.offURL + ">")
	}
	m.SetBodyString(gomail.TypeTextPlain, c.text)
	m.AddAlternativeString(gomail.TypeTextHTML, c.html)
	if c.file == "" {
		return m, nil
	}
	// Some programs look for the part, some for the attachment (context §7.2).
	m.AddAlternativeString(gomail.ContentType("text/calendar; method="+methodOf(c.file)), c.file)
	if err := m.AttachReader("invite.ics", strings.NewReader(c.file), gomail.WithFileContentType("application/ics")); err != nil {
		return nil, fmt.Errorf("attach an invitation: %w", err)
	}
	return m, nil
}

// refusal is why a message was not taken. It says nothing of the message:
// servers like to repeat the address in their own words, so only their codes
// are kept.
type refusal struct {
	stage     string // where in the conversation
	code      int    // the server's, or 0
	enhanced  string // RFC 3463, or empty
	permanent bool   // no later attempt can do better
}

func (r *refusal) Error() string {
	return fmt.Sprintf("mail server: %s: %d %s", r.stage, r.code, r.enhanced)
}

// converse talks with the server. When ctx ends it returns without having
// ended, which the library does only while it connects: a service that stops
// must not wait for a mail server. The conversation then ends by its timeout.
func converse(ctx context.Context, client *gomail.Client, m *gomail.Msg) (ended bool, err error) {
	result := make(chan error, 1)
	go func() { result <- client.DialAndSendWithContext(ctx, m) }()
	select {
	case err := <-result:
		return true, err
	case <-ctx.Done():
		return false, nil
	}
}

// deliver hands the message to the server. An error is a *refusal, or about
// the connection.
func (s *SMTP) deliver(ctx context.Context, helo string, m *gomail.Msg) error {
	client, err := s.client(helo)
	if err != nil {
		return fmt.Errorf("set up the mail client: %w", err)
	}
	ended, err := converse(ctx, client, m)
	if !ended { // the message is still the library's
		return fmt.Errorf("wait for the mail server: %w", ctx.Err())
	}
	if err == nil || m.IsDelivered() { // what goes wrong after the server's yes is no matter
		return nil
	}
	var send *gomail.SendError
	if errors.As(err, &send) {
		return &refusal{send.Reason.String(), send.ErrorCode(), send.EnhancedStatusCode(), send.ErrorCode() >= 500}
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return &refusal{stage: "greeting or signing in", code: reply.Code} // a matter of settings, so not for ever
	}
	return fmt.Errorf("reach the mail server: %w", err)
}
