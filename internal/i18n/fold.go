package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC is how a text is stored: valid UTF-8 in Unicode normal form C, so that a
// name typed on a machine that composes letters from two signs equals the same
// name typed elsewhere. Bytes that are no UTF-8 become U+FFFD.
func NFC(s string) string {
	return norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
}

// splitLetters takes apart the letters that Unicode does not: the base letter
// with an overlay, or two letters.
var splitLetters = strings.NewReplacer(
	"ł", "l\u0335", "Ł", "L\u0335", "đ", "d\u0335", "Đ", "D\u0335", "ð", "d\u0335", "Ð", "D\u0335",
	"ø", "o\u0338", "Ø", "O\u0338", "ħ", "h\u0335", "Ħ", "H\u0335", "ŧ", "t\u0335", "Ŧ", "T\u0335",
	"ŋ", "n\u0335", "Ŋ", "N\u0335", "ı", "i", "ʼ", "'",
	"ß", "ss", "ẞ", "SS", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "þ", "th", "Þ", "TH",
)

// Fold turns a text into what is compared in a search; store it beside the text
// and fold the question alike. Letters become small and lose their marks, so
// “berzins” finds “Bērziņš”. An h after c, s or z falls away: people without a
// Latvian keyboard write š as s or as sh, and “smits”, “shmits” and “Šmits” must
// meet. It also lets “ricards” find “Richards”, which is welcome. Everything that is neither letter nor number
// parts words; words are parted by one space. Folding twice changes nothing.
func Fold(s string) string {
	var b strings.Builder
	var last rune
	gap := false
	for _, r := range strings.ToLower(splitLetters.Replace(norm.NFKD.String(NFC(s)))) {
		switch {
		case unicode.IsMark(r) || ignorable(r) && !unicode.IsSpace(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			gap = true
			continue
		case r == 'h' && !gap && strings.ContainsRune("csz", last):
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, gap = r, false
	}
	return b.String()
}
