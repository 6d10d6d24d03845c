package sheet

import (
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// census is what the bytes of a text tell about its encoding.
type census struct {
	size, nul, control int
	even, odd          int // places of NUL in pairs of bytes
	multi              int // letters of more than one byte in UTF-8
	broken             int // bytes that UTF-8 does not know
	undefined          int // bytes that Windows-1257 does not know
}

// undefined1257 are the bytes without a letter in Windows-1257.
const undefined1257 = "\x81\x83\x88\x8a\x8c\x90\x98\x9a\x9c\x9f\xa1\xa5"

var isUndefined = func() (table [256]bool) {
	for _, b := range []byte(undefined1257) {
		table[b] = true
	}
	return table
}()

// take counts a chunk and gives how many of its bytes it took: a letter that the
// chunk cuts is left for the next.
func (c *census) take(chunk []byte, last bool) (taken int) {
	for taken < len(chunk) {
		b := chunk[taken]
		n := 1
		switch {
		case b < utf8.RuneSelf:
			c.ascii(b)
		case !last && !utf8.FullRune(chunk[taken:]):
			return taken
		default:
			n = c.letter(chunk[taken:])
		}
		c.size += n
		taken += n
	}
	return taken
}

func (c *census) ascii(b byte) {
	switch {
	case b == 0:
		c.nul++
		if c.size%2 == 0 {
			c.even++
		} else {
			c.odd++
		}
	case b < ' ' && b != '\t' && b != '\n' && b != '\r':
		c.control++
	}
}

func (c *census) letter(rest []byte) int {
	r, n := utf8.DecodeRune(rest)
	if r == utf8.RuneError && n == 1 {
		c.broken++
	} else {
		c.multi++
	}
	for _, b := range rest[:n] {
		if isUndefined[b] {
			c.undefined++
		}
	}
	return n
}

// textEncoding finds how a text is written, from its byte order mark or from
// all its bytes: UTF-8, UTF-16 or Windows-1257, the code page of Latvian
// Windows. Binary files and damaged UTF-8 are faults.
func textEncoding(r io.ReaderAt, size int64) (encoding.Encoding, error) {
	mark := make([]byte, min(size, 2))
	if _, err := r.ReadAt(mark, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, faultBroken(err)
	}
	switch string(mark) {
	case "\xff\xfe", "\xfe\xff":
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), nil
	}
	c, err := takeCensus(r, size)
	if err != nil {
		return nil, faultBroken(err)
	}
	return c.encoding()
}

func (c *census) encoding() (encoding.Encoding, error) {
	switch {
	case c.odd > c.size/8 && c.odd > 4*c.even: // plain letters have a zero behind them
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case c.even > c.size/8 && c.even > 4*c.odd:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	case c.nul > 0 || c.control > c.size/100+1:
		return nil, faultKind()
	case c.broken == 0:
		return unicode.UTF8BOM, nil
	case c.multi >= c.broken || c.undefined > 0:
		return nil, faultEncoding()
	}
	return charmap.Windows1257, nil
}

func takeCensus(r io.ReaderAt, size int64) (c census, err error) {
	chunk := make([]byte, 64<<10)
	for at := int64(0); at < size; {
		n, err := r.ReadAt(chunk[:min(int64(len(chunk)), size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return c, err
		}
		if n == 0 {
			return c, io.ErrUnexpectedEOF
		}
		at += int64(c.take(chunk[:n], at+int64(n) == size))
	}
	return c, nil
}
