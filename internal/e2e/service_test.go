package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"domubiedrs/internal/app"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// patience is how long a test waits for something that must happen.
const patience = 30 * time.Second

// service is the running program.
type service struct {
	*app.App
	url      string // where it listens: scheme, host, port
	terminal *lines
	log      *lines
	clock    *clock
	stop     func() // ends it early; the end of the test does otherwise
}

// clock is the machine's, moved by as much as a test says.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Now().Add(time.Duration(c.ahead.Load())).UTC().Truncate(time.Microsecond)
}

func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

func (c *clock) set(at time.Time) { c.ahead.Store(int64(time.Until(at))) }

// lines collects what is written and wakes who waits for it.
type lines struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{}
	failure error // what writing answers, for a terminal that is gone
}

func newLines() *lines { return &lines{changed: make(chan struct{})} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failure != nil {
		return 0, l.failure
	}
	l.text.Write(p)
	close(l.changed)
	l.changed = make(chan struct{})
	return len(p), nil
}

func (l *lines) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failure = err
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await returns the first thing that find finds in what was written after the
// mark, a length of String.
func (l *lines) await(t testing.TB, what string, mark int, find func(text string) string) string {
	t.Helper()
	over := time.After(patience)
	for {
		l.mu.Lock()
		text, changed := l.text.String(), l.changed
		l.mu.Unlock()
		if found := find(text[mark:]); found != "" {
			return found
		}
		select {
		case <-changed:
		case <-over:
			t.Fatalf("waited in vain for %s; there is %q", what, text[mark:])
		}
	}
}

// await waits until something is so; it asks again now and then, since nothing
// announces it.
func await(t testing.TB, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	over := time.After(patience)
	for !so() {
		select {
		case <-tick.C:
		case <-over:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// place is where a service keeps its data.
type place struct{ url, dir string }

// at makes a place with the schema and nothing in it.
func at(t testing.TB, kind db.Kind) place {
	t.Helper()
	url, dir := dbtest.Place(t, kind)
	return place{url, dir}
}

// each runs f on both databases at once.
func each(t *testing.T, f func(t *testing.T, kind db.Kind)) {
	t.Helper()
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			f(t, kind)
		})
	}
}

// usual settings: nobody is slowed down unless a test asks for it.
var usual = []string{"RATE_SIGN_IN=10000", "RATE_CODE=10000", "RATE_SEARCH=100000", "LOG_LEVEL=debug", "SHUTDOWN_GRACE=10s"}

const demo = "DEMO=true"

// serve starts the program on a place until the test ends. settings are
// NAME=value without the prefix; later ones win.
func serve(t testing.TB, p place, settings ...string) *service {
	t.Helper()
	for range 5 { // another test may be given the same free port
		s, err := tryServe(t, p, settings)
		if err == nil {
			return s
		}
		t.Logf("start: %v", err)
		if !strings.Contains(err.Error(), "LISTEN") {
			break
		}
	}
	t.Fatal("the service does not start")
	return nil
}

func tryServe(t testing.TB, p place, settings []string) (*service, error) {
	s := &service{terminal: newLines(), log: newLines(), clock: &clock{}}
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	cfg, err := load(p, address, settings)
	if err != nil {
		return nil, err
	}
	s.url = "http://" + address
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: cfg.Log.Level}))
	if s.App, err = app.Open(context.Background(), cfg, log, app.Edge{Terminal: s.terminal, Now: s.clock.now}); err != nil {
		return nil, err
	}
	if cfg.Demo {
		if err := s.FillDemo(context.Background(), func(int, int) {}); err != nil {
			return nil, fmt.Errorf("%w (close: %v)", err, s.Close())
		}
	}
	return s, s.run(t)
}

// run serves until stop or the end of the test.
func (s *service) run(t testing.TB) error {
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.Serve(ctx, func(address string) { ready <- address }) }()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		return fmt.Errorf("%w (close: %v)", err, s.Close())
	}
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	t.Cleanup(s.stop)
	return nil
}

func load(p place, address string, settings []string) (*config.Config, error) {
	// The address is named with its number, since that is where it listens.
	all := slices.Concat([]string{"BASE_URL=http://" + address, "LISTEN=" + address, "DATABASE=" + p.url, "DATA=" + p.dir}, usual, settings)
	for i := range all {
		all[i] = config.Prefix + all[i]
	}
	return config.Load(config.Sources{Environ: all})
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// out is the folder for pictures that people look at; version control ignores it.
const out = "../../e2e-out"

func TestMain(m *testing.M) {
	code := m.Run()
	closeChromium()
	for _, dir := range removals {
		if err := os.RemoveAll(dir); err != nil {
			panic(err)
		}
	}
	os.Exit(code)
}
