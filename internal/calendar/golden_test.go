package calendar

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	goical "github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
)

var update = flag.Bool("update", false, "write the golden files anew")

var riga, errRiga = time.LoadLocation("Europe/Riga")

func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, riga)
}

// desk is a service that only composes.
func desk(t testing.TB) *Service {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil || errRiga != nil {
		t.Fatal(err, errRiga)
	}
	return &Service{Texts: texts, URL: "https://mentori.example.org", Answers: "sesijas@example.org", Now: func() time.Time { return at(2027, 1, 18, 9, 0) },
		Outbox: &mail.Outbox{Config: mail.Config{Owner: func(i18n.Lang) string { return `Valsts skola "Mentori", ar garumzīmēm: ā, č, ē` }}}}
}

var anna = contact{person: "anna", name: "Anna Bērziņa", email: "anna@example.org", lang: i18n.LV, active: true}

func fixed(number string, start time.Time, people ...string) meeting.Meeting {
	m := meeting.Meeting{ID: "0198-" + number, Mentorship: "0197", Status: meeting.Planned, StartsAt: start, Minutes: 90, Form: meeting.InPerson,
		Place: `Smilšu iela 1; 2. stāvs, zāle “Gaisma” \ Rīga: ieeja no pagalma puses`}
	for _, person := range people {
		m.Members = append(m.Members, meeting.Member{Person: person})
	}
	return m
}

// story is what Anna's calendar is told, file by file.
func story(t testing.TB) map[string][]byte {
	t.Helper()
	s, files := desk(t), map[string][]byte{}
	tell := func(name string, m meeting.Meeting, i *invitation, want letter) {
		what, news := i.next(m, s.Now())
		if !news || what != want {
			t.Fatalf("%s: %q, %v", name, what, news)
		}
		file, err := s.invitationFile(m, *i, anna, what)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	fresh := func() *invitation {
		return &invitation{Person: "anna", Secret: "secret", Organizer: s.organizer("secret"), Sent: never, Told: never}
	}
	m, i := fixed("1", at(2027, 2, 2, 10, 0), "anna", "ieva"), fresh()
	tell("create", m, i, invited)
	m.StartsAt, m.Sequence = at(2027, 2, 4, 15, 30), 1
	tell("move", m, i, moved)
	m.Status, m.Sequence = meeting.Cancelled, 2
	tell("cancel", m, i, cancelled)
	for n, day := range []time.Time{at(2027, 3, 23, 10, 0), at(2027, 4, 6, 10, 0), at(2027, 10, 26, 10, 0), at(2027, 11, 9, 10, 0)} {
		tell([]string{"winter-before", "summer-after", "summer-before", "winter-after"}[n], fixed(string(rune('2'+n)), day, "anna", "ieva"), fresh(), invited)
	}
	group := fixed("6", at(2027, 2, 2, 10, 0), "anna", "ieva", "jana", "otto")
	group.Members[0].Reply = meeting.Accepted
	tell("group-of-four", group, fresh(), invited)
	return files
}

func TestGolden(t *testing.T) {
	for name, got := range story(t) {
		file := filepath.Join("testdata", name+".ics")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs\n%s", file, diff)
		}
	}
}

// expected is what others must read in the files of the story.
var expected = map[string]struct{ method, start, sequence, status, answer string }{
	"create":        {"REQUEST", "2027-02-02T08:00:00Z", "0", "CONFIRMED", "NEEDS-ACTION"},
	"move":          {"REQUEST", "2027-02-04T13:30:00Z", "1", "CONFIRMED", "NEEDS-ACTION"},
	"cancel":        {"CANCEL", "2027-02-04T13:30:00Z", "2", "CANCELLED", "NEEDS-ACTION"},
	"winter-before": {"REQUEST", "2027-03-23T08:00:00Z", "0", "CONFIRMED", "NEEDS-ACTION"},
	"summer-after":  {"REQUEST", "2027-04-06T07:00:00Z", "0", "CONFIRMED", "NEEDS-ACTION"},
	"summer-before": {"REQUEST", "2027-10-26T07:00:00Z", "0", "CONFIRMED", "NEEDS-ACTION"},
	"winter-after":  {"REQUEST", "2027-11-09T08:00:00Z", "0", "CONFIRMED", "NEEDS-ACTION"},
	"group-of-four": {"REQUEST", "2027-02-02T08:00:00Z", "0", "CONFIRMED", "ACCEPTED"},
}

