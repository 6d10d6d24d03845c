package rulesfile

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"

	"go.yaml.in/yaml/v3"
)

// Bounds of a file.
const (
	mostBytes  = 1 << 20
	mostPoints = 10_000
	mostDepth  = 12
	mostPlaces = 1_000_000
)

// File is a rules file that has been read.
type File struct {
	guidelines bool
	rules      matching.Rules
	weights    matching.Weights
	columns    []column
	key        string // a column
	forbid     []ban
	points     []award
	places     places
	priority   Priority
	objective  assign.Objective
	digest     string // of the text
}

// column is a name for a heading in each table.
type column struct {
	name    string
	heading [2]string // mentees', mentors'
	order   []string  // from the lowest; nil: no order
	parts   string    // what parts a list; "" takes comma and semicolon
}

type ban struct {
	name string
	when condition
}

type award struct {
	name   string
	kind   string // when, share, alike
	when   condition
	column int
	points int
}

// places are how many mentees a mentor takes: a column of the mentors' table,
// or else a number.
type places struct {
	said    bool
	heading string
	other   int
}

// Guidelines is the file of who has none: the guidelines' rules and weights.
func Guidelines() *File {
	return &File{guidelines: true, rules: matching.DefaultRules(), weights: matching.DefaultWeights(), places: places{other: 1}, objective: assign.Fair}
}

// Objective is what the pairs are chosen for; Fair unless the file says
// otherwise.
func (f *File) Objective() assign.Objective { return f.objective }

// Guidelines tells whether applications are judged, with Setting.
func (f *File) Guidelines() bool { return f.guidelines }

// Columns tells whether tables are judged, with Read.
func (f *File) Columns() bool { return len(f.columns) > 0 }

// Setting are the rules and weights for applications.
func (f *File) Setting() matching.Setting {
	return matching.Setting{Rules: f.rules, Weights: f.weights}
}

// Priority is how far those who wait long come before others when places are
// short.
type Priority struct {
	Said    bool   // in the file
	Since   string // heading of a column of dates in the mentees' table; empty: the usual ones
	Week    int    // points for each week longer
	Heading string // heading of a column of points instead
}

// mostPriority is the most points a week.
const mostPriority = 100

// Priority is what the file says about those who wait.
func (f *File) Priority() Priority { return f.priority }

var topLevel = []string{"version", "start", "objective", "rules", "settings", "weights", "columns", "key", "forbid", "points", "capacity", "priority"}

// Parse reads a rules file; errors are *FileError.
func Parse(content []byte) (*File, error) {
	if len(content) > mostBytes {
		return nil, wrong(0, "too-long", "most", mostBytes)
	}
	var document yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(string(content)))
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, wrong(0, "empty")
	} else if err != nil {
		return nil, wrong(0, "yaml", "detail", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
		return nil, wrong(0, "empty")
	}
	r := &reader{file: Guidelines(), parts: map[string]*yaml.Node{}}
	if err := r.read(document.Content[0]); err != nil {
		return nil, err
	}
	r.file.digest = fmt.Sprintf("%x", sha256.Sum256(content))
	return r.file, nil
}

// reader reads the parts of a file in the order in which they need each other,
// whatever their order in the file.
type reader struct {
	file  *File
	parts map[string]*yaml.Node
}

func (r *reader) read(root *yaml.Node) error {
	err := object("the file", root, topLevel, func(name string, value *yaml.Node) error {
		r.parts[name] = value
		return nil
	})
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		read func(node *yaml.Node) error
	}{
		{"version", r.version}, {"start", r.start}, {"objective", r.objective}, {"rules", r.rules}, {"settings", r.settings}, {"weights", r.weights},
		{"columns", r.columns}, {"key", r.key}, {"forbid", r.forbid}, {"points", r.points}, {"capacity", r.capacity}, {"priority", r.priority},
	} {
		if node := r.parts[part.name]; node != nil {
			if err := part.read(node); err != nil {
				return err
			}
		}
	}
	if r.parts["version"] == nil {
		return wrong(0, "missing", "name", "version")
	}
	return r.whole()
}

