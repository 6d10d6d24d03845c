package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// check holds the rules that one value alone cannot show, and fills in what
// follows from other settings.
func (l *loader) check(c *Config) {
	l.checkListen(Prefix+"LISTEN", c.Listen)
	if c.MetricsListen != "" {
		l.checkListen(Prefix+"METRICS_LISTEN", c.MetricsListen)
		if c.MetricsListen == c.Listen {
			l.problems.add(Prefix+"METRICS_LISTEN", "is the address of LISTEN too", "choose another port, so that metrics stay private")
		}
	}
	l.checkBaseURL(c)
	l.checkDatabase(c)
	l.checkMail(&c.Mail)
	l.checkSession(&c.Session)
}

func (l *loader) checkListen(name, address string) {
	_, port, err := net.SplitHostPort(address)
	if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
		l.problems.add(name, quoted(address), "write HOST:PORT with a port from 0 to 65535, as in localhost:8080")
	}
}

// checkBaseURL derives the address from LISTEN where that can only mean this
// machine, and keeps plain http off the network.
func (l *loader) checkBaseURL(c *Config) {
	const name = Prefix + "BASE_URL"
	if c.BaseURL == "" {
		c.BaseURL = l.localURL(c.Listen)
		return
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		l.problems.add(name, quoted(c.BaseURL), "write https:// and the host, without a path, as in https://mentori.example.org")
		return
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) && !c.InsecureHTTP {
		l.problems.add(name, quoted(c.BaseURL)+", plain http beyond this machine",
			"use https (a proxy may end TLS), or on a closed test network set "+Prefix+"INSECURE_HTTP=true")
	}
	c.BaseURL = u.Scheme + "://" + strings.ToLower(u.Host)
}

func (l *loader) localURL(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "" // told of by checkListen
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	if !loopback(host) {
		l.problems.add(Prefix+"BASE_URL", fmt.Sprintf("is not set and LISTEN is %q", listen), "set it to the https address by which people reach the service")
	}
	return "http://" + net.JoinHostPort(host, port)
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (err == nil && ip.IsLoopback())
}

func (l *loader) checkDatabase(c *Config) {
	if !c.Database.Given() {
		return
	}
	u, err := url.Parse(c.Database.Reveal())
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		l.problems.add(Prefix+"DATABASE", "is not the address of a PostgreSQL database", "write postgres://USER:PASSWORD@HOST/NAME, with other signs than letters and digits percent-encoded")
	}
}

var standardPorts = map[string]int{"starttls": 587, "tls": 465, "none": 25}

func (l *loader) checkMail(m *Mail) {
	if m.Port == 0 {
		m.Port = standardPorts[m.Security]
	}
	l.checkAddress(Prefix+"MAIL_FROM", m.From)
	l.checkAddress(Prefix+"MAIL_REPLY_TO", m.ReplyTo)
	l.checkAnswers(m)
	if strings.ContainsFunc(m.FromName, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		l.problems.add(Prefix+"MAIL_FROM_NAME", "has a control character", "write a plain name on one line")
	}
	if m.Host == "" {
		return
	}
	if m.From == "" {
		l.problems.add(Prefix+"MAIL_FROM", "is not set, but SMTP_HOST is", "set it to the sender's address")
	}
	if m.Security == "none" && !loopback(m.Host) {
		l.problems.add(Prefix+"SMTP_SECURITY", "is none, but the mail server is another machine", "write starttls or tls")
	}
	if (m.Username == "") != !m.Password.Given() {
		l.problems.add(Prefix+"SMTP_USERNAME", "and SMTP_PASSWORD do not come together", "set both or neither")
	}
}

// checkAnswers keeps the listener and its mailbox together. The part before the @
// is short enough for a secret behind it (RFC 5321 §4.5.3.1.1: 64 bytes).
func (l *loader) checkAnswers(m *Mail) {
	l.checkAddress(Prefix+"ANSWERS_ADDRESS", m.AnswersAddress)
	if m.AnswersListen != "" {
		l.checkListen(Prefix+"ANSWERS_LISTEN", m.AnswersListen)
	}
	if (m.AnswersListen == "") != (m.AnswersAddress == "") {
		l.problems.add(Prefix+"ANSWERS_LISTEN", "and ANSWERS_ADDRESS do not come together", "set both or neither")
	}
	if local, _, _ := strings.Cut(m.AnswersAddress, "@"); len(local) > 30 || strings.Contains(local, "+") {
		l.problems.add(Prefix+"ANSWERS_ADDRESS", quoted(m.AnswersAddress), "choose a mailbox of at most 30 letters without a plus, as in sesijas@example.org")
	}
}

func (l *loader) checkAddress(name, text string) {
	if text == "" {
		return
	}
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text {
		l.problems.add(name, quoted(text), "write a plain mail address, as in mentori@example.org")
	}
}

func (l *loader) checkSession(s *Session) {
	if s.StaffIdle > s.StaffLife {
		l.problems.add(Prefix+"SESSION_STAFF_IDLE", "is longer than SESSION_STAFF_LIFE", "make it shorter")
	}
	if s.Idle > s.Life {
		l.problems.add(Prefix+"SESSION_IDLE", "is longer than SESSION_LIFE", "make it shorter")
	}
}
