package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

func TestALifeOfAnEntry(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		e := h.add(h.staff, h.mine, Theme, Services, "Balss pakalpojumi", "Voice services")
		want := Entry{ID: e.ID, Kind: Theme, Group: Services, Code: "own-voice-services", Programme: h.mine, Status: Valid, Edition: 1,
			Details: Details{Name: Text{"Balss pakalpojumi", "Voice services"}, Place: 10}, CreatedAt: now, UpdatedAt: now, Version: 1}
		step := func(what string, got Entry, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s gives\n%s", what, diff)
			}
			if diff := cmp.Diff(want, h.get(e.ID)); diff != "" {
				t.Errorf("after %s there is\n%s", what, diff)
			}
		}
		step("add", e, nil)
		d := Details{Name: Text{"Balss roboti", "Voice robots"}, Meaning: Text{"Sarunas ar mašīnu.", "Talking with a machine."}, Private: true, Place: 3}
		want.Details, want.Version, want.Edition = d, 2, 2
		got, err := h.Change(ctx, h.staff, h.mine, e.ID, 1, d)
		step("change", got, err)
		want.Status, want.Version, want.Edition = Retired, 3, 3
		got, err = h.Retire(ctx, h.staff, h.mine, e.ID, 2)
		step("retire", got, err)
		want.Status, want.Version, want.Edition = Valid, 4, 4
		got, err = h.Restore(ctx, h.staff, h.mine, e.ID, 3)
		step("restore", got, err)

		var actions []audit.Action
		for _, deed := range h.deeds() {
			actions = append(actions, deed.Action)
			same := audit.Entry{Actor: h.staff.Person, Action: deed.Action, Programme: h.mine, Object: audit.Object{Kind: audit.KindCatalogue, ID: e.ID}}
			if diff := cmp.Diff(same, deed); diff != "" {
				t.Errorf("recorded\n%s", diff)
			}
		}
		wanted := []audit.Action{audit.CatalogueAdded, audit.CatalogueChanged, audit.CatalogueRetired, audit.CatalogueChanged}
		if diff := cmp.Diff(wanted, actions); diff != "" || h.edition(Theme) != 4 || h.edition(Role) != 0 {
			t.Errorf("editions %d and %d, recorded\n%s", h.edition(Theme), h.edition(Role), diff)
		}
		history, err := h.History(ctx, nobody, e.ID)
		revisions := []Revision{{d, 4, Valid, 4, now}, {d, 3, Retired, 3, now}, {d, 2, Valid, 2, now},
			{Details{Name: Text{"Balss pakalpojumi", "Voice services"}, Place: 10}, 1, Valid, 1, now}}
		if diff := cmp.Diff(revisions, history); err != nil || diff != "" {
			t.Errorf("the history is (%v)\n%s", err, diff)
		}
	})
}

// verbs are the changes of a valid entry, each legal for somebody.
func (h house) verbs() map[string]func(a access.Actor, programme, entryID string, version int64) error {
	ctx := h.t.Context()
	return map[string]func(access.Actor, string, string, int64) error{
		"change": func(a access.Actor, programme, entryID string, version int64) error {
			_, err := h.Change(ctx, a, programme, entryID, version, Details{Name: Text{"Cits", "Other"}, Place: 1})
			return err
		},
		"retire": func(a access.Actor, programme, entryID string, version int64) error {
			_, err := h.Retire(ctx, a, programme, entryID, version)
			return err
		},
		"restore": func(a access.Actor, programme, entryID string, version int64) error {
			_, err := h.Restore(ctx, a, programme, entryID, version)
			return err
		},
	}
}

// makers are the ways to a new role.
func (h house) makers() map[string]func(a access.Actor, programme string) error {
	ctx := h.t.Context()
	return map[string]func(access.Actor, string) error{
		"add": func(a access.Actor, programme string) error {
			_, err := h.Add(ctx, a, programme, Role, UserRoles, Details{Name: Text{"Jauna", "New"}})
			return err
		},
		"promote": func(a access.Actor, programme string) error {
			_, err := h.Promote(ctx, a, programme, UserRoles, Text{"Jauna", "New"})
			return err
		},
	}
}

