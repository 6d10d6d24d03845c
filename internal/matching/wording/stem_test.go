package wording

import "testing"

func TestStemOfForms(t *testing.T) {
	families := [][]string{
		{"dati", "datu", "datiem", "datus", "datos"},
		{"pakalpojums", "pakalpojuma", "pakalpojumam", "pakalpojumu", "pakalpojumi", "pakalpojumiem", "pakalpojumos"},
		{"sistēma", "sistēmas", "sistēmu", "sistēmā", "sistēmām", "sistēmās", "sistemas"},
		{"mākslīgais", "mākslīgā", "mākslīgo", "mākslīgajam", "mākslīgajā", "mākslīgie", "mākslīgajos", "maksligajiem"},
		{"karte", "kartes", "karti", "kartē", "karšu", "kartēm"},
		{"lācis", "lāča", "lāci", "lāči", "lāčiem"},
		{"straume", "straumes", "straumi", "straumju", "straumēm"},
		{"zeme", "zemes", "zemju", "zemēm"},
		{"latvietis", "latvieša", "latviešu", "latviešiem"},
		{"grāmatvedis", "grāmatveža", "grāmatvedim", "grāmatvežu", "gramatveziem"},
		{"iestāde", "iestādes", "iestāžu", "iestādēm", "iestādē"},
		{"pārvalde", "pārvaldes", "pārvalžu", "pārvaldē"},
		{"vadīt", "vadīšana", "vadīšanas", "vadītājs", "vadītāja", "vadītājiem", "vaditajs"},
		{"lietot", "lietošana", "lietotājs", "lietotāju", "lietotājam"},
		{"mācīt", "mācīties", "mācīšanās", "macisanas"},
		{"automatizēts", "automatizētā", "automatizētajā", "automatizēt", "automatizēšana"},
		{"valsts", "valsti", "valstij", "valstīm"},
		{"drošība", "drošības", "drošību", "drošībā"},
		{"projekts", "projektu", "projektiem", "projektos"},
		{"service", "services"},
	}
	for _, family := range families {
		for _, form := range family[1:] {
			if got, want := Stem(form), Stem(family[0]); got != want {
				t.Errorf("%s → %s, but %s → %s", form, got, family[0], want)
			}
		}
	}
}

func TestStemKeepsWordsApart(t *testing.T) {
	words := []string{"dati", "darbs", "datums", "dators", "drošība", "drosme", "projekts", "process", "programma", "prasība", "prasme", "procents",
		"vadīt", "vadība", "valsts", "valoda", "valde", "vide", "video", "vieta", "vietne", "rīks", "riski", "rīcība", "iepirkums", "iestāde",
		"iedzīvotājs", "ideja", "mērķis", "metode", "mācīt", "māksla", "mākonis", "sistēma", "sadarbība", "saturs", "saruna", "sapulce", "stils",
		"kods", "kolēģis", "komanda", "karjera", "klients", "likums", "līgums", "lietot", "līderis", "lēmums", "pārmaiņa", "pakalpojums", "papīrs",
		"portāls", "termiņš", "tiesības", "tīkls", "teksts", "tests", "uzdevums", "uzņēmums", "izaugsme", "izklājlapa", "inovācija", "intelekts"}
	seen := map[string]string{}
	for _, w := range words {
		s := Stem(w)
		if other, taken := seen[s]; taken {
			t.Errorf("%s and %s are both %s", other, w, s)
		}
		seen[s] = w
	}
}

func TestStemLeavesAlone(t *testing.T) {
	for word, want := range map[string]string{"MI": "mi", "IT": "it", "UX": "ux", "NIS2": "nis2", "данные": "данные", "as": "as", "": ""} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) = %q, want %q", word, got, want)
		}
	}
}
