package wishfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/plan"
)

func source(name, text string) matchfile.Source {
	return matchfile.Source{Name: name, Text: strings.NewReader(text), Size: int64(len(text))}
}

func read(t testing.TB, rows string) *Wishes {
	t.Helper()
	w, err := Read(source("wishes.csv", rows), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func solve(t testing.TB, w *Wishes) *Result {
	t.Helper()
	r, err := w.Solve(nil)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return r.In(texts.For(i18n.EN))
}

var load = sync.OnceValues(i18n.Load)

// named are the pairs by the people's names.
func (r *Result) named() map[string]string {
	pairs := map[string]string{}
	for _, p := range r.pairs() {
		pairs[r.People[mentees][p.mentee].Called()] = r.People[mentors][p.mentor].Called()
	}
	return pairs
}

const head = "side,person,rank,other,places\n"

func TestWishes(t *testing.T) {
	for name, tt := range map[string]struct {
		rows     string
		want     map[string]string
		possible int
	}{
		"the mentor decides between two": {"mentee,A,1,M,\nmentee,B,1,M,\nmentor,M,1,B,\nmentor,M,2,A,\n", map[string]string{"B": "M"}, 1},
		"a refusal is never overruled":   {"mentee,A,1,M,\nmentor,M,no,A,\n", map[string]string{}, 0},
		"who ranks somebody accepts nobody else": {"mentee,A,1,M,\nmentor,M,1,B,\nmentee,B,1,M,\nmentor,N,1,A,\n",
			map[string]string{"B": "M"}, 1},
		"a star lets the rest come last":   {"mentee,A,1,M,\nmentee,A,9,*,\nmentor,M,no,A,\nmentor,N,1,A,\n", map[string]string{"A": "N"}, 1},
		"a star refuses the rest":          {"mentee,A,no,*,\nmentor,M,1,A,\n", map[string]string{}, 0},
		"who says nothing accepts anybody": {"mentor,M,1,A,2\nmentor,M,2,B,2\n", map[string]string{"A": "M", "B": "M"}, 2},
		"no place, no pair":                {"mentor,M,1,A,0\n", map[string]string{}, 0},
		"Latvian words":                    {"mentorējamā,A,nē,M,\nMentors,N,1,A,\nmentors,M,1,A,\n", map[string]string{"A": "N"}, 1},
		"ties serve more":                  {"mentee,A,1,M,\nmentee,A,1,N,\nmentee,B,1,M,\nmentor,M,1,A,\nmentor,M,1,B,\nmentor,N,1,A,\n", map[string]string{"A": "N", "B": "M"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := solve(t, read(t, head+tt.rows))
			if diff := cmp.Diff(tt.want, r.named()); diff != "" || r.Possible != tt.possible {
				t.Errorf("possible %d, want %d\n%s", r.Possible, tt.possible, diff)
			}
		})
	}
}

// lottery makes rows of random wishes with the ranks that they stand for: of
// mentee i for mentor j and the other way round, 0 for no.
func lottery(r *rand.Rand, n, m int) (rows []string, ranks [2][][]int, places []int32) {
	size := [2]int{n, m}
	name := [2]string{"e", "o"}
	places = make([]int32, m)
	for j := range places {
		places[j] = int32(r.IntN(3))
		rows = append(rows, fmt.Sprintf("mentor,o%d,no,nobody,%d", j, places[j]))
	}
	for i := range n {
		rows = append(rows, fmt.Sprintf("mentee,e%d,no,nowhere,", i))
	}
	for side := range ranks {
		ranks[side] = make([][]int, size[side])
		for i := range ranks[side] {
			ranks[side][i] = make([]int, size[1-side])
			picky, rest := false, -1
			for k := range ranks[side][i] {
				switch r.IntN(4) {
				case 0:
					ranks[side][i][k] = -1 // not said
					continue
				case 1:
					rows = append(rows, fmt.Sprintf("%s,%s%d,,%s%d,", sideNames[side], name[side], i, name[1-side], k))
				default:
					ranks[side][i][k] = 1 + r.IntN(3)
					picky = true
					rows = append(rows, fmt.Sprintf("%s,%s%d,%d,%s%d,", sideNames[side], name[side], i, ranks[side][i][k], name[1-side], k))
				}
			}
			if r.IntN(3) == 0 {
				rest = r.IntN(3)
				rows = append(rows, fmt.Sprintf("%s,%s%d,%s,*,", sideNames[side], name[side], i, []string{"no", "1", "2"}[rest]))
			}
			for k, rank := range ranks[side][i] {
				switch {
				case rank >= 0:
				case rest >= 0:
					ranks[side][i][k] = rest
				case picky:
					ranks[side][i][k] = 0
				default:
					ranks[side][i][k] = 1 << 30
				}
			}
		}
	}
	return rows, ranks, places
}

// TestAgainstEveryChoice compares with all matchings of small files: what is
// found is one that nobody would leave, not much smaller than the largest such,
// and the order of the rows makes no difference.
func TestAgainstEveryChoice(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n, m := 1+random.IntN(4), 1+random.IntN(3)
		rows, ranks, places := lottery(random, n, m)
		r := solve(t, read(t, head+strings.Join(rows, "\n")))
		largest, size := 0, 0
		every(n, m, func(mentor []int) {
			if fits(mentor, ranks, places) && blocking(mentor, ranks, places) == 0 {
				largest = max(largest, count(mentor))
			}
		})
		found := make([]int, n)
		for i := range found {
			found[i] = -1
			if o, served := r.named()[fmt.Sprintf("e%d", i)]; served {
				found[i] = int(o[1] - '0')
			}
		}
		size = count(found)
		if !fits(found, ranks, places) || blocking(found, ranks, places) > 0 || size*3 < largest*2 || r.Possible < largest {
			t.Fatalf("found %v of %d, largest %d, possible %d\n%s", found, size, largest, r.Possible, strings.Join(rows, "\n"))
		}
		random.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		if diff := cmp.Diff(r.named(), solve(t, read(t, head+strings.Join(rows, "\n"))).named()); diff != "" {
			t.Fatalf("rows shuffled: %s", diff)
		}
	}
}

func every(n, m int, see func([]int)) {
	mentor := make([]int, n)
	var choose func(i int)
	choose = func(i int) {
		if i == n {
			see(mentor)
			return
		}
		for j := -1; j < m; j++ {
			mentor[i] = j
			choose(i + 1)
		}
	}
	choose(0)
}

func count(mentor []int) (n int) {
	for _, j := range mentor {
		if j >= 0 {
			n++
		}
	}
	return n
}

func fits(mentor []int, ranks [2][][]int, places []int32) bool {
	taken := make([]int32, len(places))
	for i, j := range mentor {
		if j < 0 {
			continue
		}
		if taken[j]++; taken[j] > places[j] || ranks[mentees][i][j] == 0 || ranks[mentors][j][i] == 0 {
			return false
		}
	}
	return true
}

func blocking(mentor []int, ranks [2][][]int, places []int32) (n int) {
	for i, has := range mentor {
		for j := range places {
			mine, theirs := ranks[mentees][i][j], ranks[mentors][j][i]
			if mine == 0 || theirs == 0 || places[j] == 0 || has >= 0 && mine >= ranks[mentees][i][has] {
				continue
			}
			taken, worse := int32(0), false
			for k, other := range mentor {
				if other == j {
					taken++
					worse = worse || ranks[mentors][j][k] > theirs
				}
			}
			if taken < places[j] || worse {
				n++
			}
		}
	}
	return n
}

func TestBadRows(t *testing.T) {
	for rows, want := range map[string]struct {
		line int
		key  string
	}{
		"x,A,1,M,":                             {2, "wishfile.fault.side"},
		"mentee,A,1,,":                         {2, "wishfile.fault.unnamed"},
		"mentee,,1,M,":                         {2, "wishfile.fault.unnamed"},
		"mentee,A,0,M,":                        {2, "wishfile.fault.rank"},
		"mentee,A,1.5,M,":                      {2, "wishfile.fault.rank"},
		"mentee,A,first,M,":                    {2, "wishfile.fault.rank"},
		"mentee,A,100001,M,":                   {2, "wishfile.fault.rank"},
		"mentee,A,1,a,":                        {2, "wishfile.fault.self"},
		"mentee,A,1,M,\nmentee, a ,2,M,":       {3, "wishfile.fault.twice"},
		"mentor,M,1,A,x":                       {2, "wishfile.fault.places"},
		"mentor,M,1,A,-1":                      {2, "wishfile.fault.places"},
		"mentor,M,1,A,1\n\nmentor,M,1,B,2":     {4, "wishfile.fault.places-differ"},
		"mentee,a@example.org,1,A@example.org": {2, "wishfile.fault.self"},
	} {
		_, err := Read(source("wishes.csv", head+rows), nil, nil)
		var p *Problem
		if !errors.As(err, &p) || p.Line != want.line || p.Err.Key != want.key {
			t.Errorf("%q: %v, want %s in row %d", rows, err, want.key, want.line)
		}
	}
	for _, missing := range []string{"side", "person", "rank", "other"} {
		header := strings.Replace(head, missing, "zzz", 1)
		if _, err := Read(source("wishes.csv", header+"a,b,c,d,e"), nil, nil); fault.As(err) == nil || fault.As(err).Key != "wishfile.fault.column."+lacks+missing {
			t.Errorf("without %s: %v", missing, err)
		}
	}
}

const (
	people  = "first name,last name,email address,places\nA,One,a@example.org,\nB,Two,b@example.org,\n"
	helpers = "first name,last name,email address,organisation,places\nM,Three,m@example.org,Joy,1\nN,Four,n@example.org,Love,2\n"
)

func round(t *testing.T) (*matchfile.Round, *plan.Plan) {
	t.Helper()
	r, err := matchfile.Read(matchfile.Input{Mentees: source("e.csv", people), Mentors: source("o.csv", helpers)})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(r.Order)
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

// TestWithTwoFiles: the people are those of the files, whatever the wishes say.
func TestWithTwoFiles(t *testing.T) {
	r, p := round(t)
	w, err := Read(source("wishes.csv", head+"mentee,a one,1,M@example.org,\nmentee,B Two,1,M Three,\nmentee,B Two,2,N Four,\n"), r, p)
	if err != nil {
		t.Fatal(err)
	}
	got := solve(t, w)
	if diff := cmp.Diff(map[string]string{"A One": "M Three", "B Two": "N Four"}, got.named()); diff != "" {
		t.Error(diff)
	}
	var problem *Problem
	if _, err := Read(source("wishes.csv", head+"mentee,A One,1,Nobody,\n"), r, p); !errors.As(err, &problem) || problem.Err.Key != "wishfile.fault.stranger.mentor" {
		t.Error(err)
	}
	p.Lists.First, p.Lists.Pairs = []int{0, 0, 0}, nil // rules forbid every pair
	if got := solve(t, w); got.Served() != 0 || got.Possible != 0 {
		t.Errorf("%d served against the rules", got.Served())
	}
}

// TestCheckRefusesWhatIsWrong, whoever found it.
func TestCheckRefusesWhatIsWrong(t *testing.T) {
	w := read(t, head+"mentee,A,1,M,\nmentee,A,2,N,\nmentee,B,1,M,\nmentee,C,no,M,\nmentor,M,1,A,\nmentor,M,2,B,\nmentor,M,3,C,\nmentor,N,1,A,\nmentor,N,1,B,\n")
	r := solve(t, w)
	for what, mentor := range map[string][]int32{
		"a pair blocks":         {1, 0, -1},
		"nobody has anybody":    {-1, -1, -1},
		"a refused mentor":      {1, -1, 0},
		"too many":              {0, 0, -1},
		"not on anybody's list": {0, 1, -1},
	} {
		if _, err := w.check(mentor); !errors.Is(err, ErrUnsound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := w.check(r.Mentor); err != nil {
		t.Error(err)
	}
}

func TestWhatIsWritten(t *testing.T) {
	r := solve(t, read(t, head+"mentee,Anna,1,Mārtiņš,\nmentee,Berta,1,Mārtiņš,\nmentor,Mārtiņš,1,Berta,\nmentor,Mārtiņš,1,Anna,\nmentee,Cilda,no,Mārtiņš,\n"))
	said := strings.Join(r.Summary(), "\n")
	for _, text := range []string{"Mentees: 3. Mentors: 1. Mentors’ places: 1.", "1 mentee has a mentor. No more can have one", "both rather have each other", "Cilda: There is no mentor whom both sides accept",
		"The places of 1 mentor went to others"} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not in\n%s", text, said)
		}
	}
	var b bytes.Buffer
	var all result
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Pairs) != 1 || all.Served != 1 || all.Possible != 1 || all.Blocking != 0 || len(all.Waiting) != 2 || all.Pairs[0].MenteeRank != 1 {
		t.Errorf("%+v", all)
	}
	for _, name := range Tables {
		b.Reset()
		if err := r.WriteCSV(&b, name); err != nil || b.Len() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.WriteBook(&b); err != nil {
		t.Error(err)
	}
}
