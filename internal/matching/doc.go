// Package matching tells how well a mentor serves a mentee, and why.
//
// The flow: Mentee and Mentor are what people gave in their applications;
// NewPool reads them once, with the Setting of a programme (hard Rules and
// Weights). The Pool answers for a pair: Blocks (which hard rules forbid it),
// Score (0 … 10,000) and Explain (what speaks for it and against it, what to
// ask, what would change it). For everybody at once it gives lists that a
// solver takes: Best, the exact best k of each mentee without looking at every
// pair, and All, every allowed pair of a small programme. Package advice goes
// on from there.
//
// The package is pure: no clock, no database, no context, and no words for
// people: a Reason is a translation key with arguments. The same people give
// the same numbers in any order and on any machine. Nothing demographic is
// asked for or derived. Weights, sources and measurements: docs/matching.md.
package matching
