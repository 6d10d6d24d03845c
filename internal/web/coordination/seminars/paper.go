package seminars

import (
	"net/http"
	"strings"

	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// paperPage is a table that is printed on A4 lying down: whose it is, what it is
// about, and who pays, as the fund's rules ask for it.
type paperPage struct {
	desk.Frame
	Acts    []web.Button
	Caution string
	Filters *web.Filters
	Facts   web.Facts
	Table   web.Table
	Funding []string
	Seal    string // what proves that nothing was changed; may be empty
	Signed  bool   // the last column has room for signatures
}

// show writes the page. The paper says itself who pays, so its foot need not.
func (x *paperPage) show(w http.ResponseWriter, r *web.Request, money []seminar.Money) error {
	for _, m := range money {
		line := m.Sentence.In(r.Lang())
		if m.ProjectNumber != "" && !strings.Contains(line, m.ProjectNumber) {
			line += " " + r.T("intake.project", "number", m.ProjectNumber)
		}
		x.Funding = append(x.Funding, line)
	}
	if len(money) > 0 {
		x.Page.Funding.Sentence = ""
	}
	return r.Render(w, "seminars/paper", x)
}

// Logos are the funder's, as the foot of every page has them.
func (x *paperPage) Logos() []web.Logo { return x.Page.Funding.Logos }

// sheetFacts say what a list is about.
func sheetFacts(r *web.Request, s seminar.Sheet) web.Facts {
	list := web.Facts{{Name: r.T("coordination.field.programme"), Value: s.Programme.In(r.Lang())}, {Name: r.T("seminars.name"), Value: s.Title.In(r.Lang())},
		{Name: r.T("seminars.day"), Value: r.T("seminars.when", "day", r.Tr.WeekdayDate(s.Start), "time", r.Tr.AtRange(s.Start, s.End))}}
	for _, f := range []web.Fact{{Name: "place", Value: s.Place}, {Name: "link", Value: s.Link}, {Name: "lecturer", Value: s.Lecturer},
		{Name: "project", Value: strings.Join(projects(s.Funding), ", ")}} {
		if f.Value != "" {
			list = append(list, web.Fact{Name: r.T("seminars.fact." + f.Name), Value: f.Value})
		}
	}
	return list
}

func projects(money []seminar.Money) (numbers []string) {
	for _, m := range money {
		if m.ProjectNumber != "" {
			numbers = append(numbers, m.ProjectNumber)
		}
	}
	return numbers
}

// sheetTable lists participants with room for their signatures; marks only once
// there can be some.
func sheetTable(r *web.Request, s seminar.Sheet, marks bool) web.Table {
	t := web.Table{Caption: r.T("seminars.sheet.people"), HideCaption: true, Columns: []web.Column{{Title: r.T("seminars.person")},
		{Title: r.T("seminars.institution")}, {Title: r.T("seminars.position")}, {Title: r.T("seminars.email")}},
		Empty: &web.Empty{Icon: "users", Title: r.T("seminars.people.none")}}
	if marks {
		t.Columns = append(t.Columns, web.Column{Title: r.T("seminars.mark")})
	}
	t.Columns = append(t.Columns, web.Column{Title: r.T("seminars.signature")})
	for _, x := range s.Rows {
		row := web.Row{Cells: []web.Cell{{Text: r.T("seminars.sheet.line", "number", r.Tr.Number(x.Number), "name", x.Name)}, {Text: x.Institution},
			{Text: x.Position}, {Text: x.Email}}}
		if marks {
			row.Cells = append(row.Cells, web.Cell{Text: markText(r, x), Note: strings.Join(markNotes(r, x), "; ")})
		}
		t.Rows = append(t.Rows, web.Row{Cells: append(row.Cells, web.Cell{})})
	}
	return t
}

func markText(r *web.Request, x seminar.Row) string {
	switch {
	case x.Source == "":
		return r.T("seminars.marked.none")
	case x.Present:
		return r.T("seminars.marked.present")
	}
	return r.T("seminars.marked.absent")
}

// markNotes say how the mark came to be, then what was corrected and why.
func markNotes(r *web.Request, x seminar.Row) (notes []string) {
	if x.At != nil {
		notes = append(notes, r.T("seminars.marked.how", "day", r.Tr.ShortDate(*x.At), "time", r.Tr.Time(*x.At), "source", r.T(x.Source.Key())))
	}
	for _, c := range x.Corrections {
		notes = append(notes, r.T("seminars.marked.corrected", "day", r.Tr.ShortDate(c.At), "time", r.Tr.Time(c.At), "reason", c.Reason))
	}
	return notes
}

// sheet is printed before the seminar, for signatures.
func (p *Pages) sheet(w http.ResponseWriter, r *web.Request) error {
	x, err := p.one(r)
	if err != nil {
		return err
	}
	s, err := p.Seminars.Sheet(r.Context(), r.Actor, x.ID)
	if err != nil {
		return office.Hide(err)
	}
	page := &paperPage{Frame: frame(r, x, "seminars.sheet.title"), Facts: sheetFacts(r, s), Table: sheetTable(r, s, p.begun(x)), Signed: true}
	return page.show(w, r, s.Funding)
}
