package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"domubiedrs/internal/app"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/vault"
)

type keysListCommand struct{ place }

// Help gives an example.
func (keysListCommand) Help() string {
	return `The names are fingerprints; the keys themselves are never shown. The first one wraps, the others only open.

Example:

    domubiedrs keys list`
}

// Run lists the master keys by name.
func (c *keysListCommand) Run(p *process) error {
	cfg, err := c.load(p, nil)
	if err != nil {
		return err
	}
	keys, err := loadKeys(cfg)
	if err != nil {
		return err
	}
	for _, id := range keys.IDs() {
		use := "former"
		if id == keys.PrimaryID() {
			use = "in use"
		}
		if err := p.print("%s  %s", id, use); err != nil {
			return err
		}
	}
	return nil
}

func loadKeys(cfg *config.Config) (keys vault.KeyService, err error) {
	if cfg.MasterKeys.Given() {
		keys, err = vault.ParseKeyset(cfg.MasterKeys.Reveal())
	} else {
		keys, err = vault.LoadFile(filepath.Join(cfg.Data, app.KeyFile))
	}
	if err != nil {
		return nil, config.Problem{Setting: config.Prefix + "MASTER_KEYS", What: "cannot be used (" + sentence(err) + ")", Do: "check the key file"}
	}
	if len(keys.IDs()) == 0 {
		return nil, failure("there is no master key yet; the first start makes one.")
	}
	return keys, nil
}

type keysRotateCommand struct{ place }

// Help says what to do with keys kept elsewhere.
func (keysRotateCommand) Help() string {
	return `The service may go on running. It can be stopped at any time and done again. Keys that are kept in the environment are changed there first: see keys next. Keep a copy of the new key file away from the backups.

Example:

    domubiedrs keys rotate --data /var/lib/domubiedrs`
}

// Run rotates the master key.
func (c *keysRotateCommand) Run(p *process) error {
	return c.with(p, func(a *app.App) error {
		bar := p.progress()
		found, err := a.Vault.Rotate(p.ctx, bar.steps)
		bar.done()
		if err != nil {
			return err
		}
		if err := note(p.ctx, a.DB, audit.KeysRotated, audit.KindKey, ""); err != nil {
			return err
		}
		if found.Added {
			return p.print("New master key %s; %s wrapped anew.", found.Primary, count(int64(found.Rewrapped), "data key", "data keys"))
		}
		return p.print("Master key %s stays; %s wrapped anew.", found.Primary, count(int64(found.Rewrapped), "data key", "data keys"))
	})
}

// note records a deed of the command line.
func note(ctx context.Context, d *db.DB, action audit.Action, kind audit.Kind, id string) error {
	return d.Tx(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Actor: audit.CommandLine, Action: action, Object: audit.Object{Kind: kind, ID: id}})
	})
}

type keysCheckCommand struct{ place }

// Help gives an example.
func (keysCheckCommand) Help() string {
	return `Prints counts only. Exit code 1 when something could not be opened.

Example:

    domubiedrs keys check`
}

// Run opens every sealed value and prints counts.
func (c *keysCheckCommand) Run(p *process) error {
	return c.with(p, func(a *app.App) error {
		bar := p.progress()
		report, err := a.Vault.Check(p.ctx, app.Sealed, bar.steps)
		bar.done()
		if err != nil {
			return err
		}
		if err := printReport(p, report); err != nil {
			return err
		}
		if err := note(p.ctx, a.DB, audit.KeysChecked, audit.KindKey, ""); err != nil {
			return err
		}
		if n := report.Failed(); n > 0 {
			return failure(count(int64(n), "sealed value", "sealed values") + " could not be opened.")
		}
		return nil
	})
}

func printReport(p *process, r vault.Report) error {
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintf(table, "where\topened\tfailed\terased\ndata keys\t%d\t%d\t%d\n", r.Keys.Opened, r.Keys.Failed, r.Keys.Destroyed); err != nil {
		return err
	}
	for _, c := range r.Columns {
		if _, err := fmt.Fprintf(table, "%s.%s\t%d\t%d\t%d\n", c.Column.Table, c.Column.Column, c.Opened, c.Failed, c.Destroyed); err != nil {
			return err
		}
	}
	return table.Flush()
}

