package programme

import (
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

func TestSteps(t *testing.T) {
	allowed := [][2]Status{{Draft, Open}, {Open, Closed}, {Closed, Open}}
	for _, from := range Statuses {
		for _, to := range Statuses {
			want := slices.Contains(allowed, [2]Status{from, to})
			if got := from.MayBecome(to); got != want {
				t.Errorf("%s → %s: %v, want %v", from, to, got, want)
			}
			p := Programme{Status: from}
			err := p.become(to)
			if (err == nil) != want {
				t.Errorf("become %s → %s: %v", from, to, err)
			}
			if !want && (!fault.Is(err, fault.Conflict) || p.Status != from) {
				t.Errorf("a refused step %s → %s: %v, status %s", from, to, err, p.Status)
			}
		}
	}
}

func TestEveryStatusHasItsTexts(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Statuses {
		refusal := (&Programme{Status: s}).become(Draft)
		for _, key := range []string{s.Key(), fault.As(refusal).Key} {
			if !texts.For(i18n.LV).Has(key) {
				t.Errorf("no text %s", key)
			}
		}
	}
}

func TestNamesAreCheckedAndCleaned(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   Details
		want map[string]string
	}{
		{"good", Details{"Domu biedri", "Like minds"}, nil},
		{"the longest", Details{strings.Repeat("ā", MaxName), "x"}, nil},
		{"no English", Details{"Domu biedri", " \u200b "}, map[string]string{"name_en": "programme.fault.name"}},
		{"nothing", Details{}, map[string]string{"name_lv": "programme.fault.name", "name_en": "programme.fault.name"}},
		{"too long", Details{strings.Repeat("ā", MaxName+1), "x"}, map[string]string{"name_lv": "programme.fault.too-long"}},
	} {
		var p Programme
		err := p.apply(tt.in)
		if tt.want == nil {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		f := fault.As(err)
		if f == nil || len(f.Fields) != len(tt.want) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for field, key := range tt.want {
			if f.Fields[field].Key != key {
				t.Errorf("%s: %s says %q", tt.name, field, f.Fields[field].Key)
			}
		}
	}
	var p Programme
	if err := p.apply(Details{"  Domu\u00a0 biedri\n", "Like minds"}); err != nil || p.NameLV != "Domu biedri" {
		t.Errorf("%q, %v", p.NameLV, err)
	}
	if p.Name(i18n.LV) != "Domu biedri" || p.Name(i18n.EN) != "Like minds" {
		t.Error("a name is shown in the wrong language")
	}
}

// TestThePageOfNamesComesFromItsIndex holds the plan of the list's query with
// 3,000 programmes on both databases.
func TestThePageOfNamesComesFromItsIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Tx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
				insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at, version)
				select 'p' || i, 'P', 'P', 'draft', 'k' || i, $1, $1, 1 from n`, db.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		query, args := listing(reach{all: true}, Filter{After: Cursor{"k2", "p2"}}, 50)
		if plan := dbtest.Plan(t, d, query, args...); !strings.Contains(plan, "programme_sort") {
			t.Errorf("the plan is\n%s", plan)
		}
	})
}
