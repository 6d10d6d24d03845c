package importing

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestAFileFromUploadToLetters goes the whole way of a coordinator: from the
// list of applications through columns, an answer that the form does not offer,
// the report and the run to the letters.
func TestAFileFromUploadToLetters(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, "/coordination/applications", "Pieteikumi"), o.uploadPath(), "Ielādēt failu")
	officetest.Contains(t, o.See(t, "/coordination/intakes/"+o.intake.ID, o.intake.NameLV), o.uploadPath())
	officetest.Contains(t, o.See(t, o.uploadPath(), "Ielādēt failu"), "ne lielāks par 10 MB", "Google Forms", "Failu redzat tikai jūs", `enctype="multipart/form-data"`)
	here := o.send(t, "Pavasaris.xlsx", xlsx(t, []string{"Kas", "Uzvārds", "E-pasts", "Tēmas", "Piezīmes"},
		[]string{"Anna", "Paraugs", "anna.p@example.org", "Dati un to izmantošana", "x"}, []string{"Baiba", "Paraugs", "baiba.p@example.org", "Roboti", ""}))
	page := o.See(t, here+"/columns", "Ko satur kolonnas")
	officetest.Contains(t, page, "Pavasaris.xlsx", "Anna</span>", "Baiba</span>", "Par cilvēku", "Anketas jautājumi", "Neņemt", "Ieteikts pēc virsraksta un satura", "Virsrakstu rinda failā: 1.")
	o.Refused(t, here+"/columns", o.form(t, here+"/columns"), http.StatusUnprocessableEntity, "Norādiet, kurās kolonnās ir vārds un uzvārds.")
	body := o.Refused(t, here+"/columns", o.form(t, here+"/columns", "column-A", "given_name", "column-E", "email"), http.StatusUnprocessableEntity,
		"To pašu jau satur kolonna “E-pasts”.", `href="#f-column-E"`)
	officetest.Contains(t, body, `<option value="given_name" selected>`)
	if to := o.accept(t, here+"/columns", "column-A", "given_name"); to != here+"/answers" {
		t.Fatalf("an unknown theme leads to %s", to)
	}
	officetest.Contains(t, o.See(t, here+"/answers", "Nezināmas atbildes"), "“Roboti”", "Vēl nav izlemts, rindu noraidīs")
	o.accept(t, here+"/answers")
	page = o.See(t, here, "Faila pārbaude")
	officetest.Contains(t, page, "1 rindā ir kļūda.", "Kuras tēmas jums ir svarīgas? Šādas izvēles nav: “Roboti”", "Atpakaļ pie kolonnām", "Nezināmās atbildes")
	officetest.Lacks(t, page, "Importēt pieteikumus", "anna.p@example.org")
	o.explain(t, here, "automation")
	page = o.See(t, here, "Faila pārbaude")
	if got := counts(page); got != "2 0 0 0" {
		t.Errorf("the report counts %s", got)
	}
	o.goOn(t, here)
}

// explain says what the only unknown answer means.
func (o *staff) explain(t *testing.T, here, code string) {
	t.Helper()
	for name := range o.form(t, here+"/answers") {
		if strings.HasPrefix(name, "answer-") {
			o.accept(t, here+"/answers", name, code)
		}
	}
	officetest.Contains(t, o.See(t, here+"/answers", "Nezināmas atbildes"), `<option value="`+code+`" selected>`)
}

// goOn takes two rows in and writes to their applicants.
func (o *staff) goOn(t *testing.T, here string) {
	t.Helper()
	officetest.Contains(t, o.See(t, here+"/run", "Importēt pieteikumus"), "Izveidos 2 jaunus pieteikumus.", "Nevienam vēl netiks rakstīts.")
	o.Done(t, here+"/run", o.form(t, here+"/run"), "Pieteikumi ir importēti.")
	page := o.See(t, here, "Pieteikumi ir importēti")
	officetest.Contains(t, page, "Pieteicējiem vēl nav rakstīts.", "/coordination/intakes/"+o.intake.ID+"/announce", "/coordination/applications?intake="+o.intake.ID)
	officetest.Lacks(t, page, "/columns", "Pārbaudīt vēlreiz")
	for _, step := range []string{"/columns", "/answers", "/run", "/discard"} {
		if got := o.Get(t, here+step); got.To() != here {
			t.Errorf("%s of a file that is in: %d %s", step, got.Status, got.To())
		}
	}
	officetest.Contains(t, o.See(t, "/coordination/applications", "Pieteikumi"), "Anna Paraugs", "Baiba Paraugs")
	announce := "/coordination/intakes/" + o.intake.ID + "/announce"
	o.Done(t, announce, o.form(t, announce), "Vēstules ir nodotas nosūtīšanai: 2 vēstules.")
	officetest.Contains(t, o.See(t, here, "Pieteikumi ir importēti"), "Visiem importētajiem pieteicējiem jau ir rakstīts.")
}

