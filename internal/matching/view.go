package matching

// What an index of people needs of a pool; see package candidates.

// Sought is a mentee as numbers.
func (p *Pool) Sought(mentee int) *Sought { return &p.sought[mentee] }

// Offered is a mentor as numbers.
func (p *Pool) Offered(mentor int) *Offered { return &p.offered[mentor] }

// ByKey are the mentors in the order of their keys.
func (p *Pool) ByKey() []int32 { return p.order }

// Rank is the place of a mentor in that order.
func (p *Pool) Rank(mentor int) int { return int(p.rank[mentor]) }

// Terms is how many different features the texts of mentors have: IDs in
// vectors are below it.
func (p *Pool) Terms() int { return p.terms }

// Numbers are how many languages, regions and models there are: the bits of
// Facts in use.
func (p *Pool) Numbers() (languages, regions, models int) {
	return len(p.books.languages.codes), len(p.books.regions.codes), len(p.books.models.codes)
}

// RoundModel is the number of the round's model, −1 when any will do.
func (p *Pool) RoundModel() int { return p.books.models.of(p.setting.Rules.Model) }

// Accepted are the models, languages or the like that somebody takes; none
// named: all.
func Accepted(set uint64) uint64 {
	if set == 0 {
		return ^uint64(0)
	}
	return set
}
