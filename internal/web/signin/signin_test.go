package signin

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

// open is a house with the pages of this section, with the terminal on which
// codes appear.
func open(t *testing.T, d *db.DB) (*webtest.House, *bytes.Buffer) {
	t.Helper()
	h := webtest.Open(t, d, map[string]fs.FS{"signin": Templates()})
	terminal := new(bytes.Buffer)
	h.Outbox.Terminal = terminal
	(&Pages{Kit: h.Kit, Accounts: h.Accounts, Settings: h.Settings, Programmes: h.Programmes, DB: d}).Mount()
	return h, terminal
}

func each(t *testing.T, f func(t *testing.T, h *webtest.House, terminal *bytes.Buffer)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, terminal := open(t, d)
		f(t, h, terminal)
	})
}

var shown = regexp.MustCompile(`: (\w{4} \w{4})\n$`)

func code(t *testing.T, h *webtest.House, terminal *bytes.Buffer) string {
	t.Helper()
	jobtest.Drain(t, h.Queue)
	found := shown.FindStringSubmatch(terminal.String())
	if found == nil {
		t.Fatalf("no code on the terminal: %q", terminal.String())
	}
	return found[1]
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

func want(t *testing.T, what string, got webtest.Answer, status int, to string) {
	t.Helper()
	if got.Status != status || got.To() != to {
		t.Fatalf("%s: %d to %q, want %d to %q\n%s", what, got.Status, got.To(), status, to, got.Body)
	}
}

func TestComingInWithACode(t *testing.T) {
	each(t, func(t *testing.T, h *webtest.House, terminal *bytes.Buffer) {
		p := h.Person(t, "Ieva", "Kalniņa")
		v := h.Visitor(t)
		want(t, "a page of one's own", v.Get(t, "/account"), http.StatusSeeOther, "/signin?back=%2Faccount")
		if page := v.Get(t, "/signin?back=/account"); !strings.Contains(page.Body, `name="back" value="/account"`) {
			t.Errorf("the way back is lost:\n%s", page.Body)
		}
		want(t, "asking", v.Post(t, "/signin", form("email", p.Email, "back", "/account")), http.StatusSeeOther, "/signin/code")
		typed := code(t, h, terminal)

		stranger := h.Visitor(t) // a scanner, or another browser, with the letter's link
		for range 2 {
			want(t, "the link elsewhere", stranger.Get(t, "/signin/code?code="+url.QueryEscape(typed)), http.StatusGone, "")
		}
		want(t, "the code elsewhere", stranger.Post(t, "/signin/code", form("code", typed)), http.StatusGone, "")

		page := v.Get(t, "/signin/code?code="+url.QueryEscape(strings.ReplaceAll(typed, " ", "")))
		if page.Status != http.StatusOK || !strings.Contains(page.Body, strings.ReplaceAll(typed, " ", "")) {
			t.Fatalf("the link in the own browser does not fill the code in: %d", page.Status)
		}
		wrong := v.Post(t, "/signin/code", form("code", "22222222"))
		if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body, `aria-invalid="true"`) || strings.Contains(wrong.Body, "22222222") {
			t.Errorf("a wrong code: %d\n%s", wrong.Status, wrong.Body)
		}
		want(t, "the code", v.Post(t, "/signin/code", form("code", typed)), http.StatusSeeOther, "/account")
		mine := v.Get(t, "/account")
		if mine.Status != http.StatusOK || !strings.Contains(mine.Body, p.Email) || mine.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the own account: %d %v", mine.Status, mine.Header)
		}
		out := v.Post(t, "/signout", nil)
		want(t, "signing out", out, http.StatusSeeOther, "/")
		if out.Header.Get("Clear-Site-Data") == "" {
			t.Error("signing out leaves the cache")
		}
		want(t, "afterwards", v.Get(t, "/account"), http.StatusSeeOther, "/signin?back=%2Faccount")
	})
}

