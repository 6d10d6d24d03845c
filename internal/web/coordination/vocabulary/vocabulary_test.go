package vocabulary

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestList: each vocabulary stands by its groups, searched without marks; whose
// an entry is is marked.
func TestList(t *testing.T) {
	o := open(t)
	body := o.See(t, root, "Katalogs")
	officetest.Contains(t, body, "Atslēgas lomas", "Sadarbības lomas", "Lietotāju lomas", "visām programmām", "Atrasts 16 ierakstu", "Pievienot lomu")
	officetest.Lacks(t, body, "Rādīt arī izņemtos</h", "pašu uzrakstīt")
	officetest.Contains(t, o.See(t, root+"?kind=theme", "Katalogs"), "Dati un tehnoloģijas", "Cilvēki un izaugsme", "Pievienot tēmu")
	body = o.See(t, root+"?kind=competence", "Katalogs")
	officetest.Contains(t, body, "Problēmu risināšana", "Pievienot kompetenci")
	if n := strings.Count(body, `<th scope="row">`); n != 21 {
		t.Errorf("%d competences, want 21", n)
	}
	body = o.See(t, root+"?q=datu+analitik", "Katalogs")
	officetest.Contains(t, body, "Atrasts 1 ieraksts", "Notīrīt")
	officetest.Contains(t, o.See(t, root+"?q=zzz", "Katalogs"), "Nekas nav atrasts")
	own := o.added(t, o.Here.ID, catalogue.Role, catalogue.UserRoles, "Datu tulks")
	o.added(t, o.Other.ID, catalogue.Role, catalogue.UserRoles, "Ēku pārvaldnieks")
	body = o.See(t, root, "Katalogs")
	officetest.Contains(t, body, "tikai šai programmai", at(own, ""))
	officetest.Lacks(t, body, "Ēku pārvaldnieks")
	if _, err := o.Catalogue.Retire(t.Context(), o.Me(), o.Here.ID, own.ID, own.Version); err != nil {
		t.Fatal(err)
	}
	officetest.Lacks(t, o.See(t, root, "Katalogs"), "Datu tulks")
	officetest.Contains(t, o.See(t, root+"?retired=yes", "Katalogs"), "Datu tulks", "Izņemts no lietošanas")
}

// TestAdd makes an entry of the programme; what is missing or there already is
// said beside its field.
func TestAdd(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, root+"/new?kind=theme", "Pievienot tēmu"), "Dati, mākslīgais intelekts", "Iestādes kontaktpersonai nerādīt", "Digitālie mentori")
	form := officetest.Values("group", "", "name_lv", "Ēkas", "name_en", "", "meaning_lv", "Tikai latviski", "meaning_en", "")
	o.Refused(t, root+"?kind=theme", form, http.StatusUnprocessableEntity, "#f-group", "Ēkas")
	form.Set("group", "technology")
	o.Refused(t, root+"?kind=theme", form, http.StatusUnprocessableEntity, "#f-name_en", "#f-meaning_en")
	for name, value := range map[string]string{"name_en": "Buildings", "meaning_en": "Houses of the state", "private": "yes"} {
		form.Set(name, value)
	}
	got := o.Done(t, root+"?kind=theme", form, "Ieraksts ir pievienots katalogam.")
	officetest.Contains(t, o.See(t, got.To(), "Ēkas"), "Buildings", "tikai šai programmai", "Iestādei nerāda")
	o.Refused(t, root+"?kind=theme", form, http.StatusUnprocessableEntity, "#f-name_lv")
	officetest.Lacks(t, o.See(t, root+"/new?kind=role", "Pievienot lomu"), `name="private"`)
}

func words(e catalogue.Entry, changed ...string) url.Values {
	form := officetest.Values("name_lv", e.Name.LV, "name_en", e.Name.EN, "meaning_lv", e.Meaning.LV, "meaning_en", e.Meaning.EN,
		"place", strconv.FormatInt(e.Place, 10), "version", strconv.FormatInt(e.Version, 10))
	for i := 0; i+1 < len(changed); i += 2 {
		form.Set(changed[i], changed[i+1])
	}
	return form
}