type keysRetireCommand struct{ place }

// Help says what retiring means.
func (keysRetireCommand) Help() string {
	return `What was erased before the rotation can then not be opened in old backups either, and neither can anything else in backups made before it. Make a new backup first. Refused while a former key is still needed.

Example:

    domubiedrs keys retire`
}

// Run forgets former master keys.
func (c *keysRetireCommand) Run(p *process) error {
	return c.with(p, func(a *app.App) error {
		gone, err := a.Vault.Retire(p.ctx)
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			return p.print("There is no former master key.")
		}
		if err := note(p.ctx, a.DB, audit.KeysRetired, audit.KindKey, ""); err != nil {
			return err
		}
		return p.print("Forgotten: %s.", strings.Join(gone, ", "))
	})
}

type keysNextCommand struct{ place }

// Help says how keys in the environment are rotated.
func (keysNextCommand) Help() string {
	return `For keys that come from DOMUBIEDRS_MASTER_KEYS or DOMUBIEDRS_MASTER_KEYS_FILE. Prints a new key before the present ones, or a first one when there is none. Give it to every node, restart them, then run keys rotate. The output is the most secret text there is: send it to a file that only you can read.

Example:

    (umask 077 && domubiedrs keys next > next-keys.json)`
}

// Run prints the next key set; never on a terminal.
func (c *keysNextCommand) Run(p *process) error {
	if isTerminal(p.stdout) {
		return &usageError{fmt.Errorf("keys are not shown on a terminal; send them to a file: (umask 077 && domubiedrs keys next > next-keys.json)")}
	}
	cfg, err := c.load(p, nil)
	if err != nil {
		return err
	}
	next, err := nextKeys(cfg)
	if err != nil {
		return err
	}
	text, err := next.Text()
	if err != nil {
		return err
	}
	return p.print("%s", strings.TrimSpace(text))
}

func nextKeys(cfg *config.Config) (*vault.Keyset, error) {
	if !cfg.MasterKeys.Given() {
		return vault.NewKeyset(db.Now())
	}
	present, err := vault.ParseKeyset(cfg.MasterKeys.Reveal())
	if err != nil {
		return nil, config.Problem{Setting: config.Prefix + "MASTER_KEYS", What: "cannot be used (" + sentence(err) + ")", Do: "put the right text back"}
	}
	return present.Next(db.Now())
}

type verifyCommand struct {
	place
	Expect string `help:"Head that was kept elsewhere; the chain must still hold it." placeholder:"SEQ:HASH"`
}

// Help says what the head is for.
func (verifyCommand) Help() string {
	return `Prints the head of the chain. Keep it outside this machine, and give it back with --expect: then not even somebody who rewrites the whole table stays unseen. Exit code 1 when an entry is wrong.

Example:

    domubiedrs audit verify --expect 42:9f86d081884c7d65…`
}

// Run walks the chain.
func (c *verifyCommand) Run(p *process) error {
	var expect *audit.Head
	if c.Expect != "" {
		head, err := audit.ParseHead(c.Expect)
		if err != nil {
			return &usageError{fmt.Errorf("--expect is not SEQ:HASH")}
		}
		expect = &head
	}
	return c.with(p, func(a *app.App) error {
		bar := p.progress()
		head, broken, err := audit.Verify(p.ctx, a.DB, bar.entries, expect)
		bar.done()
		if err != nil {
			return err
		}
		if err := note(p.ctx, a.DB, audit.AuditVerified, audit.KindAudit, operate.CheckCode(head, broken)); err != nil {
			return err
		}
		if broken != nil {
			return failure(fmt.Sprintf("entry %d of the audit record is wrong: %s", broken.Seq, a.Texts.For("en").T(broken.Flaw.Key(), "seq", broken.Seq)))
		}
		return p.print("%s", head)
	})
}
