package transfer

import (
	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// Unknown is what stands in cells of a choice and is no answer on offer.
type Unknown struct {
	Target string
	Text   string
	Other  bool   // it is taken as “other”; otherwise it rejects its rows
	Said   bool   // the mapping says what it means:
	Code   string // this answer, or none when empty
	Offer  []questionnaire.Option
}

// maxUnknown is how many unknown answers of one column are listed.
const maxUnknown = 50

// unknown lists what a person can say, or has said, the meaning of.
func (f *file) unknown() ([]Unknown, error) {
	l := unknownList{words: f.words, cells: map[asked]bool{}, texts: map[asked]bool{}, counts: map[string]int{}}
	columns := f.columns()
	for row, err := range f.table.Rows() {
		if err != nil && row.Number == 0 {
			return nil, err
		}
		for i, c := range columns {
			p, is := f.form.Prompt(c.Target)
			if is && row.Cells[i] != "" && (p.Kind.Chosen() || p.Kind == questionnaire.YesNo) {
				l.look(p, row.Cells[i])
			}
		}
	}
	return l.found, nil
}

// unknownList is the list on its way: the same few answers stand in thousands
// of rows, so each cell is taken apart once.
type unknownList struct {
	*words
	cells, texts map[asked]bool // seen
	counts       map[string]int // by prompt
	found        []Unknown
}

func (l *unknownList) look(p questionnaire.Prompt, cell string) {
	if l.cells[asked{p.Key, cell}] {
		return
	}
	l.cells[asked{p.Key, cell}] = true
	spelled := map[string]string{} // what a person said of an answer is kept folded
	for _, text := range sheet.Choices(cell, l.options[p.Key].labels) {
		spelled[i18n.Fold(text)] = text
	}
	for _, text := range l.parts(p, cell) {
		if own, there := spelled[i18n.Fold(text)]; there {
			text = own
		}
		if key := (asked{p.Key, text}); !l.texts[key] && l.counts[p.Key] < maxUnknown {
			l.texts[key] = true
			l.add(p, text)
		}
	}
}

func (l *unknownList) add(p questionnaire.Prompt, text string) {
	code, said := l.values[p.Key][i18n.Fold(text)]
	if _, known := l.options[p.Key].find(text); known && !said {
		return
	}
	l.counts[p.Key]++
	_, other := p.Option(application.Other)
	l.found = append(l.found, Unknown{Target: p.Key, Text: text, Other: other && p.Kind == questionnaire.Choice, Said: said, Code: code,
		Offer: l.options[p.Key].offer})
}
