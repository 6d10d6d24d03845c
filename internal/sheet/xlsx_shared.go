package sheet

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxShared bounds the texts that a workbook may share, each with a place in
// memory even when it is empty.
const maxShared = 2_000_000

var errShared = errors.New("the workbook shares too many texts")

// readShared reads the texts that cells name by number. Workbooks that hold
// none, or every text in its cell, have no such part.
func (b *workbook) readShared(part string) error {
	if part == "" {
		return nil
	}
	left := b.limits.Text
	var text richText
	return b.read(part, func(tok xml.Token) error {
		text.take(tok)
		if e, ok := tok.(xml.EndElement); !ok || e.Name.Local != "si" {
			return nil
		}
		s := clean(text.String())
		text.reset()
		if left -= int64(len(s)); left < 0 {
			return faultText(b.limits.Text)
		}
		if len(b.shared) == maxShared {
			return errShared
		}
		b.shared = append(b.shared, s)
		return nil
	})
}

// richText gathers the <t> elements of a text that is cut into runs, without the
// readings (rPh) that East Asian texts carry.
type richText struct {
	text    strings.Builder
	on      bool
	reading bool
}

func (r *richText) take(tok xml.Token) {
	switch tok := tok.(type) {
	case xml.StartElement:
		r.mark(tok.Name.Local, true)
	case xml.EndElement:
		r.mark(tok.Name.Local, false)
	case xml.CharData:
		if r.on && !r.reading {
			r.text.Write(tok)
		}
	}
}

func (r *richText) mark(element string, on bool) {
	switch element {
	case "t":
		r.on = on
	case "rPh":
		r.reading = on
	}
}

func (r *richText) reset() { r.text.Reset(); r.on, r.reading = false, false }

// String gives the text with Excel's escapes undone: _x000D_ is a carriage
// return (ECMA-376 part 1, 22.9.2.19).
func (r *richText) String() string { return unescape(r.text.String()) }

func unescape(s string) string {
	at := strings.Index(s, "_x")
	if at < 0 {
		return s
	}
	var out strings.Builder
	for ; at >= 0; at = strings.Index(s, "_x") {
		out.WriteString(s[:at])
		s = s[at:]
		r, n := escaped(s)
		if n == 0 {
			r, n = '_', 1
		}
		out.WriteRune(r)
		s = s[n:]
	}
	out.WriteString(s)
	return out.String()
}

// escaped reads one sign, or the two halves of one, at the start of s; n is 0
// when there is none.
func escaped(s string) (r rune, n int) {
	r, ok := unit(s)
	if !ok {
		return 0, 0
	}
	if low, half := unit(s[unitSize:]); half && utf16.IsSurrogate(r) {
		return utf16.DecodeRune(r, low), 2 * unitSize
	}
	return r, unitSize
}

const unitSize = len("_x0000_")

func unit(s string) (rune, bool) {
	if len(s) < unitSize || s[:2] != "_x" || s[unitSize-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:unitSize-1], 16, 16)
	return rune(n), err == nil
}
