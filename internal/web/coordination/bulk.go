package coordination

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// chosenValue is an application as a list showed it, for a box that picks it.
func chosenValue(a application.Application) string {
	return a.ID + "~" + strconv.FormatInt(a.Version, 10)
}

// chosenOf reads such values; what is none is an application that nobody has.
func chosenOf(values []string) []application.Chosen {
	list := make([]application.Chosen, len(values))
	for i, v := range values {
		id, version, _ := strings.Cut(v, "~")
		n, err := strconv.ParseInt(version, 10, 64)
		if err != nil {
			n = 0 // no version: stale
		}
		list[i] = application.Chosen{ID: id, Version: n}
	}
	return list
}

// bulkPage asks for one decision about several applications, which it names.
func (p *Pages) bulkPage(r *web.Request, values []string) (*desk.Form, error) {
	list, err := p.Applications.Several(r.Context(), r.Actor, chosenOf(values))
	if err != nil {
		return nil, err
	}
	page := &desk.Form{Frame: office.Section.Frame(r, "applications", "coordination.bulk.title")}
	back := "/coordination/applications"
	if len(list) == 0 {
		page.Empty = &web.Empty{Icon: "list-checks", Title: r.T("coordination.bulk.none"), Text: r.T("coordination.bulk.none-do"),
			Action: &web.Button{Text: r.T("coordination.bulk.back"), Href: back, Variant: web.Secondary}}
		return page, nil
	}
	chosen := &web.Field{Kind: web.Checkboxes, Name: "chosen", Label: r.T("coordination.bulk.chosen"), Required: true}
	for _, a := range list {
		value := chosenValue(a.Application)
		chosen.Options = append(chosen.Options, web.Option{Value: value, Label: a.Number + ", " + a.Name,
			Hint: strings.Join([]string{side(r, a.Side), r.T(a.Status.Key()), r.T(a.Facts.Fit.Key())}, " · ")})
		if slices.Contains(values, value) {
			chosen.Values = append(chosen.Values, value)
		}
	}
	page.Lede = r.Tr.N("coordination.bulk.lede", len(list))
	page.Form = &web.Form{Action: "/coordination/applications/decide", Submit: r.T("coordination.bulk.submit"), Note: r.T("coordination.bulk.note"),
		Cancel: desk.Cancel(r, back+"?intake="+list[0].Intake), Fields: append([]*web.Field{chosen}, decisionFields(r, application.Decisions, "")...)}
	return page, nil
}

func (p *Pages) askBulk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.bulkPage(r, r.URL.Query()["chosen"])
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

// decideBulk decides about all that were picked, or about none.
func (p *Pages) decideBulk(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	sent := r.PostForm["chosen"]
	page, err := p.bulkPage(r, sent)
	if err != nil {
		return err
	}
	if page.Form == nil {
		return r.RenderStatus(w, http.StatusUnprocessableEntity, "desk/form", page)
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if err := p.Applications.DecideAll(r.Context(), r.Actor, chosenOf(sent), decisionOf(page.Form)); err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, page.Form.Cancel.Href, "coordination.bulk.saved", "count", r.Tr.N("coordination.queue.decided", len(sent)))
}
