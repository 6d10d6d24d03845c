package together

import (
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/journal"
)

// TestEveryFieldHasItsWords in both languages: kinds and their fields are data,
// so their keys are put together.
func TestEveryFieldHasItsWords(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs() {
		tr := texts.For(lang)
		need := func(key string) {
			if !tr.Has(key) {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
		for _, kind := range journal.Kinds() {
			need("journal.kind." + string(kind))
			spec, _ := journal.Of(kind)
			for _, f := range spec.Fields {
				key := "journal.field." + string(kind) + "." + f.Name
				need(key)
				for _, value := range f.Options {
					need(key + "-is." + value)
				}
			}
		}
	}
}
