package workspace

import (
	"net/http"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
)

// choosePage offers the intakes that take applications and the two sides.
type choosePage struct {
	web.Page
	Intakes []offer
	Empty   *web.Empty
}

// offer is one intake with a door for each side.
type offer struct {
	ID    string
	Title string
	Text  string
	Doors []door
}

// door is one way on: what it is called and what is behind it.
type door struct{ Icon, Text, Href, Hint string }

var sideIcons = map[application.Side]string{application.Mentee: "target", application.Mentor: "hand-helping"}

func (p *Pages) choose(w http.ResponseWriter, r *web.Request) error {
	published, err := p.Intakes.Published(r.Context())
	if err != nil {
		return err
	}
	page := &choosePage{Page: r.Page("workspace", "apply.choose.title")}
	page.Lede = r.T("apply.choose.lede")
	for _, x := range published {
		if p.Intakes.Phase(x) != intake.Applying {
			continue
		}
		o := offer{ID: "intake-" + x.Code, Title: x.Name(r.Lang()), Text: r.T("apply.until", "date", day(r.Tr, x.ClosesOn, i18n.Dat))}
		for _, side := range questionnaire.Audiences {
			o.Doors = append(o.Doors, door{Icon: sideIcons[side], Text: r.T("apply.choose.as." + string(side)), Href: startPath(x.Code, side),
				Hint: r.T("apply.choose.hint." + string(side))})
		}
		page.Intakes = append(page.Intakes, o)
	}
	if len(page.Intakes) == 0 {
		page.Lede = ""
		page.Empty = &web.Empty{Icon: "calendar", Title: r.T("apply.none.title"), Text: upcoming(r, p.Intakes, published),
			Action: &web.Button{Text: r.T("apply.none.action"), Href: "/about", Variant: web.Secondary}}
	}
	return r.Render(w, "workspace/choose", page)
}

// upcoming says when the next intake opens, as far as that is known.
func upcoming(r *web.Request, s *intake.Service, published []intake.Intake) string {
	for _, x := range published {
		if s.Phase(x) == intake.Upcoming {
			return r.T("apply.none.next", "date", day(r.Tr, x.OpensOn, i18n.Loc))
		}
	}
	return r.T("apply.none.text")
}

// offered finds a published intake by its code, and the side, from the address.
func (p *Pages) offered(r *web.Request) (intake.Intake, application.Side, error) {
	side := application.Side(r.PathValue("side"))
	published, err := p.Intakes.Published(r.Context())
	for _, x := range published {
		if x.Code == r.PathValue("code") && application.FormKey(side) != "" {
			return x, side, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	return intake.Intake{}, side, err
}
