//go:build tools

// Package tools pins the linter's version.
package tools

import _ "honnef.co/go/tools/cmd/staticcheck"
