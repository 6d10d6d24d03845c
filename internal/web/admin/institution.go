package admin

import (
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

func (p *Pages) institutions(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	f := institution.Filter{Query: q.Get("q"), WithBodies: q.Get("bodies") != "", Type: institution.Type(desk.Chosen(r, "type")), Region: institution.Region(desk.Chosen(r, "region")),
		After: institution.ParseCursor(q.Get("after"))}
	if q.Get("closed") == "" {
		f.ValidOn = r.Tr.ISODate(p.Now())
	}
	found, err := p.Institutions.List(r.Context(), r.Actor, f, perPage)
	if err != nil {
		return err
	}
	waiting, err := p.Institutions.Waiting(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	l := p.institutionsPage(r, f, found)
	l.More = []web.Button{{Text: r.T("admin.import.open"), Href: importPath, Variant: web.Tertiary, Icon: "upload"},
		{Text: r.T("admin.proposal.open", "count", r.Tr.Number(waiting)), Href: proposalsPath, Variant: web.Secondary}}
	return l.Show(w, r)
}

func (p *Pages) institutionsPage(r *web.Request, f institution.Filter, found institution.Page) *desk.List {
	l := &desk.List{Frame: section.Frame(r, "institutions", "admin.room.institutions"),
		Action: &web.Button{Text: r.T("admin.institution.add"), Href: "/admin/institutions/new", Icon: "plus"},
		Table:  p.institutionTable(r, r.T("admin.room.institutions"), found.Items)}
	l.Lede = r.T("admin.about.institutions")
	tick := func(name, label string, on bool) *web.Field {
		return &web.Field{Kind: web.Checkbox, Name: name, Label: r.T(label), Value: or(on, "yes")}
	}
	l.Filter(r, r.URL.Path, r.Tr.N("admin.institution.count", len(found.Items)),
		&web.Field{Kind: web.Search, Name: "q", Label: r.T("admin.institution.search"), Value: f.Query, MaxLength: 100},
		desk.Choose("type", r.T("institution.field.type"), r.T("admin.institution.any-type"), string(f.Type), options(r, "institution.type.", institution.Types)),
		desk.Choose("region", r.T("institution.field.region"), r.T("admin.institution.any-region"), string(f.Region),
			options(r, "institution.region.", institution.Regions)),
		tick("bodies", "admin.institution.with-bodies", f.WithBodies), tick("closed", "admin.institution.with-closed", f.ValidOn == ""))
	l.Table.Empty = &web.Empty{Icon: "search", Title: r.T("admin.list.nothing"), Text: r.T("admin.institution.nothing")}
	l.Turn(r, "after", found.Next.String(), or(found.Next.ID != "", r.T("admin.list.more")))
	return l
}

func (p *Pages) institutionTable(r *web.Request, caption string, list []institution.Institution) web.Table {
	t := web.Table{Caption: caption, HideCaption: true, Columns: []web.Column{{Title: r.T("admin.institution.name")},
		{Title: r.T("institution.field.type")}, {Title: r.T("institution.field.region")}, {Title: r.T("admin.institution.state")}}}
	for _, x := range list {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: x.Name(r.Lang()), Href: "/admin/institutions/" + x.ID, Note: x.ShortName},
			{Text: r.T(x.Type.Key())}, {Text: regionName(r, x.Region)}, {Status: p.institutionStatus(r, x)},
		}})
	}
	return t
}

func regionName(r *web.Request, region institution.Region) string {
	if region == institution.Anywhere {
		return r.T("admin.institution.anywhere")
	}
	return r.T(region.Key())
}

// institutionStatus tells whether an institution is there today, not yet, or
// no longer.
func (p *Pages) institutionStatus(r *web.Request, x institution.Institution) *web.Status {
	today := r.Tr.ISODate(p.Now())
	switch {
	case x.MergedInto != "":
		return &web.Status{State: web.Off, Text: r.T("admin.institution.merged", "day", day(r, x.ValidTo))}
	case x.ValidOn(today) && x.ValidTo != "":
		return &web.Status{State: web.Look, Text: r.T("admin.institution.until", "day", day(r, x.ValidTo))}
	case x.ValidOn(today):
		return &web.Status{State: web.Ready, Text: r.T("admin.institution.works")}
	case x.ValidFrom > today:
		return &web.Status{State: web.Blocked, Text: r.T("admin.institution.from", "day", day(r, x.ValidFrom))}
	}
	return &web.Status{State: web.Off, Text: r.T("admin.institution.ended", "day", day(r, x.ValidTo))}
}

