package vault

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"domubiedrs/internal/fault"
)

// Column is a column of sealed values; its table's key is the text column id,
// which is also the Row of their Place.
type Column struct{ Table, Column string }

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

func (c Column) check() error {
	if plainName.MatchString(c.Table) && plainName.MatchString(c.Column) {
		return nil
	}
	return fmt.Errorf("not a column: %q.%q", c.Table, c.Column)
}

// Count says how many of a column's values could be opened, could not, and
// belong to a scope that was erased.
type Count struct {
	Column    Column
	Opened    int
	Failed    int
	Destroyed int
}

// Report is what Check found: numbers only.
type Report struct {
	Keys    Count // of the data keys themselves
	Columns []Count
}

// Failed is the number of data keys and values that could not be opened.
func (r Report) Failed() int {
	n := r.Keys.Failed
	for _, c := range r.Columns {
		n += c.Failed
	}
	return n
}

// Check unwraps every data key and opens every sealed value of the columns. It
// keeps nothing of what it opens. progress may be nil. An error means that the
// check could not be finished, not that something failed.
func (v *Vault) Check(ctx context.Context, columns []Column, progress func(done, total int)) (Report, error) {
	c := &checking{v: v, progress: progress}
	err := c.run(ctx, columns)
	if err != nil {
		return Report{}, fmt.Errorf("check what is sealed: %w", err)
	}
	return c.report, nil
}

type checking struct {
	v           *Vault
	progress    func(done, total int)
	done, total int
	report      Report
}

func (c *checking) run(ctx context.Context, columns []Column) error {
	if err := c.countAll(ctx, columns); err != nil {
		return err
	}
	if err := c.checkKeys(ctx); err != nil {
		return err
	}
	for _, column := range columns {
		count, err := c.checkColumn(ctx, column)
		if err != nil {
			return err
		}
		c.report.Columns = append(c.report.Columns, count)
	}
	return nil
}

func (c *checking) countAll(ctx context.Context, columns []Column) (err error) {
	if c.total, err = countKeys(ctx, c.v.d); err != nil {
		return err
	}
	for _, column := range columns {
		if err := column.check(); err != nil {
			return err
		}
		n, err := countSealed(ctx, c.v.d, column)
		if err != nil {
			return err
		}
		c.total += n
	}
	return nil
}

func (c *checking) step(n int) {
	c.done += n
	if c.progress != nil {
		c.progress(min(c.done, c.total), c.total)
	}
}

func (c *checking) checkKeys(ctx context.Context) error {
	c.report.Keys.Column = Column{"data_key", "wrapped"}
	for after := ""; ; {
		rows, err := keysAfter(ctx, c.v.d, after, c.v.batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			_, err := c.v.unwrap(ctx, row)
			c.report.Keys.add(err)
		}
		after = rows[len(rows)-1].ID
		c.step(len(rows))
	}
}

func (c *checking) checkColumn(ctx context.Context, column Column) (Count, error) {
	count := Count{Column: column}
	for after := ""; ; {
		rows, err := sealedAfter(ctx, c.v.d, column, after, c.v.batch)
		if err != nil || len(rows) == 0 {
			return count, err
		}
		keys, err := c.v.keysOf(ctx, rows)
		if err != nil {
			return count, err
		}
		for _, row := range rows {
			count.add(keys.try(Place{column.Table, column.Column, row.ID}, row.Sealed))
		}
		after = rows[len(rows)-1].ID
		c.step(len(rows))
	}
}

func (c *Count) add(err error) {
	switch {
	case err == nil:
		c.Opened++
	case fault.Is(err, fault.Gone):
		c.Destroyed++
	default:
		c.Failed++
	}
}

// pageKeys are the data keys of one page of values, each unwrapped once; a key
// that does not unwrap has its error instead.
type pageKeys map[string]pageKey

type pageKey struct {
	key *dataKey
	err error
}

func (v *Vault) keysOf(ctx context.Context, rows []sealedRow) (pageKeys, error) {
	keys := pageKeys{}
	var ids []string
	for _, row := range rows {
		keyID, err := row.Sealed.keyID()
		if _, there := keys[keyID]; err != nil || there {
			continue // a damaged value is counted when it is opened
		}
		keys[keyID] = pageKey{err: ErrDamaged.Because(errors.New("its data key is not there"))}
		ids = append(ids, keyID)
	}
	found, err := keysByID(ctx, v.d, ids)
	if err != nil {
		return nil, err
	}
	for _, row := range found {
		key, err := v.unwrap(ctx, row)
		keys[row.ID] = pageKey{key, err}
	}
	return keys, nil
}

func (k pageKeys) try(place Place, sealed Sealed) error {
	keyID, err := sealed.keyID()
	if err != nil {
		return err
	}
	if page := k[keyID]; page.err != nil {
		return page.err
	}
	_, err = k[keyID].key.open(place, sealed)
	return err
}
