// Package seminars is the coordinator's pages for information seminars: when and
// where, who takes part, who was there, and the papers about it.
package seminars

import (
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit      *web.Kit
	Seminars *seminar.Service
	Intakes  *intake.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {}
