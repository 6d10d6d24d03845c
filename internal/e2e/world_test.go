package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/setting"
)

// world is what stands behind the identifiers in routes: things that are there,
// made new where a route uses them up.
type world struct {
	s           *service
	spare       account.Person
	institution string
	other       string // another institution
	programme   string
	application string // begun by the one without a role
	part        string // of its form
	mentoring   string // begun by the same one, as a mentor
	sent        string // by the same one, in an intake before
	offered     string // there too, as a mentor
	asked       string // proposal in which that mentor is asked
	pair        pair   // at work together
	slug        string
	letter      string
	task        int64
	place       string // of the spare person, in a seminar
	coordinated things // of the programme that the cast coordinates
}

func newWorld(t testing.TB, s *service) *world {
	t.Helper()
	w := &world{s: s, spare: s.newPerson(t, "Rezerve", "Paraudziņa")}
	places, err := s.Institutions.List(t.Context(), hand, institution.Filter{}, 2)
	if err != nil || len(places.Items) < 2 {
		t.Fatalf("find institutions: %v", err)
	}
	w.institution, w.other = places.Items[0].ID, places.Items[1].ID
	p, err := s.Programmes.Create(t.Context(), hand, programme.Details{NameLV: "Paraugprogramma", NameEN: "Sample programme"})
	if err != nil {
		t.Fatal(err)
	}
	w.programme = p.ID
	w.coordinated = s.things(t, s.scope(t, "coordinator"))
	for _, id := range []string{s.person(t, emailOf("mentee")).ID, w.spare.ID} {
		place, err := s.Seminars.Join(t.Context(), access.Actor{Person: id}, w.coordinated["seminars"], seminar.Entry{Institution: "Paraugi", Position: "Paraugs"})
		if err != nil {
			t.Fatal(err)
		}
		w.place = place.ID
	}
	w.apply(t)
	who := s.person(t, emailOf("person"))
	name := account.Details{GivenName: who.GivenName, FamilyName: who.FamilyName, Email: who.Email, Language: string(who.Language)}
	w.sent = s.application(t, s.scope(t, "coordinator"), w.coordinated["intakes"], application.Mentee, name, listedRole)
	w.offered = s.application(t, s.scope(t, "coordinator"), w.coordinated["intakes"], application.Mentor, name, listedRole)
	w.match(t)
	w.begin(t)
	w.slug = regexp.MustCompile(`/guidelines/([a-z0-9-]+)"`).FindStringSubmatch(s.visitor(t).get(t, "/guidelines").body)[1]
	return w
}

// apply begins both applications that somebody without a role can make.
func (w *world) apply(t testing.TB) {
	t.Helper()
	x, err := w.s.Intakes.ByCode(t.Context(), "demo")
	if err != nil {
		t.Fatal(err)
	}
	owner := access.Actor{Person: w.s.person(t, emailOf("person")).ID}
	a, err := w.s.Applications.Start(t.Context(), owner, x.ID, application.Mentee)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = w.s.Applications.SeeNotice(t.Context(), owner, a.ID); err != nil {
		t.Fatal(err)
	}
	form, err := w.s.Applications.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.s.Applications.Start(t.Context(), owner, x.ID, application.Mentor)
	if err != nil {
		t.Fatal(err)
	}
	w.application, w.part, w.mentoring = a.ID, form.Sections[0].Key, b.ID
}

