package config

import (
	"cmp"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// Setting describes one setting: its full name in the environment, its default
// in words, what it means, whether it is a secret, and its flag if it has one.
type Setting struct {
	Name    string
	Default string
	Help    string
	Flag    string
	Secret  bool

	key    string // without the prefix
	preset string // the default as text to parse
}

// Describe lists every setting in the order of Config.
func Describe() []Setting { return describe(reflect.TypeFor[Config]()) }

func describe(t reflect.Type) (list []Setting) {
	for i := range t.NumField() {
		field := t.Field(i)
		switch {
		case field.Tag.Get("name") != "":
			list = append(list, settingOf(field))
		case field.IsExported() && field.Type.Kind() == reflect.Struct:
			list = append(list, describe(field.Type)...)
		}
	}
	return list
}

func settingOf(f reflect.StructField) Setting {
	tag := f.Tag
	return Setting{
		Name:    Prefix + tag.Get("name"),
		Default: cmp.Or(tag.Get("shown"), tag.Get("default")),
		Help:    tag.Get("help"),
		Flag:    tag.Get("flag"),
		Secret:  f.Type == reflect.TypeFor[Secret](),
		key:     tag.Get("name"),
		preset:  tag.Get("default"),
	}
}

// Table is the settings as a Markdown table, for docs/operations.md.
func Table() string {
	var b strings.Builder
	b.WriteString("| setting | default | meaning |\n|---|---|---|\n")
	for _, s := range Describe() {
		name := "`" + s.Name + "`"
		if s.Flag != "" {
			name += ", `" + s.Flag + "`"
		}
		help := s.Help
		if s.Secret {
			help += " Secret; may come from a file named by `" + s.Name + "_FILE`."
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, cmp.Or(s.Default, "none"), help)
	}
	return b.String()
}

// Value is one setting in force: its value as text, secrets masked, and where
// it came from.
type Value struct{ Name, Text, Origin string }

// InForce lists every setting with its value, in the order of Describe.
func (c *Config) InForce() []Value { return c.inForce(reflect.ValueOf(c).Elem()) }

func (c *Config) inForce(v reflect.Value) (list []Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch {
		case field.Tag.Get("name") != "":
			name := Prefix + field.Tag.Get("name")
			list = append(list, Value{name, Mask(v.Field(i).Interface()), cmp.Or(c.origins[name], "default")})
		case field.IsExported() && field.Type.Kind() == reflect.Struct:
			list = append(list, c.inForce(v.Field(i))...)
		}
	}
	return list
}

// Mask writes a setting's value as text; a secret becomes Hidden.
func Mask(value any) string {
	text := fmt.Sprint(value)
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		text = strings.Trim(text, "[]")
	}
	return text
}

// String is the settings in force, one NAME=value a line, secrets masked.
func (c *Config) String() string {
	var b strings.Builder
	for _, v := range c.InForce() {
		fmt.Fprintf(&b, "%s=%s\n", v.Name, v.Text)
	}
	return b.String()
}

// LogValue is the settings as log attributes, secrets masked.
func (c *Config) LogValue() slog.Value {
	var attrs []slog.Attr
	for _, v := range c.InForce() {
		attrs = append(attrs, slog.String(strings.TrimPrefix(v.Name, Prefix), v.Text))
	}
	return slog.GroupValue(attrs...)
}
