package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// sheetPage is a sheet of the annex to read on the way or to print and write on:
// the mentee's preparation (A), and the guide to the talk (B) that both have
// (R6.1-13). What is written on paper stays on paper.
type sheetPage struct {
	web.Page
	Head     web.PrintHead
	Sections []sheetSection
	Back     web.Button
}

type sheetSection struct {
	ID, Title, Help, Minutes string
	Prompts                  []sheetPrompt
}

// sheetPrompt is a question with options to tick, or room to write.
type sheetPrompt struct {
	Label, Help string
	Options     []string
}

// sheets are those of the talk, by the last step of their address.
var sheets = map[string]string{"preparation": questionnaire.Preparation, "guide": questionnaire.Conversation}

// sheetLinks lead to the sheets of a side, once there is somebody to talk to.
func sheetLinks(r *web.Request, open []pairing.Card, side pairing.Side) (links []web.Link) {
	i := slices.IndexFunc(open, func(c pairing.Card) bool { return answerable(c) || c.Seen == pairing.SeenBegun })
	if i < 0 {
		return nil
	}
	if side == pairing.Mentee {
		links = append(links, web.Link{Text: r.T("proposal.sheet.preparation"), Href: proposalPath(open[i].ID, "/sheets/preparation")})
	}
	return append(links, web.Link{Text: r.T("proposal.sheet.guide"), Href: proposalPath(open[i].ID, "/sheets/guide")})
}

func (p *Pages) sheet(w http.ResponseWriter, r *web.Request) error {
	c, a, err := p.cardOf(r)
	if err != nil {
		return err
	}
	key, there := sheets[r.PathValue("sheet")]
	if !there {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	form, err := p.Questionnaires.Current(r.Context(), r.Actor, key, a.Programme)
	if err != nil {
		return err
	}
	if !slices.Contains(form.Audience, a.Side) {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	asker, err := p.asker(r, a, nil, asking.Where{}, form.Sections...)
	if err != nil {
		return err
	}
	page := &sheetPage{Page: p.below(r, a, c, ""), Back: web.Button{Text: r.T("proposal.sheet.back"), Href: proposalPath(c.ID, ""), Variant: web.Secondary}}
	page.Title, page.Lede = form.Title.In(r.Lang()), form.Help.In(r.Lang())
	page.Head = web.PrintHead{Owner: page.Owner, Title: a.Intake.Name(r.Lang()), Date: r.Tr.Date(p.Now(), i18n.Nom)}
	for _, s := range form.Sections {
		page.Sections = append(page.Sections, paper(r, s, asker))
	}
	return r.Render(w, "workspace/sheet", page)
}

func paper(r *web.Request, s questionnaire.Section, asker asking.Asker) sheetSection {
	x := sheetSection{ID: "s-" + s.Key, Title: s.Title.In(r.Lang()), Help: s.Help.In(r.Lang())}
	if n := len(s.Minutes); n > 0 && s.Minutes[n-1] > 0 {
		x.Minutes = r.Tr.Duration(s.Minutes[n-1])
	}
	for _, prompt := range s.Prompts {
		if prompt.Retired {
			continue
		}
		q := sheetPrompt{Label: prompt.Label.In(r.Lang()), Help: prompt.Help.In(r.Lang())}
		for _, f := range asker.Fields(questionnaire.Section{Prompts: []questionnaire.Prompt{prompt}}, nil) {
			for _, o := range f.Options {
				q.Options = append(q.Options, o.Label)
			}
		}
		x.Prompts = append(x.Prompts, q)
	}
	return x
}
