// Package importing is the coordinator's pages for bringing in a spreadsheet of
// applications: the file, what its columns hold, what would happen row by row,
// the run, and its report.
package importing

import (
	"domubiedrs/internal/application"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit          *web.Kit
	Intakes      *intake.Service
	Transfers    *transfer.Service
	Applications *application.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {}
