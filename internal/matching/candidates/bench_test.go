package candidates

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"domubiedrs/internal/matching/matchingtest"
)

// processor is the processor time of this process so far, of all cores.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peak is the most memory of this process so far, in MB.
func peak(b *testing.B) float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return float64(used.Maxrss) / 1024
}

// BenchmarkBest finds the best 50 of everybody. The largest size takes most of
// a minute, with making the people: name it to run it.
func BenchmarkBest(b *testing.B) {
	for _, size := range [][2]int{{1000, 400}, {10000, 4000}, {100000, 40000}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			mentees, mentors := matchingtest.NewCrowd(b, 1).People(size[0], size[1])
			began := processor(b)
			p := matchingtest.Pool(b, matchingtest.Setting(), mentees, mentors)
			read := processor(b) - began
			runtime.GC()
			began = processor(b)
			pairs := 0
			for b.Loop() {
				lists, _ := Best(p, 50, nil)
				pairs = len(lists.Pairs)
			}
			b.ReportMetric(float64((processor(b)-began).Milliseconds())/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(read.Milliseconds()), "reading-cpu-ms")
			b.ReportMetric(float64(pairs), "pairs")
			b.ReportMetric(peak(b), "peak-MB")
		})
	}
}

// BenchmarkAll is every allowed pair of a large programme.
func BenchmarkAll(b *testing.B) {
	mentees, mentors := matchingtest.NewCrowd(b, 1).People(1000, 500)
	p := matchingtest.Pool(b, matchingtest.Setting(), mentees, mentors)
	for b.Loop() {
		All(p, nil)
	}
}

func BenchmarkScore(b *testing.B) {
	mentees, mentors := matchingtest.NewCrowd(b, 1).People(20, 20)
	p := matchingtest.Pool(b, matchingtest.Setting(), mentees, mentors)
	for i := 0; b.Loop(); i++ {
		p.Score(i%20, i/20%20)
	}
}
