package forms

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// edition shows what was published: what it is, what was there before, and the
// ways to look at it and to change it. A draft opens in the editor.
func (p *Pages) edition(w http.ResponseWriter, r *web.Request) error {
	s, err := p.subject(r)
	if err != nil {
		return err
	}
	if s.Status == questionnaire.Draft {
		page, err := p.editor(r, s)
		if err != nil {
			return err
		}
		return r.Render(w, "forms/draft", page)
	}
	page, err := p.editionPage(r, s)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) editionPage(r *web.Request, s subject) (*desk.Item, error) {
	page := &desk.Item{Frame: office.Section.Named(r, "forms", s.title(r)), Status: state(r, s.Edition), Facts: []web.Summary{facts(r, s)},
		Acts: []web.Button{office.Secondary(r.T("forms.preview.do"), s.path("/preview"), "eye"), office.Secondary(r.T("forms.print.do"), s.path("/print"), "printer")}}
	page.Lede, page.Eyebrow = s.Help.In(r.Lang()), s.m.Name(r, s.Of.ID)
	now, err := p.Questionnaires.Current(r.Context(), r.Actor, s.Questionnaire.Key, s.Of.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	drafts, err := p.drafts(r, s.Of.ID)
	if err != nil {
		return nil, err
	}
	if s.may(r) && now.ID == s.ID {
		p.offer(r, page, s, drafts[s.Questionnaire.Key])
	}
	if now.ID != "" && now.ID != s.ID {
		page.Caution = r.T("forms.edition.not-current")
	}
	history, err := p.history(r, s, now.ID)
	page.Parts = []desk.Part{history}
	return page, err
}

// offer adds what can be done with what is filled in now.
func (p *Pages) offer(r *web.Request, page *desk.Item, s subject, draft questionnaire.Edition) {
	if draft.ID != "" {
		page.Acts = append(page.Acts, web.Button{Text: r.T("forms.draft.continue"), Href: root + "/" + draft.ID, Icon: "pencil"})
	} else {
		page.Forms = []*web.Form{{ID: "begin", Action: s.path("/begin"), Submit: r.T("forms.draft.begin")}}
	}
	if s.Programme != "" {
		page.Acts = append(page.Acts, office.Tertiary(r.T("forms.withdraw.do"), s.path("/withdraw")))
	}
}

func state(r *web.Request, e questionnaire.Edition) *web.Status {
	look := map[questionnaire.Status]web.State{questionnaire.Draft: web.Begun, questionnaire.Published: web.Ready, questionnaire.Retired: web.Off}
	return &web.Status{State: look[e.Status], Text: r.T(e.Status.Key())}
}

func facts(r *web.Request, s subject) web.Summary {
	name, phase := moment(r, s.Moment)
	var who []string
	for _, a := range s.Audience {
		who = append(who, r.T("forms.audience."+string(a)))
	}
	list := web.Summary{Items: []web.SummaryItem{
		{Key: r.T("forms.list.moment"), Value: strings.Trim(name+", "+phase, ", ")},
		{Key: r.T("forms.fact.audience"), Value: r.Tr.List(who)},
		{Key: r.T("forms.list.prompts"), Value: r.Tr.Number(asked(s.Questionnaire))},
		{Key: r.T("forms.list.version"), Value: r.T("forms.fact.version", "number", s.Version, "place", place(r, s.Edition))}}}
	if long := minutes(r, first(s.Minutes()), second(s.Minutes())); long != "" {
		list.Items = append(list.Items, web.SummaryItem{Key: r.T("forms.list.minutes"), Value: long})
	}
	if s.PublishedAt != nil {
		list.Items = append(list.Items, web.SummaryItem{Key: r.T("forms.fact.published"), Value: r.Tr.DateTime(*s.PublishedAt)})
	}
	return list
}

// history lists the editions of the questionnaire, the programme's own first.
func (p *Pages) history(r *web.Request, s subject, now string) (desk.Part, error) {
	t := web.Table{Caption: r.T("forms.history.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("forms.list.version")},
		{Title: r.T("forms.fact.published")}, {Title: r.T("forms.list.prompts"), Numeric: true}, {Title: r.T("forms.history.state")}}}
	editions, err := p.Questionnaires.Editions(r.Context(), r.Actor, s.Questionnaire.Key, s.Of.ID)
	for _, e := range editions {
		published, machine := "", ""
		if e.PublishedAt != nil {
			published, machine = r.Tr.ShortDate(*e.PublishedAt), r.Tr.ISODate(*e.PublishedAt)
		}
		cell := web.Cell{Text: r.T("forms.history.version", "number", e.Version), Href: address(e, s.m, s.Of.ID, ""), Note: place(r, e)}
		if e.ID == s.ID {
			cell.Href = ""
		}
		status := state(r, e)
		if e.ID == now {
			status.Text = r.T("forms.history.now")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{cell, {Text: published, Time: machine},
			{Text: r.Tr.Number(asked(e.Questionnaire))}, {Status: status}}})
	}
	return desk.Part{ID: "history", Title: r.T("forms.history.title"), Text: r.T("forms.history.text"), Table: t}, err
}

