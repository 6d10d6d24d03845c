package coordination

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// intakeValues is a filled-in form for an intake.
func intakeValues(code string) url.Values {
	return url.Values{"code": {code}, "name_lv": {"Pavasara plūsma"}, "name_en": {"Spring intake"}, "models": {"individual", "reverse"},
		"opens_on": {"2027-01-11"}, "closes_on": {"2027-02-05"}, "news_on": {"2027-02-12"}, "starts_on": {""}, "version": {"0"}}
}

// TestAnIntakeFromDraftToPublic goes the whole way of a coordinator.
func TestAnIntakeFromDraftToPublic(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, "/coordination/intakes", "Plūsmas"), "Plūsmu vēl nav", "/coordination/intakes/new")
	officetest.Contains(t, o.See(t, "/coordination/intakes/new", "Izveidot plūsmu"), `type="hidden" name="programme" value="`+o.Here.ID, "Individuālais")
	form := intakeValues("2027-1")
	form.Set("programme", o.Here.ID)
	here := o.Done(t, "/coordination/intakes", form, "Plūsmas melnraksts ir izveidots.").To()
	officetest.Contains(t, o.See(t, here, "Pavasara plūsma"), "Melnraksts", "11.01.2027.", "Reversais", "Visi skaitļi ir kā vadlīnijās vai kā parasti.", "Publicēt plūsmu")
	officetest.Contains(t, o.See(t, here+"/publish", "Publicēt plūsmu"), "Pieteikties varēs šajās dienās:")
	o.Done(t, here+"/publish", officetest.Values("version", "1"), "Plūsma ir publicēta.")
	officetest.Contains(t, o.See(t, here, "Pavasara plūsma"), "Pieteikšanās vēl nav sākusies", "Atcelt plūsmu")
	o.Done(t, here+"/withdraw", officetest.Values("version", "2"), "Plūsma ir atcelta.")
	officetest.Contains(t, o.See(t, "/coordination/intakes", "Plūsmas"), "Pavasara plūsma", "Atcelta", "Kopēt pēdējo")
}

func TestAnIntakeThatIsWrong(t *testing.T) {
	o := open(t)
	form := intakeValues("Ar Atstarpi")
	form.Set("programme", o.Here.ID)
	form.Set("closes_on", "2026-01-01")
	form.Del("models")
	body := o.Refused(t, "/coordination/intakes", form, http.StatusUnprocessableEntity,
		"Kodā drīkst būt", "Izvēlieties vismaz vienu modeli.", "Šim datumam jābūt pēc iepriekšējā.", "Spring intake")
	officetest.Contains(t, body, `href="#f-code"`)
	form = intakeValues("2027-1")
	form.Set("programme", o.Other.ID)
	if got := o.Post(t, "/coordination/intakes", form); got.Status != http.StatusNotFound {
		t.Errorf("an intake of another programme: %d", got.Status)
	}
}

// TestPublishingNamesWhatIsMissing: the coordinator is told which dates.
func TestPublishingNamesWhatIsMissing(t *testing.T) {
	o := open(t)
	details := officetest.Dated("2027-2")
	details.NewsOn, details.ClosesOn = "", ""
	x, err := o.Intakes.Create(t.Context(), o.Me(), o.Here.ID, details)
	if err != nil {
		t.Fatal(err)
	}
	o.Refused(t, "/coordination/intakes/"+x.ID+"/publish", officetest.Values("version", "1"), http.StatusUnprocessableEntity,
		"“Pieteikšanās beidzas” un “Pieteicēji uzzina atbildi”")
}

// TestTwoChangeAnIntake: the second is told what the first saved, and what was
// typed stays.
func TestTwoChangeAnIntake(t *testing.T) {
	o := open(t)
	x := o.Intake(t, o.Here, "2027-1")
	path := "/coordination/intakes/" + x.ID + "/change"
	form := intakeValues("2027-1")
	form.Set("version", "1") // a version before the publishing
	body := o.Refused(t, path, form, http.StatusConflict, "Tagad saglabāts", "Rudens plūsma 2027-1", `value="Pavasara plūsma"`, `name="version" value="2"`)
	officetest.Contains(t, body, "Individuālais mentorings; Grupas mentorings")
	form.Set("version", "2")
	o.Done(t, path, form, "Izmaiņas ir saglabātas.")
}

