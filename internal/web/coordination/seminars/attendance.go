package seminars

import (
	"net/http"
	"strconv"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// What a radio button of the marking form says.
const (
	present = "present"
	absent  = "absent"
)

// markForm asks for everybody at once; marks that are there are filled in, and
// changing one asks why.
func markForm(r *web.Request, people []seminar.Attendee) *web.Form {
	f := &web.Form{Submit: r.T("seminars.step.attendance.save"), Dock: true}
	for _, a := range people {
		if a.Hold == seminar.Left {
			continue
		}
		last := a.Last()
		radios := &web.Field{Kind: web.Radios, Name: "mark-" + a.ID, Label: r.T("seminars.step.attendance.who", "name", a.Name, "institution", a.Institution),
			HideOptional: true, Value: markOf(last), Options: []web.Option{{Value: present, Label: r.T("seminars.marked.present")},
				{Value: absent, Label: r.T("seminars.marked.absent")}}}
		if a.Hold == seminar.Waiting {
			radios.Hint = r.T(a.Hold.Key())
		}
		f.Fields = append(f.Fields, radios, &web.Field{Kind: web.Hidden, Name: "seen-" + a.ID, Value: strconv.FormatInt(last.Seq, 10)})
		if last.Seq > 0 {
			f.Fields = append(f.Fields, &web.Field{Kind: web.Text, Name: "reason-" + a.ID, Label: r.T("seminars.step.attendance.reason"), HideOptional: true,
				Hint: r.T("seminars.step.attendance.reason-hint"), MaxLength: seminar.MaxReason, When: &web.When{Field: radios.Name, In: []string{opposite(last)}, Met: true}})
		}
	}
	return f
}

func markOf(m seminar.Mark) string {
	switch {
	case m.Seq == 0:
		return ""
	case m.Present:
		return present
	}
	return absent
}

func opposite(m seminar.Mark) string {
	if m.Present {
		return absent
	}
	return present
}

// linesOf reads the marks that were chosen.
func linesOf(f *web.Form, people []seminar.Attendee) (lines []seminar.Line) {
	for _, a := range people {
		mark := f.Value("mark-" + a.ID)
		if mark != present && mark != absent {
			continue
		}
		seen, err := strconv.ParseInt(f.Value("seen-"+a.ID), 10, 64)
		if err != nil {
			seen = -1 // nobody has seen that, so the service refuses it
		}
		lines = append(lines, seminar.Line{Registration: a.ID, Seen: seen, Present: mark == present, Reason: f.Value("reason-" + a.ID)})
	}
	return lines
}

func (p *Pages) markPage(r *web.Request) (*desk.Form, seminar.Seminar, []seminar.Attendee, error) {
	x, err := p.ours(r)
	if err != nil {
		return nil, x, nil, err
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return nil, x, nil, err
	}
	page := &desk.Form{Frame: frame(r, x, "seminars.step.attendance.title"), Form: markForm(r, people)}
	page.Lede = r.T("seminars.step.attendance.lede")
	page.Form.Cancel = desk.Cancel(r, here(x))
	from, _ := x.Window()
	switch {
	case !p.begun(x):
		page.Empty, page.Form = &web.Empty{Icon: "clock", Title: r.T("seminars.step.attendance.early"), Text: r.T("seminars.step.attendance.from", "moment", r.Tr.DateTime(from))}, nil
	case len(page.Form.Fields) == 0:
		page.Empty, page.Form = &web.Empty{Icon: "users", Title: r.T("seminars.people.none")}, nil
	}
	return page, x, people, nil
}

func (p *Pages) attendance(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.markPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) mark(w http.ResponseWriter, r *web.Request) error {
	page, x, people, err := p.markPage(r)
	if err != nil {
		return err
	}
	if page.Form == nil {
		return fault.New(fault.Conflict, "seminar.fault.not-begun")
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	lines := linesOf(page.Form, people)
	err = p.Seminars.Mark(r.Context(), r.Actor, x.ID, lines)
	if e := fault.As(err); e != nil && e.Key == "fault.stale" {
		newer, problem := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
		switch {
		case problem != nil:
			return problem
		case agreed(lines, newer):
			err = nil // somebody has marked the very same: most often this form itself, sent twice
		default:
			meanwhile(r, page, newer)
			err = fault.New(fault.Conflict, "desk.stale.error")
		}
	}
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, here(x), "seminars.step.attendance.done")
}

// agreed tells whether everybody is marked already as the lines say.
func agreed(lines []seminar.Line, people []seminar.Attendee) bool {
	now := map[string]seminar.Mark{}
	for _, a := range people {
		now[a.ID] = a.Last()
	}
	for _, l := range lines {
		if m := now[l.Registration]; m.Seq == 0 || m.Present != l.Present {
			return false
		}
	}
	return true
}

// meanwhile shows what somebody else has marked and keeps what was chosen, so
// that the next save is a decision.
func meanwhile(r *web.Request, page *desk.Form, people []seminar.Attendee) {
	fresh := markForm(r, people)
	fresh.Cancel = page.Form.Cancel
	page.Now = &web.Summary{Title: r.T("desk.stale.title")}
	for _, f := range fresh.Fields {
		typed := page.Form.Field(f.Name)
		if typed == nil || f.Kind == web.Hidden {
			continue
		}
		if f.Kind == web.Radios && f.Value != "" && typed.Value != "" && typed.Value != f.Value {
			page.Now.Items = append(page.Now.Items, web.SummaryItem{Key: f.Label, Value: r.T("seminars.marked." + f.Value)})
		}
		if typed.Value != "" {
			f.Value = typed.Value
		}
	}
	if page.Form = fresh; len(page.Now.Items) == 0 {
		page.Now = nil
	}
}
