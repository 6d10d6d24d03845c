// Package coordination is the section of those who run a programme:
// coordinators, its lead and the support team. It works with dates, states and
// applications; no page here can open what two people talk about.
//
// Its home shows what waits for a decision, how far the current intake has
// come, and what comes next. From there a coordinator prepares intakes and who
// pays for them, screens applications, brings in spreadsheets, words the
// questionnaires, keeps the catalogue and runs the information seminars. The
// support team sees the same and decides nothing.
//
// Whoever may not see a thing of another programme is told that it does not
// exist (hide). Every page stands at a desk (package desk), so lists, forms and
// questions look alike.
package coordination

import (
	"embed"
	"io/fs"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's own pages, beside those of package desk.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	office.Office
	Kit          *web.Kit
	Intakes      *intake.Service
	Applications *application.Service
	Catalogue    *catalogue.Service
	Sources      asking.Sources
}

// Mount registers the routes.
func (p *Pages) Mount() {
	p.Kit.Handle("GET /coordination", office.Enter, p.home)
	p.mountApplications()
	p.mountIntakes()
	p.mountFunding()
}

func (p *Pages) mountApplications() {
	h := p.Kit.Handle
	h("GET /coordination/applications", office.Enter, p.applications, p.Kit.LimitSearch())
	h("GET /coordination/applications/{id}", office.Enter, p.application)
	h("POST /coordination/applications/{id}", office.Act, p.decide)
	h("GET /coordination/applications/decide", office.Act, p.askBulk)
	h("POST /coordination/applications/decide", office.Act, p.decideBulk)
	h("GET /coordination/applications/export", office.Act, p.askExport)
	h("GET /coordination/applications/file", office.Act, p.file, p.Kit.LimitSearch())
	h("GET /coordination/invitations", office.Enter, p.invitations)
	h("GET /coordination/invitations/new", office.Act, p.newInvitation)
	h("POST /coordination/invitations", office.Act, p.invite)
	h("GET /coordination/intakes/{id}/announce", office.Act, p.askAnnounce)
	h("POST /coordination/intakes/{id}/announce", office.Act, p.announce)
}

func (p *Pages) mountIntakes() {
	h := p.Kit.Handle
	h("GET /coordination/intakes", office.Enter, p.intakes)
	h("GET /coordination/intakes/new", office.Act, p.newIntake)
	h("POST /coordination/intakes", office.Act, p.addIntake)
	h("GET /coordination/intakes/{id}", office.Enter, p.intake)
	h("GET /coordination/intakes/{id}/change", office.Act, p.changeIntake)
	h("POST /coordination/intakes/{id}/change", office.Act, p.saveIntake)
	h("GET /coordination/intakes/{id}/rules", office.Act, p.changeRules)
	h("POST /coordination/intakes/{id}/rules", office.Act, p.saveRules)
	h("GET /coordination/intakes/{id}/copy", office.Act, p.askCopyIntake)
	h("POST /coordination/intakes/{id}/copy", office.Act, p.copyIntake)
	h("GET /coordination/intakes/{id}/publish", office.Act, p.askPublishIntake)
	h("POST /coordination/intakes/{id}/publish", office.Act, p.publishIntake)
	h("GET /coordination/intakes/{id}/withdraw", office.Act, p.askWithdrawIntake)
	h("POST /coordination/intakes/{id}/withdraw", office.Act, p.withdrawIntake)
}

func (p *Pages) mountFunding() {
	h := p.Kit.Handle
	h("GET /coordination/funding", office.Enter, p.funding)
	h("GET /coordination/funding/new", office.Act, p.newFunding)
	h("POST /coordination/funding", office.Act, p.addFunding)
	h("GET /coordination/funding/{id}/change", office.Act, p.changeFunding)
	h("POST /coordination/funding/{id}/change", office.Act, p.saveFunding)
	h("GET /coordination/funding/{id}/end", office.Act, p.askEndFunding)
	h("POST /coordination/funding/{id}/end", office.Act, p.endFunding)
}
