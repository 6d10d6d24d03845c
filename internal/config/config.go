// Package config holds the settings that the program starts with.
//
// One struct, Config, is the whole list: its tags carry each setting's name,
// default, bounds and explanation, and the table in docs/operations.md is made
// from them. Values come from, each overriding the one before:
//
//	the default → the file → the environment → the command line
//
// The file is domubiedrs.conf in the data directory, or the one named with
// --config. In the environment a setting has the prefix DOMUBIEDRS_; a secret
// may also be named by a file, DOMUBIEDRS_…_FILE. An empty value counts as not
// given. No secret has a default (SEC-41).
//
// Load checks every value and returns all Problems at once, each one sentence
// that names the setting and says what to do. The package keeps no state.
package config

import (
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// Prefix begins the name of every setting in the environment.
const Prefix = "DOMUBIEDRS_"

// FileName is the settings file inside the data directory; it need not exist.
const FileName = "domubiedrs.conf"

// Config is every setting. Load fills it; nothing changes it afterwards.
type Config struct {
	Data           string         `name:"DATA" default:"./data" flag:"--data" help:"Data directory: the embedded database, the key file and the settings file. Made on first start, readable by its owner only."`
	Listen         string         `name:"LISTEN" default:"localhost:8080" flag:"--listen" help:"Address on which pages are served, HOST:PORT. An empty host means every network."`
	BaseURL        string         `name:"BASE_URL" shown:"http://localhost and the port of LISTEN" help:"Address by which people reach the service, as in https://mentori.example.org. Links in mail begin with it. With https, cookies are bound to it and browsers are told to use https only; behind a proxy that ends TLS it is https too."`
	InsecureHTTP   bool           `name:"INSECURE_HTTP" default:"false" help:"Allow a BASE_URL with plain http on another machine than this one. Anyone on the way can then read everything; for closed test networks only."`
	MetricsListen  string         `name:"METRICS_LISTEN" help:"Address for Prometheus metrics, HOST:PORT. Empty: none are served. Keep it away from the public."`
	Database       Secret         `name:"DATABASE" shown:"SQLite in the data directory" help:"Address of a PostgreSQL database, postgres://USER:PASSWORD@HOST/NAME."`
	MasterKeys     Secret         `name:"MASTER_KEYS" shown:"the file master-keys.json in the data directory" help:"Master keys as text, the content of a key file. Several nodes must have the same."`
	Demo           bool           `name:"DEMO" default:"false" flag:"--demo" help:"Fill an empty database with fictitious people and let anybody sign in as one of them. Every page says so. Never with real data."`
	TrustedProxies []netip.Prefix `name:"TRUSTED_PROXIES" help:"Networks of the proxies whose forwarding headers count, as in 10.0.0.0/8, separated by commas."`
	BodyLimit      int            `name:"BODY_LIMIT" default:"10" min:"1" max:"1024" help:"Largest request that is read, in MiB."`
	JobWorkers     int            `name:"JOB_WORKERS" default:"4" min:"1" max:"64" help:"How many background jobs run at once on this node."`
	ShutdownGrace  time.Duration  `name:"SHUTDOWN_GRACE" default:"20s" min:"1s" max:"10m" help:"How long running requests and jobs may take to finish after a signal to stop."`

	Log     Log
	Mail    Mail
	Session Session
	Rate    Rate

	origins map[string]string // setting name → where its value came from
}

// Log says what is written to standard error, and how.
type Log struct {
	Level  slog.Level `name:"LOG_LEVEL" default:"info" help:"Least important entry that is logged: debug, info, warn or error."`
	Format string     `name:"LOG_FORMAT" default:"auto" oneof:"auto text json" help:"Form of the log: text, json, or auto (text on a terminal, else json)."`
}

// Mail is the way out for messages. Without Host they are kept in the outbox,
// and sign-in codes appear on the server's own terminal.
type Mail struct {
	Host     string `name:"SMTP_HOST" help:"Mail server. Empty: messages wait in the outbox, and sign-in codes are shown on the server's terminal only."`
	Port     int    `name:"SMTP_PORT" min:"1" max:"65535" shown:"587; with tls 465; with none 25" help:"Port of the mail server."`
	Username string `name:"SMTP_USERNAME" help:"User name at the mail server. Empty: no authentication."`
	Password Secret `name:"SMTP_PASSWORD" help:"Password at the mail server."`
	Security string `name:"SMTP_SECURITY" default:"starttls" oneof:"starttls tls none" help:"How the connection is secured: starttls, tls, or none (allowed on this machine only)."`
	From     string `name:"MAIL_FROM" help:"Sender's address. Needed with SMTP_HOST."`
	FromName string `name:"MAIL_FROM_NAME" help:"Sender's name. Empty: the name of the programme owner."`
	ReplyTo  string `name:"MAIL_REPLY_TO" help:"Address to which answers go. Empty: MAIL_FROM."`

	AnswersListen   string `name:"ANSWERS_LISTEN" help:"Address on which answers of calendar programs are taken from your mail server, HOST:PORT. Empty: none are taken. Keep it away from the public."`
	AnswersAddress  string `name:"ANSWERS_ADDRESS" help:"Mailbox whose plus-addresses your mail server passes on to ANSWERS_LISTEN, as in sesijas@example.org. Needed with ANSWERS_LISTEN."`
	AnswersProtocol string `name:"ANSWERS_PROTOCOL" default:"lmtp" oneof:"lmtp smtp" help:"What your mail server speaks there: lmtp or smtp."`
}

// Session bounds sign-in. Staff are people with a role beyond their own pair:
// coordinators, leads, support staff, contacts, auditors, administrators.
type Session struct {
	StaffIdle   time.Duration `name:"SESSION_STAFF_IDLE" default:"30m" min:"1m" max:"24h" help:"Staff are signed out after this long without a request."`
	StaffLife   time.Duration `name:"SESSION_STAFF_LIFE" default:"12h" min:"1m" max:"168h" help:"Staff sign in again after this long in any case."`
	Idle        time.Duration `name:"SESSION_IDLE" default:"12h" min:"1m" max:"168h" help:"Mentees and mentors are signed out after this long without a request."`
	Life        time.Duration `name:"SESSION_LIFE" default:"168h" min:"1m" max:"720h" help:"Mentees and mentors sign in again after this long in any case."`
	StepUpFresh time.Duration `name:"STEP_UP_FRESH" default:"10m" min:"1m" max:"1h" help:"Before a grave action the last proof of identity may be this old."`
	CodeLife    time.Duration `name:"CODE_LIFE" default:"10m" min:"1m" max:"10m" help:"How long a sign-in code is good for."`
}

// Rate bounds how often one network address may ask, in requests a minute.
type Rate struct {
	SignIn int `name:"RATE_SIGN_IN" default:"10" min:"1" max:"10000" help:"Requests for a sign-in code a minute from one network address."`
	Code   int `name:"RATE_CODE" default:"20" min:"1" max:"10000" help:"Sign-in codes tried a minute from one network address."`
	Search int `name:"RATE_SEARCH" default:"120" min:"1" max:"100000" help:"Searches, and codes brought to a seminar, a minute from one network address."`
}

// Secure tells whether people reach the service by https.
func (c *Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Host is the host of BaseURL, with its port if it has one.
func (c *Config) Host() string {
	_, host, _ := strings.Cut(c.BaseURL, "://")
	return host
}

// BodyBytes is BodyLimit in bytes.
func (c *Config) BodyBytes() int64 { return int64(c.BodyLimit) << 20 }
