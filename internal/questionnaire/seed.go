package questionnaire

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

//go:embed seed/*.json
var seedFiles embed.FS

// seeds reads the questionnaires that the service ships with, by file name.
var seeds = sync.OnceValues(func() ([]Questionnaire, error) { return readSeeds(seedFiles) })

func readSeeds(files fs.FS) (list []Questionnaire, err error) {
	names, err := fs.Glob(files, "seed/*.json")
	if err != nil {
		return nil, fmt.Errorf("list shipped questionnaires: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read shipped questionnaire: %w", err)
		}
		q, err := readSeed(text)
		if err != nil {
			return nil, fmt.Errorf("read shipped questionnaire %s: %w", name, err)
		}
		list = append(list, q)
	}
	return list, nil
}

// readSeed takes nothing but one valid definition.
func readSeed(text []byte) (q Questionnaire, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return q, errors.New("there is more than one definition")
	}
	return q, q.validate()
}

// Shipped is the newest definition of a key that came with this program, for
// those who work without a database. NotFound when there is none.
func Shipped(key string) (Questionnaire, error) {
	list, err := seeds()
	if err != nil {
		return Questionnaire{}, err
	}
	i := slices.IndexFunc(list, func(q Questionnaire) bool { return q.Key == key })
	if i < 0 {
		return Questionnaire{}, errUnknown()
	}
	return list[i], nil
}

// Seed publishes the shipped questionnaires that the database lacks, everywhere,
// and retires the version before; it tells how many it added. One whose version,
// or a later one, is there is left alone. Several nodes may run it at once.
func (s *Service) Seed(ctx context.Context) (added int, err error) {
	list, err := seeds()
	if err != nil {
		return 0, err
	}
	return s.seed(ctx, list)
}

func (s *Service) seed(ctx context.Context, list []Questionnaire) (added int, err error) {
	there, err := present(ctx, s.DB)
	if err != nil {
		return 0, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(q Questionnaire) bool {
		return slices.ContainsFunc(there, func(r Ref) bool { return r.Key == q.Key && r.Version >= q.Version })
	})
	if len(list) == 0 {
		return 0, nil
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		added = 0
		for _, q := range list {
			inserted, err := s.ship(ctx, tx, q)
			if err != nil {
				return fmt.Errorf("ship questionnaire %s: %w", q.Key, err)
			}
			if inserted {
				added++
			}
		}
		return nil
	})
	return added, err
}

func (s *Service) ship(ctx context.Context, tx *db.Tx, q Questionnaire) (bool, error) {
	now := s.Now()
	e := Edition{ID: id.New(), Questionnaire: q, Status: Published, CreatedAt: now, UpdatedAt: now, PublishedAt: &now, Revision: 1}
	earlier, err := history(ctx, tx, q.Key, "")
	if err != nil {
		return false, err
	}
	if err := q.keepsKinds(earlier); err != nil {
		return false, fmt.Errorf("%v: %w", fault.As(err).Fields, err)
	}
	if err := supersede(ctx, tx, e); err != nil {
		return false, err
	}
	inserted, err := insert(ctx, tx, e)
	if err != nil || !inserted {
		return false, err
	}
	return true, record(ctx, tx, audit.System, audit.QuestionnairePublished, e)
}
