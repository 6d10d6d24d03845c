package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"domubiedrs/internal/fault"
)

// maxParts bounds the parts of a workbook and the sheets that it lists, each with
// a place in memory.
const maxParts = 4096

var errParts = errors.New("the workbook has too many parts")

// workbook is an XLSX file (ECMA-376 part 1) that is open: its parts by name,
// and what its sheets share.
type workbook struct {
	parts    map[string]*zip.File // by lower-cased path without a leading slash
	limits   Limits
	shared   []string // texts that cells name by number, clean
	formats  []format // by the number of a cell's style
	from1904 bool
	sheets   []sheetPart // visible, in the order of the file
}

// The parts by which a file of Office is known.
const (
	contentTypes = "[content_types].xml"
	relations    = "_rels/.rels"
)

type sheetPart struct{ name, rel, path string }

// openXLSX prepares the first visible sheet that holds something and names the
// others.
func (t *Table) openXLSX(r io.ReaderAt, size int64, _ string) error {
	b, err := openWorkbook(r, size, t.limits)
	if err != nil {
		return err
	}
	for _, s := range b.sheets {
		filled, err := b.holdsSomething(s)
		switch {
		case t.lines != nil && (filled || err != nil):
			t.Others = append(t.Others, s.name)
		case t.lines != nil:
		case err != nil:
			return err
		case filled:
			t.Sheet, t.lines = s.name, func() iter.Seq2[line, error] { return b.lines(s) }
		}
	}
	if t.lines == nil {
		return faultEmpty()
	}
	return nil
}

func (b *workbook) holdsSomething(s sheetPart) (bool, error) {
	for l, err := range b.lines(s) {
		if err != nil {
			return false, err
		}
		if l.err != nil || l.filled() > 0 {
			return true, nil
		}
	}
	return false, nil
}

func openWorkbook(r io.ReaderAt, size int64, limits Limits) (*workbook, error) {
	b := &workbook{limits: limits}
	if err := b.unzip(r, size); err != nil {
		return nil, err
	}
	if err := b.refuse(); err != nil {
		return nil, err
	}
	main, err := b.main()
	if err != nil {
		return nil, err
	}
	if err := b.readWorkbook(main); err != nil {
		return nil, err
	}
	return b, b.readRelations(main)
}

// unzip lists the parts. Bombs end here: what the archive claims is added up
// before anything is unpacked, and what it claims is all that will be.
func (b *workbook) unzip(r io.ReaderAt, size int64) error {
	entries, err := count(r, size, zipEntry)
	if err != nil {
		return faultBroken(err)
	}
	if entries > maxParts {
		return faultUnzipped(b.limits.Unzipped)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return faultBroken(err)
	}
	b.parts = make(map[string]*zip.File, len(archive.File))
	left := uint64(b.limits.Unzipped)
	for _, f := range archive.File {
		if f.UncompressedSize64 > left {
			return faultUnzipped(b.limits.Unzipped)
		}
		left -= f.UncompressedSize64
		name := partName(f.Name)
		if _, twice := b.parts[name]; twice {
			return faultBroken(fmt.Errorf("part %q stands twice", name))
		}
		b.parts[name] = f
	}
	return nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// refuse tells other files from XLSX by their parts.
func (b *workbook) refuse() error {
	for name, f := range b.parts {
		switch {
		case path.Base(name) == "vbaproject.bin":
			return faultMacro()
		case path.Base(name) == "workbook.bin":
			return faultOld()
		case f.Flags&1 != 0:
			return faultEncrypted()
		}
	}
	if b.parts[contentTypes] == nil || b.parts[relations] == nil {
		return b.otherKind()
	}
	return b.refuseMacros()
}

// otherKind names OpenDocument's spreadsheets, which say what they are in a part
// of its own.
func (b *workbook) otherKind() error {
	f := b.parts["mimetype"]
	if f == nil || f.UncompressedSize64 > 200 {
		return faultKind()
	}
	content, err := f.Open()
	if err != nil {
		return faultBroken(err)
	}
	kind, err := io.ReadAll(content)
	switch err = errors.Join(err, content.Close()); {
	case err != nil:
		return faultBroken(err)
	case strings.Contains(string(kind), "opendocument.spreadsheet"):
		return faultODS()
	}
	return faultKind()
}

// refuseMacros refuses what may hold macros, even when it holds none.
func (b *workbook) refuseMacros() error {
	macro := false
	err := b.read(contentTypes, func(tok xml.Token) error {
		if e, ok := tok.(xml.StartElement); ok {
			macro = macro || strings.Contains(strings.ToLower(attr(e, "ContentType")), "macroenabled")
		}
		return nil
	})
	if err == nil && macro {
		return faultMacro()
	}
	return err
}

// main finds the part that lists the sheets.
func (b *workbook) main() (string, error) {
	main := ""
	err := b.read(relations, func(tok xml.Token) error {
		if e, ok := tok.(xml.StartElement); ok && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			main = partName(path.Clean(attr(e, "Target")))
		}
		return nil
	})
	switch {
	case err != nil:
		return "", err
	case b.parts[main] == nil:
		return "", faultBroken(errors.New("there is no workbook"))
	}
	return main, nil
}

