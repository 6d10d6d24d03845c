package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

const description = "Domubiedrs: a mentoring programme of a public administration, from application to certificate.\n\n" +
	"Exit codes: 0 done; 1 what was asked for failed, or a check found something; " +
	"2 the command line, a setting or the machine is wrong, and nothing was changed."

// commands is the command line. The table in docs/operations.md is made from
// it.
type commands struct {
	Help helpFlag `short:"h" help:"Show help for the command."`

	Serve   serveCommand   `cmd:"" help:"Serve the pages and run the background jobs."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to this version."`
	Demo    demoCommand    `cmd:"" help:"Fill an empty database with fictitious people."`
	Import  importCommand  `cmd:"" help:"Take applications in from a spreadsheet."`
	Match   matchCommand   `cmd:"" help:"Match people of two spreadsheets, or a bare instance, without a server."`
	Admin   struct {
		First firstCommand `cmd:"" help:"Make somebody the first administrator."`
		Link  linkCommand  `cmd:"" help:"Print a sign-in link for an administrator, when mail is lost."`
		Roles struct {
			List   rolesCommand  `cmd:"" help:"List everybody who holds a role."`
			Grant  grantCommand  `cmd:"" help:"Give somebody a role."`
			Revoke revokeCommand `cmd:"" help:"Take a role from somebody."`
		} `cmd:"" help:"List and change roles."`
	} `cmd:"" help:"Administrators and roles, from the server itself."`
	Institutions struct {
		Import institutionsImportCommand `cmd:"" help:"Take in a register of institutions."`
	} `cmd:"" help:"The list of institutions."`
	Config struct {
		Describe describeCommand `cmd:"" default:"1" help:"Describe every setting."`
		Show     showCommand     `cmd:"" help:"Print the settings in force, secrets masked."`
	} `cmd:"" help:"Settings: what there is, and what is in force."`
	Keys struct {
		List   keysListCommand   `cmd:"" help:"List the master keys by name."`
		Rotate keysRotateCommand `cmd:"" help:"Bring in a new master key and wrap every data key with it."`
		Check  keysCheckCommand  `cmd:"" help:"Open every sealed value and count."`
		Retire keysRetireCommand `cmd:"" help:"Forget former master keys that wrap nothing."`
		Next   keysNextCommand   `cmd:"" help:"Print the next key set, for keys kept in the environment."`
	} `cmd:"" help:"Master keys."`
	Audit struct {
		Verify verifyCommand `cmd:"" help:"Walk the audit chain and name the first bad entry."`
	} `cmd:"" help:"The audit record."`
	Backup  backupCommand  `cmd:"" help:"Write the whole database to one file, while the service runs."`
	Restore restoreCommand `cmd:"" help:"Read a backup into an empty place."`
	CopyDb  copyCommand    `cmd:"" name:"copy-db" help:"Copy the database into an empty PostgreSQL database."`
	Healthz healthzCommand `cmd:"" help:"Ask the running service whether it is ready."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// version is set by the build: -ldflags "-X main.version=1.2.3".
var version = "dev"

type versionCommand struct{ place }

// Help gives an example.
func (versionCommand) Help() string { return "Example:\n\n    domubiedrs version" }

// Run prints the version, the commit it was built from, and the platform.
func (versionCommand) Run(p *process) error {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = fmt.Sprintf(" commit %.12s", s.Value)
			}
		}
	}
	return p.print("domubiedrs %s%s %s %s/%s", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
