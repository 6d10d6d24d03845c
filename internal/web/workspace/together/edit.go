package together

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
)

// Names of the fields that carry a form's own matters.
const (
	idField      = "entry"
	versionField = "version"
	draftField   = "draft"
	PrivateField = "private" // where the author decides who reads it
)

// Edit is an entry on its way through a form. Entry is what is saved; nil for a
// new one. Names are the fields to ask for; none: all that the member may set.
type Edit struct {
	Room   Room
	Kind   journal.Kind
	Slot   string
	Parent string
	Meet   string // id of the meeting
	Entry  *journal.Entry
	Draft  string // name of the form among the drafts of the mentorship
	Fields []*web.Field
	Names  []string
	Set    journal.Body // values that the program sets, whatever is posted

	Form *web.Form
}

// Open makes the form of an entry: with what is saved, or with the draft that its
// writer has of it.
func (b *Base) Open(r *web.Request, e *Edit) error {
	spec, known := journal.Of(e.Kind)
	if !known {
		return errMissing
	}
	e.Form = &web.Form{Action: r.URL.Path, Submit: r.T("together.save"), Fields: e.Fields,
		Autosave: &web.Autosave{Href: e.Room.Href("/drafts"), Saved: r.T("together.kept")}}
	if e.Fields == nil {
		e.Form.Fields = b.fields(r, e, spec)
	}
	if e.Draft == "" {
		e.Draft = string(e.Kind) + ":" + e.Slot + e.Parent
		if e.Entry != nil {
			e.Draft = "entry:" + e.Entry.ID
		}
	}
	own, version := id.New(), "0"
	if e.Entry != nil {
		own, version = e.Entry.ID, strconv.FormatInt(e.Entry.Version, 10)
		e.fill(e.Entry.Body)
	}
	e.Form.Fields = append(e.Form.Fields, hidden(idField, own), hidden(versionField, version), hidden(draftField, e.Draft))
	return b.fromDraft(r, e)
}

func hidden(name, value string) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: name, Value: value}
}

// fromDraft puts the draft into the form, if one is kept and says something else.
func (b *Base) fromDraft(r *web.Request, e *Edit) error {
	if r.Method != http.MethodGet {
		return nil
	}
	kept, there, err := b.Journal.Kept(r.Context(), r.Actor, e.Room.ID, e.Draft)
	if err != nil || !there {
		return err
	}
	differs := false
	for _, f := range e.Form.Fields {
		value, typed := kept.Body[f.Name]
		switch {
		case f.Kind == web.Hidden && f.Name != idField && f.Name != versionField:
		case typed && value != f.Value:
			differs = differs || f.Kind != web.Hidden
			f.Value = value
		}
	}
	if differs {
		e.Form.Kept = &web.Kept{Text: r.T("together.draft.text", "when", b.When(r, kept.At)), Drop: &web.Form{ID: "drop-" + web.SafeID(e.Draft), Action: e.Room.Href("/drafts/drop"),
			Submit: r.T("together.draft.drop"), Variant: web.Tertiary, Fields: []*web.Field{hidden(draftField, e.Draft), hidden("back", r.URL.RequestURI())}}}
	}
	return nil
}

// fields are those of the kind that the viewer may set.
func (b *Base) fields(r *web.Request, e *Edit, spec journal.Spec) (list []*web.Field) {
	for _, f := range spec.Fields {
		if _, set := e.Set[f.Name]; set {
			continue
		}
		if (f.By == "" || f.By == e.Room.Side) && (len(e.Names) == 0 || slices.Contains(e.Names, f.Name)) {
			list = append(list, Field(r, e.Kind, f))
		}
	}
	return list
}

// controls are what fields of the journal look like.
var controls = map[journal.FieldKind]web.FieldKind{journal.Line: web.Text, journal.Text: web.Textarea, journal.Date: web.Date, journal.Number: web.Number,
	journal.Choice: web.Radios, journal.Yes: web.Checkbox, journal.URL: web.URL}

// Field is one field of a kind with its words.
func Field(r *web.Request, kind journal.Kind, f journal.Field) *web.Field {
	x := &web.Field{Kind: controls[f.Kind], Name: f.Name, Label: Label(r, kind, f.Name), Required: f.Required, MaxLength: f.MaxLength(),
		Short: f.Kind == journal.Date || f.Kind == journal.Number}
	if hint := "journal.field." + string(kind) + "." + f.Name + "-hint"; r.Tr.Has(hint) {
		x.Hint = r.T(hint)
	}
	for _, value := range f.Options {
		x.Options = append(x.Options, web.Option{Value: value, Label: Word(r, kind, f.Name, value)})
	}
	return x
}

// Label is what a field of a kind is called.
func Label(r *web.Request, kind journal.Kind, field string) string {
	return r.T("journal.field." + string(kind) + "." + field)
}

