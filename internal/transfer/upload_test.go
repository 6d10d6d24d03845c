package transfer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/transfer"
)

const people = "Kas,Kur rakstīt,Tēmas\nAnna Paraugs,anna.p@example.org,Dati un to izmantošana\nBaiba Paraugs,baiba.p@example.org,Roboti\n"

func (w *world) upload(text string) transfer.Upload {
	w.t.Helper()
	u, err := w.Upload(w.t.Context(), w.staff, w.intake.ID, application.Mentee, "pieteikumi.csv", strings.NewReader(text))
	w.must(err)
	return u
}

// TestAFileInTheBrowser: upload, mapping, preview, run; then the report stays
// and the file does not, and the mapping is remembered.
func TestAFileInTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, u := t.Context(), w.upload(people)
		_, err := w.Preview(ctx, w.staff, u.ID)
		refused(t, "without names", err, fault.Invalid, "columns")
		m := transfer.Mapping{Columns: map[string]string{"Kas": transfer.FullName, "Kur rakstīt": transfer.Email, "Tēmas": "themes"}}
		u, err = w.Map(ctx, w.staff, u.ID, u.Version, m)
		w.must(err)
		view, err := w.Open(ctx, w.staff, u.ID)
		w.must(err)
		if len(view.Unknown) != 1 || view.Unknown[0].Text != "Roboti" || view.Unknown[0].Other || len(view.Unknown[0].Offer) < 10 || view.Columns[0].Samples[0] != "Anna Paraugs" {
			t.Errorf("%+v", view)
		}
		if r, err := w.Run(ctx, w.staff, u.ID, u.Version); err != nil || r.Saved || r.Count(application.Rejected) != 1 {
			t.Errorf("with an unknown theme: %+v, %v", r, err)
		}
		u, err = w.Get(ctx, w.staff, u.ID)
		w.must(err)
		m.Values = map[string]map[string]string{"themes": {"Roboti": "automation"}}
		u, err = w.Map(ctx, w.staff, u.ID, u.Version, m)
		w.must(err)
		if r, err := w.Preview(ctx, w.staff, u.ID); err != nil || r.Saved || r.Count(application.Created) != 2 {
			t.Errorf("preview: %+v, %v", r, err)
		}
		if r, err := w.Run(ctx, w.staff, u.ID, u.Version); err != nil || !r.Saved || r.Count(application.Created) != 2 {
			t.Errorf("run: %+v, %v", r, err)
		}
		w.checkOver(t, u)
	})
}

// checkOver looks at what stays of a file whose rows are kept.
func (w *world) checkOver(t *testing.T, u transfer.Upload) {
	t.Helper()
	if n := w.count(`select count(*) from import_file where content is not null`); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	if r, err := w.Report(t.Context(), w.staff, u.ID); err != nil || !r.Saved || r.Count(application.Created) != 2 || r.Rows[0].Name != "Anna Paraugs" {
		t.Errorf("the report: %+v, %v", r, err)
	}
	_, err := w.Run(t.Context(), w.staff, u.ID, u.Version+1)
	refused(t, "run again", err, fault.Gone)
	next := w.upload(people)
	if r, err := w.Preview(t.Context(), w.staff, next.ID); err != nil || r.Count(application.Unchanged) != 2 {
		t.Errorf("the mapping is not remembered: %+v, %v", r, err)
	}
}

func (w *world) count(query string) int {
	w.t.Helper()
	n, err := db.One(w.t.Context(), w.DB, db.Value[int], query)
	w.must(err)
	return n
}

