package app

import (
	"errors"
	"fmt"
	"syscall"

	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/logo"
	"domubiedrs/internal/vault"
)

// This file turns failures that a setting causes into one sentence that names
// the setting and says what to do.

func (a *App) dataProblem(err error) error {
	return config.Problem{Setting: config.Prefix + "DATA", What: fmt.Sprintf("(%s) cannot be used: %s", a.Config.Data, cause(err)),
		Do: "give a directory that this user can read and write, with --data DIR"}
}

func (a *App) logoProblem(err error) error {
	return config.Problem{Setting: config.Prefix + "DATA", What: fmt.Sprintf("(%s) has a folder %s that cannot be used: %s", a.Config.Data, logo.Folder, err),
		Do: "correct that file, or take the folder away"}
}

func (a *App) databaseProblem(err error) error {
	setting, what := "DATABASE", "cannot be used: "+cause(err)
	do := "check the address, and that the server runs and lets this user in"
	if a.Config.Database.Reveal() == "" {
		setting, what = "DATA", fmt.Sprintf("(%s) has a database that cannot be used: %s", a.Config.Data, cause(err))
		do = "check the file " + db.FileName + " in it"
	}
	switch f := fault.As(err); {
	case f == nil:
		return err
	case f.Key == db.ErrNewer.Key:
		do = "run the later version, or restore a backup made before it"
	case !fault.Is(err, fault.Unavailable):
		return err
	}
	return config.Problem{Setting: config.Prefix + setting, What: what, Do: do}
}

// keyProblems say what to do about each refusal of the vault.
var keyProblems = map[string]struct{ what, do string }{
	vault.ErrKeyMissing.Key: {"are missing, but the database holds sealed data", "put the key file back, or set MASTER_KEYS to its content"},
	vault.ErrKeyMode.Key:    {"can be read by other users", "run: chmod 600 on the key file"},
	vault.ErrKeyDamaged.Key: {"cannot be read", "put the key file back from where you keep its copy"},
	vault.ErrKeyUnknown.Key: {"lack a key that the database needs", "put back the key file that holds it"},
	vault.ErrKeyWrong.Key:   {"do not fit this database", "use the key file that was made with it"},
}

func (a *App) keyProblem(err error) error {
	f := fault.As(err)
	if f == nil {
		return config.Problem{Setting: config.Prefix + "MASTER_KEYS", What: "cannot be used: " + err.Error(), Do: "check the key file"}
	}
	known, ok := keyProblems[f.Key]
	if !ok {
		return err
	}
	return config.Problem{Setting: fmt.Sprintf("%sMASTER_KEYS (the file %s in the data directory)", config.Prefix, KeyFile), What: known.what, Do: known.do}
}

// cause is the innermost words of an error, which name no secret; of a refused
// connection it is the system's word for it.
func cause(err error) string {
	var system syscall.Errno
	if errors.As(err, &system) {
		return system.Error()
	}
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
