package institution

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// meant asks what a typed name means, as an application does.
func meant(t *testing.T, s *Service, typed string) (institutionID string) {
	t.Helper()
	err := s.DB.Tx(t.Context(), func(tx *db.Tx) (err error) {
		institutionID, err = s.Meant(t.Context(), tx, person.Person, typed)
		return err
	})
	if err != nil {
		t.Fatalf("ask what %q means: %v", typed, err)
	}
	return institutionID
}

func proposals(t *testing.T, s *Service, status ProposalStatus) []Proposal {
	t.Helper()
	page, err := s.Proposals(t.Context(), admin, status, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestATypedNameIsProposedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		for _, typed := range []string{"Ādažu  mākslas skola", "adazu makslas skola", "ĀDAŽU MĀKSLAS SKOLA.", " ", "🙂", "Cita skola"} {
			if got := meant(t, s, typed); got != "" {
				t.Errorf("%q means %s", typed, got)
			}
		}
		list := proposals(t, s, ProposalOpen)
		if len(list) != 2 || list[0].Name != "Ādažu mākslas skola" || list[0].ProposedBy != person.Person || list[1].Name != "Cita skola" {
			t.Errorf("%+v", list)
		}
		if n, err := s.Waiting(t.Context(), admin); err != nil || n != 2 || len(deeds()) != 0 {
			t.Errorf("%d wait, %v; recorded %v", n, err, deeds())
		}
	})
}

func TestALongNameIsCutForShow(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		long := strings.Repeat("ā", 300)
		meant(t, s, long)
		meant(t, s, long+"b")
		if list := proposals(t, s, ProposalOpen); len(list) != 2 || list[0].Name != strings.Repeat("ā", MaxName) {
			t.Errorf("%+v", list)
		}
	})
}

func TestApprovingAProposal(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		var adopted []string
		s.References = []Reference{{Name: "applications",
			Typed: func(context.Context, db.Q) (map[string]int, error) {
				return map[string]int{"majoru skola": 3, "cita": 1}, nil
			},
			Adopt: func(_ context.Context, _ *db.Tx, folded, to string) error {
				adopted = []string{folded, to}
				return nil
			}}}
		p, err := s.Propose(ctx, person, "Majoru skola", MunicipalBody)
		if err != nil || p.Status != ProposalOpen || p.Type != MunicipalBody {
			t.Fatalf("%+v, %v", p, err)
		}
		p, err = s.Proposal(ctx, admin, p.ID)
		if err != nil || p.Waiting != 3 || proposals(t, s, ProposalOpen)[0].Waiting != 3 {
			t.Errorf("%d wait, %v", p.Waiting, err)
		}
		d := library()
		d.NameLV = "Jūrmalas pilsētas Majoru vidusskola"
		i, err := s.Approve(ctx, admin, p.ID, p.Version, d)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(i, get(t, s, i.ID)); diff != "" {
			t.Errorf("added\n%s", diff)
		}
		if diff := cmp.Diff([]string{"majoru skola", i.ID}, adopted); diff != "" {
			t.Errorf("adopted\n%s", diff)
		}
		if got := meant(t, s, "MAJORU SKOLA"); got != i.ID {
			t.Errorf("the name now means %q", got)
		}
		p, err = s.Proposal(ctx, admin, p.ID)
		if err != nil || p.Status != ProposalApproved || p.Institution != i.ID || p.DecidedBy != admin.Person || p.DecidedAt == nil || p.Version != 2 {
			t.Errorf("%+v, %v", p, err)
		}
		want := []audit.Action{audit.InstitutionProposed, audit.InstitutionCreated, audit.ProposalApproved}
		if diff := cmp.Diff(want, deeds()); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		decided(t, s, p)
	})
}

