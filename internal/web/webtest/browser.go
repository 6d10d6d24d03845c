package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
)

// Tab is a tab of a headless browser that ends with the test.
type Tab struct {
	Ctx context.Context

	mu      sync.Mutex
	blocked []string
}

// Browser starts Chromium with one tab. A machine without Chromium fails the
// test: pages that nobody has seen in a browser are not tested.
func Browser(t testing.TB) *Tab {
	t.Helper()
	options := slices.Clone(chromedp.DefaultExecAllocatorOptions[:])
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	tab := &Tab{Ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	if err := chromedp.Listen(ctx, tab.listen); err != nil {
		t.Fatalf("listen to Chromium: %v", err)
	}
	return tab
}

// listen keeps what the browser logs as an error: blocked by policy, not found.
func (tab *Tab) listen(event any) {
	e, ok := event.(*log.EventEntryAdded)
	if !ok || e.Entry == nil || e.Entry.Level != log.EntryLevelError {
		return
	}
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.blocked = append(tab.blocked, e.Entry.Text+" "+e.Entry.URL)
}

// Complaints returns what the browser has logged as errors since the last call.
func (tab *Tab) Complaints() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	said := tab.blocked
	tab.blocked = nil
	return said
}

// Size sets the viewport in CSS pixels.
func (tab *Tab) Size(t testing.TB, width, height int64) {
	t.Helper()
	if err := chromedp.Do(tab.Ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
}

// Open goes to an address and waits until it is loaded.
func (tab *Tab) Open(t testing.TB, url string) {
	t.Helper()
	if err := chromedp.Do(tab.Ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
}

// Axe runs axe-core on the page as it stands: every rule for WCAG 2.0 to 2.2 at
// levels A and AA, and best practice. It returns one line for each violation.
func (tab *Tab) Axe(t testing.TB) []string {
	t.Helper()
	return Eval[[]string](t, tab, axe(t)+axeRun)
}

const axeRun = `;axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.flatMap(v =>
	v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`

// axe is the library's source, from the npm packages that the build installs.
var axe = func() func(testing.TB) string {
	source := sync.OnceValues(func() ([]byte, error) {
		return os.ReadFile(filepath.Join(root(), "assets/node_modules/axe-core/axe.min.js"))
	})
	return func(t testing.TB) string {
		text, err := source()
		if err != nil {
			t.Fatalf("axe-core is not installed, run “make assets”: %v", err)
		}
		return string(text)
	}
}()

// Overflow returns the elements that stick out at the right of the viewport, if
// the page can be scrolled sideways (WCAG 1.4.10).
func (tab *Tab) Overflow(t testing.TB) []string {
	t.Helper()
	return Eval[[]string](t, tab, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return [];
		const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 0.5);
		return ["the page is " + document.documentElement.scrollWidth + " wide, the window " + w,
			...out.slice(0, 8).map(e => e.outerHTML.slice(0, 90))];
	})()`)
}

// Picture writes a screenshot of the whole page to name.png in a folder that
// version control ignores, for people to look at.
func (tab *Tab) Picture(t testing.TB, name string) {
	t.Helper()
	png, err := chromedp.Run(tab.Ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatalf("screenshot %s: %v", name, err)
	}
	file := filepath.Join(root(), "e2e-out", name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Eval runs an expression in the page and returns its value; a promise is
// awaited.
func Eval[T any](t testing.TB, tab *Tab, expression string) T {
	t.Helper()
	raw, err := chromedp.Run(tab.Ctx, chromedp.Evaluate[string](
		"Promise.resolve("+wrap(expression)+").then(v => JSON.stringify(v ?? null))", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("evaluate: %v", err)
	}
	var value T
	if err := json.Unmarshal([]byte(raw), &value); err != nil {
		t.Fatalf("evaluate: %v", err)
	}
	return value
}

// wrap lets statements before the last expression run first.
func wrap(expression string) string { return fmt.Sprintf("(0, eval)(%s)", quote(expression)) }

func quote(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSpace(b.String())
}

// root is the project's folder: three above this file.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "../../..")
}
