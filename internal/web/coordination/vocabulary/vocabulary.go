// Package vocabulary is the coordinator's pages for the roles, themes and
// competences that forms offer.
package vocabulary

import (
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
)

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit          *web.Kit
	Catalogue    *catalogue.Service
	Applications *application.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {}
