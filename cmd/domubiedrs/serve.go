package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/app"
	"domubiedrs/internal/config"
)

type serveCommand struct {
	place
	Listen string `help:"Address to listen on." placeholder:"HOST:PORT"`
	Demo   bool   `help:"Fill an empty database with fictitious people and let anybody sign in as one of them."`
}

// Help explains the first start.
func (serveCommand) Help() string {
	return `On an empty database the command prints a link, once. Whoever opens it becomes the administrator. It ends on SIGINT and SIGTERM, after the requests and jobs that are under way.

Example:

    domubiedrs serve --data /var/lib/domubiedrs --listen localhost:8080`
}

// Run serves until a signal comes.
func (c *serveCommand) Run(p *process) error {
	flags := map[string]string{"LISTEN": c.Listen}
	if c.Demo {
		flags["DEMO"] = strconv.FormatBool(true)
	}
	cfg, err := c.load(p, flags)
	if err != nil {
		return err
	}
	addresses, err := app.Listen(p.ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(c.on(p, cfg, addresses), addresses.Close())
}

func (c *serveCommand) on(p *process, cfg *config.Config, addresses *app.Listeners) error {
	log := p.logger(cfg.Log, cfg.Log.Level)
	a, err := app.Open(p.ctx, cfg, log, app.Edge{Terminal: p.stderr})
	if err != nil {
		return err
	}
	err = c.serve(p, a, cfg, addresses)
	if p.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // a signal while it was still starting: the end that was asked for
	}
	return errors.Join(err, a.Close())
}

func (c *serveCommand) serve(p *process, a *app.App, cfg *config.Config, addresses *app.Listeners) error {
	if cfg.Demo {
		bar := p.progress()
		if err := a.FillDemo(p.ctx, bar.steps); err != nil {
			return err
		}
		bar.done()
	}
	return a.ServeOn(p.ctx, addresses, func(address string) {
		shown := cfg.BaseURL
		if strings.HasSuffix(cfg.Listen, ":0") {
			shown = "http://" + address
		}
		a.Log.Info("serving", "version", version, "address", address, "settings", cfg)
		// A closed standard output must not end the service.
		_, _ = fmt.Fprintf(p.stdout, "Domubiedrs answers at %s\n", shown)
	})
}

type migrateCommand struct{ place }

// Help gives an example.
func (migrateCommand) Help() string {
	return `serve does this too; the command is for those who want to see it done before they start the service. Make a backup first.

Example:

    domubiedrs migrate --data /var/lib/domubiedrs`
}

// Run migrates and lists the steps.
func (c *migrateCommand) Run(p *process) error {
	return c.make(p, func(a *app.App) error {
		steps, err := a.DB.Migrations(p.ctx)
		if err != nil {
			return err
		}
		for _, s := range steps {
			if err := p.print("%d\t%s", s.Version, s.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

type demoCommand struct{ place }

// Help gives an example.
func (demoCommand) Help() string {
	return `A database that holds anything real is refused. Every page says from then on that the data are fictitious.

Example:

    domubiedrs demo --data ./demo`
}

// Run fills the database with fictitious people.
func (c *demoCommand) Run(p *process) error {
	return c.make(p, func(a *app.App) error {
		bar := p.progress()
		defer bar.done()
		return a.FillDemo(p.ctx, bar.steps)
	})
}

type healthzCommand struct {
	place
	Listen string `help:"Address that the service listens on." placeholder:"HOST:PORT"`
}

// Help gives an example.
func (healthzCommand) Help() string {
	return `For containers and monitors that have no HTTP client. Asks /readyz at the address of LISTEN.

Example:

    domubiedrs healthz`
}

// Run fails unless the service says that it is ready.
func (c *healthzCommand) Run(p *process) error {
	cfg, err := c.load(p, map[string]string{"LISTEN": c.Listen})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(cfg.Listen)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return failure("nothing answers at " + cfg.Listen + ".")
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return failure("not ready: " + strings.TrimSpace(string(text)) + ".")
	}
	return p.print("%s", strings.TrimSpace(string(text)))
}

// reachable turns an address to listen on into one to connect to.
func reachable(listen string) string {
	host, port, _ := net.SplitHostPort(listen) // config has checked it
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
