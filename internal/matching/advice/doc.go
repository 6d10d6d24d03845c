// Package advice says what to do with a solved round: why somebody has no
// mentor and what would help most (Diagnose, Relief), and which few mentors
// each mentee is shown so that everybody together can still be served
// (Shortlists).
//
// The flow: a matching.Pool gives lists, a solver gives an assignment and a
// price a mentor, both as plain slices; this package reads them. It is pure
// and gives numbers and rules, never words.
package advice
