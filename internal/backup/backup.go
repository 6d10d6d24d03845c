// Package backup writes the whole database to one file, reads it back, and
// copies one database into another.
//
// A backup is a tar archive under gzip, the same for SQLite and PostgreSQL, so
// that a backup of either can be restored into either:
//
//	format                     "domubiedrs backup 1", first
//	tables/<table>/<n>.jsonl   rows as JSON arrays, about 1 MiB a member
//	jobs.json                  unfinished background work
//	manifest.json              last: versions, columns, row counts, row hashes,
//	                           SHA-256 of every member
//
// It is read in one snapshot while the service runs, written under a temporary
// name, read again and compared, and only then given its name, beside a file
// NAME.sha256. With recipients it is encrypted with age.
//
// What is not in it: the master keys (sealed values stay sealed, and without
// the keys they stay so for ever), and everything that signs somebody in:
// sessions, codes and one-time links. After a restore everybody signs in anew.
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// Jobs moves unfinished background work between databases; *job.Queue does.
type Jobs interface {
	Export(ctx context.Context) ([]job.Pending, error)
	Import(ctx context.Context, tx *db.Tx, jobs []job.Pending) error
}

// Refusal says why nothing was begun and what to do; nothing was changed.
type Refusal struct{ What, Do string }

func (r *Refusal) Error() string { return r.What + "; " + r.Do + "." }

// ErrDamaged says that an archive is not what was written.
var ErrDamaged = errors.New("the backup is damaged")

// Progress is told, now and then, how many rows of a table are done.
type Progress func(table string, rows int64)

func (p Progress) tell(table string, rows int64) {
	if p != nil {
		p(table, rows)
	}
}

// Options say how a backup is made. Path and Jobs are needed; Version is the
// program's own, for the manifest.
type Options struct {
	Path       string
	Jobs       Jobs
	Version    string
	Now        time.Time
	Recipients []age.Recipient // none: not encrypted
	Progress   Progress
}

// Backup writes the database to o.Path, mode 0600, and a checksum beside it,
// while others read and write. Nothing is left behind when it fails. A file
// that is there already is refused.
func Backup(ctx context.Context, d *db.DB, o Options) (*Manifest, error) {
	if _, err := os.Lstat(o.Path); !errors.Is(err, fs.ErrNotExist) {
		return nil, &Refusal{fmt.Sprintf("There is already something at %s", o.Path), "choose another name"}
	}
	temporary, err := os.CreateTemp(filepath.Dir(o.Path), "."+filepath.Base(o.Path)+".part-*")
	if err != nil {
		return nil, &Refusal{fmt.Sprintf("The backup cannot be written (%v)", err), "choose a directory that exists and that this user may write to"}
	}
	m, err := writeAndCheck(ctx, d, temporary, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("back up: %w", err), os.Remove(temporary.Name()))
	}
	return m, nil
}

func writeAndCheck(ctx context.Context, d *db.DB, f *os.File, o Options) (*Manifest, error) {
	sum := sha256.New()
	m, keys, err := write(ctx, d, io.MultiWriter(f, sum), o)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := check(f.Name(), m, sum.Sum(nil), keys); err != nil {
		return nil, fmt.Errorf("check what was written: %w", err)
	}
	return m, publish(f.Name(), o.Path, hex.EncodeToString(sum.Sum(nil)))
}

// check reads the file again from the disk: its checksum, and everything in it.
func check(path string, want *Manifest, sum []byte, keys []age.Identity) error {
	got, err := fileSum(path)
	if err != nil {
		return err
	}
	if got != hex.EncodeToString(sum) {
		return fmt.Errorf("%w: the checksum differs", ErrDamaged)
	}
	m, err := verify(path, keys)
	if err != nil {
		return err
	}
	if m.total() != want.total() || len(m.Members) != len(want.Members) {
		return fmt.Errorf("%w: %d rows instead of %d", ErrDamaged, m.total(), want.total())
	}
	return nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// SumSuffix names the checksum's file beside the archive; its form is that of
// sha256sum.
const SumSuffix = ".sha256"

// publish gives the archive its name, the checksum first, so that an archive
// without one was never finished by this program.
func publish(temporary, path, sum string) error {
	line := sum + "  " + filepath.Base(path) + "\n"
	if err := os.WriteFile(path+SumSuffix, []byte(line), 0o600); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(path+SumSuffix)))
	}
	if err := os.Link(temporary, path); err != nil { // unlike a rename it never replaces a file
		return errors.Join(err, os.Remove(path+SumSuffix))
	}
	return errors.Join(os.Remove(temporary), syncDir(filepath.Dir(path)))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
