// Package mentorships is the coordinator's list of mentorships: who works with
// whom, in which stage, since when the agreement holds, when they met last and
// meet next. It knows dates and states; what the members write is no concern of
// any package that it imports.
//
// The list is narrowed and paged by key (list.go), and saved as a file with the
// same columns (file.go).
package mentorships

import (
	"domubiedrs/internal/account"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

const room = "/coordination/mentorships"

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit         *web.Kit
	Mentorships *mentorship.Service
	Meetings    *meeting.Service
	Accounts    *account.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {
	p.Kit.Handle("GET "+room, office.Enter, p.list)
	p.Kit.Handle("GET "+room+"/file", office.Enter, p.file)
}
