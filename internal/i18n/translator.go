package i18n

import (
	"fmt"
	"strings"
	"time"
)

// Translator speaks one language: texts by key, and the grammar of dates,
// numbers and lists. It is immutable and safe for concurrent use. Pages embed
// it, so its methods are what templates call.
type Translator struct {
	lang     Lang
	zone     *time.Location
	messages map[string]message
	colon    bool // between hours and minutes, whatever the language's own sign
}

// WithColon returns the same translator that writes 10:00 for 10.00: the
// owner's choice (context §8.1, “Time”).
func (t *Translator) WithColon() *Translator {
	c := *t
	c.colon = true
	return &c
}

// Lang tells the language.
func (t *Translator) Lang() Lang { return t.lang }

// Has reports whether the catalogue holds a key.
func (t *Translator) Has(key string) bool {
	_, ok := t.messages[key]
	return ok
}

// T returns the text of a key with its arguments filled in. args are pairs of a
// name and a value: strings go in as they are, whole numbers through Number,
// anything else as fmt prints it. The result is plain text; html/template
// escapes it.
func (t *Translator) T(key string, args ...any) string {
	m, ok := t.messages[key]
	if !ok {
		return missing(key)
	}
	p := m.forms[Other]
	if p.parts == nil {
		return p.plain
	}
	return t.fill(key, p, "", args)
}

// N returns the form of a counted text that suits n; {{.n}} in it is n written
// as a number. Other arguments are as for T. For exactly 0 there is usually
// something better to say: use a text of its own then.
func (t *Translator) N(key string, n int, args ...any) string {
	m, ok := t.messages[key]
	if !ok {
		return missing(key)
	}
	form := Other
	if m.counted {
		form = t.lang.Plural(n)
	}
	p := m.forms[form]
	if p.parts == nil {
		return p.plain
	}
	return t.fill(key, p, t.integer(int64(n)), args)
}

// Count writes a number with its noun: Count("day", 2) is “2 dienas”. The units
// are the keys under common.count.
func (t *Translator) Count(unit string, n int) string {
	return t.N("common.count."+unit, n)
}

// After says how long from now: After("day", 2) is “pēc 2 dienām”, “in 2 days”.
// The preposition changes the case of the noun, hence phrases of their own: the
// units are the keys under common.after.
func (t *Translator) After(unit string, n int) string {
	return t.N("common.after."+unit, n)
}

func (t *Translator) fill(key string, p phrase, n string, args []any) string {
	var b strings.Builder
	b.Grow(len(p.plain) + 32)
	for _, part := range p.parts {
		b.WriteString(part.literal)
		if part.arg == "" {
			continue
		}
		if v, ok := lookup(part.arg, args); ok {
			b.WriteString(t.value(v))
		} else if part.arg == "n" && n != "" {
			b.WriteString(n)
		} else {
			b.WriteString(missing(key + "." + part.arg))
		}
	}
	return b.String()
}

// lookup searches the pairs in order: messages have one to three arguments, so
// a map would cost more than it saves.
func lookup(name string, args []any) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if s, ok := args[i].(string); ok && s == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// value writes an argument. Named integer types (time.Duration, our own kinds)
// print themselves; only the plain ones are numbers to be grouped.
func (t *Translator) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return t.integer(int64(v))
	case int64:
		return t.integer(v)
	case int32, int16, int8, uint64, uint32, uint16, uint8, uint:
		return t.Number(v)
	default:
		return fmt.Sprint(v)
	}
}

func missing(what string) string { return "⟦" + what + "⟧" }