// TestAFileIsItsUploadersOnly, and for a day.
func TestAFileIsItsUploadersOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, u := t.Context(), w.upload(people)
		colleague := w.person("Kolēģe", w.staff.Grants[0])
		for _, who := range []access.Actor{colleague, w.other, w.admin, {}} {
			for what, verb := range map[string]func() error{
				"open":    func() error { _, err := w.Open(ctx, who, u.ID); return err },
				"map":     func() error { _, err := w.Map(ctx, who, u.ID, 1, transfer.Mapping{}); return err },
				"preview": func() error { _, err := w.Preview(ctx, who, u.ID); return err },
				"run":     func() error { _, err := w.Run(ctx, who, u.ID, 1); return err },
				"report":  func() error { _, err := w.Report(ctx, who, u.ID); return err },
				"discard": func() error { return w.Discard(ctx, who, u.ID) },
			} {
				refused(t, what, verb(), fault.NotFound)
			}
		}
		_, err := w.Upload(ctx, w.other, w.intake.ID, application.Mentee, "a.csv", strings.NewReader(people))
		refused(t, "another programme's", err, fault.Forbidden)
		left := access.Actor{Person: w.staff.Person}
		_, err = w.Open(ctx, left, u.ID)
		refused(t, "who is coordinator no more", err, fault.Forbidden)
		if list, err := w.Uploads(ctx, w.staff, w.intake.ID); err != nil || len(list) != 1 || list[0].Name != "pieteikumi.csv" {
			t.Errorf("%+v, %v", list, err)
		}
		w.must(w.Discard(ctx, w.staff, u.ID))
		if n := w.count(`select count(*) from import_file`); n != 0 {
			t.Errorf("%d are left", n)
		}
	})
}

// TestAFileExpires: it cannot be opened after a day, and the job deletes it.
func TestAFileExpires(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Register(w.registry)
		queue := jobtest.Queue(t, w.DB, w.registry, w.Now)
		old := w.upload(people)
		w.clock = w.clock.Add(20 * time.Hour)
		young := w.upload(people)
		w.clock = w.clock.Add(5 * time.Hour)
		_, err := w.Open(t.Context(), w.staff, old.ID)
		refused(t, "after a day", err, fault.NotFound)
		w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error { return queue.Enqueue(t.Context(), tx, transfer.Tidy{}) }))
		if _, failed := jobtest.Drain(t, queue); failed > 0 {
			t.Errorf("%d jobs failed", failed)
		}
		if _, err := w.Open(t.Context(), w.staff, young.ID); err != nil || w.count(`select count(*) from import_file`) != 1 {
			t.Errorf("the young one: %v", err)
		}
	})
}

// TestManyFilesWait: nobody can fill the disk with files that are never run.
func TestManyFilesWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var last transfer.Upload
		for range transfer.MaxWaiting {
			last = w.upload(people)
		}
		another := func() error {
			_, err := w.Upload(t.Context(), w.staff, w.intake.ID, application.Mentee, "a.csv", strings.NewReader(people))
			return err
		}
		refused(t, "one too many", another(), fault.Conflict)
		w.must(w.Discard(t.Context(), w.staff, last.ID))
		w.must(another())
	})
}

// TestTwoWindows: the mapping of the window that was read first is stale.
func TestTwoWindows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		u := w.upload(people)
		m := transfer.Mapping{Columns: map[string]string{"Kas": transfer.FullName, "Kur rakstīt": transfer.Email}}
		_, err := w.Map(t.Context(), w.staff, u.ID, u.Version, m)
		w.must(err)
		_, err = w.Map(t.Context(), w.staff, u.ID, u.Version, m)
		refused(t, "the other window", err, fault.Conflict)
	})
}

// TestBadFiles are told in a sentence, and nothing is kept.
func TestBadFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for what, tt := range map[string]struct {
			text string
			want fault.Kind
		}{
			"empty": {"", fault.Invalid}, "a picture": {"\x89PNG\r\n", fault.Invalid}, "headings only": {"Vārds,E-pasts\n", fault.Invalid},
			"too large": {strings.Repeat("a,b\n", transfer.MaxFile/4+1), fault.TooLarge},
		} {
			_, err := w.Upload(t.Context(), w.staff, w.intake.ID, application.Mentee, "a.csv", strings.NewReader(tt.text))
			refused(t, what, err, tt.want)
		}
		if n := w.count(`select count(*) from import_file`); n != 0 {
			t.Errorf("%d files are kept", n)
		}
	})
}