// TestTwoLibrariesReadIt: parsers that nobody here wrote.
func TestTwoLibrariesReadIt(t *testing.T) {
	for name, file := range story(t) {
		want := expected[name]
		c, err := goical.NewDecoder(bytes.NewReader(file)).Decode()
		if err != nil || len(c.Events()) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		e := c.Events()[0]
		start, err := e.DateTimeStart(nil)
		if err != nil || start.UTC().Format(time.RFC3339) != want.start {
			t.Errorf("%s: the first library reads %s, %v", name, start, err)
		}
		if people := e.Props.Values(goical.PropAttendee); len(people) != 1 || people[0].Value != "mailto:anna@example.org" ||
			people[0].Params.Get("PARTSTAT") != want.answer || people[0].Params.Get("CN") != "Anna Bērziņa" {
			t.Errorf("%s: invited are %v", name, people)
		}
		if got := []string{c.Props.Get(goical.PropMethod).Value, e.Props.Get(goical.PropSequence).Value, e.Props.Get(goical.PropStatus).Value, e.Props.Get(goical.PropClass).Value}; !cmp.Equal(got, []string{want.method, want.sequence, want.status, "PRIVATE"}) {
			t.Errorf("%s: %v", name, got)
		}
		second, err := ics.ParseCalendar(bytes.NewReader(file))
		if err != nil || len(second.Events()) != 1 {
			t.Fatalf("%s: the second library: %v", name, err)
		}
		x := second.Events()[0]
		if start, err := x.GetStartAt(); err != nil || start.UTC().Format(time.RFC3339) != want.start {
			t.Errorf("%s: the second library reads %s, %v", name, start, err)
		}
		if end, err := x.GetEndAt(); err != nil || end.Sub(start) != 90*time.Minute {
			t.Errorf("%s: it ends at %s, %v", name, end, err)
		}
		if summary := x.GetProperty(ics.ComponentPropertySummary).Value; summary != "Mentoringa sesija" {
			t.Errorf("%s: it is called %q", name, summary)
		}
		if organizer := x.GetProperty(ics.ComponentPropertyOrganizer); organizer.Value != "mailto:sesijas+secret@example.org" {
			t.Errorf("%s: invited by %v", name, organizer)
		}
		for _, other := range []string{"ieva", "jana", "otto", "RRULE:FREQ=WEEKLY", "VALARM"} {
			if strings.Contains(string(file), other) {
				t.Errorf("%s says %s", name, other)
			}
		}
	}
}

// reading is what python3-icalendar reads: start in UTC, sequence, place.
const reading = `import sys, icalendar, datetime
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
for e in c.walk('VEVENT'):
    print(c.get('METHOD', ''), e.decoded('DTSTART').astimezone(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'), e['SEQUENCE'], e.get('STATUS'), e.get('ATTENDEE').params.get('PARTSTAT') if e.get('ATTENDEE') else '', e.get('LOCATION', ''), sep='|')
`

// TestDebiansLibraryReadsIt with another language's parser.
func TestDebiansLibraryReadsIt(t *testing.T) {
	for name, file := range story(t) {
		want := expected[name]
		place := `Smilšu iela 1; 2. stāvs, zāle “Gaisma” \ Rīga: ieeja no pagalma puses`
		if name == "cancel" {
			place = ""
		}
		got := run(t, file, "/usr/bin/python3", "-c", reading)
		if line := strings.Join([]string{want.method, want.start, want.sequence, want.status, want.answer, place}, "|"); strings.TrimSpace(got) != line {
			t.Errorf("%s reads %q, want %q", name, got, line)
		}
	}
}

func run(t testing.TB, input []byte, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Stdin = bytes.NewReader(input)
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PYTHONIOENCODING=utf-8")
	if err := c.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, problems.String())
	}
	return out.String()
}

// TestACalendarProgramKeepsUp: khal takes the files in, one after the other, and
// shows the meeting where it is now; a series over the change of the clocks stays
// at ten.
func TestACalendarProgramKeepsUp(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "khal.conf")
	text := "[calendars]\n[[c]]\npath = " + filepath.Join(dir, "c") + "\n[locale]\nlocal_timezone = Europe/Riga\ndefault_timezone = Europe/Riga\n" +
		"timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n" +
		"[sqlite]\npath = " + filepath.Join(dir, "khal.db") + "\n[default]\ndefault_calendar = c\n"
	if err := os.MkdirAll(filepath.Join(dir, "c"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	files := story(t)
	shown := func() []string {
		out := run(t, nil, "khal", "-c", conf, "list", "-df", "", "-f", "{start} {end-time} {title} {status}", "2027-01-01", "2027-12-31")
		return strings.Split(strings.TrimSpace(out), "\n")
	}
	take := func(name string) {
		file := filepath.Join(dir, name+".ics")
		if err := os.WriteFile(file, files[name], 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, nil, "khal", "-c", conf, "import", "--batch", file)
	}
	take("create")
	if got := shown(); !cmp.Equal(got, []string{"2027-02-02 10:00 11:30 Mentoringa sesija CONFIRMED"}) {
		t.Errorf("planned: %q", got)
	}
	take("move")
	if got := shown(); !cmp.Equal(got, []string{"2027-02-04 15:30 17:00 Mentoringa sesija CONFIRMED"}) {
		t.Errorf("moved: %q", got)
	}
	take("cancel")
	if got := shown(); len(got) != 1 || !strings.Contains(got[0], "CANCELLED") {
		t.Errorf("cancelled: %q", got)
	}
	for _, name := range []string{"winter-before", "summer-after", "summer-before", "winter-after"} {
		take(name)
	}
	for _, line := range shown()[1:] {
		if !strings.Contains(line, " 10:00 11:30 ") {
			t.Errorf("over the change of the clocks: %q", line)
		}
	}
}
