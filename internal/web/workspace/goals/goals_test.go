package goals_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace/foundation"
	"domubiedrs/internal/web/workspace/goals"
)

// room is a mentorship and its members in their browsers.
type room struct {
	home                     string
	mentee, mentor, stranger *webtest.Visitor
}

func open(t *testing.T) room {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"goals": goals.Templates(), "foundation": foundation.Templates()})
	h.Ground(t)
	base := h.Together()
	base.MountDrafts()
	(&foundation.Pages{Base: base}).Mount()
	(&goals.Pages{Base: base}).Mount()
	x := h.Intake(t, "demo", webtest.Days)
	ieva, andris, otto := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Andris", "Vītols"), h.Person(t, "Otto", "Ozols")
	m := h.Begin(t, x.Programme, andris, ieva)
	return room{"/workspace/mentorships/" + m.ID, h.As(t, ieva), h.As(t, andris), h.As(t, otto)}
}

// add posts a form and gives the address that it leads to.
func add(t *testing.T, v *webtest.Visitor, path string, fields ...string) string {
	t.Helper()
	got := v.Post(t, path, v.See(t, path).Carried(fields...))
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: %d\n%s", path, got.Status, got.Body)
	}
	return got.To()
}

// agree writes the agreement and accepts it: until then it is the next thing.
func (x room) agree(t *testing.T) {
	t.Helper()
	agreement := x.home + "/agreement"
	add(t, x.mentor, agreement+"/edit", "format", "online", "minutes", "90", "rhythm", "monthly", "confidentiality", "Paliek starp mums", "months", "6")
	for _, v := range []*webtest.Visitor{x.mentee, x.mentor} {
		v.Goes(t, agreement, agreement, v.See(t, agreement).Carried("clear", "yes"))
	}
}

// TestAGoalFromASentenceToItsOutcome: named by one, described by the other, split
// into a task that was tried, and judged by the mentee alone.
func TestAGoalFromASentenceToItsOutcome(t *testing.T) {
	x := open(t)
	list := x.home + "/goals"
	x.agree(t)
	x.mentee.See(t, list, "Sāciet ar vienu teikumu")
	goal := add(t, x.mentee, list+"/new", "goal", "Vadīt sapulci", "mix", "human")
	x.mentor.See(t, goal, "Vadīt sapulci", "Lielais mērķis", "Mērķis ir nosaukts", "Uzdevumu vēl nav")
	x.mentor.See(t, goal+"/edit", "Kā labi pateikt mērķi (SMART)")
	add(t, x.mentor, goal+"/edit", "goal", "Vadīt sapulci", "mix", "human", "result", "Lēmums pusstundā", "until", "2027-02-01")
	x.mentee.See(t, goal, "Lēmums pusstundā", "februāris", "Kas mainīts", "Saglabāts: Andris Vītols")

	bad := x.mentor.Post(t, goal+"/tasks/new", x.mentor.See(t, goal+"/tasks/new").Carried("text", "Sagatavot darba kārtību"))
	if bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("a task without a result: %d", bad.Status)
	}
	bad.Says(t, "Aizpildiet šo aili.", "Sagatavot darba kārtību")
	add(t, x.mentor, goal+"/tasks/new", "text", "Sagatavot darba kārtību", "result", "Viena lapa", "due", "2026-12-10", "who", "mentee")
	page := x.mentee.See(t, goal, "Sagatavot darba kārtību", "Viena lapa", "Jādara")
	x.mentee.See(t, x.home, "Jūsu uzdevums, līdz: ", "decembris", "1 mērķis")
	if strings.Contains(x.mentor.See(t, x.home).Body, "Jūsu uzdevums") {
		t.Error("the mentor is asked for a task of the mentee")
	}
	_, rest, _ := strings.Cut(page.Body, goal+"/tasks/0")
	id, _, _ := strings.Cut(rest, `"`)
	task := goal + "/tasks/0" + id
	add(t, x.mentee, task, "text", "Sagatavot darba kārtību", "result", "Viena lapa", "due", "2026-12-10", "status", "done", "tried", "yes", "happened", "Sapulce beidzās laikus")
	x.mentor.See(t, task, "Sapulce beidzās laikus")
	x.mentor.See(t, list, "paveikti 1 no 1 uzdevumiem")

	if strings.Contains(x.mentor.See(t, goal).Body, "/outcome") {
		t.Error("a mentor is offered to judge a goal")
	}
	judged := x.mentor.Post(t, goal+"/outcome", x.mentor.See(t, goal+"/outcome").Carried("status", "achieved"))
	x.mentee.See(t, goal, "Lielais mērķis")
	if judged.Status == http.StatusOK {
		t.Errorf("a mentor judges a goal: %d", judged.Status)
	}
	add(t, x.mentee, goal+"/outcome", "status", "achieved", "why", "Bija skaidra kārtība")
	x.mentor.See(t, goal, "Sasniegts", "Bija skaidra kārtība")
}