// TestProposals: by heading and by cells, without what is nobody's to read.
func TestProposals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for what, tt := range map[string]struct {
			text string
			want string
		}{
			"an English list":        {"first name,last name,email address,job title,organisation,biography,identity to match\na,b,a@example.org,x,y,z,q\n", "given_name family_name email position institution need -"},
			"names in one column":    {"Vārds,E-pasts\nAnna Paraugs,a@example.org\n", "full_name email"},
			"the family name first":  {"Uzvārds, vārds;E-pasta adrese\nParaugs Anna;a@example.org\n", "family_first email"},
			"an address by its look": {"Vārds uzvārds;Saziņa\nAnna Paraugs;a@example.org\n", "full_name email"},
			"an anonymous form":      {"Email,Name,Vārds uzvārds,Jūsu e-pasts\nanonymous,,Anna Paraugs,a@example.org\n", "- - full_name email"},
			"a theme that is none":   {"Vārds uzvārds,E-pasts,Tēma\nAnna Paraugs,a@example.org,Dārzkopība\n", "full_name email -"},
			"a question":             {"Vārds uzvārds,E-pasts,3. Kāpēc vēlaties mentoru tieši tagad?\nAnna Paraugs,a@example.org,Tā.\n", "full_name email motivation"},
		} {
			u := w.upload(tt.text)
			view, err := w.Open(t.Context(), w.staff, u.ID)
			w.must(err)
			var got []string
			for _, c := range view.Columns {
				if c.Target == "" {
					c.Target = "-"
				}
				got = append(got, c.Target)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s: %v, want %s", what, got, tt.want)
			}
		}
	})
}

// TestRowsThatCannotBeRead reject themselves with one sentence.
func TestRowsThatCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.file("a.csv", "Vārds,Uzvārds,E-pasts\nAnna,Paraugs,a@example.org\nBaiba,Paraugs,b@example.org,lieks\n", application.Mentee, transfer.Mapping{}, false)
		if r.Saved || r.Count(application.Rejected) != 1 || len(r.Rows[1].Fields) != 1 || r.Rows[1].Fields[application.WholeRow].Key != "sheet.fault.wide" {
			t.Errorf("%+v", r)
		}
	})
}

// TestNamesOfAllKinds come through as they are written: quotation marks, signs,
// letters of two code points; direction marks do not (SEC-18).
func TestNamesOfAllKinds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		names := []string{`Anna "Ance"`, "Ģirts 😀", "Be\u0304rzin\u0327s\u030c", "\u202eannA"}
		var b strings.Builder
		b.WriteString("Vārds;Uzvārds;E-pasts\n")
		for i, name := range names {
			fmt.Fprintf(&b, "\"%s\";Paraugs;n%d@example.org\n", strings.ReplaceAll(name, `"`, `""`), i)
		}
		r := w.file("a.csv", b.String(), application.Mentee, transfer.Mapping{}, false)
		var got []string
		for _, row := range r.Rows {
			got = append(got, strings.TrimSuffix(row.Name, " Paraugs"))
		}
		if diff := cmp.Diff([]string{`Anna "Ance"`, "Ģirts 😀", "Bērziņš", "annA"}, got); diff != "" || !r.Saved {
			t.Errorf("%s%s", diff, w.told(r))
		}
	})
}

// TestAReportIsKept: its pages do not work it out again, until the columns or
// somebody's wish change that; the numbers in its messages stay numbers.
func TestAReportIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		u := w.upload("Vārds;Uzvārds;E-pasts\nAnna;Paraugs;a@example.org\nAnna;Paraugs;a@example.org\n")
		first, err := w.Report(ctx, w.staff, u.ID)
		w.must(err)
		w.clock = w.clock.Add(time.Hour)
		again, err := w.Report(ctx, w.staff, u.ID)
		w.must(err)
		if !again.At.Equal(first.At) || again.Rows[1].Fields["email"].Args[1] != 2 {
			t.Errorf("worked out again or changed: %+v", again)
		}
		fresh, err := w.Preview(ctx, w.staff, u.ID)
		w.must(err)
		if !fresh.At.After(first.At) {
			t.Errorf("worked out at %v", fresh.At)
		}
		m := transfer.Mapping{Columns: map[string]string{"Vārds": transfer.GivenName, "Uzvārds": transfer.FamilyName, "E-pasts": transfer.Email}}
		_, err = w.Map(ctx, w.staff, u.ID, u.Version, m)
		w.must(err)
		if n := w.count(`select count(*) from import_file where report = ''`); n != 1 {
			t.Error("the report of other columns stays")
		}
	})
}

