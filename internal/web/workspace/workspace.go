// Package workspace is the section in which people take part in a programme:
// how they apply, where their application stands, and what a mentee or a mentor
// has to do next.
//
// Its home answers one question, “what is next?”: first the next thing to do or
// word that there is none, then the person's applications and seminars, then
// work by when it can begin. Somebody may be mentee and mentor at once and sees both.
//
// Applying goes page by page; every page is saved before the next one, so that
// it can be continued by signing in again:
//
//	/apply                          intake and side      → begin
//	/apply/{code}/{side}            begin.go: what it is, the privacy notice, the name
//	/applications/{id}/part/{part}  part.go: one section of the questionnaire
//	/applications/{id}/declare      declare.go: ethics and boundaries
//	/applications/{id}/check        check.go: all answers, then submitted
//	/applications/{id}/equality     equality.go: what may be skipped
//	/applications/{id}/done         the number, and when the next news comes
//	/applications/{id}              status.go: where it stands
//	/applications/{id}/preparation  preparation.go: a mentor's five cards
//
// Then people are proposed to each other. Package pairing keeps the order of
// things; here each side sees only what it may know, and answers in private:
//
//	/proposals                      where letters lead: on to the right application
//	/applications/{id}/proposals    proposals.go, choosing.go: all cards; a mentee answers them here
//	/proposals/{id}                 proposal.go: one card; a mentor answers it here
//	/proposals/{id}/talk            talk.go: a time for the introductory talk
//	/proposals/{id}/sheets/{sheet}  sheet.go: the two sheets for it
//	/proposals/{id}/conflict        conflict.go: a conflict of interest
package workspace

import (
	"embed"
	"io/fs"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/workspace/together"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit            *web.Kit
	Accounts       *account.Service
	Applications   *application.Service
	Intakes        *intake.Service
	Questionnaires *questionnaire.Service
	Seminars       *seminar.Service
	Pairing        *pairing.Service
	Settings       *setting.Service
	Sources        asking.Sources
	Rooms          *together.Base
	Now            func() time.Time // nil: the machine's clock
}

// Mount registers the routes. The texts that people accept are part of the
// program: if they cannot be read, Mount panics with the file's name.
func (p *Pages) Mount() {
	if p.Now == nil {
		p.Now = time.Now
	}
	if _, err := texts(); err != nil {
		panic("workspace: " + err.Error())
	}
	read, write := web.Need{Thing: access.Workspace, Verb: access.Read}, web.Need{Thing: access.ApplicationFacts, Verb: access.Write}
	p.Kit.Handle("GET /workspace", read, p.home)
	p.Kit.Handle("GET /apply", web.Open, p.choose)
	p.Kit.Handle("GET /apply/{code}/{side}", web.Open, p.begin)
	p.Kit.Handle("POST /apply/{code}/{side}", write, p.start)
	both := func(path string, show, take web.Handler) {
		p.Kit.Handle("GET /applications/{id}"+path, read, show)
		if take != nil {
			p.Kit.Handle("POST /applications/{id}"+path, write, take)
		}
	}
	both("", p.status, nil)
	both("/part/{part}", p.part, p.savePart)
	both("/declare", p.declare, p.accept)
	both("/check", p.check, p.submit)
	both("/equality", p.equality, p.saveEquality)
	both("/done", p.done, nil)
	both("/answers", p.answers, nil)
	both("/profile", p.profile, p.setListed)
	both("/profile/{part}", p.profilePart, p.saveProfilePart)
	both("/withdraw", p.askWithdraw, p.withdraw)
	both("/preparation", p.preparation, nil)
	both("/preparation/{card}", p.readingCard, p.readCard)
	both("/proposals", p.proposals, p.chooseProposals)
	p.Kit.Handle("POST /applications/{id}/pause", write, p.pause)
	p.mountProposals()
}

// mountProposals registers the pages of single proposals.
func (p *Pages) mountProposals() {
	read, write := web.Need{Thing: access.Proposal, Verb: access.Read}, web.Need{Thing: access.Proposal, Verb: access.Write}
	p.Kit.Handle("GET "+pairing.Path, read, p.toProposals)
	at := pairing.Path + "/{id}"
	p.Kit.Handle("GET "+at, read, p.proposal)
	p.Kit.Handle("POST "+at, write, p.answerProposal)
	p.Kit.Handle("GET "+at+"/talk", read, p.talk)
	p.Kit.Handle("POST "+at+"/talk", write, p.bookTalk)
	p.Kit.Handle("GET "+at+"/conflict", read, p.askConflict)
	p.Kit.Handle("POST "+at+"/conflict", write, p.declareConflict)
	p.Kit.Handle("GET "+at+"/sheets/{sheet}", read, p.sheet)
}
