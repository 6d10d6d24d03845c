package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"domubiedrs/internal/fault"
)

// deflated packs a text that is repeated, without making it: the packed form of
// a whole block can stand any number of times.
func deflated(t testing.TB, block string, times int, tail string) (packed []byte, size uint64) {
	t.Helper()
	pack := func(text string) []byte {
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil { // ends on a whole byte, open for more
			t.Fatal(err)
		}
		return out.Bytes()
	}
	packed = append(bytes.Repeat(pack(block), times), pack(tail)...)
	return append(packed, 1, 0, 0, 0xff, 0xff), uint64(len(block)*times + len(tail)) // an empty last block
}

// bomb is a workbook whose part unpacks to head, block as often as told, and
// nothing more. claimed is the size in the archive; 0 for the true one.
func bomb(t testing.TB, name, head, block string, times int, claimed uint64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range office("") {
		if p.name == name {
			continue
		}
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(p.content)); err != nil {
			t.Fatal(err)
		}
	}
	blocks, size := deflated(t, block, times, "")
	first, n := deflated(t, head, 1, "")
	packed := append(first[:len(first)-5], blocks...)
	if size += n; claimed == 0 {
		claimed = size
	}
	f, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(nil),
		CompressedSize64: uint64(len(packed)), UncompressedSize64: claimed})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(packed); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	sheetPath  = "xl/worksheets/sheet1.xml"
	sheetStart = "<worksheet><sheetData>" + headXML
)

// TestBombs measures what SEC-19 asks for: refused within a second, in little
// memory.
func TestBombs(t *testing.T) {
	mega := func(unit string) string { return strings.Repeat(unit, 1<<20/len(unit)) }
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"2 GB of blanks":           {bomb(t, sheetPath, sheetStart, mega(" "), 2048, 0), "sheet.fault.unzipped"},
		"2 GB of empty rows":       {bomb(t, sheetPath, sheetStart, mega("<row/>"), 2049, 0), "sheet.fault.unzipped"},
		"2 GB in a picture":        {bomb(t, "xl/media/image1.png", "x", mega(" "), 2048, 0), "sheet.fault.unzipped"},
		"2 GB that claim 1 kB":     {bomb(t, sheetPath, sheetStart, mega(" "), 2048, 1024), "sheet.fault.broken-at"},
		"2 GB that claim 90 MB":    {bomb(t, sheetPath, sheetStart, mega(" "), 2048, 90<<20), "sheet.fault.broken-at"},
		"2 GB, claims overflow":    {bomb(t, sheetPath, sheetStart, mega(" "), 2048, 1<<63), "sheet.fault.unzipped"},
		"90 MB in one text":        {bomb(t, sheetPath, sheetStart+`<row r="2"><c r="A2"><v>`, mega("x"), 90, 0), "sheet.fault.broken-at"},
		"90 MB in one comment":     {bomb(t, sheetPath, sheetStart+`<!--`, mega("x"), 90, 0), "sheet.fault.broken-at"},
		"90 MB in one attribute":   {bomb(t, sheetPath, sheetStart+`<row a="`, mega("x"), 90, 0), "sheet.fault.broken-at"},
		"90 MB of one column":      {bomb(t, sheetPath, sheetStart+`<row r="2">`, mega(`<c><v>1</v></c>`), 90, 0), "sheet.fault.columns"},
		"90 MB of attributes":      {bomb(t, sheetPath, sheetStart+`<row `, mega(`a="" `), 90, 0), "sheet.fault.broken-at"},
		"an unknown entity":        {bomb(t, sheetPath, `<!DOCTYPE x [<!ENTITY a "aaaa">]>`+sheetStart+`<row r="2"><c r="A2"><v>&a;`, "x", 1, 0), "sheet.fault.broken-at"},
		"too many parts":           {many(t, maxParts), "sheet.fault.unzipped"},
		"sheets without a number":  {zipped(t, office(sheetXML(headXML), part{"xl/workbook.xml", "<workbook>" + strings.Repeat("<sheet/>", 10_000)})...), "sheet.fault.broken"},
		"relations without number": {zipped(t, office(sheetXML(headXML), part{"xl/_rels/workbook.xml.rels", "<R>" + manyRelations(10_000)})...), "sheet.fault.broken"},
	} {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := worked(t)
			got := firstFault(c.file, Limits{})
			took := worked(t) - start
			runtime.ReadMemStats(&after)
			if got == nil || got.Key != c.key || !fault.Is(got, fault.Invalid, fault.TooLarge) {
				t.Fatalf("%v, want %s", got, c.key)
			}
			allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("a file of %d kB: %v, %d MB of memory in all", len(c.file)>>10, took.Round(time.Millisecond), allocated)
			if took > time.Second || allocated > 64 {
				t.Errorf("took %v and %d MB", took, allocated)
			}
		})
	}
}

// worked is how long the processor has worked for this process: what else the
// machine does is no fault of a bomb.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		t.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func many(t testing.TB, parts int) []byte {
	all := office(sheetXML(headXML))
	for i := range parts {
		all = append(all, part{fmt.Sprintf("xl/%d", i), ""})
	}
	return zipped(t, all...)
}

func manyRelations(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, `<R Id="%d" Type="x/worksheet" Target="a"/>`, i)
	}
	return out.String()
}

// TestDullWeight: a sheet within the limits that says nothing comes to an end as
// well, whatever it is made of.
func TestDullWeight(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{"rows": "<row/>", "elements": "<a/>", "starts": "<a>", "ends": "</a>", "texts": "x&#65;<a>", "cells": `<c r="A1"/>`} {
		head := sheetStart
		if name == "cells" {
			head += `<row r="2">`
		}
		got := firstFault(bomb(t, sheetPath, head, strings.Repeat(unit, 1<<18/len(unit)), 4, 0), Limits{})
		if got == nil || got.Key != "sheet.fault.broken-at" {
			t.Errorf("%s: %v", name, got)
		}
	}
}