// TestTwoRunAtOnce: one takes the rows in, the other is told, and the report
// tells of the first.
func TestTwoRunAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		u := w.upload("Vārds;Uzvārds;E-pasts\nAnna;Paraugs;a@example.org\n")
		results := make(chan error, 4)
		for range cap(results) {
			go func() {
				_, err := w.Run(t.Context(), w.staff, u.ID, u.Version)
				results <- err
			}()
		}
		saved := 0
		for range cap(results) {
			switch err := <-results; {
			case err == nil:
				saved++
			case !fault.Is(err, fault.Conflict, fault.Gone):
				t.Errorf("the other: %v", err)
			}
		}
		if r, err := w.Report(t.Context(), w.staff, u.ID); err != nil || saved != 1 || r.Count(application.Created) != 1 {
			t.Errorf("%d saved; %+v, %v", saved, r, err)
		}
	})
}

// TestARunThatIsUnderWay holds its file, and one that was broken off only for a
// while.
func TestARunThatIsUnderWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, u := t.Context(), w.upload("Vārds;Uzvārds;E-pasts\nAnna;Paraugs;a@example.org\n")
		w.must(w.DB.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `update import_file set report = $1`, `{"Started":"`+w.clock.Format(time.RFC3339)+`"}`)
			return err
		}))
		for what, verb := range map[string]func() error{
			"report":  func() error { _, err := w.Report(ctx, w.staff, u.ID); return err },
			"open":    func() error { _, err := w.Open(ctx, w.staff, u.ID); return err },
			"run":     func() error { _, err := w.Run(ctx, w.staff, u.ID, u.Version); return err },
			"discard": func() error { return w.Discard(ctx, w.staff, u.ID) },
		} {
			if err := verb(); !errors.Is(err, transfer.ErrRunning) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.clock = w.clock.Add(5 * time.Minute)
		if r, err := w.Run(ctx, w.staff, u.ID, u.Version); err != nil || !r.Saved {
			t.Errorf("after a while: %+v, %v", r, err)
		}
	})
}

// TestWhereTargetsComeFrom: proposed, then decided, then remembered.
func TestWhereTargetsComeFrom(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const text = "Vārds;Uzvārds;E-pasts;Loma;Kaut kas\nAnna;Paraugs;a@example.org;Burve;x\n"
		origins := func(u transfer.Upload) []transfer.Origin {
			view, err := w.Open(t.Context(), w.staff, u.ID)
			w.must(err)
			return view.Origins
		}
		u := w.upload(text)
		if diff := cmp.Diff([]transfer.Origin{transfer.Proposed, transfer.Proposed, transfer.Proposed, transfer.Decided, transfer.Decided}, origins(u)); diff != "" {
			t.Error(diff)
		}
		m := transfer.Mapping{Columns: map[string]string{"Vārds": transfer.GivenName, "Uzvārds": transfer.FamilyName, "E-pasts": transfer.Email, "Loma": "role", "Kaut kas": ""},
			Values: map[string]map[string]string{"role": {"Burve": "lawyer"}}}
		u, err := w.Map(t.Context(), w.staff, u.ID, u.Version, m)
		w.must(err)
		if view, err := w.Open(t.Context(), w.staff, u.ID); err != nil || len(view.Unknown) != 1 || !view.Unknown[0].Said || view.Unknown[0].Code != "lawyer" {
			t.Errorf("what is said of an answer: %+v, %v", view.Unknown, err)
		}
		_, err = w.Run(t.Context(), w.staff, u.ID, u.Version)
		w.must(err)
		for i, o := range origins(w.upload(text)) {
			if o != transfer.Remembered {
				t.Errorf("column %d is %q", i+1, o)
			}
		}
	})
}
