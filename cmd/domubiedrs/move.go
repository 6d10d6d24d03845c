package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"domubiedrs/internal/app"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/backup"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
)

type backupCommand struct {
	place
	Recipient []string `help:"Encrypt for this age recipient (age1…); may be given several times." placeholder:"AGE"`
	File      string   `arg:"" help:"File to write; must not exist."`
}

// Help says what is in a backup and what is not.
func (backupCommand) Help() string {
	return `The service may go on running. The file is read again and compared before it gets its name; beside it lies FILE.sha256. The master keys are not in it, and neither is anything that signs somebody in. Keep a copy of the key file elsewhere: without it the sealed texts of a backup stay sealed for ever.

Example:

    domubiedrs backup --recipient age1… /backups/2026-11-23.backup`
}

// Run makes a backup and prints its checksum.
func (c *backupCommand) Run(p *process) error {
	recipients, err := parseRecipients(c.Recipient)
	if err != nil {
		return err
	}
	if err := c.refuseOlder(p); err != nil {
		return err
	}
	return c.with(p, func(a *app.App) error {
		bar := p.progress()
		m, err := backup.Backup(p.ctx, a.DB, backup.Options{Path: c.File, Jobs: a.Queue, Version: version, Now: db.Now(),
			Recipients: recipients, Progress: bar.rows})
		bar.done()
		if err != nil {
			return err
		}
		if err := note(p.ctx, a.DB, audit.BackupMade, audit.KindBackup, ""); err != nil {
			return err
		}
		return p.print("%s: %s, %s, checked", c.File, count(m.Rows(), "row", "rows"), count(int64(m.Jobs), "waiting job", "waiting jobs"))
	})
}

// refuseOlder keeps a backup before an upgrade from migrating the database,
// which opening the service would do.
func (c *backupCommand) refuseOlder(p *process) error {
	cfg, err := c.load(p, nil)
	if err == nil {
		err = there(cfg)
	}
	if err != nil {
		return err
	}
	d, err := db.Open(p.ctx, cfg.Database.Reveal(), cfg.Data)
	if err != nil {
		return nil // opening the service tells it better
	}
	steps, err := d.Migrations(p.ctx)
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	for _, s := range steps {
		if !s.Applied {
			return &backup.Refusal{What: "The database has the schema of an earlier version", Do: "make the backup with that version, or run: domubiedrs migrate"}
		}
	}
	return nil
}

func parseRecipients(texts []string) ([]age.Recipient, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	recipients, err := age.ParseRecipients(strings.NewReader(strings.Join(texts, "\n")))
	if err != nil {
		return nil, &usageError{fmt.Errorf("--recipient is not an age recipient (%w)", err)}
	}
	return recipients, nil
}

type restoreCommand struct {
	place
	Identity string `help:"File with the age identity that opens an encrypted backup." placeholder:"FILE"`
	File     string `arg:"" help:"Backup to read."`
}

// Help says what must be there first.
func (restoreCommand) Help() string {
	return `The place must be empty: a data directory without a database, or the empty PostgreSQL database of DOMUBIEDRS_DATABASE. Put the master key file that belongs to the backup into the data directory first. An older backup is migrated; a newer or damaged one is refused, and nothing is changed. Everybody signs in anew afterwards.

Example:

    domubiedrs restore --data /var/lib/domubiedrs /backups/2026-11-23.backup`
}

// Run restores a backup.
func (c *restoreCommand) Run(p *process) error {
	cfg, err := c.load(p, nil)
	if err != nil {
		return err
	}
	identities, err := readIdentities(c.Identity)
	if err != nil {
		return err
	}
	keys, err := keysBeside(cfg)
	if err != nil {
		return err
	}
	bar := p.progress()
	m, err := backup.Restore(p.ctx, backup.RestoreOptions{Path: c.File, URL: cfg.Database.Reveal(), Dir: cfg.Data,
		Identities: identities, Progress: bar.rows, Jobs: p.jobsOn(cfg, keys)})
	bar.done()
	if err != nil {
		return restoreProblem(cfg, err)
	}
	a, err := p.openApp(cfg)
	if err != nil {
		return err
	}
	if err := errors.Join(note(p.ctx, a.DB, audit.BackupRestored, audit.KindBackup, ""), a.Close()); err != nil {
		return err
	}
	return p.print("Restored %s and %s, as of %s, made by version %s.", count(m.Rows(), "row", "rows"),
		count(int64(m.Jobs), "waiting job", "waiting jobs"), m.Made.Format("2006-01-02 15:04 MST"), m.Version)
}

