package vocabulary

import (
	"context"
	"net/http"
	"strconv"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// subject is the entry that a page is about. Moved tells that the address names
// a general one in whose place the programme has its own, which is shown.
type subject struct {
	catalogue.Entry
	scope
	Moved bool
}

func (p *Pages) subject(r *web.Request) (subject, error) {
	s, err := p.scope(r)
	if err != nil {
		return subject{}, err
	}
	e, err := p.Catalogue.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return subject{}, office.Hide(err)
	}
	if !e.General() && e.Programme != s.Of.ID {
		if s, err = s.to(r, e.Programme); err != nil {
			return subject{}, err
		}
	}
	if !e.General() {
		return subject{Entry: e, scope: s}, nil
	}
	found, err := p.Catalogue.ByCode(r.Context(), r.Actor, s.Of.ID, e.Kind, e.Code)
	return subject{found[e.Code], s, found[e.Code].ID != e.ID}, err
}

// to is the scope of another of the viewer's programmes, when the address named
// none; an entry of somebody else's does not exist here (SEC-02).
func (s scope) to(r *web.Request, programmeID string) (scope, error) {
	for _, x := range s.m {
		if x.ID == programmeID && r.URL.Query().Get("programme") == "" {
			s.Of = x
			s.May = office.May(r, access.Catalogue, x.ID)
			return s, nil
		}
	}
	return s, errMissing
}

// editable is a subject that the viewer may change.
func (p *Pages) editable(r *web.Request) (subject, error) {
	s, err := p.subject(r)
	if err == nil && !s.May {
		err = errMissing
	}
	return s, err
}

func (s subject) path(below string) string { return s.at("/" + s.ID + below) }

func (s subject) name(r *web.Request) string { return s.Name.In(r.Lang()) }

// frame starts a page below the entry's own.
func (s subject) frame(r *web.Request, key string) desk.Frame {
	f := office.Section.Frame(r, "vocabulary", key)
	f.Under(r.T(s.Kind.Key()), s.whole(s.Kind))
	f.Under(s.name(r), s.path(""))
	return f
}

func (p *Pages) entry(w http.ResponseWriter, r *web.Request) error {
	s, err := p.subject(r)
	if err != nil {
		return err
	}
	if s.Moved {
		return r.Redirect(w, s.path(""))
	}
	general, err := p.general(r, s.Kind)
	if err != nil {
		return err
	}
	page := &desk.Item{Frame: office.Section.Named(r, "vocabulary", s.name(r)), Status: status(r, s.Entry), Facts: []web.Summary{s.facts(r, general)}}
	page.Under(r.T(s.Kind.Key()), s.whole(s.Kind))
	page.Lede, page.Eyebrow = s.Meaning.In(r.Lang()), s.m.Name(r, s.Of.ID)
	if s.May {
		page.Acts = s.acts(r, general)
	}
	history, err := p.history(r, s)
	page.Parts = []desk.Part{history}
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (s subject) acts(r *web.Request, general map[string]catalogue.Entry) []web.Button {
	acts := []web.Button{{Text: r.T("common.change"), Href: s.path("/change"), Icon: "pencil"}, office.Tertiary(r.T("vocabulary.retire.do"), s.path("/retire"))}
	if !s.Valid() {
		acts = []web.Button{{Text: r.T("vocabulary.restore.do"), Href: s.path("/restore")}}
	}
	if above, there := general[s.Code]; there && !s.General() && !s.Follows(above) {
		acts = append(acts, office.Tertiary(r.T("vocabulary.follow.do"), s.path("/follow")))
	}
	return acts
}

func (s subject) facts(r *web.Request, general map[string]catalogue.Entry) web.Summary {
	list := web.Summary{Items: []web.SummaryItem{
		{Key: r.T("vocabulary.name-lv"), Value: s.Name.LV}, {Key: r.T("vocabulary.name-en"), Value: s.Name.EN},
		{Key: r.T("vocabulary.meaning-lv"), Value: s.Meaning.LV}, {Key: r.T("vocabulary.meaning-en"), Value: s.Meaning.EN},
		{Key: r.T("vocabulary.group." + string(s.Kind)), Value: r.T(s.Group.Key())},
		{Key: r.T("vocabulary.whose.title"), Value: whose(r, s.Entry, general)}}}
	if s.Private {
		list.Items = append(list.Items, web.SummaryItem{Key: r.T("vocabulary.private"), Value: r.T("common.yes")})
	}
	return list
}

// history lists the shapes of the entry, the present one first.
func (p *Pages) history(r *web.Request, s subject) (desk.Part, error) {
	t := web.Table{Caption: r.T("vocabulary.history.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("vocabulary.history.when")},
		{Title: r.T("vocabulary.name-lv")}, {Title: r.T("vocabulary.name-en")}, {Title: r.T("vocabulary.state")}}}
	list, err := p.Catalogue.History(r.Context(), r.Actor, s.ID)
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.Tr.DateTime(x.At), Time: r.Tr.ISOTime(x.At)}, {Text: x.Name.LV, Note: x.Meaning.LV},
			{Text: x.Name.EN, Note: x.Meaning.EN}, {Status: status(r, catalogue.Entry{Status: x.Status})}}})
	}
	return desk.Part{ID: "history", Title: r.T("vocabulary.history.title"), Text: r.T("vocabulary.history.text"), Table: t}, err
}

