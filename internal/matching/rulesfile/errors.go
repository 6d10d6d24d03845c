package rulesfile

import (
	"fmt"
	"strings"
)

// FileError is what is wrong in a rules file, and where. Key and Args (name
// and value in turn) are for translation.
type FileError struct {
	Line int // from 1; 0 when no line is to blame
	Key  string
	Args []any
}

// problems in English, by the last part of the key; {name} is an argument.
var problems = map[string]string{
	"yaml":       "not readable as YAML: {detail}",
	"empty":      "the file says nothing",
	"too-long":   "the file is longer than {most} bytes",
	"shape":      "“{name}” must be {want}",
	"unknown":    "“{name}” is not known here; known: {known}",
	"twice":      "“{name}” stands twice",
	"missing":    "“{name}” is missing",
	"number":     "“{name}” must be a whole number from {from} to {to}, not {value}",
	"version":    "version {value} is not known; this program reads version 1",
	"column":     "no column is named “{name}”; columns: {known}",
	"kind":       "column “{name}” has no order of values; add “order”",
	"one-of":     "“{name}” must have exactly one of {known}",
	"range":      "“from” {from} is greater than “to” {to}",
	"reference":  "anchors and references are not used in rules files",
	"deep":       "conditions are nested deeper than {most}",
	"nothing":    "with “start: nothing” the file needs “columns” with a “key”",
	"no-heading": "the {side}s’ table has no column “{name}”; it has: {known}",
	"no-key":     "{side} in row {row} has no “{name}”",
	"same-key":   "{side} “{value}” stands twice, again in row {row}",
	"capacity":   "{side} in row {row}: “{value}” is no number of places",
}

// shapes are what a value can have to be.
var shapes = map[string]string{"object": "an object", "list": "a list", "text": "a text", "switch": "on or off"}

func (e *FileError) Error() string {
	text := problems[strings.TrimPrefix(e.Key, "match.rules.")]
	for i := 0; i+1 < len(e.Args); i += 2 {
		value := fmt.Sprint(e.Args[i+1])
		if list, many := e.Args[i+1].([]string); many {
			value = strings.Join(list, ", ")
		} else if shape, known := shapes[value]; known && e.Args[i] == "want" {
			value = shape
		}
		text = strings.ReplaceAll(text, "{"+e.Args[i].(string)+"}", value)
	}
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return text
}

// Keys are all translation keys of FileError.
func Keys() []string {
	var keys []string
	for name := range problems {
		keys = append(keys, "match.rules."+name)
	}
	return keys
}

func wrong(line int, name string, args ...any) *FileError {
	return &FileError{Line: line, Key: "match.rules." + name, Args: args}
}