func TestAnUnknownAddressSeesTheSame(t *testing.T) {
	each(t, func(t *testing.T, h *webtest.House, _ *bytes.Buffer) {
		p := h.Person(t, "Ieva", "Kalniņa")
		answers := map[string]string{}
		for _, email := range []string{p.Email, "nekas.kaut@example.org"} {
			v := h.Visitor(t)
			want(t, email, v.Post(t, "/signin", form("email", email)), http.StatusSeeOther, "/signin/code")
			page := v.Get(t, "/signin/code")
			wrong := v.Post(t, "/signin/code", form("code", "22222222"))
			answers[email] = strings.ReplaceAll(page.Body+wrong.Body, email, "ADDRESS")
		}
		if answers[p.Email] != answers["nekas.kaut@example.org"] {
			t.Error("the pages tell a known address from an unknown one")
		}
	})
}

// TestATokenPlantedBeforeServesNobody is SEC-07.
func TestATokenPlantedBeforeServesNobody(t *testing.T) {
	h, terminal := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Ieva", "Kalniņa")
	v := h.Visitor(t)
	asked := v.Post(t, "/signin", form("email", p.Email))
	before := strings.Split(asked.Header.Get("Set-Cookie"), ";")[0]
	in := v.Post(t, "/signin/code", form("code", code(t, h, terminal)))
	want(t, "coming in", in, http.StatusSeeOther, "/home")
	thief := h.Visitor(t)
	if got := thief.Get(t, "/account", "Cookie", before); got.Status == http.StatusOK {
		t.Error("the token from before the sign-in opens the account")
	}
}

func TestAFormSentAfterTheSignInEndedIsKept(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Ieva", "Kalniņa")
	v := h.As(t, p)
	h.Clock.At = h.Clock.At.Add(13 * time.Hour)
	sent := form("given_name", `Ieva "Q" <b>`, "family_name", "Kalna", "language", "lv", "version", "1")
	kept := v.Post(t, "/account", sent)
	if kept.Status != http.StatusUnauthorized || !strings.Contains(kept.Body, `value="Ieva &#34;Q&#34; &lt;b&gt;"`) ||
		!strings.Contains(kept.Body, `action="/account"`) {
		t.Fatalf("what was typed is lost: %d\n%s", kept.Status, kept.Body)
	}
	again := v.Get(t, "/webtest/door?email="+url.QueryEscape(p.Email)) // signed in, in another tab
	if again.Status != http.StatusOK {
		t.Fatal(again.Status)
	}
	want(t, "sent again", v.Post(t, "/account", sent), http.StatusSeeOther, "/account")
}

// TestTheOwnDetailsLeadBack: to the page that asked for a change, and to no
// other site (SEC-17).
func TestTheOwnDetailsLeadBack(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	v := h.As(t, h.Person(t, "Ieva", "Kalniņa"))
	for i, tt := range []struct{ from, to string }{{"/applications/1/check", "/applications/1/check"}, {"//evil.example", "/account"}, {"", "/account"}} {
		page := v.Get(t, "/account?"+url.Values{"back": {tt.from}}.Encode())
		if kept := `name="back" value="` + strings.TrimPrefix(tt.to, "/account") + `"`; !strings.Contains(page.Body, kept) {
			t.Errorf("from %q the page lacks %s", tt.from, kept)
		}
		details := form("given_name", "Ieva", "family_name", "", "language", "lv", "version", strconv.Itoa(i+1), "back", tt.from)
		if refused := v.Post(t, "/account", details); refused.Status != http.StatusUnprocessableEntity || tt.from == tt.to && !strings.Contains(refused.Body, tt.from) {
			t.Errorf("a missing name: %d", refused.Status)
		}
		details.Set("family_name", "Kalna"+strconv.Itoa(i))
		want(t, "saved from "+tt.from, v.Post(t, "/account", details), http.StatusSeeOther, tt.to)
	}
}

