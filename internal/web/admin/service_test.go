package admin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
)

func TestOverview(t *testing.T) {
	o := openSQLite(t)
	body := o.see(t, "/admin", "Administrēšana")
	contains(t, body, "Pirmdiena, 2026.\u00a0gada 23. novembris", "Pasta serveris nav iestatīts", "Nav nevienas programmas",
		"Auditācijas pieraksti sen nav pārbaudīti", "Rezerves kopija vēl nav izveidota.", "cilvēks ar kontu")
	lacks(t, body, "neizdevās pabeigt", "neizdevās nosūtīt</a>", "bojāti")
	o.fail(t, "Temats")
	contains(t, o.see(t, "/admin", "Administrēšana"), "1 fona darbu neizdevās pabeigt", "1 vēstuli neizdevās nosūtīt", "Steidzami")
}

// TestCalmOverview is a service with nothing to do.
func TestCalmOverview(t *testing.T) {
	o := openSQLite(t)
	o.server()
	o.programme(t, "Programma")
	o.done(t, "/admin/audit/verify", url.Values{}, "Ķēde ir neskarta")
	err := o.DB.Tx(t.Context(), func(tx *db.Tx) error {
		return audit.Record(t.Context(), tx, audit.Entry{Actor: audit.CommandLine, Action: audit.BackupMade, Object: audit.Object{Kind: audit.KindBackup}})
	})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, o.see(t, "/admin", "Administrēšana"), "Viss kārtībā")
	o.Clock.At = time.Now().Add(49 * time.Hour)
	o.Visitor = o.As(t, o.chief)
	body := o.see(t, "/admin", "Administrēšana")
	contains(t, body, "Pēdējā rezerves kopija:")
	lacks(t, body, "Viss kārtībā", "sen nav pārbaudīti")
}

