package pairing

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/db"
)

const columns = `p.id, p.programme_id, p.intake_id, coalesce(p.round_id, ''), p.mentee_id, p.mentor_id, p.mentee_person, p.mentor_person, p.model,
	p.status, p.rank, p.choice, p.mentee_answer, p.mentor_answer, p.shares, p.days, p.turn_at, p.due_at, p.asked_at, p.reminded, p.talk_at, p.talk_by,
	p.talk_agreed, p.hierarchy, p.confirmed_by, p.confirmed_at, p.note, p.ended, p.told, coalesce(p.mentorship_id, ''), p.created_by, p.created_at,
	p.updated_at, p.version, p.why`

// bare are the columns for what an update returns, where no alias may stand.
var bare = strings.ReplaceAll(columns, "p.", "")

func (p *Proposal) fields(why *string) []any {
	return []any{&p.ID, &p.Programme, &p.Intake, &p.Round, &p.Mentee, &p.Mentor, &p.MenteePerson, &p.MentorPerson, &p.Model,
		&p.Status, &p.Rank, &p.choice, &p.menteeReply, &p.mentorReply, &p.shares, &p.Days, &p.TurnAt, &p.DueAt, &p.AskedAt, &p.reminded, &p.Talk.At, &p.Talk.By,
		&p.Talk.Agreed, &p.Hierarchy, &p.ConfirmedBy, &p.ConfirmedAt, &p.Note, &p.ended, &p.told, &p.Mentorship, &p.CreatedBy, &p.CreatedAt,
		&p.UpdatedAt, &p.Version, why}
}

func scan(s db.Scanner) (p Proposal, err error) {
	var why string
	if err := s.Scan(p.fields(&why)...); err != nil {
		return p, err
	}
	return p, p.read(why)
}

