package account

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const grantColumns = `id, person_id, role, scope_kind, scope_id, granted_by, granted_at`

func scanGrant(row db.Scanner) (g Grant, err error) {
	err = row.Scan(&g.ID, &g.Person, &g.Role, &g.Scope.Kind, &g.Scope.ID, &g.GrantedBy, &g.GrantedAt)
	return g, err
}

func insertGrant(ctx context.Context, tx *db.Tx, g Grant) (bool, error) {
	n, err := db.Exec(ctx, tx, `insert into role_grant (`+grantColumns+`) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict do nothing`, g.ID, g.Person, g.Role, g.Scope.Kind, g.Scope.ID, g.GrantedBy, g.GrantedAt)
	return n == 1, err
}

func loadGrant(ctx context.Context, q db.Q, grantID string) (Grant, error) {
	g, err := db.One(ctx, q, scanGrant, `select `+grantColumns+` from role_grant where id = $1 and revoked_at is null`, grantID)
	if errors.Is(err, db.ErrNone) {
		return g, fault.New(fault.NotFound, "fault.not-found")
	}
	return g, err
}

func listGrants(ctx context.Context, q db.Q, personID string) ([]Grant, error) {
	return db.Rows(ctx, q, scanGrant, `select `+grantColumns+` from role_grant
		where person_id = $1 and revoked_at is null order by role, scope_id, id`, personID)
}

func listScope(ctx context.Context, q db.Q, scope access.Scope) ([]Grant, error) {
	return db.Rows(ctx, q, scanGrant, `select `+grantColumns+` from role_grant
		where scope_kind = $1 and scope_id = $2 and revoked_at is null order by role, person_id, id`, scope.Kind, scope.ID)
}

func revokeGrant(ctx context.Context, tx *db.Tx, grantID, by string, at time.Time) (bool, error) {
	n, err := db.Exec(ctx, tx, `update role_grant set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null`,
		grantID, by, at)
	return n == 1, err
}

func countAdministrators(ctx context.Context, q db.Q) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from role_grant g join person p on p.id = g.person_id
		where g.role = $1 and g.revoked_at is null and p.status = $2`, access.Administrator, Active)
}

func listHolders(ctx context.Context, q db.Q) ([]Holder, error) {
	return db.Rows(ctx, q, func(row db.Scanner) (h Holder, err error) {
		var given, family string
		err = row.Scan(&given, &family, &h.Email, &h.Status, &h.Role, &h.Scope.Kind, &h.Scope.ID)
		h.Name = Person{GivenName: given, FamilyName: family}.Name()
		return h, err
	}, `select p.given_name, p.family_name, p.email, p.status, g.role, g.scope_kind, g.scope_id
		from role_grant g join person p on p.id = g.person_id
		where g.revoked_at is null order by g.role, p.sort_key, g.id`)
}
