// Package timeline is the journal of a mentorship on one line of time: all that
// its members wrote and the viewer may read.
//
//	/workspace/mentorships/{id}/journal           page.go: the latest first, narrowed by kind and by person
//	/workspace/mentorships/{id}/journal/{entry}   entry.go: one entry, and what it said before
//	/workspace/mentorships/{id}/journal/search    search.go: words are looked for, and marked
//	/workspace/mentorships/{id}/journal/file      file.go: Markdown and JSON for the viewer alone
//
// Two things never leave by way of this room. What a sheet says about the
// circumstances of another member (RA.D-2) is neither found nor in a file. And
// feedback that the viewer has not opened where it is given stays closed here,
// because its author may change it until it is read (R2.1-7).
package timeline

import (
	"embed"
	"io/fs"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
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
	at := together.Path + "/{id}/journal"
	p.Kit.Handle("GET "+at, together.Read, p.latest)
	p.Kit.Handle("GET "+at+"/search", together.Read, p.ask)
	p.Kit.Handle("POST "+at+"/search", together.Read, p.search, p.Kit.LimitSearch())
	p.Kit.Handle("POST "+at+"/file", together.Read, p.file, p.Kit.LimitSearch())
	p.Kit.Handle("GET "+at+"/{entry}", together.Read, p.entry)
	p.AddDoor(together.Door{Order: 90, Task: task})
}

func task(r *web.Request, x together.Room) (*web.Task, error) {
	return &web.Task{Text: r.T("timeline.title"), Hint: r.T("timeline.hint"), Href: x.Href("/journal"), Status: web.Status{State: web.Ready, Text: r.T("timeline.state")}}, nil
}

// health is the prompt of the SWOT sheet that may bring an answer about health.
const health = "D4.2"

// closed tells whether the viewer has yet to open an entry where it is given.
func closed(x together.Room, e journal.Entry) bool {
	spec, _ := journal.Of(e.Kind)
	return spec.Append && e.Author != x.Me.Person && e.ReadAt == nil
}