// TestOfficeTables: the shapes that offices keep, in the old encoding too; the
// same file again changes nothing, and its columns are remembered.
func TestOfficeTables(t *testing.T) {
	o := open(t)
	old := []byte("V\xe2rds;Uzv\xe2rds;E-pasts;K\xe2ds numurs\r\n\xdeanis;\xcdirsis;zanis@example.org;7\r\n") // Windows-1257
	here := o.send(t, "biroja.csv", old)
	officetest.Contains(t, o.See(t, here+"/columns", "Ko satur kolonnas"), "Žanis</span>", "Vārds</b>")
	o.accept(t, here+"/columns")
	o.accept(t, here+"/run")
	officetest.Contains(t, o.See(t, here, "Pieteikumi ir importēti"), "Žanis Ķirsis")
	again := o.send(t, "biroja.csv", old)
	officetest.Contains(t, o.See(t, again+"/columns", "Ko satur kolonnas"), "Tāpat kā iepriekšējā failā")
	o.accept(t, again+"/columns")
	page := o.See(t, again, "Faila pārbaude")
	officetest.Contains(t, page, "Visi šie pieteikumi jau ir sistēmā")
	if got := counts(page); got != "0 0 1 0" {
		t.Errorf("the second time counts %s", got)
	}
	if got := o.Get(t, again+"/run"); got.To() != again {
		t.Errorf("there is nothing to run: %d %s", got.Status, got.To())
	}
}

