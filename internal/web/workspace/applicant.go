package workspace

import (
	"slices"
	"strconv"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// applicant is an application with what its pages need.
type applicant struct {
	application.Application
	Intake intake.Intake
	Phase  intake.Phase
	Form   questionnaire.Edition
}

func (p *Pages) applicant(r *web.Request) (applicant, error) {
	a, err := p.Applications.Own(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return applicant{}, err
	}
	return p.whole(r, a)
}

func (p *Pages) whole(r *web.Request, a application.Application) (applicant, error) {
	x, err := p.Applications.IntakeOf(r.Context(), a)
	if err != nil {
		return applicant{}, err
	}
	form, err := p.Applications.Form(r.Context(), a)
	return applicant{Application: a, Intake: x, Phase: p.Intakes.Phase(x), Form: form}, err
}

// path is the address of one of the application's pages.
func (a applicant) path(rest string) string { return "/applications/" + a.ID + rest }

func (a applicant) part(section string) string { return a.path("/part/" + section) }

// startPath is where the privacy notice stands, before the first field.
func startPath(code string, side application.Side) string {
	return "/apply/" + code + "/" + string(side)
}

// sections are the parts of the questionnaire that still ask something.
func (a applicant) sections() []questionnaire.Section {
	return slices.DeleteFunc(slices.Clone(a.Form.Sections), func(s questionnaire.Section) bool {
		return !slices.ContainsFunc(s.Prompts, func(p questionnaire.Prompt) bool { return !p.Retired })
	})
}

// finished tells whether a section has all that is required. Whether a choice is
// still offered is asked when the application is sent.
func (a applicant) finished(s questionnaire.Section) bool {
	anything := func(questionnaire.Source, string) (bool, error) { return true, nil }
	return a.Form.Check(s.Key, a.Answers, anything) == nil
}

func (a applicant) answered(s questionnaire.Section) bool {
	return slices.ContainsFunc(s.Prompts, func(p questionnaire.Prompt) bool { return len(a.Answers[p.Key]) > 0 })
}

func (a applicant) declared() bool {
	return a.Declared == application.Declared{Ethics: application.EthicsVersion, Boundaries: application.BoundariesVersion}
}

// place is the section to go on with: the first that lacks something, or one
// before it that has nothing yet. The number of sections means that all are
// there.
func (a applicant) place() int {
	parts := a.sections()
	i := slices.IndexFunc(parts, func(s questionnaire.Section) bool { return !a.finished(s) })
	if i < 0 {
		return len(parts)
	}
	for i > 0 && !a.answered(parts[i-1]) {
		i--
	}
	return i
}

// next is the page to go on with.
func (a applicant) next() string {
	parts, i := a.sections(), a.place()
	switch {
	case a.Status != application.Draft:
		return a.path("")
	case a.Notice != application.NoticeVersion:
		return startPath(a.Intake.Code, a.Side)
	case i < len(parts):
		return a.part(parts[i].Key)
	case !a.declared():
		return a.path("/declare")
	}
	return a.path("/check")
}

// step is the page of one step: its number, and the way back up.
func (p *Pages) step(r *web.Request, a applicant, title string) web.Page {
	page := r.Page("workspace", title)
	page.Crumbs = []web.Crumb{{Text: r.T("workspace.title"), Href: "/workspace"}, {Text: r.T("apply.application." + string(a.Side)), Href: a.path("")}}
	if a.Status == application.Draft && a.Phase != intake.Applying {
		page.Flash = &web.Flash{Kind: web.Alert, Text: r.T("apply.closed-meanwhile")}
	}
	return page
}

// asker asks or reads out some sections of an application.
func (p *Pages) asker(r *web.Request, a applicant, answers questionnaire.Answers, w asking.Where, sections ...questionnaire.Section) (asking.Asker, error) {
	w.Programme, w.Models = a.Programme, a.Intake.Models
	choices, err := p.Sources.Choices(r.Context(), r.Actor, r.Tr, w, answers, sections...)
	return asking.Asker{Tr: r.Tr, Choices: choices, Typed: w.Typed, Sees: func(prompt questionnaire.Prompt) web.Sees { return sees(r, a.Side, prompt) }}, err
}

// sees tells beside each text who can read it (context §2.5); the page says it
// for the rest.
func sees(r *web.Request, side application.Side, p questionnaire.Prompt) web.Sees {
	text := p.Kind == questionnaire.Long || p.Kind == questionnaire.Items
	switch {
	case text && p.Private:
		return web.Sees{Text: r.T("apply.sees.staff"), Private: true}
	case text:
		return web.Sees{Text: r.T("apply.sees.text." + string(side))}
	}
	return web.Sees{}
}

// versionField carries which version a form was made from.
func versionField(version int64) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(version, 10)}
}

// version reads it back; what is none is answered as if somebody else had been
// first.
func version(f *web.Form) int64 {
	n, err := strconv.ParseInt(f.Value("version"), 10, 64)
	if err != nil || n < 1 {
		return -1
	}
	return n
}

func stale(err error) bool {
	f := fault.As(err)
	return f != nil && f.Key == "fault.stale"
}

// day writes a stored day, yyyy-mm-dd; empty for none.
func day(t *i18n.Translator, stored string, c i18n.Case) string {
	at, err := time.Parse(time.DateOnly, stored)
	if err != nil {
		return ""
	}
	return t.Date(at.Add(12*time.Hour), c)
}
