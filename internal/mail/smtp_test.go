package mail

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// corpus is what people and attackers put into names and subjects (SEC-15).
var corpus = []string{
	"Anna Bērziņa",
	"Bērziņa, Anna",
	`Anna "Ancīte" Bērziņa`,
	"Anna\r\nBcc: victim@example.net",
	"Anna\nBcc: victim@example.net",
	"Anna\rSubject: other",
	"Anna\x00Bērziņa",
	"Anna <victim@example.net>",
	"victim@example.net, other@example.net",
	"=?utf-8?q?victim=40example.net?=",
	"=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm5ldA==?=",
	"=?=?utf-8?q?=0D=0ABcc:_victim=40example.net?=",
	"Anna\u202egro.elpmaxe@\u2066x",
	"Anna\u2028Bcc: victim@example.net\u2029x",
	"Anna%0d%0aBcc: victim@example.net",
	"Anna; Bcc: victim@example.net",
	`Anna\" <victim@example.net>`,
	"\xff\xfeAnna",
	"(comment) Anna",
	strings.Repeat("ļ", 300),
	"",
	"Āā Čč Ēē Ģģ Īī Ķķ Ļļ Ņņ Šš Ūū Žž",
}

func outgoing(t *testing.T, m Message) (envelope, composed) {
	t.Helper()
	c, err := compose(catalogue(t).For(m.Lang), owner, m)
	if err != nil {
		t.Fatal(err)
	}
	return envelope{id.New(), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), Address{owner, "programma@example.org"}, "", "mentori.example.org"}, c
}

func TestWhatArrives(t *testing.T) {
	s := startServer(t, StartTLS)
	s.Username, s.Password = testUser, testPassword
	m := sample(i18n.LV)
	e, c := outgoing(t, m)
	e.replyTo = "atbildes@example.org"
	if err := s.deliver(t.Context(), "mentori.example.org", encoded(t, e, c)); err != nil {
		t.Fatal(err)
	}
	got := s.got()
	if len(got) != 1 || !got[0].tls || got[0].user != testUser || got[0].from != "programma@example.org" || len(got[0].to) != 1 || got[0].to[0] != m.To.Email {
		t.Fatalf("%+v", got)
	}
	r := parse(t, got[0].raw)
	if r.text != c.text || strings.TrimSpace(r.html) != strings.TrimSpace(c.html) {
		t.Errorf("the parts arrived changed:\n%s\n%s", r.text, r.html)
	}
	for name, want := range map[string]string{
		"Subject":          m.Subject,
		"Date":             "Mon, 23 Nov 2026 08:00:00 +0000",
		"Message-Id":       "<" + e.id + "@mentori.example.org>",
		"Auto-Submitted":   "auto-generated",
		"List-Unsubscribe": "<" + m.OffURL + ">",
		"Reply-To":         "<atbildes@example.org>",
		"Mime-Version":     "1.0",
	} {
		if text := r.decoded(t, name); text != want {
			t.Errorf("%s: %q, want %q", name, text, want)
		}
	}
	checkAddress(t, r, "From", Address{owner, "programma@example.org"})
	checkAddress(t, r, "To", m.To)
	for _, name := range []string{"User-Agent", "X-Mailer", "Cc", "Bcc", "Received"} {
		if r.Get(name) != "" {
			t.Errorf("%s: %s", name, r.Get(name))
		}
	}
	for _, line := range strings.Split(got[0].raw, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line that no server need take: %q", line)
		}
	}
}

func checkAddress(t *testing.T, r read, name string, want Address) {
	t.Helper()
	list, err := r.AddressList(name)
	if err != nil || len(list) != 1 || list[0].Name != want.Name || list[0].Address != want.Email {
		t.Errorf("%s: %v (%v), want %v", name, list, err, want)
	}
}

func TestNobodyInjectsHeaders(t *testing.T) {
	s := startServer(t, TLS)
	for i, hostile := range corpus {
		m := sample(i18n.EN)
		m.To.Name, m.Greeting, m.Heading, m.Reason = hostile, hostile, hostile, hostile
		m.Subject = "S " + hostile
		m.Blocks = []Block{Text(hostile), List(hostile), Code(hostile), Action("Open "+hostile, "https://example.org/x")}
		e, c := outgoing(t, m)
		e.from.Name = hostile
		if err := s.deliver(t.Context(), "mentori.example.org", encoded(t, e, c)); err != nil {
			t.Errorf("%q: %v", hostile, err)
			continue
		}
		got := s.got()[i]
		if len(got.to) != 1 || got.to[0] != m.To.Email {
			t.Errorf("%q: to %v", hostile, got.to)
		}
		r := parse(t, got.raw)
		checkAddress(t, r, "To", Address{headerText(hostile, maxName), m.To.Email})
		checkAddress(t, r, "From", Address{headerText(hostile, maxName), "programma@example.org"})
		if text := r.decoded(t, "Subject"); text != headerText(m.Subject, maxSubject) {
			t.Errorf("%q: subject %q", hostile, text)
		}
		if len(r.Header) != 9 || len(r.Header["Bcc"]) > 0 {
			t.Errorf("%q: headers %v", hostile, r.Header)
		}
	}
}

