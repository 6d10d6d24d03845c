package seminars

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

func values(day string) url.Values {
	return officetest.Values("title_lv", "Kas ir mentorings", "title_en", "What mentoring is", "intake", "", "day", day, "from", "10:00", "to", "11:30",
		"place", "Smilšu iela 1, Rīga", "link", "", "lecturer", "Programmas koordinators", "places", "12",
		"agenda", "Jautājumi | Questions\r\n\r\nTēja|Tea", "materials", "Vadlīnijas | Guidelines | https://example.org/guide", "version", "0")
}

// TestASeminarsLife goes from nothing to a seminar that was called off.
func TestASeminarsLife(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, room, "Semināri"), "Gaidāmu semināru nav", `href="/coordination/seminars/new"`)
	o.See(t, room+"/new", "Izveidot semināru")
	form := values("2026-11-26")
	form.Set("programme", o.Here.ID)
	form.Set("title_en", "")
	form.Set("to", "09:00")
	form.Set("places", "daudz")
	form.Set("agenda", "Tikai latviski")
	form.Set("materials", "Vadlīnijas | Guidelines | nekas")
	o.Refused(t, room, form, http.StatusUnprocessableEntity, "Ierakstiet semināra nosaukumu.", "Beigām jābūt pēc sākuma", "Ierakstiet vietu skaitu", "Ierakstiet tekstu abās valodās.",
		"Ierakstiet pilnu tīmekļa adresi", "Tikai latviski")
	form = values("2026-11-26")
	form.Set("programme", o.Here.ID)
	path := o.Done(t, room, form, "Semināra melnraksts ir izveidots.").To()
	officetest.Contains(t, o.See(t, path, "Kas ir mentorings"), "Melnraksts", "Jautājumi", "Tēja", "https://example.org/guide", "ceturtdiena, 2026.\u00a0gada 26. novembris", "0 no 12")
	o.See(t, path+"/publish", "Publicēt")
	o.Done(t, path+"/publish", officetest.Values("version", "1"), "Seminārs ir publicēts.")
	o.Refused(t, path+"/publish", officetest.Values("version", "1"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	change := o.See(t, path+"/change", "Mainīt datus")
	officetest.Contains(t, change, "Jautājumi | Questions", "Vadlīnijas | Guidelines | https://example.org/guide", "saņems vēstuli")
	form.Set("version", "2")
	form.Set("place", "Skolas iela 2, Rīga")
	o.Done(t, path+"/change", form, "Skolas iela 2, Rīga")
	o.Refused(t, path+"/change", form, http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.")
	officetest.Contains(t, o.See(t, path+"/call-off", "Atcelt semināru"), "Neviens nav pieteicies", ">Atpakaļ<", "Atcelšanu nevar atsaukt.")
	o.Done(t, path+"/call-off", officetest.Values("version", "3"), "Seminārs ir atcelts.")
	officetest.Contains(t, o.See(t, room, "Semināri"), "Notikušie un atceltie", "Atcelts")
}

// TestWhatADraftLacks: a draft may be thin, what is published may not.
func TestWhatADraftLacks(t *testing.T) {
	o := open(t)
	form := values("2026-11-26")
	form.Set("programme", o.Here.ID)
	form.Set("place", "")
	form.Set("lecturer", "")
	path := o.Done(t, room, form, "melnraksts").To()
	o.Refused(t, path+"/publish", officetest.Values("version", "1"), http.StatusUnprocessableEntity, "Ierakstiet, kas semināru vada.", "Ierakstiet vietu vai tiešsaistes saiti.")
}

// TestLikeTheLast: a new seminar begins with what another one has, but for the
// day.
func TestLikeTheLast(t *testing.T) {
	o := open(t)
	x := o.published(t, 7)
	officetest.Contains(t, o.See(t, room, "Semināri"), room+"/new?like="+x.ID)
	body := o.See(t, room+"/new?like="+x.ID, "Izveidot semināru")
	officetest.Contains(t, body, "Smilšu iela 1, Rīga", `value="7"`, "Jautājumi | Questions")
	officetest.Lacks(t, body, "2026-11-23")
	other := o.draft(t, o.Other, 3)
	o.Gone(t, room+"/new?like="+other.ID)
}

// TestOthersSeminars: what another programme does is not there.
func TestOthersSeminars(t *testing.T) {
	o := open(t)
	x := o.draft(t, o.Other, 3)
	officetest.Lacks(t, o.See(t, room, "Semināri"), x.ID)
	for _, step := range []string{"", "/change", "/publish", "/call-off", "/attendance", "/door", "/issue", "/sheet", "/poster", "/poster.svg", "/people/none/remove"} {
		o.Gone(t, room+"/"+x.ID+step, room+"/none"+step)
	}
	for _, step := range []string{"/change", "/publish", "/call-off", "/attendance", "/door", "/issue", "/people/none/remove"} {
		if got := o.Post(t, room+"/"+x.ID+step, officetest.Values("version", "1")); got.Status != http.StatusNotFound {
			t.Errorf("post %s: status %d, want 404", step, got.Status)
		}
	}
	o.Gone(t, months+"?programme="+o.Other.ID, months+"/file?programme="+o.Other.ID, lists+"/none", lists+"/none/file")
	again, err := o.Seminars.Get(t.Context(), webtest.Administrator, x.ID)
	if err != nil || again.Status != seminar.Draft || again.Version != 1 {
		t.Errorf("%+v, %v", again, err)
	}
}

// TestSupportReads: the support team sees everything and changes nothing.
func TestSupportReads(t *testing.T) {
	o := open(t)
	x := o.published(t, 3)
	_, r := o.joined(t, x, "Ieva", "Kalniņa")
	support := o.with(t, access.Support, o.Here.ID)
	for path, heading := range map[string]string{room: "Semināri", here(x): "Kas ir mentorings", here(x) + "/sheet": "Parakstu lapa",
		here(x) + "/poster": "Kas ir mentorings", months: "Mēneša grafiks"} {
		officetest.Lacks(t, support.See(t, path, heading), "/change", "/remove", "/call-off", "/new", "/issue")
	}
	for _, step := range []string{"/change", "/publish", "/call-off", "/attendance", "/door", "/issue", "/people/" + r.ID + "/remove"} {
		if got := support.Get(t, here(x)+step); got.Status != http.StatusForbidden {
			t.Errorf("get %s: status %d, want 403", step, got.Status)
		}
		if got := support.Post(t, here(x)+step, officetest.Values("version", "2")); got.Status != http.StatusForbidden {
			t.Errorf("post %s: status %d, want 403", step, got.Status)
		}
	}
}

// TestCallingOffTells says whom, and tells them.
func TestCallingOffTells(t *testing.T) {
	o := open(t)
	x := o.published(t, 1)
	o.joined(t, x, "Ieva", "Kalniņa")
	o.joined(t, x, "Anna", "Liepa")
	officetest.Contains(t, o.See(t, here(x)+"/call-off", "Atcelt semināru"), "Vēstuli saņems 1 cilvēks, kam ir vieta.", "Vēstuli saņems arī 1 gaidītājs.")
}

// TestRemoving takes a place away, and the first who waits moves up.
func TestRemoving(t *testing.T) {
	o := open(t)
	x := o.published(t, 1)
	_, r := o.joined(t, x, "Ieva", "Kalniņa")
	o.joined(t, x, "Anna", "Liepa")
	officetest.Contains(t, o.See(t, here(x), "Kas ir mentorings"), "Ieva Kalniņa", "Vieta ir", "Gaidītāju sarakstā", "ieva.kalnina@example.org", "1 no 1")
	remove := here(x) + "/people/" + r.ID + "/remove"
	officetest.Contains(t, o.See(t, remove, "Atcelt dalību"), "Ieva Kalniņa šajā seminārā vairs nepiedalīsies.")
	o.Done(t, remove, officetest.Values("version", "2"), "Dalība ir atcelta.")
	o.Done(t, remove, officetest.Values("version", "2"), "Dalība ir atcelta.") // a second press is no harm
	body := o.See(t, here(x), "Kas ir mentorings")
	officetest.Lacks(t, body, "Gaidītāju sarakstā")
	if strings.Index(body, "Anna Liepa") > strings.Index(body, "Ieva Kalniņa") {
		t.Error("who has no place any more stands before who has one")
	}
	o.begin(t, x)
	_, late := o.joined(t, x, "Uldis", "Ozols")
	o.Refused(t, here(x)+"/people/"+late.ID+"/remove", officetest.Values("version", "2"), http.StatusConflict, "Atteikties var līdz pusstundai pirms sākuma.")
}