// TestRulesShowTheirDeviations is R1.3-2.
func TestRulesShowTheirDeviations(t *testing.T) {
	o := open(t)
	x := o.Draft(t, o.Here, "2027-1")
	path := "/coordination/intakes/" + x.ID + "/rules"
	officetest.Contains(t, o.See(t, path, "Mainīt noteikumus"), "Vadlīnijās: 90–120. Var būt no 30 līdz 240.", "Parasti: 6. Var būt no 1 līdz 24.")
	o.Refused(t, path, officetest.Values("version", "1", "meeting-minutes", "5", "months", "9"), http.StatusUnprocessableEntity, "Ierakstiet skaitli no 30 līdz 240.", `value="9"`)
	form := officetest.Values("version", "1")
	for _, rule := range intake.AllRules {
		if !rule.Switch {
			form.Set(rule.Field(), fieldValue(t, o.Get(t, path).Body, rule.Field()))
		}
	}
	form.Set("meeting-minutes", "60")
	form.Set("months", "9")
	o.Done(t, path, form, "2 skaitļi atšķiras no parastajiem.")
	officetest.Contains(t, o.See(t, "/coordination/intakes/"+x.ID, "Rudens plūsma 2027-1"), "Atšķiras no vadlīnijām", "Atšķiras no parastā")
	officetest.Contains(t, o.See(t, "/coordination/intakes/"+x.ID+"/publish", "Publicēt plūsmu"), "Sesijas garums minūtēs: 60. Vadlīnijās: 90–120.")
	officetest.Lacks(t, o.See(t, path, "Mainīt noteikumus"), "checked")
	officetest.Lacks(t, o.See(t, "/coordination/intakes/"+x.ID, "Rudens plūsma 2027-1"), "Ieslēgts")
	form.Set("version", "2")
	form.Set("matching-by-day", "yes")
	o.Done(t, path, form, "Ieslēgts")
	officetest.Contains(t, o.See(t, path, "Mainīt noteikumus"), "checked")
	form.Set("version", "3")
	form.Del("matching-by-day")
	o.Done(t, path, form, "Izslēgts")
}

// fieldValue reads the value of a field on a page.
func fieldValue(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `name="`+name+`"`)
	_, rest, _ = strings.Cut(rest, `value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !found || value == "" {
		t.Fatalf("no field %s", name)
	}
	return value
}

func TestCopyTheLastIntake(t *testing.T) {
	o := open(t)
	x := o.Intake(t, o.Here, "2027-1")
	path := "/coordination/intakes/" + x.ID + "/copy"
	o.See(t, path, "Kopēt plūsmu")
	o.Refused(t, path, officetest.Values("code", "2027-1"), http.StatusUnprocessableEntity, "Šāds kods jau ir citai plūsmai.")
	to := o.Done(t, path, officetest.Values("code", "2027-2"), "Melnraksts ir izveidots.").To()
	officetest.Contains(t, o.See(t, to, "Mainīt datus"), `value="Rudens plūsma 2027-1"`, `value="2027-2"`, `value="group" `)
	officetest.Lacks(t, o.Get(t, to).Body, "2026-12-11")
}

// TestIntakesOfOthers: another programme's intake does not exist, and the
// support team reads without buttons.
func TestIntakesOfOthers(t *testing.T) {
	o := open(t)
	mine, theirs := o.Intake(t, o.Here, "2027-1"), o.Intake(t, o.Other, "r-1")
	officetest.Lacks(t, o.See(t, "/coordination/intakes", "Plūsmas"), "r-1")
	for _, step := range []string{"", "/change", "/rules", "/copy", "/publish", "/withdraw"} {
		o.Gone(t, "/coordination/intakes/"+theirs.ID+step, "/coordination/intakes/none"+step)
	}
	for _, step := range []string{"/change", "/rules", "/copy", "/publish", "/withdraw"} {
		if got := o.Post(t, "/coordination/intakes/"+theirs.ID+step, officetest.Values("version", "2", "code", "x")); got.Status != http.StatusNotFound {
			t.Errorf("post to %s: %d", step, got.Status)
		}
	}
	support := o.with(t, access.Support, o.Here.ID)
	body := support.See(t, "/coordination/intakes/"+mine.ID, "Rudens plūsma 2027-1")
	officetest.Lacks(t, body, "/change", "/withdraw", "/rules")
	officetest.Lacks(t, support.See(t, "/coordination/intakes", "Plūsmas"), "Izveidot plūsmu")
	if got := support.Get(t, "/coordination/intakes/"+mine.ID+"/change"); got.Status != http.StatusForbidden {
		t.Errorf("support opens the form: %d", got.Status)
	}
}

// TestAClosedProgramme says why nobody can apply.
func TestAClosedProgramme(t *testing.T) {
	o := open(t)
	x := o.Intake(t, o.Here, "2027-1")
	if _, err := o.Programmes.Close(t.Context(), webtest.Administrator, o.Here.ID, o.Here.Version); err != nil {
		t.Fatal(err)
	}
	officetest.Contains(t, o.See(t, "/coordination/intakes/"+x.ID, "Rudens plūsma 2027-1"), "Programma pašlaik nav atvērta")
}

// TestTwoProgrammesToChooseFrom: who coordinates two must say for which.
func TestTwoProgrammesToChooseFrom(t *testing.T) {
	o := open(t)
	both := &staff{o.By(t, o.Person(t, "Māra", "Egle", officetest.In(access.Coordinator, o.Here.ID), officetest.In(access.Lead, o.Other.ID)))}
	officetest.Contains(t, both.See(t, "/coordination/intakes/new", "Izveidot plūsmu"), "<option value=\""+o.Other.ID, "Reģionu mentori")
	form := intakeValues("2027-1")
	both.Refused(t, "/coordination/intakes", form, http.StatusUnprocessableEntity, "Izvēlieties programmu.", `href="#f-programme"`)
	form.Set("programme", o.Other.ID)
	both.Done(t, "/coordination/intakes", form, "Plūsmas melnraksts ir izveidots.")
	officetest.Contains(t, both.See(t, "/coordination/intakes", "Plūsmas"), "Reģionu mentori")
}
