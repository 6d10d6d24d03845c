package catalogue

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
)

//go:embed vocabulary.json
var vocabularyFile []byte

// seedSpace makes a shipped entry's id out of its kind and code, the same in
// every database.
var seedSpace = uuid.MustParse("3f9d5c0a-8d5e-4f0e-9d52-5b7f6f3f2c11")

// SeedID is the id of the general entry that the service ships under a code.
func SeedID(kind Kind, code string) string {
	return uuid.NewSHA1(seedSpace, []byte(string(kind)+":"+code)).String()
}

// family is a group in vocabulary.json; its entries stand there in their order.
type family struct {
	Kind    Kind  `json:"kind"`
	Group   Group `json:"group"`
	Entries []struct {
		Code    string `json:"code"`
		Name    Text   `json:"name"`
		Meaning Text   `json:"meaning"`
		Private bool   `json:"private"`
	} `json:"entries"`
}

// seeds reads the entries that the service ships with.
var seeds = sync.OnceValues(func() ([]Entry, error) { return readSeeds(vocabularyFile) })

// Shipped are the entries that come with the program, for those who work
// without a database.
func Shipped() ([]Entry, error) {
	list, err := seeds()
	return slices.Clone(list), err
}

func readSeeds(text []byte) (list []Entry, err error) {
	var families []family
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&families); err != nil {
		return nil, fmt.Errorf("read the shipped catalogue: %w", err)
	}
	for _, f := range families {
		if !f.Kind.Has(f.Group) {
			return nil, fmt.Errorf("read the shipped catalogue: %s has no group %q", f.Kind, f.Group)
		}
		for i, x := range f.Entries {
			e := Entry{ID: SeedID(f.Kind, x.Code), Kind: f.Kind, Group: f.Group, Code: x.Code, Status: Valid, Version: 1}
			d := Details{Name: x.Name, Meaning: x.Meaning, Private: x.Private, Place: int64(i+1) * placeStep}
			if err := e.apply(d); err != nil {
				return nil, fmt.Errorf("read the shipped catalogue: %s %s: %w", f.Kind, x.Code, err)
			}
			list = append(list, e)
		}
	}
	return list, nil
}

// Seed adds the entries of vocabulary.json that are missing and tells how many
// it added. One that is there stays as it is, reworded or retired; one that
// reads like another is left out. Several nodes may run it at once.
func (s *Service) Seed(ctx context.Context) (added int, err error) {
	list, err := seeds()
	if err != nil {
		return 0, err
	}
	missing, err := s.missing(ctx, list)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		added = 0
		for _, kind := range Kinds {
			n, err := s.plant(ctx, tx, kind, missing)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

// missing keeps the entries whose ids the database lacks, so that a start with
// everything in place writes nothing.
func (s *Service) missing(ctx context.Context, list []Entry) ([]Entry, error) {
	ids := make([]string, len(list))
	for n, e := range list {
		ids[n] = e.ID
	}
	there, err := present(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(list), func(e Entry) bool { return slices.Contains(there, e.ID) }), nil
}

// plant adds the shipped entries of one vocabulary as one edition.
func (s *Service) plant(ctx context.Context, tx *db.Tx, kind Kind, shipped []Entry) (added int, err error) {
	vocabulary := Entry{Kind: kind}
	others, err := begin(ctx, tx, &vocabulary)
	if err != nil {
		return 0, err
	}
	for _, e := range shipped {
		if e.Kind != kind {
			continue
		}
		e.Edition, e.CreatedAt, e.UpdatedAt = vocabulary.Edition, s.Now(), s.Now()
		if _, is := e.namesake(others); is {
			continue
		}
		fresh, err := insert(ctx, tx, e)
		if err != nil {
			return 0, fmt.Errorf("seed %s %s: %w", kind, e.Code, err)
		}
		if !fresh {
			continue // another node was first
		}
		added++
		if err := keep(ctx, tx, e); err != nil {
			return 0, err
		}
		if err := record(ctx, tx, audit.System, audit.CatalogueAdded, e); err != nil {
			return 0, err
		}
	}
	if added == 0 {
		return 0, nil
	}
	return added, raise(ctx, tx, kind, vocabulary.Edition)
}