// decided makes sure that nothing more can be said of a proposal.
func decided(t *testing.T, s *Service, p Proposal) {
	t.Helper()
	ctx := t.Context()
	i := add(t, s, "Vēl viena", "")
	_, approve := s.Approve(ctx, admin, p.ID, p.Version, Details{NameLV: "Vēl kāda", Type: NGO})
	_, join := s.Join(ctx, admin, p.ID, p.Version, i.ID)
	for what, err := range map[string]error{"approve": approve, "join": join, "decline": s.Decline(ctx, admin, p.ID, p.Version)} {
		if !fault.Is(err, fault.Conflict) || fault.As(err).Key != "institution.fault.decided" {
			t.Errorf("%s once more: %v", what, err)
		}
	}
}

func TestJoiningAProposal(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		i := add(t, s, "Rīgas dome", "")
		meant(t, s, "Riigas dome")
		p := proposals(t, s, ProposalOpen)[0]
		for what, into := range map[string]string{"nobody": id.New(), "nothing": ""} {
			if _, err := s.Join(ctx, admin, p.ID, p.Version, into); wrong(t, err)["into"] != "merge-unknown" {
				t.Errorf("joined to %s: %v", what, err)
			}
		}
		if _, err := s.Join(ctx, admin, p.ID, p.Version, i.ID); err != nil {
			t.Fatal(err)
		}
		found, err := s.Search(ctx, person, "riigas", 10)
		if diff := cmp.Diff([]string{"Rīgas dome"}, names(found)); err != nil || diff != "" {
			t.Errorf("found (%v)\n%s", err, diff)
		}
		if got := meant(t, s, "riigas dome"); got != i.ID || get(t, s, i.ID).OtherNames != "Riigas dome" {
			t.Errorf("the name now means %q", got)
		}
		if diff := cmp.Diff([]audit.Action{audit.InstitutionCreated, audit.ProposalMerged}, deeds()); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		p, err = s.Proposal(ctx, admin, p.ID)
		if err != nil || p.Status != ProposalMerged {
			t.Errorf("%+v, %v", p, err)
		}
		decided(t, s, p)
	})
}

func TestAlsoCalled(t *testing.T) {
	for name, want := range map[string]bool{"Ādažu bibliotēka": true, "ādažu NOVADA bibliotēka": false, "Adazi library": false, strings.Repeat("b", 995): false} {
		i := Institution{Details: library()}
		i.OtherNames = "Grāmatas"
		if got := i.alsoCalled(name); got != want {
			t.Errorf("%.30q: %v", name, got)
		}
		if added := i.OtherNames == "Grāmatas\n"+name; added != want {
			t.Errorf("%.30q: other names are %.40q", name, i.OtherNames)
		}
	}
}

func TestDecliningIsNoLastWord(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		meant(t, s, "Nezināmā")
		p := proposals(t, s, ProposalOpen)[0]
		if err := s.Decline(ctx, admin, p.ID, p.Version); err != nil {
			t.Fatal(err)
		}
		if err := s.Decline(ctx, admin, p.ID, p.Version); !fault.Is(err, fault.Conflict) {
			t.Errorf("declined twice: %v", err)
		}
		if got := meant(t, s, "nezinama"); got != "" || len(proposals(t, s, ProposalOpen)) != 0 {
			t.Errorf("typed again it means %q", got)
		}
		p = proposals(t, s, ProposalDeclined)[0]
		i, err := s.Approve(ctx, admin, p.ID, p.Version, Details{NameLV: "Nezināmā", Type: NGO})
		if err != nil || meant(t, s, "nezinama") != i.ID {
			t.Errorf("approved after all: %v", err)
		}
		if diff := cmp.Diff([]audit.Action{audit.ProposalDeclined, audit.InstitutionCreated, audit.ProposalApproved}, deeds()); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

func TestProposingByHand(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		add(t, s, "Rīgas dome", "")
		for name, tt := range map[string]struct {
			name  string
			guess Type
			want  map[string]string
		}{
			"no name":         {" ", "", map[string]string{"name": "name"}},
			"a long name":     {strings.Repeat("a", 201), "", map[string]string{"name": "too-long"}},
			"no such type":    {"Skola", "bank", map[string]string{"type": "type"}},
			"it is there":     {"rigas  DOME", "", map[string]string{"name": "name-taken"}},
			"a name of signs": {"???", "", map[string]string{"name": "name"}},
		} {
			_, err := s.Propose(ctx, person, tt.name, tt.guess)
			if diff := cmp.Diff(tt.want, wrong(t, err)); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
		}
		first, err := s.Propose(ctx, person, "Skola", "")
		again, err2 := s.Propose(ctx, somebody(), "SKOLA", NGO)
		if err != nil || err2 != nil || again.ID != first.ID || len(deeds()) != 2 {
			t.Errorf("%v, %v, recorded %v", err, err2, deeds())
		}
	})
}