// TestPlan: put together by one, confirmed by all, and again after a change; then
// the mentorship can go on to learning.
func TestPlan(t *testing.T) {
	x := open(t)
	x.agree(t)
	x.mentee.Goes(t, x.home+"/stage", x.home, x.mentee.See(t, x.home).Carried())
	plan := x.home + "/goals/plan"
	x.mentor.See(t, plan, "Vispirms uzrakstiet mērķi")
	goal := add(t, x.mentee, x.home+"/goals/new", "goal", "Vadīt sapulci")
	x.mentor.See(t, plan, "Vispirms pievienojiet uzdevumu")
	add(t, x.mentor, goal+"/tasks/new", "text", "Darba kārtība", "result", "Viena lapa", "due", "2026-12-10")
	bare := x.mentor.Post(t, plan, x.mentor.See(t, plan).Carried("assess", "Reizi mēnesī"))
	if bare.Status != http.StatusUnprocessableEntity {
		t.Errorf("a plan without a date: %d", bare.Status)
	}
	add(t, x.mentor, plan, "until", "2027-05-01")
	confirm := func(v *webtest.Visitor) {
		t.Helper()
		v.Goes(t, plan+"/confirm", plan, v.See(t, plan, "– Darba kārtība: Viena lapa").Carried())
	}
	confirm(x.mentor)
	late := x.mentee.See(t, plan)
	unexplained := x.mentor.Post(t, plan, x.mentor.See(t, plan).Carried("until", "2027-06-01"))
	if unexplained.Status != http.StatusUnprocessableEntity {
		t.Errorf("a change without a reason: %d", unexplained.Status)
	}
	add(t, x.mentor, plan, "until", "2027-06-01", "reason", "Vairāk laika")
	if got := x.mentee.Post(t, plan+"/confirm", late.Carried()); got.Status != http.StatusConflict {
		t.Errorf("a yes to what was changed: %d", got.Status)
	}
	x.mentor.See(t, plan, "Gaida jūsu apstiprinājumu", "Vairāk laika", "Kas mainīts")
	confirm(x.mentor)
	confirm(x.mentee)
	x.mentee.See(t, plan, "Plāns ir apstiprināts")
	add(t, x.mentee, goal+"/tasks/new", "text", "Otrs", "result", "Lapa", "due", "2026-12-20")
	x.mentor.See(t, plan, "Mērķi vai uzdevumi ir mainīti")
	home := x.mentor.See(t, x.home, "Sākt mācīšanos")
	x.mentor.Goes(t, x.home+"/stage", x.home, home.Carried())
}

// TestOthersFindNothing, nor does a task stand under another goal.
func TestOthersFindNothing(t *testing.T) {
	x := open(t)
	list := x.home + "/goals"
	one, two := add(t, x.mentee, list+"/new", "goal", "Viens"), add(t, x.mentee, list+"/new", "goal", "Divi")
	add(t, x.mentee, one+"/tasks/new", "text", "Darbs", "result", "Rezultāts", "due", "2026-12-10")
	_, rest, _ := strings.Cut(x.mentee.See(t, one).Body, one+"/tasks/0")
	id, _, _ := strings.Cut(rest, `"`)
	for path, v := range map[string]*webtest.Visitor{list: x.stranger, list + "/new": x.stranger, one: x.stranger, one + "/edit": x.stranger, one + "/outcome": x.stranger,
		one + "/tasks/new": x.stranger, one + "/tasks/0" + id: x.stranger, two + "/tasks/0" + id: x.mentee, list + "/" + "nothing": x.mentee} {
		if got := v.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
