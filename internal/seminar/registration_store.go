package seminar

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
)

const registrationColumns = `r.id, r.seminar_id, r.person_id, r.institution, r.job_title, r.status, r.turn, r.told, r.reminded_on,
	r.created_at, r.changed_at`

func (r *Registration) fields() []any {
	return []any{&r.ID, &r.Seminar, &r.Person, &r.Institution, &r.Position, &r.Hold, &r.Turn, &r.told, &r.remindedOn, &r.CreatedAt, &r.ChangedAt}
}

func scanRegistration(row db.Scanner) (r Registration, err error) {
	err = row.Scan(r.fields()...)
	return r, err
}

func loadRegistration(ctx context.Context, q db.Q, seminarID, registrationID string) (Registration, error) {
	return found(db.One(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r
		where r.id = $1 and r.seminar_id = $2`, registrationID, seminarID))
}

// loadOwn gives a person's registration; there is false when they have none.
func loadOwn(ctx context.Context, q db.Q, seminarID, personID string) (r Registration, there bool, err error) {
	r, err = db.One(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r
		where r.seminar_id = $1 and r.person_id = $2`, seminarID, personID)
	if errors.Is(err, db.ErrNone) {
		return r, false, nil
	}
	return r, err == nil, err
}

func loadByCode(ctx context.Context, q db.Q, seminarID, hash string) (Registration, error) {
	return db.One(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r
		where r.seminar_id = $1 and r.code_hash = $2 and r.code_hash <> ''`, seminarID, hash)
}

// putRegistration saves a registration, the first of a person or one after
// leaving; an older check-in code ends.
func putRegistration(ctx context.Context, tx *db.Tx, r Registration) error {
	_, err := db.Exec(ctx, tx, `insert into seminar_registration (id, seminar_id, person_id, institution, job_title, status, turn, code_hash,
		told, reminded_on, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11)
		on conflict (seminar_id, person_id) do update set institution = excluded.institution, job_title = excluded.job_title,
		status = excluded.status, turn = excluded.turn, code_hash = '', told = excluded.told, reminded_on = excluded.reminded_on,
		changed_at = excluded.changed_at`,
		r.ID, r.Seminar, r.Person, r.Institution, r.Position, r.Hold, r.Turn, r.told, r.remindedOn, r.CreatedAt, r.ChangedAt)
	return missing(err)
}

// setHold saves where a registration stands; its check-in code ends.
func setHold(ctx context.Context, tx *db.Tx, r Registration) error {
	_, err := db.Exec(ctx, tx, `update seminar_registration set status = $2, changed_at = $3, told = $4, code_hash = '' where id = $1`,
		r.ID, r.Hold, r.ChangedAt, r.told)
	return err
}

func setCode(ctx context.Context, tx *db.Tx, registrationID, hash string) error {
	_, err := db.Exec(ctx, tx, `update seminar_registration set code_hash = $2 where id = $1`, registrationID, hash)
	return err
}

// setTold marks that a person was told news, unless that was done already.
func setTold(ctx context.Context, tx *db.Tx, registrationID string, news int64) (first bool, err error) {
	n, err := db.Exec(ctx, tx, `update seminar_registration set told = $2 where id = $1 and told < $2 and status <> 'cancelled'`, registrationID, news)
	return n == 1, err
}

// setReminded marks that a person with a place was reminded on a day, unless
// that was done already.
func setReminded(ctx context.Context, tx *db.Tx, registrationID, day string) (first bool, err error) {
	n, err := db.Exec(ctx, tx, `update seminar_registration set reminded_on = $2 where id = $1 and reminded_on < $2 and status = 'registered'`,
		registrationID, day)
	return n == 1, err
}

// nextWaiting gives the first in turn who can still sign in.
func nextWaiting(ctx context.Context, q db.Q, seminarID string) (r Registration, there bool, err error) {
	r, err = db.One(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r join person p on p.id = r.person_id
		where r.seminar_id = $1 and r.status = 'waiting' and p.status = 'active' order by r.turn, r.id limit 1`, seminarID)
	if errors.Is(err, db.ErrNone) {
		return r, false, nil
	}
	return r, err == nil, err
}

// ahead counts those who wait before a turn.
func ahead(ctx context.Context, q db.Q, r Registration) (int64, error) {
	return db.One(ctx, q, db.Value[int64], `select count(*) from seminar_registration where seminar_id = $1 and status = 'waiting' and turn < $2`,
		r.Seminar, r.Turn)
}

func listUntold(ctx context.Context, q db.Q, seminarID string, news int64) ([]Registration, error) {
	return db.Rows(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r
		where r.seminar_id = $1 and r.status <> 'cancelled' and r.told < $2 order by r.turn, r.id`, seminarID, news)
}

// listUnreminded gives those with a place since before a moment who were not
// reminded on a day.
func listUnreminded(ctx context.Context, q db.Q, seminarID, day string, before time.Time) ([]Registration, error) {
	return db.Rows(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r
		where r.seminar_id = $1 and r.status = 'registered' and r.reminded_on < $2 and r.changed_at < $3 order by r.turn, r.id`, seminarID, day, before)
}

func listMine(ctx context.Context, q db.Q, personID string) ([]Registration, error) {
	return db.Rows(ctx, q, scanRegistration, `select `+registrationColumns+` from seminar_registration r join seminar s on s.id = r.seminar_id
		where r.person_id = $1 order by s.starts_at desc, r.id`, personID)
}

// listAttendees gives everybody who registered, in Latvian order of names,
// without their marks.
func listAttendees(ctx context.Context, q db.Q, seminarID string) ([]Attendee, error) {
	return db.Rows(ctx, q, func(row db.Scanner) (a Attendee, err error) {
		var given, family string
		err = row.Scan(append(a.Registration.fields(), &given, &family, &a.Email)...)
		a.Name = given + " " + family
		return a, err
	}, `select `+registrationColumns+`, p.given_name, p.family_name, p.email from seminar_registration r join person p on p.id = r.person_id
		where r.seminar_id = $1 order by p.sort_key, p.id`, seminarID)
}

// contact is whom a letter goes to.
type contact struct {
	person   string
	name     string
	email    string
	greeting string
	lang     i18n.Lang
	active   bool
}

func loadContact(ctx context.Context, q db.Q, personID string) (contact, error) {
	return found(db.One(ctx, q, func(row db.Scanner) (c contact, err error) {
		var given, family, status string
		err = row.Scan(&c.person, &given, &family, &c.email, &c.greeting, &c.lang, &status)
		c.name, c.active = given+" "+family, status == "active"
		return c, err
	}, `select id, given_name, family_name, email, greeting, language, status from person where id = $1`, personID))
}
