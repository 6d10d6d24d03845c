package seminar

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/workday"
)

var riga = func() *time.Location {
	zone, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		panic(err)
	}
	return zone
}()

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func good() Details {
	return Details{Title: Item{"Kas ir mentorings", "What mentoring is"}, Day: "2027-01-11", From: "10:00", To: "11:30", Place: "Smilšu iela 1, Rīga",
		Link: "https://video.example.org/x", Lecturer: "Programmas koordinators", Places: 20,
		Agenda:    []Item{{"Jautājumi", "Questions"}},
		Materials: []Material{{Item{"Slaidi", "Slides"}, "https://example.org/slides"}}}
}

// complaints are the keys of an Invalid error by field; nil when there is none.
func complaints(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("not about the input: %v", err)
	}
	keys := map[string]string{}
	for field, message := range fault.As(err).Fields {
		keys[field] = strings.TrimPrefix(message.Key, "seminar.fault.")
	}
	return keys
}

func TestDetailsAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*Details)
		want  map[string]string
	}{
		"good":                  {func(*Details) {}, nil},
		"a bare draft":          {func(d *Details) { d.Place, d.Link, d.Lecturer, d.Agenda, d.Materials = "", "", "", nil, nil }, nil},
		"no title":              {func(d *Details) { d.Title = Item{" ", "\u200b"} }, map[string]string{"title_lv": "title", "title_en": "title"}},
		"a title too long":      {func(d *Details) { d.Title.LV = strings.Repeat("ā", MaxTitle+1) }, map[string]string{"title_lv": "too-long"}},
		"no day":                {func(d *Details) { d.Day = "" }, map[string]string{"day": "day"}},
		"a day that is none":    {func(d *Details) { d.Day = "2027-02-29" }, map[string]string{"day": "day"}},
		"no time":               {func(d *Details) { d.From, d.To = "", "25:00" }, map[string]string{"from": "time", "to": "time"}},
		"an hour leapt over":    {func(d *Details) { d.Day, d.From, d.To = "2027-03-28", "03:30", "05:00" }, map[string]string{"from": "time"}},
		"a time in Latvian":     {func(d *Details) { d.From = "10.00" }, map[string]string{"from": "time"}},
		"no length":             {func(d *Details) { d.To = d.From }, map[string]string{"to": "order"}},
		"over midnight":         {func(d *Details) { d.From, d.To = "22:00", "01:00" }, map[string]string{"to": "order"}},
		"a place too long":      {func(d *Details) { d.Place = strings.Repeat("a", MaxPlace+1) }, map[string]string{"place": "too-long"}},
		"a script for a link":   {func(d *Details) { d.Link = "javascript:alert(1)" }, map[string]string{"link": "link"}},
		"no places":             {func(d *Details) { d.Places = 0 }, map[string]string{"places": "places"}},
		"too many places":       {func(d *Details) { d.Places = MaxPlaces + 1 }, map[string]string{"places": "places"}},
		"a point in one tongue": {func(d *Details) { d.Agenda[0].EN = "" }, map[string]string{"agenda": "both-languages"}},
		"empty points":          {func(d *Details) { d.Agenda = append(d.Agenda, Item{}, Item{" ", ""}) }, nil},
		"too many points":       {func(d *Details) { d.Agenda = slices.Repeat(d.Agenda, MaxItems+1) }, map[string]string{"agenda": "too-many"}},
		"a material unnamed":    {func(d *Details) { d.Materials[0].Title.LV = "" }, map[string]string{"materials": "both-languages"}},
		"a material nowhere":    {func(d *Details) { d.Materials[0].URL = "" }, map[string]string{"materials": "link"}},
		"a file for a material": {func(d *Details) { d.Materials[0].URL = "file:///etc/passwd" }, map[string]string{"materials": "link"}},
		"empty materials":       {func(d *Details) { d.Materials = append(d.Materials, Material{}) }, nil},
		"too many materials":    {func(d *Details) { d.Materials = slices.Repeat(d.Materials, MaxMaterials+1) }, map[string]string{"materials": "too-many"}},
	} {
		d := good()
		tt.spoil(&d)
		x := Seminar{Status: Draft}
		if diff := cmp.Diff(tt.want, complaints(t, x.apply(d, now, riga))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestDetailsComeBackAsTheyWere(t *testing.T) {
	for _, day := range []string{"2027-01-11", "2027-07-01", "2026-10-25", "2027-03-28"} {
		d := good()
		d.Day = day
		var x Seminar
		if err := x.apply(d, now, riga); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, x.Details(riga)); diff != "" || x.Day(riga) != day || x.Start.Location() != time.UTC {
			t.Errorf("%s: %s\n%s", day, x.Start, diff)
		}
	}
}

// made is a published seminar of good.
func made(t *testing.T) Seminar {
	t.Helper()
	var x Seminar
	if err := x.apply(good(), now, riga); err != nil {
		t.Fatal(err)
	}
	x.Status = Published
	return x
}

func TestStatusSteps(t *testing.T) {
	allowed := [][2]Status{{Draft, Published}, {Draft, Cancelled}, {Published, Cancelled}}
	for _, from := range Statuses {
		for _, to := range Statuses {
			x := made(t)
			x.Status = from
			err, want := x.become(to, now), slices.Contains(allowed, [2]Status{from, to})
			if (err == nil) != want || !want && (!fault.Is(err, fault.Conflict) || x.Status != from) {
				t.Errorf("%s → %s: %v, status %s", from, to, err, x.Status)
			}
		}
	}
	bare := Seminar{Status: Draft, Start: now, End: now.Add(time.Hour)}
	want := map[string]string{"lecturer": "lecturer", "place": "place", "day": "past"}
	if diff := cmp.Diff(want, complaints(t, bare.become(Published, now))); diff != "" || bare.Status != Draft {
		t.Errorf("a bare draft is published: %s\n%s", bare.Status, diff)
	}
	x := made(t)
	if err := x.become(Cancelled, x.End); !fault.Is(err, fault.Conflict) {
		t.Errorf("what is over is called off: %v", err)
	}
}

// TestWhatPeopleRelyOnIsKept: a published seminar stays complete, keeps its
// taken places, and its time once it has begun.
func TestWhatPeopleRelyOnIsKept(t *testing.T) {
	before := made(t)
	for name, tt := range map[string]struct {
		at     time.Time
		change func(*Details)
		want   map[string]string
	}{
		"nothing":               {now, func(*Details) {}, nil},
		"moved":                 {now, func(d *Details) { d.Day = "2027-01-12" }, nil},
		"moved to the past":     {now, func(d *Details) { d.Day = "2026-11-01" }, map[string]string{"day": "past"}},
		"without a lecturer":    {now, func(d *Details) { d.Lecturer = "" }, map[string]string{"lecturer": "lecturer"}},
		"nowhere":               {now, func(d *Details) { d.Place, d.Link = "", "" }, map[string]string{"place": "place"}},
		"online only":           {now, func(d *Details) { d.Place = "" }, nil},
		"as many places":        {now, func(d *Details) { d.Places = 7 }, nil},
		"too few places":        {now, func(d *Details) { d.Places = 6 }, map[string]string{"places": "places-taken"}},
		"longer while it is on": {before.Start, func(d *Details) { d.To = "12:00" }, map[string]string{"day": "begun"}},
		"later while it is on":  {before.Start, func(d *Details) { d.Day = "2027-01-12" }, map[string]string{"day": "begun"}},
		"materials afterwards":  {before.End, func(d *Details) { d.Materials = nil }, nil},
	} {
		x, d := before, good()
		x.Taken = 7
		tt.change(&d)
		if diff := cmp.Diff(tt.want, complaints(t, x.apply(d, tt.at, riga))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestNewsIsWhereAndWhen(t *testing.T) {
	before := made(t)
	for name, tt := range map[string]struct {
		change func(*Details)
		want   bool
	}{
		"title": {func(d *Details) { d.Title.LV = "Cits" }, false}, "places": {func(d *Details) { d.Places = 99 }, false},
		"start": {func(d *Details) { d.From = "10:15" }, true}, "end": {func(d *Details) { d.To = "12:00" }, true},
		"place": {func(d *Details) { d.Place = "Cita" }, true}, "link": {func(d *Details) { d.Link = "" }, true},
	} {
		d, x := good(), before
		tt.change(&d)
		if err := x.apply(d, now, riga); err != nil || x.differs(before) != tt.want {
			t.Errorf("%s is news: %v, %v", name, !tt.want, err)
		}
	}
}

func TestTheWindow(t *testing.T) {
	x := made(t)
	for at, want := range map[time.Time]bool{x.Start.Add(-30*time.Minute - time.Microsecond): false, x.Start.Add(-30 * time.Minute): true,
		x.End: true, x.End.Add(time.Microsecond): false} {
		if x.On(at) != want {
			t.Errorf("on at %s: %v", at, !want)
		}
	}
	for _, s := range []Status{Draft, Cancelled} {
		if x.Status = s; x.On(x.Start) || x.Takes(now) {
			t.Errorf("a seminar that is %s lets people in", s)
		}
	}
}

func TestTheAgendaBeginsWithThreeFixedPoints(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := made(t)
	for _, lang := range i18n.Langs() {
		got := x.Agenda(texts.For(lang))
		if len(got) != 4 || got[3] != x.Own[0].In(lang) || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "⟦") }) {
			t.Errorf("%s: %q", lang, got)
		}
	}
	for _, key := range []string{Draft.Key(), Published.Key(), Cancelled.Key(), Registered.Key(), Waiting.Key(), Left.Key(), ByCode.Key(), ByStaff.Key()} {
		if !texts.For(i18n.LV).Has(key) {
			t.Errorf("no text %s", key)
		}
	}
}

func TestAnEntryNeedsBothParts(t *testing.T) {
	for name, tt := range map[string]struct {
		entry Entry
		want  map[string]string
	}{
		"good":     {Entry{" Valsts kase ", "Eksperte"}, nil},
		"empty":    {Entry{}, map[string]string{"institution": "institution", "position": "position"}},
		"too long": {Entry{strings.Repeat("ā", MaxEntry+1), "x"}, map[string]string{"institution": "too-long"}},
	} {
		var r Registration
		if diff := cmp.Diff(tt.want, complaints(t, r.apply(tt.entry))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestCodes(t *testing.T) {
	shape, seen := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`), map[string]bool{}
	for range 1000 {
		code := newCode()
		shown := showCode(code)
		if seen[code] || !shape.MatchString(shown) || readCode(shown) != code || readCode(" "+strings.ToLower(shown)+" ") != code {
			t.Fatalf("%q is shown as %q and read as %q", code, shown, readCode(shown))
		}
		seen[code] = true
	}
	if got := readCode("OIL0-l1o i"); got != "01101101" {
		t.Errorf("letters that look like digits are read as %q", got)
	}
	if hash := hashCode("a", "code"); hash == hashCode("b", "code") || hash == hashCode("a", "edoc") || len(hash) != 64 {
		t.Errorf("the hash %s does not hang on the seminar and the code", hash)
	}
}

func TestReminderDays(t *testing.T) {
	for start, want := range map[string][]string{
		"2027-01-14": {"2027-01-11", "2027-01-13"}, // Thursday: Monday and Wednesday
		"2027-01-15": {"2027-01-12", "2027-01-14"},
		"2027-01-11": {"2027-01-08"},               // Monday: both on Friday
		"2027-01-12": {"2027-01-08", "2027-01-11"}, // Tuesday: Friday for Saturday
		"2027-01-13": {"2027-01-08", "2027-01-12"}, // Wednesday: Friday for Sunday
		"2027-01-16": {"2027-01-13", "2027-01-15"}, // Saturday
		"2027-01-17": {"2027-01-14", "2027-01-15"}, // Sunday: Friday for Saturday
		"2027-03-30": {"2027-03-25"},               // Tuesday after Easter: both on Maundy Thursday
		"2026-10-26": {"2026-10-23"},               // the clocks go back the night before
	} {
		at, err := time.ParseInLocation(time.DateOnly, start, riga)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, reminderDays(at.Add(10*time.Hour), workday.Calendar{})); diff != "" {
			t.Errorf("%s\n%s", start, diff)
		}
	}
}

func TestAMarkFollowsTheOneThatWasSeen(t *testing.T) {
	present := Mark{Seq: 2, Present: true}
	for name, tt := range map[string]struct {
		last Mark
		line Line
		want Mark
		ok   bool
		kind fault.Kind
		bad  int
	}{
		"the first":              {Mark{}, Line{Present: true}, Mark{Seq: 1, Present: true, Source: ByStaff}, true, -1, 0},
		"the first absent":       {Mark{}, Line{}, Mark{Seq: 1, Source: ByStaff}, true, -1, 0},
		"the same again":         {present, Line{Seen: 2, Present: true}, Mark{}, false, -1, 0},
		"a correction":           {present, Line{Seen: 2, Reason: " Aizgāja "}, Mark{Seq: 3, Source: ByStaff, Reason: "Aizgāja"}, true, -1, 0},
		"one without a reason":   {present, Line{Seen: 2, Reason: " "}, Mark{Seq: 3, Source: ByStaff}, true, -1, 1},
		"one with too long one":  {present, Line{Seen: 2, Reason: strings.Repeat("a", MaxReason+1)}, Mark{Seq: 3, Source: ByStaff, Reason: strings.Repeat("a", MaxReason+1)}, true, -1, 1},
		"over an unseen mark":    {present, Line{Seen: 1, Reason: "x"}, Mark{}, false, fault.Conflict, 0},
		"over one not made":      {Mark{}, Line{Seen: 1, Present: true}, Mark{}, false, fault.Conflict, 0},
		"the same over an older": {present, Line{Seen: 0, Present: true}, Mark{}, false, fault.Conflict, 0},
	} {
		bad := fault.Checks{}
		m, ok, err := tt.line.next(tt.last, bad)
		kind := fault.Kind(-1)
		if err != nil {
			kind = fault.KindOf(err)
		}
		if diff := cmp.Diff(tt.want, m); diff != "" || ok != tt.ok || kind != tt.kind || len(bad) != tt.bad {
			t.Errorf("%s: %v %v %v\n%s", name, ok, err, bad, diff)
		}
	}
}

func TestAListThatWasChangedIsNotIntact(t *testing.T) {
	at := now
	sheet := Sheet{Number: "2027-0001", Title: Item{"Seminārs", "Seminar"}, Start: now, End: now.Add(time.Hour), Funding: []Money{{"1.2", Item{"a", "b"}}},
		Rows: []Row{{Number: 1, Name: "Ieva Kalniņa", Present: true, Source: ByCode, At: &at, Corrections: []Correction{}}, {Number: 2, Corrections: []Correction{{At: at, Reason: "x"}}}}}
	var l List
	if err := l.seal(sheet); err != nil {
		t.Fatal(err)
	}
	if l.People != 1 || l.Number != "2027-0001" || len(l.Hash) != 64 {
		t.Errorf("%d people, number %s, hash %s", l.People, l.Number, l.Hash)
	}
	back := List{content: l.content, Hash: l.Hash}
	if err := back.open(); err != nil || !back.Intact {
		t.Errorf("intact %v, %v", back.Intact, err)
	}
	if diff := cmp.Diff(sheet, back.Sheet); diff != "" {
		t.Error(diff)
	}
	back.content = strings.Replace(back.content, "Ieva", "Inga", 1)
	if err := back.open(); err != nil || back.Intact {
		t.Errorf("a changed list is intact: %v, %v", back.Intact, err)
	}
	back.content = "{"
	if err := back.open(); err == nil {
		t.Error("a broken list is read")
	}
}

func TestWhoStandsOnTheList(t *testing.T) {
	there, away := Mark{Seq: 1, Present: true, Source: ByCode, At: now}, Mark{Seq: 2, Source: ByStaff, Reason: "Kļūda", At: now}
	for name, tt := range map[string]struct {
		hold        Hold
		marks       []Mark
		listed      bool
		present     bool
		corrections int
	}{
		"registered":             {Registered, nil, true, false, 0},
		"registered and there":   {Registered, []Mark{there}, true, true, 0},
		"corrected":              {Registered, []Mark{there, away}, true, false, 1},
		"waited in vain":         {Waiting, nil, false, false, 0},
		"waited and was let in":  {Waiting, []Mark{there}, true, true, 0},
		"gave the place back":    {Left, nil, false, false, 0},
		"let in and sent back":   {Waiting, []Mark{there, away}, true, false, 1},
		"registered, not marked": {Registered, []Mark{}, true, false, 0},
	} {
		row, listed := Attendee{Registration: Registration{Hold: tt.hold}, Name: "A B", Marks: tt.marks}.row()
		if listed != tt.listed || row.Present != tt.present || len(row.Corrections) != tt.corrections || (row.At != nil) != (len(tt.marks) > 0) {
			t.Errorf("%s: %+v, listed %v", name, row, listed)
		}
	}
}
