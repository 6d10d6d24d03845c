package faults

import (
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server on loopback. It takes everything; while it is held
// it keeps every sender waiting at the end of the message.
type mailbox struct {
	port int

	mu      sync.Mutex
	arrived map[string]int // messages by recipient
	waiting int
	gate    chan struct{} // closed: not held
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	m := &mailbox{arrived: map[string]int{}, gate: make(chan struct{})}
	close(m.gate)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = listener.Addr().(*net.TCPAddr).Port
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letter{box: m}, nil }))
	server.Domain = "mail.example.org"
	server.ErrorLog = stdlog.New(io.Discard, "", 0) // senders are killed
	ended := make(chan error)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		m.release()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return m
}

// settings make a service send here.
func (m *mailbox) settings() []string {
	return []string{"SMTP_HOST=127.0.0.1", fmt.Sprintf("SMTP_PORT=%d", m.port), "SMTP_SECURITY=none", "MAIL_FROM=programma@example.org"}
}

func (m *mailbox) hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gate = make(chan struct{})
}

func (m *mailbox) release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.gate:
	default:
		close(m.gate)
	}
}

// isWaiting tells whether a sender is being kept waiting.
func (m *mailbox) isWaiting() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.waiting > 0
}

func (m *mailbox) count(email string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.arrived[email]
}

// letter is one message on its way.
type letter struct {
	box *mailbox
	to  []string
}

func (l *letter) Mail(string, *smtp.MailOptions) error { return nil }

func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = append(l.to, to)
	return nil
}

func (l *letter) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	l.box.pass()
	l.box.mu.Lock()
	defer l.box.mu.Unlock()
	for _, to := range l.to {
		l.box.arrived[to]++
	}
	return nil
}

// pass waits at the gate.
func (m *mailbox) pass() {
	m.mu.Lock()
	gate := m.gate
	m.waiting++
	m.mu.Unlock()
	<-gate
	m.mu.Lock()
	m.waiting--
	m.mu.Unlock()
}

func (l *letter) Reset() { l.to = nil }

func (l *letter) Logout() error { return nil }
