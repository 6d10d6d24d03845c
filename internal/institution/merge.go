package institution

import (
	"context"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Merger is a merge before it happens: who goes, who stays, what moves.
type Merger struct {
	From, Into Institution
	Moves      []Moved
}

// mergeRoles is what a merge needs besides the right to write institutions: it
// moves the roles of contacts, whose view widens, so the proof of identity has
// to be fresh.
var mergeRoles = access.Object{Thing: access.RoleGrant}

func mayMerge(actor access.Actor, institutionID string) error {
	if err := actor.Check(access.Write, object(institutionID)); err != nil {
		return err
	}
	return actor.Check(access.Write, mergeRoles)
}

// mergeInto closes i in favour of another; above are those over the other one,
// today and the last day are yyyy-mm-dd.
func (i *Institution) mergeInto(into Institution, above []Institution, lastDay, today string) error {
	bad := fault.Checks{}
	switch {
	case into.ID == i.ID:
		bad.Fail("into", "institution.fault.merge-self")
	case into.MergedInto != "":
		bad.Fail("into", "institution.fault.merge-unknown")
	case slices.ContainsFunc(above, func(up Institution) bool { return up.ID == i.ID }):
		bad.Fail("into", "institution.fault.merge-below")
	}
	switch {
	case lastDay == "" || !checkDay(bad, "valid_to", lastDay):
		bad.Fail("valid_to", "institution.fault.day")
	case lastDay < i.ValidFrom:
		bad.Fail("valid_to", "institution.fault.days")
	case lastDay > today:
		bad.Fail("valid_to", "institution.fault.merge-future")
	case into.ValidTo != "" && into.ValidTo <= lastDay:
		bad.Fail("into", "institution.fault.merge-ends")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	i.ValidTo, i.MergedInto = lastDay, into.ID
	return nil
}

// Merger shows what Merge would do. NotFound when either is not there.
func (s *Service) Merger(ctx context.Context, actor access.Actor, fromID, intoID string) (m Merger, err error) {
	if err := mayMerge(actor, fromID); err != nil {
		return m, err
	}
	if m.From, err = load(ctx, s.DB, fromID); err != nil {
		return m, err
	}
	if m.From.MergedInto != "" {
		return m, errMerged
	}
	if m.Into, err = load(ctx, s.DB, intoID); err != nil {
		return m, err
	}
	m.Moves, err = s.count(ctx, s.DB, fromID)
	return m, err
}

// Merge lets one institution go on in the place of another, which gets a last
// day, today at the latest, and says which one goes on. Everything that refers
// to it moves in the same transaction: bodies, memberships, what was merged into
// it earlier, and the References. The answers, and the record, keep what they
// said. A merge cannot be undone: afterwards nobody could tell whose the
// references were.
func (s *Service) Merge(ctx context.Context, actor access.Actor, fromID string, version int64, intoID, lastDay string) (i Institution, err error) {
	if err := mayMerge(actor, fromID); err != nil {
		return i, err
	}
	today, err := s.today()
	if err != nil {
		return i, err
	}
	return s.alter(ctx, actor, fromID, version, audit.InstitutionsMerged, func(tx *db.Tx, from *Institution) error {
		into, err := lock(ctx, tx, intoID)
		if fault.Is(err, fault.NotFound) {
			return fault.Fields(map[string]fault.Message{"into": fault.Msg("institution.fault.merge-unknown")})
		}
		if err != nil {
			return err
		}
		above, err := climb(ctx, tx, into)
		if err != nil {
			return err
		}
		if err := from.mergeInto(into, above, lastDay, today); err != nil {
			return err
		}
		if err := s.moveBodies(ctx, tx, from.ID, into.ID); err != nil {
			return err
		}
		return s.move(ctx, tx, actor, from.ID, into.ID)
	})
}

// moveBodies puts the bodies under another institution, where each must fit.
func (s *Service) moveBodies(ctx context.Context, tx *db.Tx, from, to string) error {
	under, err := bodies(ctx, tx, from)
	if err != nil {
		return err
	}
	for _, b := range under {
		b.Parent, b.UpdatedAt = to, s.Now()
		err := fits(ctx, tx, b)
		if fault.Is(err, fault.Invalid) {
			return fault.Fields(map[string]fault.Message{"into": fault.Msg("institution.fault.merge-body", "name", b.NameLV)})
		}
		if err != nil {
			return err
		}
		if err := save(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}