func TestRefusedChangesChangeAndRecordNothing(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		general := h.add(admin, "", Role, KeyRoles, "Visur", "Everywhere")
		mine := h.add(h.staff, h.mine, Role, KeyRoles, "Mūsu", "Ours")
		before, edition := len(h.deeds()), h.edition(Role)
		refused := func(what string, err error, want fault.Kind) {
			t.Helper()
			if err == nil || fault.KindOf(err) != want {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		for who, tt := range map[string]struct {
			actor     access.Actor
			programme string
			entry     Entry
			want      fault.Kind
		}{
			"nobody":                          {nobody, h.mine, mine, fault.Unauthenticated},
			"a person":                        {person, h.mine, mine, fault.Forbidden},
			"support":                         {in(access.Support, h.mine), h.mine, mine, fault.Forbidden},
			"an auditor":                      {in(access.Auditor, h.mine), h.mine, mine, fault.Forbidden},
			"another's lead":                  {h.stranger, h.mine, mine, fault.Forbidden},
			"a coordinator, for everybody":    {h.staff, "", general, fault.Forbidden},
			"a coordinator of nothing":        {in(access.Coordinator, ""), "", general, fault.Forbidden},
			"a programme that is not there":   {admin, id.New(), general, fault.NotFound},
			"another programme's coordinator": {h.stranger, "", mine, fault.Forbidden},
		} {
			for name, verb := range h.verbs() {
				if who == "a programme that is not there" && name == "restore" {
					continue // refused before: the entry is valid
				}
				refused(name+" by "+who, verb(tt.actor, tt.programme, tt.entry.ID, 1), tt.want)
			}
			for name, maker := range h.makers() {
				refused(name+" by "+who, maker(tt.actor, tt.programme), tt.want)
			}
		}
		for name, verb := range h.verbs() {
			refused(name+" with a stale version", verb(h.staff, h.mine, mine.ID, 2), fault.Conflict)
			refused(name+" with a general one's stale version", verb(h.staff, h.mine, general.ID, 2), fault.Conflict)
			refused(name+" of another programme's", verb(h.stranger, h.other, mine.ID, 1), fault.NotFound)
			refused(name+" of a programme's, everywhere", verb(admin, "", mine.ID, 1), fault.NotFound)
			refused(name+" of none", verb(admin, "", id.New(), 1), fault.NotFound)
		}
		if err := h.verbs()["restore"](admin, "", general.ID, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a valid entry is restored: %v", err)
		}
		for _, e := range []Entry{general, mine} {
			if diff := cmp.Diff(e, h.get(e.ID)); diff != "" {
				t.Errorf("changed\n%s", diff)
			}
		}
		if len(h.deeds()) != before || h.edition(Role) != edition {
			t.Errorf("%d deeds more, edition %d", len(h.deeds())-before, h.edition(Role))
		}
	})
}

func TestWhatIsWrongIsToldBesideItsField(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		taken := h.add(admin, "", Theme, Growth, "Karjera", "Career")
		retired := h.add(admin, "", Theme, Growth, "Vecais", "The old one")
		if _, err := h.Retire(ctx, admin, "", retired.ID, 1); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			group Group
			d     Details
			want  map[string]string
		}{
			"nothing":             {Growth, Details{}, map[string]string{"name_lv": "name", "name_en": "name"}},
			"a group of roles":    {KeyRoles, Details{Name: Text{"A", "A"}}, map[string]string{"group": "group"}},
			"a name that is used": {Services, Details{Name: Text{"KARJERĀ", "x"}}, map[string]string{"name_lv": "name-taken"}},
			"a retired one's":     {Services, Details{Name: Text{"x", "the old one!"}}, map[string]string{"name_lv": "name-retired"}},
		} {
			e, err := h.Add(ctx, h.staff, h.mine, Theme, tt.group, tt.d)
			if diff := cmp.Diff(tt.want, wrong(t, err)); diff != "" || e.ID != "" {
				t.Errorf("%s gives %v\n%s", name, e, diff)
			}
		}
		free := h.add(h.staff, h.mine, Theme, Growth, "Brīvs", "Free")
		_, err := h.Change(ctx, h.staff, h.mine, free.ID, 1, Details{Name: taken.Name, Place: 1})
		if diff := cmp.Diff(map[string]string{"name_lv": "name-taken"}, wrong(t, err)); diff != "" {
			t.Errorf("a changed name\n%s", diff)
		}
		if _, err := h.Change(ctx, h.staff, h.mine, free.ID, 1, Details{Name: free.Name, Place: 2}); err != nil {
			t.Errorf("an entry keeps its name: %v", err)
		}
	})
}

