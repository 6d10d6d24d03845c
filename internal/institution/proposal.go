package institution

import (
	"context"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
)

// ProposalStatus is where a proposal stands.
type ProposalStatus string

const (
	ProposalOpen     ProposalStatus = "open"
	ProposalApproved ProposalStatus = "approved"
	ProposalMerged   ProposalStatus = "merged"
	ProposalDeclined ProposalStatus = "declined"
)

// ProposalStatuses in the order of filters.
var ProposalStatuses = []ProposalStatus{ProposalOpen, ProposalApproved, ProposalMerged, ProposalDeclined}

// Key is the translation key of the status' name.
func (s ProposalStatus) Key() string { return "institution.proposal." + string(s) }

// Proposal is an employer that somebody typed because the list lacks it
// (R1.1-9). There is one for each name, however it is spelt.
type Proposal struct {
	ID          string
	Name        string // as it was first typed
	Folded      string // what is compared
	Type        Type   // a guess, or empty
	Status      ProposalStatus
	Institution string // id of what it became, or empty
	ProposedBy  string // a person's id, or the command line
	CreatedAt   time.Time
	DecidedBy   string
	DecidedAt   *time.Time
	Version     int64

	Waiting int // references that hold the name now; not stored
}

// Undecided tells whether the administrator can still say what it is; declining
// is no last word.
func (p Proposal) Undecided() bool { return p.Status == ProposalOpen || p.Status == ProposalDeclined }

// decide moves p on, or tells that it was decided already.
func (p *Proposal) decide(to ProposalStatus, institutionID, by string, at time.Time) error {
	if !p.Undecided() || p.Status == to {
		return fault.New(fault.Conflict, "institution.fault.decided")
	}
	p.Status, p.Institution, p.DecidedBy, p.DecidedAt = to, institutionID, by, &at
	return nil
}

// proposal is a new one for a name; false when nothing of it can be compared.
func (s *Service) proposal(by, name string, guess Type) (Proposal, bool) {
	name = input.Line(name)
	p := Proposal{ID: id.New(), Name: cut(name, MaxName), Folded: i18n.Fold(name), Type: guess, Status: ProposalOpen, ProposedBy: by,
		CreatedAt: s.Now(), Version: 1}
	if guess == "" {
		p.Type = typeOf(p.Folded)
	}
	return p, p.Folded != ""
}

// Propose asks for an institution that is missing. Whoever is signed in may. A
// name that was proposed before gives that proposal, whatever became of it.
func (s *Service) Propose(ctx context.Context, actor access.Actor, name string, guess Type) (p Proposal, err error) {
	if err := actor.Check(access.Read, object("")); err != nil {
		return p, err
	}
	asked, named := s.proposal(actor.Person, name, guess)
	bad := fault.Checks{}
	line(bad, "name", name, MaxName)
	if !named {
		bad.Fail("name", "institution.fault.name")
	}
	if guess != "" && !slices.Contains(Types, guess) {
		bad.Fail("type", "institution.fault.type")
	}
	if err := bad.Err(); err != nil {
		return p, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := s.absent(ctx, tx, asked.Folded); err != nil {
			return err
		}
		if p, err = putProposal(ctx, tx, asked); err != nil || p.ID != asked.ID {
			return err
		}
		return recordProposal(ctx, tx, actor.Person, audit.InstitutionProposed, p)
	})
	return p, err
}

// absent refuses a name that an institution of today has.
func (s *Service) absent(ctx context.Context, q db.Q, folded string) error {
	day, err := s.today()
	if err != nil {
		return err
	}
	found, err := listNamed(ctx, q, folded, day)
	if err == nil && len(found) > 0 {
		return fault.Fields(map[string]fault.Message{"name": fault.Msg("institution.fault.name-taken")})
	}
	return err
}

// Meant tells which institution an employer's typed name means: the one that a
// proposal of that name became. A name without an answer yet gives "" and is
// proposed, in the caller's transaction, which also keeps the administrator from
// deciding about it meanwhile. by is a person's id or audit.CommandLine; the
// caller's own entry in the record tells of it.
func (s *Service) Meant(ctx context.Context, tx *db.Tx, by, typed string) (institutionID string, err error) {
	asked, named := s.proposal(by, typed, "")
	if !named {
		return "", nil
	}
	p, err := putProposal(ctx, tx, asked)
	return p.Institution, err
}

// Lead gives the id of the institution that goes on in the place of one that
// was merged, and any other id as it is.
func (s *Service) Lead(ctx context.Context, q db.Q, institutionID string) (string, error) {
	i, err := load(ctx, q, institutionID)
	if err != nil || i.MergedInto == "" {
		return institutionID, err
	}
	return i.MergedInto, nil
}

// ProposalPage is a stretch of a list; Next is empty on the last one.
type ProposalPage struct {
	Items []Proposal
	Next  string
}

