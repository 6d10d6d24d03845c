package catalogue

import "slices"

// Group parts a vocabulary: the category of a role, the area of a competence,
// the family of a theme. The list is closed, since reports count by it; its
// words are in the translation catalogue.
type Group string

// The three categories of roles (R1.2-1).
const (
	KeyRoles           Group = "key"           // set direction and strategy
	CollaborationRoles Group = "collaboration" // carry change in professional fields
	UserRoles          Group = "user"          // use digital tools daily
)

// The families of themes; ours, not the guidelines'.
const (
	Technology Group = "technology"
	Services   Group = "services"
	Change     Group = "change"
	Growth     Group = "growth"
)

// The five areas of DigComp 2.2, numbered 1 to 5 there.
const (
	InformationArea   Group = "digcomp-1"
	CommunicationArea Group = "digcomp-2"
	ContentArea       Group = "digcomp-3"
	SafetyArea        Group = "digcomp-4"
	ProblemArea       Group = "digcomp-5"
)

var groups = map[Kind][]Group{
	Role:       {KeyRoles, CollaborationRoles, UserRoles},
	Theme:      {Technology, Services, Change, Growth},
	Competence: {InformationArea, CommunicationArea, ContentArea, SafetyArea, ProblemArea},
}

// Groups are the groups of a vocabulary in the order of pages. For roles they
// are the three categories.
func (k Kind) Groups() []Group { return slices.Clone(groups[k]) }

// Has tells whether the group is one of the vocabulary's.
func (k Kind) Has(g Group) bool { return slices.Contains(groups[k], g) }

// Key is the translation key of the group's name.
func (g Group) Key() string { return "catalogue.group." + string(g) }

// MeaningKey is the translation key of one sentence that tells what the group
// is (R1.2-7); it stands beside the choice.
func (g Group) MeaningKey() string { return "catalogue.meaning." + string(g) }

// Digital tells whether what is in the group counts as digital transformation
// (R0-1): every competence, and the themes that are not of growth alone.
func (g Group) Digital() bool { return Competence.Has(g) || Theme.Has(g) && g != Growth }
