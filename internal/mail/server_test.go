package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// arrived is a message as the server got it.
type arrived struct {
	from string
	to   []string
	raw  string
	tls  bool
	user string
}

// server is a mail server on loopback. answers are given to RCPT TO in turn;
// when they are used up it takes everything.
type server struct {
	SMTP
	mu       sync.Mutex
	messages []arrived
	answers  []*smtp.SMTPError
}

const (
	testUser     = "user"
	testPassword = "pass word"
)

func startServer(t *testing.T, security Security) *server {
	t.Helper()
	config, roots := certificate(t)
	s := &server{SMTP: SMTP{Host: "127.0.0.1", Security: security, Roots: roots, Timeout: 20 * time.Second}}
	backend := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &conversation{server: s, conn: c}, nil
	}))
	backend.Domain = "mail.example.org"
	backend.ErrorLog = log.New(io.Discard, "", 0) // some tests break the conversation off
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	switch security {
	case StartTLS:
		backend.TLSConfig = config
	case TLS:
		listener = tls.NewListener(listener, config)
	}
	ended := make(chan error)
	go func() { ended <- backend.Serve(listener) }()
	t.Cleanup(func() {
		if err := backend.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, smtp.ErrServerClosed) && err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *server) got() []arrived {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrived(nil), s.messages...)
}

func (s *server) answer(code ...*smtp.SMTPError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, code...)
}

func (s *server) next() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) == 0 {
		return nil
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	return a
}

type conversation struct {
	server *server
	conn   *smtp.Conn
	now    arrived
}

func (c *conversation) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != testUser || password != testPassword {
			return smtp.ErrAuthFailed
		}
		c.now.user = username
		return nil
	}), nil
}

func (c *conversation) Mail(from string, _ *smtp.MailOptions) error {
	c.now.from = from
	return nil
}

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.now.to = append(c.now.to, to)
	if err := c.server.next(); err != nil {
		return err
	}
	return nil
}

func (c *conversation) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, c.now.tls = c.conn.TLSConnectionState()
	c.now.raw = string(raw)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.messages = append(c.server.messages, c.now)
	return nil
}

func (c *conversation) Reset()        { c.now.from, c.now.to = "", nil }
func (c *conversation) Logout() error { return nil }

// certificate makes one for 127.0.0.1, and the pool that trusts it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sheet := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example.org"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(signed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}

// read is a message as a mail program reads it, with the standard library.
type read struct {
	mail.Header
	text, html string
}

func parse(t *testing.T, raw string) read {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in\n%s", err, raw)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q (%v)", kind, err)
	}
	r := read{Header: m.Header}
	parts := multipart.NewReader(m.Body, params["boundary"])
	r.text = part(t, parts, "text/plain; charset=UTF-8")
	r.html = part(t, parts, "text/html; charset=UTF-8")
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("after both parts: %v", err)
	}
	return r
}

func part(t *testing.T, parts *multipart.Reader, kind string) string {
	t.Helper()
	p, err := parts.NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Header.Get("Content-Type"); got != kind || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		t.Errorf("part %q in %q", got, p.Header.Get("Content-Transfer-Encoding"))
	}
	var content bytes.Buffer
	if _, err := io.Copy(&content, quotedprintable.NewReader(p)); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(content.String(), "\r\n", "\n")
}

func (r read) decoded(t *testing.T, name string) string {
	t.Helper()
	if n := len(r.Header[name]); n != 1 {
		t.Errorf("%d headers %s", n, name)
	}
	text, err := new(mime.WordDecoder).DecodeHeader(r.Get(name))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return text
}