// wordFields ask for the words of an entry in both languages.
func wordFields(r *web.Request, d catalogue.Details) []*web.Field {
	field := func(kind web.FieldKind, name, value, lang string, most int, required bool) *web.Field {
		return &web.Field{Kind: kind, Name: name, Label: r.T("vocabulary.field." + name), Value: value, MaxLength: most, Required: required, Lang: lang, Rows: 3}
	}
	return []*web.Field{field(web.Text, "name_lv", d.Name.LV, "lv", catalogue.MaxName, true), field(web.Text, "name_en", d.Name.EN, "en", catalogue.MaxName, true),
		field(web.Textarea, "meaning_lv", d.Meaning.LV, "lv", catalogue.MaxMeaning, false), field(web.Textarea, "meaning_en", d.Meaning.EN, "en", catalogue.MaxMeaning, false)}
}

// privateField lets a theme be kept from institutions; once kept, it stays so.
func privateField(r *web.Request) *web.Field {
	return &web.Field{Kind: web.Checkbox, Name: "private", Label: r.T("vocabulary.field.private"), Hint: r.T("vocabulary.field.private-hint")}
}

func details(f *web.Form) catalogue.Details {
	return catalogue.Details{Name: catalogue.Text{LV: f.Value("name_lv"), EN: f.Value("name_en")},
		Meaning: catalogue.Text{LV: f.Value("meaning_lv"), EN: f.Value("meaning_en")}, Private: f.Value("private") != ""}
}

// groupField asks for the group, each with what it is (R1.2-7).
func groupField(r *web.Request, kind catalogue.Kind, value catalogue.Group) *web.Field {
	f := &web.Field{Kind: web.Radios, Name: "group", Label: r.T("vocabulary.group." + string(kind)), Value: string(value), Required: true}
	for _, g := range kind.Groups() {
		f.Options = append(f.Options, web.Option{Value: string(g), Label: r.T(g.Key()), Hint: r.T(g.MeaningKey())})
	}
	return f
}

// newPage is the form of a new entry of the vocabulary that the address names.
func (p *Pages) newPage(r *web.Request) (*desk.Form, scope, catalogue.Kind, error) {
	s, err := p.scope(r)
	if err == nil && !s.May {
		err = errMissing
	}
	if err != nil {
		return nil, s, "", err
	}
	kind := kindOf(r)
	page := &desk.Form{Frame: office.Section.Frame(r, "vocabulary", "vocabulary.add."+string(kind))}
	page.Under(r.T(kind.Key()), s.whole(kind))
	page.Lede = r.T("vocabulary.add.lede", "programme", s.Of.Name(r.Lang()))
	page.Form = &web.Form{Action: s.at("", "kind", string(kind)), Submit: page.Title, Cancel: desk.Cancel(r, s.whole(kind)),
		Fields: append([]*web.Field{groupField(r, kind, "")}, wordFields(r, catalogue.Details{})...)}
	if kind == catalogue.Theme {
		page.Form.Fields = append(page.Form.Fields, privateField(r))
	}
	return page, s, kind, nil
}

func (p *Pages) newEntry(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.newPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) addEntry(w http.ResponseWriter, r *web.Request) error {
	page, s, kind, err := p.newPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	e, err := p.Catalogue.Add(r.Context(), r.Actor, s.Of.ID, kind, catalogue.Group(page.Form.Value("group")), details(page.Form))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, s.at("/"+e.ID), "vocabulary.added")
}

// changeForm is the form of an entry as it stands.
func (s subject) changeForm(r *web.Request) *web.Form {
	f := &web.Form{Action: s.path("/change"), Submit: r.T("common.save"), Cancel: desk.Cancel(r, s.path("")), Fields: wordFields(r, s.Details)}
	f.Fields = append(f.Fields, &web.Field{Kind: web.Number, Name: "place", Label: r.T("vocabulary.field.place"), Hint: r.T("vocabulary.field.place-hint"),
		Value: strconv.FormatInt(s.Place, 10), Short: true, InputMode: "numeric", Required: true})
	if s.Kind == catalogue.Theme && !s.Private {
		f.Fields = append(f.Fields, privateField(r))
	}
	f.Fields = append(f.Fields, desk.VersionField(s.Version))
	return f
}

