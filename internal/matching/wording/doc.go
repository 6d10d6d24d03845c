// Package wording tells how alike two texts of people are: what somebody needs
// and what somebody else offers, in Latvian, English or both mixed, typed with
// or without diacritics. It uses no model and downloads nothing.
//
// The flow: Words cuts a text into words and folds them; Stem takes the ending
// off; Concepts finds what a text speaks of by a list of everyday words for
// each theme and competence; a Corpus counts how rare everything is; Vector
// keeps the telling part of a text as whole numbers; Dot compares two of
// them; Shared names the words that made them alike.
//
// Everything is a whole number in the end, so neither the order of the texts
// nor the machine changes a result. How well it works is measured in
// docs/matching.md on the texts in testdata.
package wording
