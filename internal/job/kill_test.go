package job_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
)

// workerVariable makes this test binary a process that works on the database
// that its value names, until it comes to job hangsAt, and hangs there.
const (
	workerVariable = "DOMUBIEDRS_JOB_TEST_WORKER"
	hangsAt        = 10
	killJobs       = 25
)

type place struct{ URL, Dir string }

// mark leaves one row for each object, however often it is called.
func mark(ctx context.Context, d *db.DB, a touch) error {
	return d.Tx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `insert into setting (name, value, version, updated_by, updated_at)
			values ($1, '', 1, '', $2) on conflict (name) do nothing`, a.ObjectID, db.Now())
		return err
	})
}

// short makes a dead node's jobs come back soon.
func short(d *db.DB, r *job.Registry, log io.Writer) job.Config {
	return job.Config{DB: d, Registry: r, Log: slog.New(slog.NewTextHandler(log, nil)), Workers: 1,
		RescueAfter: 2 * time.Second, Backoff: func(int) time.Duration { return time.Millisecond }}
}

func runWorker() {
	if err := work(os.Getenv(workerVariable)); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func work(where string) error {
	var p place
	if err := json.Unmarshal([]byte(where), &p); err != nil {
		return err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, p.URL, p.Dir)
	if err != nil {
		return err
	}
	r := job.NewRegistry()
	job.Handle(r, func(ctx context.Context, a touch) error {
		if a.N == hangsAt {
			fmt.Println("hangs")
			select {}
		}
		return mark(ctx, d, a)
	}, job.Options{Timeout: time.Second})
	q, err := job.New(short(d, r, os.Stdout))
	if err != nil {
		return err
	}
	if err := q.Start(ctx); err != nil {
		return err
	}
	select {}
}

// TestKilledInTheMiddle kills a worker process with SIGKILL while it runs a
// job; the next one finishes that job and all others.
func TestKilledInTheMiddle(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			url, dir := dbtest.Place(t, kind)
			d, err := db.Open(t.Context(), url, dir)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			finished := make(chan int, 2*killJobs)
			q := open(t, d, func(ctx context.Context, a touch) error {
				err := mark(ctx, d, a)
				finished <- a.N
				return err
			}, func(c *job.Config, r *job.Registry, o *job.Options) {
				*c = short(d, r, io.Discard)
				o.Timeout = time.Second
			})
			for n := range killJobs {
				enqueue(t, d, q, touch{id.New(), n})
			}
			killWhenHanging(t, place{url, dir})
			if n := count(t, q, job.Running); n == 0 {
				t.Fatal("no job was left running")
			}
			start(t, q)
			for receive(t, finished) != hangsAt { // comes last on PostgreSQL, first on SQLite
			}
			await(t, func() bool { return count(t, q, job.Done) == killJobs })
			checkMarks(t, d)
			if err := q.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func killWhenHanging(t *testing.T, p place) {
	t.Helper()
	where, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	worker := exec.Command(os.Args[0])
	worker.Env = append(os.Environ(), workerVariable+"="+string(where))
	worker.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := worker.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "hangs" {
		t.Log("worker:", lines.Text())
	}
	if lines.Text() != "hangs" {
		t.Error("the worker ended by itself")
	}
	if err := worker.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := worker.Wait(); err == nil {
		t.Error("the worker was not killed")
	}
}

func checkMarks(t *testing.T, d *db.DB) {
	t.Helper()
	n, err := db.One(t.Context(), d, db.Value[int], "select count(*) from setting")
	if err != nil || n != killJobs {
		t.Errorf("%d jobs left their mark (%v), want %d", n, err, killJobs)
	}
}
