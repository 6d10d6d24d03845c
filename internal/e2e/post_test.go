package e2e

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"domubiedrs/internal/access"
)

// sender is the address from which the service's letters come.
const sender = "programma@example.org"

var system = access.Scope{Kind: access.System}

// letter is one as the mail server got it.
type letter struct {
	from string
	to   []string
	raw  string
}

// postOffice is a mail server on this machine.
type postOffice struct {
	port    int
	refuse  bool // every recipient, for good
	mu      sync.Mutex
	letters []letter
}

func startPost(t testing.TB) *postOffice {
	t.Helper()
	p := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{office: p}, nil }))
	server.Domain = "mail.example.org"
	server.ErrorLog = log.New(io.Discard, "", 0) // a test may break a conversation off
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = listener.Addr().(*net.TCPAddr).Port
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return p
}

// settings have the service send through this server.
func (p *postOffice) settings() []string {
	return []string{"SMTP_HOST=127.0.0.1", fmt.Sprint("SMTP_PORT=", p.port), "SMTP_SECURITY=none", "MAIL_FROM=" + sender}
}

// await returns the next letter to an address and takes it away.
func (p *postOffice) await(t testing.TB, to string) letter {
	t.Helper()
	var found letter
	await(t, "a letter to "+to, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		i := slices.IndexFunc(p.letters, func(l letter) bool { return slices.Contains(l.to, to) })
		if i < 0 {
			return false
		}
		found = p.letters[i]
		p.letters = slices.Delete(p.letters, i, i+1)
		return true
	})
	return found
}

type delivery struct {
	office *postOffice
	now    letter
}

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.now.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if d.office.refuse {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	d.now.to = append(d.now.to, to)
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	d.now.raw = string(raw)
	d.office.mu.Lock()
	defer d.office.mu.Unlock()
	d.office.letters = append(d.office.letters, d.now)
	return nil
}

func (d *delivery) Reset()        { d.now = letter{} }
func (d *delivery) Logout() error { return nil }