// TestAProgrammeHasItsOwnWording: a general entry changed or retired in one
// programme stays as it is in all others.
func TestAProgrammeHasItsOwnWording(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		data := h.add(admin, "", Theme, Technology, "Dati", "Data")
		ai := h.add(admin, "", Theme, Technology, "Intelekts", "Intelligence")
		own, err := h.Change(ctx, h.staff, h.mine, data.ID, 1, Details{Name: Text{"Datu darbs", "Data work"}, Place: data.Place})
		if err != nil || own.ID == data.ID || own.Code != data.Code || own.Programme != h.mine || own.Version != 1 {
			t.Fatalf("%v, %v", own, err)
		}
		if _, err := h.Retire(ctx, h.staff, h.mine, ai.ID, 1); err != nil {
			t.Fatal(err)
		}
		for programme, want := range map[string][]string{h.mine: {"Data work"}, h.other: {"Data", "Intelligence"}, "": {"Data", "Intelligence"}} {
			if diff := cmp.Diff(want, h.names(Filter{Programme: programme})); diff != "" {
				t.Errorf("%s sees\n%s", programme, diff)
			}
		}
		if diff := cmp.Diff([]string{"Data work", "Intelligence"}, h.names(Filter{Programme: h.mine, Retired: true})); diff != "" {
			t.Errorf("with the retired\n%s", diff)
		}
		if got := h.names(Filter{Programme: h.mine, Query: "dati"}); got != nil {
			t.Errorf("the general wording is still found: %v", got)
		}
		if _, err := h.Change(ctx, h.staff, h.mine, data.ID, 1, Details{Name: Text{"Vēlreiz", "Again"}, Place: 1}); !fault.Is(err, fault.Conflict) {
			t.Errorf("adapted twice: %v", err)
		}
		if _, err := h.Change(ctx, admin, "", data.ID, 1, Details{Name: Text{"Datu joma", "Data field"}, Place: 10}); err != nil {
			t.Fatal(err)
		}
		for programme, want := range map[string]string{h.mine: "Data work", h.other: "Data field"} {
			found, err := h.ByCode(ctx, nobody, programme, Theme, data.Code)
			if err != nil || found[data.Code].Name.EN != want {
				t.Errorf("%s has %v, %v", programme, found, err)
			}
		}
		private, err := h.Add(ctx, admin, "", Theme, Growth, Details{Name: Text{"Karjera", "Career"}, Private: true})
		if err != nil {
			t.Fatal(err)
		}
		adapted, err := h.Change(ctx, h.staff, h.mine, private.ID, 1, Details{Name: Text{"Mana karjera", "My career"}, Place: 1})
		if err != nil || !adapted.Private {
			t.Errorf("a private theme of a programme is not private: %v, %v", adapted, err)
		}
	})
}

// TestAProgrammeFollowsAgain: what was changed or retired for one programme
// becomes what is general now, and what was stays in the history.
func TestAProgrammeFollowsAgain(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		data := h.add(admin, "", Theme, Technology, "Dati", "Data")
		own, err := h.Change(ctx, h.staff, h.mine, data.ID, 1, Details{Name: Text{"Datu darbs", "Data work"}, Place: 7})
		if err != nil {
			t.Fatal(err)
		}
		if own, err = h.Retire(ctx, h.staff, h.mine, own.ID, 1); err != nil || own.Follows(data) {
			t.Fatalf("%v, %v", own, err)
		}
		for who, actor := range map[string]access.Actor{"support": in(access.Support, h.mine), "a stranger": h.stranger} {
			if _, err := h.Follow(ctx, actor, h.mine, own.ID, 2); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s lets it follow: %v", who, err)
			}
		}
		if _, err := h.Follow(ctx, h.staff, h.mine, own.ID, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale version follows: %v", err)
		}
		got, err := h.Follow(ctx, h.staff, h.mine, own.ID, 2)
		if err != nil || !got.Follows(data) || got.ID != own.ID || got.Programme != h.mine || got.Version != 3 {
			t.Errorf("it is %+v, %v", got, err)
		}
		if history, err := h.History(ctx, h.staff, own.ID); err != nil || len(history) != 3 || history[2].Name.EN != "Data work" {
			t.Errorf("the history is %v, %v", history, err)
		}
		alone := h.add(h.staff, h.mine, Theme, Technology, "Mūsu", "Ours")
		for name, e := range map[string]Entry{"an entry without a general one": alone, "the general one": data} {
			if _, err := h.Follow(ctx, h.staff, h.mine, e.ID, 1); fault.As(err) == nil || fault.As(err).Key != "catalogue.fault.alone" {
				t.Errorf("%s follows: %v", name, err)
			}
		}
	})
}

