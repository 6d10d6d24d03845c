package public

import (
	"net/http"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web"
)

// modelsPage explains the five models and the roles that people apply with.
type modelsPage struct {
	web.Page
	Models     []model
	Categories []group
}

// model is one of the five.
type model struct{ Code, Name, Meaning, Fits string }

// group is a category of roles or a family of themes, with what it means
// (R1.2-7).
type group struct {
	ID      string
	Name    string
	Meaning string
	Entries []entry
}

type entry struct{ Name, Meaning string }

func (p *Pages) models(w http.ResponseWriter, r *web.Request) error {
	page := &modelsPage{Page: r.Page("public", "public.models-page.title")}
	page.Lede = r.T("public.models-page.lede")
	for _, m := range catalogue.Models() {
		page.Models = append(page.Models, model{string(m.Code), m.Name.In(r.Lang()), m.Meaning.In(r.Lang()), m.Fits.In(r.Lang())})
	}
	var err error
	if page.Categories, err = p.groups(r, catalogue.Role); err != nil {
		return err
	}
	return p.show(w, r, "public/models", page)
}

// themesPage shows what mentoring is about and, of those who agreed to it, the
// mentors.
type themesPage struct {
	web.Page
	Groups  []group
	Mentors web.Empty
}

func (p *Pages) themes(w http.ResponseWriter, r *web.Request) error {
	page := &themesPage{Page: r.Page("themes", "public.themes.title"), Mentors: web.Empty{Icon: "users", Title: r.T("public.themes.nobody"),
		Text: r.T("public.themes.nobody-text"), Action: &web.Button{Text: r.T("public.themes.apply"), Href: "/apply", Variant: web.Secondary}}}
	page.Lede = r.T("public.themes.lede")
	var err error
	if page.Groups, err = p.groups(r, catalogue.Theme); err != nil {
		return err
	}
	return p.show(w, r, "public/themes", page)
}

// groups are the general entries of a vocabulary under their groups.
func (p *Pages) groups(r *web.Request, kind catalogue.Kind) ([]group, error) {
	entries, err := p.Catalogue.List(r.Context(), r.Actor, catalogue.Filter{Kinds: []catalogue.Kind{kind}})
	var list []group
	for _, g := range kind.Groups() {
		one := group{ID: string(g), Name: r.T(g.Key()), Meaning: r.T(g.MeaningKey())}
		for _, e := range entries {
			if e.Group == g {
				one.Entries = append(one.Entries, entry{e.Name.In(r.Lang()), e.Meaning.In(r.Lang())})
			}
		}
		list = append(list, one)
	}
	return list, err
}
