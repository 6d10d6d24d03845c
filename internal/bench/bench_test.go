package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

func TestSummary(t *testing.T) {
	var times []time.Duration
	for n := range 200 { // 200 … 1 ms, the longest first
		times = append(times, time.Duration(200-n)*time.Millisecond)
	}
	got := summary(times, 4*time.Second, time.Second)
	want := round{perSecond: 50, p50: 101 * time.Millisecond, p95: 191 * time.Millisecond, p99: 199 * time.Millisecond, cost: 5 * time.Millisecond}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(round{})); diff != "" {
		t.Error(diff)
	}
}

func TestMedian(t *testing.T) {
	for want, values := range map[int64][]int64{1: {1}, 2: {3, 1, 2}, 4: {4, 1, 9, 2}} {
		if got := median(values); got != want {
			t.Errorf("%v: %d, want %d", values, got, want)
		}
	}
}

func TestParseBenchmarks(t *testing.T) {
	got, err := parseBenchmarks(`goos: linux
BenchmarkSeal/sqlite-2     	   81056	     30000 ns/op	    4000 B/op	      51 allocs/op
BenchmarkSeal/sqlite-2     	   81056	     10000 ns/op	    4000 B/op	      51 allocs/op
BenchmarkSeal/sqlite-2     	   81056	     20000.5 ns/op	    4000 B/op	      51 allocs/op
BenchmarkLatency/postgres 	       2	 250000000 ns/op	       260.0 worst-ms	   10000 B/op	     120 allocs/op
ok  	domubiedrs/internal/vault	1.0s`)
	if err != nil {
		t.Fatal(err)
	}
	want := []microRecord{{"Seal/sqlite", 20000.5, 4000, 51}, {"Latency/postgres", 250e6, 10000, 120}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(microRecord{})); diff != "" {
		t.Error(diff)
	}
	if _, err := parseBenchmarks("ok  	domubiedrs/internal/vault	1.0s"); err == nil {
		t.Error("no benchmark at all was taken for a result")
	}
}

func TestWithin(t *testing.T) {
	limited := within("@font-face{src:url(a.woff2);unicode-range:U+20-7E,U+100,U+2013-2014}")
	for c, want := range map[rune]bool{'a': true, ' ': true, 'ā': false, 'Ā': true, '–': true, '\n': false, '→': false} {
		if limited(c) != want {
			t.Errorf("%q: %v", c, !want)
		}
	}
	if !within("@font-face{src:url(a.woff2)}")('ā') {
		t.Error("a font without a range does not cover all")
	}
}

func TestTheRecordMarksWhatIsMissed(t *testing.T) {
	start := []startRecord{{empty: 700 * time.Millisecond, again: 90 * time.Millisecond, atRest: 70 << 20}}
	page := pageRecord{scene{name: "Start page"}, []round{{perSecond: 1000, p50: time.Millisecond, p95: 30 * time.Millisecond, p99: time.Second}}}
	r := &record{options: options{rounds: 1, clients: 16}, kinds: []kindRecord{{kind: db.SQLite, version: "SQLite 3", starts: start,
		pages: []pageRecord{page}, weights: []weightRecord{{path: "/", html: 2000, total: 204_800, budget: budget}}}},
		intakes: []intakeRecord{{kind: db.SQLite, took: 11 * time.Second, memory: 100e6, alone: []pageRecord{page}}}}
	text := r.markdown()
	for _, line := range []string{"empty database | 700 ms **missed** |", "again | 90 ms |", "73.4 MB **missed**", "| 30 ms **missed** |", "| 204.8 **missed** |",
		"import | 11000 ms **missed** | < 10 s |", "memory at most | 100.0 MB | < 200 MB |", "| Start page | sqlite | 1 | 1000 | 1.00 ms | 30 ms **missed** |"} {
		if !strings.Contains(text, line) {
			t.Errorf("the record lacks %q:\n%s", line, text)
		}
	}
}

// TestMeasuringItself fills a place with few people and asks for every scene
// once, as a round of load does.
func TestMeasuringItself(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			url, dir := dbtest.Empty(t, kind)
			p := place{dir, url}
			version, err := p.fill(t.Context(), 130)
			if err != nil || !strings.Contains(version, " ") {
				t.Fatalf("version %q (%v)", version, err)
			}
			if err := p.apply(t.Context(), 120); err != nil {
				t.Fatal(err)
			}
			server := serverFor(t, p)
			for _, x := range slices.Concat(scenes, queueScenes) {
				asks, err := requests(t.Context(), &service{address: server}, x)
				if err != nil || len(asks) != len(x.paths) {
					t.Fatalf("%s: %d requests (%v)", x.name, len(asks), err)
				}
				times, err := client(t.Context(), strings.TrimPrefix(server, "http://"), asks, 0, time.Now().Add(100*time.Millisecond))
				if err != nil || len(times) == 0 {
					t.Errorf("%s: %d answers (%v)", x.name, len(times), err)
				}
				if signedIn := bytes.Contains(asks[0], []byte("Cookie:")); signedIn != (x.as != "") {
					t.Errorf("%s: signed in %v", x.name, signedIn)
				}
			}
			weights, err := weigh(t.Context(), &service{address: server})
			if err != nil || len(weights) != len(weighed) {
				t.Fatal(err)
			}
			for _, w := range weights {
				if w.zipped >= w.html || w.files == 0 || w.fonts == 0 || w.total != w.html+w.files+w.fonts {
					t.Errorf("%+v", w)
				}
			}
		})
	}
}
