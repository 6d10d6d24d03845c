package sheet

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"domubiedrs/internal/i18n"
)

// large is a file of applications: 20 columns, among them long answers.
func large(t testing.TB, format Format, rows int) []byte {
	t.Helper()
	d := Document{Name: "Pieteikumi", Lang: i18n.LV, Made: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	for i := range 20 {
		d.Columns = append(d.Columns, Column{Title: fmt.Sprintf("Jautājums %d", i+1), Kind: []Kind{Text, Text, Number, Date}[i%4]})
	}
	var out bytes.Buffer
	err := Write(&out, format, d, func(yield func([]string, error) bool) {
		for n := range rows {
			cells := make([]string, 20)
			for i := range cells {
				cells[i] = []string{fmt.Sprintf("Bērziņa %d", n), "Vēlos attīstīt datu analīzes prasmes un saprast, kā tās lietot savā darbā; tas ir garāks teksts.",
					fmt.Sprint(n % 40), time.Date(1960+n%45, 5, 1+n%28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}[i%4]
			}
			if !yield(cells, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestMemoryIsSmall: reading 10,000 rows keeps few of them.
func TestMemoryIsSmall(t *testing.T) {
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for _, format := range []Format{XLSX, CSV} {
		file := large(t, format, 10_000)
		before, most, rows := live(), uint64(0), 0
		for row, err := range open(t, file).Rows() {
			if err != nil || len(row.Cells) != 20 {
				t.Fatalf("%d cells, %v", len(row.Cells), err)
			}
			if rows++; rows%2000 == 0 {
				most = max(most, live())
			}
		}
		t.Logf("%s: a file of %d kB, %d kB of memory", format, len(file)>>10, (most-min(before, most))>>10)
		if rows != 10_000 || most > before+8<<20 {
			t.Errorf("%s: %d rows, %d MB more than before", format, rows, (most-before)>>20)
		}
		runtime.KeepAlive(file)
	}
}

func BenchmarkRead(b *testing.B) {
	for _, format := range []Format{XLSX, CSV} {
		file := large(b, format, 10_000)
		b.Run(string(format)+"-10000", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				rows := 0
				for _, err := range open(b, file).Rows() {
					if err != nil {
						b.Fatal(err)
					}
					rows++
				}
				if rows != 10_000 {
					b.Fatalf("%d rows", rows)
				}
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []Format{XLSX, CSV} {
		b.Run(string(format)+"-10000", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				large(b, format, 10_000)
			}
		})
	}
}
