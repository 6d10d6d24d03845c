package pairing

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/questionnaire"
)

// cardRow is a proposal with what stands about the other side on the card.
type cardRow struct {
	Proposal
	name, position, employer string
}

func (x cardRow) as(side Side, zone *time.Location) Card {
	c := x.card(side, zone)
	c.Name, c.Position, c.Employer = x.name, x.position, x.employer
	return c
}

func scanCard(s db.Scanner) (x cardRow, err error) {
	var why, answers string
	var other account.Person
	fields := append(x.fields(&why), &other.GivenName, &other.FamilyName, &other.Email, &answers, &x.employer)
	if err := s.Scan(fields...); err != nil {
		return x, err
	}
	var given questionnaire.Answers
	if err := json.Unmarshal([]byte(answers), &given); err != nil {
		return x, fmt.Errorf("read the answers behind proposal %s: %w", x.ID, err)
	}
	x.name, x.position = other.Name(), given.First("position")
	return x, x.read(why)
}

// views are the two halves of a query by side: whom it shows, and what that side
// knows of.
var views = map[Side]struct{ other, mine string }{
	Mentee: {`p.mentor_id`, `p.mentee_person = $1 and p.due_at is not null`},
	Mentor: {`p.mentee_id`, `p.mentor_person = $1 and p.asked_at is not null`},
}

func cardQuery(side Side) string {
	return `select ` + columns + `, x.given_name, x.family_name, x.email, a.answers, coalesce(i.name_lv, a.employer) from pairing_proposal p
		join application a on a.id = ` + views[side].other + ` join person x on x.id = a.person_id left join institution i on i.id = a.institution_id`
}

func cardsQuery(side Side) string {
	return cardQuery(side) + ` where ` + views[side].mine + ` order by p.created_at desc, p.id desc limit $2`
}

func cardsOf(ctx context.Context, q db.Q, side Side, personID string, limit int) ([]cardRow, error) {
	rows, err := db.Rows(ctx, q, scanCard, cardsQuery(side), personID, limit)
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	return rows, nil
}

func cardOf(ctx context.Context, q db.Q, side Side, proposalID string) (cardRow, error) {
	return found(db.One(ctx, q, scanCard, cardQuery(side)+` where p.id = $1`, proposalID))
}

const waitingQuery = `select a.id, a.number, x.given_name, x.family_name, x.email, a.submitted_at, w.news_on, a.news_on,
		(select count(*) from pairing_proposal t where t.mentee_id = a.id and t.due_at is not null)
	from application a join person x on x.id = a.person_id left join pairing_party w on w.application_id = a.id
	where a.intake_id = $1 and a.status = 'eligible' and a.side = 'mentee' and x.status = 'active' and coalesce(w.taken, 0) = 0
		and (a.submitted_at, a.id) > ($2, $3)
		and not exists (select 1 from pairing_proposal p where p.mentee_id = a.id and p.status in ('sent', 'mentee-yes', 'asked'))
	order by a.submitted_at, a.id limit $4`

func waiting(ctx context.Context, q db.Q, intakeID string, after Cursor, limit int) ([]Waiting, error) {
	rows, err := db.Rows(ctx, q, func(s db.Scanner) (x Waiting, err error) {
		var p account.Person
		var desks *string
		err = s.Scan(&x.Application, &x.Number, &p.GivenName, &p.FamilyName, &p.Email, &x.Since, &desks, &x.NewsOn, &x.Tried)
		if desks != nil {
			x.NewsOn = cmp.Or(*desks, x.NewsOn)
		}
		x.Name = p.Name()
		return x, err
	}, waitingQuery, intakeID, after.At, after.ID, limit)
	if err != nil {
		return nil, fmt.Errorf("list who waits: %w", err)
	}
	return rows, nil
}