// begin makes a draft of what is filled in now, and opens it. Where somebody was
// faster, it leads to theirs.
func (p *Pages) begin(w http.ResponseWriter, r *web.Request) error {
	s, err := p.subject(r)
	if err != nil {
		return err
	}
	draft, err := p.Questionnaires.Begin(r.Context(), r.Actor, s.Questionnaire.Key, s.Of.ID)
	if fault.Is(err, fault.Conflict) {
		drafts, problem := p.drafts(r, s.Of.ID)
		if there, is := drafts[s.Questionnaire.Key]; is && problem == nil {
			return r.Redirect(w, root+"/"+there.ID)
		}
	}
	if err != nil {
		return office.Hide(err)
	}
	return r.Done(w, root+"/"+draft.ID, "forms.draft.begun")
}

// question is a confirmation about the edition; its form carries the revision.
func (s subject) question(r *web.Request, key, lede string, variant web.Variant, points ...string) *desk.Confirm {
	return &desk.Confirm{Frame: s.frame(r, key), Confirm: web.Confirm{Lede: lede, Points: points, Form: &web.Form{Submit: r.T(key), Variant: variant,
		Cancel: desk.Cancel(r, s.path("")), Fields: []*web.Field{desk.VersionField(s.Revision)}}}}
}

func (p *Pages) publishQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.draft(r)
	if err != nil {
		return nil, err
	}
	return s.question(r, "forms.publish.do", r.T("forms.publish.lede", "title", s.title(r), "programme", s.Of.Name(r.Lang())), web.Primary,
		r.T("forms.publish.from"), r.T("forms.publish.begun"), r.T("forms.publish.old"), r.T("forms.publish.fixed")), nil
}

func (p *Pages) askPublish(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Ask(w, r, p.publishQuestion))
}

func (p *Pages) publish(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Do(w, r, p.publishQuestion, func(version int64) error {
		_, err := p.Questionnaires.Publish(r.Context(), r.Actor, r.PathValue("id"), version)
		return office.Hide(err)
	}, root+"/"+r.PathValue("id"), "forms.publish.done"))
}

func (p *Pages) discardQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.draft(r)
	if err != nil {
		return nil, err
	}
	return s.question(r, "forms.discard.do", r.T("forms.discard.lede", "title", s.title(r)), web.Danger,
		r.T("forms.discard.gone"), r.T("forms.discard.kept")), nil
}

func (p *Pages) askDiscard(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Ask(w, r, p.discardQuestion))
}

func (p *Pages) discard(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Do(w, r, p.discardQuestion, func(version int64) error {
		return office.Hide(p.Questionnaires.Discard(r.Context(), r.Actor, r.PathValue("id"), version))
	}, root, "forms.discard.done"))
}

func (p *Pages) withdrawQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.subject(r)
	if err != nil {
		return nil, err
	}
	if !s.may(r) || s.Programme == "" {
		return nil, errMissing
	}
	if s.Status != questionnaire.Published {
		return nil, fault.New(fault.Conflict, "questionnaire.fault.status."+string(s.Status))
	}
	return s.question(r, "forms.withdraw.do", r.T("forms.withdraw.lede", "title", s.title(r)), web.Danger,
		r.T("forms.withdraw.shared"), r.T("forms.withdraw.begun"), r.T("forms.publish.old")), nil
}

func (p *Pages) askWithdraw(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Ask(w, r, p.withdrawQuestion))
}

func (p *Pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Do(w, r, p.withdrawQuestion, func(version int64) error {
		_, err := p.Questionnaires.Withdraw(r.Context(), r.Actor, r.PathValue("id"), version)
		return office.Hide(err)
	}, root+"/"+r.PathValue("id"), "forms.withdraw.done"))
}

// instead answers what can no longer be done because the edition has moved on:
// its page as it is now, with the reason.
func (p *Pages) instead(w http.ResponseWriter, r *web.Request, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Conflict {
		return err
	}
	s, problem := p.subject(r)
	if problem != nil {
		return problem
	}
	if s.Status == questionnaire.Draft {
		return p.refuseDraft(w, r, s, err)
	}
	page, problem := p.editionPage(r, s)
	if problem != nil {
		return problem
	}
	return r.Refuse(w, err, &page.Page, &web.Form{}, "desk/item", page)
}

// everybody tells whether all sides fill in all of it.
func everybody(q questionnaire.Questionnaire) bool {
	return !slices.ContainsFunc(q.Sections, func(s questionnaire.Section) bool { return len(s.For) > 0 })
}