func (p *Proposal) read(why string) error {
	if err := json.Unmarshal([]byte(why), &p.Why); err != nil {
		return fmt.Errorf("read the reasons of proposal %s: %w", p.ID, err)
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, p Proposal) error {
	why, err := json.Marshal(p.Why)
	if err != nil {
		return fmt.Errorf("write the reasons of a proposal: %w", err)
	}
	_, err = db.Exec(ctx, tx, `insert into pairing_proposal (id, programme_id, intake_id, round_id, mentee_id, mentor_id, mentee_person, mentor_person, model,
		status, rank, choice, mentee_answer, mentor_answer, shares, days, reminded, talk_by, talk_agreed, hierarchy, confirmed_by, confirmed_at, note,
		ended, told, created_by, created_at, updated_at, version, why)
		values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, 0, '', '', false, 0, 0, '', false, $12, $13, $14, $15, '', $16, $17, $18, $18, $19, $20)`,
		p.ID, p.Programme, p.Intake, p.Round, p.Mentee, p.Mentor, p.MenteePerson, p.MentorPerson, p.Model, p.Status, p.Rank,
		p.Hierarchy, p.ConfirmedBy, p.ConfirmedAt, p.Note, p.told, p.CreatedBy, p.CreatedAt, p.Version, string(why))
	if err != nil {
		return fmt.Errorf("insert proposal: %w", err)
	}
	return nil
}

// update saves p over the version that it holds.
func update(ctx context.Context, tx *db.Tx, p Proposal) error {
	n, err := db.Exec(ctx, tx, `update pairing_proposal set status = $3, choice = $4, mentee_answer = $5, mentor_answer = $6, shares = $7, days = $8,
		turn_at = $9, due_at = $10, asked_at = $11, reminded = $12, talk_at = $13, talk_by = $14, talk_agreed = $15, confirmed_by = $16, confirmed_at = $17,
		note = $18, ended = $19, told = $20, updated_at = $21, version = version + 1 where id = $1 and version = $2`,
		p.ID, p.Version, p.Status, p.choice, p.menteeReply, p.mentorReply, p.shares, p.Days, p.TurnAt, p.DueAt, p.AskedAt, p.reminded,
		p.Talk.At, p.Talk.By, p.Talk.Agreed, p.ConfirmedBy, p.ConfirmedAt, p.Note, p.ended, p.told, p.UpdatedAt)
	if err != nil {
		return fmt.Errorf("save proposal: %w", err)
	}
	if n == 0 {
		return errStale
	}
	return nil
}

// putOff saves a mentor's wish for time; the version stays.
func putOff(ctx context.Context, tx *db.Tx, p Proposal) error {
	_, err := db.Exec(ctx, tx, `update pairing_proposal set mentor_answer = $2, due_at = $3, reminded = $4, updated_at = $5 where id = $1`,
		p.ID, p.mentorReply, p.DueAt, p.reminded, p.UpdatedAt)
	return err
}

func setMentorship(ctx context.Context, tx *db.Tx, proposalID, mentorshipID string) error {
	_, err := db.Exec(ctx, tx, `update pairing_proposal set mentorship_id = $2 where id = $1`, proposalID, mentorshipID)
	return err
}

// setReminded notes a reminder unless another run was faster, or the answer.
func setReminded(ctx context.Context, tx *db.Tx, p Proposal, n int64) (bool, error) {
	rows, err := db.Exec(ctx, tx, `update pairing_proposal set reminded = $2 where id = $1 and reminded = $3 and status = $4 and version = $5`,
		p.ID, n, p.reminded, p.Status, p.Version)
	return rows == 1, err
}

// tellLost notes that a mentee knows what has closed, and tells how much it is.
func tellLost(ctx context.Context, tx *db.Tx, menteeID string) (int64, error) {
	return db.Exec(ctx, tx, `update pairing_proposal set told = true where mentee_id = $1 and told = false`, menteeID)
}

func load(ctx context.Context, q db.Q, proposalID string) (Proposal, error) {
	return found(db.One(ctx, q, scan, `select `+columns+` from pairing_proposal p where p.id = $1`, proposalID))
}

// lock loads a proposal and keeps every other change of it waiting.
func lock(ctx context.Context, tx *db.Tx, proposalID string) (Proposal, error) {
	return found(db.One(ctx, tx, scan, `update pairing_proposal set rank = rank where id = $1 returning `+bare, proposalID))
}

const isOpenStatus = `status in ('sent', 'mentee-yes', 'asked')`

// openOf are the open proposals of a mentee.
func openOf(ctx context.Context, q db.Q, menteeID string) ([]Proposal, error) {
	return openOn(ctx, q, Mentee, menteeID)
}

func openOn(ctx context.Context, q db.Q, side Side, applicationID string) ([]Proposal, error) {
	column := map[Side]string{Mentee: "mentee_id", Mentor: "mentor_id"}[side]
	return db.Rows(ctx, q, scan, `select `+columns+` from pairing_proposal p where p.`+column+` = $1 and p.`+isOpenStatus+` order by p.id`, applicationID)
}

// openPairs are the open ones of an intake, or of one of its mentees.
func openPairs(ctx context.Context, q db.Q, intakeID, menteeID string) (map[pair]bool, error) {
	query, args := `select mentee_id, mentor_id from pairing_proposal where intake_id = $1 and `+isOpenStatus, []any{intakeID}
	if menteeID != "" {
		query, args = query+` and mentee_id = $2`, append(args, menteeID)
	}
	list, err := db.Rows(ctx, q, func(s db.Scanner) (x pair, err error) {
		err = s.Scan(&x.mentee, &x.mentor)
		return x, err
	}, query, args...)
	open := make(map[pair]bool, len(list))
	for _, x := range list {
		open[x] = true
	}
	return open, err
}

func countAsked(ctx context.Context, q db.Q, mentorID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from pairing_proposal where mentor_id = $1 and status = 'asked'`, mentorID)
}

// lastChoice is the last place in a mentee's own order.
func lastChoice(ctx context.Context, q db.Q, menteeID string) (int64, error) {
	return db.One(ctx, q, db.Value[int64], `select coalesce(max(choice), 0) from pairing_proposal where mentee_id = $1`, menteeID)
}

// reservesOf are what sent rounds still hold for a mentee, the best first.
func reservesOf(ctx context.Context, q db.Q, menteeID string) ([]Proposal, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from pairing_proposal p join pairing_round r on r.id = p.round_id
		where p.mentee_id = $1 and p.status = 'draft' and r.status = 'sent' order by p.rank, p.id`, menteeID)
}

