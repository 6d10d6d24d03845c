package application

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
)

// conditions writes the where clause of a filter from fixed texts; every value
// is an argument. Without a status all count that were submitted once. Names are
// searched where they were copied to, and in person for those who have changed
// since.
func (f Filter) conditions() (string, []any) {
	parts, args := []string{"a.intake_id = $1", "a.submitted_at is not null"}, []any{f.Intake}
	add := func(text string, value any) {
		args = append(args, value)
		parts = append(parts, strings.ReplaceAll(text, "$?", "$"+strconv.Itoa(len(args))))
	}
	if f.Status != "" {
		add("a.status = $?", f.Status)
	}
	if f.Side != "" {
		add("a.side = $?", f.Side)
	}
	if f.Fit != "" {
		add("a.fit = $?", f.Fit)
	}
	for _, word := range words(f.Query) {
		add(`(a.person_text like $? or a.search_text like $?
			or a.institution_id in (select i.id from institution i where i.search_text like $?)
			or a.person_id in (select p.id from person p where p.version > 1 and p.search_text like $?))`, "%"+word+"%")
	}
	return strings.Join(parts, " and "), args
}

// maxWords is how many words of a question count.
const maxWords = 8

// words are what a question asks for, folded, so without the signs of like. A
// number and an address stay whole.
func words(question string) (list []string) {
	for _, word := range strings.Fields(question) {
		if word = i18n.Fold(word); word != "" && len(list) < maxWords {
			list = append(list, word)
		}
	}
	return list
}

// cursorTime is how a time stands in a cursor: sortable, to the microsecond.
const cursorTime = "2006-01-02T15:04:05.000000Z"

// listedColumns are columns, without what people wrote.
var listedColumns = strings.Replace(columns, "a.answers", "'{}'", 1)

// listedFrom are the columns of a Listed and where they come from.
var listedFrom = listedColumns + `, p.given_name, p.family_name, p.email, coalesce(i.name_lv, a.employer)
	from application a join person p on p.id = a.person_id left join institution i on i.id = a.institution_id`

func several(ctx context.Context, q db.Q, ids []string) ([]Listed, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.Rows(ctx, q, scanListed, `select `+listedFrom+` where a.id in (`+db.In(1, len(ids))+`)
		order by a.submitted_at, a.id`, args...)
}

// cursor is the place of an application in the queue.
func cursor(a Application) string { return a.Submitted.UTC().Format(cursorTime) + "~" + a.ID }

// after is the condition of the pages that follow the first, on a table that has
// the order's columns.
func (f Filter) after(table string, args []any) (string, []any) {
	at, last, _ := strings.Cut(f.After, "~")
	from, err := time.Parse(cursorTime, at)
	if err != nil {
		return "", args // none, or one that we did not write
	}
	args = append(args, from, last)
	return ` and (` + table + `.submitted_at, ` + table + `.id) > ($` + strconv.Itoa(len(args)-1) + `, $` + strconv.Itoa(len(args)) + `)`, args
}

// listing makes the query of one page.
func listing(f Filter, limit int) (string, []any) {
	where, args := f.conditions()
	after, args := f.after("a", args)
	args = append(args, limit)
	return `select ` + listedFrom + ` where ` + where + after + ` order by a.submitted_at, a.id limit $` + strconv.Itoa(len(args)), args
}

func queue(ctx context.Context, q db.Q, f Filter, limit int) (page Page, err error) {
	if len(words(f.Query)) > 0 {
		page, err = search(ctx, q, f, limit+1)
	} else {
		page, err = browse(ctx, q, f, limit+1)
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		page.Next = cursor(page.Items[limit-1].Application)
	}
	return page, err
}

// browse reads a page from an index; what it counts is in the index too.
func browse(ctx context.Context, q db.Q, f Filter, limit int) (page Page, err error) {
	where, args := f.conditions()
	if page.Total, err = db.One(ctx, q, db.Value[int], `select count(*) from application a where `+where, args...); err != nil {
		return page, fmt.Errorf("count applications: %w", err)
	}
	query, args := listing(f, limit)
	if page.Items, err = db.Rows(ctx, q, scanListed, query, args...); err != nil {
		return page, fmt.Errorf("list applications: %w", err)
	}
	return page, nil
}

// search compares words with the whole intake, so it does that once for the page
// and the total.
func search(ctx context.Context, q db.Q, f Filter, limit int) (page Page, err error) {
	where, args := f.conditions()
	after, args := f.after("f", args)
	args = append(args, limit)
	ids, err := db.Rows(ctx, q, func(s db.Scanner) (applicationID string, err error) {
		err = s.Scan(&applicationID, &page.Total)
		return applicationID, err
	},
		`with f as (select a.id, a.submitted_at from application a where `+where+`), n as (select count(*) as total from f)
		select f.id, n.total from f cross join n where f.id is not null`+after+` order by f.submitted_at, f.id limit $`+strconv.Itoa(len(args)), args...)
	if err != nil {
		return page, fmt.Errorf("search applications: %w", err)
	}
	if page.Items, err = several(ctx, q, ids); err != nil {
		return page, fmt.Errorf("list applications: %w", err)
	}
	return page, nil
}

func scanListed(s db.Scanner) (x Listed, err error) {
	var r row
	var p account.Person
	if err := s.Scan(append(r.fields(), &p.GivenName, &p.FamilyName, &p.Email, &x.Institution)...); err != nil {
		return x, err
	}
	x.Application, err = r.open()
	x.Name, x.Email = p.Name(), p.Email
	return x, err
}

func counts(ctx context.Context, q db.Q, intakeID string) (map[Side]map[Status]int, error) {
	all := map[Side]map[Status]int{Mentee: {}, Mentor: {}}
	_, err := db.Rows(ctx, q, func(s db.Scanner) (struct{}, error) {
		var side Side
		var status Status
		var n int
		err := s.Scan(&side, &status, &n)
		if err == nil {
			all[side][status] = n
		}
		return struct{}{}, err
	}, `select side, status, count(*) from application where intake_id = $1 group by side, status order by side, status`, intakeID)
	return all, err
}

func standings(ctx context.Context, q db.Q, institutionID string, limit int) ([]Standing, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (x Standing, err error) {
		var p account.Person
		err = s.Scan(&p.GivenName, &p.FamilyName, &p.Email, &x.Intake.Code, &x.Intake.NameLV, &x.Intake.NameEN, &x.Intake.NewsOn,
			&x.Side, &x.Status, &x.Submitted)
		x.Name = p.Name()
		return x, err
	}, `select p.given_name, p.family_name, p.email, x.code, x.name_lv, x.name_en, x.news_on, a.side, a.status, a.submitted_at
		from application a join person p on p.id = a.person_id join intake x on x.id = a.intake_id
		where a.institution_id = $1 and a.submitted_at is not null order by a.submitted_at desc, a.id limit $2`, institutionID, limit)
}
