package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// FileName is the master key file inside the data directory.
const FileName = "master-keys.json"

func missing(keys KeyService) *fault.Error {
	file := ""
	if f, ok := keys.(*FileKeys); ok {
		file = f.path
	}
	return fault.New(ErrKeyMissing.Kind, ErrKeyMissing.Key, "file", file)
}

func unknown(id string) *fault.Error {
	return fault.New(ErrKeyUnknown.Kind, ErrKeyUnknown.Key, "id", id)
}

func wrong(id string) *fault.Error { return fault.New(ErrKeyWrong.Kind, ErrKeyWrong.Key, "id", id) }

// FileKeys are master keys in a file of mode 0600, written as Keyset.Text does.
// When another process has changed the file (a rotation from the command line),
// it is read again at the next use. While it cannot be read, what was read
// before still opens, but nothing new is wrapped.
type FileKeys struct {
	path string

	mu   sync.Mutex
	set  *Keyset
	seen os.FileInfo // of the file that set was read from
}

// LoadFile reads the master keys from a file. A file that is not there gives an
// empty set, which vault.Open fills if nothing is sealed yet. ErrKeyMode if
// others than the owner may read or write it, ErrKeyDamaged if it is not a key set.
func LoadFile(path string) (*FileKeys, error) {
	f := &FileKeys{path: path, set: &Keyset{}}
	if _, err := f.current(); err != nil {
		return nil, fmt.Errorf("read the master keys: %w", err)
	}
	return f, nil
}

// Path is where the keys are kept.
func (f *FileKeys) Path() string { return f.path }

// current gives the set as the file has it now; with an error, the set as it
// was last read.
func (f *FileKeys) current() (*Keyset, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) && f.seen == nil {
		return f.set, nil // the first start
	}
	if err != nil {
		return f.set, missing(f).Because(err)
	}
	if f.seen != nil && os.SameFile(f.seen, info) && f.seen.ModTime().Equal(info.ModTime()) &&
		f.seen.Size() == info.Size() && f.seen.Mode() == info.Mode() {
		return f.set, nil
	}
	set, err := f.read(info)
	if err != nil {
		return f.set, err
	}
	f.set, f.seen = set, info
	return set, nil
}

func (f *FileKeys) read(info os.FileInfo) (*Keyset, error) {
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(ErrKeyMode.Kind, ErrKeyMode.Key, "file", f.path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, f.damaged(err)
	}
	set, err := ParseKeyset(string(text))
	if err != nil {
		return nil, f.damaged(err)
	}
	return set, nil
}

func (f *FileKeys) damaged(err error) error {
	return fault.New(ErrKeyDamaged.Kind, ErrKeyDamaged.Key, "file", f.path).Because(err)
}

// last is the set to read with: the newest that could be read.
func (f *FileKeys) last() *Keyset {
	set, _ := f.current() // what it cannot read it tells when something is to be wrapped, and at the next start
	return set
}

// PrimaryID names the key that wraps; empty before the first start.
func (f *FileKeys) PrimaryID() string { return f.last().PrimaryID() }

// IDs names all keys, the primary first.
func (f *FileKeys) IDs() []string { return f.last().IDs() }

// Wrap wraps with the primary; it refuses while the file cannot be read.
func (f *FileKeys) Wrap(ctx context.Context, key, bind []byte) (string, []byte, error) {
	set, err := f.current()
	if err != nil {
		return "", nil, err
	}
	return set.Wrap(ctx, key, bind)
}

// Unwrap unwraps with the key named.
func (f *FileKeys) Unwrap(ctx context.Context, masterID string, wrapped, bind []byte) ([]byte, error) {
	return f.last().Unwrap(ctx, masterID, wrapped, bind)
}

// Derive gives the key's secret for a purpose.
func (f *FileKeys) Derive(masterID, purpose string) ([]byte, bool) {
	return f.last().Derive(masterID, purpose)
}

// change rewrites the file, one process at a time.
func (f *FileKeys) change(edit func(*Keyset) (*Keyset, error)) error {
	unlock, err := db.LockFile(f.path + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	set, err := f.current()
	if err != nil {
		return err
	}
	if set, err = edit(set); err != nil {
		return err
	}
	text, err := set.Text()
	if err != nil {
		return err
	}
	if err := replace(f.path, text); err != nil {
		return fmt.Errorf("write the master keys: %w", err)
	}
	_, err = f.current() // what was written is read back
	return err
}

func (f *FileKeys) add(now time.Time, register func(id string) error) (id string, err error) {
	first := f.PrimaryID() == ""
	err = f.change(func(set *Keyset) (*Keyset, error) {
		if first && set.PrimaryID() != "" {
			id = set.PrimaryID() // another process starting on the same folder was first
			return set, nil
		}
		next, err := set.Next(now)
		if err != nil {
			return nil, err
		}
		id = next.PrimaryID()
		return next, register(id)
	})
	return id, err
}

func (f *FileKeys) drop(ids []string) error {
	return f.change(func(set *Keyset) (*Keyset, error) { return set.without(ids), nil })
}

// replace puts a file in the place of another so that, whenever the power
// fails, either is there whole.
func replace(path, text string) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".master-keys-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp.Name())))
		}
	}()
	_, err = tmp.WriteString(text)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (f *FileKeys) String() string             { return "master keys in " + f.path }
func (f *FileKeys) Format(s fmt.State, _ rune) { _, _ = fmt.Fprint(s, f.String()) } // fmt offers nowhere to send a failure
