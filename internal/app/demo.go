package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web/signin"
)

// The demo's people are invented. Their addresses are at example.org, which
// belongs to nobody (RFC 2606 §3), and every page says what they are.

// demoOne is somebody of the cast.
type demoOne struct {
	given, family string
	role          access.Role
}

// demoCast is one person for each role that somebody can be.
var demoCast = []demoOne{
	{"Ieva", "Kalniņa", access.Mentee},
	{"Andris", "Vītols", access.Mentor},
	{"Dace", "Liepa", access.Coordinator},
	{"Mārtiņš", "Ozoliņš", access.Lead},
	{"Elīna", "Bērziņa", access.Support},
	{"Gunta", "Krūmiņa", access.InstitutionContact},
	{"Juris", "Šteinbergs", access.Auditor},
	{"Zane", "Āboliņa", access.Administrator},
}

// Names of the others; each given name meets each family name of its form.
var (
	demoWomen  = []string{"Agnese", "Baiba", "Inga", "Kristīne", "Līga", "Santa", "Vita", "Žanete"}
	demoMen    = []string{"Aigars", "Edgars", "Guntis", "Ģirts", "Kārlis", "Oskars", "Raimonds", "Uldis"}
	demoWomenF = []string{"Celma", "Čakste", "Egle", "Ķirse", "Ļaudama", "Ņikiforova", "Rudzīte", "Žagata"}
	demoMenF   = []string{"Celms", "Čakstiņš", "Eglītis", "Ķirsis", "Ļaudams", "Rudzītis", "Zariņš", "Žagars"}
)

func demoEmail(given, family string) string {
	name := strings.ReplaceAll(i18n.Fold(given)+"."+i18n.Fold(family), " ", "-")
	return name + "@example.org"
}

// demoPeople are whom the sign-in page offers; nobody outside a demo.
func (a *App) demoPeople() []signin.DemoPerson {
	if !a.Config.Demo || !a.demo.Load() {
		return nil
	}
	var people []signin.DemoPerson
	for _, x := range demoCast {
		people = append(people, signin.DemoPerson{Email: demoEmail(x.given, x.family), Name: x.given + " " + x.family, Role: x.role})
	}
	return people
}

// isDemo tells whether the database was filled with invented people; the audit
// log never forgets it.
func (a *App) isDemo(ctx context.Context) (bool, error) {
	items, err := audit.List(ctx, a.DB, audit.Filter{Action: audit.DemoFilled}, 1)
	return len(items) > 0, err
}

// FillDemo fills an empty database with invented people, one for each role and
// some more, a programme with its owner, seminars, an intake that takes
// applications and one whose round of proposals is under way. What is there
// already is left as it is, so that a filling that was broken off is finished at
// the next start; nodes that start together do it one after another. A database
// with real people is refused.
func (a *App) FillDemo(ctx context.Context, progress func(done, total int)) error {
	return a.DB.Alone(ctx, "demo", func(ctx context.Context) error {
		if err := a.claimDemo(ctx); err != nil {
			return err
		}
		if err := a.fillDemo(ctx, progress); err != nil {
			return fmt.Errorf("fill the demo: %w", err)
		}
		return nil
	})
}

func (a *App) fillDemo(ctx context.Context, progress func(done, total int)) error {
	admin, err := a.demoAdministrator(ctx)
	if err != nil {
		return err
	}
	total := len(demoCast) + len(demoWomen) + len(demoMen)
	if err := a.demoGround(ctx, admin, func(done int) { progress(done, total) }); err != nil {
		return err
	}
	if err := a.demoOthers(ctx, admin, func(done int) { progress(len(demoCast)+done, total) }); err != nil {
		return err
	}
	if err := a.demoSeminars(ctx, admin); err != nil {
		return err
	}
	if err := a.demoMatching(ctx, admin); err != nil {
		return err
	}
	return a.demoTogether(ctx, admin)
}

// claimDemo marks an empty database as a demo's, for ever and first of all.
func (a *App) claimDemo(ctx context.Context) error {
	filled, err := a.isDemo(ctx) // another node may have marked it since this one looked
	if err != nil || filled {
		a.demo.Store(filled)
		return err
	}
	there, err := a.Accounts.HasAdministrator(ctx)
	if err != nil {
		return err
	}
	if there {
		return config.Problem{Setting: config.Prefix + "DEMO", What: "is for an empty database, and this one has people",
			Do: "start without it, or give another directory with --data DIR"}
	}
	err = a.DB.Tx(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Actor: audit.System, Action: audit.DemoFilled, Object: audit.Object{Kind: audit.KindSystem}})
	})
	a.demo.Store(err == nil)
	return err
}

func demoDetails(given, family string) account.Details {
	return account.Details{GivenName: given, FamilyName: family, Email: demoEmail(given, family), Language: string(i18n.LV)}
}

func (a *App) demoAdministrator(ctx context.Context) (access.Actor, error) {
	last := demoCast[len(demoCast)-1]
	p, err := a.Accounts.FirstAdministrator(ctx, demoDetails(last.given, last.family))
	return access.Actor{Person: p.ID, Fresh: true,
		Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}, err
}

