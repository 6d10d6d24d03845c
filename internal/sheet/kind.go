package sheet

import (
	"bytes"
	"errors"
	"io"
)

// form is what a file turns out to be by its first bytes.
type form int

const (
	formText form = iota // perhaps CSV
	formZip              // perhaps XLSX
)

var (
	zipStart = []byte("PK\x03\x04")
	zipEntry = []byte("PK\x01\x02") // of the directory at the end
	oleStart = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	// what Office wraps around a workbook with a password ([MS-OFFCRYPTO] 2.3)
	encryptedPackage = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// foreign are beginnings of files that are no tables, though some call
// themselves .xls: web pages, XML, PDF, rich text, other archives.
var foreign = []string{"<", "%PDF", "{\\rtf", "PK\x05\x06", "PK\x07\x08", "\x1f\x8b", "Rar!", "7z\xbc\xaf", "\x89PNG", "\xff\xd8\xff", "GIF8"}

// recognise looks at the content only: names lie.
func recognise(r io.ReaderAt, size int64) (form, error) {
	head := make([]byte, min(size, 512))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, faultBroken(err)
	}
	switch {
	case size == 0:
		return 0, faultEmpty()
	case bytes.HasPrefix(head, zipStart):
		return formZip, nil
	case bytes.HasPrefix(head, oleStart):
		return 0, oldOrEncrypted(r, size)
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	for _, start := range foreign {
		if bytes.HasPrefix(text, []byte(start)) {
			return 0, faultKind()
		}
	}
	return formText, nil
}

func oldOrEncrypted(r io.ReaderAt, size int64) error {
	n, err := count(r, size, encryptedPackage)
	switch {
	case err != nil:
		return faultBroken(err)
	case n > 0:
		return faultEncrypted()
	}
	return faultOld()
}

// count tells how often a short pattern occurs in a file, reading 64 KiB at a
// time.
func count(r io.ReaderAt, size int64, pattern []byte) (n int, err error) {
	chunk := make([]byte, 64<<10)
	overlap := int64(len(pattern) - 1)
	for at := int64(0); at < size; at += int64(len(chunk)) - overlap {
		got, err := r.ReadAt(chunk[:min(int64(len(chunk)), size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		n += bytes.Count(chunk[:got], pattern)
	}
	return n, nil
}
