package importing

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// desk is a house in which the room is open, with an intake of the coordinator's.
type staff struct {
	*officetest.Staff
	intake intake.Intake
}

func open(t testing.TB) *staff {
	t.Helper()
	o := officetest.Open(t, map[string]fs.FS{"importing": Templates(), "coordination": coordination.Templates()}, func(h *webtest.House, o office.Office) {
		h.Kit.Limits.Body = 10 << 20
		(&Pages{Kit: h.Kit, Office: o, Intakes: h.Intakes, Transfers: h.Transfers, Applications: h.Applications}).Mount()
		(&coordination.Pages{Kit: h.Kit, Office: o, Intakes: h.Intakes, Applications: h.Applications, Catalogue: h.Catalogue,
			Sources: asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}}).Mount()
	})
	o.Ground(t)
	return &staff{o, o.Intake(t, o.Here, "2027-1")}
}

// with opens a browser of somebody new with a role in a programme.
func (o *staff) with(t testing.TB, role access.Role, programmeID string) *staff {
	t.Helper()
	return &staff{o.With(t, role, programmeID), o.intake}
}

// csv makes a file of lines, as a Latvian office keeps it.
func csv(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

// people are n rows below headings that are understood.
func people(n int) []byte {
	lines := []string{"Vārds;Uzvārds;E-pasts;Loma"}
	for i := range n {
		lines = append(lines, fmt.Sprintf("Persona;Paraugs %d;p%d@example.org;Datu analītiķis", i, i))
	}
	return csv(lines...)
}

// xlsx makes a workbook of rows below headings.
func xlsx(t testing.TB, headings []string, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	d := sheet.Document{Name: "Pieteikumi", Lang: "lv"}
	for _, h := range headings {
		d.Columns = append(d.Columns, sheet.Column{Title: h})
	}
	err := sheet.Write(&out, sheet.XLSX, d, func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (o *staff) uploadPath() string { return uploadPath(o.intake.ID) }

// send uploads a file of mentees and returns where its columns are asked about,
// without “/columns”.
func (o *staff) send(t testing.TB, name string, content []byte) string {
	t.Helper()
	got := o.Upload(t, o.uploadPath(), "file", name, content, "side", "mentee")
	here, columns := strings.CutSuffix(got.To(), "/columns")
	if got.Status != http.StatusSeeOther || !columns {
		t.Fatalf("upload: %d %s: %s", got.Status, got.To(), officetest.Spoken(got.Body))
	}
	return here
}

var controls = regexp.MustCompile(`(?s)<input type="hidden" name="([^"]+)" value="([^"]*)">|<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>`)
var selected = regexp.MustCompile(`<option value="([^"]*)" selected>`)

// filled are the hidden and the chosen values of a page's form.
func filled(page string) url.Values {
	form := url.Values{}
	_, page, _ = strings.Cut(page, `method="post"`)
	for _, m := range controls.FindAllStringSubmatch(page, -1) {
		if m[1] != "" {
			form.Set(m[1], m[2])
		} else if value := selected.FindStringSubmatch(m[4]); value != nil {
			form.Set(m[3], value[1])
		} else {
			form.Set(m[3], "")
		}
	}
	return form
}

// accept saves a page's form as it is, with some values set, and returns where
// it leads.
func (o *staff) accept(t testing.TB, path string, pairs ...string) string {
	t.Helper()
	got := o.Post(t, path, o.form(t, path, pairs...))
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d: %s", path, got.Status, officetest.Spoken(got.Body))
	}
	return got.To()
}

func (o *staff) form(t testing.TB, path string, pairs ...string) url.Values {
	t.Helper()
	page := o.Get(t, path)
	if page.Status != http.StatusOK {
		t.Fatalf("%s: status %d", path, page.Status)
	}
	officetest.Rules(t, path, page)
	form := filled(page.Body)
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// taken uploads a file and takes its rows in.
func (o *staff) taken(t testing.TB, content []byte) string {
	t.Helper()
	here := o.send(t, "a.csv", content)
	o.accept(t, here+"/columns")
	o.accept(t, here+"/run")
	return here
}

// counts are the four numbers of a report, in the order of outcomes.
func counts(page string) string {
	var list []string
	for _, m := range regexp.MustCompile(`<span class="n">([^<]*)</span>`).FindAllStringSubmatch(page, -1) {
		list = append(list, m[1])
	}
	return strings.Join(list, " ")
}

func (o *staff) applications(t testing.TB) int {
	t.Helper()
	page, err := o.Applications.Queue(t.Context(), o.Me(), application.Filter{Intake: o.intake.ID}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func (o *staff) uploads(t testing.TB) []transfer.Upload {
	t.Helper()
	list, err := o.Transfers.Uploads(t.Context(), o.Me(), o.intake.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