// demoGround makes the owner, a programme, and the cast with their roles.
func (a *App) demoGround(ctx context.Context, admin access.Actor, progress func(done int)) error {
	if err := a.demoOwner(ctx, admin); err != nil {
		return err
	}
	programmeID, err := a.demoProgramme(ctx, admin)
	if err != nil {
		return err
	}
	if _, err := a.demoIntake(ctx, admin, programmeID, openIntake(a.demoDay)); err != nil {
		return err
	}
	scopes, err := a.demoScopes(ctx, admin, programmeID)
	if err != nil {
		return err
	}
	for i, x := range demoCast[:len(demoCast)-1] {
		kind := access.ScopeOf[x.role]
		if err := a.demoPerson(ctx, admin, x.given, x.family, access.Grant{Role: x.role, Scope: access.Scope{Kind: kind, ID: scopes[kind]}}); err != nil {
			return err
		}
		progress(i + 1)
	}
	return nil
}

func (a *App) demoOwner(ctx context.Context, admin access.Actor) error {
	now, err := a.Settings.All(ctx)
	if err != nil || now.Value(setting.OwnerName.In(i18n.LV)).Version > 0 {
		return err
	}
	err = a.Settings.Change(ctx, admin, map[setting.Name]string{
		setting.OwnerName.In(i18n.LV): "Paraugu administrācijas skola", setting.OwnerName.In(i18n.EN): "Sample School of Administration",
		setting.ContactEmail: "koordinators@example.org", setting.SecurityEmail: "drosiba@example.org",
		setting.HelpHours.In(i18n.LV): "darbdienās no 9.00 līdz 17.00", setting.HelpHours.In(i18n.EN): "on working days from 9.00 to 17.00",
	}, map[setting.Name]int64{})
	if fault.Is(err, fault.Conflict) {
		return nil // another node has named it since the settings were read
	}
	return err
}

func (a *App) demoProgramme(ctx context.Context, admin access.Actor) (string, error) {
	page, err := a.Programmes.List(ctx, admin, programme.Filter{}, 1)
	if err != nil {
		return "", err
	}
	if len(page.Items) > 0 {
		return page.Items[0].ID, nil
	}
	p, err := a.Programmes.Create(ctx, admin, programme.Details{NameLV: "Digitālo prasmju mentorings", NameEN: "Mentoring for digital skills"})
	if err != nil {
		return "", err
	}
	_, err = a.Programmes.Open(ctx, admin, p.ID, p.Version)
	return p.ID, err
}

// demoDay is a day so far from today, as yyyy-mm-dd.
func (a *App) demoDay(days int) string {
	return a.edge.Now().In(a.Intakes.Zone).AddDate(0, 0, days).Format(time.DateOnly)
}

// openIntake is the one that takes applications; its days lie around today.
func openIntake(day func(int) string) intake.Details {
	return intake.Details{Code: "demo", NameLV: "Izmēģinājuma plūsma", NameEN: "Trial intake",
		Dates: intake.Dates{OpensOn: day(-14), ClosesOn: day(28), MatchingFrom: day(29), MatchingTo: day(50), StartsOn: day(60), EndsOn: day(240),
			NewsOn: day(35)},
		Models: []string{string(catalogue.Individual), string(catalogue.Grouped), string(catalogue.OnDemand)}}
}

// demoIntake gives the intake with the code, made and published if need be.
func (a *App) demoIntake(ctx context.Context, admin access.Actor, programmeID string, d intake.Details) (intake.Intake, error) {
	x, err := a.Intakes.ByCode(ctx, d.Code)
	if fault.Is(err, fault.NotFound) {
		x, err = a.Intakes.Create(ctx, admin, programmeID, d)
	}
	if err != nil || x.Status != intake.Draft {
		return x, err
	}
	return a.Intakes.Publish(ctx, admin, x.ID, x.Version)
}

// demoFind is the person with the address.
func (a *App) demoFind(ctx context.Context, admin access.Actor, email string) (string, error) {
	page, err := a.Accounts.List(ctx, admin, account.Filter{Query: email}, 1)
	if err != nil || len(page.People) == 0 {
		return "", fmt.Errorf("find %s: %d found: %w", email, len(page.People), err)
	}
	return page.People[0].ID, nil
}

// demoPerson adds a person with a role, if nobody has the address yet.
func (a *App) demoPerson(ctx context.Context, admin access.Actor, given, family string, grants ...access.Grant) error {
	p, err := a.Accounts.Add(ctx, admin, demoDetails(given, family))
	if fault.Is(err, fault.Invalid) {
		return nil // it is there from a filling that was broken off
	}
	for _, g := range grants {
		if err == nil {
			err = a.Accounts.Grant(ctx, admin, p.ID, g.Role, g.Scope)
		}
	}
	return err
}

// demoScopes are where the cast's roles hold: one programme, one institution,
// and the mentorship that the two of a pair will share.
func (a *App) demoScopes(ctx context.Context, admin access.Actor, programmeID string) (map[access.ScopeKind]string, error) {
	page, err := a.Institutions.List(ctx, admin, institution.Filter{}, 1)
	if err != nil || len(page.Items) == 0 {
		return nil, fmt.Errorf("find an institution: %d found: %w", len(page.Items), err)
	}
	return map[access.ScopeKind]string{access.Programme: programmeID, access.Institution: page.Items[0].ID, access.Mentorship: id.New()}, nil
}

func (a *App) demoOthers(ctx context.Context, admin access.Actor, progress func(done int)) error {
	done := 0
	for _, names := range [][2][]string{{demoWomen, demoWomenF}, {demoMen, demoMenF}} {
		for i, given := range names[0] {
			if err := a.demoPerson(ctx, admin, given, names[1][(i*3)%len(names[1])]); err != nil {
				return err
			}
			done++
			progress(done)
		}
	}
	return nil
}
