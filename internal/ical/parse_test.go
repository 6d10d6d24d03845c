package ical

import (
	"slices"
	"strings"
	"testing"
)

// parse reads a file strictly by RFC 5545: properties with their parameters by
// component. Of components with one name the first stands.
func parse(t testing.TB, file string) map[string]map[string]string {
	t.Helper()
	if !strings.HasSuffix(file, "\r\n") || strings.Contains(strings.ReplaceAll(file, "\r\n", ""), "\n") {
		t.Fatal("a line does not end in CRLF")
	}
	var open []string
	parts := map[string]map[string]string{}
	unfolded := strings.ReplaceAll(file, "\r\n ", "")
	for _, line := range strings.Split(strings.TrimSuffix(unfolded, "\r\n"), "\r\n") {
		name, value, found := strings.Cut(line, ":")
		switch {
		case !found || name == "":
			t.Fatalf("%q is no property", line)
		case name == "BEGIN":
			open = append(open, value)
			if parts[value] == nil {
				parts[value] = map[string]string{}
			}
		case len(open) == 0:
			t.Fatalf("%q stands outside", line)
		case name == "END":
			if value != open[len(open)-1] {
				t.Fatalf("%s ends inside %s", value, open[len(open)-1])
			}
			open = open[:len(open)-1]
		default:
			if part := parts[open[len(open)-1]]; part[name] == "" {
				part[name] = unescape(t, name, value)
			}
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v do not end", open)
	}
	return parts
}

var texts = []string{"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "X-WR-CALNAME"}

func unescape(t testing.TB, name, value string) string {
	t.Helper()
	if !slices.Contains(texts, name) {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == ';' || c == ',':
			t.Fatalf("%s: %q has a bare %c", name, value, c)
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(value):
			t.Fatalf("%s: %q ends in a backslash", name, value)
		default:
			i++
			switch value[i] {
			case 'n', 'N':
				b.WriteByte('\n')
			case '\\', ';', ',':
				b.WriteByte(value[i])
			default:
				t.Fatalf("%s: %q escapes %c", name, value, value[i])
			}
		}
	}
	return b.String()
}
