package seminars

import (
	"net/http"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// question asks before a step with a seminar; the step's name is the last part
// of its keys.
func (p *Pages) question(r *web.Request, step string) (*desk.Confirm, seminar.Seminar, error) {
	x, err := p.ours(r)
	if err != nil {
		return nil, x, err
	}
	return &desk.Confirm{Frame: frame(r, x, "seminars.step."+step+".title"), Confirm: web.Confirm{
		Lede: r.T("seminars.step."+step+".lede", "name", x.Title.In(r.Lang())),
		Form: &web.Form{Submit: r.T("seminars.step." + step + ".title"), Cancel: desk.Cancel(r, here(x)), Fields: []*web.Field{desk.VersionField(x.Version)}}}}, x, nil
}

// grave marks a step that takes something from people. Its way out does not say
// “cancel”, which would be the step itself.
func grave(r *web.Request, c *desk.Confirm) {
	c.Confirm.Form.Variant, c.Confirm.Form.Cancel.Text = web.Danger, r.T("common.back")
}

func (p *Pages) publishQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.question(r, "publish")
	if err != nil {
		return nil, err
	}
	c.Confirm.Points = []string{when(r, x), r.T("seminars.step.publish.seen"), r.Tr.N("seminars.step.publish.places", int(x.Places))}
	return c, nil
}

func (p *Pages) askPublish(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.publishQuestion)
}

// publish says everything that is missing at once.
func (p *Pages) publish(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.publishQuestion, func(version int64) error {
		_, err := p.Seminars.Publish(r.Context(), r.Actor, id, version)
		return office.Hide(err)
	}, room+"/"+id, "seminars.step.publish.done")
}

func (p *Pages) callOffQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.question(r, "call-off")
	if err != nil {
		return nil, err
	}
	grave(r, c)
	c.Confirm.Points = []string{r.T("seminars.step.call-off.nobody")}
	if x.Status == seminar.Published {
		people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
		if err != nil {
			return nil, err
		}
		c.Confirm.Points = append(told(r, people), r.T("seminars.step.call-off.page"))
	}
	c.Confirm.Points = append(c.Confirm.Points, r.T("seminars.step.call-off.forever"))
	return c, nil
}

// told says who gets a letter.
func told(r *web.Request, people []seminar.Attendee) (points []string) {
	places, waiting := counted(people)
	if places == 0 {
		return []string{r.T("seminars.step.call-off.empty")}
	}
	points = []string{r.Tr.N("seminars.step.call-off.places", places)}
	if waiting > 0 {
		points = append(points, r.Tr.N("seminars.step.call-off.waiting", waiting))
	}
	return points
}

// counted is how many have a place, and how many wait.
func counted(people []seminar.Attendee) (places, waiting int) {
	for _, a := range people {
		switch a.Hold {
		case seminar.Registered:
			places++
		case seminar.Waiting:
			waiting++
		}
	}
	return places, waiting
}

func (p *Pages) askCallOff(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.callOffQuestion)
}

func (p *Pages) callOff(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.callOffQuestion, func(version int64) error {
		_, err := p.Seminars.CallOff(r.Context(), r.Actor, id, version)
		return office.Hide(err)
	}, room+"/"+id, "seminars.step.call-off.done")
}

// attendee loads the person of the address with their marks.
func (p *Pages) attendee(r *web.Request, x seminar.Seminar) (seminar.Attendee, error) {
	people, err := p.Seminars.Attendees(r.Context(), r.Actor, x.ID)
	if err != nil {
		return seminar.Attendee{}, err
	}
	i := slices.IndexFunc(people, func(a seminar.Attendee) bool { return a.ID == r.PathValue("registration") })
	if i < 0 {
		return seminar.Attendee{}, fault.New(fault.NotFound, "fault.not-found")
	}
	return people[i], nil
}

func (p *Pages) removeQuestion(r *web.Request) (*desk.Confirm, error) {
	c, x, err := p.question(r, "remove")
	if err != nil {
		return nil, err
	}
	a, err := p.attendee(r, x)
	if err != nil {
		return nil, err
	}
	c.Confirm.Lede = r.T("seminars.step.remove.lede", "name", a.Name)
	c.Confirm.Points = []string{r.T("seminars.step.remove.told"), r.T("seminars.step.remove.next")}
	grave(r, c)
	return c, nil
}

func (p *Pages) askRemove(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.removeQuestion)
}

func (p *Pages) remove(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return desk.Do(w, r, p.removeQuestion, func(int64) error {
		_, err := p.Seminars.Remove(r.Context(), r.Actor, id, r.PathValue("registration"))
		return office.Hide(err)
	}, room+"/"+id, "seminars.step.remove.done")
}
