// Package i18n gives every page, letter and document its words, in Latvian and
// in English.
//
// It is pure: it reads only what is embedded in the binary, and knows nothing
// of the programme. The flow: Load parses catalogue/<area>.<lang>.json once at
// start and refuses a malformed message; Catalogue.For hands out one immutable
// Translator per language; pages embed that Translator, so templates say
//
//	{{.T "signin.code.title"}}                    a text
//	{{.T "signin.code.sent" "address" .Address}}  a text with an argument
//	{{.N "report.meetings" .Count}}               a text chosen by a number
//	{{.Date .At "loc"}}  {{.Percent 25}}          grammar and typography
//
// A key that the catalogue lacks, and an argument that a message wants and did
// not get, show as ⟦key⟧: ugly on purpose, so that tests and people find it.
//
// # Catalogue files
//
// The id of a message is the area (the file's name) and the path of keys inside
// the file: "code": {"title": …} in signin.lv.json is signin.code.title. Files
// are discovered, not listed. A counted message has the forms "zero", "one" and
// "other" in Latvian, "one" and "other" in English; "description" is a note for
// the translator. These names, and "id", "hash", "two", "few", "many",
// "translation", "leftDelim" and "rightDelim", belong to the file format and
// cannot be the last part of a key. {{.n}} may stand in counted messages only: a
// number that changes no word is an argument of another name.
//
// # Latvian
//
// Plurals follow CLDR, where "zero" means 0, 10–20, 30, 40 … and not "none": an
// empty list needs a text of its own. Months decline, so dates take a Case.
// Order and search of names rest on SortKey and Fold, whose results are stored,
// because the two databases and the Go and ICU libraries disagree about both.
package i18n

import "golang.org/x/text/language"

// Lang is a language of the user interface, as its BCP 47 code; it may stand in
// an HTML lang attribute as it is.
type Lang string

// The languages every text exists in. Latvian is the default.
const (
	LV Lang = "lv"
	EN Lang = "en"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{LV, EN} }

// ParseLang reads a language code as stored or sent by our own links. Anything
// but an exact code of a known language is refused with false.
func ParseLang(s string) (Lang, bool) {
	switch l := Lang(s); l {
	case LV, EN:
		return l, true
	default:
		return LV, false
	}
}

// acceptLimit is the longest Accept-Language header, in bytes, that is worth
// reading; real ones are shorter than 200.
const acceptLimit = 1000

// Negotiate chooses the language for a first visit from an Accept-Language
// header (RFC 9110 §12.5.4): the best liked one that we speak, else the
// owner's default.
func Negotiate(acceptLanguage string, otherwise Lang) Lang {
	if len(acceptLanguage) > acceptLimit {
		return otherwise
	}
	tags, weights, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return otherwise // a header we cannot read says nothing about the reader
	}
	for i, tag := range tags {
		base, sure := tag.Base()
		if sure == language.No || weights[i] == 0 {
			continue
		}
		if lang, ok := ParseLang(base.String()); ok {
			return lang
		}
	}
	return otherwise
}
