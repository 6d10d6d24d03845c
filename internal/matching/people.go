package matching

// Style is how somebody likes to work: the codes of the questionnaires. An
// empty field is an answer that was not given.
type Style struct {
	Support   string   // support, balance, challenge
	Structure string   // planned, mixed, open
	Feedback  string   // direct, gentle, examples
	Learning  []string // doing, reading, talking, watching
	Values    []string
}

// Person is what both sides give. Codes are those of the questionnaires; what
// is not known stays empty, and no rule blocks on what is not known.
type Person struct {
	Key         string // names the application; each once; ties go by it
	Person      string // names the human being, so that nobody is matched to themselves
	Institution string
	Unit        string
	Manager     string // Person of the line manager
	Level       string // specialist, senior, unit-lead, institution-lead
	Function    string // field of work
	Themes      []string
	Competences []string
	Style       Style
	Languages   []string
	Formats     []string // online, onsite
	Regions     []string // where on site
	Times       []string
	Models      []string
	Conflicts   []Conflict
	Declined    []string // Person of those with whom either said no
	Former      []string // Person of those with whom a mentorship has been
	Screened    bool
}

// Mentee is who looks for a mentor (R6.1-1).
type Mentee struct {
	Person
	Role, RoleCategory string
	Motivation         string
	Need               string
	Goal               string
	Expectations       string
	Rhythm             string // monthly, twice, flexible
	Perspective        string // public, private, any
	Field              string // same, other, any
	OnDemand           bool   // asks for help with one concrete question
}

// Mentor is who offers to be one (R6.1-4).
type Mentor struct {
	Person
	Sector     string // public, private, ngo
	Roles      []string
	Experience string
	Offer      string
	Motivation string
	Support    []string // advice, shadowing, review, hands-on
	Places     int      // mentees at a time
	Hours      int      // a month
	// What runs already counts against Places and Hours (R6.1-10).
	RunningMentees, RunningHours int
	OnDemand                     bool // opted in to single questions (R3.5-5)
}

// ConflictKind is a tie that a person declared (R4.3-10).
type ConflictKind string

// The ties of the questionnaires. Report is the direction that only warns: the
// mentee is the mentor's line manager (R3.4-3).
const (
	ManagerTie     ConflictKind = "manager"
	ReportTie      ConflictKind = "report"
	FamilyTie      ConflictKind = "family"
	ProcurementTie ConflictKind = "procurement"
	OtherTie       ConflictKind = "other"
)

// Conflict is a declared tie to a person or to an institution or company.
type Conflict struct {
	Kind ConflictKind
	With string // a Person or an Institution
	// Over tells that the tie has ended, Months ago.
	Over   bool
	Months int
}

// Reason is something to say, as a translation key; Args are name and value in
// turn. Values are numbers, codes ([]string) or words as people typed them.
type Reason struct {
	Key  string
	Args []any
}

func reason(key string, args ...any) Reason { return Reason{Key: key, Args: args} }
