package assign

import (
	"math"
	"slices"
)

// stages is the work of Fair after the worst pair is known.
type stages struct {
	face   *face
	below  int32   // scores under this are settled
	goal   int32   // settling ends here
	left   int     // stages that may still be made
	mentor []int32 // the best so far, of each mentee
	done   []Stage
	work   work
	stop   func() bool
}

// plan sets how far and in how many stages the worst-off are lifted: score by
// score to the end where the pairs are few enough, else to the median.
func (s *stages) plan(in *Instance, plain []int32) {
	s.left = min(max(stagePairs/max(1, len(in.Pairs)), leastStages), mostStages)
	scores := in.scoresOf(plain)
	slices.Sort(scores)
	s.goal = scores[len(scores)/2]
	if s.left >= 2*len(scores) {
		s.goal = math.MaxInt32
	}
}

// settle goes from the worst score upwards. A stage is the least score of
// those not yet settled, or a band from there when there are more people than
// stages left.
func (s *stages) settle() error {
	for s.left > 0 {
		least, people := s.unsettled()
		if people == 0 || least >= s.goal {
			return nil
		}
		width := int32(0)
		if people > s.left {
			width = (s.goal - least) / int32(s.left)
		} else if least > s.below {
			s.empty(least)
		}
		s.left--
		if err := s.band(least + width + 1); err != nil {
			return err
		}
	}
	return nil
}

// unsettled is the least score not settled and how many people have such
// scores.
func (s *stages) unsettled() (least int32, people int) {
	least = math.MaxInt32
	for _, score := range s.face.scoresOf(s.mentor) {
		if score >= s.below {
			least = min(least, score)
			people++
		}
	}
	return least, people
}

// empty settles that nobody needs a score from s.below to just under below, as
// the best so far shows. The proof is prices of 0.
func (s *stages) empty(below int32) {
	s.face.narrow(s.points(below), nil, 0)
	s.done, s.below = append(s.done, Stage{Below: below}), below
}

// points of a score in the stage from s.below to just under below.
func (s *stages) points(below int32) func(score int32) int32 {
	from := s.below
	return func(score int32) int32 {
		if score >= from && score < below {
			return -1
		}
		return 0
	}
}

// band settles the scores from s.below to just under below: as few people as
// possible there. What can no longer be part of a best result leaves the face.
func (s *stages) band(below int32) error {
	points := s.points(below)
	f, err := s.face.solve(points, s.stop)
	if err != nil {
		return err
	}
	s.work.add(f.work)
	stage := Stage{Below: below, Price: f.whole(), Unmatched: f.none / f.scale}
	s.mentor = f.mentor
	for _, score := range s.face.scoresOf(s.mentor) {
		if points(score) < 0 {
			stage.Count++
		}
	}
	s.face.narrow(points, stage.Price, stage.Unmatched)
	s.done, s.below = append(s.done, stage), below
	return nil
}

// result is the largest sum on the last face.
func (s *stages) result(c canon, in *Instance, plain *Result, fairness *Fairness) (*Result, error) {
	f, err := s.face.solve(func(score int32) int32 { return score }, s.stop)
	if err != nil {
		return nil, err
	}
	s.work.add(f.work)
	r := &Result{For: Fair, Scale: f.scale, Unmatched: f.none / f.scale, Block: plain.Block, Fairness: fairness}
	r.Mentor, r.Price = c.outward(f.mentor, f.price)
	r.Objective, r.Served = in.value(r.Mentor)
	r.Work = Work{s.work.bids, s.work.reads, s.work.returns}
	for _, stage := range s.done {
		if stage.Price != nil {
			_, stage.Price = c.outward(nil, stage.Price)
		}
		fairness.Stages = append(fairness.Stages, stage)
	}
	return r, nil
}

func (w *work) add(v work) {
	w.bids, w.reads, w.returns = w.bids+v.bids, w.reads+v.reads, w.returns+v.returns
}