// sealMentor withdraws everything that is open for a mentor.
func sealMentor(ctx context.Context, tx *db.Tx, mentorID string, why ending, at time.Time) ([]Proposal, error) {
	return db.Rows(ctx, tx, scan, `update pairing_proposal set status = 'withdrawn', ended = $2, told = false, updated_at = $3, version = version + 1
		where mentor_id = $1 and `+isOpenStatus+` returning `+bare, mentorID, why, at)
}

// sealRound withdraws everything of a round that is open or in reserve, and
// gives what was open.
func sealRound(ctx context.Context, tx *db.Tx, roundID string, why ending, at time.Time) ([]Proposal, error) {
	if _, err := db.Exec(ctx, tx, `update pairing_proposal set status = 'withdrawn', ended = $2, updated_at = $3, version = version + 1
		where round_id = $1 and status = 'draft'`, roundID, why, at); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, scan, `update pairing_proposal set status = 'withdrawn', ended = $2, told = false, updated_at = $3, version = version + 1
		where round_id = $1 and `+isOpenStatus+` returning `+bare, roundID, why, at)
}

const awaitedStatus = `status in ('sent', 'asked')`

func dueOnes(ctx context.Context, q db.Q, now time.Time, limit int) ([]Proposal, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from pairing_proposal p where p.`+awaitedStatus+` and p.due_at <= $1 order by p.due_at, p.id limit $2`, now, limit)
}

func dueOf(ctx context.Context, q db.Q, menteeID string, now time.Time) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from pairing_proposal where mentee_id = $1 and `+awaitedStatus+` and due_at <= $2`, menteeID, now)
}

// awaited are the answers that are not late yet and not reminded of twice.
func awaited(ctx context.Context, q db.Q, now time.Time) ([]Proposal, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from pairing_proposal p where p.`+awaitedStatus+` and p.due_at > $1 and p.reminded < 2 order by p.due_at, p.id`, now)
}

// lostOnes are mentees with open proposals in which one of the two takes no part
// any more, or the mentee has a mentor.
func lostOnes(ctx context.Context, q db.Q, limit int) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select p.mentee_id from pairing_proposal p
		join application a on a.id = p.mentee_id join person x on x.id = a.person_id
		join application b on b.id = p.mentor_id join person y on y.id = b.person_id
		left join pairing_party c on c.application_id = p.mentee_id left join pairing_party d on d.application_id = p.mentor_id
		where p.`+isOpenStatus+` and (a.status <> 'eligible' or b.status <> 'eligible' or x.status <> 'active' or y.status <> 'active'
			or c.taken > 0 or d.taken > 0 and d.taken >= d.places)
		group by p.mentee_id order by p.mentee_id limit $1`, limit)
}

// listing is the query of a page of the desk.
func listing(f Filter, limit int) (query string, args []any) {
	query, args = `select `+columns+` from pairing_proposal p where p.intake_id = $1 and p.id > $2`, []any{f.Intake, f.After, limit}
	for _, only := range []struct{ column, value string }{{"round_id", f.Round}, {"status", string(f.Status)}} {
		if only.value != "" {
			args = append(args, only.value)
			query += ` and p.` + only.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	return query + ` order by p.id limit $3`, args
}

func list(ctx context.Context, q db.Q, f Filter, limit int) ([]Proposal, error) {
	query, args := listing(f, limit)
	found, err := db.Rows(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list proposals: %w", err)
	}
	return found, nil
}

func listFormers(ctx context.Context, q db.Q, intakeID string) ([]Former, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (f Former, err error) {
		err = s.Scan(&f.Mentee, &f.Mentor)
		return f, err
	}, `select distinct mentee_id, mentor_id from pairing_proposal where intake_id = $1 and status in ('declined', 'expired', 'withdrawn')
		and ended in ('mentee', 'mentor', 'silent', 'conflict') order by mentee_id, mentor_id`, intakeID)
}
