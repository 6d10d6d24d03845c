// Package app is the composition root: it builds every part from the
// configuration and runs them.
//
// Open makes the parts in the order in which they lean on each other: database
// → schema → vault → jobs, mail → services. Serve puts the pages on top, starts
// the jobs, and on the way down finishes requests first, then jobs. Nothing
// else in the program knows how things are put together.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"
	_ "time/tzdata" // the zone of a machine that has none installed

	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/calendar"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/logo"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/vault"
	"domubiedrs/internal/workday"
)

// KeyFile is the master keys' file inside the data directory.
const KeyFile = "master-keys.json"

// Edge is what a process has around it and a test replaces.
type Edge struct {
	Terminal io.Writer        // where codes and links appear that must not be in the log
	Now      func() time.Time // db.Now, unless a test moves the clock
}

// App is everything put together.
type App struct {
	Config       *config.Config
	Log          *slog.Logger
	DB           *db.DB
	Vault        *vault.Vault
	Queue        *job.Queue
	Outbox       *mail.Outbox
	Texts        *i18n.Catalogue
	Accounts     *account.Service
	Institutions *institution.Service
	Programmes   *programme.Service
	Settings     *setting.Service
	Operate      *operate.Service

	Catalogue      *catalogue.Service
	Questionnaires *questionnaire.Service
	Intakes        *intake.Service
	Applications   *application.Service
	Transfers      *transfer.Service
	Seminars       *seminar.Service
	Mentorships    *mentorship.Service
	Pairing        *pairing.Service
	Matchmaking    *matchmaking.Service
	Journal        *journal.Service
	Meetings       *meeting.Service
	Calendars      *calendar.Service

	edge     Edge
	logos    *logo.Set
	metrics  *metrics
	draining atomic.Bool
	demo     atomic.Bool // the database holds invented people
}

// Sealed are the columns that hold sealed values, for `keys check`.
var Sealed = []vault.Column{account.DeviceColumn, journal.EntryColumn, journal.VersionColumn, journal.DraftColumn}

// Open builds everything and brings the schema up to date. What fails because
// of a setting is a config.Problem.
func Open(ctx context.Context, cfg *config.Config, log *slog.Logger, edge Edge) (a *App, err error) {
	if edge.Now == nil {
		edge.Now = db.Now
	}
	a = &App{Config: cfg, Log: log, edge: edge, metrics: newMetrics()}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if a.Texts, err = i18n.Load(); err != nil {
		return a, err
	}
	if err := a.openDatabase(ctx); err != nil {
		return a, err
	}
	if err := a.openVault(ctx); err != nil {
		return a, err
	}
	if err := a.build(); err != nil {
		return a, err
	}
	return a, a.ground(ctx)
}

func (a *App) openDatabase(ctx context.Context) error {
	if err := os.MkdirAll(a.Config.Data, 0o700); err != nil {
		return a.dataProblem(err)
	}
	if err := db.Readable(a.Config.Data); err != nil {
		return a.dataProblem(err)
	}
	var err error
	if a.DB, err = db.Open(ctx, a.Config.Database.Reveal(), a.Config.Data); err != nil {
		return a.databaseProblem(err)
	}
	if err := a.DB.SelfTest(ctx); err != nil {
		return err
	}
	if err := a.DB.Migrate(ctx, func(m db.Migration) { a.Log.Info("schema changed", "version", m.Version) }); err != nil {
		return a.databaseProblem(err)
	}
	if err := job.Migrate(ctx, a.DB); err != nil {
		return err
	}
	return audit.Guard(ctx, a.DB)
}

func (a *App) openVault(ctx context.Context) error {
	var keys vault.KeyService
	if text := a.Config.MasterKeys.Reveal(); text != "" {
		set, err := vault.ParseKeyset(text)
		if err != nil {
			return a.keyProblem(err)
		}
		keys = set
	} else {
		file, err := vault.LoadFile(filepath.Join(a.Config.Data, KeyFile))
		if err != nil {
			return a.keyProblem(err)
		}
		keys = file
	}
	var err error
	if a.Vault, err = vault.Open(ctx, a.DB, keys); err != nil {
		return a.keyProblem(err)
	}
	a.Vault.Now = a.edge.Now
	return nil
}

// build makes the services; kinds of jobs are registered before the queue.
func (a *App) build() error {
	now := a.edge.Now
	a.Settings = &setting.Service{DB: a.DB, Now: now}
	a.Institutions = &institution.Service{DB: a.DB, Now: now}
	a.Programmes = &programme.Service{DB: a.DB, Now: now}
	registry := job.NewRegistry()
	var err error
	if a.Outbox, err = mail.New(a.mailConfig(), registry); err != nil {
		return config.Problem{Setting: config.Prefix + "SMTP_HOST", What: err.Error(), Do: "correct the mail settings"}
	}
	a.Accounts = &account.Service{DB: a.DB, Vault: a.Vault, Outbox: a.Outbox, Texts: a.Texts, Now: now, Rules: a.rules(), URL: a.Config.BaseURL}
	a.Operate = &operate.Service{DB: a.DB, Outbox: a.Outbox, Accounts: a.Accounts, Institutions: a.Institutions, Programmes: a.Programmes, Now: now}
	zone, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		return fmt.Errorf("load the time zone: %w", err)
	}
	a.buildIntake(zone)
	a.Transfers.Register(registry)
	a.Seminars.Register(registry)
	a.Pairing.Register(registry)
	a.Matchmaking.Register(registry, zone)
	a.Meetings.Register(registry)
	a.Calendars.Register(registry)
	a.Accounts.Register(registry, zone)
	a.Operate.Register(registry)
	a.registerAnchor(registry, zone)
	a.Queue, err = job.New(job.Config{DB: a.DB, Registry: registry, Log: a.Log, Observe: a.metrics.job, Workers: a.Config.JobWorkers})
	if err != nil {
		return err
	}
	a.Outbox.Queue, a.Accounts.Queue, a.Operate.Queue, a.Seminars.Queue, a.Pairing.Queue = a.Queue, a.Queue, a.Queue, a.Queue, a.Queue
	a.Calendars.Queue = a.Queue
	return nil
}

