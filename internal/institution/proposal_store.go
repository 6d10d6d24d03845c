package institution

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const proposalColumns = `id, name, folded, type, status, coalesce(institution_id, ''), proposed_by, created_at, decided_by, decided_at, version`

func scanProposal(s db.Scanner) (p Proposal, err error) {
	err = s.Scan(&p.ID, &p.Name, &p.Folded, &p.Type, &p.Status, &p.Institution, &p.ProposedBy, &p.CreatedAt, &p.DecidedBy, &p.DecidedAt, &p.Version)
	return p, err
}

// putProposal adds a proposal, or gives the one of the same folded name. Either
// way the row stays locked until the transaction ends.
func putProposal(ctx context.Context, tx *db.Tx, p Proposal) (Proposal, error) {
	there, err := db.One(ctx, tx, scanProposal, `insert into institution_proposal (id, name, folded, type, status, proposed_by, created_at,
		decided_by, version) values ($1, $2, $3, $4, $5, $6, $7, '', $8)
		on conflict (folded) do update set folded = excluded.folded returning `+proposalColumns,
		p.ID, p.Name, p.Folded, p.Type, p.Status, p.ProposedBy, p.CreatedAt, p.Version)
	if err != nil {
		return p, fmt.Errorf("propose an institution: %w", err)
	}
	return there, nil
}

func lockProposal(ctx context.Context, tx *db.Tx, proposalID string) (Proposal, error) {
	return proposalRow(db.One(ctx, tx, scanProposal, `update institution_proposal set version = version where id = $1 returning `+proposalColumns, proposalID))
}

func loadProposal(ctx context.Context, q db.Q, proposalID string) (Proposal, error) {
	return proposalRow(db.One(ctx, q, scanProposal, `select `+proposalColumns+` from institution_proposal where id = $1`, proposalID))
}

func proposalRow(p Proposal, err error) (Proposal, error) {
	if errors.Is(err, db.ErrNone) {
		return p, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return p, fmt.Errorf("load a proposal: %w", err)
	}
	return p, nil
}

// saveProposal writes a locked row.
func saveProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	_, err := db.Exec(ctx, tx, `update institution_proposal set status = $1, institution_id = nullif($2, ''), decided_by = $3, decided_at = $4,
		version = version + 1 where id = $5`, p.Status, p.Institution, p.DecidedBy, p.DecidedAt, p.ID)
	if err != nil {
		return fmt.Errorf("save a proposal: %w", err)
	}
	return nil
}

func listProposals(ctx context.Context, q db.Q, status ProposalStatus, after string, limit int) ([]Proposal, error) {
	list, err := db.Rows(ctx, q, scanProposal, `select `+proposalColumns+` from institution_proposal
		where status = $1 and id > $2 order by id limit $3`, status, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list proposals: %w", err)
	}
	return list, nil
}

func countProposals(ctx context.Context, q db.Q, status ProposalStatus) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from institution_proposal where status = $1`, status)
}

// listNamed finds institutions of a day that have this very name.
func listNamed(ctx context.Context, q db.Q, folded, day string) ([]Institution, error) {
	var c conditions
	c.add(`search_text like ` + c.arg("%"+bar+" "+folded+" "+bar+"%"))
	c.valid(day)
	return list(ctx, q, c.query()+` order by sort_key, id`, c.args)
}

func recordProposal(ctx context.Context, tx *db.Tx, actor string, action audit.Action, p Proposal) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindInstitutionProposal, ID: p.ID}})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
