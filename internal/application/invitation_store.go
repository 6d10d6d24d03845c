package application

import (
	"context"
	"fmt"

	"domubiedrs/internal/db"
)

const invitationQuery = `select v.id, v.intake_id, v.email, v.name, v.invited_by, v.created_at, coalesce(a.status, '')
	from mentor_invitation v left join person p on p.email_key = v.email_key
	left join application a on a.person_id = p.id and a.intake_id = v.intake_id and a.side = 'mentor'`

func scanInvitation(s db.Scanner) (v Invitation, err error) {
	err = s.Scan(&v.ID, &v.Intake, &v.Email, &v.Name, &v.InvitedBy, &v.CreatedAt, &v.Status)
	return v, err
}

// insertInvitation adds one unless the address has one in the intake.
func insertInvitation(ctx context.Context, tx *db.Tx, v Invitation) (added bool, err error) {
	n, err := db.Exec(ctx, tx, `insert into mentor_invitation (id, intake_id, email, email_key, name, invited_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`, v.ID, v.Intake, v.Email, emailKey(v.Email), v.Name, v.InvitedBy, v.CreatedAt)
	if err != nil {
		return false, fmt.Errorf("insert invitation: %w", err)
	}
	return n == 1, nil
}

func findInvitation(ctx context.Context, q db.Q, intakeID, email string) (Invitation, error) {
	return db.One(ctx, q, scanInvitation, invitationQuery+` where v.intake_id = $1 and v.email_key = $2`, intakeID, emailKey(email))
}

func listInvitations(ctx context.Context, q db.Q, intakeID string) ([]Invitation, error) {
	return db.Rows(ctx, q, scanInvitation, invitationQuery+` where v.intake_id = $1 order by v.created_at desc, v.id desc`, intakeID)
}
