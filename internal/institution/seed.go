package institution

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
)

//go:embed seed.csv
var seedFile string

// seedColumns are the columns of seed.csv; other_names are parted by semicolons
// there.
var seedColumns = []string{"key", "type", "region", "code", "short_name", "name_lv", "name_en", "other_names", "valid_from", "source"}

// seedSpace makes a seed's id out of its key, the same in every database, so
// that two installations and a later register mean the same institution.
var seedSpace = uuid.MustParse("6f0c9c1e-6f5b-4b57-9f0b-0d6a1f3d7c52")

// SeedID is the id of the institution that seed.csv gives a key.
func SeedID(key string) string { return uuid.NewSHA1(seedSpace, []byte(key)).String() }

// seeds reads the institutions that the service ships with.
var seeds = sync.OnceValues(func() ([]Institution, error) {
	r := csv.NewReader(strings.NewReader(seedFile))
	r.Comment = '#'
	r.FieldsPerRecord = len(seedColumns)
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read seed institutions: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], seedColumns) {
		return nil, fmt.Errorf("read seed institutions: the columns are not %v", seedColumns)
	}
	list := make([]Institution, 0, len(rows)-1)
	for _, c := range rows[1:] {
		i := Institution{ID: SeedID(c[0]), Version: 1}
		err := i.apply(Details{Type: Type(c[1]), Region: Region(c[2]), Code: c[3], ShortName: c[4], NameLV: c[5], NameEN: c[6],
			OtherNames: strings.ReplaceAll(c[7], ";", "\n"), ValidFrom: c[8], Source: c[9]})
		if err != nil {
			return nil, fmt.Errorf("read seed institution %s: %w", c[0], err)
		}
		list = append(list, i)
	}
	return list, nil
})

// Seed adds the institutions of seed.csv that are missing and tells how many it
// added. One that is there stays as it is, changed or closed; one whose code or
// name is taken by another is left out. Several nodes may run it at once.
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
		for _, i := range missing {
			i.CreatedAt, i.UpdatedAt = s.Now(), s.Now()
			inserted, err := insert(ctx, tx, i)
			if err != nil {
				return fmt.Errorf("seed %s: %w", i.NameLV, err)
			}
			if !inserted {
				continue
			}
			added++
			if err := record(ctx, tx, audit.System, audit.InstitutionCreated, i.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// missing keeps the institutions whose ids the database lacks, so that a start
// with everything in place writes nothing.
func (s *Service) missing(ctx context.Context, list []Institution) ([]Institution, error) {
	ids := make([]string, len(list))
	for n, i := range list {
		ids[n] = i.ID
	}
	there, err := present(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	var rest []Institution
	for _, i := range list {
		if !slices.Contains(there, i.ID) {
			rest = append(rest, i)
		}
	}
	return rest, nil
}
