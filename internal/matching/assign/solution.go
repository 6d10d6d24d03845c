package assign

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
)

// WriteSolution writes "objective X", "scale K", a line "assign mentee mentor"
// a pair and a line "price mentor P" a mentor, P in 1/K points, 0 or more. Prices that
// belong to another score of the unmatched than the instance's (objectives
// other than Total) are announced in a comment "# unmatched U".
func WriteSolution(w io.Writer, in *Instance, r *Result) error {
	b := bufio.NewWriterSize(w, bufferSize)
	fmt.Fprintf(b, "objective %d\nscale %d\n", r.Objective, r.Scale)
	if r.Unmatched != in.Unmatched {
		fmt.Fprintf(b, "# unmatched %d\n", r.Unmatched)
	}
	for i, j := range r.Mentor {
		if j >= 0 {
			b.WriteString("assign ")
			writeNumbers(b, int64(i), int64(j))
		}
	}
	for j, p := range r.Price {
		b.WriteString("price ")
		writeNumbers(b, int64(j), max(0, p))
	}
	return b.Flush()
}

// ReadSolution reads a solution of an instance for Verify. Served is counted,
// the objective is what the file claims. Errors in the text are *InputError
// with the line.
func ReadSolution(rd io.Reader, in *Instance) (*Result, error) {
	s := newScanner(rd)
	r := &Result{Mentor: make([]int32, in.Mentees()), Price: make([]int64, in.Mentors()), Unmatched: in.Unmatched}
	for i := range r.Mentor {
		r.Mentor[i] = unmatched
	}
	for j := range r.Price {
		r.Price[j] = -1
	}
	claimed := false
	for {
		word, err := s.word()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if err := s.solutionLine(word, in, r); err != nil {
			return nil, err
		}
		claimed = claimed || word == "objective"
	}
	for _, p := range r.Price {
		if p < 0 {
			return nil, s.problem(MissingCertificate, 0)
		}
	}
	if r.Scale < 1 || !claimed {
		return nil, s.problem(MissingCertificate, 0)
	}
	return r, nil
}

func (s *scanner) solutionLine(word string, in *Instance, r *Result) (err error) {
	switch word {
	case "objective":
		r.Objective, err = s.number(false, math.MaxInt64/16, BadNumber)
	case "scale":
		r.Scale, err = s.number(false, topScale, BadNumber)
	case "assign":
		err = s.assignLine(in, r)
	case "price":
		err = s.priceLine(in, r)
	default:
		return s.problem(UnknownWord, 0)
	}
	if err != nil {
		return err
	}
	return s.endLine()
}

func (s *scanner) assignLine(in *Instance, r *Result) error {
	i, err := s.index(in.Mentees(), BadMentee)
	if err != nil {
		return err
	}
	j, err := s.index(in.Mentors(), BadMentor)
	if err != nil {
		return err
	}
	if r.Mentor[i] >= 0 {
		return s.problem(DuplicateMentee, i)
	}
	r.Mentor[i] = int32(j)
	r.Served++
	return nil
}

func (s *scanner) priceLine(in *Instance, r *Result) error {
	j, err := s.index(in.Mentors(), BadMentor)
	if err != nil {
		return err
	}
	p, err := s.number(false, topPrice, BadNumber)
	if err != nil {
		return err
	}
	if p < 0 {
		return s.problem(BadNumber, p)
	}
	r.Price[j] = p
	return nil
}

// index reads a number from 0 to n−1.
func (s *scanner) index(n int, outside Problem) (int64, error) {
	v, err := s.number(false, int64(n)-1, outside)
	if err == nil && (v < 0 || n == 0) {
		return 0, s.problem(outside, v)
	}
	return v, err
}

// word reads lower-case letters; io.EOF at the end of the file.
func (s *scanner) word() (string, error) {
	if _, err := s.next(true); err != nil {
		return "", err
	}
	var letters []byte
	for len(letters) < 16 {
		c, err := s.r.ReadByte()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return "", err
		}
		if c < 'a' || c > 'z' {
			if err := s.r.UnreadByte(); err != nil {
				return "", err
			}
			break
		}
		letters = append(letters, c)
	}
	return string(letters), nil
}
