package together

import (
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
)

// Revisions are what each saving of a shared entry changed, the latest first;
// none when it was saved once.
func (b *Base) Revisions(r *web.Request, x Room, e journal.Entry) (list []web.Revision, err error) {
	history, err := b.Journal.History(r.Context(), r.Actor, e)
	if err != nil {
		return nil, err
	}
	spec, _ := journal.Of(e.Kind)
	for i := len(history) - 1; i > 0; i-- {
		now, before := history[i], history[i-1]
		v := web.Revision{Title: r.T("together.saved", "who", x.Who(r, now.Editor), "when", b.When(r, now.SavedAt))}
		for _, f := range spec.Fields {
			if now.Body[f.Name] != before.Body[f.Name] {
				v.Rows = append(v.Rows, web.RevisionRow{Label: Label(r, e.Kind, f.Name), Before: Word(r, e.Kind, f.Name, before.Body[f.Name]), After: Word(r, e.Kind, f.Name, now.Body[f.Name])})
			}
		}
		list = append(list, v)
	}
	return list, nil
}

// Said is what an entry says, field by field; leave are fields that stand
// elsewhere on the page.
func Said(r *web.Request, e journal.Entry, leave ...string) web.Summary {
	spec, _ := journal.Of(e.Kind)
	sum := web.Summary{}
	for _, f := range spec.Fields {
		left := false
		for _, name := range leave {
			left = left || name == f.Name
		}
		if value := e.Body[f.Name]; !left && (value != "" || f.Required) {
			sum.Items = append(sum.Items, web.SummaryItem{Key: Label(r, e.Kind, f.Name), Value: Word(r, e.Kind, f.Name, value)})
		}
	}
	return sum
}
