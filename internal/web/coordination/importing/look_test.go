package importing

import (
	"strings"
	"testing"

	"domubiedrs/internal/web/webtest"
)

// TestLook opens the room's pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t)
	unclear := strings.Split(strings.TrimSpace(string(people(6))), "\r\n")
	unclear[0] += ";Tēmas;Kāpēc vēlaties mentoru tieši tagad?;Laikspiedols"
	for i := range unclear[1:] {
		unclear[i+1] += ";Roboti un automatizācija;Gribu saprast, kā dati palīdz pieņemt lēmumus un kā par tiem runāt ar cilvēkiem, kuri ar tiem nestrādā;2026-11-02 10:30"
	}
	unclear[5] = strings.Replace(unclear[5], "@", "(at)", 1)
	wrong, done := o.send(t, "Pieteikumi pavasarim.csv", csv(unclear...)), o.taken(t, people(3))
	o.accept(t, wrong+"/columns", "column-E", "themes")
	ready := o.send(t, "Divi simti.csv", people(204))
	o.accept(t, ready+"/columns")
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range map[string]string{"upload": o.uploadPath(), "columns": wrong + "/columns", "answers": wrong + "/answers", "rejected": wrong,
		"ready": ready, "later": ready + "?page=2", "run": ready + "/run", "done": done, "discard": wrong + "/discard"} {
		tab.Look(t, o.Serve(t)+path, "importing/"+name)
	}
}
