package meetingroom

import (
	"net/http"
	"strconv"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/series"
	"domubiedrs/internal/web/workspace/together"
)

// writePage is one part as a form.
type writePage struct {
	web.Page
	Form *web.Form
	Sees web.Sees
}

func (p *Pages) open(r *web.Request) (*writePage, *together.Edit, visit, error) {
	v, err := p.visit(r)
	if err != nil {
		return nil, nil, v, err
	}
	a, err := partOf(r)
	if err != nil {
		return nil, nil, v, err
	}
	edit := &together.Edit{Room: v.Room, Kind: a.kind, Slot: a.slot(v.m, r.Actor.Person), Meet: v.m.ID, Draft: a.name + ":" + v.m.ID}
	if edit.Entry, err = p.written(r, v, a); err != nil {
		return nil, nil, v, err
	}
	if err := p.Open(r, edit); err != nil {
		return nil, nil, v, err
	}
	own := a.private || a.choice && (edit.Entry == nil || !edit.Entry.Shared)
	if own {
		edit.Form.Fields = append(edit.Form.Fields, &web.Field{Kind: web.Hidden, Name: together.PrivateField, Value: "yes"})
	}
	edit.Form.Cancel = &web.Link{Text: r.T("together.back"), Href: v.at("")}
	page := &writePage{Page: p.Page(r, v.Room, "meetingroom.part."+a.name, web.Crumb{Text: r.T("series.title"), Href: v.Href("/meetings")}, web.Crumb{Text: series.When(r, v.m), Href: v.at("")}),
		Form: edit.Form, Sees: v.Sees(r, own)}
	page.Lede = r.T("meetingroom.hint." + a.name)
	for _, f := range edit.Form.Fields {
		if f.Kind == web.Textarea {
			f.Sees = page.Sees
		}
	}
	return page, edit, v, nil
}

func (p *Pages) show(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.open(r)
	if err != nil {
		return err
	}
	return r.Render(w, "meetingroom/write", page)
}

// save takes a part. Summing up a meeting that has begun wraps it up; doing it again
// changes nothing.
func (p *Pages) save(w http.ResponseWriter, r *web.Request) error {
	page, edit, v, err := p.open(r)
	if err != nil {
		return err
	}
	if _, err := p.Take(r, edit); err != nil {
		return r.Refuse(w, err, &page.Page, edit.Form, "meetingroom/write", page)
	}
	if r.PathValue("part") == "wrap-up" && v.m.Status.TookPlace() {
		if _, err := p.Meetings.WrapUp(r.Context(), r.Actor, v.m.ID); err != nil {
			return err
		}
	}
	return r.Done(w, v.at(""), "meetingroom.saved")
}

// share shows a part to all members, for good.
func (p *Pages) share(w http.ResponseWriter, r *web.Request) error {
	v, err := p.visit(r)
	if err != nil {
		return err
	}
	a, err := partOf(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	e, err := p.written(r, v, a)
	if err != nil {
		return err
	}
	if e == nil || !a.choice {
		return r.Redirect(w, v.at(""))
	}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		version = -1
	}
	if _, err := p.Journal.Share(r.Context(), r.Actor, v.ID, e.ID, version); err != nil {
		return err
	}
	return r.Done(w, v.at(""), "meetingroom.shared")
}
