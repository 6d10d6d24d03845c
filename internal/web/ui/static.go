package ui

import (
	"slices"
)

// Prefix is where Static is mounted.
const Prefix = "/static/"

// Asset returns the address of a built file by its logical name ("app.css"). A
// name that the build does not have comes back under a name that answers 404.
func Asset(name string) string {
	m, _ := loaded() // Check has reported it
	if file, ok := m.Files[name]; ok {
		return Prefix + file
	}
	return Prefix + "missing/" + name
}

// HasIcon tells whether the icon set has an icon.
func HasIcon(name string) bool {
	m, _ := loaded() // Check has reported it
	return slices.Contains(m.Icons, name)
}
