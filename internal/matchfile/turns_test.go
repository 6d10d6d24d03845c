package matchfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/matchfile"
)

// queue is three people alike in all but the day on which they applied, and one
// mentor with a place.
func queue(heading string, days ...string) string {
	text := "Vārds,Uzvārds,E-pasts,Vajadzība,Valodas,Tikšanās veids," + heading + "\n"
	for i, name := range []string{"Anna", "Baiba", "Cilda"} {
		text += name + ",Paraugs," + strings.ToLower(name) + "@example.org,Palīdzība ar datu analīzi,Latviešu,Attālināti," + days[i] + "\n"
	}
	return text
}

const oneMentor = `Vārds,Uzvārds,E-pasts,Piedāvājums,Valodas,Tikšanās veids,Vietu skaits
Egils,Mentors,egils@example.org,Palīdzēšu ar datu analīzi,Latviešu,Attālināti,1
`

func served(r *matchfile.Result) string {
	for i, j := range r.Mentor {
		if j >= 0 {
			return r.Mentees[i].Name
		}
	}
	return ""
}

func TestWhoWaitsLongestComesFirst(t *testing.T) {
	for _, heading := range []string{"Pieteikuma datums", "Gaida kopš", "Waiting since", "Timestamp"} {
		r := told(t, input(queue(heading, "2026-11-20", "03.11.2026", "2026-10-06 10:00"), oneMentor, ""))
		if served(r) != "Cilda Paraugs" {
			t.Errorf("%s: %q has the only place", heading, served(r))
		}
		said := strings.Join(r.Summary(), "\n")
		for _, want := range []string{"katra nedēļa kolonnā “" + heading + "” dod 1 punktu.", "Pierādīts, ka šiem cilvēkiem"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the summary lacks %q:\n%s", heading, want, said)
			}
		}
		if remarks := strings.Join(r.Remarks(), "\n"); strings.Contains(remarks, heading) {
			t.Errorf("%s is remarked upon:\n%s", heading, remarks)
		}
	}
}

func TestTheProofOfWhoComesFirstIsWritten(t *testing.T) {
	r := told(t, input(queue("Gaida kopš", "2026-11-20", "2026-11-06", ""), oneMentor, ""))
	var out bytes.Buffer
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Waiting     []struct{ Mentee, Since string }
		Certificate struct {
			Turn struct {
				Scale    int64
				Points   int
				Priority map[string]int
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	turn := got.Certificate.Turn
	if turn.Points != 200 || len(turn.Priority) != 1 || turn.Priority["baiba@example.org"] != 200 || turn.Scale == 0 {
		t.Errorf("two weeks longer are told as %+v", turn)
	}
	if len(got.Waiting) != 2 || got.Waiting[0].Since != "2026-11-20" || got.Waiting[1].Since != "" {
		t.Errorf("waiting: %+v", got.Waiting)
	}
	out.Reset()
	if err := r.WriteCSV(&out, "waiting"); err != nil || !strings.Contains(out.String(), "Gaida kopš") || !strings.Contains(out.String(), "2026-11-20") {
		t.Errorf("the table of who waits: %v\n%s", err, &out)
	}
}

const guided = "version: 1\nstart: guidelines\n"

func TestPriorityInARulesFile(t *testing.T) {
	days := []string{"2026-11-20", "2026-11-03", "2026-10-06"}
	for name, x := range map[string]struct{ rules, heading, want string }{
		"switched off":         {guided + "priority: {week: 0}\n", "Gaida kopš", "Anna Paraugs"},
		"a column by its name": {guided + "priority: {week: 3, since: Ierakstīts}\n", "Ierakstīts", "Cilda Paraugs"},
		"no usual name":        {guided, "Ierakstīts", "Anna Paraugs"},
	} {
		if got := served(told(t, input(queue(x.heading, days...), oneMentor, x.rules))); got != x.want {
			t.Errorf("%s: %q has the place, not %q", name, got, x.want)
		}
	}
	r := told(t, input(queue("Svarīgums", "0", "40", ""), oneMentor, guided+"priority: {heading: svarīgums}\n"))
	if served(r) != "Baiba Paraugs" || !strings.Contains(strings.Join(r.Summary(), "\n"), "punktu kolonnā “Svarīgums”") {
		t.Errorf("%q has the place:\n%s", served(r), strings.Join(r.Summary(), "\n"))
	}
	columns := "version: 1\nstart: nothing\ncolumns: {email: E-pasts}\nkey: email\npriority: {heading: Svarīgums}\n"
	if r := told(t, input(queue("Svarīgums", "0", "40", ""), oneMentor, columns)); served(r) != "Baiba Paraugs" {
		t.Errorf("by columns %q has the place", served(r))
	}
}

func TestDaysThatAreNone(t *testing.T) {
	r := told(t, input(queue("Iesniegts", "vakar", "2026-11-03", "2026-11-10"), oneMentor, ""))
	if remarks := strings.Join(r.Remarks(), "\n"); served(r) != "Baiba Paraugs" || !strings.Contains(remarks, "2. rinda: “vakar” kolonnā “Iesniegts” nav datums") {
		t.Errorf("%q has the place; remarks:\n%s", served(r), remarks)
	}
	r = told(t, input(queue("Cits", "2026-11-03", "", ""), oneMentor, guided+"priority: {week: 1}\n"))
	if remarks := strings.Join(r.Remarks(), "\n"); !strings.Contains(remarks, "gaidīšanas laiks neko nemaina") {
		t.Errorf("nothing says that no column was recognised:\n%s", remarks)
	}
	for name, x := range map[string]struct{ heading, first, rules, key string }{
		"no such column":    {"Iesniegts", "", "priority: {week: 1, since: Gaida}", "matchfile.fault.no-turn"},
		"no date":           {"Diena", "1/25/2026", "priority: {week: 1, since: Diena}", "matchfile.fault.day"},
		"not a number":      {"Punkti", "NaN", "priority: {heading: Punkti}", "matchfile.fault.priority"},
		"a negative number": {"Punkti", "-1", "priority: {heading: Punkti}", "matchfile.fault.priority"},
		"beyond reason":     {"Punkti", "99999999999999999999", "priority: {heading: Punkti}", "matchfile.fault.priority"},
	} {
		_, err := matchfile.Read(input(queue(x.heading, x.first, "", ""), oneMentor, guided+x.rules+"\n"))
		var source *matchfile.SourceError
		if !errors.As(err, &source) || source.Side != "mentee" || fault.As(source.Err) == nil || fault.As(source.Err).Key != x.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}
