package institution

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

const today = "2026-11-23"

func TestMergeRules(t *testing.T) {
	a, b := id.New(), id.New()
	for name, tt := range map[string]struct {
		into  Institution
		above []Institution
		day   string
		want  map[string]string
	}{
		"good":                         {Institution{ID: b}, nil, "2026-11-22", nil},
		"today":                        {Institution{ID: b}, []Institution{{ID: id.New()}}, today, nil},
		"into one that begins later":   {Institution{ID: b, Details: Details{ValidFrom: "2026-11-24"}}, nil, today, nil},
		"into one that ends later":     {Institution{ID: b, ValidTo: "2026-11-24"}, nil, today, nil},
		"into itself":                  {Institution{ID: a}, nil, today, map[string]string{"into": "merge-self"}},
		"into one that was merged":     {Institution{ID: b, MergedInto: id.New()}, nil, today, map[string]string{"into": "merge-unknown"}},
		"into a body of its own":       {Institution{ID: b}, []Institution{{ID: id.New()}, {ID: a}}, today, map[string]string{"into": "merge-below"}},
		"into one that ends that day":  {Institution{ID: b, ValidTo: today}, nil, today, map[string]string{"into": "merge-ends"}},
		"tomorrow":                     {Institution{ID: b}, nil, "2026-11-24", map[string]string{"valid_to": "merge-future"}},
		"before it began":              {Institution{ID: b}, nil, "2021-06-30", map[string]string{"valid_to": "days"}},
		"no day":                       {Institution{ID: b}, nil, "", map[string]string{"valid_to": "day"}},
		"no such day":                  {Institution{ID: b}, nil, "2026-02-30", map[string]string{"valid_to": "day"}},
		"everything at once, and more": {Institution{ID: a}, nil, "vakar", map[string]string{"into": "merge-self", "valid_to": "day"}},
	} {
		i := Institution{ID: a, Details: library()}
		err := i.mergeInto(tt.into, tt.above, tt.day, today)
		if diff := cmp.Diff(tt.want, wrong(t, err)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if merged := i.MergedInto != "" && i.ValidTo != ""; merged != (tt.want == nil) {
			t.Errorf("%s: it is merged into %q, until %q", name, i.MergedInto, i.ValidTo)
		}
	}
}

func merge(t *testing.T, s *Service, from, into Institution) Institution {
	t.Helper()
	i, err := s.Merge(t.Context(), admin, from.ID, get(t, s, from.ID).Version, into.ID, today)
	if err != nil {
		t.Fatalf("merge %s: %v", from.NameLV, err)
	}
	return i
}

func TestMergeMovesWhatRefersToIt(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		from, into := add(t, s, "Vecā aģentūra", ""), add(t, s, "Jaunā aģentūra", "")
		body, earlier := add(t, s, "Nodaļa", from.ID), add(t, s, "Senā aģentūra", "")
		merge(t, s, earlier, from)
		p, err := s.Propose(ctx, person, "Vecaa agentura", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Join(ctx, admin, p.ID, p.Version, from.ID); err != nil {
			t.Fatal(err)
		}
		employ(t, s, from.ID)
		preview, err := s.Merger(ctx, admin, from.ID, into.ID)
		want := []Moved{{"bodies", 1}, {"memberships", 1}, {"earlier", 2}}
		if diff := cmp.Diff(want, preview.Moves); err != nil || diff != "" || preview.From.ID != from.ID || preview.Into.ID != into.ID {
			t.Errorf("before (%v)\n%s", err, diff)
		}
		before := len(deeds())
		got := merge(t, s, from, into)
		if got.MergedInto != into.ID || got.ValidTo != today {
			t.Errorf("merged: %+v", got)
		}
		if got := deeds()[before:]; !slices.Equal(got, []audit.Action{audit.InstitutionsMerged}) {
			t.Errorf("recorded %v", got)
		}
		left, err := s.count(ctx, s.DB, from.ID)
		if diff := cmp.Diff([]Moved{{"bodies", 0}, {"memberships", 0}, {"earlier", 0}}, left); err != nil || diff != "" {
			t.Errorf("left behind (%v)\n%s", err, diff)
		}
		moved, err := s.count(ctx, s.DB, into.ID)
		if diff := cmp.Diff([]Moved{{"bodies", 1}, {"memberships", 1}, {"earlier", 3}}, moved); err != nil || diff != "" {
			t.Errorf("moved (%v)\n%s", err, diff)
		}
		if got := get(t, s, body.ID); got.Parent != into.ID || got.Version != 2 {
			t.Errorf("the body: %+v", got)
		}
		if lead, err := s.Lead(ctx, s.DB, earlier.ID); err != nil || lead != into.ID {
			t.Errorf("the earliest leads to %s, %v", lead, err)
		}
	})
}

