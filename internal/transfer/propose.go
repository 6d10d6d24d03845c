package transfer

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

//go:embed synonyms.json
var synonymsFile []byte

// synonyms are the names by which offices and forms call things; the labels and
// keys of prompts and options are known without it.
var synonyms = func() (s struct {
	Columns map[string][]string            `json:"columns"`
	Options map[string]map[string][]string `json:"options"` // "*" is every yes-or-no prompt
}) {
	if err := json.Unmarshal(synonymsFile, &s); err != nil {
		panic("transfer: the synonyms cannot be read: " + err.Error())
	}
	return s
}()

// sampled is how many rows are looked at to propose what a column holds.
const sampled = 200

// samples are the different cells of each column in the first rows, as they
// come.
func samples(t *sheet.Table) ([][]string, error) {
	found, rows := make([][]string, len(t.Columns)), 0
	for row, err := range t.Rows() {
		if err != nil && row.Number == 0 {
			return nil, err
		}
		for i, cell := range row.Cells {
			if cell != "" && !slices.Contains(found[i], cell) {
				found[i] = append(found[i], cell)
			}
		}
		if rows++; rows == sampled {
			break
		}
	}
	return found, nil
}

// propose says what the columns hold, by their headings and by what stands in
// them: an address has an @, and a choice is one that is offered.
func (w *words) propose(names []string, cells [][]string) Mapping {
	headings := slices.Clone(names)
	for i := range headings {
		if empty(cells[i]) {
			headings[i] = ""
		}
	}
	var guesses []sheet.Guess
	for again := true; again; {
		guesses, again = sheet.Match(headings, w.wanted()), false
		for _, g := range guesses {
			if !w.plausible(g, cells[g.Column]) {
				headings[g.Column], again = "", true
			}
		}
	}
	m := Mapping{Columns: map[string]string{}}
	for _, g := range guesses {
		if g.Confidence >= sheet.Likely {
			m.Columns[names[g.Column]] = g.Key
		}
	}
	m.complete(names, cells)
	return m
}

// empty tells of a column where nobody wrote anything: forms that are filled in
// without signing in say “anonymous” in each row.
func empty(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return !slices.Contains([]string{"anonymous", "anonims"}, i18n.Fold(c)) })
}

// plausible looks whether a column's cells can be what its heading says.
func (w *words) plausible(g sheet.Guess, cells []string) bool {
	if g.Key == Email {
		return slices.ContainsFunc(cells, func(c string) bool { return strings.Contains(c, "@") })
	}
	p, is := w.form.Prompt(g.Key)
	if !is || !p.Kind.Chosen() && p.Kind != questionnaire.YesNo || p.Source == questionnaire.Institutions {
		return true
	}
	return slices.ContainsFunc(cells, func(c string) bool { return len(w.read(p, c).codes) > 0 })
}

// complete adds what headings alone do not say: a column of names without one
// of family names holds whole names, and addresses are known by their look.
func (m Mapping) complete(names []string, cells [][]string) {
	column := func(target string) string {
		for name, t := range m.Columns {
			if t == target {
				return name
			}
		}
		return ""
	}
	if given := column(GivenName); given != "" && column(FamilyName) == "" {
		m.Columns[given] = FullName
	}
	if column(Email) == "" {
		for i, name := range names {
			if len(cells[i]) > 0 && !slices.ContainsFunc(cells[i], func(c string) bool { return !strings.Contains(c, "@") || strings.Contains(c, " ") }) {
				m.Columns[name] = Email
				break
			}
		}
	}
}

// wanted are the names of everything that a column can hold.
func (w *words) wanted() (list []sheet.Wanted) {
	for _, t := range targets(w.form) {
		names := append([]string{strings.ReplaceAll(t.Key, "_", " ")}, synonyms.Columns[t.Key]...)
		for _, label := range []string{t.Label.LV, t.Label.EN} {
			if label != "" {
				names = append(names, label)
			}
		}
		list = append(list, sheet.Wanted{Key: t.Key, Names: names})
	}
	return list
}

// words gathers what a form's prompts are called and answered with.
func (s *Service) words(ctx context.Context, actor access.Actor, programmeID string, form questionnaire.Questionnaire) (*words, error) {
	w := &words{form: form, options: map[string]*options{}, memory: map[asked]reading{}, known: map[string]*sheet.Known{}}
	for _, section := range form.Sections {
		for _, p := range section.Prompts {
			if p.Retired || !p.Kind.Answered() {
				continue
			}
			o, err := s.options(ctx, actor, programmeID, p)
			if err != nil {
				return nil, err
			}
			w.options[p.Key] = o
		}
	}
	return w, nil
}
