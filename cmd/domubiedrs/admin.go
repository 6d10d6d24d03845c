package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/app"
	"domubiedrs/internal/operate"
)

type firstCommand struct {
	place
	Email    string `arg:"" help:"Mail address."`
	Given    string `arg:"" help:"Given name."`
	Family   string `arg:"" help:"Family name."`
	Language string `enum:"lv,en" default:"lv" help:"Language of the person's pages and mail: lv or en."`
}

// Help gives an example.
func (firstCommand) Help() string {
	return `Instead of the link that serve prints on an empty database. Refused when there is an administrator already.

Example:

    domubiedrs admin first anna@example.org Anna Paraugs`
}

// Run makes the first administrator.
func (c *firstCommand) Run(p *process) error {
	return c.make(p, func(a *app.App) error {
		there, err := a.Accounts.HasAdministrator(p.ctx)
		if err != nil {
			return err
		}
		if there {
			return failure("there is an administrator already; to give somebody the role use: domubiedrs admin roles grant")
		}
		_, err = a.Accounts.FirstAdministrator(p.ctx, account.Details{Email: c.Email, GivenName: c.Given, FamilyName: c.Family, Language: c.Language})
		if err != nil {
			return err
		}
		return p.print("%s is the administrator.", c.Email)
	})
}

type linkCommand struct {
	place
	Email string `arg:"" help:"The administrator's mail address."`
}

// Help says what the link is for.
func (linkCommand) Help() string {
	return `For the day on which the mail server is lost and sign-in codes do not arrive. The link works once, for 15 minutes, for an administrator only. Making it is audited, and the person is told by mail.

Example:

    domubiedrs admin link anna@example.org`
}

// Run prints the link.
func (c *linkCommand) Run(p *process) error {
	return c.with(p, func(a *app.App) error {
		link, err := a.Accounts.AdministratorLink(p.ctx, c.Email)
		if err != nil {
			return err
		}
		return p.print("%s", link)
	})
}

type rolesCommand struct{ place }

// Help gives an example.
func (rolesCommand) Help() string { return "Example:\n\n    domubiedrs admin roles list" }

// Run lists everybody who holds a role.
func (c *rolesCommand) Run(p *process) error {
	return c.with(p, func(a *app.App) error {
		holders, err := a.Accounts.RolesOf(p.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for _, h := range holders {
			scope := strings.TrimSpace(string(h.Scope.Kind) + " " + h.Scope.ID)
			if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", h.Role, scope, h.Email, h.Name, h.Status); err != nil {
				return err
			}
		}
		return table.Flush()
	})
}

// roleArguments are what grant and revoke are about.
type roleArguments struct {
	Email string `arg:"" help:"The person's mail address."`
	Role  string `arg:"" help:"The role: administrator, coordinator, lead, support, auditor or institution-contact."`
	In    string `help:"Programme or institution in which the role is held, by id; not for administrators." placeholder:"ID"`
}

// parse turns the words into a role and its scope.
func (r *roleArguments) parse() (access.Role, access.Scope, error) {
	role := access.Role(r.Role)
	if !slices.Contains(operate.ByHand, role) {
		var names []string
		for _, known := range operate.ByHand {
			names = append(names, string(known))
		}
		return "", access.Scope{}, &usageError{fmt.Errorf("%q is not a role; write one of %s", r.Role, strings.Join(names, ", "))}
	}
	scope := access.Scope{Kind: access.ScopeOf[role], ID: r.In}
	if (scope.Kind == access.System) != (r.In == "") {
		if scope.Kind == access.System {
			return "", scope, &usageError{errors.New("the role is held in the whole system; leave --in out")}
		}
		return "", scope, &usageError{fmt.Errorf("the role is held in a %s; name it with --in ID", scope.Kind)}
	}
	return role, scope, nil
}

type grantCommand struct {
	place
	roleArguments
}

// Help gives an example.
func (grantCommand) Help() string {
	return `The person must have an account. Their sign-ins elsewhere end, and the change is audited.

Example:

    domubiedrs admin roles grant anna@example.org administrator`
}

// Run gives the role.
func (c *grantCommand) Run(p *process) error {
	role, scope, err := c.parse()
	if err != nil {
		return err
	}
	return c.with(p, func(a *app.App) error {
		if err := a.Accounts.GrantByCommandLine(p.ctx, c.Email, role, scope); err != nil {
			return err
		}
		return p.print("%s has the role %s.", c.Email, role)
	})
}

type revokeCommand struct {
	place
	roleArguments
}

// Help gives an example.
func (revokeCommand) Help() string {
	return `The last administrator keeps the role. The person's sign-ins end, and the change is audited.

Example:

    domubiedrs admin roles revoke anna@example.org administrator`
}

// Run takes the role away.
func (c *revokeCommand) Run(p *process) error {
	role, scope, err := c.parse()
	if err != nil {
		return err
	}
	return c.with(p, func(a *app.App) error {
		if err := a.Accounts.RevokeByCommandLine(p.ctx, c.Email, role, scope); err != nil {
			return err
		}
		return p.print("%s does not have the role %s any more.", c.Email, role)
	})
}