// TestSamplesOfForms brings in what Google and Microsoft Forms export.
func TestSamplesOfForms(t *testing.T) {
	o := open(t)
	for name, side := range map[string]application.Side{"google-forms.csv": application.Mentee, "microsoft-forms.csv": application.Mentor} {
		content, err := os.ReadFile("../../../transfer/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		got := o.Upload(t, o.uploadPath(), "file", name, content, "side", string(side))
		here := strings.TrimSuffix(got.To(), "/columns")
		if to := o.accept(t, got.To()); to != here {
			t.Errorf("%s leads to %s", name, to)
		}
		o.accept(t, here+"/run")
		officetest.Contains(t, o.See(t, here, "Pieteikumi ir importēti"), sideWords[side])
	}
	if n := o.applications(t); n != 5 {
		t.Errorf("%d applications", n)
	}
}

var sideWords = map[application.Side]string{application.Mentee: "Mentorējamie", application.Mentor: "Mentori"}

// TestThreeHundredMistakes: they come first, a hundred a page, the others are a
// choice away, and nothing can be run.
func TestThreeHundredMistakes(t *testing.T) {
	o := open(t)
	lines := strings.Split(strings.TrimSpace(string(people(400))), "\r\n")
	for i := range 300 {
		lines[i+101] = strings.Replace(lines[i+101], "@", "&", 1)
	}
	here := o.send(t, "daudz.csv", csv(lines...))
	o.accept(t, here+"/columns")
	page := o.See(t, here, "Faila pārbaude")
	officetest.Contains(t, page, "300 rindās ir kļūdas.", "300 rindu atbilst atlasei.", "1.–100. no 300", "E-pasts: ", here+"?outcome=rejected&amp;page=2")
	if got := counts(page); got != "100 0 0 300" {
		t.Errorf("the report counts %s", got)
	}
	last := o.See(t, here+"?outcome=rejected&page=3", "Faila pārbaude")
	officetest.Contains(t, last, "201.–300. no 300", "Paraugs 399")
	officetest.Lacks(t, last, "page=4", "Paraugs 299")
	officetest.Contains(t, o.See(t, here+"?outcome=rejected&page=99", "Faila pārbaude"), "201.–300. no 300")
	officetest.Contains(t, o.See(t, here+"?outcome=created", "Faila pārbaude"), "Paraugs 99")
	officetest.Contains(t, o.See(t, here+"?outcome=all&page=4", "Faila pārbaude"), "301.–400. no 400")
	officetest.Contains(t, o.See(t, here+"?outcome=updated", "Faila pārbaude"), "Šādu rindu nav")
	if got := o.Get(t, here+"/run"); got.To() != here {
		t.Errorf("a run is offered: %d", got.Status)
	}
	if n := o.applications(t); n != 0 {
		t.Errorf("%d applications are in", n)
	}
}

// TestTheReportAsAFile is whole, of both kinds, and without formulas.
func TestTheReportAsAFile(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", csv("Vārds;Uzvārds;E-pasts", "=1+1;Paraugs;a@example.org", "Baiba;Paraugs;nekas"))
	o.accept(t, here+"/columns")
	for format, begins := range map[string]string{"xlsx": "PK", "csv": "\ufeffRinda"} {
		got := o.Get(t, here+"/file?format="+format)
		if got.Status != http.StatusOK || !strings.HasPrefix(got.Body, begins) || !strings.Contains(got.Header.Get("Content-Disposition"), "faila-rezultats-2026-11-23."+format) {
			t.Errorf("%s: %d %q %.40q", format, got.Status, got.Header.Get("Content-Disposition"), got.Body)
		}
		if format == "csv" && (!strings.Contains(got.Body, "nekas") || strings.Contains(got.Body, "\n=") || strings.Contains(got.Body, ";=1")) {
			t.Errorf("the text: %s", got.Body)
		}
	}
	if got := o.Get(t, here+"/file?format=pdf"); got.Status != http.StatusNotFound {
		t.Errorf("as PDF: %d", got.Status)
	}
}

// TestManyUnknownAnswers are asked about a page at a time.
func TestManyUnknownAnswers(t *testing.T) {
	o := open(t)
	lines := []string{"Vārds;Uzvārds;E-pasts;Tēmas;Formāts"}
	for i := range 45 {
		lines = append(lines, fmt.Sprintf("Persona;Paraugs;p%d@example.org;Tēma Nr. %d;Veids Nr. %d", i, i, i))
	}
	here := o.send(t, "a.csv", csv(lines...))
	if to := o.accept(t, here+"/columns", "column-D", "themes", "column-E", "format"); to != here+"/answers" {
		t.Fatalf("leads to %s", to)
	}
	officetest.Contains(t, o.See(t, here+"/answers", "Nezināmas atbildes"), "Te ir pirmās atbildes, to skaits: 60.")
	for _, want := range []string{here + "/answers", here} {
		form := o.form(t, here+"/answers")
		for name, values := range form {
			if strings.HasPrefix(name, "answer-") && values[0] == "" {
				form.Set(name, leftOut)
			}
		}
		if got := o.Post(t, here+"/answers", form); got.To() != want {
			t.Errorf("leads to %s, want %s: %d", got.To(), want, got.Status)
		}
	}
	if got := counts(o.See(t, here, "Faila pārbaude")); got != "45 0 0 0" {
		t.Errorf("the report counts %s", got)
	}
}

// TestWhoBringsAFileIn: the support team does not, and another programme's
// coordinator is told of nothing; nor is a colleague, of somebody's file.
func TestWhoBringsAFileIn(t *testing.T) {
	o := open(t)
	here := o.send(t, "a.csv", people(2))
	o.accept(t, here+"/columns")
	paths := []string{here, here + "/columns", here + "/answers", here + "/run", here + "/file", here + "/discard"}
	o.with(t, access.Coordinator, o.Other.ID).Gone(t, append(paths, o.uploadPath())...)
	o.with(t, access.Coordinator, o.Here.ID).Gone(t, paths...)
	support := o.with(t, access.Support, o.Here.ID)
	for _, path := range append(paths, o.uploadPath()) {
		if got := support.Get(t, path); got.Status != http.StatusForbidden {
			t.Errorf("support opens %s: %d", path, got.Status)
		}
	}
	for _, page := range []string{"/coordination/applications", "/coordination/intakes/" + o.intake.ID} {
		officetest.Lacks(t, support.Get(t, page).Body, "/import")
	}
	outside := o.with(t, access.Lead, o.Other.ID)
	for who, visitor := range map[string]*staff{"another programme": outside, "a colleague": o.with(t, access.Lead, o.Here.ID)} {
		for _, path := range []string{here + "/columns", here + "/answers", here + "/run", here + "/check", here + "/discard"} {
			if got := visitor.Post(t, path, officetest.Values("version", "2")); got.Status != http.StatusNotFound {
				t.Errorf("%s posts to %s: %d", who, path, got.Status)
			}
		}
	}
	if got := outside.Upload(t, o.uploadPath(), "file", "a.csv", people(1), "side", "mentee"); got.Status != http.StatusNotFound {
		t.Errorf("another programme's lead uploads: %d", got.Status)
	}
	if n := o.applications(t); n != 0 || len(o.uploads(t)) != 1 {
		t.Errorf("%d applications, %d uploads", n, len(o.uploads(t)))
	}
}
