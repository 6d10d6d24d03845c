package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
)

// Declaring a conflict of interest (R4.3-10): which ties there are, and what
// that ends.

func (p *Pages) conflictPage(r *web.Request) (*withdrawPage, pairing.Card, applicant, error) {
	c, a, err := p.cardOf(r)
	if err != nil {
		return nil, c, a, err
	}
	ends := "proposal.tie.ends"
	if c.Seen == pairing.SeenBegun {
		ends = "proposal.tie.ends-begun"
	}
	tie := &web.Field{Kind: web.Radios, Name: "tie", Label: r.T("proposal.tie.which"), Required: true}
	for _, t := range pairing.Ties {
		tie.Options = append(tie.Options, web.Option{Value: string(t), Label: r.T(t.Key())})
	}
	page := &withdrawPage{Page: p.below(r, a, c, "proposal.tie.title"), Confirm: web.Confirm{Lede: r.T("proposal.tie.lede", "name", c.Name),
		Points: []string{r.T(ends), r.T("proposal.tie.untold"), r.T("proposal.tie.never")},
		Form: &web.Form{Submit: r.T("proposal.tie.submit"), Variant: web.Danger, Fields: []*web.Field{tie},
			Cancel: &web.Link{Text: r.T("common.cancel"), Href: proposalPath(c.ID, "")}}}}
	return page, c, a, nil
}

func (p *Pages) askConflict(w http.ResponseWriter, r *web.Request) error {
	page, c, _, err := p.conflictPage(r)
	if err != nil {
		return err
	}
	if !slices.Contains(live, c.Seen) {
		return r.Redirect(w, proposalPath(c.ID, ""))
	}
	return r.Render(w, "workspace/withdraw", page)
}

func (p *Pages) declareConflict(w http.ResponseWriter, r *web.Request) error {
	page, c, a, err := p.conflictPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Confirm.Form); err != nil {
		return err
	}
	err = p.Pairing.Declare(r.Context(), r.Actor, c.ID, pairing.Tie(page.Confirm.Form.Value("tie")))
	if fault.Is(err, fault.Gone) && !slices.Contains(live, c.Seen) { // it was over already, perhaps by the same declaration
		return r.Redirect(w, proposalPath(c.ID, ""))
	}
	if fault.Is(err, fault.Invalid) {
		err = fault.Fields(map[string]fault.Message{"tie": fault.Msg("pairing.fault.tie")})
	}
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Confirm.Form, "workspace/withdraw", page)
	}
	return r.Done(w, a.path("/proposals"), "proposal.tie.done")
}
