// Package forms is the coordinator's pages for the questionnaires of a programme:
// the list, a look as those see it who fill it in, a page to print, and an editor
// of drafts.
package forms

import (
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
)

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit            *web.Kit
	Questionnaires *questionnaire.Service
	Sources        asking.Sources
}

// Mount registers the routes.
func (p *Pages) Mount() {}
