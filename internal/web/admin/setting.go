package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// settings shows what is set, group by group; each group is a form of its own.
func (p *Pages) settings(w http.ResponseWriter, r *web.Request) error {
	i := &desk.Item{Frame: section.Frame(r, "settings", "admin.room.settings"),
		Help: &web.Help{Title: r.T("admin.setting.server"), Text: r.T("admin.setting.server-text")}}
	i.Lede = r.T("admin.about.settings")
	for _, group := range setting.Groups {
		items, err := p.Settings.List(r.Context(), r.Actor, group)
		if err != nil {
			return err
		}
		i.Facts = append(i.Facts, settingFacts(r, group, items))
	}
	return i.Show(w, r)
}

func settingFacts(r *web.Request, group setting.Group, items []setting.Item) web.Summary {
	s := web.Summary{Title: r.T(group.Key())}
	for _, x := range items {
		s.Items = append(s.Items, web.SummaryItem{Key: r.T(x.LabelKey()), Value: settingText(r, x),
			Change: "/admin/settings/" + string(group) + "#f-" + web.SafeID(string(x.Name))})
	}
	return s
}

func settingText(r *web.Request, x setting.Item) string {
	if x.Kind == setting.Choice {
		return r.T(x.ChoiceKey(x.Text))
	}
	return x.Text
}

// versionPrefix stands before a setting's name in the field that carries its
// version: every setting has one of its own.
const versionPrefix = "version:"

func settingForm(r *web.Request, items []setting.Item) *web.Form {
	f := &web.Form{Submit: r.T("common.save"), Cancel: desk.Cancel(r, "/admin/settings")}
	for _, x := range items {
		f.Fields = append(f.Fields, settingField(r, x),
			&web.Field{Kind: web.Hidden, Name: versionPrefix + string(x.Name), Value: strconv.FormatInt(x.Version, 10)})
	}
	return f
}

var settingKinds = map[setting.Kind]web.FieldKind{setting.Text: web.Text, setting.Email: web.Email, setting.Phone: web.Tel,
	setting.WebAddress: web.URL, setting.Number: web.Number, setting.Choice: web.Radios, setting.MovedDates: web.Text}

func settingField(r *web.Request, x setting.Item) *web.Field {
	f := &web.Field{Kind: settingKinds[x.Kind], Name: string(x.Name), Label: r.T(x.LabelKey()), Hint: r.T(x.HintKey()), Value: x.Text,
		Required: x.Required, MaxLength: x.Limit, Lang: string(x.Lang), Short: x.Kind == setting.Number,
		Plain: x.Kind == setting.Email || x.Kind == setting.WebAddress}
	for _, choice := range x.Choices {
		f.Options = append(f.Options, web.Option{Value: choice, Label: r.T(x.ChoiceKey(choice))})
	}
	return f
}

func (p *Pages) settingsPage(r *web.Request) (*desk.Form, []setting.Item, error) {
	group := setting.Group(r.PathValue("group"))
	if !slices.Contains(setting.Groups, group) {
		return nil, nil, fault.New(fault.NotFound, "fault.not-found")
	}
	items, err := p.Settings.List(r.Context(), r.Actor, group)
	if err != nil {
		return nil, nil, err
	}
	return &desk.Form{Frame: section.Frame(r, "settings", group.Key()), Form: settingForm(r, items)}, items, nil
}

func (p *Pages) changeSettings(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.settingsPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

func (p *Pages) saveSettings(w http.ResponseWriter, r *web.Request) error {
	page, items, err := p.settingsPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	values, versions := typedSettings(page.Form)
	if err := p.Settings.Change(r.Context(), r.Actor, values, versions); err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) { return settingForm(r, items), nil })
	}
	return r.Done(w, "/admin/settings", "admin.setting.saved", "group", page.Title)
}

// typedSettings reads a form: values, and the versions they were shown with.
func typedSettings(f *web.Form) (map[setting.Name]string, map[setting.Name]int64) {
	values, versions := map[setting.Name]string{}, map[setting.Name]int64{}
	for _, x := range f.Fields {
		name, isVersion := strings.CutPrefix(x.Name, versionPrefix)
		if !isVersion {
			values[setting.Name(name)] = x.Value
			continue
		}
		n, err := strconv.ParseInt(x.Value, 10, 64)
		if err != nil {
			n = -1 // no version at all: stale
		}
		versions[setting.Name(name)] = n
	}
	return values, versions
}