func TestOutbox(t *testing.T) {
	o := openSQLite(t)
	contains(t, o.see(t, "/admin/outbox", "Vēstules"), "Te nav nevienas vēstules", "Pieslēgšanās kodu te nav")
	letter := o.write(t, "Paldies <i>jums</i>")
	here := "/admin/outbox/" + letter
	contains(t, o.see(t, "/admin/outbox?state=held", "Vēstules"), "Paldies &lt;i&gt;jums", "Aizturēta", here)
	lacks(t, o.see(t, "/admin/outbox?state=sent", "Vēstules"), here)
	body := o.see(t, here, "Vēstule")
	contains(t, body, "otrā &lt;b&gt;rinda&lt;/b&gt;", "ieva@example.org", "Pasta serveris nav iestatīts", "Ziņa par administratora saiti")
	lacks(t, body, here+"/release")
	o.refused(t, here+"/release", url.Values{}, http.StatusConflict, "Pasta serveris nav iestatīts")
	o.server()
	contains(t, o.see(t, here, "Vēstule"), here+"/release")
	o.done(t, here+"/release", form(t, o.see(t, here+"/release", "Nosūtīt vēstuli")), "Vēstule ir nodota sūtīšanai.")
	o.refused(t, here+"/release", url.Values{}, http.StatusConflict)
	o.done(t, here+"/delete", form(t, o.see(t, here+"/delete", "Dzēst vēstuli")), "Vēstule ir dzēsta.")
	if got := o.Post(t, here+"/delete", url.Values{}); got.Status != http.StatusNotFound {
		t.Errorf("deleting twice: %d", got.Status)
	}
	if n, err := o.Outbox.Counts(t.Context()); err != nil || n[mail.Held]+n[mail.Queued] != 0 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestJobs(t *testing.T) {
	o := openSQLite(t)
	contains(t, o.see(t, "/admin/jobs", "Fona darbi"), "Neviens darbs nav apstājies.")
	o.fail(t, "Temats")
	dead := o.see(t, "/admin/jobs", "Fona darbi")
	contains(t, dead, "Vēstules sūtīšana", "10 no 10", "Skatīt neizdevušos")
	lacks(t, o.see(t, "/admin/jobs?state=done", "Fona darbi"), "/admin/jobs/1\"")
	contains(t, o.see(t, "/admin/jobs?state=all", "Fona darbi"), "/admin/jobs/1\"")
	body := o.see(t, "/admin/jobs/1", "Vēstules sūtīšana")
	contains(t, body, "message_id: ", "Notikuma numurs", "Palaist vēlreiz", "mail.send")
	lacks(t, body, "Ieva", "ieva@example.org", "127.0.0.1")
	o.done(t, "/admin/jobs/1/retry", url.Values{}, "Darbs ir nodots izpildei.")
	o.refused(t, "/admin/jobs/1/retry", url.Values{}, http.StatusConflict, "Vēstules sūtīšana")
	o.done(t, "/admin/jobs/1/delete", form(t, o.see(t, "/admin/jobs/1/delete", "Dzēst darbu")), "Darbs ir dzēsts.")
	if n, err := o.Queue.Counts(t.Context()); err != nil || n[job.Dead]+n[job.Waiting] != 0 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestAuditFilters(t *testing.T) {
	o := openSQLite(t)
	anna := o.Person(t, "Anna", "Bērziņa")
	o.Person(t, "Anna", "Liepa")
	o.programme(t, "Programma")
	path := "/admin/audit"
	all := o.see(t, path, "Auditācijas pieraksti")
	contains(t, deeds(all), "Pieslēgšanās", "Programma izveidota", "Loma piešķirta")
	contains(t, all, "Zane Priede")
	both := o.see(t, path+"?q=anna", "Auditācijas pieraksti")
	contains(t, both, "Kuru cilvēku domājat?", "person="+anna.ID, "Anna Liepa")
	lacks(t, deeds(both), "Programma izveidota")
	one := o.see(t, path+"?side=subject&person="+anna.ID, "Auditācijas pieraksti")
	contains(t, one, "Pašlaik atlasīts: Anna Bērziņa")
	contains(t, deeds(one), "Personas ieraksts izveidots")
	lacks(t, deeds(one), "Programma izveidota")
	lacks(t, one, "Anna Liepa")
	lacks(t, deeds(o.see(t, path+"?person="+anna.ID, "Auditācijas pieraksti")), "Personas ieraksts izveidots")
	contains(t, o.see(t, path+"?q=nobody", "Auditācijas pieraksti"), "Nekas nav atrasts")
	contains(t, o.see(t, path+"?action=programme-created&kind=programme", "Auditācijas pieraksti"), "/admin/programmes/")
	contains(t, o.see(t, path+"?to=2020-01-01", "Auditācijas pieraksti"), "Tādu pierakstu nav")
	today := time.Now().In(o.Texts.For("lv").Local(time.Now()).Location()).Format(time.DateOnly)
	lacks(t, o.see(t, path+"?from="+today+"&to="+today, "Auditācijas pieraksti"), "Tādu pierakstu nav")
	contains(t, o.see(t, path+"?from=vakar", "Auditācijas pieraksti"), `id="errors"`, `href="#f-from"`, "Norādiet pareizu datumu")
	contains(t, o.see(t, path+"?action=invented", "Auditācijas pieraksti"), "Tādu pierakstu nav")
}

// TestAuditPagesMeet turns the pages of the entries while new ones come.
func TestAuditPagesMeet(t *testing.T) {
	o := openSQLite(t)
	for range 60 {
		o.programme(t, "Programma")
	}
	first := o.see(t, "/admin/audit", "Auditācijas pieraksti")
	_, rest, _ := strings.Cut(first, `rel="next" href="`)
	next, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("one page only")
	}
	o.programme(t, "Jaunākā")
	before := o.entries(t)
	second := o.see(t, strings.ReplaceAll(next, "&amp;", "&"), "Auditācijas pieraksti")
	contains(t, first, "Nr.\u00a0100<")
	contains(t, second, "Nr.\u00a050<", "Uz saraksta sākumu")
	lacks(t, second, "Nr.\u00a0100<")
	if o.entries(t) != before {
		t.Error("turning a page was noted")
	}
}

// TestBrokenChainShows changes an entry behind the program's back.
func TestBrokenChainShows(t *testing.T) {
	o := openSQLite(t)
	err := o.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `update audit_entry set action = 'signed-in' where seq = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.done(t, "/admin/audit/verify", url.Values{}, "Pieraksts Nr.\u00a02 ir mainīts.")
	lacks(t, o.see(t, "/admin/audit", "Auditācijas pieraksti"), "Kontrolvērtība")
	contains(t, o.see(t, "/admin", "Administrēšana"), "Auditācijas pieraksti ir bojāti")
}

func TestWholeChainGivesItsHead(t *testing.T) {
	o := openSQLite(t)
	head, err := audit.CurrentHead(t.Context(), o.DB)
	if err != nil {
		t.Fatal(err)
	}
	o.done(t, "/admin/audit/verify", url.Values{}, head.String())
	contains(t, o.see(t, "/admin/audit", "Auditācijas pieraksti"), "Pārbaudi sāka: Zane Priede.")
}
