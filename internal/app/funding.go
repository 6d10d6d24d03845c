package app

import (
	"context"
	"path/filepath"
	"strings"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/logo"
	"domubiedrs/internal/web"
)

// openLogos reads the marks that the operator has laid into the data directory,
// once.
func (a *App) openLogos() (err error) {
	if a.logos != nil {
		return nil
	}
	if a.logos, err = logo.Load(filepath.Join(a.Config.Data, logo.Folder)); err != nil {
		return a.logoProblem(err)
	}
	return nil
}

// marks are shown where the sentence about the funding is.
func (a *App) marks(lang i18n.Lang) (list []web.Logo) {
	for _, m := range a.logos.In(lang) {
		list = append(list, web.Logo{Src: m.Src, Alt: m.Alt, Width: m.Width, Height: m.Height})
	}
	return list
}

// funding is what stands at the foot of every page: the sentences of those who
// pay today, or, where no programme names any, the owner's own. A page is shown
// without them rather than not at all.
func (a *App) funding(ctx context.Context, lang i18n.Lang, own string) string {
	sources, err := a.Intakes.PublicFunding(ctx)
	if err != nil || len(sources) == 0 {
		return own
	}
	return fundingLine(sources, a.Texts.For(lang))
}

// fundingLine puts the sentences together, each once, and each with the number
// of its project (R1.1-1).
func fundingLine(sources []intake.Funding, t *i18n.Translator) string {
	var line []string
	seen := map[string]bool{}
	for _, f := range sources {
		sentence := f.Sentence(t.Lang())
		if f.ProjectNumber != "" && !strings.Contains(sentence, f.ProjectNumber) {
			sentence += " " + t.T("intake.project", "number", f.ProjectNumber)
		}
		if !seen[sentence] {
			line = append(line, sentence)
		}
		seen[sentence] = true
	}
	return strings.Join(line, " ")
}