// Word is what a value of a field says: the choice's own words, a date as people
// write it, anything else as it is.
func Word(r *web.Request, kind journal.Kind, field, value string) string {
	spec, _ := journal.Of(kind)
	for _, f := range spec.Fields {
		switch {
		case f.Name != field:
		case f.Kind == journal.Choice && value != "":
			return r.T("journal.field." + string(kind) + "." + field + "-is." + value)
		case f.Kind == journal.Yes && value != "":
			return r.T("together.yes")
		case f.Kind == journal.Date:
			if day, err := time.Parse(time.DateOnly, value); err == nil {
				return r.Tr.Date(day, i18n.Nom)
			}
		}
	}
	return value
}

func (e *Edit) fill(body journal.Body) {
	for _, f := range e.Form.Fields {
		if value, there := body[f.Name]; there && f.Kind != web.Hidden {
			f.Value = value
		}
	}
}

// write is what the form says: fields that it does not ask for stay as they are.
func (e *Edit) write() journal.Write {
	body := journal.Body{}
	if e.Entry != nil {
		for name, value := range e.Entry.Body {
			body[name] = value
		}
	}
	for _, f := range e.Form.Fields {
		switch f.Name {
		case idField, versionField, draftField, PrivateField:
		default:
			body[f.Name] = f.Value
		}
	}
	maps.Copy(body, e.Set)
	version, err := strconv.ParseInt(e.Form.Value(versionField), 10, 64)
	if err != nil {
		version = -1 // Take has refused it
	}
	return journal.Write{ID: e.Form.Value(idField), Mentorship: e.Room.ID, Kind: e.Kind, Slot: e.Slot, Parent: e.Parent, Meeting: e.Meet,
		Private: e.Form.Value(PrivateField) == "yes", Version: version, Body: body, Draft: e.Draft}
}

// Take saves what was posted into an opened form. On a refusal the form carries
// what is wrong, and in Clash what another member saved; show the page again with
// r.Refuse and the error that comes back.
func (b *Base) Take(r *web.Request, e *Edit) (journal.Entry, error) {
	if err := r.Fill(e.Form); err != nil {
		return journal.Entry{}, err
	}
	if _, err := strconv.ParseInt(e.Form.Value(versionField), 10, 64); err != nil {
		return journal.Entry{}, fault.New(fault.Invalid, "fault.malformed").Because(err)
	}
	saved, err := b.Journal.Put(r.Context(), r.Actor, e.write())
	if stale := asStale(err); stale != nil {
		e.clash(r, b, stale.Theirs)
		return saved, fault.New(fault.Conflict, "together.clash.fault", "who", e.Room.Who(r, stale.Theirs.Editor))
	}
	return saved, err
}

// clash sets both texts against each other; the form now answers to theirs.
func (e *Edit) clash(r *web.Request, b *Base, theirs journal.Entry) {
	c := &web.Clash{Text: r.T("together.clash.text"), Mine: r.T("together.clash.mine"), Theirs: b.Saved(r, e.Room, theirs), Take: web.Link{Text: r.T("together.clash.take"), Href: r.URL.Path}}
	for _, f := range e.Form.Fields {
		if f.Kind != web.Hidden && strings.TrimSpace(f.Value) != theirs.Body[f.Name] {
			c.Rows = append(c.Rows, web.ClashRow{Label: f.Label, Mine: Word(r, e.Kind, f.Name, f.Value), Theirs: Word(r, e.Kind, f.Name, theirs.Body[f.Name])})
		}
	}
	e.Form.Field(idField).Value, e.Form.Field(versionField).Value = theirs.ID, strconv.FormatInt(theirs.Version, 10)
	e.Form.Clash = c
}

// MountDrafts registers where forms keep what is being typed.
func (b *Base) MountDrafts() {
	b.Kit.Handle("POST "+Path+"/{id}/drafts", Write, b.keep)
	b.Kit.Handle("POST "+Path+"/{id}/drafts/drop", Write, b.drop)
}

// keep answers 204: the page stays as it is.
func (b *Base) keep(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	if err := b.Journal.Keep(r.Context(), r.Actor, r.PathValue("id"), r.PostForm.Get(draftField), typed(r.PostForm)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// typed is what a form says, without the names of buttons.
func typed(form url.Values) journal.Body {
	body := journal.Body{}
	for name := range form {
		if name != draftField {
			body[name] = form.Get(name)
		}
	}
	return body
}

// drop lets go of a draft and shows the form again as it is saved.
func (b *Base) drop(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	if err := b.Journal.Drop(r.Context(), r.Actor, r.PathValue("id"), r.PostForm.Get(draftField)); err != nil {
		return err
	}
	return r.Done(w, web.Back(r.PostForm.Get("back"), Path+"/"+r.PathValue("id")), "together.draft.dropped")
}
