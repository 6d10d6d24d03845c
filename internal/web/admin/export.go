package admin

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
)

// export tells what the file of people holds, and lets narrow it. It is a form
// that asks (GET), so that the page stays open while the browser saves.
func (p *Pages) export(w http.ResponseWriter, r *web.Request) error {
	f := &formPage{frame: p.frame(r, "people", "admin.export.title"), Form: &web.Form{
		Method: "get", Action: "/admin/people.csv", Submit: r.T("admin.export.submit"), Cancel: cancel(r, "/admin/people"),
		Note: r.T("admin.export.noted"), Fields: peopleFields(r, peopleFilter(r))}}
	f.Lede = r.T("admin.export.lede")
	return f.show(w, r)
}

func (p *Pages) exportCSV(w http.ResponseWriter, r *web.Request) error {
	people, err := p.Operate.ExportPeople(r.Context(), r.Actor, peopleFilter(r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("admin.export.file")+"-"+r.Tr.ISODate(p.Now())+`.csv"`)
	return peopleCSV(w, r.Tr, people)
}

// bom tells spreadsheets that the file is UTF-8.
const bom = "\ufeff"

// peopleCSV writes people as RFC 4180 has it: a head, lines that end in
// CRLF, quotes where needed; times as RFC 3339 in Riga.
func peopleCSV(w io.Writer, tr *i18n.Translator, people []account.Listed) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	head := []string{"family-name", "given-name", "email", "status", "roles", "language", "created", "seen"}
	for i, name := range head {
		head[i] = tr.T("admin.export.column." + name)
	}
	rows := [][]string{head}
	for _, x := range people {
		rows = append(rows, personRow(tr, x))
	}
	return out.WriteAll(rows)
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
	row := []string{x.FamilyName, x.GivenName, x.Email, tr.T("account.status." + string(x.Status)), strings.Join(roles, "; "),
		string(x.Language), tr.Local(x.CreatedAt).Format(time.RFC3339), seen}
	for i := range row {
		row[i] = neutral(row[i])
	}
	return row
}

// neutral keeps a spreadsheet from taking a cell for a formula (SEC-18): an
// apostrophe stands before what could begin one.
func neutral(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r\x00", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
