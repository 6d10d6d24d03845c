package assign_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/matching/assign"
)

func TestInstanceRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		in := small(r)
		var file bytes.Buffer
		if err := assign.WriteInstance(&file, in); err != nil {
			t.Fatal(err)
		}
		got, err := assign.ReadInstance(&file)
		if err != nil {
			t.Fatal(err)
		}
		same := func(a, b []assign.Pair) bool { return len(a) == len(b) && (len(a) == 0 || cmp.Equal(a, b)) }
		if diff := cmp.Diff(in, got, cmp.Comparer(same), cmp.Comparer(func(a, b []int32) bool { return string(bytesOf(a)) == string(bytesOf(b)) })); diff != "" {
			t.Fatal(diff)
		}
	}
}

func bytesOf(list []int32) (out []byte) {
	for _, v := range list {
		out = append(out, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return out
}

func TestReadInstanceAcceptsCommentsAndAnyOrderInAList(t *testing.T) {
	got, err := assign.ReadInstance(strings.NewReader("# a programme\n3 2 3 -5 # sizes\n1\n 2\n\n0 1 7\r\n0 0 -3\n# none for 1\n2 1 4"))
	if err != nil {
		t.Fatal(err)
	}
	want := &assign.Instance{First: []int{0, 2, 2, 3}, Pairs: []assign.Pair{{Mentor: 0, Score: -3}, {Mentor: 1, Score: 7}, {Mentor: 1, Score: 4}}, Capacity: []int32{1, 2}, Unmatched: -5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadInstanceTellsWhatIsWrongAndWhere(t *testing.T) {
	for text, want := range map[string]assign.InputError{
		"":                              {Problem: assign.TooShort, Line: 1},
		"1 1 1":                         {Problem: assign.TooShort, Line: 1},
		"1 1 1\n0":                      {Problem: assign.BadNumber, Line: 1},
		"2000000 1 1 0":                 {Problem: assign.TooManyMentees, Line: 1},
		"1 2000000 1 0":                 {Problem: assign.TooManyMentors, Line: 1},
		"1 1 3000000000 0":              {Problem: assign.TooManyPairs, Line: 1},
		"1 1 2000000000 0\n1\n0 0 1\n":  {Problem: assign.TooShort, Line: 4},
		"-1 1 1 0":                      {Problem: assign.BadNumber, Line: 1, Value: -1},
		"1 1 1 -2000000000":             {Problem: assign.BadUnmatched, Line: 1},
		"1 1 1 2000000\n":               {Problem: assign.BadUnmatched, Line: 1, Value: 2000000},
		"1 1 1 0 9\n":                   {Problem: assign.TooLong, Line: 1},
		"1 1 1 0\n-1\n":                 {Problem: assign.BadCapacity, Line: 2, Value: -1},
		"1 1 1 0\n1\n0 0 x\n":           {Problem: assign.BadNumber, Line: 3},
		"1 1 1 0\n1\n0 0 NaN\n":         {Problem: assign.BadNumber, Line: 3},
		"1 1 1 0\n1\n0 0 1.5\n":         {Problem: assign.BadNumber, Line: 3},
		"1 1 1 0\n1\n0 0 -\n":           {Problem: assign.BadNumber, Line: 3},
		"1 1 1 0\n1\n0 0 1000001\n":     {Problem: assign.BadScore, Line: 3},
		"1 1 1 0\n1\n0 1 1\n":           {Problem: assign.BadMentor, Line: 3},
		"1 1 1 0\n1\n0 -1 1\n":          {Problem: assign.BadMentor, Line: 3},
		"1 1 1 0\n1\n1 0 1\n":           {Problem: assign.BadMentee, Line: 3},
		"2 1 2 0\n1\n1 0 1\n0 0 1\n":    {Problem: assign.Unsorted, Line: 4},
		"1 1 1 0\n1\n0 0 1\n0 0 2\n":    {Problem: assign.TooLong, Line: 4},
		"1 2 2 0\n1 1\n0 1 1\n0 1 2\n":  {Problem: assign.Duplicate, Line: 4, Mentor: 1},
		"1 1 1 0\n1\n0 0\n1":            {Problem: assign.BadNumber, Line: 3},
		"0 1 1 0\n1\n0 0 1\n":           {Problem: assign.BadMentee, Line: 3},
		"1 1 1 0\n99999999999999999999": {Problem: assign.BadCapacity, Line: 2},
	} {
		_, err := assign.ReadInstance(strings.NewReader(text))
		var got *assign.InputError
		if !errors.As(err, &got) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if want.Problem != assign.Duplicate {
			want.Mentee, want.Mentor = -1, -1
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		if !strings.Contains(err.Error(), "line") {
			t.Errorf("%q: no line in %q", text, err)
		}
	}
}

func TestSolutionRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		in := small(r)
		solved, err := assign.Solve(in, assign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := assign.WriteSolution(&file, in, solved); err != nil {
			t.Fatal(err)
		}
		got, err := assign.ReadSolution(&file, in)
		if err != nil {
			t.Fatal(err)
		}
		if err := assign.Verify(in, got); err != nil {
			t.Errorf("after writing and reading: %v", err)
		}
	}
}

func TestReadSolutionRefuses(t *testing.T) {
	in := &assign.Instance{First: []int{0, 1, 1}, Pairs: []assign.Pair{{Mentor: 0, Score: 3}}, Capacity: []int32{1}}
	for text, want := range map[string]assign.Problem{
		"objective 3\nscale 3\nassign 0 0\n":                         assign.MissingCertificate,
		"objective 3\nassign 0 0\nprice 0 1\n":                       assign.MissingCertificate,
		"scale 3\nassign 0 0\nprice 0 1\n":                           assign.MissingCertificate,
		"objective 3\nscale 3\nassign 0 0\nassign 0 0\nprice 0 1\n":  assign.DuplicateMentee,
		"objective 3\nscale 3\nassign 2 0\nprice 0 1\n":              assign.BadMentee,
		"objective 3\nscale 3\nassign 0 1\nprice 0 1\n":              assign.BadMentor,
		"objective 3\nscale 3\nassign 0 0 0\nprice 0 1\n":            assign.TooLong,
		"objective 3\nscale 3\nassign 0 0\nprice 0 -1\n":             assign.BadNumber,
		"objective 3\nscale 3\nassign 0 0\nprize 0 1\n":              assign.UnknownWord,
		"objective 3\nscale 99999999999\nassign 0 0\nprice 0 1\n":    assign.BadNumber,
		"objective 3\nscale 3\nassign 0\n0\nprice 0 1\n":             assign.BadNumber,
		"objective 3 scale 3\nassign 0 0\nprice 0 1\nprice -1 0\n":   assign.TooLong,
		"objective 3\nscale 3\nassign 0 0\nprice 0 1\nprice -1 0\n":  assign.BadMentor,
		"objective 3\nscale 3\nassign 0 0\nprice 0 1\nOBJECTIVE 3\n": assign.UnknownWord,
	} {
		_, err := assign.ReadSolution(strings.NewReader(text), in)
		var got *assign.InputError
		if !errors.As(err, &got) || got.Problem != want {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func FuzzReadInstance(f *testing.F) {
	f.Add("3 2 3 -5\n1 2\n0 1 7\n0 0 -3\n2 1 4\n")
	f.Add("# x\n0 0 0 0\n\n")
	f.Add("1 1 1 0\n1\n0 0 1\n0 0 2\n")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := assign.ReadInstance(strings.NewReader(text))
		if err != nil {
			return
		}
		if err := in.Validate(); err != nil {
			t.Fatalf("read, and yet: %v", err)
		}
		if in.Mentees() > 200 || in.Mentors() > 200 {
			return
		}
		for _, o := range []assign.Objective{assign.Total, assign.Coverage, assign.Fair} {
			got, err := assign.Solve(in, assign.Options{Objective: o})
			if err != nil {
				t.Fatal(err)
			}
			if err := assign.Verify(in, got); err != nil {
				t.Fatal(err)
			}
		}
	})
}
