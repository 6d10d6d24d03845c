package backup

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/job"
)

func tablesNamed(names ...string) (tables []*Table) {
	for _, n := range names {
		tables = append(tables, &Table{Name: n})
	}
	return tables
}

func TestTablesComeAfterWhatTheyReferTo(t *testing.T) {
	got, err := inOrder(tablesNamed("a", "b", "c", "d"), []reference{{"a", "b_id", "b"}, {"b", "d_id", "d"}, {"b", "c_id", "c"}, {"d", "up", "d"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, table := range got {
		names = append(names, table.Name+table.self)
	}
	if diff := cmp.Diff([]string{"c", "dup", "b", "a"}, names); diff != "" {
		t.Error(diff)
	}
	if _, err := inOrder(tablesNamed("a", "b"), []reference{{"a", "b_id", "b"}, {"b", "a_id", "a"}}); err == nil {
		t.Error("a circle was put in order")
	}
}

// TestWhatCannotBeKeptExactlyIsRefused: a new column of a strange type must
// fail here, in the tests, and not on the night of a disaster.
func TestWhatCannotBeKeptExactlyIsRefused(t *testing.T) {
	for want, columns := range map[string][]columnRow{
		"is of the type double": {{"a", "id", "text", 1}, {"a", "x", "double", 0}},
		"has no primary key":    {{"a", "id", "text", 0}},
	} {
		if _, err := gather(columns); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", columns, err, want)
		}
	}
}

// TestEveryTableIsKnownToBoth finds a table that one database's catalogue
// tells otherwise than the other's.
func TestEveryTableIsKnownToBoth(t *testing.T) {
	found := map[db.Kind][]string{}
	for _, kind := range dbtest.Kinds {
		d := dbtest.Open(t, kind)
		tables, err := schema(t.Context(), d, kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			line := []string{table.Name, table.self, strings.Join(table.key, ",")}
			for _, c := range table.Columns {
				line = append(line, c.Name+" "+c.Type)
			}
			found[kind] = append(found[kind], strings.Join(line, "|"))
		}
		slices.Sort(found[kind])
	}
	if diff := cmp.Diff(found[db.SQLite], found[db.Postgres]); diff != "" || len(found[db.SQLite]) < 10 {
		t.Errorf("%d tables; SQLite (-) and PostgreSQL (+) differ:\n%s", len(found[db.SQLite]), diff)
	}
	for _, name := range signIn {
		if !slices.ContainsFunc(found[db.SQLite], func(l string) bool { return strings.HasPrefix(l, name+"|") }) {
			t.Errorf("%s is left out of backups, but there is no such table", name)
		}
	}
}

func TestAJobInBothListsCountsOnce(t *testing.T) {
	at := func(n int) job.Pending { return job.Pending{Kind: "k", ScheduledAt: time.Unix(int64(n), 0).UTC()} }
	got := both([]job.Pending{at(1), at(1), at(2)}, []job.Pending{at(1), at(2), at(2), at(3)})
	if diff := cmp.Diff([]job.Pending{at(1), at(1), at(2), at(2), at(3)}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheHashOfATableIsThatOfItsRowsInAnyOrder(t *testing.T) {
	sum := func(lines ...string) string {
		var s tally
		for _, l := range lines {
			s.add([]byte(l))
		}
		return s.hash()
	}
	if sum("a", "b", "c") != sum("c", "a", "b") {
		t.Error("another order gives another hash")
	}
	for _, other := range [][]string{{"a", "b"}, {"a", "b", "b"}, {"a", "b", "c", "c"}, {}} {
		if sum(other...) == sum("a", "b", "c") {
			t.Errorf("%v has the hash of a, b, c", other)
		}
	}
}

func TestARowWhoseParentNeverComesIsDamage(t *testing.T) {
	table := &Table{Name: "institution", Columns: []Column{{"id", "text"}, {"parent_id", "text"}}, key: []string{"id"}, self: "parent_id"}
	l := newLoader(nil, table)
	if err := l.add(t.Context(), row{"a", "nobody"}); err != nil {
		t.Fatal(err)
	}
	if err := l.finish(t.Context()); err == nil || !strings.Contains(err.Error(), ErrDamaged.Error()) {
		t.Errorf("%v, want damaged", err)
	}
}

func TestColumnsMustBeThoseOfTheVersion(t *testing.T) {
	ours := []*Table{{Name: "a", Columns: []Column{{"x", "text"}, {"y", "bigint"}}, key: []string{"x"}}}
	for name, theirs := range map[string][]*Table{
		"another type":   {{Name: "a", Columns: []Column{{"x", "text"}, {"y", "text"}}}},
		"a column less":  {{Name: "a", Columns: []Column{{"x", "text"}}}},
		"a hostile name": {{Name: "a; drop table b", Columns: []Column{{"x", "text"}, {"y", "bigint"}}}},
		"hostile column": {{Name: "a", Columns: []Column{{"x", "text"}, {"y) select", "bigint"}}}},
	} {
		if _, err := sameShape(theirs, ours); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	got, err := sameShape([]*Table{{Name: "a", Columns: []Column{{"y", "bigint"}, {"x", "text"}}}}, ours)
	if err != nil || len(got) != 1 || got[0].Columns[0].Name != "y" || got[0].key[0] != "x" {
		t.Errorf("another order: %v (%v)", got, err)
	}
}