// readWorkbook lists the visible sheets. Letters and slides of Office come so
// far and have none.
func (b *workbook) readWorkbook(main string) error {
	book := false
	err := b.read(main, func(tok xml.Token) error {
		e, ok := tok.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbook":
			book = true
		case ok && e.Name.Local == "workbookPr":
			b.from1904 = xmlTrue(attr(e, "date1904"))
		case ok && e.Name.Local == "sheet" && attr(e, "state") != "hidden" && attr(e, "state") != "veryHidden":
			if len(b.sheets) == maxParts {
				return errParts
			}
			b.sheets = append(b.sheets, sheetPart{name: clean(attr(e, "name")), rel: attr(e, "id")})
		}
		return nil
	})
	if err == nil && !book {
		return faultKind()
	}
	return err
}

// readRelations finds the parts of the sheets, and reads what they share.
// Charts on a sheet of their own are no sheets here.
func (b *workbook) readRelations(main string) error {
	paths := map[string]string{}
	texts, styles := "", ""
	dir := path.Dir(main)
	err := b.read(path.Join(dir, "_rels", path.Base(main)+".rels"), func(tok xml.Token) error {
		e, ok := tok.(xml.StartElement)
		if !ok {
			return nil
		}
		if len(paths) == maxParts {
			return errParts
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		switch target = partName(target); path.Base(attr(e, "Type")) {
		case "worksheet":
			paths[attr(e, "Id")] = target
		case "sharedStrings":
			texts = target
		case "styles":
			styles = target
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.findSheets(paths); err != nil {
		return err
	}
	if err := b.readStyles(styles); err != nil {
		return err
	}
	return b.readShared(texts)
}

// findSheets keeps the sheets that have a part. No part is two sheets: that would
// make a small file long to read.
func (b *workbook) findSheets(paths map[string]string) error {
	var found []sheetPart
	seen := map[string]bool{}
	for _, s := range b.sheets {
		s.path = paths[s.rel]
		if s.path == "" {
			continue
		}
		if seen[s.path] {
			return faultBroken(fmt.Errorf("part %q is two sheets", s.path))
		}
		seen[s.path] = true
		found = append(found, s)
	}
	b.sheets = found
	return nil
}

func xmlTrue(s string) bool { return s == "1" || s == "true" }

// read gives each piece of a part to take. At the part's end its length and
// checksum are compared with what the archive says.
func (b *workbook) read(part string, take func(xml.Token) error) error {
	f := b.parts[part]
	if f == nil {
		return faultBroken(fmt.Errorf("part %q is missing", part))
	}
	content, err := f.Open()
	if err != nil {
		return faultBroken(fmt.Errorf("open %s: %w", part, err))
	}
	err = errors.Join(newTokens(content).each(take), content.Close())
	if err != nil && fault.As(err) == nil {
		return faultBroken(fmt.Errorf("read %s: %w", part, err))
	}
	return err
}
