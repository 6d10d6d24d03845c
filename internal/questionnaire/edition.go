package questionnaire

import (
	"time"

	"domubiedrs/internal/access"
)

// Status is where an edition stands.
type Status string

// The states; see the package comment.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Retired   Status = "retired"
)

// Statuses in the order in which an edition goes through them.
var Statuses = []Status{Draft, Published, Retired}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "questionnaire.status." + string(s) }

// Edition is one version of a questionnaire as the database keeps it.
type Edition struct {
	ID string
	Questionnaire
	Programme   string // empty: everywhere
	Status      Status
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt *time.Time // nil while it is a draft
	Revision    int64      // of the row: counts the edits of a draft
}

// Ref names the edition in a set of answers.
func (e Edition) Ref() Ref { return Ref{e.Questionnaire.Key, e.Programme, e.Version} }

// Object is what the permission table is asked about.
func (e Edition) Object() access.Object { return object(e.Programme) }

func object(programme string) access.Object {
	return access.Object{Thing: access.Questionnaire, Programme: programme}
}