// whole checks what parts ask of each other.
func (r *reader) whole() error {
	f := r.file
	switch {
	case !f.guidelines && (len(f.columns) == 0 || f.key == ""):
		return wrong(0, "nothing")
	case len(f.columns) > 0 && f.key == "":
		return wrong(r.parts["columns"].Line, "missing", "name", "key")
	}
	for _, part := range []string{"rules", "settings", "weights"} {
		if node := r.parts[part]; node != nil && !f.guidelines {
			return wrong(node.Line, "unknown", "name", part, "known", []string{"columns", "key", "forbid", "points", "capacity"})
		}
	}
	return nil
}

func (r *reader) version(node *yaml.Node) error {
	if node.Value != "1" {
		return wrong(node.Line, "version", "value", shown(node))
	}
	return nil
}

func (r *reader) start(node *yaml.Node) error {
	switch node.Value {
	case "guidelines":
	case "nothing":
		r.file.guidelines = false
	default:
		return wrong(node.Line, "unknown", "name", node.Value, "known", []string{"guidelines", "nothing"})
	}
	return nil
}

// objectives by their words.
var objectives = map[string]assign.Objective{"total": assign.Total, "coverage": assign.Coverage, "fair": assign.Fair}

func (r *reader) objective(node *yaml.Node) error {
	o, known := objectives[node.Value]
	if !known {
		return wrong(node.Line, "unknown", "name", strings.Trim(shown(node), `"`), "known", []string{"total", "coverage", "fair"})
	}
	r.file.objective = o
	return nil
}

func (r *reader) rules(node *yaml.Node) error {
	var known []string
	for _, rule := range matching.AllRules() {
		known = append(known, rule.String())
	}
	return object("rules", node, known, func(name string, value *yaml.Node) error {
		on, err := onOff(name, value)
		if err != nil {
			return err
		}
		rule, _ := matching.RuleNamed(name)
		r.file.rules = r.file.rules.Switch(on, rule)
		return nil
	})
}

func (r *reader) settings(node *yaml.Node) (err error) {
	rules := &r.file.rules
	return object("settings", node, []string{"cooling-off-months", "hours-per-mentee", "model"}, func(name string, value *yaml.Node) error {
		switch name {
		case "cooling-off-months":
			rules.CoolingOffMonths, err = whole(name, value, 0, 600)
		case "hours-per-mentee":
			rules.HoursPerMentee, err = whole(name, value, 0, 80)
		default:
			rules.Model, err = text(name, value)
		}
		return err
	})
}

func (r *reader) weights(node *yaml.Node) error {
	var known []string
	for _, c := range matching.AllCriteria() {
		known = append(known, c.String())
	}
	return object("weights", node, known, func(name string, value *yaml.Node) error {
		n, err := whole(name, value, 0, matching.MaxWeight)
		if err != nil {
			return err
		}
		c, _ := matching.CriterionNamed(name)
		r.file.weights[c] = n
		return nil
	})
}

func (r *reader) columns(node *yaml.Node) error {
	return object("columns", node, nil, func(name string, value *yaml.Node) error {
		c := column{name: name, heading: [2]string{name, name}}
		var err error
		if value.Kind == yaml.ScalarNode {
			c.heading[0], err = text(name, value)
			c.heading[1] = c.heading[0]
		} else {
			err = c.read(value)
		}
		r.file.columns = append(r.file.columns, c)
		return err
	})
}

func (c *column) read(node *yaml.Node) error {
	return object(c.name, node, []string{"mentee", "mentor", "order", "parts"}, func(name string, value *yaml.Node) (err error) {
		switch name {
		case "mentee":
			c.heading[0], err = text(name, value)
		case "mentor":
			c.heading[1], err = text(name, value)
		case "parts":
			c.parts, err = text(name, value)
		default:
			err = list(name, value, func(item *yaml.Node) error {
				step, err := text(name, item)
				if slices.ContainsFunc(c.order, func(o string) bool { return same(o, step) }) {
					return wrong(item.Line, "twice", "name", step)
				}
				c.order = append(c.order, step)
				return err
			})
		}
		return err
	})
}