// employ puts somebody on the staff of an institution.
func employ(t *testing.T, s *Service, institutionID string) {
	t.Helper()
	ctx, who := t.Context(), id.New()
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `insert into person (id, given_name, family_name, email, email_key, language, status, sort_key, search_text,
			created_at, updated_at, version) values ($1, 'Ieva', 'Kalniņa', $1, $1, 'lv', 'active', '', '', $2, $2, 1)`, who, s.Now())
		if err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `insert into membership (id, person_id, institution_id, position, valid_from, valid_to, created_at)
			values ($1, $2, $3, '', '', '', $4)`, id.New(), who, institutionID, s.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheOldNameLeadsOn(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		from, into := add(t, s, "Vides ministrija", ""), add(t, s, "Klimata ministrija", "")
		body := add(t, s, "Mežu dienests", from.ID)
		merge(t, s, from, into)
		found, err := s.Search(ctx, person, "vides min", 10)
		if diff := cmp.Diff([]string{"Klimata ministrija"}, names(found)); err != nil || diff != "" {
			t.Errorf("a search finds (%v)\n%s", err, diff)
		}
		for name, tt := range map[string]struct {
			f    Filter
			want []string
		}{
			"today":                {Filter{Query: "vides", ValidOn: today}, []string{"Klimata ministrija"}},
			"with bodies":          {Filter{Query: "vides", ValidOn: today, WithBodies: true}, []string{"Klimata ministrija", "Mežu dienests"}},
			"with what has closed": {Filter{Query: "vides"}, []string{"Klimata ministrija", "Vides ministrija"}},
			"only the bodies":      {Filter{Query: "vides", WithBodies: true, Parent: into.ID}, []string{"Mežu dienests"}},
		} {
			page, err := s.List(ctx, person, tt.f, 10)
			if diff := cmp.Diff(tt.want, names(page.Items)); err != nil || diff != "" {
				t.Errorf("%s (%v)\n%s", name, err, diff)
			}
		}
		if get(t, s, body.ID).Parent != into.ID {
			t.Error("the body stays behind")
		}
	})
}

func TestWhatWasMergedStays(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		from, into := add(t, s, "Vecā", ""), add(t, s, "Jaunā", "")
		merge(t, s, from, into)
		after := get(t, s, from.ID)
		before := len(deeds())
		verbs := changes(t, s)
		verbs["merge"] = func(a access.Actor, id string, version int64) (Institution, error) {
			return s.Merge(t.Context(), a, id, version, into.ID, today)
		}
		for name, verb := range verbs {
			if _, err := verb(admin, from.ID, after.Version); !fault.Is(err, fault.Conflict) || fault.As(err).Key != "institution.fault.merged" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Merger(t.Context(), admin, from.ID, into.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a look at merging it again: %v", err)
		}
		if _, err := s.Merge(t.Context(), admin, into.ID, 1, from.ID, today); wrong(t, err)["into"] != "merge-unknown" {
			t.Errorf("the other way round: %v", err)
		}
		if diff := cmp.Diff(after, get(t, s, from.ID)); diff != "" || len(deeds()) != before {
			t.Errorf("changed\n%s", diff)
		}
	})
}