// proposal is an institution that somebody misses in the list, and that waits
// for a decision.
func (w *world) proposal(t testing.TB) string {
	t.Helper()
	p, err := w.s.Institutions.Propose(t.Context(), access.Actor{Person: w.spare.ID}, "Paraugu birojs", institution.OtherPublic)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// message is a letter that waits in the outbox, made anew when it was deleted.
func (w *world) message(t testing.TB) string {
	t.Helper()
	if _, err := w.s.Outbox.Get(t.Context(), w.letter); err == nil {
		return w.letter
	}
	if _, err := w.s.Accounts.AdministratorLink(t.Context(), emailOf("administrator")); err != nil {
		t.Fatal(err)
	}
	list, err := w.s.Outbox.List(t.Context(), mail.Filter{}, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("find the letter: %v", err)
	}
	w.letter = list[0].ID
	return w.letter
}

// job is the number of a job that was done, made anew when it was deleted.
func (w *world) job(t testing.TB) string {
	t.Helper()
	if _, err := w.s.Operate.Job(t.Context(), hand, w.task); err == nil {
		return strconv.FormatInt(w.task, 10)
	}
	p := w.s.newPerson(t, "Saņem", "Kodu")
	if _, err := w.s.Accounts.Ask(t.Context(), p.Email, "lv", false); err != nil {
		t.Fatal(err)
	}
	await(t, "the job to be done", func() bool {
		list, err := w.s.Queue.List(t.Context(), job.Filter{}, 20)
		i := slices.IndexFunc(list, func(x job.Item) bool { return x.Kind == account.SendCode{}.Kind() })
		if err != nil || i < 0 {
			t.Fatalf("find the job: %v", err)
		}
		w.task = list[i].ID
		return list[i].State == job.Done
	})
	return strconv.FormatInt(w.task, 10)
}

// path is an address of a route, with identifiers of things that are there.
func (w *world) path(t testing.TB, pattern string) string {
	t.Helper()
	_, path, _ := strings.Cut(pattern, " ")
	id := func() string { return w.spare.ID }
	switch {
	case strings.HasPrefix(path, "/admin/institutions/"):
		id = func() string { return w.institution }
	case strings.HasPrefix(path, "/admin/programmes/"):
		id = func() string { return w.programme }
	case strings.HasPrefix(path, "/admin/proposals/"):
		id = func() string { return w.proposal(t) }
	case strings.HasPrefix(path, "/workspace/mentorships/"):
		id = func() string { return w.pair.id }
	case strings.HasPrefix(path, "/proposals/"):
		id = func() string { return w.asked }
	case strings.HasSuffix(path, "/proposals"):
		id = func() string { return w.sent }
	case strings.Contains(path, "/profile"), strings.HasSuffix(path, "/pause"):
		id = func() string { return w.offered }
	case strings.Contains(path, "/preparation"):
		id = func() string { return w.mentoring }
	case strings.HasSuffix(path, "/done"), strings.HasSuffix(path, "/equality"):
		id = func() string { return w.sent }
	case strings.HasPrefix(path, "/applications/"):
		id = func() string { return w.application }
	case strings.HasPrefix(path, "/admin/outbox/"):
		id = func() string { return w.message(t) }
	case strings.HasPrefix(path, "/admin/jobs/"):
		id = func() string { return w.job(t) }
	case strings.HasPrefix(path, "/seminars/"):
		id = func() string { return w.coordinated["draft"] }
	case strings.HasPrefix(path, "/coordination/"):
		id = func() string { return w.coordinated[strings.Split(path, "/")[2]] }
	}
	fill := map[string]func() string{
		"{$}": func() string { return "" }, "{id}": id,
		"{code}": func() string { return "demo" },
		"{side}": func() string { return "mentee" },
		"{part}": func() string {
			if strings.Contains(path, "/room/") {
				return "preparation"
			}
			if strings.Contains(path, "/profile") {
				return application.ProfileSections[0]
			}
			return w.part
		},
		"{goal}":         func() string { return w.pair.goal },
		"{task}":         func() string { return w.pair.task },
		"{card}":         func() string { return application.Cards[0] },
		"{entry}":        func() string { return w.pair.entry },
		"{sheet}":        func() string { return "guide" },
		"{slug}":         func() string { return w.slug },
		"{group}":        func() string { return string(setting.Owner) },
		"{registration}": func() string { return w.place },
		"{mentee}":       func() string { return w.coordinated["mentee"] },
		"{meeting}":      func() string { return w.pair.meetings[1] },
		"{file}":         func() string { return "nobody.ics" },
		"{grant}": func() string {
			w.spare = w.s.newPerson(t, "Rezerve", "Paraudziņa")
			return w.s.grant(t, w.spare.ID, access.Support, access.Scope{Kind: access.Programme, ID: w.programme})
		},
	}
	for _, name := range []string{"{$}", "{slug}", "{group}", "{code}", "{side}", "{part}", "{card}", "{sheet}", "{entry}", "{registration}", "{mentee}", "{meeting}", "{goal}", "{task}", "{file}", "{grant}", "{id}"} { // the grant makes the person
		before, after, there := strings.Cut(path, name)
		if there {
			path = before + fill[name]() + after
		}
	}
	if strings.Contains(path, "{") {
		t.Fatalf("%s has an identifier that this test knows nothing of", pattern)
	}
	if strings.HasSuffix(pattern, "/merge") {
		path += "?into=" + w.other
	}
	return path + queries[pattern]
}

// queries are what some routes are nothing without.
var queries = map[string]string{
	"GET /language": "?to=en&back=/about",
	"GET /scheme":   "?to=dark&back=/about",
}

// routes are the patterns that the program registers.
func (s *service) routes(t testing.TB) []string {
	t.Helper()
	kit, err := s.Kit()
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, r := range kit.Routes() {
		patterns = append(patterns, r.Pattern)
	}
	return patterns
}

func methodOf(pattern string) string {
	method, _, _ := strings.Cut(pattern, " ")
	return method
}

// verdict reads from an answer what the service decided about who asked.
func verdict(a answer) string {
	proof := strings.HasPrefix(a.to(), "/signin/proof?") || strings.Contains(a.body, `href="/signin/proof?`)
	switch {
	case a.status >= http.StatusInternalServerError:
		return fmt.Sprint("broken-", a.status)
	case a.status == http.StatusUnauthorized, a.status == http.StatusSeeOther && strings.HasPrefix(a.to(), "/signin?back="):
		return "signin"
	case a.status == http.StatusSeeOther && proof, a.status == http.StatusForbidden && proof:
		return "step-up"
	case a.status == http.StatusForbidden:
		return "403"
	case a.status == http.StatusNotFound:
		return "404"
	}
	return "ok"
}