func TestTheConnectionIsSecuredOrRefused(t *testing.T) {
	open := startServer(t, None)
	for name, s := range map[string]SMTP{
		"no STARTTLS offered":       {Host: "127.0.0.1", Port: open.Port, Security: StartTLS},
		"TLS to a plain server":     {Host: "127.0.0.1", Port: open.Port, Security: TLS},
		"an unknown certificate":    with(startServer(t, StartTLS).SMTP, func(s *SMTP) { s.Roots = x509.NewCertPool() }),
		"a password in the clear":   {Host: "127.0.0.1", Port: open.Port, Security: None, Username: testUser, Password: testPassword},
		"the wrong password":        with(startServer(t, TLS).SMTP, func(s *SMTP) { s.Username, s.Password = testUser, "wrong" }),
		"nobody listening":          {Host: "127.0.0.1", Port: 1, Security: None},
		"a certificate for another": with(startServer(t, TLS).SMTP, func(s *SMTP) { s.Host = "localhost" }),
	} {
		s.Timeout = 5 * time.Second
		e, c := outgoing(t, sample(i18n.EN))
		err := s.deliver(t.Context(), "mentori.example.org", encoded(t, e, c))
		var r *refusal
		if err == nil || errors.As(err, &r) && r.permanent {
			t.Errorf("%s: %v, want an error that can pass", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "zanete") {
			t.Errorf("%s: the error names the person: %v", name, err)
		}
	}
	if n := len(open.got()); n != 0 {
		t.Errorf("%d messages went out in the clear", n)
	}
	e, c := outgoing(t, sample(i18n.EN))
	if err := open.deliver(t.Context(), "mentori.example.org", encoded(t, e, c)); err != nil {
		t.Errorf("on loopback without security: %v", err)
	}
}

// TestAServerThatSaysNothing keeps nobody from stopping.
func TestAServerThatSaysNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	accepted := make(chan net.Conn, 1)
	go func() {
		if conn, err := listener.Accept(); err == nil {
			accepted <- conn
		}
		cancel()
	}()
	s := SMTP{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: None, Timeout: time.Minute}
	e, c := outgoing(t, sample(i18n.EN))
	begun := time.Now()
	if err := s.deliver(ctx, "mentori.example.org", encoded(t, e, c)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s to give up", took)
	}
	if err := errors.Join((<-accepted).Close(), listener.Close()); err != nil {
		t.Error(err)
	}
}

func with(s SMTP, change func(*SMTP)) SMTP {
	change(&s)
	return s
}

func TestSecurityNoneIsForLoopbackOnly(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true,
		"mail.example.org": false, "10.0.0.1": false, "localhost.example.org": false, "": false} {
		s := SMTP{Host: host, Security: None}
		if err := s.check(); (err == nil) != want {
			t.Errorf("%q: %v", host, err)
		}
	}
	if (&SMTP{Host: "localhost", Security: "ssl"}).check() == nil {
		t.Error("an unknown security was taken")
	}
}

func TestARefusalKeepsOnlyTheCodes(t *testing.T) {
	s := startServer(t, TLS)
	s.answer(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "zanete@example.org: no such user"},
		&smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "zanete@example.org: greylisted"})
	for _, want := range []refusal{{"sending SMTP RCPT TO command", 550, "5.1.1", true}, {"sending SMTP RCPT TO command", 451, "4.7.1", false}} {
		e, c := outgoing(t, sample(i18n.EN))
		err := s.deliver(t.Context(), "mentori.example.org", encoded(t, e, c))
		var r *refusal
		if !errors.As(err, &r) || *r != want || strings.Contains(err.Error(), "zanete") {
			t.Errorf("%v, want %v", err, &want)
		}
	}
}

func encoded(t testing.TB, e envelope, c composed) *gomail.Msg {
	t.Helper()
	m, err := encode(e, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestAnInvitationTravelsTwice: as a part with its method, and as a file.
func TestAnInvitationTravelsTwice(t *testing.T) {
	file := "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Sesija ar ā\r\nEND:VCALENDAR\r\n"
	m := encoded(t, envelope{id: "1", from: Address{Email: "a@example.org"}, host: "example.org", replyTo: "reply+x@example.org"},
		composed{to: Address{Email: "b@example.org"}, subject: "s", text: "t", html: "<p>t</p>", file: file})
	var whole strings.Builder
	if _, err := m.WriteTo(&whole); err != nil {
		t.Fatal(err)
	}
	read, err := mail.ReadMessage(strings.NewReader(whole.String()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	gather(t, read.Header.Get("Content-Type"), "", read.Body, got)
	if got["text/calendar"] != file || got["application/ics"] != file || got["text/plain"] != "t" || got["text/html"] != "<p>t</p>" {
		t.Errorf("parts: %q", got)
	}
	if got["method"] != "REQUEST" || read.Header.Get("Reply-To") != "<reply+x@example.org>" {
		t.Errorf("method %q, answers to %q", got["method"], read.Header.Get("Reply-To"))
	}
}

// gather reads the parts of a message by their types.
func gather(t testing.TB, contentType, encoding string, body io.Reader, got map[string]string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		if encoding == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		got[kind] = string(text)
		if kind == "text/calendar" {
			got["method"] = params["method"]
		}
		return
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		part, err := r.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		gather(t, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, got)
	}
}
