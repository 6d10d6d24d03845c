package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// TestSEC10 sends every form as another site would, as somebody who may do
// everything: it is refused and nothing changes.
func TestSEC10(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w, v := newWorld(t, s), s.as(t, "administrator")
	senders := map[string][]string{
		"says nothing":       {"Origin", ""},
		"another origin":     {"Origin", "https://evil.example"},
		"another port":       {"Origin", "http://127.0.0.1:1"},
		"no origin":          {"Origin", "null"},
		"cross-site":         {"Origin", "", "Sec-Fetch-Site", "cross-site"},
		"a sister's site":    {"Origin", "", "Sec-Fetch-Site", "same-site"},
		"plain text":         {"Origin", "https://evil.example", "Content-Type", "text/plain"},
		"in parts":           {"Origin", "https://evil.example", "Content-Type", "multipart/form-data; boundary=x"},
		"JSON":               {"Origin", "https://evil.example", "Content-Type", "application/json"},
		"almost our address": {"Origin", s.Config.BaseURL + ".evil.example"},
	}
	paths := map[string]string{}
	for _, pattern := range s.routes(t) {
		if methodOf(pattern) != http.MethodGet {
			paths[pattern] = w.path(t, pattern)
		}
	}
	before := s.tables(t)
	for pattern, path := range paths {
		for name, header := range senders {
			if got := v.post(t, path, w.form(t, "public", pattern), header...); got.status != http.StatusForbidden {
				t.Errorf("%s, sender %s: status %d, want 403", pattern, name, got.status)
			}
		}
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND"} {
			if got := v.do(t, method, path, ""); got.status != http.StatusForbidden {
				t.Errorf("%s %s: status %d, want 403", method, path, got.status)
			}
		}
	}
	if diff := differ(before, s.tables(t)); len(diff) > 0 {
		t.Errorf("changed all the same: %q", diff)
	}
	v.submit(t, v.get(t, "/account"), "/account").goes(t, "/account") // the right sender is let through
}

// TestSEC11 looks at every page twice as everybody, with GET and HEAD: nothing
// in the database changes but what is meant to. Meant are the last sign of life
// of a sign-in session, the browser's own session, and the audit entries that
// tell who looked.
func TestSEC11(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		w, everybody := newWorld(t, s), s.everybody(t)
		var paths []string
		for _, pattern := range s.routes(t) {
			if methodOf(pattern) == http.MethodGet {
				paths = append(paths, w.path(t, pattern))
			}
		}
		before, head := s.tables(t), s.head(t)
		for _, v := range everybody {
			for _, path := range slices.Concat(paths, paths) {
				v.get(t, path)
				v.do(t, http.MethodHead, path, "")
			}
		}
		if diff := differ(before, s.tables(t)); len(diff) > 0 {
			t.Errorf("looking changed %q", diff)
		}
		looks := []audit.Action{audit.PersonViewed, audit.OutboxViewed, audit.MessageViewed, audit.AuditViewed, audit.DataExported, audit.ApplicationViewed}
		items, err := audit.List(t.Context(), s.DB, audit.Filter{}, 10000)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if i.Seq > head && !slices.Contains(looks, i.Action) {
				t.Errorf("looking was noted as %s", i.Action)
			}
		}
	})
}

func (s *service) head(t testing.TB) int64 {
	t.Helper()
	head, err := audit.CurrentHead(t.Context(), s.DB)
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

// apart are tables and columns whose changes are not what these tests are
// about: see TestSEC11, the check of a file, which is kept so that it need not
// be made again for every page, and the queue's own bookkeeping.
var apart = []string{"browser_session", "audit_entry", "audit_head", "signin_session.seen_at", "import_file.report", "river_client", "river_client_queue",
	"river_leader", "river_queue", "river_notification", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}

// quiet waits until no letter is on its way any more.
func (s *service) quiet(t testing.TB) {
	t.Helper()
	await(t, "the jobs to be done", func() bool {
		list, err := s.Queue.List(t.Context(), job.Filter{}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		return !slices.ContainsFunc(list, func(x job.Item) bool {
			return x.State == job.Running || x.State == job.Waiting && !x.ScheduledAt.After(time.Now())
		})
	})
}

// tables returns every table's rows, once the jobs are done.
func (s *service) tables(t testing.TB) map[string][]string {
	t.Helper()
	s.quiet(t)
	all := map[string][]string{}
	for _, table := range s.tableNames(t) {
		if !slices.Contains(apart, table) {
			all[table] = slices.DeleteFunc(s.rows(t, table), scheduled)
			slices.Sort(all[table])
		}
	}
	return all
}

// scheduled tells of a row of the nightly jobs, which the queue plans by itself.
func scheduled(row string) bool { return strings.Contains(row, "|state=scheduled|") }

func (s *service) tableNames(t testing.TB) []string {
	t.Helper()
	query := `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`
	if s.DB.Kind() == db.SQLite {
		query = `select name from sqlite_master where type = 'table' order by name`
	}
	names, err := db.Rows(t.Context(), s.DB, db.Value[string], query)
	if err != nil || len(names) < 10 {
		t.Fatalf("%d tables (%v)", len(names), err)
	}
	return names
}

// rows writes each row of a table as text.
func (s *service) rows(t testing.TB, table string) []string {
	t.Helper()
	found, err := s.DB.QueryContext(t.Context(), `select * from "`+table+`"`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for found.Next() {
		cells, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := found.Scan(to...); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i, c := range cells {
			if !slices.Contains(apart, table+"."+columns[i]) {
				fmt.Fprintf(&b, "%s=%s|", columns[i], show(c))
			}
		}
		rows = append(rows, b.String())
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func show(cell any) string {
	if b, ok := cell.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(cell)
}

// differ lists the rows that are in one and not in the other.
func differ(a, b map[string][]string) (rows []string) {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		for sign, pair := range map[string][2][]string{"-": {a[name], b[name]}, "+": {b[name], a[name]}} {
			for _, row := range pair[0] {
				if _, found := slices.BinarySearch(pair[1], row); !found {
					rows = append(rows, sign+name+": "+row)
				}
			}
		}
	}
	return rows
}
