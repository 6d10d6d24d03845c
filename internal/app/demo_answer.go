package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/pairing"
)

// answer has people say what they want: the cast's mentor begins with one mentee
// and is asked by another, who has named a time for the talk; another pair
// begins too; somebody needs time, somebody does not want their last card. The
// cast's mentee has yet to choose.
func (d *demoRound) answer(ctx context.Context) error {
	all, err := d.pairing.Proposals(ctx, d.clerk, pairing.Filter{Intake: d.intake.ID}, pairing.MaxPage)
	if err != nil {
		return err
	}
	var his, others []pairing.Proposal
	for _, p := range all {
		switch {
		case p.Rank != 1 || p.MenteePerson == d.mentee:
		case p.MentorPerson == d.mentor:
			his = append(his, p)
		default:
			mentor, err := d.applications.Load(ctx, d.applications.DB, p.Mentor)
			if err != nil {
				return err
			}
			if mentor.Places() > 1 { // whose last place goes, takes cards from others
				others = append(others, p)
			}
		}
	}
	if err := each(ctx, his, d.begin, d.ask); err != nil {
		return err
	}
	return each(ctx, others, d.begin, d.later, func(ctx context.Context, p pairing.Proposal) error { return d.decline(ctx, p, all) })
}

// each does one deed to each proposal, in the order of their mentees, as far as
// both go.
func each(ctx context.Context, list []pairing.Proposal, deeds ...func(context.Context, pairing.Proposal) error) error {
	slices.SortFunc(list, func(a, b pairing.Proposal) int { return cmp.Compare(a.Mentee, b.Mentee) })
	for i := range min(len(list), len(deeds)) {
		if err := deeds[i](ctx, list[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *demoRound) choose(ctx context.Context, p pairing.Proposal, r pairing.Reply) error {
	if p.Status != pairing.Sent {
		return nil
	}
	c := pairing.Choice{Proposal: p.ID, Version: p.Version, Reply: r, Shares: true}
	return d.pairing.Choose(ctx, access.Actor{Person: p.MenteePerson}, p.Mentee, []pairing.Choice{c})
}

// yes has the mentee say yes, and gives the mentor's card when the mentor has
// yet to answer.
func (d *demoRound) yes(ctx context.Context, p pairing.Proposal) (card pairing.Card, open bool, err error) {
	if err := d.choose(ctx, p, pairing.Yes); err != nil || p.Status == pairing.Accepted {
		return card, false, err
	}
	card, err = d.pairing.Card(ctx, access.Actor{Person: p.MentorPerson}, p.ID)
	return card, card.Seen == pairing.SeenYours, err
}

func (d *demoRound) begin(ctx context.Context, p pairing.Proposal) error {
	card, open, err := d.yes(ctx, p)
	if err == nil && open {
		_, err = d.pairing.Answer(ctx, access.Actor{Person: p.MentorPerson}, p.ID, card.Version, pairing.Yes)
	}
	return err
}

// ask leaves the mentor with the question, and a time for the talk: in three
// days at ten.
func (d *demoRound) ask(ctx context.Context, p pairing.Proposal) error {
	card, open, err := d.yes(ctx, p)
	if err != nil || !open || card.Talk.At != nil {
		return err
	}
	day := d.pairing.Now().In(d.pairing.Zone).AddDate(0, 0, 4)
	at := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, d.pairing.Zone)
	return d.pairing.ProposeTalk(ctx, access.Actor{Person: p.MenteePerson}, p.ID, card.Version, at)
}

func (d *demoRound) later(ctx context.Context, p pairing.Proposal) error {
	return d.choose(ctx, p, pairing.Later)
}

// decline says no to the last card that the mentee sees.
func (d *demoRound) decline(ctx context.Context, p pairing.Proposal, all []pairing.Proposal) error {
	for _, other := range all {
		if other.Mentee == p.Mentee && other.Status != pairing.Draft && other.Rank > p.Rank {
			p = other
		}
	}
	if p.Rank == 1 {
		return nil // has only one
	}
	return d.choose(ctx, p, pairing.No)
}

// wait tells those for whom there is nobody when they hear next.
func (d *demoRound) wait(ctx context.Context) error {
	waiting, err := d.pairing.Waiting(ctx, d.clerk, d.intake.ID, pairing.Cursor{}, pairing.MaxPage)
	if err != nil {
		return err
	}
	var ids []string
	for _, w := range waiting {
		ids = append(ids, w.Application)
	}
	return d.pairing.SetNews(ctx, d.clerk, d.intake.ID, ids, d.intake.NewsOn)
}
