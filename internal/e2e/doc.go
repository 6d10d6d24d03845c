// Package e2e holds no code. Its tests run the whole program, as people and
// attackers meet it: through HTTP on a real port, and in a real browser, on
// both databases.
//
// A test starts a service (service_test.go) with a clock and a terminal of its
// own, comes in as a visitor without script (visitor_test.go) or opens a window
// of Chromium (window_test.go), and signs in as one of the demo's people
// (cast_test.go). What is promised is written down as readable tables in
// testdata: who may call which route, which licences are allowed. Tests are
// named after the numbers of the security catalogue where it has one.
package e2e