// Proposals lists those of a status, the longest waiting first; after is the
// Next of the page before. For administrators.
func (s *Service) Proposals(ctx context.Context, actor access.Actor, status ProposalStatus, after string, limit int) (ProposalPage, error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return ProposalPage{}, err
	}
	limit = min(max(limit, 1), MaxPage)
	items, err := listProposals(ctx, s.DB, status, after, limit+1)
	if err != nil {
		return ProposalPage{}, err
	}
	counts, err := s.typed(ctx, s.DB)
	for n := range items {
		items[n].Waiting = counts[items[n].Folded]
	}
	if err != nil || len(items) <= limit {
		return ProposalPage{Items: items}, err
	}
	return ProposalPage{Items: items[:limit], Next: items[limit-1].ID}, nil
}

// Waiting tells how many proposals wait for the administrator.
func (s *Service) Waiting(ctx context.Context, actor access.Actor) (int, error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return 0, err
	}
	return countProposals(ctx, s.DB, ProposalOpen)
}

// Proposal loads one, for administrators.
func (s *Service) Proposal(ctx context.Context, actor access.Actor, proposalID string) (Proposal, error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return Proposal{}, err
	}
	p, err := loadProposal(ctx, s.DB, proposalID)
	if err != nil {
		return p, err
	}
	counts, err := s.typed(ctx, s.DB)
	p.Waiting = counts[p.Folded]
	return p, err
}

// Approve adds a proposal as an institution of its own; what holds its name
// follows.
func (s *Service) Approve(ctx context.Context, actor access.Actor, proposalID string, version int64, d Details) (i Institution, err error) {
	now := s.Now()
	i = Institution{ID: id.New(), CreatedAt: now, UpdatedAt: now, Version: 1}
	err = s.decide(ctx, actor, proposalID, version, audit.ProposalApproved, func(tx *db.Tx, p *Proposal) error {
		if err := p.decide(ProposalApproved, i.ID, actor.Person, now); err != nil {
			return err
		}
		if err := i.apply(d); err != nil {
			return err
		}
		if err := put(ctx, tx, i); err != nil {
			return err
		}
		if err := s.adopt(ctx, tx, p.Folded, i.ID); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.InstitutionCreated, i.ID)
	})
	if err != nil {
		return Institution{}, err
	}
	return i, nil
}

// Join says that a proposal means an institution that is there; what holds the
// proposal's name follows, and the institution is found by that name from now
// on.
func (s *Service) Join(ctx context.Context, actor access.Actor, proposalID string, version int64, institutionID string) (i Institution, err error) {
	err = s.decide(ctx, actor, proposalID, version, audit.ProposalMerged, func(tx *db.Tx, p *Proposal) error {
		if i, err = lock(ctx, tx, institutionID); fault.Is(err, fault.NotFound) || err == nil && i.MergedInto != "" {
			return fault.Fields(map[string]fault.Message{"into": fault.Msg("institution.fault.merge-unknown")})
		}
		if err != nil {
			return err
		}
		if err := p.decide(ProposalMerged, i.ID, actor.Person, s.Now()); err != nil {
			return err
		}
		if i.alsoCalled(p.Name) {
			i.UpdatedAt = s.Now()
			if err := save(ctx, tx, i); err != nil {
				return err
			}
		}
		return s.adopt(ctx, tx, p.Folded, i.ID)
	})
	return i, err
}

// alsoCalled adds a name by which i is found, unless it is found by it already
// or there is no room.
func (i *Institution) alsoCalled(name string) bool {
	others := strings.TrimPrefix(i.OtherNames+"\n"+name, "\n")
	if strings.Contains(i.searchText(), " "+i18n.Fold(name)+" "+bar) || input.Length(others) > MaxOtherNames {
		return false
	}
	i.OtherNames = others
	return true
}

// Decline says that a proposal names no institution for the list. What holds
// the name stays as it is.
func (s *Service) Decline(ctx context.Context, actor access.Actor, proposalID string, version int64) error {
	return s.decide(ctx, actor, proposalID, version, audit.ProposalDeclined, func(_ *db.Tx, p *Proposal) error {
		return p.decide(ProposalDeclined, "", actor.Person, s.Now())
	})
}

// decide is the course of every decision: lock, version, rule, save, audit. The
// row is locked first, so that an applicant who types the name at this moment
// waits for the answer.
func (s *Service) decide(ctx context.Context, actor access.Actor, proposalID string, version int64, action audit.Action,
	rule func(*db.Tx, *Proposal) error) error {
	if err := actor.Check(access.Write, object("")); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := lockProposal(ctx, tx, proposalID)
		if err != nil {
			return err
		}
		if p.Version != version {
			return errStale
		}
		if err := rule(tx, &p); err != nil {
			return err
		}
		if err := saveProposal(ctx, tx, p); err != nil {
			return err
		}
		return recordProposal(ctx, tx, actor.Person, action, p)
	})
}