func TestSettingUpAnEmptySystem(t *testing.T) {
	each(t, func(t *testing.T, h *webtest.House, _ *bytes.Buffer) {
		link, err := h.Accounts.SetUpLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(link, "token=")
		v := h.Visitor(t)
		if got := v.Get(t, "/setup?token=guess"); got.Status != http.StatusGone {
			t.Errorf("a guessed link: %d", got.Status)
		}
		for range 2 { // looking uses nothing up
			if got := v.Get(t, "/setup?token="+token); got.Status != http.StatusOK || got.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Fatalf("the link: %d", got.Status)
			}
		}
		me := form("token", token, "given_name", "Zane", "family_name", "", "email", "zane@example.org", "language", "lv", "role", "auditor")
		if got := v.Post(t, "/setup", me); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "zane@example.org") {
			t.Fatalf("a missing name: %d", got.Status)
		}
		me.Set("family_name", "Āboliņa")
		want(t, "becoming the administrator", v.Post(t, "/setup", me), http.StatusSeeOther, "/setup/owner")
		owner := form("owner.name.lv", "Paraugu skola", "owner.name.en", "Sample School", "owner.contact.email", "wrong")
		if got := v.Post(t, "/setup/owner", owner); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Paraugu skola") {
			t.Fatalf("a wrong address: %d", got.Status)
		}
		owner.Set("owner.contact.email", "skola@example.org")
		want(t, "the owner", v.Post(t, "/setup/owner", owner), http.StatusSeeOther, "/setup/programme")
		want(t, "the programme", v.Post(t, "/setup/programme", form("name_lv", "Mentorings", "name_en", "Mentoring")), http.StatusSeeOther, "/admin")
		if got := h.Visitor(t).Get(t, "/setup?token="+token); got.Status != http.StatusGone {
			t.Errorf("the link serves twice: %d", got.Status)
		}
	})
}

func TestSignInsAreListedAndEnded(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Ieva", "Kalniņa")
	one, two := h.As(t, p), h.As(t, p)
	page := one.Get(t, "/account/sessions")
	found := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page.Body)
	if found == nil || strings.Count(page.Body, `name="id"`) != 1 {
		t.Fatalf("the other device is not listed alone:\n%s", page.Body)
	}
	want(t, "ending", one.Post(t, "/account/sessions/end", form("id", found[1])), http.StatusSeeOther, "/account/sessions")
	want(t, "the ended one", two.Get(t, "/account"), http.StatusSeeOther, "/signin?back=%2Faccount")
	if got := one.Post(t, "/account/sessions/end", form("id", found[1])); got.Status != http.StatusNotFound {
		t.Errorf("ending it again: %d", got.Status)
	}
	three := h.As(t, p)
	want(t, "ending all others", one.Post(t, "/account/sessions/end-others", nil), http.StatusSeeOther, "/account/sessions")
	want(t, "another one", three.Get(t, "/account"), http.StatusSeeOther, "/signin?back=%2Faccount")
}

func TestGraveActionsAskForAProof(t *testing.T) {
	h, terminal := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Zane", "Āboliņa", access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	h.Kit.Handle("GET /grave", web.Need{Thing: access.AccountExport, Verb: access.Read},
		func(w http.ResponseWriter, r *web.Request) error { return r.Redirect(w, "/exported") })
	v := h.As(t, p)
	want(t, "fresh", v.Get(t, "/grave"), http.StatusSeeOther, "/exported")
	h.Clock.At = h.Clock.At.Add(11 * time.Minute)
	want(t, "stale", v.Get(t, "/grave"), http.StatusSeeOther, "/signin/proof?back=%2Fgrave")
	want(t, "asking for a code", v.Post(t, "/signin/proof", form("back", "/grave")), http.StatusSeeOther, "/signin/code")
	want(t, "the code", v.Post(t, "/signin/code", form("code", code(t, h, terminal))), http.StatusSeeOther, "/grave")
	want(t, "fresh again", v.Get(t, "/grave"), http.StatusSeeOther, "/exported")
}

