package seminars

import (
	"net/http"
	"slices"

	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// doorPage is where staff types the codes of those who come.
func (p *Pages) doorPage(r *web.Request) (*desk.Form, seminar.Seminar, error) {
	x, err := p.ours(r)
	if err != nil {
		return nil, x, err
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return nil, x, err
	}
	places, _ := counted(people)
	page := &desk.Form{Frame: frame(r, x, "seminars.step.door.title")}
	from, _ := x.Window()
	page.Lede = r.T("seminars.step.door.there", "there", r.Tr.Number(arrived(people)), "places", r.Tr.Number(places))
	if !x.On(p.Now()) {
		page.Empty = &web.Empty{Icon: "clock", Title: r.T("seminars.step.door.closed"), Text: r.T("seminars.step.door.open", "moment", r.Tr.DateTime(from), "end", r.Tr.At(x.End))}
	}
	page.Form = &web.Form{Submit: r.T("seminars.step.door.check"), Cancel: &web.Link{Text: r.T("seminars.step.door.back"), Href: here(x)}, Fields: []*web.Field{
		{Kind: web.Text, Name: "code", Label: r.T("seminars.code"), Hint: r.T("seminars.step.door.hint"), Required: true, Plain: true, Short: true,
			Autocomplete: "off", MaxLength: 20}}}
	return page, x, nil
}

func (p *Pages) door(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.doorPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) letIn(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.doorPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	in, err := p.Seminars.CheckIn(r.Context(), r.Actor, x.ID, page.Form.Value("code"))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(a seminar.Attendee) bool { return a.ID == in.ID })
	return r.Done(w, here(x)+"/door", "seminars.step.door.done", "name", people[i].Name)
}

// posterPage is projected on a wall: where people check in with their codes.
type posterPage struct {
	desk.Frame
	Picture string
	Side    int // of the picture, in pixels
	Address string
}

func (p *Pages) poster(w http.ResponseWriter, r *web.Request) error {
	x, err := p.one(r)
	if err != nil {
		return err
	}
	page := &posterPage{Frame: office.Section.Named(r, "seminars", x.Title.In(r.Lang())), Picture: here(x) + "/poster.svg", Side: 400,
		Address: p.checkIn(x)}
	page.Under(page.Title, here(x))
	page.Lede = when(r, x)
	return r.Render(w, "seminars/poster", page)
}

// checkIn is the address at which people check in.
func (p *Pages) checkIn(x seminar.Seminar) string {
	return p.Seminars.URL + seminar.Path(x.ID) + "/check-in"
}

func (p *Pages) picture(w http.ResponseWriter, r *web.Request) error {
	x, err := p.one(r)
	if err != nil {
		return err
	}
	svg, err := web.QR(p.checkIn(x))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", web.QRType)
	_, err = w.Write(svg)
	return err
}
