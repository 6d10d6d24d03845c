package catalogue

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, programme string) access.Actor {
	return somebody(access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programme}})
}

var (
	admin  = somebody(access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	person = somebody()
	nobody = access.Actor{}
)

// house is a service on an empty database with two programmes and their
// coordinators.
type house struct {
	*Service
	t               *testing.T
	mine, other     string
	staff, stranger access.Actor
}

func each(t *testing.T, f func(t *testing.T, h house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := house{Service: &Service{DB: d, Now: func() time.Time { return now }}, t: t, mine: id.New(), other: id.New()}
		h.staff, h.stranger = in(access.Coordinator, h.mine), in(access.Lead, h.other)
		err := d.Tx(t.Context(), func(tx *db.Tx) error {
			for _, programme := range []string{h.mine, h.other} {
				_, err := db.Exec(t.Context(), tx, `insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at,
					version) values ($1, 'P', 'P', 'open', '', $2, $2, 1)`, programme, now)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, h)
	})
}

// both runs two functions at the same time.
func both(f, g func() error) (errs [2]error) {
	var wg sync.WaitGroup
	wg.Go(func() { errs[0] = f() })
	wg.Go(func() { errs[1] = g() })
	wg.Wait()
	return errs
}

func (h house) seed() int {
	h.t.Helper()
	added, err := h.Seed(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return added
}

func (h house) add(actor access.Actor, programme string, kind Kind, group Group, lv, en string) Entry {
	h.t.Helper()
	e, err := h.Add(h.t.Context(), actor, programme, kind, group, Details{Name: Text{lv, en}})
	if err != nil {
		h.t.Fatalf("add %s: %v", en, err)
	}
	return e
}

func (h house) get(entryID string) Entry {
	h.t.Helper()
	e, err := h.Get(h.t.Context(), person, entryID)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

// names are the English names of what a filter finds.
func (h house) names(f Filter) (names []string) {
	h.t.Helper()
	found, err := h.List(h.t.Context(), nobody, f)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range found {
		names = append(names, e.Name.EN)
	}
	return names
}

func (h house) edition(kind Kind) int64 {
	h.t.Helper()
	n, err := h.Edition(h.t.Context(), nobody, kind)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// deeds are the entries of the audit, the first one first.
func (h house) deeds() (list []audit.Entry) {
	h.t.Helper()
	items, err := audit.List(h.t.Context(), h.DB, audit.Filter{}, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range slices.Backward(items) {
		list = append(list, i.Entry)
	}
	return list
}

func texts(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wrong gives the messages of an error, by field; nil for no error.
func wrong(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatalf("not a broken rule: %v", err)
	}
	fields := map[string]string{}
	for field, m := range f.Fields {
		fields[field] = strings.TrimPrefix(m.Key, "catalogue.fault.")
		if got := texts(t).For(i18n.LV).T(m.Key, m.Args...); strings.Contains(got, "⟦") {
			t.Errorf("%s has no text: %s", field, got)
		}
	}
	return fields
}