func TestTheDemosDoorIsClosedElsewhere(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Ieva", "Kalniņa")
	if got := h.Visitor(t).Post(t, "/signin/demo", form("email", p.Email)); got.Status != http.StatusNotFound {
		t.Errorf("signing in as somebody else outside a demo: %d", got.Status)
	}
}

func TestActivityNamesNobody(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	p := h.Person(t, "Ieva", "Kalniņa")
	if _, _, err := h.Accounts.Get(t.Context(), webtest.Administrator, p.ID); err != nil {
		t.Fatal(err)
	}
	page := h.As(t, p).Get(t, "/account/activity")
	for _, text := range []string{"Personas dati apskatīti", "Programmas darbinieks"} {
		if !strings.Contains(page.Body, text) {
			t.Errorf("%q is not there:\n%s", text, page.Body)
		}
	}
}

func TestDeviceNames(t *testing.T) {
	h, _ := open(t, dbtest.Open(t, db.SQLite))
	r := &web.Request{Tr: h.Texts.For("lv")}
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36 Edg/150.0": "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1":               "Safari, iPhone",
		"":                          "Nezināma ierīce",
		"<script>alert(1)</script>": "Nezināma ierīce",
	} {
		if got := deviceName(r, agent); got != want {
			t.Errorf("%q is called %q, want %q", agent, got, want)
		}
	}
}

func TestEveryTemplate(t *testing.T) {
	field := &web.Form{Action: "/x", Submit: "Sūtīt", Fields: []*web.Field{{Kind: web.Code, Name: "code", Label: "Kods", Required: true}}}
	webtest.Every(t, "signin", Templates(), webtest.Samples{
		"signin/ask": {
			func(p web.Page) web.View { return &askPage{Page: p, Form: field} },
			func(p web.Page) web.View {
				return &askPage{Page: p, Form: field, People: []demoChoice{{"ieva@example.org", "Ieva Kalniņa", "Mentorējamais"}}}
			},
		},
		"signin/code": {
			func(p web.Page) web.View { return &codePage{Page: p, Form: field, AskHref: "/signin"} },
			func(p web.Page) web.View {
				return &codePage{Page: p, Form: field, AskHref: "/signin", DemoCode: account.ShowCode("ABCDEFGH")}
			},
		},
		"signin/form": {func(p web.Page) web.View { return &formPage{Page: p, Form: field} }},
		"signin/plain": {
			func(p web.Page) web.View { return &plainPage{Page: p, Text: "Teksts."} },
			func(p web.Page) web.View {
				return &plainPage{Page: p, Text: "Teksts.", Action: web.Button{Text: "Uz sākumu", Href: "/"}}
			},
		},
		"signin/account": {func(p web.Page) web.View {
			return &accountPage{Page: p, Form: field, Facts: web.Facts{{Name: "Adrese", Value: "ieva@example.org"}}}
		}},
		"signin/sessions": {
			func(p web.Page) web.View {
				return &sessionsPage{Page: p, SignIns: []signIn{{ID: "1", Device: "Firefox, Linux", This: true}}}
			},
			func(p web.Page) web.View {
				return &sessionsPage{Page: p, Others: true, SignIns: []signIn{
					{ID: "1", Device: "Firefox, Linux", This: true, Since: "vakar", Seen: "šodien"},
					{ID: "2", Device: "Safari, iPhone", Since: "vakar", Seen: "šodien", End: web.Button{Text: "Pārtraukt", More: "Safari, iPhone"}}}}
			},
		},
		"signin/activity": {
			func(p web.Page) web.View {
				return &activityPage{Page: p, Table: web.Table{Caption: "Pieraksti", Empty: &web.Empty{Title: "Vēl nav"}}}
			},
			func(p web.Page) web.View {
				return &activityPage{Page: p, Pager: web.Pager{Next: "/account/activity?before=1", Label: "Pieraksti"},
					Table: web.Table{Caption: "Pieraksti", Columns: []web.Column{{Title: "Kas"}}, Rows: []web.Row{{Cells: []web.Cell{{Text: "Pieslēgšanās"}}}}}}
			},
		},
	})
}