func TestWhoMayDecide(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		meant(t, s, "Skola")
		p := proposals(t, s, ProposalOpen)[0]
		i := add(t, s, "Rīgas dome", "")
		for who, actor := range map[string]access.Actor{"nobody": nobody, "a person": person,
			"a coordinator": somebody(in(access.Coordinator, access.Programme, "p1"))} {
			_, list := s.Proposals(ctx, actor, ProposalOpen, "", 10)
			_, one := s.Proposal(ctx, actor, p.ID)
			_, count := s.Waiting(ctx, actor)
			_, approve := s.Approve(ctx, actor, p.ID, 1, library())
			_, join := s.Join(ctx, actor, p.ID, 1, i.ID)
			for what, err := range map[string]error{"lists": list, "opens": one, "counts": count, "approves": approve, "joins": join,
				"declines": s.Decline(ctx, actor, p.ID, 1)} {
				if !fault.Is(err, fault.Unauthenticated, fault.Forbidden) {
					t.Errorf("%s %s: %v", who, what, err)
				}
			}
		}
		if _, err := s.Propose(ctx, nobody, "Skola", ""); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody proposes: %v", err)
		}
		if err := s.Decline(ctx, admin, id.New(), 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that is not there: %v", err)
		}
		if err := s.Decline(ctx, admin, p.ID, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
	})
}

// TestTypedWhileDecided types a name at the moment in which it is explained: the
// applicant gets the answer, or the administrator's decision finds the applicant.
func TestTypedWhileDecided(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		for n := range 5 {
			name := "Skola " + string(rune('A'+n))
			meant(t, s, name)
			p := proposals(t, s, ProposalOpen)[0]
			var typed, seen string
			s.References = []Reference{{Adopt: func(ctx context.Context, tx *db.Tx, folded, to string) (err error) {
				seen, err = db.One(ctx, tx, db.Value[string], `select value from setting where name = $1`, folded)
				if err == db.ErrNone {
					return nil
				}
				return err
			}}}
			errs := both(func() error {
				_, err := s.Approve(ctx, admin, p.ID, p.Version, Details{NameLV: name, Type: NGO})
				return err
			}, func() error {
				return s.DB.Tx(ctx, func(tx *db.Tx) (err error) {
					if typed, err = s.Meant(ctx, tx, person.Person, name); err != nil {
						return err
					}
					_, err = db.Exec(ctx, tx, `insert into setting (name, value, version, updated_by, updated_at) values ($1, 'typed', 1, '', $2)`, i18n.Fold(name), s.Now())
					return err
				})
			})
			if errs != [2]error{} || (typed == "") == (seen == "") {
				t.Fatalf("typed %q, seen %q, %v", typed, seen, errs)
			}
		}
	})
}

func TestProposalsInPages(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		want := []string{"A", "B", "C", "D", "E"}
		for _, name := range want {
			meant(t, s, name)
		}
		var got []string
		for after, more := "", true; more; {
			page, err := s.Proposals(t.Context(), admin, ProposalOpen, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Items {
				got = append(got, p.Name)
			}
			after, more = page.Next, page.Next != ""
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pages\n%s", diff)
		}
	})
}
