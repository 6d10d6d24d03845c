package journal

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/mentorship"
)

// Kind is what an entry is.
type Kind string

// The kinds. Their fields and rules are in the table below.
const (
	Agreement   Kind = "agreement"   // what the members expect of each other (R7.1-4, R4.3-9)
	Note        Kind = "note"        // of a meeting's block, shared or private (context §9.5)
	Point       Kind = "point"       // on a meeting's agenda
	Preparation Kind = "preparation" // of one member for a meeting (R4.2-4)
	WrapUp      Kind = "wrap-up"     // done and remaining (R7.4-1)
	Reflection  Kind = "reflection"  // form G, its author's alone (RA.G-1)
	Plan        Kind = "plan"        // what all goals together are confirmed by (R7.2-2)
	Goal        Kind = "goal"        // goal sheet E (RA.E-1)
	Criterion   Kind = "criterion"   // of a goal (R7.2-5)
	Milestone   Kind = "milestone"   // of a goal (R7.2-7)
	Resource    Kind = "resource"    // expert, tool or source (R7.2-9, R7.3-4)
	Task        Kind = "task"        // with its expected result (R7.2-4, R4.2-9)
	Suggestion  Kind = "suggestion"  // a mentor's, which a mentee takes or not (R4.3-4)
	Worksheet   Kind = "worksheet"   // one section of a form of the annex (RA-4)
	Insight     Kind = "insight"     // main lesson of a step (R7.4-6)
	Review      Kind = "review"      // by topic or month (R7.4-3)
	Assessment  Kind = "assessment"  // one member's view at a review (R7.4-9, R5.3-1)
	Feedback    Kind = "feedback"    // strengths, and what to improve (R7.4-8, R2.1-7)
	Phase       Kind = "phase"       // of the relationship, as its members see it (R4.4-5)
	RoleCard    Kind = "role-card"   // a mentee's thoughts on one of the eleven (R4.2-14)
	Link        Kind = "link"        // another tool that the members use (R7.1-8)
)

// FieldKind is what a field holds.
type FieldKind string

const (
	Line   FieldKind = "line"   // one line of at most lineMax characters
	Text   FieldKind = "text"   // paragraphs of at most Max characters
	Date   FieldKind = "date"   // 2026-11-23
	Number FieldKind = "number" // whole number from Low to High
	Choice FieldKind = "choice" // one of Options
	Yes    FieldKind = "yes"    // "yes" or nothing
	URL    FieldKind = "url"    // https address
)

// Limits of what one field holds, in characters.
const (
	lineMax = 200
	textMax = 10_000
)

// Field is one field of a kind.
type Field struct {
	Name      string
	Kind      FieldKind
	Required  bool
	Options   []string        // of a Choice
	Low, High int             // of a Number
	By        mentorship.Side // only this side sets or changes it; empty: both
	Max       int             // of a Text, in characters; 0: textMax
}

// MaxLength is how many characters the field holds; 0 for those without text.
func (f Field) MaxLength() int {
	switch f.Kind {
	case Line, URL:
		return lineMax
	case Text:
		if f.Max > 0 {
			return f.Max
		}
		return textMax
	}
	return 0
}

// Spec is what a kind allows.
type Spec struct {
	Fields   []Field
	Open     bool            // its fields come from a questionnaire: any name, texts
	Choice   bool            // its author decides whether it is shared
	Own      bool            // never shared
	Together bool            // once shared, all members change it
	Single   bool            // there is one a slot
	Agreed   bool            // needs everybody's yes
	Common   bool            // who joins later sees it too
	Append   bool            // no change once somebody has read it
	Quiet    bool            // has no place on the time line of its own
	By       mentorship.Side // only this side writes it; empty: both
}

func (s Spec) shared(private bool) bool { return !s.Own && (!s.Choice || !private) }

// Of is what a kind allows. False for a kind that there is not.
func Of(kind Kind) (Spec, bool) {
	spec, known := kinds[kind]
	return spec, known
}

// Kinds in the order of filters.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }

