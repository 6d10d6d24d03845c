package coordination

import (
	"net/http"
	"net/url"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web/webtest"
)

func fundingValues() url.Values {
	return values("name_lv", "Parauga fonds", "name_en", "Sample fund", "project_number", "1.2.3/26", "sentence_lv", "Finansē parauga fonds.",
		"sentence_en", "Funded by the sample fund.", "valid_from", "2026-01-01", "version", "0")
}

// TestAFundingSource goes from the first to the last day.
func TestAFundingSource(t *testing.T) {
	o := open(t)
	contains(t, o.see(t, "/coordination/funding", "Finansējums"), "Finansējuma avots nav norādīts", "Viss darbojas arī bez tā.")
	form := fundingValues()
	form.Set("programme", o.here.ID)
	form.Set("sentence_lv", "")
	o.refused(t, "/coordination/funding", form, http.StatusUnprocessableEntity, "Ierakstiet teikumu par finansējumu.", "Sample fund")
	form.Set("sentence_lv", "Finansē parauga fonds.")
	o.done(t, "/coordination/funding", form, "Avots ir pievienots.")
	contains(t, o.see(t, "/coordination/funding", "Finansējums"), "Parauga fonds", "Spēkā šodien", "1.2.3/26")
	list, err := o.Intakes.Funding(t.Context(), o.me(), o.here.ID)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	path := "/coordination/funding/" + list[0].ID
	o.see(t, path+"/change", "Mainīt avotu")
	form.Set("version", "1")
	form.Set("name_lv", "Cits fonds")
	o.done(t, path+"/change", form, "Cits fonds")
	o.refused(t, path+"/change", form, http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.")
	o.see(t, path+"/end", "Norādīt pēdējo dienu")
	o.refused(t, path+"/end", values("version", "2", "valid_to", "2025-01-01"), http.StatusUnprocessableEntity, "Šim datumam jābūt pēc iepriekšējā.")
	o.done(t, path+"/end", values("version", "2", "valid_to", "2026-06-30"), "Ir beidzies")
}

// TestFundingOfOthers: what pays for another programme is not for these pages.
func TestFundingOfOthers(t *testing.T) {
	o := open(t)
	f, err := o.Intakes.AddFunding(t.Context(), webtest.Administrator, o.other.ID, intake.FundingDetails{NameLV: "Cits fonds", NameEN: "Other fund",
		SentenceLV: "Finansē cits.", SentenceEN: "Funded by another.", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	lacks(t, o.see(t, "/coordination/funding", "Finansējums"), "Cits fonds")
	o.gone(t, "/coordination/funding/"+f.ID+"/change", "/coordination/funding/"+f.ID+"/end", "/coordination/funding/none/change")
	support := o.with(t, access.Support, o.other.ID)
	body := support.see(t, "/coordination/funding", "Finansējums")
	contains(t, body, "Cits fonds")
	lacks(t, body, "/change", "Pievienot avotu")
}
