package account

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

const personColumns = `id, given_name, family_name, email, greeting, language, status, created_at, updated_at, version`

func scanPerson(row db.Scanner) (p Person, err error) {
	err = row.Scan(&p.ID, &p.GivenName, &p.FamilyName, &p.Email, &p.Greeting, &p.Language, &p.Status,
		&p.CreatedAt, &p.UpdatedAt, &p.Version)
	return p, err
}

// insertPerson writes a person and the identity by which a code to the address
// finds them: the issuer is this service, the subject the person.
func insertPerson(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := db.Exec(ctx, tx, `insert into person (`+personColumns+`, email_key, sort_key, search_text)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.ID, p.GivenName, p.FamilyName, p.Email, p.Greeting, p.Language, p.Status,
		p.CreatedAt, p.UpdatedAt, p.Version, emailKey(p.Email), p.sortKey(), p.searchText())
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `insert into identity (id, person_id, issuer, subject, created_at) values ($1, $2, 'email', $2, $3)`,
		id.New(), p.ID, p.CreatedAt)
	return err
}

func loadPerson(ctx context.Context, q db.Q, personID string) (Person, error) {
	p, err := db.One(ctx, q, scanPerson, `select `+personColumns+` from person where id = $1`, personID)
	if errors.Is(err, db.ErrNone) {
		return p, fault.New(fault.NotFound, "fault.not-found")
	}
	return p, err
}

// findByEmail returns ErrNone when nobody has the address.
func findByEmail(ctx context.Context, q db.Q, email string) (Person, error) {
	return db.One(ctx, q, scanPerson, `select `+personColumns+` from person where email_key = $1`, emailKey(email))
}

func savePerson(ctx context.Context, tx *db.Tx, p Person) (bool, error) {
	n, err := db.Exec(ctx, tx, `update person set given_name = $3, family_name = $4, email = $5, email_key = $6,
		greeting = $7, language = $8, status = $9, sort_key = $10, search_text = $11, updated_at = $12, version = version + 1
		where id = $1 and version = $2`,
		p.ID, p.Version, p.GivenName, p.FamilyName, p.Email, emailKey(p.Email),
		p.Greeting, p.Language, p.Status, p.sortKey(), p.searchText(), p.UpdatedAt)
	return n == 1, err
}

// listPeople reads one row more than the page to know whether there is a next.
// Counting goes through every person once more, so it is left out where the
// first page has shown them all.
func listPeople(ctx context.Context, q db.Q, f Filter, limit int) (page Page, err error) {
	where, args := f.conditions()
	people, err := peopleAfter(ctx, q, f.After, where, args, limit+1)
	if err != nil {
		return page, err
	}
	page.Total = len(people)
	if len(people) > limit || f.After != "" {
		page.Total, err = db.One(ctx, q, db.Value[int], `select count(*) from person p where `+where, args...)
		if err != nil {
			return page, err
		}
	}
	if len(people) > limit {
		people = people[:limit]
		last := people[limit-1]
		page.Next = last.sortKey() + "~" + last.ID
	}
	page.People, err = addRoles(ctx, q, people)
	return page, err
}

// peopleAfter reads people in order, from a cursor on if it has one.
func peopleAfter(ctx context.Context, q db.Q, cursor, where string, args []any, limit int) ([]Person, error) {
	args = slices.Clone(args)
	if key, after, ok := strings.Cut(cursor, "~"); ok {
		args = append(args, key, after)
		where += ` and (p.sort_key, p.id) > ($` + strconv.Itoa(len(args)-1) + `, $` + strconv.Itoa(len(args)) + `)`
	}
	args = append(args, limit)
	return db.Rows(ctx, q, scanPerson, `select `+personColumns+` from person p where `+where+
		` order by p.sort_key, p.id limit $`+strconv.Itoa(len(args)), args...)
}

// conditions writes the where clause of a filter from fixed texts; every value
// is an argument.
func (f Filter) conditions() (string, []any) {
	parts, args := []string{"1 = 1"}, []any{}
	add := func(text string, value any) {
		args = append(args, value)
		parts = append(parts, strings.ReplaceAll(text, "$?", "$"+strconv.Itoa(len(args))))
	}
	for _, word := range strings.Fields(f.Query) {
		add(`p.search_text like $? escape '\'`, "%"+escapeLike(word)+"%")
	}
	if f.Status != "" {
		add(`p.status = $?`, f.Status)
	}
	if f.Role != "" {
		add(`p.id in (select g.person_id from role_grant g where g.role = $? and g.revoked_at is null)`, f.Role)
	}
	return strings.Join(parts, " and "), args
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// addRoles attaches roles and the last sign of life with one query each.
func addRoles(ctx context.Context, q db.Q, people []Person) ([]Listed, error) {
	list := make([]Listed, len(people))
	args := make([]any, len(people))
	place := map[string]int{}
	for i, p := range people {
		list[i], args[i], place[p.ID] = Listed{Person: p}, p.ID, i
	}
	in := db.In(1, len(args))
	_, err := db.Rows(ctx, q, func(row db.Scanner) (struct{}, error) {
		var person string
		var role access.Role
		err := row.Scan(&person, &role)
		if err == nil {
			list[place[person]].Roles = append(list[place[person]].Roles, role)
		}
		return struct{}{}, err
	}, `select distinct person_id, role from role_grant where revoked_at is null and person_id in (`+in+`) order by person_id, role`, args...)
	if err != nil {
		return nil, err
	}
	_, err = db.Rows(ctx, q, func(row db.Scanner) (struct{}, error) {
		var person string
		var at time.Time
		err := row.Scan(&person, &at)
		if err == nil {
			list[place[person]].SeenAt = &at
		}
		return struct{}{}, err
	}, `select person_id, seen_at from (
			select person_id, seen_at, row_number() over (partition by person_id order by seen_at desc, id) as n
			from signin_session where person_id in (`+in+`)) s
		where n = 1 order by person_id`, args...)
	return list, err
}
