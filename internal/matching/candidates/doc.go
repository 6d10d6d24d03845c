// Package candidates finds allowed pairs for everybody at once: the exact best k
// mentors of each mentee without looking at every pair, or every allowed pair
// of a small programme.
//
// The flow: an index of the mentors is made once; each core scans one mentee
// after another (rules as bits, bounds as bytes, exact scores from the highest
// bound down) and fills its batches; the batches become lists that a solver
// takes. What it finds is what Pool.Allowed and Pool.Score say, pair by pair;
// a test holds it to that.
package candidates
