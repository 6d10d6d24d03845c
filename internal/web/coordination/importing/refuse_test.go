package importing

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/web/coordination/officetest"
)

// zipped is an archive of parts, each repeated as often as told.
func zipped(t testing.TB, times int, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range times {
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// with opens a workbook and adds or replaces a part.
func withPart(t testing.TB, book []byte, name, text string, times int) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range r.File {
		if f.Name != name {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := z.Create(name)
	for range times {
		if err == nil {
			_, err = w.Write([]byte(text))
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestFilesThatCannotBeTaken say what to do, beside the field, and nothing is
// kept of them.
func TestFilesThatCannotBeTaken(t *testing.T) {
	o := open(t)
	book := xlsx(t, []string{"Vārds", "E-pasts"}, []string{"Anna", "a@example.org"})
	for what, tt := range map[string]struct {
		name    string
		content []byte
		want    string
	}{
		"empty":         {"a.csv", nil, "Šajā failā nav tabulas."},
		"only headings": {"a.csv", csv("Vārds;E-pasts"), "Virsraksti ir 1. rindā, bet zem tiem nekā nav."},
		"a picture":     {"a.xlsx", []byte("\x89PNG\r\n\x1a\n"), "Šis fails nav ne XLSX, ne CSV."},
		"old Excel":     {"a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "Saglabājiet to kā .xlsx."},
		"a macro":       {"a.xlsm", withPart(t, book, "xl/vbaProject.bin", "x", 1), "makrokomandas"},
		"a bomb":        {"a.xlsx", withPart(t, book, "xl/worksheets/sheet1.xml", strings.Repeat(" ", 1<<20), 120), "atpakots tas pārsniedz"},
		"another zip":   {"a.xlsx", zipped(t, 1, map[string]string{"a.txt": "x"}), "Šis fails nav ne XLSX, ne CSV."},
	} {
		got := o.Upload(t, o.uploadPath(), "file", tt.name, tt.content, "side", "mentor")
		if got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", what, got.Status)
		}
		officetest.Rules(t, what, got)
		officetest.Contains(t, got.Body, tt.want, `href="#f-file"`, `value="mentor" checked`)
	}
	if n := len(o.uploads(t)); n != 0 {
		t.Errorf("%d files are kept", n)
	}
}

// TestAFileThatIsTooLarge is told the limit, whether the request says its size
// or not.
func TestAFileThatIsTooLarge(t *testing.T) {
	o := open(t)
	got := o.Upload(t, o.uploadPath(), "file", "a.csv", bytes.Repeat([]byte("a;b\n"), transfer.MaxFile/4+1), "side", "mentee")
	if got.Status != http.StatusRequestEntityTooLarge || !strings.Contains(got.Body, "10") {
		t.Errorf("status %d: %s", got.Status, officetest.Spoken(got.Body))
	}
	o.Kit.Limits.Body = 12 << 20 // an operator allows more than a file may have
	got = o.As(t, o.Who).Upload(t, o.uploadPath(), "file", "a.csv", bytes.Repeat([]byte("a;b\n"), transfer.MaxFile/4+1), "side", "mentee")
	if got.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", got.Status)
	}
	officetest.Contains(t, got.Body, "Fails ir par lielu. Atļautais lielums ir 10 MB.", `href="#f-file"`)
}

// TestAFormWithoutAFile says all that is missing.
func TestAFormWithoutAFile(t *testing.T) {
	o := open(t)
	got := o.Upload(t, o.uploadPath(), "nothing", "a.csv", people(1))
	if got.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", got.Status)
	}
	officetest.Contains(t, got.Body, "Izvēlieties, kas failā piesakās.", "Izvēlieties failu.", `href="#f-side"`)
	if plain := o.Post(t, o.uploadPath(), officetest.Values("side", "mentee")); plain.Status != http.StatusUnprocessableEntity {
		t.Errorf("a form of another kind: %d", plain.Status)
	}
}

// TestFilesThatWait can be gone on with, or discarded.
func TestFilesThatWait(t *testing.T) {
	o := open(t)
	officetest.Lacks(t, o.See(t, o.uploadPath(), "Ielādēt failu"), "Jūsu iesāktie faili")
	first, second := o.send(t, "pirmais.csv", people(1)), o.send(t, "otrais.csv", people(2))
	officetest.Contains(t, o.See(t, o.uploadPath(), "Ielādēt failu"), "Jūsu iesāktie faili", "pirmais.csv", "otrais.csv", first+"/columns", second+"/discard", "24.11.2026.")
	officetest.Contains(t, o.See(t, first+"/discard", "Izmest failu"), "Fails “pirmais.csv” tiks izdzēsts.")
	o.Refused(t, first+"/discard", officetest.Values("version", "9"), http.StatusConflict)
	o.Done(t, first+"/discard", o.form(t, first+"/discard"), "Fails ir izdzēsts.")
	o.Gone(t, first, first+"/columns")
	officetest.Lacks(t, o.See(t, o.uploadPath(), "Ielādēt failu"), "pirmais.csv")
	officetest.Lacks(t, o.with(t, access.Coordinator, o.Here.ID).See(t, o.uploadPath(), "Ielādēt failu"), "otrais.csv")
	o.Clock.At = o.Clock.At.Add(25 * time.Hour)
	o.By(t, o.Who).Gone(t, second, second+"/columns")
}

// TestTwoWindowsOfColumns: the second is told what the first saved, and what was
// chosen stays.
func TestTwoWindowsOfColumns(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", csv("Vārds;Uzvārds;E-pasts;Kaut kas", "Anna;Paraugs;a@example.org;x"))
	late := o.form(t, here+"/columns", "column-D", "goal")
	o.accept(t, here+"/columns", "column-D", "need")
	body := o.Refused(t, here+"/columns", late, http.StatusConflict, "Tagad saglabāts", "Ko satur kolonna “Kaut kas”", `<option value="goal" selected>`)
	if to := o.Post(t, here+"/columns", filled(body)).To(); to != here {
		t.Errorf("the second decision leads to %s", to)
	}
}

// TestTwoWindowsOfAnswers likewise.
func TestTwoWindowsOfAnswers(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", csv("Vārds;Uzvārds;E-pasts;Tēmas", "Anna;Paraugs;a@example.org;Roboti"))
	if to := o.accept(t, here+"/columns", "column-D", "themes"); to != here+"/answers" {
		t.Fatalf("leads to %s", to)
	}
	late := o.form(t, here+"/answers")
	o.explain(t, here, "automation")
	for name := range late {
		if name != "version" {
			late.Set(name, "ai")
		}
	}
	body := o.Refused(t, here+"/answers", late, http.StatusConflict, "Tagad saglabāts", `<option value="ai" selected>`)
	if to := o.Post(t, here+"/answers", filled(body)).To(); to != here {
		t.Errorf("the second decision leads to %s", to)
	}
	late.Set("version", "99")
	o.Refused(t, here+"/answers", late, http.StatusConflict)
}

// TestRunTwice: a double click takes the rows in once, and both see the result.
func TestRunTwice(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", people(3))
	o.accept(t, here+"/columns")
	form := o.form(t, here+"/run")
	answers := make(chan string, 2)
	for range cap(answers) {
		go func() {
			got := o.Post(t, here+"/run", form)
			if got.Status == http.StatusOK && !strings.Contains(got.Body, "pašlaik importē") || got.Status > http.StatusConflict {
				answers <- got.Body
				return
			}
			answers <- ""
		}()
	}
	for range cap(answers) {
		if wrong := <-answers; wrong != "" {
			t.Error(officetest.Spoken(wrong))
		}
	}
	if got := counts(o.See(t, here, "Pieteikumi ir importēti")); got != "3 0 0 0" || o.applications(t) != 3 {
		t.Errorf("the report counts %s, and there are %d", got, o.applications(t))
	}
	if got := o.Post(t, here+"/run", form); got.To() != here {
		t.Errorf("a third click: %d %s", got.Status, got.To())
	}
}

// TestARunWithAnOldPage asks again when the columns have changed since.
func TestARunWithAnOldPage(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", people(3))
	o.accept(t, here+"/columns")
	form := o.form(t, here+"/run")
	o.accept(t, here+"/columns", "column-D", "")
	o.Refused(t, here+"/run", form, http.StatusConflict, "Importēt pieteikumus")
	if n := o.applications(t); n != 0 {
		t.Errorf("%d applications are in", n)
	}
}

// TestTwoCoordinators bring the same file in: the second is told that nothing is
// new, or, when it was shown before, what is.
func TestTwoCoordinators(t *testing.T) {
	o := open(t)
	colleague := o.with(t, access.Coordinator, o.Here.ID)
	here, there := o.send(t, "a.csv", people(2)), colleague.send(t, "b.csv", people(3))
	colleague.accept(t, there+"/columns")
	if got := counts(colleague.See(t, there, "Faila pārbaude")); got != "3 0 0 0" {
		t.Errorf("before: %s", got)
	}
	o.accept(t, here+"/columns")
	o.accept(t, here+"/run")
	if got := counts(colleague.See(t, there+"?page=1", "Faila pārbaude")); got != "3 0 0 0" {
		t.Errorf("a page works the report out again: %s", got)
	}
	if got := colleague.Post(t, there+"/check", nil); got.To() != there {
		t.Errorf("check again: %d", got.Status)
	}
	if got := counts(colleague.See(t, there, "Faila pārbaude")); got != "1 0 2 0" {
		t.Errorf("checked again: %s", got)
	}
	colleague.accept(t, there+"/run")
	if n := o.applications(t); n != 3 {
		t.Errorf("%d applications", n)
	}
}

// TestWhatChangedSinceTheCheck: a row that is rejected now keeps all out, and the
// new check says so.
func TestWhatChangedSinceTheCheck(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", people(2))
	o.accept(t, here+"/columns")
	form := o.form(t, here+"/run")
	o.taken(t, csv("Vārds;Uzvārds;E-pasts;Loma", "Persona;Paraugs 1;p1@example.org;Jurists"))
	page, err := o.Applications.Queue(t.Context(), o.Me(), application.Filter{Intake: o.intake.ID}, 1)
	if err == nil {
		_, err = o.Applications.Decide(t.Context(), o.Me(), page.Items[0].ID, page.Items[0].Version, application.Decision{Status: application.Eligible})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Refused(t, here+"/run", form, http.StatusConflict, "Kopš pārbaudes kaut kas ir mainījies", "1 rindā ir kļūda.")
	if n := o.applications(t); n != 1 {
		t.Errorf("%d applications are in", n)
	}
}

// TestARunUnderWay says to wait, on every page of its file.
func TestARunUnderWay(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", people(1))
	o.accept(t, here+"/columns")
	form := o.form(t, here+"/run")
	err := o.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `update import_file set report = $1`, `{"Started":"`+o.Clock.Now().Format(time.RFC3339)+`"}`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"", "/columns", "/answers", "/run"} {
		officetest.Contains(t, o.See(t, here+step, "Notiek imports"), "Pieteikumus pašlaik importē", "Skatīt rezultātu")
	}
	if got := o.Post(t, here+"/run", form); !strings.Contains(got.Body, "Pieteikumus pašlaik importē") {
		t.Errorf("run: %d", got.Status)
	}
}
