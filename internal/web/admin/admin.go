// Package admin is the pages of the system administrator: people and their
// roles, institutions, programmes, settings, letters, background jobs and the
// audit entries.
//
// Every page stands in one frame, with the rooms of the section beside it.
// Most are one of four kinds, which the templates are named after: a list with
// filters (list), one thing with what can be done to it (item), a form (form),
// and a question before a grave step (confirm). A form that came too late
// shows what somebody else saved meanwhile and keeps what was typed (refuse).
// What is grave asks the router for the right to write already when its form is
// opened, so that the proof of identity comes before the typing.
package admin

import (
	"embed"
	"io/fs"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are this section's pages.
func Templates() fs.FS { return templates }

// Pages answers this section's routes.
type Pages struct {
	Kit          *web.Kit
	Accounts     *account.Service
	Institutions *institution.Service
	Programmes   *programme.Service
	Settings     *setting.Service
	Operate      *operate.Service
	Now          func() time.Time
}

// The needs of routes. Institutions, programmes and audit entries can be read
// by others too, in their own rooms; here they need the key to this one, and
// the services ask about the very object.
var (
	enter           = web.Need{Thing: access.Administration, Verb: access.Read}
	readPeople      = web.Need{Thing: access.Account, Verb: access.Read}
	writePeople     = web.Need{Thing: access.Account, Verb: access.Write}
	exportPeople    = web.Need{Thing: access.AccountExport, Verb: access.Read}
	writeRoles      = web.Need{Thing: access.RoleGrant, Verb: access.Write}
	writeInstitutes = web.Need{Thing: access.InstitutionData, Verb: access.Write}
	readSettings    = web.Need{Thing: access.Setting, Verb: access.Read}
	writeSettings   = web.Need{Thing: access.Setting, Verb: access.Write}
	readOutbox      = web.Need{Thing: access.Outbox, Verb: access.Read}
	writeOutbox     = web.Need{Thing: access.Outbox, Verb: access.Write}
	readJobs        = web.Need{Thing: access.Job, Verb: access.Read}
	writeJobs       = web.Need{Thing: access.Job, Verb: access.Write}
)

// Mount registers the routes.
func (p *Pages) Mount() {
	p.Kit.Handle("GET /admin", enter, p.home)
	p.mountPeople()
	p.mountPlaces()
	p.mountProposals()
	p.mountMerge()
	p.mountImport()
	p.mountService()
}

func (p *Pages) mountPeople() {
	h := p.Kit.Handle
	h("GET /admin/people", readPeople, p.people, p.Kit.LimitSearch())
	h("GET /admin/people/new", writePeople, p.newPerson)
	h("POST /admin/people", writePeople, p.addPerson)
	h("GET /admin/people/export", exportPeople, p.export)
	h("GET /admin/people.csv", exportPeople, p.exportCSV, p.Kit.LimitSearch())
	h("GET /admin/people/{id}", readPeople, p.person)
	h("GET /admin/people/{id}/change", writePeople, p.changePerson)
	h("POST /admin/people/{id}/change", writePeople, p.savePerson)
	h("GET /admin/people/{id}/disable", writePeople, p.askDisable)
	h("POST /admin/people/{id}/disable", writePeople, p.disable)
	h("GET /admin/people/{id}/enable", writePeople, p.askEnable)
	h("POST /admin/people/{id}/enable", writePeople, p.enable)
	h("GET /admin/people/{id}/roles/new", writeRoles, p.chooseRole)
	h("POST /admin/people/{id}/roles", writeRoles, p.grant)
	h("GET /admin/people/{id}/roles/{grant}/revoke", writeRoles, p.askRevoke)
	h("POST /admin/people/{id}/roles/{grant}/revoke", writeRoles, p.revoke)
}

func (p *Pages) mountPlaces() {
	h := p.Kit.Handle
	h("GET /admin/institutions", enter, p.institutions, p.Kit.LimitSearch())
	h("GET /admin/institutions/new", writeInstitutes, p.newInstitution)
	h("POST /admin/institutions", writeInstitutes, p.addInstitution)
	h("GET /admin/institutions/{id}", enter, p.institution)
	h("GET /admin/institutions/{id}/change", writeInstitutes, p.changeInstitution)
	h("POST /admin/institutions/{id}/change", writeInstitutes, p.saveInstitution)
	h("GET /admin/institutions/{id}/close", writeInstitutes, p.askCloseInstitution)
	h("POST /admin/institutions/{id}/close", writeInstitutes, p.closeInstitution)
	h("GET /admin/institutions/{id}/reopen", writeInstitutes, p.askReopenInstitution)
	h("POST /admin/institutions/{id}/reopen", writeInstitutes, p.reopenInstitution)
	h("GET /admin/programmes", enter, p.programmes)
	h("GET /admin/programmes/new", enter, p.newProgramme)
	h("POST /admin/programmes", enter, p.addProgramme)
	h("GET /admin/programmes/{id}", enter, p.programme)
	h("GET /admin/programmes/{id}/change", enter, p.changeProgramme)
	h("POST /admin/programmes/{id}/change", enter, p.saveProgramme)
	h("GET /admin/programmes/{id}/open", enter, p.askOpenProgramme)
	h("POST /admin/programmes/{id}/open", enter, p.openProgramme)
	h("GET /admin/programmes/{id}/close", enter, p.askCloseProgramme)
	h("POST /admin/programmes/{id}/close", enter, p.closeProgramme)
}

func (p *Pages) mountService() {
	h := p.Kit.Handle
	h("GET /admin/settings", readSettings, p.settings)
	h("GET /admin/settings/{group}", writeSettings, p.changeSettings)
	h("POST /admin/settings/{group}", writeSettings, p.saveSettings)
	h("GET /admin/outbox", readOutbox, p.outbox)
	h("GET /admin/outbox/{id}", readOutbox, p.message)
	h("GET /admin/outbox/{id}/release", writeOutbox, p.askRelease)
	h("POST /admin/outbox/{id}/release", writeOutbox, p.release)
	h("GET /admin/outbox/{id}/delete", writeOutbox, p.askDeleteMessage)
	h("POST /admin/outbox/{id}/delete", writeOutbox, p.deleteMessage)
	h("GET /admin/jobs", readJobs, p.jobs)
	h("GET /admin/jobs/{id}", readJobs, p.job)
	h("POST /admin/jobs/{id}/retry", writeJobs, p.retryJob)
	h("GET /admin/jobs/{id}/delete", writeJobs, p.askDeleteJob)
	h("POST /admin/jobs/{id}/delete", writeJobs, p.deleteJob)
	h("GET /admin/audit", enter, p.audit)
	h("POST /admin/audit/verify", enter, p.verifyAudit)
}

// section is what every page's frame comes from.
var section = desk.Section{Name: "admin", RoomKey: "admin.room.", AboutKey: "admin.about.", Rooms: []desk.Room{
	{Name: "overview", Href: "/admin"},
	{Name: "people", Href: "/admin/people", Icon: "users"},
	{Name: "institutions", Href: "/admin/institutions", Icon: "building-2"},
	{Name: "programmes", Href: "/admin/programmes", Icon: "graduation-cap"},
	{Name: "settings", Href: "/admin/settings", Icon: "settings"},
	{Name: "outbox", Href: "/admin/outbox", Icon: "mail"},
	{Name: "jobs", Href: "/admin/jobs", Icon: "refresh-cw"},
	{Name: "audit", Href: "/admin/audit", Icon: "history"},
}}

// options makes choices of values whose names are translated under a prefix.
func options[T ~string](r *web.Request, prefix string, values []T) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		list[i] = web.Option{Value: string(v), Label: r.T(prefix + string(v))}
	}
	return list
}