// TestChangeGeneral: a general entry that is changed becomes the programme's own,
// and only there.
func TestChangeGeneral(t *testing.T) {
	o := open(t)
	e := o.role(t, "data-analyst")
	officetest.Contains(t, o.See(t, at(e, ""), e.Name.LV), "visām programmām", "Kategorija", "Izmaiņas")
	officetest.Contains(t, o.See(t, at(e, "/change"), "Mainīt ierakstu"), "tikai programmā “Digitālie mentori”")
	o.Refused(t, at(e, "/change"), words(e, "name_en", "", "place", "x"), http.StatusUnprocessableEntity, "#f-name_en", "#f-place")
	o.Done(t, at(e, "/change"), words(e, "name_lv", "Datu pētnieks"), "Izmaiņas ir saglabātas.")
	own := o.role(t, "data-analyst")
	if own.Name.LV != "Datu pētnieks" || own.Programme != o.Here.ID || o.found(t, o.Other.ID, catalogue.Role, "data-analyst").Name != e.Name {
		t.Fatalf("the programme's is %+v", own)
	}
	if got := o.Get(t, at(e, "")); got.To() != at(own, "") {
		t.Errorf("the general one leads to %q", got.To())
	}
	if got := o.Get(t, at(e, "/change")); got.To() != at(own, "/change") {
		t.Errorf("changing the general one leads to %q", got.To())
	}
	officetest.Contains(t, o.See(t, at(own, ""), "Datu pētnieks"), "pielāgots šai programmai")
	body := o.Refused(t, at(e, "/change"), words(e, "name_lv", "Datu zinātnieks"), http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.", "Datu pētnieks", "Datu zinātnieks")
	officetest.Contains(t, body, `action="`+at(own, "/change")+`"`)
	o.Done(t, at(own, "/change"), words(own, "name_lv", "Datu zinātnieks"), "Datu zinātnieks")
	officetest.Contains(t, o.See(t, at(own, ""), "Datu zinātnieks"), "Datu pētnieks") // the history
	o.Refused(t, at(own, "/change"), words(own, "name_lv", "Cits"), http.StatusConflict, "Datu zinātnieks", "Cits")
}

// TestFollow: what was changed for the programme becomes the general entry again.
func TestFollow(t *testing.T) {
	o := open(t)
	e := o.role(t, "data-analyst")
	if got := o.Get(t, at(e, "/follow")); got.Status != http.StatusConflict || !strings.Contains(got.Body, "šim ierakstam nav") {
		t.Errorf("the general entry follows: %d", got.Status)
	}
	o.Done(t, at(e, "/change"), words(e, "name_lv", "Datu pētnieks"), "Datu pētnieks")
	own := o.role(t, "data-analyst")
	officetest.Contains(t, o.See(t, at(own, ""), "Datu pētnieks"), "Atjaunot vispārīgo", at(own, "/follow"))
	officetest.Contains(t, o.See(t, at(own, "/follow"), "Atjaunot vispārīgo"), e.Name.LV, e.Name.EN, "paliks izmaiņu sarakstā")
	o.Refused(t, at(own, "/follow"), officetest.Values("version", "9"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	o.Done(t, at(own, "/follow"), officetest.Values("version", "1"), "Ierakstam atkal ir vispārīgie vārdi.")
	body := o.See(t, at(own, ""), e.Name.LV)
	officetest.Contains(t, body, "visām programmām", "Datu pētnieks") // whose it is, and the history
	officetest.Lacks(t, body, "Atjaunot vispārīgo", "pielāgots šai programmai")
}

// TestRetireAndRestore asks first, and says what stays.
func TestRetireAndRestore(t *testing.T) {
	o := open(t)
	e := o.role(t, "lawyer")
	if e.ID == "" {
		t.Fatal("there is no such role")
	}
	officetest.Contains(t, o.See(t, at(e, "/retire"), "Izņemt no lietošanas"), "Iesniegtajās atbildēs tas paliek.", "Citās ieraksts paliek.")
	o.Refused(t, at(e, "/retire"), officetest.Values("version", "9"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	got := o.Post(t, at(e, "/retire"), officetest.Values("version", strconv.FormatInt(e.Version, 10)))
	own := o.role(t, "lawyer")
	if got.Status != http.StatusSeeOther || own.Valid() || !o.found(t, o.Other.ID, catalogue.Role, "lawyer").Valid() {
		t.Fatalf("%d: %+v", got.Status, own)
	}
	if next := o.Get(t, got.To()); next.To() != at(own, "") {
		t.Errorf("leads to %s", next.To())
	}
	officetest.Contains(t, o.See(t, at(own, ""), own.Name.LV), "Ieraksts ir izņemts no lietošanas.", "Atjaunot")
	o.Refused(t, at(e, "/retire"), officetest.Values("version", "1"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	officetest.Contains(t, o.See(t, at(own, "/restore"), "Atjaunot"), "To atkal varēs izvēlēties anketās.")
	o.Done(t, at(own, "/restore"), officetest.Values("version", strconv.FormatInt(own.Version, 10)), "Ieraksts ir atjaunots.")
	if !o.role(t, "lawyer").Valid() {
		t.Error("it did not come back")
	}
}

// TestOthersDoNotSee: entries of another programme do not exist; support staff
// reads and changes nothing.
func TestOthersDoNotSee(t *testing.T) {
	o := open(t)
	theirs := o.added(t, o.Other.ID, catalogue.Theme, catalogue.Growth, "Cita tēma")
	for _, x := range []string{"", "/change", "/retire", "/restore", "/follow"} {
		o.Gone(t, at(theirs, x), at(theirs, x+"?programme="+o.Other.ID), root+"/none"+x)
		if x == "" {
			continue
		}
		if got := o.Post(t, at(theirs, x), officetest.Values("version", "1")); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", x, got.Status)
		}
	}
	o.Gone(t, root+"?programme="+o.Other.ID, root+"/new?programme="+o.Other.ID, root+"/written?programme="+o.Other.ID)
	support := &staff{o.With(t, access.Support, o.Here.ID)}
	officetest.Lacks(t, support.See(t, root, "Katalogs"), "Pievienot lomu")
	e := o.role(t, "lawyer")
	officetest.Lacks(t, support.See(t, at(e, ""), e.Name.LV), "/change", "/retire")
	for _, path := range []string{at(e, "/change"), at(e, "/retire"), root + "/new", root + "/written"} {
		if got := support.Get(t, path); got.Status != http.StatusForbidden {
			t.Errorf("support opens %s: %d", path, got.Status)
		}
	}
}

// TestTwoProgrammes: who works for both changes the entry of the one chosen.
func TestTwoProgrammes(t *testing.T) {
	o := open(t)
	both := &staff{o.By(t, o.Person(t, "Zane", "Divējāda", officetest.In(access.Coordinator, o.Here.ID), officetest.In(access.Lead, o.Other.ID)))}
	there := "?programme=" + o.Other.ID
	e := o.added(t, o.Other.ID, catalogue.Role, catalogue.UserRoles, "Ēku pārvaldnieks")
	officetest.Lacks(t, both.See(t, root+"?programme="+o.Here.ID, "Katalogs"), "Ēku pārvaldnieks")
	officetest.Contains(t, both.See(t, root+there, "Katalogs"), "Ēku pārvaldnieks", `name="programme"`)
	officetest.Contains(t, both.See(t, at(e, ""), e.Name.LV), "Reģionu mentori") // the entry tells whose it is
	both.Gone(t, at(e, "?programme="+o.Here.ID))
	general := o.role(t, "lawyer")
	both.Done(t, at(general, "/change"+there), words(general, "name_lv", "Lietpratējs"), "Izmaiņas ir saglabātas.")
	if o.role(t, "lawyer").Name != general.Name || o.found(t, o.Other.ID, catalogue.Role, "lawyer").Name.LV != "Lietpratējs" {
		t.Error("it changed in the wrong programme")
	}
}

// TestWordsAreInert: names that try to be more than names are names.
func TestWordsAreInert(t *testing.T) {
	o := open(t)
	form := officetest.Values("group", "user", "name_lv", `<script>alert(1)</script> & “ā” `+"\u202e", "name_en", `"><img src=x onerror=alert(1)>`,
		"meaning_lv", "<b>a</b>", "meaning_en", "{{.Title}}")
	got := o.Done(t, root+"?kind=role", form, "pievienots")
	for _, page := range []string{root, got.To(), got.To() + "/change", got.To() + "/retire"} {
		answer := o.Get(t, page)
		officetest.Rules(t, page, answer)
		officetest.Contains(t, answer.Body, "&lt;script&gt;alert")
		officetest.Lacks(t, answer.Body, "<script>alert", "<img src=x", "\u202e")
	}
}