// TestARoleThatStandsTwiceCanBeRetired: an administrator adds generally what a
// programme has had already.
func TestARoleThatStandsTwiceCanBeRetired(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		own := h.add(h.staff, h.mine, Role, UserRoles, "Arhivārs", "Archivist")
		general := h.add(admin, "", Role, UserRoles, "Arhivārs", "Archivist")
		if general.Code == own.Code {
			t.Errorf("two entries share the code %s", own.Code)
		}
		if _, err := h.Retire(ctx, h.staff, h.mine, own.ID, 1); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"Archivist"}, h.names(Filter{Programme: h.mine})); diff != "" {
			t.Error(diff)
		}
		_, err := h.Restore(ctx, h.staff, h.mine, own.ID, 2)
		if diff := cmp.Diff(map[string]string{"name_lv": "name-taken"}, wrong(t, err)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestPromotingOtherRoles is R1.2-5: many applicants may have named one role.
func TestPromotingOtherRoles(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.seed()
		ctx, edition := t.Context(), h.edition(Role)
		first, err := h.Promote(ctx, h.staff, h.mine, UserRoles, Text{"Arhivārs", "Archivist"})
		if err != nil || first.Kind != Role || first.Group != UserRoles || first.Code != "own-archivist" || first.Place != 70 {
			t.Fatalf("%v, %v", first, err)
		}
		second, err := h.Promote(ctx, h.staff, h.mine, UserRoles, Text{"arhivārs", "Keeper of archives"})
		if diff := cmp.Diff(first, second); err != nil || diff != "" {
			t.Errorf("again (%v)\n%s", err, diff)
		}
		shipped, err := h.Promote(ctx, h.staff, h.mine, UserRoles, Text{"Jurists", "Lawyer"})
		if err != nil || shipped.ID != SeedID(Role, "lawyer") || h.edition(Role) != edition+1 {
			t.Errorf("a shipped role: %v, %v, edition %d", shipped, err, h.edition(Role))
		}
		_, err = h.Promote(ctx, h.staff, h.mine, KeyRoles, Text{"Arhivārs", "Archivist"})
		if diff := cmp.Diff(map[string]string{"name_lv": "name-taken"}, wrong(t, err)); diff != "" {
			t.Errorf("into another category\n%s", diff)
		}
		if _, err := h.Promote(ctx, h.staff, h.mine, Growth, Text{"A", "B"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("into no category: %v", err)
		}
		elsewhere, err := h.Promote(ctx, h.stranger, h.other, UserRoles, Text{"Arhivārs", "Archivist"})
		if err != nil || elsewhere.Code != "own-archivist-2" || slices.Contains(h.names(Filter{}), "Archivist") {
			t.Errorf("in another programme: %v, %v", elsewhere, err)
		}
		if _, err := h.Retire(ctx, h.staff, h.mine, first.ID, 1); err != nil {
			t.Fatal(err)
		}
		_, err = h.Promote(ctx, h.staff, h.mine, UserRoles, Text{"Arhivārs", "Archivist"})
		if diff := cmp.Diff(map[string]string{"name_lv": "name-retired"}, wrong(t, err)); diff != "" {
			t.Errorf("a retired role\n%s", diff)
		}
	})
}

func TestTwoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		adds := both(
			func() error { return h.makers()["add"](h.staff, h.mine) },
			func() error { return h.makers()["add"](h.staff, h.mine) })
		if (adds[0] == nil) == (adds[1] == nil) || h.edition(Role) != 1 {
			t.Errorf("the same name twice: %v, edition %d", adds, h.edition(Role))
		}
		theme := h.add(admin, "", Theme, Growth, "Karjera", "Career")
		rename := func(programme, name string) func() error {
			return func() error {
				_, err := h.Change(ctx, admin, programme, theme.ID, 1, Details{Name: Text{name, name}, Place: 1})
				return err
			}
		}
		for _, programme := range []string{h.mine, ""} {
			errs := both(rename(programme, "Viens"), rename(programme, "Divi"))
			if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs[:]...), fault.Conflict) {
				t.Errorf("one entry changed twice: %v", errs)
			}
		}
		if got := h.edition(Theme); got != 3 {
			t.Errorf("the edition is %d", got)
		}
	})
}

func TestAVocabularyIsLimited(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		err := h.DB.Tx(t.Context(), func(tx *db.Tx) error {
			for i := range MaxEntries {
				name := fmt.Sprintf("Loma %d", i)
				e := Entry{ID: id.New(), Kind: Role, Group: UserRoles, Code: fmt.Sprintf("own-%d", i), Programme: h.mine, Status: Valid,
					Details: Details{Name: Text{name, name}, Place: 1}, CreatedAt: now, UpdatedAt: now, Version: 1}
				if _, err := insert(t.Context(), tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		f := fault.As(h.makers()["add"](h.staff, h.mine))
		if f == nil || f.Kind != fault.Conflict || !strings.HasSuffix(f.Key, ".full") || !texts(t).For("lv").Has(f.Key) {
			t.Errorf("one more than the most: %v", f)
		}
		if err := h.makers()["add"](h.stranger, h.other); err != nil {
			t.Errorf("another programme has room: %v", err)
		}
		if err := h.makers()["add"](admin, ""); err != nil {
			t.Errorf("the general list has room: %v", err)
		}
	})
}
