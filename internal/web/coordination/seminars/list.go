package seminars

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// listsPart is the numbered lists of a seminar's page.
func (p *Pages) listsPart(r *web.Request, x seminar.Seminar, issued []seminar.List, may bool) desk.Part {
	t := web.Table{Caption: r.T("seminars.lists.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("seminars.lists.number")},
		{Title: r.T("seminars.lists.at")}, {Title: r.T("seminars.fact.there"), Numeric: true}, {Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "file-text", Title: r.T("seminars.lists.none"), Text: r.T("seminars.lists.none-do")}}
	for _, l := range issued {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: l.Number, Href: lists + "/" + l.ID}, {Text: moment(r, l.IssuedAt)},
			{Text: r.Tr.Number(l.People)}, {Acts: []web.Button{office.RowAct(r.T("common.download"), lists+"/"+l.ID+"/file", l.Number)}}}})
	}
	part := desk.Part{ID: "lists", Title: r.T("seminars.lists.title"), Text: r.T("seminars.lists.about"), Table: t}
	if may && p.begun(x) {
		issue := office.Secondary(r.T("seminars.step.issue.title"), here(x)+"/issue", "clipboard-check")
		part.Action = &issue
	}
	return part
}

// moment is a time in tables.
func moment(r *web.Request, at time.Time) string {
	return r.Tr.ShortDate(at) + " " + r.Tr.Time(at)
}

func (p *Pages) issueQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.question(r, "issue")
	if err != nil {
		return nil, err
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return nil, err
	}
	c.Confirm.Points = []string{r.Tr.N("seminars.step.issue.there", arrived(people)), r.T("seminars.step.issue.forever"), r.T("seminars.step.issue.again")}
	if n := unmarked(people); n > 0 {
		c.Confirm.Points = append([]string{r.Tr.N("seminars.step.issue.unmarked", n)}, c.Confirm.Points...)
	}
	return c, nil
}

// unmarked is how many have a place and no mark.
func unmarked(people []seminar.Attendee) (n int) {
	for _, a := range people {
		if a.Hold == seminar.Registered && a.Last().Seq == 0 {
			n++
		}
	}
	return n
}

func (p *Pages) askIssue(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.issueQuestion)
}

func (p *Pages) issue(w http.ResponseWriter, r *web.Request) error {
	if _, err := p.ours(r); err != nil {
		return err
	}
	l, issued, err := p.Seminars.IssueList(r.Context(), r.Actor, r.PathValue("id"))
	if fault.Is(err, fault.Conflict) {
		page, problem := p.issueQuestion(r)
		if problem != nil {
			return problem
		}
		return page.Refuse(w, r, err)
	}
	if err != nil {
		return err
	}
	said := "seminars.step.issue.done"
	if !issued {
		said = "seminars.step.issue.same"
	}
	return r.Done(w, lists+"/"+l.ID, said, "number", l.Number)
}

// oneList loads the list of the address.
func (p *Pages) oneList(r *web.Request) (seminar.List, error) {
	l, err := p.Seminars.GetList(r.Context(), r.Actor, r.PathValue("id"))
	return l, office.Hide(err)
}

func (p *Pages) issued(w http.ResponseWriter, r *web.Request) error {
	l, err := p.oneList(r)
	if err != nil {
		return err
	}
	page := &paperPage{Frame: office.Section.Frame(r, "seminars", "seminars.lists.single", "number", l.Number), Facts: sheetFacts(r, l.Sheet),
		Table: sheetTable(r, l.Sheet, true), Signed: true, Seal: r.T("seminars.lists.seal", "sum", l.Hash)}
	page.Under(l.Sheet.Title.In(r.Lang()), room+"/"+l.Seminar)
	page.Acts = []web.Button{{Text: r.T("seminars.lists.xlsx"), Href: lists + "/" + l.ID + "/file", Icon: "download"},
		office.Secondary(r.T("seminars.lists.csv"), lists+"/"+l.ID+"/file?format=csv", "download")}
	page.Facts = append(page.Facts, web.Fact{Name: r.T("seminars.lists.at"), Value: moment(r, l.IssuedAt)},
		web.Fact{Name: r.T("seminars.fact.there"), Value: r.T("seminars.of", "taken", r.Tr.Number(l.People), "places", r.Tr.Number(len(l.Sheet.Rows)))})
	if !l.Intact {
		page.Caution = r.T("seminars.lists.broken")
	}
	return page.show(w, r, l.Sheet.Funding)
}

// issuedFile writes an issued list. Every row says what the list is about too,
// so that it can be sorted and joined with others.
func (p *Pages) issuedFile(w http.ResponseWriter, r *web.Request) error {
	format, err := office.FormatOf(r)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	l, err := p.Seminars.ExportList(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return office.Hide(err)
	}
	columns := []sheet.Column{{Title: r.T("seminars.file.number"), Kind: sheet.Number}, {Title: r.T("seminars.person")}, {Title: r.T("seminars.institution")},
		{Title: r.T("seminars.position")}, {Title: r.T("seminars.email")}, {Title: r.T("seminars.mark")}, {Title: r.T("seminars.file.source")},
		{Title: r.T("seminars.file.at"), Kind: sheet.DateTime}, {Title: r.T("seminars.file.corrections")}, {Title: r.T("seminars.signature")},
		{Title: r.T("seminars.lists.number")}, {Title: r.T("coordination.field.programme")}, {Title: r.T("seminars.name")},
		{Title: r.T("seminars.file.start"), Kind: sheet.DateTime}, {Title: r.T("seminars.file.end"), Kind: sheet.DateTime}, {Title: r.T("seminars.fact.place")},
		{Title: r.T("seminars.fact.link")}, {Title: r.T("seminars.fact.lecturer")}, {Title: r.T("seminars.fact.project")}, {Title: r.T("seminars.file.funding")},
		{Title: r.T("seminars.file.sum")}}
	return p.Send(w, r, r.T("seminars.file.list")+"-"+l.Number, format, columns, listRows(r, l))
}

func listRows(r *web.Request, l seminar.List) iter.Seq2[[]string, error] {
	s := l.Sheet
	var sentences []string
	for _, m := range s.Funding {
		sentences = append(sentences, m.Sentence.In(r.Lang()))
	}
	about := []string{l.Number, s.Programme.In(r.Lang()), s.Title.In(r.Lang()), clock(r, s.Start), clock(r, s.End), s.Place, s.Link, s.Lecturer,
		strings.Join(projects(s.Funding), ", "), strings.Join(sentences, " "), l.Hash}
	return func(yield func([]string, error) bool) {
		for _, x := range s.Rows {
			source, at := "", ""
			if x.At != nil {
				source, at = r.T(x.Source.Key()), clock(r, *x.At)
			}
			row := []string{strconv.Itoa(x.Number), x.Name, x.Institution, x.Position, x.Email, markText(r, x), source, at, corrections(r, x), ""}
			if !yield(append(row, about...), nil) {
				return
			}
		}
	}
}

func corrections(r *web.Request, x seminar.Row) string {
	var list []string
	for _, c := range x.Corrections {
		list = append(list, r.T("seminars.marked.corrected", "day", r.Tr.ShortDate(c.At), "time", r.Tr.Time(c.At), "reason", c.Reason))
	}
	return strings.Join(list, "; ")
}

// clock is a moment as the clock on the wall showed it, for a spreadsheet.
func clock(r *web.Request, at time.Time) string {
	return r.Tr.Local(at).Format("2006-01-02T15:04:05")
}
