package rulesfile

import "go.yaml.in/yaml/v3"

// kind of a condition: the whole language.
type kind int

const (
	isEqual  kind = iota // both have the same value
	isDiffer             // both have a value, and not the same
	inSteps              // the mentor stands from … to steps above the mentee
	hasShare             // at least so many parts of a list in common
	isFilled             // both have a value
	isAll
	isAny
	isNot
)

var conditionNames = []string{"equal", "differs", "steps", "shared", "filled", "all", "any", "not"}

// condition about a pair. What is not filled in is neither equal nor different
// nor any number of steps away.
type condition struct {
	kind     kind
	column   int
	from, to int // steps; for shared from is the least
	of       []condition
}

func (r *reader) condition(node *yaml.Node, depth int) (c condition, err error) {
	if depth > mostDepth {
		return c, wrong(node.Line, "deep", "most", mostDepth)
	}
	count := 0
	err = object("a condition", node, conditionNames, func(name string, value *yaml.Node) (err error) {
		count++
		c.kind = kind(indexOf(conditionNames, name))
		switch c.kind {
		case isEqual, isDiffer, isFilled:
			c.column, err = r.column(value)
		case inSteps:
			err = r.steps(&c, value)
		case hasShare:
			err = r.shared(&c, value)
		case isNot:
			c.of = make([]condition, 1)
			c.of[0], err = r.condition(value, depth+1)
		default:
			err = list(name, value, func(item *yaml.Node) error {
				one, err := r.condition(item, depth+1)
				c.of = append(c.of, one)
				return err
			})
		}
		return err
	})
	if err == nil && count != 1 {
		err = wrong(node.Line, "one-of", "name", "a condition", "known", conditionNames)
	}
	return c, err
}

func indexOf(list []string, name string) int {
	for i, one := range list {
		if one == name {
			return i
		}
	}
	return -1
}

const mostSteps = 10_000

func (r *reader) steps(c *condition, node *yaml.Node) error {
	given := map[string]bool{}
	err := object("steps", node, []string{"of", "from", "to"}, func(name string, value *yaml.Node) (err error) {
		given[name] = true
		switch name {
		case "of":
			c.column, err = r.column(value)
		case "from":
			c.from, err = whole(name, value, -mostSteps, mostSteps)
		default:
			c.to, err = whole(name, value, -mostSteps, mostSteps)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"of", "from", "to"} {
		if !given[name] {
			return wrong(node.Line, "missing", "name", name)
		}
	}
	switch column := r.file.columns[c.column]; {
	case column.order == nil:
		return wrong(node.Line, "kind", "name", column.name)
	case c.from > c.to:
		return wrong(node.Line, "range", "from", c.from, "to", c.to)
	}
	return nil
}

func (r *reader) shared(c *condition, node *yaml.Node) (err error) {
	c.from = 1
	if node.Kind == yaml.ScalarNode {
		c.column, err = r.column(node)
		return err
	}
	named := false
	err = object("shared", node, []string{"of", "least"}, func(name string, value *yaml.Node) (err error) {
		if name == "of" {
			named = true
			c.column, err = r.column(value)
		} else {
			c.from, err = whole(name, value, 1, mostSteps)
		}
		return err
	})
	if err == nil && !named {
		err = wrong(node.Line, "missing", "name", "of")
	}
	return err
}
