package admin

import (
	"io"
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// export tells what the file of people holds, and lets narrow it. It is a form
// that asks (GET), so that the page stays open while the browser saves.
func (p *Pages) export(w http.ResponseWriter, r *web.Request) error {
	f := &desk.Form{Frame: section.Frame(r, "people", "admin.export.title"), Form: &web.Form{
		Method: "get", Action: "/admin/people.csv", Submit: r.T("admin.export.submit"), Cancel: desk.Cancel(r, "/admin/people"),
		Note: r.T("admin.export.noted"), Fields: peopleFields(r, peopleFilter(r))}}
	f.Lede = r.T("admin.export.lede")
	return f.Show(w, r)
}

func (p *Pages) exportCSV(w http.ResponseWriter, r *web.Request) error {
	people, err := p.Operate.ExportPeople(r.Context(), r.Actor, peopleFilter(r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", sheet.CSV.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("admin.export.file")+"-"+r.Tr.ISODate(p.Now())+`.csv"`)
	return peopleCSV(w, r.Tr, people)
}

// peopleCSV writes people under a head; times as RFC 3339 in Riga.
func peopleCSV(w io.Writer, tr *i18n.Translator, people []account.Listed) error {
	d := sheet.Document{Lang: tr.Lang()}
	for _, name := range []string{"family-name", "given-name", "email", "status", "roles", "language", "created", "seen"} {
		d.Columns = append(d.Columns, sheet.Column{Title: tr.T("admin.export.column." + name)})
	}
	return sheet.Write(w, sheet.CSV, d, func(yield func([]string, error) bool) {
		for _, x := range people {
			if !yield(personRow(tr, x), nil) {
				return
			}
		}
	})
}

func personRow(tr *i18n.Translator, x account.Listed) []string {
	roles := make([]string, len(x.Roles))
	for i, role := range x.Roles {
		roles[i] = tr.T("account.role." + string(role))
	}
	seen := ""
	if x.SeenAt != nil {
		seen = tr.Local(*x.SeenAt).Format(time.RFC3339)
	}
	return []string{x.FamilyName, x.GivenName, x.Email, tr.T("account.status." + string(x.Status)), strings.Join(roles, "; "),
		string(x.Language), tr.Local(x.CreatedAt).Format(time.RFC3339), seen}
}
