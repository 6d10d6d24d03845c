package setting_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/setting"
)

var (
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	admin  = somebody(access.Administrator, access.System, "")
	nobody = access.Actor{}

	ownerLV, ownerEN = setting.OwnerName.In(i18n.LV), setting.OwnerName.In(i18n.EN)
)

func somebody(role access.Role, kind access.ScopeKind, scope string) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: kind, ID: scope}}}}
}

type (
	texts    = map[setting.Name]string
	versions = map[setting.Name]int64
)

// clock is a hand that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func service(d *db.DB) (*setting.Service, *clock) {
	c := &clock{at: noon}
	return &setting.Service{DB: d, Now: c.now}, c
}

func all(t *testing.T, s *setting.Service) *setting.Snapshot {
	t.Helper()
	snapshot, err := s.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func change(t *testing.T, s *setting.Service, values texts, read versions) {
	t.Helper()
	if err := s.Change(t.Context(), admin, values, read); err != nil {
		t.Fatal(err)
	}
}

// recorded are the settings whose change was recorded, the first one first.
func recorded(t *testing.T, d *db.DB) (names []string) {
	t.Helper()
	items, err := audit.List(t.Context(), d, audit.Filter{Action: audit.SettingChanged}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range slices.Backward(items) {
		names = append(names, i.Object.ID)
	}
	return names
}

func TestAChangeIsSeenAtOnceAndRecordedByName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(d)
		if got := all(t, s).Local(setting.OwnerName, i18n.LV); got != "" {
			t.Fatalf("an empty database has the owner %q", got)
		}
		change(t, s, texts{ownerEN: "School", ownerLV: " Skola ", setting.OwnerAddress: ""}, nil)
		now := all(t, s)
		if now.Text(ownerLV) != "Skola" || now.Text(ownerEN) != "School" {
			t.Errorf("the owner is %q and %q", now.Text(ownerLV), now.Text(ownerEN))
		}
		want := setting.Value{Text: "Skola", Version: 1, UpdatedBy: admin.Person, UpdatedAt: noon}
		if diff := cmp.Diff(want, now.Value(ownerLV)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"owner.name.lv", "owner.name.en"}, recorded(t, d)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		entries, err := audit.List(t.Context(), d, audit.Filter{}, 10)
		if err != nil || entries[0].Actor != admin.Person || entries[0].Object.Kind != audit.KindSetting {
			t.Errorf("%v, %v", entries, err)
		}
	})
}

func TestOnlyWhatDiffersIsWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(d)
		change(t, s, texts{setting.HelpDays: "3", setting.ContactPhone: "+371 60000000"}, nil)
		change(t, s, texts{setting.HelpDays: "3", setting.ContactPhone: ""}, versions{setting.ContactPhone: 1})
		now := all(t, s)
		if v := now.Value(setting.HelpDays); v.Version != 0 || v.Text != "3" {
			t.Errorf("the untouched default is %+v", v)
		}
		if v := now.Value(setting.ContactPhone); v.Version != 2 || v.Text != "" {
			t.Errorf("the emptied setting is %+v", v)
		}
		if got := recorded(t, d); len(got) != 2 {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestRefusedChangesChangeAndRecordNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(d)
		change(t, s, texts{ownerLV: "Skola"}, nil)
		before := all(t, s)
		good := texts{ownerLV: "Cita", setting.OwnerAddress: "Rīga"}
		bad := texts{setting.OwnerAddress: "Rīga", setting.ContactEmail: "x", setting.HelpDays: "99"}
		for name, tt := range map[string]struct {
			actor  access.Actor
			values texts
			read   versions
			want   fault.Kind
		}{
			"nobody":            {nobody, good, versions{ownerLV: 1}, fault.Unauthenticated},
			"a lead":            {somebody(access.Lead, access.Programme, "p"), good, versions{ownerLV: 1}, fault.Forbidden},
			"wrong values":      {admin, bad, nil, fault.Invalid},
			"an unknown name":   {admin, texts{"owner.secret": "x", setting.OwnerAddress: "Rīga"}, nil, fault.NotFound},
			"a stale version":   {admin, good, nil, fault.Conflict},
			"a version to come": {admin, good, versions{ownerLV: 2}, fault.Conflict},
			"stale though same": {admin, texts{ownerLV: "Skola"}, nil, fault.Conflict},
		} {
			err := s.Change(t.Context(), tt.actor, tt.values, tt.read)
			if err == nil || fault.KindOf(err) != tt.want {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
			if name == "wrong values" {
				fields := slices.Sorted(maps.Keys(fault.As(err).Fields))
				if diff := cmp.Diff([]string{"owner.contact.email", "site.help.answer-days"}, fields); diff != "" {
					t.Errorf("told beside\n%s", diff)
				}
			}
		}
		fresh, _ := service(d)
		if now := all(t, fresh); now.Value(ownerLV) != before.Value(ownerLV) || now.Text(setting.OwnerAddress) != "" {
			t.Errorf("changed: %+v", now.Value(ownerLV))
		}
		if got := recorded(t, d); len(got) != 1 {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestOfTwoWhoSaveFirstOneIsStale(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(d)
		for version := range int64(5) {
			var errs [2]error
			var wait sync.WaitGroup
			for n, text := range []string{"Viena", "Otra"} {
				wait.Go(func() {
					errs[n] = s.Change(t.Context(), admin, texts{ownerLV: text + time.Duration(version).String()}, versions{ownerLV: version})
				})
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs[0], errs[1]), fault.Conflict) {
				t.Fatalf("both saves end with %v and %v", errs[0], errs[1])
			}
			if got := all(t, s).Value(ownerLV).Version; got != version+1 {
				t.Fatalf("version %d", got)
			}
		}
	})
}

