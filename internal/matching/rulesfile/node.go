package rulesfile

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// field reads one named value of an object.
type field func(name string, value *yaml.Node) error

// object reads an object whose names are all known. Of several mistakes the
// first of the file is told.
func object(what string, node *yaml.Node, known []string, read field) error {
	if node.Kind != yaml.MappingNode {
		return wrong(node.Line, "shape", "name", what, "want", "object")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		switch {
		case value.Kind == yaml.AliasNode || value.Anchor != "" || name.Kind != yaml.ScalarNode:
			return wrong(name.Line, "reference")
		case seen[name.Value]:
			return wrong(name.Line, "twice", "name", name.Value)
		case known != nil && !contains(known, name.Value):
			return wrong(name.Line, "unknown", "name", name.Value, "known", known)
		}
		seen[name.Value] = true
		if err := read(name.Value, value); err != nil {
			return err
		}
	}
	return nil
}

func contains(list []string, name string) bool {
	for _, one := range list {
		if one == name {
			return true
		}
	}
	return false
}

// list reads a list.
func list(what string, node *yaml.Node, read func(item *yaml.Node) error) error {
	if node.Kind != yaml.SequenceNode {
		return wrong(node.Line, "shape", "name", what, "want", "list")
	}
	for _, item := range node.Content {
		if item.Kind == yaml.AliasNode || item.Anchor != "" {
			return wrong(item.Line, "reference")
		}
		if err := read(item); err != nil {
			return err
		}
	}
	return nil
}

func text(what string, node *yaml.Node) (string, error) {
	if node.Kind != yaml.ScalarNode || strings.TrimSpace(node.Value) == "" || node.Tag == "!!null" {
		return "", wrong(node.Line, "shape", "name", what, "want", "text")
	}
	return strings.TrimSpace(node.Value), nil
}

// whole reads a whole number within bounds: no fraction, nothing infinite.
func whole(what string, node *yaml.Node, from, to int) (int, error) {
	bad := wrong(node.Line, "number", "name", what, "from", from, "to", to, "value", shown(node))
	if node.Kind != yaml.ScalarNode || node.Tag != "!!int" && node.Tag != "!!float" {
		return 0, bad
	}
	var n float64
	if err := node.Decode(&n); err != nil || math.IsNaN(n) || n != math.Trunc(n) || n < float64(from) || n > float64(to) {
		return 0, bad
	}
	return int(n), nil
}

func shown(node *yaml.Node) string {
	if node.Kind != yaml.ScalarNode {
		return "a list or an object"
	}
	return strconv.Quote(node.Value)
}

// onOff reads a switch.
func onOff(what string, node *yaml.Node) (bool, error) {
	switch strings.ToLower(node.Value) {
	case "on", "true", "yes":
		return true, nil
	case "off", "false", "no":
		return false, nil
	}
	return false, wrong(node.Line, "shape", "name", what, "want", "switch")
}
