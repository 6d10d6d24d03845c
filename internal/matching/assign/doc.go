// Package assign finds who is mentored by whom: every mentee to at most one
// mentor, every mentor to at most as many mentees as it has places, the sum of
// the scores as large as possible, and proves it.
//
// The flow: an Instance is read or made and validated; Solve brings the people
// in the order of their keys, runs a forward and reverse auction and gives a
// Result with a price a mentor; Verify, which shares no code with the solver,
// proves from these prices that nothing better exists. Objectives add stages
// to that: as many mentees as possible first, then the worst-off. Resolve
// starts from an earlier result after people came and went.
//
// The package is pure: no clock, no files, nothing of the rest of the program.
// The same instance gives the same pairs on every machine and with any number
// of cores. Algorithms, bounds and sources: docs/matching.md.
package assign
