// Package foundation is the first page of a mentorship and what it begins with:
// the agreement.
//
//	/workspace/mentorships/{id}            home.go: the next thing, the stages, doors to all rooms
//	/workspace/mentorships/{id}/stage      home.go: on to the next stage
//	/workspace/mentorships/{id}/agreement  agreement.go: conditions, everybody's yes, versions
//
// What the rooms beside this one have for the first page comes through
// together.Door: this package knows none of them.
package foundation

import (
	"embed"
	"io/fs"

	"domubiedrs/internal/web/workspace/together"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct{ *together.Base }

// Mount registers the routes.
func (p *Pages) Mount() {
	at := together.Path + "/{id}"
	p.Kit.Handle("GET "+at, together.Read, p.home)
	p.Kit.Handle("POST "+at+"/stage", together.Write, p.advance)
	p.Kit.Handle("GET "+at+"/agreement", together.Read, p.agreement)
	p.Kit.Handle("GET "+at+"/agreement/edit", together.Read, p.editAgreement)
	p.Kit.Handle("POST "+at+"/agreement/edit", together.Agree, p.saveAgreement)
	p.Kit.Handle("POST "+at+"/agreement", together.Agree, p.acceptAgreement)
	p.AddDoor(together.Door{Order: 10, Task: p.agreementTask, Next: p.agreementNext})
}
