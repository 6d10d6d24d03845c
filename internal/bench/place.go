package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/app"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/programme"
)

// serverVariable names the PostgreSQL server on which databases may be made;
// scripts/postgres sets it.
const serverVariable = "DOMUBIEDRS_TEST_POSTGRES"

// place is a data directory and, on PostgreSQL, a database of its own.
type place struct {
	dir string
	url string // empty on SQLite
}

func newPlace(ctx context.Context, kind db.Kind) (place, error) {
	dir, err := os.MkdirTemp("", "domubiedrs-bench-")
	if err != nil || kind == db.SQLite {
		return place{dir: dir}, err
	}
	name := "bench_" + id.Secret()
	server, err := url.Parse(os.Getenv(serverVariable))
	if err != nil {
		return place{}, fmt.Errorf("read %s: %w", serverVariable, err)
	}
	if err := onServer(ctx, "create database "+name); err != nil {
		return place{}, errors.Join(err, os.RemoveAll(dir))
	}
	server.Path = "/" + name
	return place{dir, server.String()}, nil
}

func (p place) drop(ctx context.Context) error {
	err := os.RemoveAll(p.dir)
	if p.url == "" {
		return err
	}
	u, errURL := url.Parse(p.url)
	if errURL != nil {
		return errors.Join(err, errURL)
	}
	return errors.Join(err, onServer(ctx, "drop database "+u.Path[1:]+" with (force)"))
}

func onServer(ctx context.Context, statement string) error {
	address := os.Getenv(serverVariable)
	if address == "" {
		return fmt.Errorf("%s is not set; run scripts/bench", serverVariable)
	}
	d, err := db.Open(ctx, address, "")
	if err != nil {
		return err
	}
	_, err = d.Pool().ExecContext(ctx, statement)
	return errors.Join(err, d.Close())
}

func (p place) environ() []string { return []string{config.Prefix + "DATABASE=" + p.url} }

// fill fills the place with the demo's people and more, and returns the
// database's version.
func (p place) fill(ctx context.Context, people int) (version string, err error) {
	err = p.open(ctx, func(a *app.App) error {
		if err := a.FillDemo(ctx, func(int, int) {}); err != nil {
			return err
		}
		if version, err = databaseVersion(ctx, a.DB); err != nil {
			return err
		}
		return crowd(ctx, a, people)
	})
	return version, err
}

// open has something done with the place's parts, before anybody is served.
func (p place) open(ctx context.Context, do func(a *app.App) error) error {
	cfg, err := config.Load(config.Sources{Environ: p.environ(), Flags: map[string]string{"DATA": p.dir, "DEMO": "true"}})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.Open(ctx, cfg, log, app.Edge{Terminal: io.Discard})
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// crowd adds invented people: every second one a mentee, every tenth a
// coordinator, every fifth has signed in.
func crowd(ctx context.Context, a *app.App, people int) error {
	admin := access.Actor{Person: id.New(), Fresh: true,
		Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	page, err := a.Programmes.List(ctx, admin, programme.Filter{}, 1)
	if err != nil {
		return err
	}
	coordinator := access.Scope{Kind: access.Programme, ID: page.Items[0].ID}
	for n := range people {
		d := invented(n)
		p, err := a.Accounts.Add(ctx, admin, d)
		if err == nil && n%2 == 0 {
			err = a.Accounts.Grant(ctx, admin, p.ID, access.Mentee, access.Scope{Kind: access.Mentorship, ID: id.New()})
		}
		if err == nil && n%10 == 0 {
			err = a.Accounts.Grant(ctx, admin, p.ID, access.Coordinator, coordinator)
		}
		if err == nil && n%5 == 0 {
			_, _, err = a.Accounts.DemoSignIn(ctx, d.Email, "bench")
		}
		if err != nil {
			return fmt.Errorf("add person %d: %w", n, err)
		}
	}
	return nil
}

var (
	givenNames  = []string{"Agnese", "Andris", "Dace", "Edgars", "Elīna", "Ģirts", "Ieva", "Jānis", "Kristīne", "Ķirills", "Līga", "Žanete"}
	familyNames = []string{"Āboliņa", "Bērziņa", "Celma", "Čakste", "Dūmiņa", "Ēriksone", "Grīnberga", "Ķirse", "Ļaudama", "Ņikiforova", "Šteinberga", "Ūdre", "Žagata"}
)

func invented(n int) account.Details {
	given, family := givenNames[n%len(givenNames)], familyNames[n/len(givenNames)%len(familyNames)]
	return account.Details{GivenName: given, FamilyName: family, Language: string(i18n.LV),
		Email: fmt.Sprintf("%s.%s.%d@example.org", i18n.Fold(given), i18n.Fold(family), n)}
}
