package workspace

import (
	"strings"

	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// about is what one side reads of the other's application: on a mentor's own
// preview and on the cards of proposals, so that both say the same.
type about struct {
	Themes []string
	Texts  []web.SummaryItem
	Facts  web.Facts
}

// told are the prompts that a side's card has, in their order. What a programme
// asks besides stays with the application.
var told = map[questionnaire.Audience]struct{ texts, facts []string }{
	questionnaire.Mentor: {[]string{"offer", "experience"}, []string{"support", "competences", "style", "languages", "format", "regions", "availability"}},
	questionnaire.Mentee: {[]string{"goal", "need", "motivation", "expectations"},
		[]string{"role", "competences", "style", "languages", "format", "regions", "availability", "rhythm"}},
}

// styles are the prompts of the way of working: one line of a card.
var styles = []string{"style-support", "style-structure", "style-feedback", "style-learning", "style-values"}

// teller puts a card together of what was answered. Private answers are never
// told.
type teller struct {
	form    questionnaire.Edition
	answers questionnaire.Answers
	asker   asking.Asker
}

func (x teller) words(keys ...string) (list []string) {
	for _, key := range keys {
		if prompt, there := x.form.Prompt(key); there && !prompt.Private {
			list = append(list, x.asker.Words(prompt, x.answers[key])...)
		}
	}
	return list
}

// fact is what stands in one line.
func (x teller) fact(key string) string {
	keys := []string{key}
	switch {
	case key == "style":
		keys = styles
	case key == "role" && len(x.answers["role-other"]) > 0: // in the mentee's own words
		keys = []string{"role-other"}
	}
	return strings.Join(x.words(keys...), " · ")
}

func (x teller) about(r *web.Request, side questionnaire.Audience) about {
	a := about{Themes: x.words("themes")}
	for _, key := range told[side].texts {
		if lines := x.words(key); len(lines) > 0 {
			a.Texts = append(a.Texts, web.SummaryItem{Key: r.T("apply.profile.card." + key), Lines: lines})
		}
	}
	for _, key := range told[side].facts {
		if value := x.fact(key); value != "" {
			a.Facts = append(a.Facts, web.Fact{Name: r.T("apply.profile.card." + key), Value: value})
		}
	}
	return a
}
