package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
)

func sessionCookie(t *testing.T, v *visitor) string {
	t.Helper()
	for _, c := range v.cookies(t) {
		if c.Name == "domubiedrs" {
			return c.Value
		}
	}
	return ""
}

// with sends a request that carries only the given session cookie.
func (s *service) with(t *testing.T, token, path string) answer {
	t.Helper()
	return s.visitor(t).get(t, path, "Cookie", "domubiedrs="+token)
}

// TestSEC07 plants a session cookie before signing in: it must serve nobody.
func TestSEC07(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		v := s.visitor(t)
		mark := v.ask(t, emailOf("mentee"))
		planted := sessionCookie(t, v)
		page := v.get(t, "/signin/code").want(t, http.StatusOK)
		v.submit(t, page, "/signin/code", "code", s.codeFor(t, emailOf("mentee"), mark)).goes(t, "/home")
		if planted == "" || sessionCookie(t, v) == planted {
			t.Fatalf("the cookie before signing in is %q, after it %q", planted, sessionCookie(t, v))
		}
		s.with(t, planted, "/account").goes(t, "/signin?back=%2Faccount")
		s.with(t, sessionCookie(t, v), "/account").want(t, http.StatusOK)
		before := sessionCookie(t, v)
		s.clock.forward(11 * time.Minute)
		v.prove(t, emailOf("mentee"), "/account")
		if sessionCookie(t, v) == before {
			t.Error("a fresh proof keeps the old cookie")
		}
		s.with(t, before, "/account").goes(t, "/signin?back=%2Faccount")
		s.with(t, "chosen-by-the-attacker", "/account").goes(t, "/signin?back=%2Faccount")
	})
}

// TestSEC08 ends sessions in every way there is: the next request with the old
// cookie meets nobody.
func TestSEC08(t *testing.T) {
	ways := map[string]func(t *testing.T, s *service, v, again *visitor){
		"sign out": func(t *testing.T, s *service, v, again *visitor) {
			v.post(t, "/signout", nil).goes(t, "/")
		},
		"another device ends it": func(t *testing.T, s *service, v, again *visitor) {
			again.submit(t, again.get(t, "/account/sessions").want(t, http.StatusOK), "/account/sessions/end").goes(t, "/account/sessions")
		},
		"another device ends all others": func(t *testing.T, s *service, v, again *visitor) {
			again.submit(t, again.get(t, "/account/sessions"), "/account/sessions/end-others").goes(t, "/account/sessions")
		},
		"disabled": func(t *testing.T, s *service, v, again *visitor) {
			p := s.person(t, emailOf("coordinator"))
			if err := s.Accounts.Disable(t.Context(), hand, p.ID, p.Version); err != nil {
				t.Fatal(err)
			}
		},
		"role given": func(t *testing.T, s *service, v, again *visitor) {
			s.grant(t, s.person(t, emailOf("coordinator")).ID, access.Administrator, access.Scope{Kind: access.System})
		},
		"role taken": func(t *testing.T, s *service, v, again *visitor) {
			p := s.person(t, emailOf("coordinator")).ID
			_, grants, err := s.Accounts.Get(t.Context(), hand, p)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Accounts.Revoke(t.Context(), hand, p, grants[0].ID); err != nil {
				t.Fatal(err)
			}
		},
		"idle":        func(t *testing.T, s *service, v, again *visitor) { s.clock.forward(31 * time.Minute) },
		"life over":   keepBusy,
		"new address": changeAddress,
	}
	for name, end := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, at(t, "sqlite"), demo)
			v, again := s.as(t, "coordinator"), s.as(t, "coordinator")
			token := sessionCookie(t, v)
			v.get(t, "/coordination").want(t, http.StatusOK)
			end(t, s, v, again)
			s.with(t, token, "/coordination").goes(t, "/signin?back=%2Fcoordination")
			if got := v.post(t, "/account", url.Values{"given_name": {"Pēc"}}); got.status != http.StatusUnauthorized {
				t.Errorf("a post with the old cookie: status %d, want 401", got.status)
			}
		})
	}
}

// keepBusy lets the longest life of a staff session pass without a pause.
func keepBusy(t *testing.T, s *service, v, _ *visitor) {
	for range 12 * 60 / 20 {
		v.get(t, "/coordination").want(t, http.StatusOK)
		s.clock.forward(20 * time.Minute)
	}
}

