// Package rulesfile reads the rules of a programme from a file that an office
// can write: YAML with a closed list of words. There are no formulas and no
// code in it.
//
// A file says one or both of two things. With "start: guidelines" it changes
// the rules and weights that judge applications (package matching): switch a
// rule off, weigh a criterion more. With "columns" it judges pairs by columns
// of two tables, a mentees' and a mentors': forbid a pair when a column is
// equal, give points when an ordered value lies one or two steps above.
//
// The flow: Parse reads and checks a File; File.Setting goes to
// matching.NewPool; File.Read brings the two tables in and gives a Table, which
// answers like a pool does: Allowed, Score, Explain, All, Capacity. Both puts
// a pool and a table together. What is wrong is told with its line, as a
// FileError that can be translated.
package rulesfile