// day writes a stored day, yyyy-mm-dd, as tables do.
func day(r *web.Request, stored string) string {
	at, err := time.ParseInLocation(time.DateOnly, stored, r.Tr.Local(time.Time{}).Location())
	if err != nil {
		return stored // empty
	}
	return r.Tr.ShortDate(at)
}

func (p *Pages) institution(w http.ResponseWriter, r *web.Request) error {
	x, above, err := p.institutionAnd(r)
	if err != nil {
		return err
	}
	bodies, err := p.Institutions.Bodies(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	i := &desk.Item{Frame: section.Named(r, "institutions", x.Name(r.Lang())), Status: p.institutionStatus(r, x), Acts: institutionActs(r, x),
		Facts: institutionFacts(r, x, above)}
	if x.MergedInto != "" {
		next, err := p.Institutions.Get(r.Context(), r.Actor, x.MergedInto)
		if err != nil {
			return err
		}
		i.Parts = append(i.Parts, desk.Part{ID: "next", Title: r.T("admin.institution.goes-on"),
			Table: p.institutionTable(r, r.T("admin.institution.goes-on"), []institution.Institution{next})})
	}
	if len(bodies) > 0 {
		i.Parts = append(i.Parts, desk.Part{ID: "bodies", Title: r.T("admin.institution.bodies"),
			Table: p.institutionTable(r, r.T("admin.institution.bodies"), bodies)})
	}
	return i.Show(w, r)
}

// institutionActs are what can be done; one that was merged stays as it is.
func institutionActs(r *web.Request, x institution.Institution) []web.Button {
	if x.MergedInto != "" {
		return nil
	}
	here := "/admin/institutions/" + x.ID
	acts := []web.Button{{Text: r.T("admin.institution.change"), Href: here + "/change", Icon: "pencil"}}
	if x.ValidTo == "" {
		acts = append(acts, web.Button{Text: r.T("admin.institution.close"), Href: here + "/close", Variant: web.Tertiary})
	} else {
		acts = append(acts, web.Button{Text: r.T("admin.institution.reopen"), Href: here + "/reopen", Variant: web.Secondary})
	}
	return append(acts, web.Button{Text: r.T("admin.merge.open"), Href: here + "/merge", Variant: web.Tertiary})
}

// institutionAnd loads the institution of the address and the name of the one
// above it.
func (p *Pages) institutionAnd(r *web.Request) (x institution.Institution, above string, err error) {
	if x, err = p.Institutions.Get(r.Context(), r.Actor, r.PathValue("id")); err != nil || x.Parent == "" {
		return x, "", err
	}
	up, err := p.Institutions.Get(r.Context(), r.Actor, x.Parent)
	return x, up.Name(r.Lang()), err
}

func institutionFacts(r *web.Request, x institution.Institution, above string) []web.Summary {
	return []web.Summary{{Items: []web.SummaryItem{
		{Key: r.T("institution.field.name-lv"), Value: x.NameLV},
		{Key: r.T("institution.field.name-en"), Value: x.NameEN},
		{Key: r.T("institution.field.short-name"), Value: x.ShortName},
		{Key: r.T("institution.field.other-names"), Value: x.OtherNames},
		{Key: r.T("institution.field.type"), Value: r.T(x.Type.Key())},
		{Key: r.T("institution.field.parent"), Value: above},
		{Key: r.T("institution.field.region"), Value: regionName(r, x.Region)},
		{Key: r.T("institution.field.code"), Value: x.Code},
		{Key: r.T("institution.field.address"), Value: x.Address},
		{Key: r.T("institution.field.valid-from"), Value: day(r, x.ValidFrom)},
		{Key: r.T("institution.field.valid-to"), Value: day(r, x.ValidTo)},
		{Key: r.T("institution.field.source"), Value: x.Source},
	}}}
}

func institutionForm(r *web.Request, x institution.Institution, above string) *web.Form {
	text := func(name, key, value string, max int) *web.Field {
		return &web.Field{Kind: web.Text, Name: name, Label: r.T("institution.field." + key), Value: value, MaxLength: max}
	}
	hinted := func(f *web.Field, key string) *web.Field {
		f.Hint = r.T(key)
		return f
	}
	first := text("name_lv", "name-lv", x.NameLV, institution.MaxName)
	first.Required = true
	return &web.Form{Fields: []*web.Field{
		first,
		hinted(text("name_en", "name-en", x.NameEN, institution.MaxName), "institution.field.name-en-hint"),
		text("short_name", "short-name", x.ShortName, institution.MaxShort),
		{Kind: web.Textarea, Name: "other_names", Label: r.T("institution.field.other-names"), Hint: r.T("institution.field.other-names-hint"),
			Value: x.OtherNames, Rows: 3, MaxLength: institution.MaxOtherNames},
		{Kind: web.Select, Name: "type", Label: r.T("institution.field.type"), Value: string(x.Type), Required: true,
			Options: options(r, "institution.type.", institution.Types)},
		hinted(text("parent", "parent", above, institution.MaxName), "admin.institution.parent-hint"),
		{Kind: web.Select, Name: "region", Label: r.T("institution.field.region"), Value: orEverywhere(x.Region),
			Options: append([]web.Option{{Value: desk.Everything, Label: r.T("admin.institution.anywhere")}},
				options(r, "institution.region.", institution.Regions)...)},
		hinted(text("code", "code", x.Code, institution.MaxCode), "institution.field.code-hint"),
		hinted(text("address", "address", x.Address, institution.MaxAddress), "institution.field.address-hint"),
		{Kind: web.Date, Name: "valid_from", Label: r.T("institution.field.valid-from"), Hint: r.T("institution.field.valid-from-hint"),
			Value: x.ValidFrom, Short: true},
		hinted(text("source", "source", x.Source, institution.MaxSource), "institution.field.source-hint"),
		desk.VersionField(x.Version),
	}}
}

func orEverywhere(region institution.Region) string {
	if region == institution.Anywhere {
		return desk.Everything
	}
	return string(region)
}

// institutionDetails reads a form. The institution above is typed by name; the
// one that is there already is known by its name as it was shown.
func (p *Pages) institutionDetails(r *web.Request, f *web.Form, was institution.Institution, above string) (institution.Details, error) {
	d := institution.Details{NameLV: f.Value("name_lv"), NameEN: f.Value("name_en"), ShortName: f.Value("short_name"),
		OtherNames: f.Value("other_names"), Type: institution.Type(f.Value("type")), Region: institution.Region(f.Value("region")),
		Code: f.Value("code"), Address: f.Value("address"), ValidFrom: f.Value("valid_from"), Source: f.Value("source")}
	if d.Region == desk.Everything {
		d.Region = institution.Anywhere
	}
	if typed := f.Value("parent"); typed != "" && typed == above {
		d.Parent = was.Parent
		return d, nil
	}
	up, err := p.named(r, f.Value("parent"))
	d.Parent = up
	return d, err
}

// named finds the institution that was meant by a typed name: the only one
// found, or the only one of that very name. Otherwise it says beside the field
// what was found.
func (p *Pages) named(r *web.Request, typed string) (string, error) {
	const most = 6
	if typed == "" {
		return "", nil
	}
	found, err := p.Institutions.Search(r.Context(), r.Actor, typed, most)
	if err != nil {
		return "", err
	}
	var exact, names []string
	for _, x := range found {
		names = append(names, x.Name(r.Lang()))
		if same(typed, x.NameLV) || same(typed, x.NameEN) || same(typed, x.ShortName) {
			exact = append(exact, x.ID)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) == 0:
		return "", parentFault("admin.institution.parent-none")
	}
	return "", parentFault("admin.institution.parent-many", "names", strings.Join(names, "; "))
}

func same(typed, name string) bool { return name != "" && i18n.Fold(typed) == i18n.Fold(name) }

func parentFault(key string, args ...any) error {
	return fault.Fields(map[string]fault.Message{"parent": fault.Msg(key, args...)})
}