func changeAddress(t *testing.T, s *service, _, _ *visitor) {
	administrator := s.as(t, "administrator")
	path := "/admin/people/" + s.person(t, emailOf("coordinator")).ID + "/change"
	administrator.submit(t, administrator.get(t, path).want(t, http.StatusOK), path, "email", "cita.adrese@example.org").
		want(t, http.StatusSeeOther)
}

// TestSEC24 guesses one code from many connections at once, and codes of many
// attempts for one address.
func TestSEC24(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		v := s.visitor(t)
		mark := v.ask(t, emailOf("mentee"))
		code := s.codeFor(t, emailOf("mentee"), mark)
		statuses := make(chan int, 40)
		var all sync.WaitGroup
		for range cap(statuses) {
			all.Go(func() { statuses <- v.post(t, "/signin/code", url.Values{"code": {"2222 2222"}}).status })
		}
		all.Wait()
		close(statuses)
		tried := 0
		for status := range statuses {
			switch status {
			case http.StatusUnprocessableEntity:
				tried++
			case http.StatusGone: // the fifth, and everything after it
			default:
				t.Errorf("a guess is answered with status %d", status)
			}
		}
		if tried > 4 {
			t.Errorf("%d guesses were told to try again, want 4 at most", tried)
		}
		if got := v.post(t, "/signin/code", url.Values{"code": {code}}); got.status == http.StatusSeeOther {
			t.Error("the right code still serves after five wrong ones")
		}
		asked := 0
		for range 20 {
			if s.visitor(t).post(t, "/signin", url.Values{"email": {emailOf("mentee")}}).status == http.StatusSeeOther {
				asked++
			}
		}
		if asked > 4 {
			t.Errorf("%d more codes were sent to one address within minutes, want 4 at most", asked)
		}
	})
}

// TestSEC25 lets scanners of letters open every link before the person does.
func TestSEC25(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		v, scanner := s.visitor(t), s.visitor(t)
		mark := v.ask(t, emailOf("mentee"))
		code := s.codeFor(t, emailOf("mentee"), mark)
		link, err := s.Accounts.AdministratorLink(t.Context(), emailOf("administrator"))
		if err != nil {
			t.Fatal(err)
		}
		link = strings.TrimPrefix(link, s.Config.BaseURL)
		mailed := "/signin/code?code=" + url.QueryEscape(strings.ReplaceAll(code, " ", ""))
		for range 3 {
			for _, path := range []string{mailed, link} {
				scanner.do(t, http.MethodHead, path, "")
				scanner.get(t, path)
			}
		}
		scanner.get(t, mailed).want(t, http.StatusGone)
		// One that presses buttons has no attempt of its own to answer.
		if got := scanner.post(t, "/signin/code", url.Values{"code": {code}}); got.status != http.StatusGone {
			t.Errorf("the code in another browser: status %d, want 410", got.status)
		}
		scanner.get(t, "/account").goes(t, "/signin?back=%2Faccount")
		page := v.get(t, mailed).want(t, http.StatusOK)
		v.submit(t, page, "/signin/code").goes(t, "/home")
		v.get(t, "/account").want(t, http.StatusOK)
		administrator := s.visitor(t)
		administrator.submit(t, administrator.get(t, link).want(t, http.StatusOK), "/signin/link").goes(t, "/home")
		scanner.post(t, "/signin/link", url.Values{"token": {link[strings.Index(link, "=")+1:]}}).want(t, http.StatusGone)
	})
}

// TestSEC28 comes to grave acts with an old proof: it is asked for again, what
// was typed is kept, and the act is done after it.
func TestSEC28(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		v, p := s.as(t, "administrator"), s.newPerson(t, "Jauna", "Loma")
		path := "/admin/people/" + p.ID + "/roles/new?role=administrator"
		form := v.get(t, path).want(t, http.StatusOK)
		s.clock.forward(11 * time.Minute)
		v.get(t, "/admin/people.csv").goes(t, "/signin/proof?back=%2Fadmin%2Fpeople.csv")
		kept := v.submit(t, form, "/admin/people/"+p.ID+"/roles").want(t, http.StatusForbidden)
		v.prove(t, emailOf("administrator"), "/closed")
		v.submit(t, kept, "/admin/people/"+p.ID+"/roles").goes(t, "/admin/people/"+p.ID)
		_, grants, err := s.Accounts.Get(t.Context(), hand, p.ID)
		if err != nil || len(grants) != 1 {
			t.Errorf("%d roles after the proof, want 1 (%v)", len(grants), err)
		}
		if got := v.get(t, "/admin/people.csv").want(t, http.StatusOK); !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the export is not an attachment: %q", got.header.Get("Content-Disposition"))
		}
	})
}