func TestWhoMayMerge(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		from, into := add(t, s, "Vecā", ""), add(t, s, "Jaunā", "")
		stale := admin
		stale.Fresh = false
		for who, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{
			"nobody":                          {nobody, fault.Unauthenticated},
			"a person":                        {person, fault.Forbidden},
			"its contact":                     {somebody(in(access.InstitutionContact, access.Institution, from.ID)), fault.Forbidden},
			"a lead":                          {somebody(in(access.Lead, access.Programme, "p1")), fault.Forbidden},
			"an administrator, proved before": {stale, fault.StepUp},
		} {
			_, err := s.Merge(t.Context(), tt.actor, from.ID, 1, into.ID, today)
			_, look := s.Merger(t.Context(), tt.actor, from.ID, into.ID)
			if fault.KindOf(err) != tt.want || fault.KindOf(look) != tt.want {
				t.Errorf("%s: %v, %v", who, err, look)
			}
		}
		if _, err := s.Merge(t.Context(), admin, from.ID, 0, into.ID, today); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if _, err := s.Merge(t.Context(), admin, from.ID, 1, id.New(), today); wrong(t, err)["into"] != "merge-unknown" {
			t.Errorf("into nobody: %v", err)
		}
	})
}

// TestARefusedMergeMovesNothing lets bodies, and a reference of another package,
// stand in the way.
func TestARefusedMergeMovesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		from, into := add(t, s, "Vecā", ""), add(t, s, "Jaunā", "")
		first, second := add(t, s, "Arhīvs", from.ID), add(t, s, "Bibliotēka", from.ID)
		add(t, s, "Bibliotēka", into.ID)
		low := add(t, s, "Nodaļa", first.ID)
		employ(t, s, from.ID)
		before := len(deeds())
		refuse := func(what, want string, into Institution) {
			t.Helper()
			_, err := s.Merge(t.Context(), admin, from.ID, 1, into.ID, today)
			if got := wrong(t, err)["into"]; got != want {
				t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
			}
		}
		refuse("a body of that name is there", "merge-body", into)
		refuse("into a body's body", "merge-below", low)
		if err := s.place(t, second, into.ID); wrong(t, err)["name_lv"] != "name-taken" {
			t.Fatalf("the namesakes meet: %v", err)
		}
		broken := errors.New("the reference does not move")
		s.References = []Reference{{Name: "broken", Count: countBodies,
			Move: func(context.Context, *db.Tx, access.Actor, string, string) error { return broken }}}
		other := add(t, s, "Cita", "")
		if _, err := s.Merge(t.Context(), admin, from.ID, 1, other.ID, today); !errors.Is(err, broken) {
			t.Errorf("a reference that does not move: %v", err)
		}
		if got := get(t, s, first.ID); got.Parent != from.ID || get(t, s, from.ID).MergedInto != "" || len(deeds()) != before+1 {
			t.Errorf("something moved: %+v", got)
		}
	})
}

// TestTwoMergesMakeNoRing merges two institutions into each other at once.
func TestTwoMergesMakeNoRing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		a, b := add(t, s, "A", ""), add(t, s, "B", "")
		errs := both(
			func() error { _, err := s.Merge(t.Context(), admin, a.ID, 1, b.ID, today); return err },
			func() error { _, err := s.Merge(t.Context(), admin, b.ID, 1, a.ID, today); return err })
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("the merges end with %v and %v", errs[0], errs[1])
		}
		if got := [2]string{get(t, s, a.ID).MergedInto, get(t, s, b.ID).MergedInto}; (got[0] == "") == (got[1] == "") {
			t.Errorf("merged into %v", got)
		}
	})
}

// TestEveryReferenceIsKnown reads the tables: a column that refers to
// institutions and does not follow a merge would be left behind.
func TestEveryReferenceIsKnown(t *testing.T) {
	known := []string{
		"institution.parent_id",               // bodies
		"membership.institution_id",           // memberships
		"institution_proposal.institution_id", // earlier
		"application.institution_id",          // application.Employers
	}
	files, err := filepath.Glob("../db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	table, column := regexp.MustCompile(`^(?:create|alter) table (\w+)`), regexp.MustCompile(`^\s*(?:alter table \w+ add column )?(\w+)\s.*references institution \(id\)`)
	var found []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		at := ""
		for line := range strings.Lines(string(text)) {
			if m := table.FindStringSubmatch(line); m != nil {
				at = m[1]
			}
			if m := column.FindStringSubmatch(line); m != nil {
				found = append(found, at+"."+m[1])
			}
		}
	}
	slices.Sort(known)
	slices.Sort(found)
	if diff := cmp.Diff(known, found); diff != "" {
		t.Errorf("give each a Reference in app, and a line here\n%s", diff)
	}
}
