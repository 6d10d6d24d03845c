package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/matching/assign"
)

// civilService are the rules of mentor-match's authors, as they ship.
func civilService(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../examples/civil-service/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// grades is a small office in the form of mentor-match's files.
const (
	gradesMentees = "first name,last name,email address,organisation,grade,profession,identity to match\nA,One,a@example.org,Joy,EO,Policy,x\nB,Two,b@example.org,Love,HEO,Law,y\nC,Three,c@example.org,Joy,SCS4,Law,\n"
	gradesMentors = "first name,last name,email address,organisation,grade,profession,characteristics\nM,Four,m@example.org,Love,SEO,Policy,x\nN,Five,n@example.org,Joy,SEO,Law,\n"
)

// paired is what the issue of such a file says.
type paired struct {
	Pairs []struct {
		Mentee, Mentor string
		Score          int
	}
	Served, Objective, Possible int
	Gap                         float64
}

func readPairs(t *testing.T, name string) (p paired) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMatchByGrades(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "pairs.json")
	said := must(t, nil, "match", "--mentees", write(t, "e.csv", gradesMentees), "--mentors", write(t, "o.csv", gradesMentors), "--rules", civilService(t),
		"--out", out, "--language", "en")
	p := readPairs(t, out)
	want := paired{Served: 2, Possible: 2, Objective: 22 + 19}
	for _, pair := range []struct {
		e, o  string
		score int
	}{{"a@example.org", "m@example.org", 22}, {"b@example.org", "n@example.org", 19}} {
		want.Pairs = append(want.Pairs, struct {
			Mentee, Mentor string
			Score          int
		}{pair.e, pair.o, pair.score})
	}
	p.Gap = 0
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{"Mentees: 3. Mentors: 2. Mentors’ places: 6.", "2 mentees have a mentor. No more can have one: this is proved.",
		"C Three: The rule “not one or two grades above” forbids 2 of 2 mentors."} {
		if !strings.Contains(said, part) {
			t.Errorf("the summary lacks %q:\n%s", part, said)
		}
	}
}

// TestMatchSamples holds the command to what SciPy's linear_sum_assignment finds
// for mentor-match's own files (scripts/peers/mentor_match.py), wherever the
// material lies beside the project. The rows are shuffled the second time.
func TestMatchSamples(t *testing.T) {
	t.Parallel()
	for sample, want := range map[string]paired{"small": {Served: 50, Objective: 973}, "large": {Served: 500, Objective: 11000}} {
		dir := filepath.Join("..", "..", "..", "shared", "data", "mentor-match", sample)
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			t.Logf("%s is not there", dir)
			continue
		}
		var first paired
		for run := range uint64(2) {
			files := [2]string{}
			for k, name := range []string{"mentees.csv", "mentors.csv"} {
				text, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				files[k] = write(t, name, string(text))
				if run > 0 {
					files[k] = write(t, name, shuffled(run, string(text)))
				}
			}
			out := filepath.Join(t.TempDir(), "pairs.json")
			must(t, nil, "match", "--mentees", files[0], "--mentors", files[1], "--rules", civilService(t), "--out", out)
			got := readPairs(t, out)
			if got.Served != want.Served || got.Objective != want.Objective || len(got.Pairs) != want.Served {
				t.Errorf("%s: %d served with %d points in %d pairs, want %+v", sample, got.Served, got.Objective, len(got.Pairs), want)
			}
			if run == 0 {
				first = got
			} else if diff := cmp.Diff(byMentee(first), byMentee(got)); diff != "" {
				t.Errorf("%s, rows shuffled: %s", sample, diff)
			}
		}
	}
}

func byMentee(p paired) map[string]string {
	pairs := map[string]string{}
	for _, pair := range p.Pairs {
		pairs[pair.Mentee] = pair.Mentor
	}
	return pairs
}

// shuffled brings the rows in another order; no cell of these files has a line
// end.
func shuffled(seed uint64, text string) string {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(lines)-1, func(a, b int) { lines[a+1], lines[b+1] = lines[b+1], lines[a+1] })
	return strings.Join(lines, "\n")
}

const smallInstance = "# three mentees\n3 2 4 -5\n1 1\n0 0 7\n1 0 9\n1 1 4\n2 1 1\n"

func TestMatchInstance(t *testing.T) {
	t.Parallel()
	in, err := assign.ReadInstance(strings.NewReader(smallInstance))
	if err != nil {
		t.Fatal(err)
	}
	for objective, want := range map[string]int64{"": 7 + 4 - 5, "total": 7 + 4 - 5, "coverage": 7 + 4 - 5, "fair": 7 + 4 - 5} {
		args := []string{"match", "--instance", write(t, "a.txt", smallInstance), "--out", filepath.Join(t.TempDir(), "a.solution")}
		if objective != "" {
			args = append(args, "--objective", objective)
		}
		said := must(t, nil, args...)
		var figures map[string]float64
		if err := json.Unmarshal([]byte(last(said)), &figures); err != nil {
			t.Fatalf("%q: %v", said, err)
		}
		for _, key := range []string{"objective", "served", "pairs", "solve_ms", "cpu_ms", "rss_mb", "gap"} {
			if _, there := figures[key]; !there {
				t.Errorf("%s: no %s in %s", objective, key, said)
			}
		}
		if len(figures) != 7 || int64(figures["objective"]) != want || figures["served"] != 2 || figures["pairs"] != 4 || figures["gap"] >= 1 {
			t.Errorf("%s: %s, want an objective of %d", objective, said, want)
		}
		text, err := os.ReadFile(args[4])
		if err != nil {
			t.Fatal(err)
		}
		r, err := assign.ReadSolution(bytes.NewReader(text), in)
		if err != nil || r.Objective != want || r.Served != 2 {
			t.Errorf("%s: the solution is read as %+v, %v", objective, r, err)
		}
		if err == nil && objective == "" {
			if err := assign.Verify(in, r); err != nil {
				t.Errorf("the solution's certificate: %v", err)
			}
		}
	}
}

