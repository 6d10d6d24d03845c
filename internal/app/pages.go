package app

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"

	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/logo"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/admin"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination"
	"domubiedrs/internal/web/coordination/forms"
	"domubiedrs/internal/web/coordination/importing"
	"domubiedrs/internal/web/coordination/matching"
	"domubiedrs/internal/web/coordination/mentorships"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/seminars"
	"domubiedrs/internal/web/coordination/vocabulary"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/employer"
	"domubiedrs/internal/web/evidence"
	"domubiedrs/internal/web/public"
	"domubiedrs/internal/web/signin"
	"domubiedrs/internal/web/ui"
	"domubiedrs/internal/web/workspace"
	"domubiedrs/internal/web/workspace/foundation"
	"domubiedrs/internal/web/workspace/goals"
	"domubiedrs/internal/web/workspace/meetingroom"
	"domubiedrs/internal/web/workspace/series"
	"domubiedrs/internal/web/workspace/timeline"
	"domubiedrs/internal/web/workspace/together"
)

// Templates are the pages of every section, by its name.
func Templates() map[string]fs.FS {
	return map[string]fs.FS{
		"error": web.ErrorTemplates(), "public": public.Templates(), "signin": signin.Templates(), "workspace": workspace.Templates(),
		"coordination": coordination.Templates(), "employer": employer.Templates(), "evidence": evidence.Templates(), "admin": admin.Templates(),
		"desk": desk.Templates(), "seminars": seminars.Templates(), "importing": importing.Templates(),
		"forms": forms.Templates(), "vocabulary": vocabulary.Templates(), "matching": matching.Templates(), "foundation": foundation.Templates(), "goals": goals.Templates(), "meetingroom": meetingroom.Templates(),
		"series": series.Templates(), "timeline": timeline.Templates(),
	}
}

// Handler puts the pages together.
func (a *App) Handler() (http.Handler, error) {
	kit, err := a.Kit()
	if err != nil {
		return nil, err
	}
	return kit.Handler(ui.Static(), map[string]http.Handler{
		"GET /healthz": http.HandlerFunc(a.healthz), "GET /readyz": http.HandlerFunc(a.readyz),
		"GET " + logo.Prefix: a.logos,
	}), nil
}

// Kit makes the page kit with every section mounted.
func (a *App) Kit() (*web.Kit, error) {
	if err := ui.Check(); err != nil {
		return nil, err
	}
	if err := a.openLogos(); err != nil {
		return nil, err
	}
	renderer, err := web.NewRenderer(a.Texts, Templates())
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	k := &web.Kit{
		Texts: a.Texts, Renderer: renderer, Accounts: a.Accounts, Log: a.Log, URL: mustURL(a.Config.BaseURL), Demo: a.demo.Load(),
		Proxies: a.Config.TrustedProxies, Owner: a.owner, Site: a.site, Ready: a.DB.Ping, Observe: a.metrics.request,
		Limits: web.Limits{Body: a.Config.BodyBytes(), SignIn: a.Config.Rate.SignIn, Code: a.Config.Rate.Code, Search: a.Config.Rate.Search},
	}
	k.Sessions = web.NewSessions(&account.BrowserSessions{DB: a.DB, Now: a.edge.Now}, k.Secure(), a.Config.Session.Life, k.SessionFailed)
	a.mount(k)
	return k, nil
}

func (a *App) mount(k *web.Kit) {
	(&public.Pages{Kit: k, Settings: a.Settings, Intakes: a.Intakes, Catalogue: a.Catalogue, Seminars: a.Seminars,
		Applications: a.Applications, Institutions: a.Institutions, Now: a.edge.Now}).Mount()
	(&signin.Pages{Kit: k, Accounts: a.Accounts, Settings: a.Settings, Programmes: a.Programmes, DB: a.DB, DemoPeople: a.demoPeople()}).Mount()
	base := &together.Base{Kit: k, Accounts: a.Accounts, Mentorships: a.Mentorships, Journal: a.Journal, Zone: a.Intakes.Zone, Now: a.edge.Now, Ethics: workspace.EthicsVersion()}
	(&workspace.Pages{Kit: k, Rooms: base, Accounts: a.Accounts, Applications: a.Applications, Intakes: a.Intakes, Questionnaires: a.Questionnaires,
		Seminars: a.Seminars, Pairing: a.Pairing, Settings: a.Settings, Sources: asking.Sources{Catalogue: a.Catalogue, Institutions: a.Institutions},
		Now: a.edge.Now}).Mount()
	a.mountTogether(base)
	a.mountCoordination(k)
	(&employer.Pages{Kit: k, Institutions: a.Institutions, Now: a.edge.Now}).Mount()
	(&evidence.Pages{Kit: k, Programmes: a.Programmes, Now: a.edge.Now}).Mount()
	(&admin.Pages{Kit: k, Accounts: a.Accounts, Institutions: a.Institutions, Programmes: a.Programmes, Settings: a.Settings,
		Operate: a.Operate, Now: a.edge.Now}).Mount()
}

// mountTogether mounts the rooms of a mentorship, for its members.
func (a *App) mountTogether(base *together.Base) {
	base.MountDrafts()
	(&foundation.Pages{Base: base}).Mount()
	(&series.Pages{Base: base, Meetings: a.Meetings, Calendars: a.Calendars}).Mount()
	(&goals.Pages{Base: base}).Mount()
	(&meetingroom.Pages{Base: base, Meetings: a.Meetings}).Mount()
	(&timeline.Pages{Base: base}).Mount()
}

// mountCoordination mounts the section of those who run a programme, room by
// room.
func (a *App) mountCoordination(k *web.Kit) {
	o, sources := office.Office{Programmes: a.Programmes, Now: a.edge.Now}, asking.Sources{Catalogue: a.Catalogue, Institutions: a.Institutions}
	(&coordination.Pages{Kit: k, Office: o, Intakes: a.Intakes, Applications: a.Applications, Catalogue: a.Catalogue, Sources: sources}).Mount()
	(&importing.Pages{Kit: k, Office: o, Intakes: a.Intakes, Transfers: a.Transfers, Applications: a.Applications}).Mount()
	(&forms.Pages{Kit: k, Office: o, Questionnaires: a.Questionnaires, Sources: sources}).Mount()
	(&vocabulary.Pages{Kit: k, Office: o, Catalogue: a.Catalogue, Applications: a.Applications}).Mount()
	(&matching.Pages{Kit: k, Office: o, Intakes: a.Intakes, Pairing: a.Pairing, Matchmaking: a.Matchmaking}).Mount()
	(&mentorships.Pages{Kit: k, Office: o, Mentorships: a.Mentorships, Meetings: a.Meetings, Accounts: a.Accounts}).Mount()
	(&seminars.Pages{Kit: k, Office: o, Seminars: a.Seminars, Intakes: a.Intakes}).Mount()
}

func (a *App) owner(ctx context.Context, lang i18n.Lang) web.Owner {
	all, err := a.Settings.All(ctx)
	if err != nil {
		all = a.Settings.Latest() // the page itself will tell that the database is away
	}
	return web.Owner{Name: all.Local(setting.OwnerName, lang), HelpHref: "/help", Funding: web.Funding{
		Sentence: a.funding(ctx, lang, all.Local(setting.SiteFunding, lang)), Logos: a.marks(lang)}}
}

func (a *App) site() web.Site {
	now := a.Settings.Latest()
	return web.Site{DefaultLang: now.DefaultLanguage(), TimeColon: now.TimeColon()}
}
