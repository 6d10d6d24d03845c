package db

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// Alone runs f while no other process that shares the database runs what has
// the same name: others wait their turn, as long as their ctx lives. The lock
// ends with f or with the process.
func (d *DB) Alone(ctx context.Context, name string, f func(context.Context) error) (err error) {
	if d.kind == SQLite {
		unlock, err := LockFile(d.path + "." + name + "-lock")
		if err != nil {
			return err
		}
		defer unlock()
		return f(ctx)
	}
	// a connection of its own: those who wait must not take the pool's
	conn, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return fmt.Errorf("lock %s: %w", name, Classify(err))
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }() // the lock ends with it
	if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, lockNumber(name)); err != nil {
		return fmt.Errorf("lock %s: %w", name, Classify(err))
	}
	return f(ctx)
}

// lockNumber is a name as PostgreSQL numbers its advisory locks.
func lockNumber(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("domubiedrs " + name)) // a hash takes everything
	return int64(h.Sum64() >> 1)
}

// LockFile waits for the exclusive lock on a file, made if it is not there.
// The lock ends with unlock or with the process.
func LockFile(path string) (unlock func(), err error) { return lockFile(path, syscall.LOCK_EX) }

// ErrLocked says that another process holds a file's lock.
var ErrLocked = errors.New("another process holds the lock")

// TryLockFile is LockFile without waiting: ErrLocked when another holds it.
func TryLockFile(path string) (unlock func(), err error) {
	unlock, err = lockFile(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: %s", ErrLocked, path)
	}
	return unlock, err
}

func lockFile(path string, how int) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return func() { _ = f.Close() }, nil // closing gives the lock back; there is nobody to tell of a failure
}
