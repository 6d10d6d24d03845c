package e2e

import (
	"errors"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/webtest"
)

// windows is how many windows look at pages at once.
const windows = 3

// gallery is a service with something on every page: people in all roles,
// letters that wait and that failed, a dead job.
func gallery(t *testing.T) (*world, map[string]*visitor) {
	t.Helper()
	post := startPost(t)
	post.refuse = true
	place := at(t, "sqlite")
	first := serve(t, place, append([]string{demo}, post.settings()...)...)
	if _, err := first.Accounts.AdministratorLink(t.Context(), emailOf("administrator")); err != nil {
		t.Fatal(err)
	}
	(&office{world: &world{s: first}}).deadJob(t)
	first.stop()
	s := serve(t, place, demo, "STEP_UP_FRESH=1h") // looking at everything takes longer than a proof holds
	s.terminal.fail(errors.New("the terminal is gone"))
	if _, err := s.Accounts.Ask(t.Context(), emailOf("mentor"), i18n.LV, false); err != nil {
		t.Fatal(err)
	}
	await(t, "a job that failed", func() bool {
		counts, err := s.Queue.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return counts["retrying"] == 1
	})
	s.terminal.fail(nil)
	return newWorld(t, s), s.everybody(t)
}

// pagesOnly is for work on a few pages; a test of all of them takes minutes.
var pagesOnly = flag.String("pages", "", "look only at pages of the routes that match this expression")

// TestPages looks at every page as everybody who sees it, in both languages, in
// light and dark, narrow and wide: axe finds nothing, the keyboard reaches
// everything, nothing sticks out or is cut off, the browser does not complain,
// and each page is photographed. The validator then reads them all.
func TestPages(t *testing.T) {
	t.Parallel()
	w, everybody := gallery(t)
	all := sights(t, w, everybody)
	if len(all) < 100 {
		t.Fatalf("only %d pages", len(all))
	}
	if *pagesOnly != "" {
		wanted := regexp.MustCompile(*pagesOnly)
		all = slices.DeleteFunc(all, func(x sight) bool { return !wanted.MatchString(x.pattern) })
	}
	next := make(chan sight)
	var working sync.WaitGroup
	for range windows {
		working.Go(func() { lookAtAll(t, w.s, everybody, next) })
	}
	for _, x := range all {
		next <- x
	}
	close(next)
	working.Wait()
	t.Logf("%d pages", len(all))
	wantValid(t, everybody, all)
}

// lookAtAll takes pages until there are no more; each role has a window.
func lookAtAll(t *testing.T, s *service, everybody map[string]*visitor, next <-chan sight) {
	byRole := map[string]*window{}
	for x := range next {
		if byRole[x.role] == nil {
			byRole[x.role] = s.windowOf(t, everybody[x.role])
			byRole[x.role].everyPage(t, file(t, "assets/node_modules/axe-core/axe.min.js")+file(t, "internal/e2e/testdata/page.js"))
		}
		byRole[x.role].lookAt(t, x)
	}
}

// The rules of axe that a change of colours can break, and those that a change
// of width can; the others look at what is the same in each.
const (
	colours = `["color-contrast", "link-in-text-block"]`
	widths  = `["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "label-content-name-mismatch", "aria-hidden-focus"]`
)

// view is a page in one language, width and scheme, and what axe is asked.
type view struct {
	lang   i18n.Lang
	width  int64
	scheme string
	rules  string // empty: all
	photo  bool
}

// views are what is seen of a page by whom it is first met: all rules in both
// languages, both schemes and both widths, each at least once in full.
var views = []view{
	{i18n.LV, 1280, "light", "", true}, {i18n.LV, 1280, "dark", colours, true}, {i18n.LV, 360, "light", "", true}, {i18n.LV, 360, "dark", colours, false},
	{i18n.EN, 1280, "dark", "", false}, {i18n.EN, 1280, "light", colours, false}, {i18n.EN, 360, "light", widths, false}, {i18n.EN, 360, "dark", colours, false},
}

// lookAt checks one page. Who sees it first sees all of it; the frame that
// others have around it is looked at once for each of them.
func (w *window) lookAt(t *testing.T, x sight) {
	seen := views
	if !x.first {
		seen = views[len(x.path)%len(views):][:1]
	}
	now := i18n.Lang("")
	for _, v := range seen {
		report := func(what string, problems []string) {
			for _, p := range problems {
				t.Errorf("%s as %s, %s, %d px, %s, %s: %s", x.path, x.role, v.lang, v.width, v.scheme, what, p)
			}
		}
		w.Size(t, v.width, 800)
		w.media(t, "prefers-color-scheme", v.scheme, "prefers-reduced-motion", "reduce")
		if now != v.lang {
			w.inLanguage(t, v.lang)
			w.open(t, x.path)
			now = v.lang
			report("motion", w.ask(t, "moving()"))
			if x.first && v.lang == i18n.LV {
				w.walk(t, x)
			}
		}
		report("axe", w.ask(t, "axe("+v.rules+")"))
		if v.photo {
			w.picture(t, fmt.Sprintf("pages/%s-%d%s", x.name, v.width, strings.TrimPrefix("-"+v.scheme, "-light")))
		}
		if x.first && v.width == 360 && v.scheme == "dark" { // the last of a language
			w.squeeze(t, x, report)
		}
		report("the browser", w.complaints(x.status))
	}
}

// squeeze makes a page narrow and its text wide.
func (w *window) squeeze(t *testing.T, x sight, report func(string, []string)) {
	report("targets", w.ask(t, "small()"))
	w.Size(t, 768, 1024)
	report("768 px", w.ask(t, "sideways()"))
	if w.lang == i18n.LV {
		w.media(t, "prefers-color-scheme", "light", "prefers-reduced-motion", "reduce")
		w.picture(t, "pages/"+x.name+"-768")
	}
	w.Size(t, 320, 640)
	report("320 px", w.ask(t, "sideways()"))
	w.ask(t, "wide()")
	report("wide spacing, 320 px", w.ask(t, "clipped()")) // narrow and wide at once may scroll, and loses nothing
	w.Size(t, 1280, 800)
	report("wide spacing, 1280 px", append(w.ask(t, "clipped()"), w.ask(t, "sideways()")...))
}

// ask calls a function of testdata/page.js.
func (w *window) ask(t testing.TB, expression string) []string {
	t.Helper()
	return webtest.Eval[[]string](t, w.Tab, "e2e."+expression)
}

// inLanguage switches the window's language by the link of the pages.
func (w *window) inLanguage(t testing.TB, lang i18n.Lang) {
	t.Helper()
	if w.lang == lang {
		return
	}
	w.open(t, "/language?to="+string(lang)+"&back=/robots.txt")
	w.lang = lang
}
