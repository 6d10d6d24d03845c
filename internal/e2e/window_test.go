package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/webtest"
)

// chromium is the one browser of all tests; each window has cookies of its own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(alloc)
	opened = ctx
	return ctx, chromedp.Do(ctx) // without a timeout, which would end the browser
})

var opened context.Context // the browser's, once there is one

func closeChromium() {
	if opened != nil {
		_ = chromedp.Cancel(opened) // the process ends in any case
	}
}

// window is a tab with cookies of its own, and a record of what the browser
// complained about.
type window struct {
	*webtest.Tab
	s    *service
	lang i18n.Lang
	bare bool // without script

	mu     sync.Mutex
	faults []string
}

// window opens one in which nobody is signed in.
func (s *service) window(t testing.TB) *window {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &window{Tab: &webtest.Tab{Ctx: ctx}, s: s}
	w.do(t)
	if err := chromedp.Listen(ctx, w.listen); err != nil {
		t.Fatal(err)
	}
	call(t, w, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "lv-LV"})
	call(t, w, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": "lv"}})
	return w
}

// beside opens another tab with the cookies of a window.
func (s *service) beside(t testing.TB, other *window) *window {
	t.Helper()
	ctx, cancel := chromedp.NewContext(other.Ctx)
	t.Cleanup(cancel)
	w := &window{Tab: &webtest.Tab{Ctx: ctx}, s: s}
	w.do(t)
	if err := chromedp.Listen(ctx, w.listen); err != nil {
		t.Fatal(err)
	}
	return w
}

// windowOf opens one with the cookies of a visitor.
func (s *service) windowOf(t testing.TB, v *visitor) *window {
	t.Helper()
	w := s.window(t)
	w.takeCookies(t, v)
	return w
}

func (w *window) takeCookies(t testing.TB, v *visitor) {
	t.Helper()
	for _, c := range v.cookies(t) {
		yes := true
		call(t, w, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: w.s.url, HTTPOnly: &yes,
			SameSite: network.CookieSameSiteLax})
	}
}

// call runs a command of the protocol whose answer does not matter.
func call[P, R any](t testing.TB, w *window, command cdp.Command[P, R], params P) R {
	t.Helper()
	result, err := chromedp.Call(w.Ctx, command, params)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// listen keeps errors of scripts, of the policy and of loading.
func (w *window) listen(event any) {
	fault := ""
	switch e := event.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry != nil && e.Entry.Level == cdplog.EntryLevelError {
			fault = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = fmt.Sprintf("console.%s", e.Type)
		}
	}
	if fault != "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.faults = append(w.faults, fault)
	}
}

// complaints are what the browser complained about since the last call.
// Statuses that a page is meant to have are no complaint.
func (w *window) complaints(meant ...int) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	said := slices.DeleteFunc(w.faults, func(fault string) bool {
		return slices.ContainsFunc(meant, func(status int) bool { return strings.Contains(fault, fmt.Sprintf("status of %d", status)) })
	})
	w.faults = nil
	return said
}

// quiet fails if the browser complained.
func (w *window) quiet(t testing.TB, meant ...int) {
	t.Helper()
	for _, c := range w.complaints(meant...) {
		t.Errorf("at %s the browser complains: %s", w.at(t), c)
	}
}

func (w *window) do(t testing.TB, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(w.Ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// open goes to a path of the service and waits until it is loaded.
func (w *window) open(t testing.TB, path string) { t.Helper(); w.Open(t, w.s.url+path) }

// at is the path that the window shows.
func (w *window) at(t testing.TB) string {
	t.Helper()
	where, err := chromedp.Run(w.Ctx, chromedp.Location())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(where, w.s.url)
}

// press clicks something and waits for the page that it leads to.
func (w *window) press(t testing.TB, selector string) *network.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(w.Ctx, patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		t.Fatalf("at %s, press %s: %v", w.at(t), selector, err)
	}
	return res
}

// typeIn replaces what stands in a control.
func (w *window) typeIn(t testing.TB, selector, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(w.Ctx, patience)
	defer cancel()
	selectAll := chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector)), selectAll, chromedp.KeyEvent(text)); err != nil {
		t.Fatalf("at %s, type into %s: %v", w.at(t), selector, err)
	}
}

// says fails unless the page shows the text.
func (w *window) says(t testing.TB, text string) {
	t.Helper()
	if shown := w.text(t); !strings.Contains(shown, text) {
		t.Fatalf("%s does not say %q:\n%s", w.at(t), text, shown)
	}
}

// text is what the page's main part shows.
func (w *window) text(t testing.TB) string {
	t.Helper()
	text, err := chromedp.Run(w.Ctx, chromedp.Text(chromedp.CSS("main")))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// media sets what the person's system asks for.
func (w *window) media(t testing.TB, pairs ...string) {
	t.Helper()
	var features []*emulation.MediaFeature
	for i := 0; i+1 < len(pairs); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	call(t, w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// script switches script off or on for the pages opened from now on.
func (w *window) script(t testing.TB, on bool) {
	t.Helper()
	w.bare = !on
	call(t, w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// another opens a window of somebody else, alike in what it can do.
func (w *window) another(t testing.TB) *window {
	t.Helper()
	other := w.s.window(t)
	other.script(t, !w.bare)
	other.Size(t, 1280, 800)
	return other
}

// everyPage runs a script at the start of each page opened from now on.
func (w *window) everyPage(t testing.TB, source string) {
	t.Helper()
	call(t, w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
}

// picture writes a screenshot of the whole page into the ignored folder.
func (w *window) picture(t testing.TB, name string) {
	t.Helper()
	yes := true
	shot := call(t, w, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng,
		CaptureBeyondViewport: &yes, OptimizeForSpeed: &yes, Clip: w.whole(t)})
	file := filepath.Join(out, name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, shot.Data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func (w *window) whole(t testing.TB) *page.Viewport {
	t.Helper()
	size := webtest.Eval[[]float64](t, w.Tab, `[document.documentElement.clientWidth, document.documentElement.scrollHeight]`)
	return &page.Viewport{Width: size[0], Height: size[1], Scale: 1}
}

// file reads a source of the npm packages that the build installs.
func file(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatalf("%v: run “make assets”", err)
	}
	return string(content)
}
