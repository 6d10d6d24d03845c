package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"domubiedrs/internal/app"
	"domubiedrs/internal/backup"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// What a process says when it ends.
const (
	exitDone   = 0
	exitFailed = 1
	exitWrong  = 2
)

// process is what a command has around it.
type process struct {
	ctx    context.Context
	env    []string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// run reads the command line, runs the command and returns the exit code.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &process{ctx, env, stdin, stdout, stderr}
	parser, err := newParser(stdout, stderr)
	if err != nil {
		return p.fail(err)
	}
	command, err := parser.Parse(args)
	if errors.Is(err, errHelped) {
		return exitDone
	}
	if err != nil {
		return p.fail(&usageError{err})
	}
	if err := command.Run(p); err != nil {
		return p.fail(err)
	}
	return exitDone
}

func newParser(stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(&commands{}, kong.Name("domubiedrs"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.NoDefaultHelp(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
}

// errHelped says that help was asked for and given.
var errHelped = errors.New("help was given")

type helpFlag bool

// IgnoreDefault keeps kong from looking at the flag unless it is given.
func (helpFlag) IgnoreDefault() {}

// BeforeReset prints help before kong checks what is missing.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return errHelped
}

// usageError is a command line that cannot be read.
type usageError struct{ error }

func (u *usageError) Unwrap() error { return u.error }

// failure is a sentence for the person at the terminal: what was asked for
// failed.
type failure string

func (f failure) Error() string { return string(f) }

// fail tells what went wrong and returns the exit code that fits.
func (p *process) fail(err error) int {
	code, text := explain(err)
	if _, write := fmt.Fprintln(p.stderr, "domubiedrs: "+text); write != nil {
		return exitFailed
	}
	return code
}

func explain(err error) (code int, text string) {
	var usage *usageError
	var one config.Problem
	var many config.Problems
	var refusal *backup.Refusal
	switch {
	case errors.As(err, &usage):
		return exitWrong, usage.Error() + "; see: domubiedrs --help"
	case errors.As(err, &one):
		return exitWrong, oneLine(one.Error())
	case errors.As(err, &many):
		return exitWrong, many.Error()
	case errors.As(err, &refusal):
		return exitWrong, oneLine(refusal.Error())
	case errors.Is(err, context.Canceled):
		return exitFailed, "stopped before the end."
	}
	return exitFailed, sentence(err)
}

// oneLine keeps a sentence one: drivers' causes may have several lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentence is a fault in English words, with its cause, or an error as it is.
func sentence(err error) string {
	f := fault.As(err)
	if f == nil {
		return err.Error()
	}
	texts, load := i18n.Load()
	if load != nil {
		return err.Error()
	}
	text := texts.For(i18n.EN).T(f.Key, f.Args...)
	if f.Err != nil {
		text += " (" + f.Err.Error() + ")"
	}
	return text
}

// place is where a command finds its settings; every command has it.
type place struct {
	Data   string `help:"Data directory (./data unless a setting says otherwise)." placeholder:"DIR"`
	Config string `help:"Settings file instead of domubiedrs.conf in the data directory." placeholder:"FILE"`
}

// load reads the settings; more are flags of the command's own.
func (l *place) load(p *process, more map[string]string) (*config.Config, error) {
	flags := map[string]string{"DATA": l.Data}
	for k, v := range more {
		flags[k] = v
	}
	return config.Load(config.Sources{Environ: p.env, File: l.Config, Flags: flags})
}

// open opens the service on a database that is there, for a command that is
// not serve; only warnings are logged.
func (l *place) open(p *process) (*app.App, *config.Config, error) {
	cfg, err := l.load(p, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := there(cfg); err != nil {
		return nil, nil, err
	}
	a, err := p.openApp(cfg)
	return a, cfg, err
}

// there refuses a data directory without a database: it is most likely not the
// one that was meant, and a new database in it would help nobody.
func there(cfg *config.Config) error {
	if cfg.Database.Given() {
		return nil
	}
	_, err := os.Stat(filepath.Join(cfg.Data, db.FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return config.Problem{Setting: config.Prefix + "DATA", What: fmt.Sprintf("(%s) has no database", cfg.Data),
			Do: "name the service's data directory with --data DIR"}
	}
	return nil // what else is wrong with it is found out on opening
}

func (p *process) openApp(cfg *config.Config) (*app.App, error) {
	return app.Open(p.ctx, cfg, p.logger(cfg.Log, max(cfg.Log.Level, slog.LevelWarn)), app.Edge{Terminal: p.stderr})
}

// with opens the service, runs f on it, and closes it.
func (l *place) with(p *process, f func(a *app.App) error) error {
	a, _, err := l.open(p)
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

// make is with for commands that may make the database.
func (l *place) make(p *process, f func(a *app.App) error) error {
	cfg, err := l.load(p, nil)
	if err != nil {
		return err
	}
	a, err := p.openApp(cfg)
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

func (p *process) logger(l config.Log, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if l.Format == "text" || (l.Format == "auto" && isTerminal(p.stderr)) {
		return slog.New(slog.NewTextHandler(p.stderr, options))
	}
	return slog.New(slog.NewJSONHandler(p.stderr, options))
}

// print writes a line of the result.
func (p *process) print(format string, args ...any) error {
	if _, err := fmt.Fprintf(p.stdout, format+"\n", args...); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// count is a number of things in words: "1 row", "2 rows".
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}