// TestAnotherNodeHearsWithinMaxAge has two services on one database.
func TestAnotherNodeHearsWithinMaxAge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, _ := service(d)
		there, clock := service(d)
		first := all(t, there)
		change(t, here, texts{ownerLV: "Skola"}, nil)
		clock.move(setting.MaxAge - time.Millisecond)
		if all(t, there) != first {
			t.Error("a fresh snapshot was read again")
		}
		clock.move(time.Millisecond)
		if got := all(t, there).Text(ownerLV); got != "Skola" {
			t.Errorf("the other node still says %q", got)
		}
		change(t, here, texts{ownerLV: "Cita"}, versions{ownerLV: 1})
		clock.move(-time.Hour)
		if got := all(t, there).Text(ownerLV); got != "Cita" {
			t.Errorf("a clock that was put back keeps %q", got)
		}
	})
}

func TestWithoutTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := service(d)
		if got := s.Latest().Number(setting.HelpDays); got != 3 {
			t.Errorf("before the first answer there is %d, not the default", got)
		}
		change(t, s, texts{ownerLV: "Skola"}, nil)
		all(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // a question to the database now fails
		if _, err := s.All(ctx); err != nil {
			t.Errorf("a fresh snapshot asks the database: %v", err)
		}
		clock.move(setting.MaxAge)
		if _, err := s.All(ctx); err == nil {
			t.Error("an old snapshot is passed off as new")
		}
		if got := s.Latest().Text(ownerLV); got != "Skola" {
			t.Errorf("Latest says %q", got)
		}
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(d)
		change(t, s, texts{setting.ContactEmail: "help@example.org"}, nil)
		for group, want := range map[setting.Group]int{
			"": len(setting.Definitions()), setting.Owner: 5, setting.Contact: 6, setting.Site: 5, setting.Privacy: 3, "none": 0,
		} {
			items, err := s.List(t.Context(), admin, group)
			if err != nil || len(items) != want {
				t.Errorf("%q: %d settings, want %d (%v)", group, len(items), want, err)
			}
			for _, i := range items {
				if (i.Version == 1) != (i.Name == setting.ContactEmail) || group != "" && i.Group != group {
					t.Errorf("%q holds %+v", group, i)
				}
			}
		}
		for _, a := range []access.Actor{nobody, somebody(access.Lead, access.Programme, "p")} {
			if _, err := s.List(t.Context(), a, ""); !fault.Is(err, fault.Unauthenticated, fault.Forbidden) {
				t.Errorf("%v lists: %v", a.Grants, err)
			}
		}
	})
}

// TestReadersNeverGoBack reads from many sides while settings change: what a
// reader sees after a change has returned is never older than it.
func TestReadersNeverGoBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := service(d)
		stop := make(chan struct{})
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				var last int64
				for {
					select {
					case <-stop:
						return
					default:
					}
					now, err := s.All(t.Context())
					if err != nil || now.Value(ownerLV).Version < last {
						t.Errorf("after version %d comes %+v, %v", last, now, err)
						return
					}
					last = now.Value(ownerLV).Version
					clock.move(time.Millisecond)
				}
			})
		}
		for version := range int64(20) {
			change(t, s, texts{ownerLV: "Skola" + time.Duration(version).String()}, versions{ownerLV: version})
			if got := all(t, s).Value(ownerLV).Version; got != version+1 {
				t.Errorf("the writer sees version %d after writing %d", got, version+1)
			}
		}
		close(stop)
		wait.Wait()
	})
}