// buildIntake makes what takes people in. While an intake takes applications,
// people without an account can come in.
func (a *App) buildIntake(zone *time.Location) {
	now := a.edge.Now
	a.Catalogue = &catalogue.Service{DB: a.DB, Now: now}
	a.Questionnaires = &questionnaire.Service{DB: a.DB, Now: now}
	a.Intakes = &intake.Service{DB: a.DB, Now: now, Zone: zone}
	a.Applications = &application.Service{DB: a.DB, Now: now, Intakes: a.Intakes, Institutions: a.Institutions, Catalogue: a.Catalogue,
		Accounts: a.Accounts, Outbox: a.Outbox, Texts: a.Texts, URL: a.Config.BaseURL}
	a.Transfers = &transfer.Service{DB: a.DB, Now: now, Intakes: a.Intakes, Institutions: a.Institutions, Catalogue: a.Catalogue, Applications: a.Applications}
	workdays := func() workday.Calendar { return a.Settings.Latest().Workdays() }
	a.Seminars = &seminar.Service{DB: a.DB, Now: now, Zone: zone, Texts: a.Texts, Outbox: a.Outbox, Intakes: a.Intakes, Workdays: workdays, URL: a.Config.BaseURL}
	a.Mentorships = &mentorship.Service{DB: a.DB, Now: now, Accounts: a.Accounts, Intakes: a.Intakes}
	a.Journal = &journal.Service{DB: a.DB, Vault: a.Vault, Now: now, Mentorships: a.Mentorships}
	a.Meetings = &meeting.Service{DB: a.DB, Now: now, Zone: zone, Mentorships: a.Mentorships, Intakes: a.Intakes, Workdays: workdays}
	a.Calendars = &calendar.Service{DB: a.DB, Now: now, Texts: a.Texts, Outbox: a.Outbox, Meetings: a.Meetings, URL: a.Config.BaseURL, Answers: a.Config.Mail.AnswersAddress}
	a.Meetings.Tell = a.Calendars.Told
	a.Pairing = &pairing.Service{DB: a.DB, Now: now, Zone: zone, Texts: a.Texts, Outbox: a.Outbox, Intakes: a.Intakes, Applications: a.Applications,
		Accounts: a.Accounts, Mentorships: a.Mentorships, Workdays: workdays, URL: a.Config.BaseURL}
	a.Matchmaking = &matchmaking.Service{DB: a.DB, Now: now, Intakes: a.Intakes, Catalogue: a.Catalogue, Pairing: a.Pairing}
	a.Institutions.References = []institution.Reference{a.Applications.Employers(),
		{Name: "contacts", Count: a.Accounts.CountContacts, Move: a.Accounts.MoveContacts}}
	a.Accounts.Newcomers = func(ctx context.Context) (bool, error) {
		published, err := a.Intakes.Published(ctx)
		return slices.ContainsFunc(published, func(x intake.Intake) bool { return a.Intakes.Phase(x) == intake.Applying }), err
	}
}

func (a *App) rules() account.Rules {
	s := a.Config.Session
	return account.Rules{StaffIdle: s.StaffIdle, StaffLife: s.StaffLife, Idle: s.Idle, Life: s.Life, Fresh: s.StepUpFresh, CodeLife: s.CodeLife}
}

func (a *App) mailConfig() mail.Config {
	m := a.Config.Mail
	c := mail.Config{DB: a.DB, Catalogue: a.Texts, ReplyTo: m.ReplyTo, Host: hostOf(a.Config.BaseURL), Now: a.edge.Now, Log: a.Log,
		From: mail.Address{Name: m.FromName, Email: m.From}, Terminal: a.edge.Terminal,
		Owner: func(lang i18n.Lang) string { return a.Settings.Latest().Local(setting.OwnerName, lang) }}
	if m.Host != "" {
		c.SMTP = &mail.SMTP{Host: m.Host, Port: m.Port, Username: m.Username, Password: m.Password.Reveal(), Security: mail.Security(m.Security)}
	}
	return c
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "localhost" // config has checked it
	}
	return u.Hostname()
}

// ground fills what every system has, and finds out whether this is a demo.
func (a *App) ground(ctx context.Context) error {
	for what, seed := range map[string]func(context.Context) (int, error){"institutions": a.Institutions.Seed,
		"the catalogue": a.Catalogue.Seed, "questionnaires": a.Questionnaires.Seed} {
		if _, err := seed(ctx); err != nil {
			return fmt.Errorf("fill in %s: %w", what, err)
		}
	}
	if _, err := a.Settings.All(ctx); err != nil {
		return err
	}
	filled, err := a.isDemo(ctx)
	a.demo.Store(filled)
	return err
}

// Close ends what Open began.
func (a *App) Close() error {
	var errs []error
	if a.Queue != nil {
		ctx, cancel := context.WithTimeout(context.Background(), a.Config.ShutdownGrace)
		defer cancel()
		errs = append(errs, a.Queue.Stop(ctx))
	}
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	return errors.Join(errs...)
}
