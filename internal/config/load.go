package config

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sources is where Load looks. Flags are by setting name without the prefix
// (DATA, LISTEN, DEMO); an empty one was not given. File is the --config file,
// or empty.
type Sources struct {
	Environ []string
	File    string
	Flags   map[string]string
}

// Load reads, checks and returns the settings. Its error is Problems.
func Load(s Sources) (*Config, error) {
	l := &loader{settings: Describe()}
	environment := l.environment(s.Environ)
	flags := layer{"the command line", s.Flags}
	if s.File != "" {
		l.readFile(s.File, true)
	} else {
		l.readDefaultFile(dataOf(environment, flags))
	}
	l.layers = append(l.layers, environment, flags)
	l.refuseUnknown()
	c := &Config{origins: map[string]string{}}
	l.fill(reflect.ValueOf(c).Elem(), c.origins)
	l.check(c)
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// layer is one source: its name as people know it, and its values by setting
// name without the prefix.
type layer struct {
	name   string
	values map[string]string
}

type loader struct {
	settings []Setting
	layers   []layer // the later one wins
	problems Problems
}

// testing begins the variables of the test suite, which are not settings.
const testing = Prefix + "TEST_"

func (l *loader) environment(environ []string) layer {
	values := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if key, ours := strings.CutPrefix(name, Prefix); ours && !strings.HasPrefix(name, testing) {
			values[key] = value
		}
	}
	return layer{"the environment", values}
}

func dataOf(layers ...layer) string {
	dir := ""
	for _, one := range layers {
		dir = cmp.Or(one.values["DATA"], dir)
	}
	field, _ := reflect.TypeFor[Config]().FieldByName("Data")
	return cmp.Or(dir, field.Tag.Get("default"))
}

// readDefaultFile reads the file that lies in the data directory, which
// therefore cannot say where the data directory is.
func (l *loader) readDefaultFile(dir string) {
	path := filepath.Join(dir, FileName)
	l.readFile(path, false)
	for _, one := range l.layers {
		if one.values["DATA"] != "" {
			l.problems.add(Prefix+"DATA", "stands in "+path+", which is found by it", "set it in the environment or with --data")
		}
	}
}

func (l *loader) refuseUnknown() {
	known := l.known()
	for _, one := range l.layers {
		for _, key := range sortedKeys(one.values) {
			if !slices.Contains(known, Prefix+key) {
				l.problems.add(Prefix+key, "(in "+one.name+") is not a setting", suggest(Prefix+key, known))
			}
		}
	}
}

func (l *loader) known() []string {
	var names []string
	for _, s := range l.settings {
		names = append(names, s.Name)
		if s.Secret {
			names = append(names, s.Name+"_FILE")
		}
	}
	return names
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fill walks the struct and sets every field that has a name tag.
func (l *loader) fill(v reflect.Value, origins map[string]string) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		switch {
		case field.Tag.Get("name") != "":
			s := settingOf(field)
			text, origin := l.lookup(s)
			origins[s.Name] = origin
			if what, do := parse(value, field.Tag, text); what != "" {
				l.problems.add(s.Name, what, do)
			}
		case field.IsExported() && value.Kind() == reflect.Struct:
			l.fill(value, origins)
		}
	}
}

// lookup finds a setting's text in the last layer that has one, and the
// layer's name.
func (l *loader) lookup(s Setting) (text, origin string) {
	text, origin = s.preset, "default"
	for _, one := range l.layers {
		direct, file := one.values[s.key], ""
		if s.Secret {
			file = one.values[s.key+"_FILE"]
		}
		switch {
		case direct != "" && file != "":
			l.problems.add(s.Name, "and "+s.Name+"_FILE are both set in "+one.name, "keep one of them")
		case file != "":
			text, origin = l.secretFile(s.Name+"_FILE", file), one.name+", file "+file
		case direct != "":
			text, origin = direct, one.name
		}
	}
	return text, origin
}

// secretFile reads a secret from a file and takes the line end off.
func (l *loader) secretFile(name, path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		l.problems.add(name, fmt.Sprintf("names the file %s, which cannot be read (%s)", path, cause(err)), "correct the path, or give this user the right to read it")
		return ""
	}
	text := strings.TrimSpace(string(content))
	if text == "" {
		l.problems.add(name, "names the file "+path+", which is empty", "put the secret into it")
	}
	return text
}

// parse puts a text into a field by its type; what is wrong comes back in
// words, without the text itself if it is a secret.
func parse(v reflect.Value, tag reflect.StructTag, text string) (what, do string) {
	switch target := v.Addr().Interface().(type) {
	case *string:
		*target = text
		return parseChoice(tag.Get("oneof"), text)
	case *Secret:
		*target = Secret{text}
	case *bool:
		return parseBool(target, text)
	case *int:
		return parseInt(target, tag, text)
	case *time.Duration:
		return parseDuration(target, tag, text)
	case *slog.Level:
		if err := target.UnmarshalText([]byte(text)); err != nil {
			return quoted(text), "write debug, info, warn or error"
		}
	case *[]netip.Prefix:
		return parsePrefixes(target, text)
	default:
		panic(fmt.Sprintf("config: no parser for %s", v.Type()))
	}
	return "", ""
}

func quoted(text string) string { return fmt.Sprintf("is %q", text) }

func parseChoice(choices, text string) (what, do string) {
	if choices == "" || slices.Contains(strings.Fields(choices), text) {
		return "", ""
	}
	return quoted(text), "write one of " + strings.Join(strings.Fields(choices), ", ")
}

func parseBool(target *bool, text string) (what, do string) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return quoted(text), "write true or false"
	}
	*target = value
	return "", ""
}

// parseInt leaves 0 where nothing is given and no default stands: check fills
// it in.
func parseInt(target *int, tag reflect.StructTag, text string) (what, do string) {
	if text == "" {
		return "", ""
	}
	value, err := strconv.Atoi(text)
	low, high := number(tag, "min"), number(tag, "max")
	if err != nil || value < low || value > high {
		return quoted(text), fmt.Sprintf("write a whole number from %d to %d", low, high)
	}
	*target = value
	return "", ""
}

func number(tag reflect.StructTag, key string) int {
	n, err := strconv.Atoi(tag.Get(key))
	if err != nil {
		panic(fmt.Sprintf("config: tag %s: %v", key, err))
	}
	return n
}

func parseDuration(target *time.Duration, tag reflect.StructTag, text string) (what, do string) {
	value, err := time.ParseDuration(text)
	low, high := span(tag, "min"), span(tag, "max")
	if err != nil || value < low || value > high {
		return quoted(text), fmt.Sprintf("write a time from %s to %s, as in 90s, 30m or 12h", tag.Get("min"), tag.Get("max"))
	}
	*target = value
	return "", ""
}

func span(tag reflect.StructTag, key string) time.Duration {
	d, err := time.ParseDuration(tag.Get(key))
	if err != nil {
		panic(fmt.Sprintf("config: tag %s: %v", key, err))
	}
	return d
}

// parsePrefixes reads networks and single addresses, separated by commas.
func parsePrefixes(target *[]netip.Prefix, text string) (what, do string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			address, errAddress := netip.ParseAddr(part)
			if errAddress != nil {
				return fmt.Sprintf("has %q, which is not a network", part), "write for example 10.0.0.0/8, 127.0.0.1"
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		*target = append(*target, prefix.Masked())
	}
	return "", ""
}
