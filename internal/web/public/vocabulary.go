package public

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/application"
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
	Nobody  *web.Empty // instead of mentors
	Mentors []mentors
}

// mentors are those of one theme; somebody with several stands under each.
type mentors struct {
	ID, Theme string
	People    []mentor
}

type mentor struct{ Name, Work string }

func (p *Pages) themes(w http.ResponseWriter, r *web.Request) error {
	page := &themesPage{Page: r.Page("themes", "public.themes.title")}
	page.Lede = r.T("public.themes.lede")
	all, err := p.Applications.PublicMentors(r.Context())
	if err != nil {
		return err
	}
	if page.Mentors = byTheme(r, all); len(page.Mentors) == 0 {
		page.Nobody = &web.Empty{Icon: "users", Title: r.T("public.themes.nobody"), Text: r.T("public.themes.nobody-text"),
			Action: &web.Button{Text: r.T("public.themes.apply"), Href: "/apply", Variant: web.Secondary}}
	}
	if page.Groups, err = p.groups(r, catalogue.Theme); err != nil {
		return err
	}
	return p.show(w, r, "public/themes", page)
}

// byTheme puts mentors under their themes, in the order of forms.
func byTheme(r *web.Request, all []application.PublicMentor) (list []mentors) {
	place := map[string]int{}
	var themes []catalogue.Entry
	people := map[string][]mentor{}
	for _, x := range all {
		line := mentor{Name: x.Name, Work: strings.Join(slices.DeleteFunc([]string{x.Position, x.Institution[r.Lang()]}, func(s string) bool { return s == "" }), ", ")}
		for _, e := range x.Themes {
			if _, there := people[e.Code]; !there {
				themes = append(themes, e)
			}
			people[e.Code] = append(people[e.Code], line)
		}
	}
	for i, g := range catalogue.Theme.Groups() {
		place[string(g)] = i
	}
	slices.SortFunc(themes, func(a, b catalogue.Entry) int {
		return cmp.Or(place[string(a.Group)]-place[string(b.Group)], int(a.Place-b.Place), strings.Compare(a.Code, b.Code))
	})
	for _, e := range themes {
		list = append(list, mentors{"theme-" + e.Code, e.Name.In(r.Lang()), people[e.Code]})
	}
	return list
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
