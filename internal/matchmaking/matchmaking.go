// Package matchmaking brings the engine and the people of an intake together:
// screened applications become a pool, the pool a plan, the plan a run that is
// kept, and the run a round that a coordinator may send.
//
// The flow, and who takes the next step:
//
//	Setting    rules and weights of a programme          → Keep, by the coordinator
//	Make       reads the people, solves, proves, saves   → a run
//	Open       a run with the people as they are now     → the coordinator reads it
//	Consequence what a pair by hand does to the others    → pairing.SetRule, by the coordinator
//	Draft      shortlists of a run as a round            → pairing.SendRound, by the coordinator
//	Prepare    every working day, where switched on      → a run and a draft, by the system
//
// After yes and no the people have changed: mutual yeses are out of the pool,
// declined pairs are forbidden, open proposals hold their place. The next Make
// solves the rest. Nothing here sends anything.
//
// People and plans are kept in memory by what the database says of them (stamp),
// so that a page costs no solving; every node can rebuild both.
package matchmaking

import (
	"context"
	"sync"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/pairing"
)

// Service is the verbs of the desk that need the engine.
type Service struct {
	DB        *db.DB
	Now       func() time.Time // UTC in microseconds, as db.Now
	Intakes   *intake.Service
	Catalogue *catalogue.Service
	Pairing   *pairing.Service

	mu     sync.Mutex
	crowds memory[*crowd]
	plans  memory[*plan.Plan]
}

// remembered is how many intakes, and how many plans, are kept in memory.
const remembered = 6

// memory keeps the latest values by name.
type memory[T any] struct {
	names  []string
	values map[string]T
}

func (m *memory[T]) get(name string) (T, bool) {
	v, there := m.values[name]
	return v, there
}

func (m *memory[T]) put(name string, v T) {
	if m.values == nil {
		m.values = map[string]T{}
	}
	if _, there := m.values[name]; !there {
		m.names = append(m.names, name)
	}
	m.values[name] = v
	if len(m.names) > remembered {
		delete(m.values, m.names[0])
		m.names = m.names[1:]
	}
}

// desk loads an intake for somebody who works at its matching desk.
func (s *Service) desk(ctx context.Context, actor access.Actor, verb access.Verb, intakeID string) (intake.Intake, error) {
	x, err := s.Intakes.Load(ctx, s.DB, intakeID)
	if err != nil {
		return x, err
	}
	return x, actor.Check(verb, object(x.Programme))
}

func object(programmeID string) access.Object {
	return access.Object{Thing: access.Pairing, Programme: programmeID}
}

var (
	errStale   = fault.New(fault.Conflict, "fault.stale")
	errMissing = fault.New(fault.NotFound, "fault.not-found")
)
