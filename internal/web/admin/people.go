package admin

import (
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// perPage is how many lines a list has.
const perPage = 50

func (p *Pages) people(w http.ResponseWriter, r *web.Request) error {
	f := peopleFilter(r)
	found, err := p.Accounts.List(r.Context(), r.Actor, f, perPage)
	if err != nil {
		return err
	}
	return p.peoplePage(r, f, found).Show(w, r)
}

func peopleFilter(r *web.Request) account.Filter {
	return account.Filter{Query: r.URL.Query().Get("q"), Role: access.Role(desk.Chosen(r, "role")),
		Status: account.Status(desk.Chosen(r, "status")), After: r.URL.Query().Get("after")}
}

func (p *Pages) peoplePage(r *web.Request, f account.Filter, found account.Page) *desk.List {
	l := &desk.List{Frame: section.Frame(r, "people", "admin.room.people"),
		Action: &web.Button{Text: r.T("admin.people.add"), Href: "/admin/people/new", Icon: "user-plus"},
		More:   []web.Button{{Text: r.T("admin.export.open"), Href: "/admin/people/export", Variant: web.Secondary, Icon: "download"}},
		Table:  peopleTable(r, found.People)}
	l.Lede = r.T("admin.about.people")
	l.Filter(r, r.URL.Path, r.Tr.N("admin.people.count", found.Total), peopleFields(r, f)...)
	if l.Filters.Clear != "" {
		l.Table.Empty = &web.Empty{Icon: "search", Title: r.T("admin.list.nothing"), Text: r.T("admin.people.nothing")}
	}
	l.Turn(r, "after", found.Next, shownOf(r, len(found.People), found.Total))
	return l
}

// shownOf says how much of a list of known length a page shows; nothing where
// it shows all.
func shownOf(r *web.Request, shown, total int) string {
	if shown == total {
		return ""
	}
	return r.T("admin.list.shown", "shown", shown, "total", total)
}

func peopleFields(r *web.Request, f account.Filter) []*web.Field {
	return []*web.Field{
		{Kind: web.Search, Name: "q", Label: r.T("admin.people.search"), Value: f.Query, Plain: true, MaxLength: 100},
		desk.Choose("role", r.T("admin.people.role"), r.T("admin.people.any-role"), string(f.Role), options(r, "account.role.", access.Roles)),
		desk.Choose("status", r.T("admin.people.status"), r.T("admin.people.any-status"), string(f.Status),
			options(r, "account.status.", account.Statuses)),
	}
}

func peopleTable(r *web.Request, people []account.Listed) web.Table {
	t := web.Table{Caption: r.T("admin.room.people"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("admin.people.name")}, {Title: r.T("admin.people.roles")},
			{Title: r.T("admin.people.status")}, {Title: r.T("admin.people.seen")}},
		Empty: &web.Empty{Icon: "users", Title: r.T("admin.people.empty"), Text: r.T("admin.people.empty-text")}}
	for _, x := range people {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: x.Name(), Href: "/admin/people/" + x.ID, Note: x.Email},
			rolesCell(r, x.Roles),
			{Status: accountStatus(r, x.Status)},
			seen(r, x),
		}})
	}
	return t
}

// or is the text where it is needed.
func or(needed bool, text string) string {
	if needed {
		return text
	}
	return ""
}

func rolesCell(r *web.Request, roles []access.Role) web.Cell {
	c := web.Cell{Text: or(len(roles) == 0, r.T("admin.people.no-role"))}
	for _, role := range roles {
		c.Tags = append(c.Tags, r.T("account.role."+string(role)))
	}
	return c
}

func accountStatus(r *web.Request, s account.Status) *web.Status {
	state := web.Ready
	if s == account.Disabled {
		state = web.Off
	}
	return &web.Status{State: state, Text: r.T("account.status." + string(s))}
}

func seen(r *web.Request, x account.Listed) web.Cell {
	if x.SeenAt == nil {
		return web.Cell{Text: r.T("admin.people.never")}
	}
	return web.Cell{Text: r.Tr.ShortDate(*x.SeenAt), Note: r.Tr.At(*x.SeenAt), Time: r.Tr.ISODate(*x.SeenAt)}
}

func (p *Pages) newPersonPage(r *web.Request) *desk.Form {
	form := personForm(r, account.Person{Language: i18n.LV})
	form.Action, form.Submit, form.Cancel = "/admin/people", r.T("admin.people.add"), desk.Cancel(r, "/admin/people")
	f := &desk.Form{Frame: section.Frame(r, "people", "admin.people.add"), Form: form}
	f.Lede = r.T("admin.people.add-lede")
	return f
}

func (p *Pages) newPerson(w http.ResponseWriter, r *web.Request) error {
	return p.newPersonPage(r).Show(w, r)
}

func (p *Pages) addPerson(w http.ResponseWriter, r *web.Request) error {
	page := p.newPersonPage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	added, err := p.Accounts.Add(r.Context(), r.Actor, personDetails(page.Form))
	if err != nil {
		return page.Refuse(w, r, err, nil)
	}
	return r.Done(w, "/admin/people/"+added.ID, "admin.people.added", "name", added.Name())
}
