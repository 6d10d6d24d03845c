package web

// This file holds the data of the template parts: one struct a part. All texts
// are translated already, except the few words that belong to a part itself
// ("change", "previous"), which the part takes from the catalogue.

// Variant is how much a button stands out. One filled button a page.
type Variant string

const (
	Primary   Variant = "primary" // filled; also the zero value
	Secondary Variant = "secondary"
	Tertiary  Variant = "tertiary"
	Danger    Variant = "danger" // filled in rowan: what cannot be undone
)

// Button is a link when Href is set, else a button of a form. Part "button".
type Button struct {
	Text    string
	Href    string
	Variant Variant
	Icon    string // name in the icon set, before the text
	Name    string // name and value that the form posts
	Value   string
	Form    string // id of a form elsewhere on the page
	Small   bool
	More    string // what the text alone does not say, for the ear: a name, a date
	Key     string // single key that presses it, where the page lists keys
}

// State is a status as a shape and a word; colour comes last.
type State string

const (
	ToDo    State = "todo"    // ○ to start
	Begun   State = "begun"   // ◐ begun
	Ready   State = "ready"   // ✓ done, plain text
	Blocked State = "blocked" // dashed ○ cannot start yet
	Look    State = "look"    // △ needs a look
	Urgent  State = "urgent"  // ● at once
	Off     State = "off"     // – ended, withdrawn, switched off
)

// Status is a State with its word. Part "status".
type Status struct {
	State State
	Text  string
}

// Empty is what stands where nothing is yet: what it will be, and the next
// step. Part "empty".
type Empty struct {
	Title  string
	Text   string
	Icon   string
	Action *Button
}

// Table is rows of data; on a phone each row becomes a list with the column
// names as labels. Part "table".
type Table struct {
	ID          string // of the region, where filters put their result
	Caption     string
	Columns     []Column
	Rows        []Row
	Empty       *Empty // shown instead when there are no rows
	HideCaption bool
}

// Column is a column's head; the first column names the row.
type Column struct {
	Title   string
	Numeric bool
	Sort    *Sort // nil: cannot be sorted by
	Hidden  bool  // the title is for the ear only: a column of buttons
}

// Sort makes a column head a link. Direction is "", "ascending" or "descending".
type Sort struct {
	Href      string
	Direction string
}

// Row is one row; Flag tints the rows that need a decision.
type Row struct {
	Cells []Cell
	Flag  bool
}

// Cell is one cell: text, perhaps as a link, with a small second line, or a
// status, or links to act; before it may stand a box to pick the row.
type Cell struct {
	Pick   *Pick
	Text   string
	Href   string
	Note   string
	Status *Status
	Tags   []string
	Time   string // machine's form of the time in Text
	Acts   []Button
}

// Pick is a box that puts its row among those that a form elsewhere on the page
// works on.
type Pick struct {
	Form  string // id of that form
	Name  string
	Value string
	Label string // for the ear: what is picked
	On    bool
}

// Pager leads to the page before and after by key. Part "pager".
type Pager struct {
	Prev, Next string // hrefs, empty at the ends
	Summary    string // "1–50 no 1 500"
	Label      string // name of the navigation: what is paged
}

// Filters is the bar above a list. It is a GET form that works alone; with
// script the list follows the typing. Part "filters".
type Filters struct {
	Action string
	Fields []*Field
	Clear  string // href without filters; empty when none is set
	Target string // id of the region to renew: Table.ID or an element around it
	Result string // how many were found; announced
}

// Summary is a list of questions and answers to check. Part "summary".
type Summary struct {
	Title string // h2, may be empty
	Items []SummaryItem
}

// SummaryItem is one answer; no Value means "not given". Change leads to the
// question; its name for the ear is "Mainīt: " and Key.
type SummaryItem struct {
	Key    string
	Value  string
	Lines  []string // more values, one a line
	Change string   // href; empty: cannot be changed
}

// Missing tells whether nothing was answered.
func (i SummaryItem) Missing() bool { return i.Value == "" && len(i.Lines) == 0 }

// TaskList is work in groups by "until when". Part "tasks".
type TaskList struct {
	Title  string
	Sub    string
	Groups []TaskGroup
}

// TaskGroup is the tasks of one span of time; Title may be empty.
type TaskGroup struct {
	Title string
	Tasks []Task
}

// Task is one piece of work. A Blocked one is no link, whatever its Href.
type Task struct {
	Text   string
	Hint   string
	Href   string
	Status Status
}

// Linked tells whether the task's text is a link.
func (t Task) Linked() bool { return t.Href != "" && t.Status.State != Blocked }

// Stages is the line of stages. Part "stages".
type Stages struct {
	Title string
	Items []Stage
}

// Stage is one stage: Ready, Begun (here) or ToDo. Note is small, below.
type Stage struct {
	State State
	Title string
	Note  string
}

// Timeline is things in order of time, past and to come. Part "timeline".
type Timeline []Moment

// Moment is one thing in a Timeline.
type Moment struct {
	State State
	Title string
	Text  string
	Time  string // machine's form of the time, when Title is a time
}

// Panel confirms that something was done: its number and what happens next.
// Its Title is the page's h1. Part "panel".
type Panel struct {
	Title  string
	Label  string // what Number is
	Number string
	Text   string
}

// Confirm asks before a grave action. Part "confirm".
type Confirm struct {
	Lede   string
	Points []string // what will happen, one a line
	Form   *Form
}

// Details is folded text. Part "details".
type Details struct {
	Summary string
	Text    []string // paragraphs
	Points  []string
}

// DateBox is a day as the calendar shows it. Part "datebox".
type DateBox struct {
	Day     string // 26
	Month   string // novembris
	Weekday string // ceturtdiena
	Time    string // 2026-11-26
}

// Help is the box that says who helps. Part "help".
type Help struct {
	Title string
	Text  string
	Link  *Link
}

// Facts is short facts by name. Part "facts".
type Facts []Fact

// Fact is one name and value; Href makes the value a link.
type Fact struct{ Name, Value, Href string }

// Stats is a row of numbers that matter. Part "stats".
type Stats []Stat

// Stat is one number with what it counts and where it leads.
type Stat struct {
	Number string
	Text   string
	Note   string
	Link   *Link
}

// Person is somebody on a card. Part "person".
type Person struct {
	Name     string
	Initials string
	Text     string
	Href     string
}

// PrintHead stands on paper only: whose page, of what, of when. Part "print-head".
type PrintHead struct {
	Owner string
	Title string
	Date  string
}
