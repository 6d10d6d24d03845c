// Package ui is the look of Domubiedrs: the layout and the parts of pages as
// templates, and the style sheet, script, fonts and icons that the front-end
// build puts into static/ ("make assets"; their sources are in /assets).
//
// The build names every file after its content and writes manifest.json from
// logical to real names: Asset turns "app.css" into "/static/app-1a2b3c4d.css",
// and Static serves it as something that never changes. Without a build the Go
// code compiles all the same and Check says what to do.
package ui

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed templates
var templates embed.FS

//go:embed all:static
var static embed.FS

// Templates returns the layout and the parts, *.html at the root.
func Templates() fs.FS { return sub(templates, "templates") }

func files() fs.FS { return sub(static, "static") }

// sub cannot fail: the folders are embedded above by the same names.
func sub(f embed.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return s
}

// ErrNotBuilt says that the front-end build has not run.
var ErrNotBuilt = errors.New("style sheet and script are not built: run “make assets” and build again")

// manifest is what the build wrote about itself.
type manifest struct {
	Files map[string]string `json:"files"` // logical name to name in static/
	Icons []string          `json:"icons"` // names in icons.svg
}

var loaded = sync.OnceValues(func() (manifest, error) {
	var m manifest
	text, err := fs.ReadFile(files(), "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return m, ErrNotBuilt
	}
	if err != nil {
		return m, fmt.Errorf("read manifest.json: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("read manifest.json: %w", err)
	}
	return m, nil
})

// Check returns ErrNotBuilt, or what else is wrong with the embedded build.
// Start-up calls it before anything is served.
func Check() error {
	_, err := all()
	return err
}
