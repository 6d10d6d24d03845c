package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const bothWishes = "puse,persona,vieta,otrs,vietas\nmentorējamais,Anna,1,Mārtiņš,\nmentorējamais,Anna,2,Nora,\nmentorējamais,Berta,1,Mārtiņš,\nmentors,Mārtiņš,1,Berta,1\nmentors,Mārtiņš,2,Anna,1\n"

// TestMatchWishes pairs people by what both sides wish, with a file of wishes
// alone and beside two files of people.
func TestMatchWishes(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "pairs.json")
	said := must(t, nil, "match", "--wishes", write(t, "w.csv", bothWishes), "--out", out)
	if !strings.Contains(said, "Mentors ir atrasts visiem.") || !strings.Contains(said, "pārbaudīts pret faila rindām") {
		t.Error(said)
	}
	var got struct {
		Pairs []struct {
			Mentee, Mentor string
		}
		Served, Possible, Blocking int
	}
	text, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	if err != nil || got.Served != 2 || got.Blocking != 0 || got.Pairs[0].Mentor != "Nora" {
		t.Errorf("%v: %s", err, text)
	}
	book := strings.TrimSuffix(out, ".json") + ".xlsx"
	must(t, nil, "match", "--mentees", write(t, "e.csv", gradesMentees), "--mentors", write(t, "o.csv", gradesMentors), "--rules", civilService(t), "--language", "en",
		"--wishes", write(t, "w.csv", "side,person,rank,other\nmentee,A One,1,N Five\n"), "--out", book)
	if info, err := os.Stat(book); err != nil || info.Size() == 0 {
		t.Error(err)
	}
}

// TestMatchGroups forms a group of the three and says that no more is possible.
func TestMatchGroups(t *testing.T) {
	t.Parallel()
	people := "first name,last name,email address\nA,One,a@example.org\nB,Two,b@example.org\nC,Three,c@example.org\nD,Four,d@example.org\n"
	helpers := "first name,last name,email address,places\nM,Five,m@example.org,3\nN,Six,n@example.org,2\n"
	out := filepath.Join(t.TempDir(), "groups.csv")
	said := must(t, nil, "match", "--mentees", write(t, "e.csv", people), "--mentors", write(t, "o.csv", helpers), "--groups", "free", "--language", "en", "--out", out)
	for _, part := range []string{"1 group is formed, with 3 mentees in it.", "No more people can be in groups: this is proved.", "M Five: "} {
		if !strings.Contains(said, part) {
			t.Errorf("the summary lacks %q:\n%s", part, said)
		}
	}
	for _, name := range []string{out, strings.TrimSuffix(out, ".csv") + "-waiting.csv", strings.TrimSuffix(out, ".csv") + "-quality.csv"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := call(t, nil, "match", "--mentees", out, "--mentors", out, "--groups", "free", "--least", "4", "--most", "3")
	if bad.code == 0 {
		t.Errorf("a least size above the most: %s", bad.out)
	}
}

func TestMatchRefusesBadWishes(t *testing.T) {
	t.Parallel()
	wishes := write(t, "w.csv", bothWishes)
	for what, args := range map[string][]string{
		"Vēlmju faila 2. rinda: “kaut kas” nav puse": {"--wishes", write(t, "bad.csv", "puse,persona,vieta,otrs\nkaut kas,A,1,B\n")},
		"trūkst kolonnas “vieta”":                    {"--wishes", write(t, "short.csv", "puse,persona,otrs\nmentors,A,B\n")},
		"--wishes cannot be read":                    {"--wishes", filepath.Join(t.TempDir(), "none.csv")},
		"would overwrite":                            {"--wishes", wishes, "--out", wishes},
		"does not go with":                           {"--wishes", wishes, "--objective", "fair"},
		"are both needed":                            {"--wishes", wishes, "--mentees", wishes},
	} {
		got := call(t, nil, append([]string{"match"}, args...)...)
		if got.code == 0 || !strings.Contains(got.err, what) {
			t.Errorf("%v: %d, %q is not in %s", args, got.code, what, got.err)
		}
	}
	if text, err := os.ReadFile(wishes); err != nil || string(text) != bothWishes {
		t.Errorf("the wishes are not what they were: %v", err)
	}
}
