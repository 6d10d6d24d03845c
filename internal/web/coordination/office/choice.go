package office

import (
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
)

// Intakes gives the intakes of programmes, each programme's latest first.
func (m Mine) Intakes(r *web.Request, s *intake.Service) (all []intake.Intake, err error) {
	for _, x := range m {
		list, err := s.List(r.Context(), r.Actor, x.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// Choice is the intakes of the viewer's programmes, and the one that a page is
// about; there may be none.
type Choice struct {
	Mine Mine
	All  []intake.Intake
	intake.Intake
}

// Choose finds the intake that is asked for. When none is, it is the first whose
// phase comes first in order: what staff is likely to work on now.
func (m Mine) Choose(r *web.Request, s *intake.Service, asked string, order []intake.Phase) (c Choice, err error) {
	c.Mine = m
	if c.All, err = m.Intakes(r, s); err != nil {
		return c, err
	}
	if asked == "" {
		if len(c.All) > 0 {
			c.Intake = First(s, c.All, order)
		}
		return c, nil
	}
	i := slices.IndexFunc(c.All, func(x intake.Intake) bool { return x.ID == asked })
	if i < 0 {
		return c, fault.New(fault.NotFound, "fault.not-found")
	}
	c.Intake = c.All[i]
	return c, nil
}

// First is the intake whose phase comes first in order, of two the earlier in
// the list, which is the later intake of a programme. The list is not empty.
func First(s *intake.Service, list []intake.Intake, order []intake.Phase) intake.Intake {
	rank := func(x intake.Intake) int { return slices.Index(order, s.Phase(x)) }
	return slices.MinFunc(list, func(a, b intake.Intake) int { return rank(a) - rank(b) })
}

// Field chooses among the intakes; hidden when there is one only.
func (c Choice) Field(r *web.Request) *web.Field {
	f := &web.Field{Kind: web.Select, Name: "intake", Label: r.T("coordination.intake.name"), Value: c.ID, HideOptional: true}
	for _, x := range c.All {
		label := x.Name(r.Lang())
		if of := c.Mine.Name(r, x.Programme); of != "" {
			label += " (" + of + ")"
		}
		f.Options = append(f.Options, web.Option{Value: x.ID, Label: label})
	}
	if len(c.All) == 1 {
		f.Kind = web.Hidden
	}
	return f
}
