package matchmaking

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
)

// Objective is what a run wants, after serving as many mentees as possible.
type Objective string

const (
	Fair     Objective = "fair"     // lift the worst pair first, then the total
	Coverage Objective = "coverage" // the greatest total
)

// Objectives are those to choose between.
var Objectives = []Objective{Fair, Coverage}

// Key is the translation key of the objective's name.
func (o Objective) Key() string { return "matchmaking.objective." + string(o) }

// Setting are the rules and weights of a run, as data.
type Setting struct {
	On         []string       `json:"on"` // names of the hard rules that are on
	CoolingOff int            `json:"cooling_off"`
	Hours      int            `json:"hours"` // that one mentee takes of a mentor, a month
	Weights    map[string]int `json:"weights"`
	Objective  Objective      `json:"objective"`
	// Waiting are the points, of a hundred, for each week that somebody waits
	// longer than the latest: they say who goes without when places are short.
	Waiting int `json:"waiting"`
}

// Kept is what a programme set; version 0 are the defaults.
type Kept struct {
	Setting
	Version   int64
	UpdatedAt time.Time
}

// always are hard rules that nobody can switch off.
var always = []matching.Rule{matching.SamePerson, matching.LineManager, matching.DeclaredTie, matching.Places, matching.Declined, matching.Screened, matching.OnDemand}

// Choosable are the hard rules that a programme switches, in their order.
func Choosable() []matching.Rule {
	return slices.DeleteFunc(matching.AllRules(), func(r matching.Rule) bool { return slices.Contains(always, r) })
}

// Limits of a setting.
const (
	MaxCoolingOff = 120 // months
	MaxHours      = 40  // a month
	MaxWaiting    = 100 // points a week
)

// defaultWaiting lets a month decide between mentees whom a mentor suits nearly
// as well, and never outweighs a clear difference.
const defaultWaiting = 1

// Defaults are the guidelines' rules and weights.
func Defaults() Setting {
	d := matching.Defaults()
	s := Setting{CoolingOff: d.Rules.CoolingOffMonths, Hours: d.Rules.HoursPerMentee, Weights: map[string]int{}, Objective: Fair, Waiting: defaultWaiting}
	for _, r := range Choosable() {
		if d.Rules.On[r] {
			s.On = append(s.On, r.String())
		}
	}
	for c, n := range d.Weights {
		s.Weights[matching.Criterion(c).String()] = n
	}
	return s
}

// check tells what is wrong, beside the field that it is about.
func (s Setting) check() error {
	bad := fault.Checks{}
	for _, name := range s.On {
		if r, known := matching.RuleNamed(name); !known || slices.Contains(always, r) {
			bad.Fail("on", "matchmaking.fault.rule")
		}
	}
	if s.CoolingOff < 0 || s.CoolingOff > MaxCoolingOff {
		bad.Fail("cooling_off", "matchmaking.fault.number", "max", MaxCoolingOff)
	}
	if s.Hours < 0 || s.Hours > MaxHours {
		bad.Fail("hours", "matchmaking.fault.number", "max", MaxHours)
	}
	if s.Waiting < 0 || s.Waiting > MaxWaiting {
		bad.Fail("waiting", "matchmaking.fault.number", "max", MaxWaiting)
	}
	sum := 0
	for name, n := range s.Weights {
		if _, known := matching.CriterionNamed(name); !known || n < 0 || n > matching.MaxWeight {
			bad.Fail("weight-"+name, "matchmaking.fault.number", "max", matching.MaxWeight)
			continue
		}
		sum += n
	}
	if len(bad) == 0 && sum == 0 {
		bad.Fail("weight-need", "matchmaking.fault.weights")
	}
	if !slices.Contains(Objectives, s.Objective) {
		bad.Fail("objective", "matchmaking.fault.objective")
	}
	return bad.Err()
}

// engine is the setting as the engine takes it. On request only mentors who
// opted in are asked, whatever other models they take (R3.5-5).
func (s Setting) engine(model catalogue.ModelCode, categories map[string]string) matching.Setting {
	rules := matching.Rules{CoolingOffMonths: s.CoolingOff, HoursPerMentee: s.Hours}.Switch(true, always...)
	for _, name := range s.On {
		if r, known := matching.RuleNamed(name); known {
			rules = rules.Switch(true, r)
		}
	}
	if model != catalogue.OnDemand {
		rules.Model = string(model)
	}
	out := matching.Setting{Rules: rules, RoleCategories: categories}
	for name, n := range s.Weights {
		if c, known := matching.CriterionNamed(name); known {
			out.Weights[c] = n
		}
	}
	return out
}

func (s Setting) objective() assign.Objective {
	if s.Objective == Coverage {
		return assign.Coverage
	}
	return assign.Fair
}

// Same tells whether two settings give the same run of the same people.
func (s Setting) Same(t Setting) bool {
	return slices.Equal(slices.Sorted(slices.Values(s.On)), slices.Sorted(slices.Values(t.On))) && s.CoolingOff == t.CoolingOff && s.Hours == t.Hours &&
		maps.Equal(s.Weights, t.Weights) && s.Objective == t.Objective && s.Waiting == t.Waiting
}

// Setting gives a programme's rules and weights.
func (s *Service) Setting(ctx context.Context, actor access.Actor, programmeID string) (Kept, error) {
	if err := actor.Check(access.Read, object(programmeID)); err != nil {
		return Kept{}, err
	}
	return loadSetting(ctx, s.DB, programmeID)
}

// Keep saves a programme's rules and weights; of two who change the same
// version, the later one is Conflict.
func (s *Service) Keep(ctx context.Context, actor access.Actor, programmeID string, version int64, set Setting) (Kept, error) {
	if err := actor.Check(access.Write, object(programmeID)); err != nil {
		return Kept{}, err
	}
	if err := set.check(); err != nil {
		return Kept{}, err
	}
	k := Kept{Setting: set, Version: version + 1, UpdatedAt: s.Now()}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		saved, err := saveSetting(ctx, tx, programmeID, actor.Person, version, k)
		if errors.Is(err, db.ErrUnique) || err == nil && !saved {
			return errStale
		}
		if err != nil {
			return fmt.Errorf("save the setting of matching: %w", err)
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.MatchingSettingChanged,
			Object: audit.Object{Kind: audit.KindProgramme, ID: programmeID}, Programme: programmeID})
	})
	if err != nil {
		return Kept{}, err
	}
	return k, nil
}