// Values of choices that other packages look at.
const (
	Big                                  = "big-goal"    // said in one sentence
	Specified                            = "specified"   // with its sheet
	Agreed                               = "agreed"      // confirmed with the plan
	Going                                = "in-progress" // being worked at
	Achieved                             = "achieved"
	Partly                               = "partly"
	Dropped                              = "dropped"
	Technical                            = "technical"
	Human                                = "human"
	Accepted                             = "accepted"
	Declined                             = "declined"
	OnceAMonth, TwiceAMonth, OtherRhythm = "monthly", "twice-monthly", "irregular"
)

// Outcomes end a goal; only a mentee sets them (R4.2-6).
var Outcomes = []string{Achieved, Partly, Dropped}

func required(f Field) Field { f.Required = true; return f }
func mentees(f Field) Field  { f.By = mentorship.Mentee; return f }
func line(name string) Field { return Field{Name: name, Kind: Line} }
func text(name string) Field { return Field{Name: name, Kind: Text} }
func date(name string) Field { return Field{Name: name, Kind: Date} }
func yes(name string) Field  { return Field{Name: name, Kind: Yes} }
func short(name string, most int) Field {
	return Field{Name: name, Kind: Text, Max: most}
}
func choice(name string, options ...string) Field {
	return Field{Name: name, Kind: Choice, Options: options}
}
func number(name string, low, high int) Field {
	return Field{Name: name, Kind: Number, Low: low, High: high}
}

var kinds = map[Kind]Spec{
	Agreement: {Together: true, Single: true, Agreed: true, Common: true, Fields: []Field{
		required(choice("format", "in-person", "online", "mixed")), required(number("minutes", 15, 480)), required(choice("rhythm", OnceAMonth, TwiceAMonth, OtherRhythm)),
		required(text("confidentiality")), required(number("months", 1, 36)), short("expectations", 2000), short("contact", 500), short("boundaries", 2000),
		choice("assess", "meeting", "topic", "month"), short("extra", 2000), line("ethics")}},
	Note:        {Choice: true, Together: true, Single: true, Fields: []Field{text("text")}},
	Point:       {Fields: []Field{required(line("text")), number("minutes", 1, 240)}, Together: true, Quiet: true},
	Preparation: {Choice: true, Single: true, Fields: []Field{text("since"), text("now"), text("want")}},
	WrapUp:      {Together: true, Single: true, Fields: []Field{text("topics"), text("done"), text("remains"), choice("progress", "yes", "some", "no")}},
	Reflection:  {Own: true, Single: true, Open: true},
	Plan:        {Together: true, Single: true, Agreed: true, Common: true, Fields: []Field{date("until"), short("assess", 2000), text("reason"), {Name: "goals", Kind: Text, Max: 200_000}}},
	Goal: {Together: true, Common: true, Fields: []Field{required(line("goal")), text("situation"), text("options"), text("actions"), text("result"), text("relevant"), date("until"),
		choice("mix", Technical, Human), mentees(choice("status", Big, Specified, Agreed, Going, Achieved, Partly, Dropped)), mentees(text("why")), mentees(text("example")),
		line("institution"), short("reason", 500)}},
	Criterion: {Together: true, Common: true, Quiet: true, Fields: []Field{required(line("text")), required(choice("measure", "text", "number", "percent", "yes")), line("from"), line("target"), line("now")}},
	Milestone: {Together: true, Common: true, Quiet: true, Fields: []Field{required(line("text")), required(date("due")), yes("done")}},
	Resource:  {Together: true, Common: true, Quiet: true, Fields: []Field{required(choice("type", "expert", "tool", "source")), required(line("text")), line("why"), {Name: "address", Kind: URL}}},
	Task: {Together: true, Common: true, Fields: []Field{required(line("text")), required(line("result")), required(date("due")), choice("who", "mentee", "mentor", "all"),
		choice("status", "open", "done", "dropped"), yes("tried"), text("happened")}},
	Suggestion: {Together: true, Fields: []Field{required(short("text", 2000)), mentees(choice("answer", Accepted, Declined))}},
	Worksheet:  {Choice: true, Single: true, Open: true},
	Insight:    {Choice: true, Fields: []Field{required(short("text", 2000)), line("skill"), yes("team"), yes("library")}},
	Review:     {Together: true, Fields: []Field{required(choice("about", "topic", "month")), line("topic"), required(date("on")), text("progress"), text("causes"), text("changes"), yes("held")}},
	Assessment: {Choice: true, Single: true, Fields: []Field{text("self"), choice("balance", "too-soft", "right", "too-hard"), text("process"), text("next")}},
	Feedback:   {Append: true, Fields: []Field{short("strengths", 1000), short("improve", 1000), text("added")}},
	Phase:      {Together: true, Single: true, Common: true, Quiet: true, Fields: []Field{required(choice("phase", "acquaintance", "development", "maturity", "closing"))}},
	RoleCard:   {Choice: true, Single: true, By: mentorship.Mentee, Fields: []Field{text("text"), yes("strength")}},
	Link:       {Together: true, Common: true, Quiet: true, Fields: []Field{required(line("text")), required(Field{Name: "address", Kind: URL})}},
}

