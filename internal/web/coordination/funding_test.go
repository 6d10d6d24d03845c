package coordination

import (
	"net/http"
	"net/url"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

func fundingValues() url.Values {
	return officetest.Values("name_lv", "Parauga fonds", "name_en", "Sample fund", "project_number", "1.2.3/26", "sentence_lv", "Finansē parauga fonds.",
		"sentence_en", "Funded by the sample fund.", "valid_from", "2026-01-01", "version", "0")
}

// TestAFundingSource goes from the first to the last day.
func TestAFundingSource(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, "/coordination/funding", "Finansējums"), "Finansējuma avots nav norādīts", "Viss darbojas arī bez tā.")
	form := fundingValues()
	form.Set("programme", o.Here.ID)
	form.Set("sentence_lv", "")
	o.Refused(t, "/coordination/funding", form, http.StatusUnprocessableEntity, "Ierakstiet teikumu par finansējumu.", "Sample fund")
	form.Set("sentence_lv", "Finansē parauga fonds.")
	o.Done(t, "/coordination/funding", form, "Avots ir pievienots.")
	officetest.Contains(t, o.See(t, "/coordination/funding", "Finansējums"), "Parauga fonds", "Spēkā šodien", "1.2.3/26")
	list, err := o.Intakes.Funding(t.Context(), o.Me(), o.Here.ID)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	path := "/coordination/funding/" + list[0].ID
	o.See(t, path+"/change", "Mainīt avotu")
	form.Set("version", "1")
	form.Set("name_lv", "Cits fonds")
	o.Done(t, path+"/change", form, "Cits fonds")
	o.Refused(t, path+"/change", form, http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.")
	o.See(t, path+"/end", "Norādīt pēdējo dienu")
	o.Refused(t, path+"/end", officetest.Values("version", "2", "valid_to", "2025-01-01"), http.StatusUnprocessableEntity, "Šim datumam jābūt pēc iepriekšējā.")
	o.Done(t, path+"/end", officetest.Values("version", "2", "valid_to", "2026-06-30"), "Ir beidzies")
}

// TestFundingOfOthers: what pays for another programme is not for these pages.
func TestFundingOfOthers(t *testing.T) {
	o := open(t)
	f, err := o.Intakes.AddFunding(t.Context(), webtest.Administrator, o.Other.ID, intake.FundingDetails{NameLV: "Cits fonds", NameEN: "Other fund",
		SentenceLV: "Finansē cits.", SentenceEN: "Funded by another.", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	officetest.Lacks(t, o.See(t, "/coordination/funding", "Finansējums"), "Cits fonds")
	o.Gone(t, "/coordination/funding/"+f.ID+"/change", "/coordination/funding/"+f.ID+"/end", "/coordination/funding/none/change")
	support := o.with(t, access.Support, o.Other.ID)
	body := support.See(t, "/coordination/funding", "Finansējums")
	officetest.Contains(t, body, "Cits fonds")
	officetest.Lacks(t, body, "/change", "Pievienot avotu")
}
