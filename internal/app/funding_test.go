package app

import (
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
)

func TestFundingLine(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	source := func(number, lv, en string) intake.Funding {
		return intake.Funding{FundingDetails: intake.FundingDetails{ProjectNumber: number, SentenceLV: lv, SentenceEN: en}}
	}
	fund, state := source("1.2.3/26", "Finansē Parauga fonds.", "Funded by the Sample Fund."), source("", "Finansē valsts.", "Funded by the state.")
	told := source("7", "Projekts 7 ar Parauga fonda atbalstu.", "Project 7 of the Sample Fund.")
	for _, c := range []struct {
		name    string
		sources []intake.Funding
		lv, en  string
	}{
		{"the number follows", []intake.Funding{fund}, "Finansē Parauga fonds. Projekta Nr. 1.2.3/26.", "Funded by the Sample Fund. Project No. 1.2.3/26."},
		{"no number", []intake.Funding{state}, "Finansē valsts.", "Funded by the state."},
		{"the number is said already", []intake.Funding{told}, "Projekts 7 ar Parauga fonda atbalstu.", "Project 7 of the Sample Fund."},
		{"several, each once", []intake.Funding{state, fund, state}, "Finansē valsts. Finansē Parauga fonds. Projekta Nr. 1.2.3/26.",
			"Funded by the state. Funded by the Sample Fund. Project No. 1.2.3/26."},
	} {
		t.Run(c.name, func(t *testing.T) {
			for lang, want := range map[i18n.Lang]string{i18n.LV: c.lv, i18n.EN: c.en} {
				if got := fundingLine(c.sources, texts.For(lang)); got != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
			}
		})
	}
}
