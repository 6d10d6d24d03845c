package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// asked is how many answers a page asks about: the rest comes when these are
// saved.
const asked = 60

// leftOut is what is chosen for an answer that is no answer.
const leftOut = "-"

// sorted parts the answers that are not on offer: those that reject their rows,
// those that are taken as “other”, and those that somebody has explained. What
// nothing can be said about is left out: institutions are no list to choose from.
func sorted(all []transfer.Unknown) (open, other, said []transfer.Unknown) {
	for _, u := range all {
		switch {
		case len(u.Offer) == 0:
		case u.Said:
			said = append(said, u)
		case u.Other:
			other = append(other, u)
		default:
			open = append(open, u)
		}
	}
	return open, other, said
}

// answersPage asks what answers mean that the form does not offer; nil without
// any. It gives the answers in the order of the fields.
func (p *Pages) answersPage(r *web.Request) (*desk.Form, []transfer.Unknown, transfer.View, error) {
	view, err := p.Transfers.Open(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, nil, view, err
	}
	open, other, said := sorted(view.Unknown)
	list := append(append(open, other...), said...)
	if len(list) == 0 {
		return nil, nil, view, nil
	}
	f, err := p.frame(r, view.Upload, "importing.answers.title")
	if err != nil {
		return nil, nil, view, err
	}
	page := &desk.Form{Frame: f}
	page.Lede = r.T("importing.answers.lede")
	page.Form = &web.Form{Action: pathOf(r) + "/answers", Submit: r.T("importing.columns.submit"),
		Cancel: &web.Link{Text: r.T("importing.report.columns"), Href: pathOf(r) + "/columns"}, Fields: []*web.Field{desk.VersionField(view.Version)}}
	if len(list) > asked {
		list, page.Form.Note = list[:asked], r.T("importing.answers.more", "shown", asked)
	}
	for _, u := range list {
		page.Form.Fields = append(page.Form.Fields, answerField(r, view.Targets, u))
	}
	return page, list, view, nil
}

// fieldOf names the field of an answer, whatever else the page asks.
func fieldOf(u transfer.Unknown) string {
	sum := sha256.Sum256([]byte(i18n.Fold(u.Text)))
	return "answer-" + u.Target + "-" + hex.EncodeToString(sum[:8])
}

func answerField(r *web.Request, targets []transfer.Target, u transfer.Unknown) *web.Field {
	f := &web.Field{Kind: web.Select, Name: fieldOf(u), Label: r.Tr.Quote(shortened(u.Text)), HideOptional: true}
	for _, t := range targets {
		if t.Key == u.Target {
			f.Hint = t.Name(r.Tr)
		}
	}
	undecided := "importing.answers.rejects"
	if u.Other {
		undecided = "importing.answers.as-another"
	}
	f.Options = []web.Option{{Value: "", Label: r.T(undecided)}, {Value: leftOut, Label: r.T("importing.answers.nothing")}}
	for _, o := range u.Offer {
		f.Options = append(f.Options, web.Option{Value: o.Code, Label: o.Label.In(r.Lang())})
	}
	if f.Value = u.Code; u.Said && u.Code == "" {
		f.Value = leftOut
	}
	return f
}

func (p *Pages) askAnswers(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.answersPage(r)
	if err != nil {
		return err
	}
	if page == nil {
		return r.Redirect(w, pathOf(r))
	}
	return page.Show(w, r)
}

// saveAnswers adds to the mapping what was chosen, and asks on when there is
// more than a page of it.
func (p *Pages) saveAnswers(w http.ResponseWriter, r *web.Request) error {
	page, list, view, err := p.answersPage(r)
	if err != nil {
		return err
	}
	if page == nil {
		return r.Redirect(w, pathOf(r))
	}
	now := opened(page.Form)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	m := transfer.Mapping{Columns: map[string]string{}, Values: map[string]map[string]string{}}
	for _, c := range view.Columns {
		m.Columns[c.Name] = c.Target
	}
	for target, pairs := range view.Mapping.Values {
		m.Values[target] = maps.Clone(pairs)
	}
	chosen := 0
	for _, u := range list {
		if say(m, u, page.Form.Value(fieldOf(u))) && !u.Said {
			chosen++
		}
	}
	if _, err := p.Transfers.Map(r.Context(), r.Actor, view.ID, desk.Version(page.Form), m); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return now, nil })
	}
	if open, _, _ := sorted(view.Unknown); chosen > 0 && len(open) > asked {
		return r.Redirect(w, pathOf(r)+"/answers")
	}
	return r.Redirect(w, pathOf(r))
}

// say notes what one answer means, and tells whether that was said; a code that
// is not on offer says nothing.
func say(m transfer.Mapping, u transfer.Unknown, chosen string) bool {
	folded := i18n.Fold(u.Text)
	maps.DeleteFunc(m.Values[u.Target], func(text, _ string) bool { return i18n.Fold(text) == folded })
	offered := slices.ContainsFunc(u.Offer, func(o questionnaire.Option) bool { return o.Code == chosen })
	if !offered && chosen != leftOut {
		return false
	}
	if m.Values[u.Target] == nil {
		m.Values[u.Target] = map[string]string{}
	}
	if m.Values[u.Target][u.Text] = chosen; !offered {
		m.Values[u.Target][u.Text] = ""
	}
	return true
}
