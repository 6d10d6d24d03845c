package seminars

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// usual is how a new seminar begins: the places of a meeting room.
var usual = seminar.Details{From: "10:00", To: "11:30", Places: 30}

// form asks for details; intakes are those that the seminar can belong to.
func form(r *web.Request, d seminar.Details, version int64, intakes []web.Option) *web.Form {
	text := func(kind web.FieldKind, name, key, value string, most int) *web.Field {
		return &web.Field{Kind: kind, Name: name, Label: r.T("seminars.fact." + key), Value: value, MaxLength: most}
	}
	lv, en := text(web.Text, "title_lv", "title-lv", d.Title.LV, seminar.MaxTitle), text(web.Text, "title_en", "title-en", d.Title.EN, seminar.MaxTitle)
	lv.Required, en.Required, en.Lang = true, true, "en"
	timed := func(kind web.FieldKind, name, value string) *web.Field {
		return &web.Field{Kind: kind, Name: name, Label: r.T("seminars.form." + name), Value: value, Required: true, Short: true}
	}
	link, places := text(web.URL, "link", "link", d.Link, seminar.MaxAddress), timed(web.Number, "places", strconv.FormatInt(d.Places, 10))
	link.Hint, places.InputMode = r.T("seminars.form.link-hint"), "numeric"
	place, lecturer := text(web.Text, "place", "place", d.Place, seminar.MaxPlace), text(web.Text, "lecturer", "lecturer", d.Lecturer, seminar.MaxLecturer)
	place.Hint, lecturer.Hint = r.T("seminars.form.place-hint"), r.T("seminars.form.lecturer-hint")
	return &web.Form{Fields: []*web.Field{lv, en,
		{Kind: web.Select, Name: "intake", Label: r.T("seminars.fact.intake"), Value: d.Intake, HideOptional: true,
			Options: append([]web.Option{{Label: r.T("seminars.form.no-intake")}}, intakes...)},
		timed(web.Date, "day", d.Day), timed(web.Time, "from", d.From), timed(web.Time, "to", d.To), place, link, lecturer, places,
		{Kind: web.Textarea, Name: "agenda", Label: r.T("seminars.form.agenda"), Hint: r.T("seminars.form.agenda-hint"), Value: agendaLines(d.Agenda)},
		{Kind: web.Textarea, Name: "materials", Label: r.T("seminars.form.materials"), Hint: r.T("seminars.form.materials-hint"), Value: materialLines(d.Materials)},
		desk.VersionField(version)}}
}

// bar stands between the parts of a line.
const bar = "|"

func agendaLines(items []seminar.Item) string {
	var lines []string
	for _, item := range items {
		lines = append(lines, item.LV+" "+bar+" "+item.EN)
	}
	return strings.Join(lines, "\n")
}

func materialLines(list []seminar.Material) string {
	var lines []string
	for _, m := range list {
		lines = append(lines, m.Title.LV+" "+bar+" "+m.Title.EN+" "+bar+" "+m.URL)
	}
	return strings.Join(lines, "\n")
}

// details reads the form; what is missing in a line the service tells.
func details(f *web.Form) seminar.Details {
	places, err := strconv.ParseInt(f.Value("places"), 10, 64)
	if err != nil {
		places = 0 // no number of places, which is refused with the right words
	}
	d := seminar.Details{Intake: f.Value("intake"), Title: seminar.Item{LV: f.Value("title_lv"), EN: f.Value("title_en")}, Day: f.Value("day"),
		From: f.Value("from"), To: f.Value("to"), Place: f.Value("place"), Link: f.Value("link"), Lecturer: f.Value("lecturer"), Places: places}
	for line := range strings.Lines(f.Value("agenda")) {
		lv, en, _ := strings.Cut(line, bar)
		d.Agenda = append(d.Agenda, seminar.Item{LV: strings.TrimSpace(lv), EN: strings.TrimSpace(en)})
	}
	for line := range strings.Lines(f.Value("materials")) {
		lv, rest, _ := strings.Cut(line, bar)
		en, address, _ := strings.Cut(rest, bar)
		d.Materials = append(d.Materials, seminar.Material{Title: seminar.Item{LV: strings.TrimSpace(lv), EN: strings.TrimSpace(en)},
			URL: strings.TrimSpace(address)})
	}
	return d
}