func TestMatchRefuses(t *testing.T) {
	t.Parallel()
	e, o := write(t, "e.csv", gradesMentees), write(t, "o.csv", gradesMentors)
	people := []string{"--mentees", e, "--mentors", o, "--language", "en"}
	with := func(more ...string) []string { return append(append([]string{}, people...), more...) }
	for what, tt := range map[string]struct {
		args []string
		err  string
	}{
		"nothing":                {nil, "--mentees and --mentors are both needed"},
		"one side":               {[]string{"--mentees", e}, "--mentees and --mentors are both needed"},
		"both modes":             {with("--instance", e), "--instance stands alone"},
		"an instance, no place":  {[]string{"--instance", e}, "--instance needs --out"},
		"no such file":           {[]string{"--mentees", e + "x", "--mentors", o}, "--mentees cannot be read"},
		"no such rules":          {with("--rules", e+"x"), "--rules cannot be read"},
		"no such kind":           {with("--out", "pairs.pdf"), "--out must end with .xlsx, .csv or .json"},
		"over an input":          {with("--out", e), "--out would overwrite"},
		"no such objective":      {with("--objective", "best"), "--objective"},
		"a strange rule":         {with("--rules", write(t, "r.yaml", "version: 1\nweights:\n  charm: 3\n")), "--rules: Line 3: The word “charm” is not known here."},
		"no list":                {with("--shortlist", "0"), "--shortlist must be 1 to 20"},
		"no spreadsheet":         {[]string{"--mentees", write(t, "a.xlsx", "%PDF-1.7"), "--mentors", o, "--language", "en"}, "--mentees: "},
		"a person twice":         {[]string{"--mentees", write(t, "twice.csv", gradesMentees+"A,One,A@example.org,Joy,EO,Policy,x\n"), "--mentors", o, "--language", "en"}, "--mentees: “A@example.org” stands twice: in rows 2 and 5; see"},
		"a broken mapping":       {with("--mapping", e), "--mapping: "},
		"a strange column":       {with("--mapping", write(t, "m.json", `{"columns":{"Krāsa":"need"}}`)), "“Krāsa”"},
		"nobody of that name":    {with("--explain", "Z"), "There is no “Z” in the mentees’ file; see"},
		"a broken instance":      {[]string{"--instance", write(t, "i.txt", "1 1 1 0\n1\n0 5 7\n"), "--out", "s"}, "--instance: line 3: no such mentor"},
		"an instance too short":  {[]string{"--instance", write(t, "i.txt", "1 1 1 0\n"), "--out", "s"}, "--instance: line 2: the file ends too early"},
		"an instance of letters": {[]string{"--instance", write(t, "i.txt", "NaN 1 1 0\n"), "--out", "s"}, "--instance: line 1: a whole number is expected"},
	} {
		a := call(t, nil, append([]string{"match"}, tt.args...)...)
		if a.code != exitWrong || !strings.Contains(a.err, tt.err) || a.out != "" || strings.Contains(a.err, "⟦") {
			t.Errorf("%s: exit code %d, out %q, err %q", what, a.code, a.out, a.err)
		}
	}
}

// countdown is a context that is asked so many times before it is canceled.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestMatchStopped stops the command at one question after another. What was
// there before stays, until all the new files are whole.
func TestMatchStopped(t *testing.T) {
	t.Parallel()
	e, o := write(t, "e.csv", gradesMentees), write(t, "o.csv", gradesMentors)
	for _, name := range []string{"p.json", "p.csv", "p.xlsx", "p.solution"} {
		dir := t.TempDir()
		out := filepath.Join(dir, name)
		args := []string{"match", "--mentees", e, "--mentors", o, "--rules", civilService(t), "--out", out}
		if name == "p.solution" {
			args = []string{"match", "--instance", write(t, "a.txt", smallInstance), "--out", out}
		}
		if err := os.WriteFile(out, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
		stopped := 0
		for questions := int64(0); ; questions++ {
			ctx := &countdown{Context: t.Context()}
			ctx.left.Store(questions)
			var said, errs bytes.Buffer
			if run(ctx, args, nil, nil, &said, &errs) == exitDone {
				break
			}
			stopped++
			files, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(out)
			if err != nil || string(text) != "before" || len(files) != 1 || said.Len() > 0 || errs.String() != "domubiedrs: stopped before the end.\n" {
				t.Fatalf("%s, stopped at question %d: %q in the file, %d files, out %q, err %q, %v", name, questions, text, len(files), &said, &errs, err)
			}
		}
		if text, err := os.ReadFile(out); err != nil || string(text) == "before" || stopped < 2 {
			t.Errorf("%s: stopped %d times, then the file holds %q, %v", name, stopped, text, err)
		}
	}
}

// TestMatchInterrupted sends a running process what Ctrl-C sends, while it reads
// an instance that never ends.
func TestMatchInterrupted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe, out := filepath.Join(dir, "pipe"), filepath.Join(dir, "a.solution")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	c := command(t, nil, "match", "--instance", pipe, "--out", out)
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until the process reads
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	comment := []byte(strings.Repeat(fmt.Sprintln("# so on"), 1000))
	for err == nil {
		_, err = w.Write(comment)
	}
	if !errors.Is(err, syscall.EPIPE) {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != exitFailed || errs.String() != "domubiedrs: stopped before the end.\n" {
		t.Errorf("%v, err %q", err, &errs)
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is written: %v", err)
	}
}
