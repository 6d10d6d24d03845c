package workspace_test

import (
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/webtest"
)

// seminarOn publishes a seminar with one place.
func seminarOn(t testing.TB, h *webtest.House, programmeID, day, title string) seminar.Seminar {
	t.Helper()
	x, err := h.Seminars.Create(t.Context(), webtest.Administrator, programmeID, seminar.Details{Title: seminar.Item{LV: title, EN: title}, Day: day,
		From: "14:00", To: "15:30", Place: "Rīga", Lecturer: "Koordinators", Places: 1})
	if err == nil {
		x, err = h.Seminars.Publish(t.Context(), webtest.Administrator, x.ID, x.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestMySeminars stand on the home until they are over.
func TestMySeminars(t *testing.T) {
	h := open(t)
	of, err := h.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: "Mentori", NameEN: "Mentors"})
	if err == nil {
		of, err = h.Programmes.Open(t.Context(), webtest.Administrator, of.ID, of.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, other := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Anna", "Liepa")
	v := h.As(t, p)
	if strings.Contains(v.Get(t, "/workspace").Body, "Mani semināri") {
		t.Error("seminars of somebody who has none")
	}
	join := func(who string, x seminar.Seminar) {
		t.Helper()
		if _, err := h.Seminars.Join(t.Context(), access.Actor{Person: who}, x.ID, seminar.Entry{Institution: "Paraugi", Position: "Eksperte"}); err != nil {
			t.Fatal(err)
		}
	}
	later, full, off, left := seminarOn(t, h, of.ID, "2026-11-25", "Vēlākais"), seminarOn(t, h, of.ID, "2026-11-23", "Pilnais"),
		seminarOn(t, h, of.ID, "2026-11-24", "Atceltais"), seminarOn(t, h, of.ID, "2026-11-24", "Atteiktais")
	join(other.ID, full)
	for _, x := range []seminar.Seminar{later, full, off, left} {
		join(p.ID, x)
	}
	if _, err := h.Seminars.CallOff(t.Context(), webtest.Administrator, off.ID, off.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Seminars.Leave(t.Context(), access.Actor{Person: p.ID}, left.ID); err != nil {
		t.Fatal(err)
	}
	got := v.Get(t, "/workspace")
	for _, problem := range webtest.Document(got.Body) {
		t.Error(problem)
	}
	_, list, _ := strings.Cut(words(got.Body), "Mani semināri")
	at := 0
	for _, text := range []string{"Pilnais", "Gaidītāju sarakstā", "Atceltais", "Atcelts", "Vēlākais", "trešdiena, 2026. gada 25. novembris", "Vieta ir"} {
		i := strings.Index(list[at:], text)
		if i < 0 {
			t.Fatalf("%q does not come next in %s", text, list)
		}
		at += i
	}
	if strings.Contains(list, "Atteiktais") || !strings.Contains(got.Body, seminar.Path(full.ID)) {
		t.Errorf("what was given back is there, or there is no way to a seminar: %s", list)
	}
	h.Clock.At = later.End
	if strings.Contains(h.As(t, p).Get(t, "/workspace").Body, "Mani semināri") {
		t.Error("what is over stays")
	}
}