func readIdentities(path string) ([]age.Identity, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--identity cannot be read (%w)", err)}
	}
	defer f.Close() // only read
	identities, err := age.ParseIdentities(f)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--identity holds no age identity (%w)", err)}
	}
	return identities, nil
}

// keysBeside gives the master keys as text, from the settings or the file in
// the data directory. Without keys a restored system could never start.
func keysBeside(cfg *config.Config) (config.Secret, error) {
	if cfg.MasterKeys.Given() {
		return cfg.MasterKeys, nil
	}
	path := filepath.Join(cfg.Data, app.KeyFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return config.Secret{}, config.Problem{Setting: config.Prefix + "MASTER_KEYS",
			What: fmt.Sprintf("is not set, and the key file %s cannot be read", path),
			Do:   "put the key file that belongs to the backup there, readable by its owner only"}
	}
	return config.NewSecret(string(text)), nil
}

// jobsOn opens the whole service on a database that is being filled, which
// also proves that the keys fit, and gives its queue.
func (p *process) jobsOn(cfg *config.Config, keys config.Secret) func(d *db.DB) (backup.Jobs, func() error, error) {
	return func(d *db.DB) (backup.Jobs, func() error, error) {
		there := *cfg
		there.MasterKeys, there.Database = keys, config.NewSecret(d.URL())
		if d.Kind() == db.SQLite {
			there.Data = filepath.Dir(d.Path())
		}
		a, err := p.openApp(&there)
		if err != nil {
			return nil, nil, err
		}
		return a.Queue, a.Close, nil
	}
}

// restoreProblem names the setting when the database itself cannot be opened.
func restoreProblem(cfg *config.Config, err error) error {
	if errors.Is(err, db.ErrDown) && cfg.Database.Given() {
		return config.Problem{Setting: config.Prefix + "DATABASE", What: "names a database that does not answer", Do: "check the address and that the server is running"}
	}
	return err
}

type copyCommand struct {
	place
	To string `required:"" help:"Address of an empty PostgreSQL database." placeholder:"URL"`
}

// Help says what to do before and after.
func (copyCommand) Help() string {
	return `Stop the service first: what is written meanwhile would not be copied. Afterwards set DOMUBIEDRS_DATABASE to the new address; the key file stays where it is. The old database is left as it was. A password in the address is seen by other users of the machine: use a password file (PGPASSFILE) instead.

Example:

    domubiedrs copy-db --data /var/lib/domubiedrs --to postgres://domubiedrs@db/domubiedrs`
}

// Run copies the database.
func (c *copyCommand) Run(p *process) error {
	if !strings.HasPrefix(c.To, "postgres://") && !strings.HasPrefix(c.To, "postgresql://") {
		return &usageError{errors.New("--to is not the address of a PostgreSQL database, postgres://USER@HOST/NAME")}
	}
	a, cfg, err := c.open(p)
	if err != nil {
		return err
	}
	return errors.Join(c.copy(p, a, cfg), a.Close())
}

func (c *copyCommand) copy(p *process, a *app.App, cfg *config.Config) error {
	unlock, err := lockServing(a, cfg)
	if err != nil {
		return err
	}
	defer unlock()
	keys, err := keysBeside(cfg)
	if err != nil {
		return err
	}
	to, err := db.Open(p.ctx, c.To, "")
	if err != nil {
		return &backup.Refusal{What: fmt.Sprintf("The database of --to cannot be opened (%v)", err), Do: "check the address and that the server is running"}
	}
	bar := p.progress()
	rows, err := backup.Copy(p.ctx, a.DB, to, backup.CopyOptions{From: a.Queue, To: p.jobsOn(cfg, keys), Progress: bar.rows})
	bar.done()
	if err = errors.Join(err, noteCopy(p, to, err)); err != nil {
		return errors.Join(err, to.Close())
	}
	return errors.Join(p.print("Copied and compared: %s.", count(rows, "row", "rows")), to.Close())
}

// noteCopy records in the new database where it comes from, if it came about.
func noteCopy(p *process, to *db.DB, copied error) error {
	if copied != nil {
		return nil
	}
	return note(p.ctx, to, audit.DatabaseCopied, audit.KindSystem, "")
}

// lockServing keeps the service from starting on a file that is being copied,
// and refuses when it runs.
func lockServing(a *app.App, cfg *config.Config) (func(), error) {
	if a.DB.Kind() == db.Postgres {
		return func() {}, nil
	}
	unlock, err := db.TryLockFile(filepath.Join(cfg.Data, "serve.lock"))
	if errors.Is(err, db.ErrLocked) {
		return nil, config.Problem{Setting: config.Prefix + "DATA", What: fmt.Sprintf("(%s) is being served", cfg.Data), Do: "stop the service, then copy"}
	}
	return unlock, err
}
