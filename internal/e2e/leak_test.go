package e2e

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/backup"
	"domubiedrs/internal/db"
)

// secrets are what a journey used and nobody may read afterwards, by what they
// are; personal is what must not reach the log.
type traces struct {
	secrets, personal map[string]string
}

// TestSEC32 takes a whole journey with marked words and then looks for them:
// secrets nowhere, personal data not in the log.
func TestSEC32(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		place := at(t, kind)
		s := serve(t, place)
		seen := journey(t, s)
		s.quiet(t)
		stored := s.everything(t)
		archive := backedUp(t, s)
		logged, shown := s.log.String(), s.terminal.String()
		s.stop()
		files := filesIn(t, place.dir)
		for what, secret := range seen.secrets {
			for where, text := range map[string]string{"the log": logged, "the database": stored, "the backup": archive, "the data directory": files} {
				if contains(text, secret) {
					t.Errorf("%s stands in %s", what, where)
				}
			}
		}
		for what, word := range seen.personal {
			if contains(logged, word) {
				t.Errorf("%s stands in the log", what)
			}
			if contains(shown, word) && what != "address" {
				t.Errorf("%s stands on the terminal", what)
			}
		}
		if !contains(stored, seen.personal["family name"]) || !contains(archive, seen.personal["family name"]) || len(logged) < 1000 {
			t.Error("what is in the database was not found there: the search is blind")
		}
	})
}

// contains tells whether a text has the word as it is, or as an address has it.
func contains(text, word string) bool {
	return strings.Contains(text, word) || strings.Contains(text, url.QueryEscape(word)) || strings.Contains(text, url.PathEscape(word))
}

// journey sets a system up, works in it and makes mistakes, all with marked
// words.
func journey(t *testing.T, s *service) traces {
	t.Helper()
	x := traces{map[string]string{"device": "KanarijsIerice/7"}, map[string]string{"given name": "Kanārijs", "family name": "Spārniņš",
		"address": "kanarijs@example.org", "greeting": "Dzeltenais", "search": "meklētkanāriju", "path": "slepensceļš", "wrong code": "KANA RIJS",
		"stranger": "svešs.kanarijs@example.org", "strange field": "kanarijulauks"}}
	v := s.visitor(t)
	v.agent = x.secrets["device"]
	link := s.setUpLink(t)
	x.secrets["set-up token"] = link[strings.Index(link, "=")+1:]
	v.submit(t, v.get(t, link).want(t, http.StatusOK), "/setup", "given_name", x.personal["given name"], "family_name", x.personal["family name"],
		"email", x.personal["address"]).goes(t, "/setup/owner")
	v.submit(t, v.get(t, "/setup/owner"), "/setup/owner", "owner.name.lv", "Skola", "owner.name.en", "School", "owner.contact.email", "a@example.org").
		goes(t, "/setup/programme")
	v.submit(t, v.get(t, "/setup/programme"), "/setup/programme", "name_lv", "Programma", "name_en", "Programme").goes(t, "/admin")
	v.submit(t, v.get(t, "/account"), "/account", "greeting", x.personal["greeting"]).goes(t, "/account")
	mistakes(t, v, x)
	x.keep(t, v)
	v.post(t, "/signout", nil).goes(t, "/")
	mark := v.ask(t, x.personal["address"])
	x.keep(t, v)
	x.secrets["code"] = s.codeFor(t, x.personal["address"], mark)
	x.secrets["code without its space"] = strings.ReplaceAll(x.secrets["code"], " ", "")
	v.post(t, "/signin/code", url.Values{"code": {x.personal["wrong code"]}}).want(t, http.StatusUnprocessableEntity)
	v.post(t, "/signin/code", url.Values{"code": {x.secrets["code"]}}).goes(t, "/home")
	x.keep(t, v)
	made, err := s.Accounts.AdministratorLink(t.Context(), x.personal["address"])
	if err != nil {
		t.Fatal(err)
	}
	x.secrets["link token"] = made[strings.Index(made, "=")+1:]
	other := s.visitor(t)
	other.agent = x.secrets["device"]
	other.submit(t, other.get(t, strings.TrimPrefix(made, s.Config.BaseURL)), "/signin/link").goes(t, "/home")
	x.keep(t, other)
	other.get(t, "/account/sessions").want(t, http.StatusOK)
	return x
}

// mistakes are what the log tells most about.
func mistakes(t *testing.T, v *visitor, x traces) {
	t.Helper()
	p := x.personal
	v.get(t, "/admin/people?q="+url.QueryEscape(p["search"])).want(t, http.StatusOK)
	v.get(t, "/guidelines?q="+url.QueryEscape(p["search"])).want(t, http.StatusOK)
	v.get(t, "/"+url.PathEscape(p["path"])).want(t, http.StatusNotFound)
	v.get(t, "/admin/people/"+url.PathEscape(p["path"])).want(t, http.StatusNotFound)
	v.post(t, "/admin/people", url.Values{"given_name": {p["given name"]}, "email": {p["address"]}, p["strange field"]: {"x"}}).
		want(t, http.StatusUnprocessableEntity)
	v.post(t, "/account", url.Values{"given_name": {p["given name"]}}, "Origin", "https://evil.example").want(t, http.StatusForbidden)
	v.get(t, "/account?"+url.QueryEscape(p["path"]), "Referer", "http://x/"+url.PathEscape(p["path"]), "Accept-Language", p["path"])
	v.do(t, http.MethodPost, "/account?"+url.QueryEscape(p["path"]), "%zz="+p["given name"], "Origin", v.s.Config.BaseURL,
		"Content-Type", "application/x-www-form-urlencoded")
	stranger := v.s.visitor(t)
	stranger.post(t, "/admin/people", url.Values{"given_name": {p["given name"]}}).want(t, http.StatusUnauthorized)
	stranger.post(t, "/signin", url.Values{"email": {p["stranger"]}})
}

// keep remembers the values of a browser's cookies.
func (x traces) keep(t *testing.T, v *visitor) {
	t.Helper()
	for _, c := range v.cookies(t) {
		if c.Name != "lang" && c.Name != "scheme" {
			x.secrets["cookie "+c.Name+" "+c.Value[:6]] = c.Value
		}
	}
}

// everything is all rows of all tables as text.
func (s *service) everything(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, table := range s.tableNames(t) {
		b.WriteString(strings.Join(s.rows(t, table), "\n"))
	}
	return b.String()
}

// backedUp makes a backup and returns what is in it.
func backedUp(t *testing.T, s *service) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := backup.Backup(t.Context(), s.DB, backup.Options{Path: file, Jobs: s.Queue, Version: "test", Now: db.Now()}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	members := tar.NewReader(unpacked)
	for {
		if _, err = members.Next(); err != nil {
			break
		}
		if _, err = io.Copy(&b, members); err != nil {
			break
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return b.String()
}

// filesIn is the content of every file below a folder but the keys.
func filesIn(t *testing.T, dir string) string {
	t.Helper()
	contents := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		contents[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(contents)) {
		b.WriteString(contents[path])
	}
	return b.String()
}
