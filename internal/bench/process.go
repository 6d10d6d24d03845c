package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
)

// service is the program, serving.
type service struct {
	cmd     *exec.Cmd
	begun   time.Time
	address string // http://127.0.0.1:PORT
	log     *os.File
}

// start runs serve on a free port of loopback and waits for its address. Rate
// limits are out of the way; all else is as it comes.
func start(ctx context.Context, binary string, p place, more ...string) (*service, error) {
	log, err := os.Create(filepath.Join(p.dir, "serve.log"))
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, binary, append([]string{"serve", "--data", p.dir, "--listen", "127.0.0.1:0"}, more...)...)
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), config.Prefix + "RATE_SEARCH=100000"}, p.environ()...)
	c.Stderr = log
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s := &service{cmd: c, begun: time.Now(), log: log}
	if err := c.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the program did not start, see %s", log.Name()), c.Wait())
	}
	s.address = line[strings.Index(line, "http"):]
	s.address = strings.TrimSpace(s.address)
	return s, nil
}

func (s *service) stop() error {
	err := s.cmd.Process.Signal(syscall.SIGTERM)
	return errors.Join(err, s.cmd.Wait(), s.log.Close())
}

func (s *service) get(ctx context.Context, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	if err = errors.Join(err, response.Body.Close()); err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, response.StatusCode)
	}
	return err
}

// memory is the resident set in bytes, as the kernel counts it.
func (s *service) memory() (int64, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(content) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(string(rest))[0], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, errors.New("the kernel does not tell the resident set")
}

// ticks is how the kernel counts processor time: 100 a second on Linux for
// every architecture that Go runs on.
const ticks = 100

// processor is the processor time that the program has used so far.
func (s *service) processor() (time.Duration, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
	user, errUser := strconv.ParseInt(fields[11], 10, 64) // proc(5): fields 14 and 15 of all
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticks, errors.Join(errUser, errSystem)
}

// startRecord is what one start costs.
type startRecord struct {
	empty  time.Duration // from start to the first answer, the database empty
	again  time.Duration // the same, with the database of the first start
	atRest int64         // bytes resident, some seconds after the second
}

// settle is how long a program has been idle when its memory is read.
const settle = 3 * time.Second

func starts(ctx context.Context, o options, kind db.Kind) ([]startRecord, error) {
	var list []startRecord
	for range o.rounds {
		r, err := startTwice(ctx, o, kind)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

func startTwice(ctx context.Context, o options, kind db.Kind) (r startRecord, err error) {
	p, err := newPlace(ctx, kind)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, p.drop(context.WithoutCancel(ctx))) }()
	if r.empty, _, err = startOnce(ctx, o, p, 0); err != nil {
		return r, err
	}
	r.again, r.atRest, err = startOnce(ctx, o, p, settle)
	return r, err
}

func startOnce(ctx context.Context, o options, p place, rest time.Duration) (took time.Duration, memory int64, err error) {
	s, err := start(ctx, o.binary, p)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.get(ctx, "/"); err != nil {
		return 0, 0, err
	}
	took = time.Since(s.begun)
	select {
	case <-ctx.Done():
		return took, 0, ctx.Err()
	case <-time.After(rest):
	}
	memory, err = s.memory()
	return took, memory, err
}

func sizeOf(file string) (int64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// median of values; the upper of the two in the middle.
func median[T int64 | time.Duration | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
