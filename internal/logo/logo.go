// Package logo holds the marks of those who pay for the programme, which the
// operator lays into a folder: the program brings none of its own, since they
// are protected (context §5.4).
//
// The folder has a file logos.json, which says in which order the marks stand
// and what they are for those who cannot see them, and the pictures that it
// names. Load reads everything once, when the service starts, and refuses what
// is not strictly a picture; the next step is Set.In, for the foot of a page,
// and ServeHTTP, for the pictures themselves. A folder that is not there is an
// empty set.
package logo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"domubiedrs/internal/i18n"
)

// Folder is the folder's name in the data directory, List the file in it, and
// Prefix the address under which the pictures are.
const (
	Folder = "logos"
	List   = "logos.json"
	Prefix = "/logos/"
)

// Limits: marks in the list, bytes of a file, characters of a description.
const (
	MaxLogos = 8
	MaxBytes = 512 << 10
	MaxText  = 200
)

// Height is how high every mark is shown, in pixels. All are equally high, so
// that none is larger than the Union's emblem.
const Height = 64

// Logo is a mark on a page: its address, what it is in words, and its size in
// pixels.
type Logo struct {
	Src, Alt      string
	Width, Height int
}

// Set is the marks in their order; the zero Set has none.
type Set struct {
	marks []mark
}

// mark is one as it was read.
type mark struct {
	entry
	kind  string
	bytes []byte
	tag   string
	width int
}

// entry is a line of the list.
type entry struct {
	File string `json:"file"`
	LV   string `json:"lv"`
	EN   string `json:"en"`
}

// Load reads a folder. An error names the file that is at fault.
func Load(folder string) (*Set, error) {
	text, err := read(filepath.Join(folder, List))
	if errors.Is(err, fs.ErrNotExist) {
		return &Set{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", List, err)
	}
	var entries []entry
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&entries); err != nil {
		return nil, fmt.Errorf("%s: %w", List, err)
	}
	if len(entries) > MaxLogos {
		return nil, fmt.Errorf("%s: %d marks, and there is room for %d", List, len(entries), MaxLogos)
	}
	s := &Set{}
	for _, e := range entries {
		m, err := load(folder, e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.File, err)
		}
		s.marks = append(s.marks, m)
	}
	return s, nil
}

// names are the only ones that a file may have: they become addresses.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,60}\.(svg|png)$`)

var (
	errName = errors.New("a file is named with small letters, digits and hyphens, and ends in .svg or .png")
	errText = fmt.Errorf("lv and en must say what the mark is, in at most %d characters", MaxText)
	errSize = fmt.Errorf("the file is larger than %d KiB", MaxBytes>>10)
)

func load(folder string, e entry) (m mark, err error) {
	m.entry = e
	if !names.MatchString(e.File) {
		return m, errName
	}
	for _, text := range []string{e.LV, e.EN} {
		if n := utf8.RuneCountInString(text); strings.TrimSpace(text) == "" || n > MaxText {
			return m, errText
		}
	}
	if m.bytes, err = read(filepath.Join(folder, e.File)); err != nil {
		return m, err
	}
	var ratio float64
	if m.kind = "image/png"; path.Ext(e.File) == ".svg" {
		m.kind = "image/svg+xml"
		ratio, err = svgRatio(m.bytes)
	} else {
		ratio, err = pngRatio(m.bytes)
	}
	sum := sha256.Sum256(m.bytes)
	m.tag, m.width = hex.EncodeToString(sum[:8]), max(1, int(ratio*Height+0.5))
	return m, err
}

// read takes a file that is no larger than it may be.
func read(name string) (content []byte, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	content, err = io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err == nil && len(content) > MaxBytes {
		err = errSize
	}
	return content, err
}

// In is the marks as a page in a language shows them.
func (s *Set) In(lang i18n.Lang) (list []Logo) {
	for _, m := range s.marks {
		alt := m.LV
		if lang == i18n.EN {
			alt = m.EN
		}
		list = append(list, Logo{Src: Prefix + m.File + "?" + m.tag, Alt: alt, Width: m.width, Height: Height})
	}
	return list
}

// ServeHTTP answers for a picture; nothing that is not in the list is there.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, m := range s.marks {
		if r.URL.Path == Prefix+m.File {
			w.Header().Set("Content-Type", m.kind)
			w.Header().Set("Cache-Control", "public, max-age=3600")
			w.Header().Set("ETag", `"`+m.tag+`"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(m.bytes))
			return
		}
	}
	http.NotFound(w, r)
}
