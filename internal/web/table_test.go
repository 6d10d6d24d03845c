package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
)

// rowsOf renders a table on a page and returns what stands in its body, a cell
// a line.
func rowsOf(t *testing.T, table Table) ([]string, error) {
	t.Helper()
	var b strings.Builder
	page := &samplePage{Page: Page{Translator: translator(t, i18n.EN)}, Table: table}
	if err := renderer(t, "list.html", `{{template "table" .Table}}`).Write(&b, "test/list", page); err != nil {
		return nil, err
	}
	_, body, _ := strings.Cut(b.String(), "<tbody>")
	body, _, _ = strings.Cut(body, "\n</tbody>")
	return strings.Split(strings.NewReplacer("</th>", "</th>\n", "</td>", "</td>\n", "<tr>", "<tr>\n", `flag">`, "flag\">\n").Replace(body), "\n"), nil
}

const evil = `<b title='x'>"&`

func TestTableRows(t *testing.T) {
	ready := Status{State: Ready, Text: evil}
	got, err := rowsOf(t, Table{
		Columns: []Column{{Title: "Name"}, {Title: evil}, {Title: "Count", Numeric: true}, {Title: "Acts", Hidden: true}},
		Rows: []Row{
			{Cells: []Cell{{Text: evil, Href: "/a?b=c&d=" + evil, Note: evil}, {Tags: []string{"one", evil}}, {Text: "1"},
				{Acts: []Button{{Text: evil, Href: "/x"}}}, {Text: "beyond"}}},
			{Flag: true, Cells: []Cell{{Text: "only"}, {Status: &ready}, {Text: evil, Time: "2026-11-23"}}},
		}})
	if err != nil {
		t.Fatal(err)
	}
	const safe = `&lt;b title=&#39;x&#39;&gt;&#34;&amp;`
	svg, err := shape(Ready)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`<tr>`,
		`<th scope="row"><a href="/a?b=c&amp;d=` + safe + `">` + safe + `</a><span class="cell-note">` + safe + `</span></th>`,
		`<td data-label="` + safe + `"><span class="chips"><span class="chip">one</span><span class="chip">` + safe + `</span></span></td>`,
		`<td class="num" data-label="Count">1</td>`,
		`<td><span class="cell-acts"><a class="ds-button" href="/x">` + safe + `</a>`, `</span></td>`, // the part "button" ends its line
		`</tr>`,
		`<tr class="flag">`,
		`<th scope="row">only</th>`,
		`<td data-label="` + safe + `"><span class="st ready">` + string(svg) + safe + `</span></td>`,
		`<td class="num" data-label="Count"><time datetime="2026-11-23">` + safe + `</time></td>`,
		`</tr>`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAPickBelongsToAForm: the box stands before the row's name and names the
// form that it belongs to, which is elsewhere on the page.
func TestAPickBelongsToAForm(t *testing.T) {
	pick := func(on bool) Cell {
		return Cell{Text: "A", Pick: &Pick{Form: "bulk", Name: "chosen", Value: evil, Label: "Pick A", On: on}}
	}
	got, err := rowsOf(t, Table{Columns: []Column{{Title: "Name"}}, Rows: []Row{{Cells: []Cell{pick(false)}}, {Cells: []Cell{pick(true)}}}})
	if err != nil {
		t.Fatal(err)
	}
	const box = `<th scope="row"><input class="ds-input pick" type="checkbox" form="bulk" name="chosen" value="&lt;b title=&#39;x&#39;&gt;&#34;&amp;" aria-label="Pick A"`
	if diff := cmp.Diff([]string{`<tr>`, box + `>A</th>`, `</tr>`, `<tr>`, box + ` checked>A</th>`, `</tr>`}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTableRefusesWhatIsNoAddress(t *testing.T) {
	for href, fine := range map[string]bool{"/a": true, "?after=x": true, "https://example.org": true, "mailto:a@example.org": true,
		"javascript:alert(1)": false, " javascript:x": false, "data:text/html,x": false} {
		_, err := rowsOf(t, Table{Columns: []Column{{}}, Rows: []Row{{Cells: []Cell{{Text: "x", Href: href}}}}})
		if (err == nil) != fine {
			t.Errorf("%q: error %v", href, err)
		}
	}
	odd := Status{State: "odd"}
	if _, err := rowsOf(t, Table{Columns: []Column{{}}, Rows: []Row{{Cells: []Cell{{Status: &odd}}}}}); err == nil {
		t.Error("a state without a shape was shown")
	}
}