// maxOpen bounds the fields of an entry whose questions come from elsewhere.
const maxOpen = 60

// check tells what is wrong with a body, field by field; old is what is there,
// for the fields that one side alone may change.
func (s Spec) check(b, old Body, side mentorship.Side) error {
	checks := fault.Checks{}
	known := map[string]bool{}
	for _, f := range s.Fields {
		known[f.Name] = true
		if f.By != "" && f.By != side && b[f.Name] != old[f.Name] {
			checks.Fail(f.Name, "journal.fault.side")
			continue
		}
		f.check(checks, b[f.Name])
	}
	if s.Open && len(b) > maxOpen {
		return fault.New(fault.TooLarge, "journal.fault.kind")
	}
	for name, value := range b {
		switch {
		case known[name]:
		case !s.Open:
			return fault.New(fault.Invalid, "journal.fault.kind")
		case input.Length(value) > textMax:
			checks.Fail(name, "journal.fault.long", "most", textMax)
		}
	}
	return checks.Err()
}

func (f Field) check(checks fault.Checks, value string) {
	switch {
	case value == "" && f.Required:
		checks.Fail(f.Name, "journal.fault.empty")
	case value == "":
	case f.MaxLength() > 0 && input.Length(value) > f.MaxLength():
		checks.Fail(f.Name, "journal.fault.long", "most", f.MaxLength())
	case f.Kind == Line && strings.ContainsAny(value, "\r\n"), f.Kind == Choice && !slices.Contains(f.Options, value), f.Kind == Yes && value != string(Yes):
		checks.Fail(f.Name, "journal.fault.choice")
	case f.Kind == Date && !isDate(value):
		checks.Fail(f.Name, "journal.fault.date")
	case f.Kind == Number && !f.holds(value):
		checks.Fail(f.Name, "journal.fault.number", "from", f.Low, "to", f.High)
	case f.Kind == URL && !input.WebAddress(value):
		checks.Fail(f.Name, "journal.fault.address")
	}
}

func (f Field) holds(value string) bool {
	n, err := strconv.Atoi(value)
	return err == nil && n >= f.Low && n <= f.High
}

func isDate(value string) bool {
	_, err := time.Parse(time.DateOnly, value)
	return err == nil
}

// clean leaves out what is empty and tidies every line; paragraphs stay apart.
func clean(b Body) Body {
	kept := Body{}
	for name, value := range b {
		lines := strings.Split(strings.ReplaceAll(value, "\r\n", "\n"), "\n")
		for i, l := range lines {
			lines[i] = input.Line(l)
		}
		if value = strings.Trim(strings.Join(lines, "\n"), "\n"); value != "" {
			kept[name] = value
		}
	}
	return kept
}

// Key is the translation key of the kind's name.
func (k Kind) Key() string { return "journal.kind." + string(k) }