func (p *Pages) changePage(r *web.Request) (*desk.Form, subject, error) {
	s, err := p.editable(r)
	if err != nil {
		return nil, s, err
	}
	page := &desk.Form{Frame: s.frame(r, "vocabulary.change"), Form: s.changeForm(r)}
	if s.General() {
		page.Lede = r.T("vocabulary.change-general", "programme", s.Of.Name(r.Lang()))
	}
	return page, s, nil
}

func (p *Pages) change(w http.ResponseWriter, r *web.Request) error {
	page, s, err := p.changePage(r)
	if err != nil {
		return err
	}
	if s.Moved {
		return r.Redirect(w, s.path("/change"))
	}
	return page.Show(w, r)
}

// save keeps the words. Where somebody was faster, also in making the
// programme's own of a general entry, theirs is shown beside what was typed.
func (p *Pages) save(w http.ResponseWriter, r *web.Request) error {
	page, s, err := p.changePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	e, err := p.changed(r, s, page.Form)
	if err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return s.changeForm(r), nil })
	}
	s.Entry = e
	return r.Done(w, s.path(""), "coordination.saved")
}

var errStale = fault.New(fault.Conflict, "fault.stale")

func (p *Pages) changed(r *web.Request, s subject, f *web.Form) (catalogue.Entry, error) {
	if s.Moved {
		return s.Entry, errStale
	}
	d := details(f)
	place, err := strconv.ParseInt(f.Value("place"), 10, 64)
	if err != nil {
		place = -1 // is refused beside the field
	}
	d.Place = place
	return p.Catalogue.Change(r.Context(), r.Actor, s.Of.ID, s.ID, desk.Version(f), d)
}

// question is a confirmation about the entry.
func (s subject) question(r *web.Request, verb, lede string, points ...string) *desk.Confirm {
	key := "vocabulary." + verb + ".do"
	return &desk.Confirm{Frame: s.frame(r, key), Confirm: web.Confirm{Lede: lede, Points: points, Form: &web.Form{Action: s.path("/" + verb),
		Submit: r.T(key), Cancel: desk.Cancel(r, s.path("")), Fields: []*web.Field{desk.VersionField(s.Version)}}}}
}

func (p *Pages) retireQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.editable(r)
	if err != nil {
		return nil, err
	}
	points := []string{r.T("vocabulary.retire.forms"), r.T("vocabulary.retire.answers"), r.T("vocabulary.retire.back")}
	if s.General() {
		points = append(points, r.T("vocabulary.retire.others", "programme", s.Of.Name(r.Lang())))
	}
	return s.question(r, "retire", r.T("vocabulary.retire.lede", "name", s.name(r)), points...), nil
}

func (p *Pages) askRetire(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.retireQuestion)
}

func (p *Pages) retire(w http.ResponseWriter, r *web.Request) error {
	return p.turn(w, r, p.retireQuestion, p.Catalogue.Retire, "vocabulary.retire.done")
}

func (p *Pages) restoreQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.editable(r)
	if err != nil {
		return nil, err
	}
	return s.question(r, "restore", r.T("vocabulary.restore.lede", "name", s.name(r)), r.T("vocabulary.restore.forms")), nil
}

func (p *Pages) askRestore(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.restoreQuestion)
}

func (p *Pages) restore(w http.ResponseWriter, r *web.Request) error {
	return p.turn(w, r, p.restoreQuestion, p.Catalogue.Restore, "vocabulary.restore.done")
}

// followQuestion asks whether the programme takes the general entry's words
// again, and shows them.
func (p *Pages) followQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.editable(r)
	if err != nil {
		return nil, err
	}
	general, err := p.general(r, s.Kind)
	if err != nil {
		return nil, err
	}
	above, there := general[s.Code]
	if !there || s.General() {
		return nil, fault.New(fault.Conflict, "catalogue.fault.alone")
	}
	points := []string{r.T("vocabulary.follow.stays"), r.T("vocabulary.follow.later")}
	if !above.Valid() {
		points = append([]string{r.T("vocabulary.follow.retired")}, points...)
	}
	return s.question(r, "follow", r.T("vocabulary.follow.lede", "lv", above.Name.LV, "en", above.Name.EN), points...), nil
}

func (p *Pages) askFollow(w http.ResponseWriter, r *web.Request) error {
	return desk.Ask(w, r, p.followQuestion)
}

func (p *Pages) follow(w http.ResponseWriter, r *web.Request) error {
	return p.turn(w, r, p.followQuestion, p.Catalogue.Follow, "vocabulary.follow.done")
}

// turn takes the answer to a question about the entry.
func (p *Pages) turn(w http.ResponseWriter, r *web.Request, question desk.Question,
	verb func(context.Context, access.Actor, string, string, int64) (catalogue.Entry, error), done string) error {
	s, err := p.editable(r)
	if err != nil {
		return err
	}
	return desk.Do(w, r, question, func(version int64) error {
		if s.Moved {
			return errStale
		}
		_, err := verb(r.Context(), r.Actor, s.Of.ID, s.ID, version)
		return err
	}, s.path(""), done)
}
