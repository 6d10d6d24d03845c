package foundation_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace/foundation"
)

// room is a mentorship and its members in their browsers.
type room struct {
	*webtest.House
	m                        mentorship.Mentorship
	home                     string
	mentee, mentor, stranger *webtest.Visitor
}

func open(t *testing.T) room {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"foundation": foundation.Templates()})
	h.Ground(t)
	base := h.Together()
	base.MountDrafts()
	(&foundation.Pages{Base: base}).Mount()
	x := h.Intake(t, "demo", webtest.Days)
	ieva, andris, otto := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Andris", "Vītols"), h.Person(t, "Otto", "Ozols")
	m := h.Begin(t, x.Programme, andris, ieva)
	return room{h, m, "/workspace/mentorships/" + m.ID, h.As(t, ieva), h.As(t, andris), h.As(t, otto)}
}

var conditions = []string{"format", "online", "minutes", "90", "rhythm", "monthly", "confidentiality", "Paliek starp mums", "months", "6"}

// TestAgreement is the way from nothing to an agreement in force, a change of it
// and the next stage.
func TestAgreement(t *testing.T) {
	x := open(t)
	agreement := x.home + "/agreement"
	x.mentee.See(t, x.home, "Kopā ar: Andris Vītols", "Vienojieties par sadarbību", "Esat šeit", "Visi ir apstiprinājuši vienošanos")
	x.mentee.See(t, agreement, "Vispirms vienojieties par sadarbību", "Ko dara mentors")
	form := x.mentee.See(t, agreement+"/edit", "Redzat jūs abi", "Sarunās dzirdētais paliek starp mums")
	bad := x.mentee.Post(t, agreement+"/edit", form.Carried("format", "online", "minutes", "5000"))
	if bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("half an agreement: %d", bad.Status)
	}
	bad.Says(t, "Aizpildiet šo aili.", "Ierakstiet skaitli no 15 līdz 480.")
	page := x.mentee.Goes(t, agreement+"/edit", agreement, form.Carried(conditions...))
	page.Says(t, "Gaida jūsu apstiprinājumu", "Paliek starp mums", "Reizi mēnesī")
	unsaid := x.mentee.Post(t, agreement, page.Carried())
	if unsaid.Status != http.StatusUnprocessableEntity {
		t.Errorf("a yes without a word on conflicts of interest: %d", unsaid.Status)
	}
	unsaid.Says(t, "Apstipriniet, ka interešu konflikta nav")
	x.mentee.Goes(t, agreement, agreement, page.Carried("clear", "yes")).Says(t, "Gaida pārējos")
	theirs := x.mentor.See(t, agreement, "Saglabāts: Ieva Kalniņa", "Ieva Kalniņa")
	again := x.mentee.See(t, agreement+"/edit")
	x.mentee.Goes(t, agreement+"/edit", agreement, again.Carried(append(conditions, "minutes", "60")...)).Says(t, "Kas mainīts", "90", "60")
	late := x.mentor.Post(t, agreement, theirs.Carried("clear", "yes"))
	if late.Status != http.StatusConflict {
		t.Errorf("a yes to what was changed meanwhile: %d", late.Status)
	}
	for _, v := range []*webtest.Visitor{x.mentor, x.mentee} {
		v.Goes(t, agreement, agreement, v.See(t, agreement).Carried("clear", "yes"))
	}
	home := x.mentor.See(t, x.home, "Spēkā", "Pāriet pie plāna")
	x.mentor.Goes(t, x.home+"/stage", x.home, home.Carried()).Says(t, "Esat pie plāna.", "Visi ir apstiprinājuši plānu.")
}

// TestTwoWriteAtOnce: the second sees both texts and chooses; nothing is lost.
func TestTwoWriteAtOnce(t *testing.T) {
	x := open(t)
	edit := x.home + "/agreement/edit"
	one, two := x.mentee.See(t, edit), x.mentor.See(t, edit)
	x.mentee.Goes(t, edit, x.home+"/agreement", one.Carried(conditions...))
	got := x.mentor.Post(t, edit, two.Carried(append(conditions, "contact", "E-pasts", "months", "9")...))
	if got.Status != http.StatusConflict {
		t.Fatalf("%d", got.Status)
	}
	got.Says(t, "saglabāja arī cita puse: Ieva Kalniņa", "Jūsu teksts", "E-pasts", "Paturēt otras puses tekstu")
	x.mentor.Goes(t, edit, x.home+"/agreement", got.Carried(append(conditions, "contact", "E-pasts", "months", "9")...)).Says(t, "E-pasts", "Kas mainīts")
}

// TestTypedAndNotSaved is found again, and can be let go of.
func TestTypedAndNotSaved(t *testing.T) {
	x := open(t)
	edit := x.home + "/agreement/edit"
	page := x.mentee.See(t, edit)
	if got := x.mentee.Post(t, x.home+"/drafts", page.Carried("confidentiality", "Pusteikums")); got.Status != http.StatusNoContent {
		t.Fatalf("keep: %d", got.Status)
	}
	page = x.mentee.See(t, edit, "Pusteikums", "rakstījāt, bet nesaglabājāt")
	if strings.Contains(x.mentor.See(t, edit).Body, "Pusteikums") {
		t.Error("another member sees a draft")
	}
	x.mentee.Goes(t, x.home+"/drafts/drop", edit, page.Carried())
	if strings.Contains(x.mentee.See(t, edit).Body, "Pusteikums") {
		t.Error("what was let go of is there")
	}
}

// TestOthersFindNothing: for who takes no part there is no such page.
func TestOthersFindNothing(t *testing.T) {
	x := open(t)
	for _, path := range []string{"", "/agreement", "/agreement/edit"} {
		if got := x.stranger.Get(t, x.home+path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/stage", "/agreement", "/agreement/edit", "/drafts", "/drafts/drop"} {
		if got := x.stranger.Post(t, x.home+path, nil); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
}