func (r *reader) key(node *yaml.Node) error {
	at, err := r.column(node)
	if err == nil {
		r.file.key = r.file.columns[at].name
	}
	return err
}

// column reads the name of a column.
func (r *reader) column(node *yaml.Node) (int, error) {
	var known []string
	for i, c := range r.file.columns {
		if node.Kind == yaml.ScalarNode && c.name == node.Value {
			return i, nil
		}
		known = append(known, c.name)
	}
	return 0, wrong(node.Line, "column", "name", strings.Trim(shown(node), `"`), "known", known)
}

func (r *reader) forbid(node *yaml.Node) error {
	return list("forbid", node, func(item *yaml.Node) error {
		var b ban
		conditions := 0
		err := object("forbid", item, []string{"name", "when", "unless"}, func(name string, value *yaml.Node) (err error) {
			switch name {
			case "name":
				b.name, err = text(name, value)
			case "when":
				conditions++
				b.when, err = r.condition(value, 0)
			default:
				conditions++
				b.when, err = r.condition(value, 0)
				b.when = condition{kind: isNot, of: []condition{b.when}}
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case b.name == "":
			return wrong(item.Line, "missing", "name", "name")
		case conditions != 1:
			return wrong(item.Line, "one-of", "name", b.name, "known", []string{"when", "unless"})
		}
		r.file.forbid = append(r.file.forbid, b)
		return nil
	})
}

func (r *reader) points(node *yaml.Node) error {
	return list("points", node, func(item *yaml.Node) error {
		a := award{points: -1}
		err := object("points", item, []string{"name", "points", "when", "share", "alike"}, func(name string, value *yaml.Node) (err error) {
			switch name {
			case "name":
				a.name, err = text(name, value)
			case "points":
				a.points, err = whole(name, value, 0, mostPoints)
			default:
				if a.kind != "" {
					return wrong(value.Line, "one-of", "name", "points", "known", []string{"when", "share", "alike"})
				}
				a.kind = name
				if name == "when" {
					a.when, err = r.condition(value, 0)
				} else {
					a.column, err = r.column(value)
				}
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case a.name == "":
			return wrong(item.Line, "missing", "name", "name")
		case a.points < 0:
			return wrong(item.Line, "missing", "name", "points")
		case a.kind == "":
			return wrong(item.Line, "one-of", "name", a.name, "known", []string{"when", "share", "alike"})
		}
		r.file.points = append(r.file.points, a)
		return nil
	})
}

// capacity is a number for every mentor, or a heading and a number for those
// who have none.
func (r *reader) capacity(node *yaml.Node) (err error) {
	p := &r.file.places
	p.said = true
	if node.Kind == yaml.ScalarNode {
		p.other, err = whole("capacity", node, 0, mostPlaces)
		return err
	}
	return object("capacity", node, []string{"heading", "otherwise"}, func(name string, value *yaml.Node) (err error) {
		if name == "heading" {
			p.heading, err = text(name, value)
		} else {
			p.other, err = whole(name, value, 0, mostPlaces)
		}
		return err
	})
}

// priority is a number of points for each week of waiting, or a heading whose
// column has points.
func (r *reader) priority(node *yaml.Node) error {
	p := Priority{Said: true}
	points := false
	err := object("priority", node, []string{"since", "week", "heading"}, func(name string, value *yaml.Node) (err error) {
		switch name {
		case "since":
			p.Since, err = text(name, value)
		case "heading":
			p.Heading, err = text(name, value)
		default:
			points = true
			p.Week, err = whole(name, value, 0, mostPriority)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case p.Heading != "" && (p.Since != "" || points):
		return wrong(node.Line, "one-of", "name", "priority", "known", []string{"heading", "week"})
	case p.Heading == "" && !points:
		return wrong(node.Line, "missing", "name", "week")
	}
	r.file.priority = p
	return nil
}