// intakes are the choices for seminars of programmes.
func (p *Pages) intakes(r *web.Request, m office.Mine) (list []web.Option, err error) {
	for _, of := range m {
		all, err := p.Intakes.List(r.Context(), r.Actor, of.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			if x.Status != intake.Withdrawn {
				o := web.Option{Value: x.ID, Label: x.Name(r.Lang())}
				if name := m.Name(r, of.ID); name != "" {
					o.Label += " – " + name
				}
				list = append(list, o)
			}
		}
	}
	return list, nil
}

// begin is what a new form holds: the usual, or what another seminar has but
// for its day.
func (p *Pages) begin(r *web.Request) (d seminar.Details, programmeID string, err error) {
	like := r.URL.Query().Get("like")
	if like == "" {
		return usual, "", nil
	}
	x, err := p.Seminars.Get(r.Context(), r.Actor, like)
	if err != nil {
		return d, "", office.Hide(err)
	}
	d = x.Details(p.Seminars.Zone)
	d.Day = ""
	return d, x.Programme, nil
}

func (p *Pages) newPage(r *web.Request) (*desk.Form, office.Mine, error) {
	m, err := p.ToMake(r, access.Seminar)
	if err != nil {
		return nil, nil, err
	}
	d, like, err := p.begin(r)
	if err != nil {
		return nil, nil, err
	}
	intakes, err := p.intakes(r, m)
	if err != nil {
		return nil, nil, err
	}
	f, of := form(r, d, 0, intakes), m.Field(r)
	if of.Value == "" {
		of.Value = like
	}
	f.Fields = append([]*web.Field{of}, f.Fields...)
	f.Action, f.Submit, f.Cancel, f.Note = room, r.T("seminars.add"), desk.Cancel(r, room), r.T("seminars.form.note")
	return &desk.Form{Frame: office.Section.Frame(r, "seminars", "seminars.add"), Form: f}, m, nil
}

func (p *Pages) newSeminar(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.newPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) add(w http.ResponseWriter, r *web.Request) error {
	page, m, err := p.newPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	programmeID, err := m.Pick(page.Form)
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	x, err := p.Seminars.Create(r.Context(), r.Actor, programmeID, details(page.Form))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, here(x), "seminars.added")
}

func (p *Pages) changePage(r *web.Request) (*desk.Form, seminar.Seminar, []web.Option, error) {
	x, err := p.ours(r)
	if err != nil {
		return nil, x, nil, err
	}
	m, err := p.Mine(r)
	if err != nil {
		return nil, x, nil, err
	}
	intakes, err := p.intakes(r, slices.DeleteFunc(m, func(of programme.Programme) bool { return of.ID != x.Programme }))
	if err != nil {
		return nil, x, nil, err
	}
	f := form(r, x.Details(p.Seminars.Zone), x.Version, intakes)
	f.Submit, f.Cancel = r.T("common.save"), desk.Cancel(r, here(x))
	if x.Status == seminar.Published {
		f.Note = r.T("seminars.form.told")
	}
	return &desk.Form{Frame: frame(r, x, "seminars.change"), Form: f}, x, intakes, nil
}

func (p *Pages) change(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.changePage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) save(w http.ResponseWriter, r *web.Request) error {
	page, x, intakes, err := p.changePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	if _, err := p.Seminars.Change(r.Context(), r.Actor, x.ID, desk.Version(page.Form), details(page.Form)); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return form(r, x.Details(p.Seminars.Zone), x.Version, intakes), nil })
	}
	return r.Done(w, here(x), "coordination.saved")
}
