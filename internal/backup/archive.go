package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"filippo.io/age"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

const (
	formatName   = "format"
	formatText   = "domubiedrs backup 1\n"
	manifestName = "manifest.json"
	jobsName     = "jobs.json"
	memberSize   = 1 << 20
)

// Manifest says what an archive holds. Schema is the number of the last
// migration that the database had.
type Manifest struct {
	Version string    `json:"version"`
	Schema  int64     `json:"schema"`
	Kind    db.Kind   `json:"kind"`
	Made    time.Time `json:"made"`
	Tables  []*Table  `json:"tables"` // each after those it refers to
	LeftOut []string  `json:"left_out"`
	Jobs    int       `json:"jobs"`
	Members []Member  `json:"members"`
}

// Member is one file in the archive.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (m *Manifest) total() (rows int64) {
	for _, t := range m.Tables {
		rows += t.Rows
	}
	return rows
}

// Rows is how many rows the archive holds.
func (m *Manifest) Rows() int64 { return m.total() }

type writer struct {
	tar *tar.Writer
	m   *Manifest
}

// write puts the whole archive into w. The keys open it again, once, for the
// check.
func write(ctx context.Context, d *db.DB, w io.Writer, o Options) (m *Manifest, keys []age.Identity, err error) {
	sealed, opened, err := encrypt(w, o.Recipients)
	if err != nil {
		return nil, nil, err
	}
	packed := gzip.NewWriter(sealed)
	a := &writer{tar.NewWriter(packed), &Manifest{Version: o.Version, Kind: d.Kind(), Made: o.Now}}
	if err := a.fill(ctx, d, o); err != nil {
		return nil, nil, err
	}
	return a.m, opened(), errors.Join(a.tar.Close(), packed.Close(), sealed.Close())
}

func (a *writer) fill(ctx context.Context, d *db.DB, o Options) error {
	if err := a.add(formatName, []byte(formatText)); err != nil {
		return err
	}
	// A job that is unfinished in the snapshot was so before or is so after it,
	// hence twice: one that finishes meanwhile is run again, none is lost.
	jobs, err := o.Jobs.Export(ctx)
	if err != nil {
		return err
	}
	if err := snapshot(ctx, d, func(q db.Q) error {
		later, err := o.Jobs.Export(ctx)
		if err != nil {
			return err
		}
		jobs = both(jobs, later)
		return a.tables(ctx, q, o.Progress)
	}); err != nil {
		return err
	}
	if err := a.jobs(jobs); err != nil {
		return err
	}
	text, err := json.MarshalIndent(a.m, "", "  ")
	if err != nil {
		return err
	}
	return a.put(manifestName, text)
}

// both joins two lists, a job that stands in both once.
func both(a, b []job.Pending) []job.Pending {
	all := slices.Clone(a)
	for _, p := range b {
		if i := slices.Index(a, p); i >= 0 {
			a = slices.Delete(slices.Clone(a), i, i+1) // the next equal one is another job
			continue
		}
		all = append(all, p)
	}
	return all
}

func (a *writer) tables(ctx context.Context, q db.Q, progress Progress) error {
	version, err := schemaVersion(ctx, q)
	if err != nil {
		return err
	}
	all, err := schema(ctx, q, a.m.Kind)
	if err != nil {
		return err
	}
	a.m.Schema = version
	for _, t := range all {
		if slices.Contains(signIn, t.Name) {
			a.m.LeftOut = append(a.m.LeftOut, t.Name)
			continue
		}
		if err := a.table(ctx, q, t, progress); err != nil {
			return err
		}
	}
	return nil
}

func (a *writer) table(ctx context.Context, q db.Q, t *Table, progress Progress) error {
	var part bytes.Buffer
	var sum tally
	n := 0
	flush := func() error {
		n++
		progress.tell(t.Name, sum.rows)
		defer part.Reset()
		return a.add(fmt.Sprintf("tables/%s/%06d.jsonl", t.Name, n), part.Bytes())
	}
	err := eachRow(ctx, q, t, func(r row) error {
		line, err := encode(t.Columns, r)
		if err != nil {
			return err
		}
		sum.add(line)
		part.Write(append(line, '\n'))
		if part.Len() < memberSize {
			return nil
		}
		return flush()
	})
	if err == nil && part.Len() > 0 {
		err = flush()
	}
	t.Rows, t.Hash = sum.rows, sum.hash()
	a.m.Tables = append(a.m.Tables, t)
	return err
}

func (a *writer) jobs(jobs []job.Pending) error {
	a.m.Jobs = len(jobs)
	text, err := json.Marshal(jobs)
	if err != nil {
		return err
	}
	return a.add(jobsName, text)
}

func (a *writer) add(name string, content []byte) error {
	sum := sha256.Sum256(content)
	a.m.Members = append(a.m.Members, Member{name, int64(len(content)), hex.EncodeToString(sum[:])})
	return a.put(name, content)
}

func (a *writer) put(name string, content []byte) error {
	header := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: a.m.Made.Truncate(time.Second), Format: tar.FormatUSTAR}
	if err := a.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}
