package assign

import (
	"bufio"
	"errors"
	"io"
	"math"
	"strconv"
)

// bufferSize of readers and writers: one system call for some 20,000 lines.
const bufferSize = 1 << 18

// scanner reads whole numbers and counts lines.
type scanner struct {
	r    *bufio.Reader
	line int // of the character read last, from 1
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, bufferSize), line: 1}
}

func (s *scanner) problem(p Problem, value int64) error {
	return &InputError{Problem: p, Line: s.line, Mentee: -1, Mentor: -1, Value: value}
}

// next skips blanks, and comments at the beginning of a word; with lines it
// goes over the ends of lines too, else it stops before them. io.EOF at the
// end.
func (s *scanner) next(lines bool) (byte, error) {
	for {
		c, err := s.r.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case c == '\n':
			if !lines {
				return c, s.r.UnreadByte()
			}
			s.line++
		case c == '#':
			if err := s.skipLine(); err != nil {
				return 0, err
			}
		case c != ' ' && c != '\t' && c != '\r':
			return c, s.r.UnreadByte()
		}
	}
}

// skipLine leaves the end of the line to be read.
func (s *scanner) skipLine() error {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '\n' {
			return s.r.UnreadByte()
		}
	}
}

// number reads one whole number within ±limit.
func (s *scanner) number(lines bool, limit int64, outside Problem) (int64, error) {
	c, err := s.next(lines)
	if err != nil {
		return 0, s.early(err)
	}
	negative := c == '-'
	if negative || c == '+' {
		s.r.ReadByte()
	}
	v, digits := int64(0), 0
	for {
		c, err := s.r.ReadByte()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return 0, err
		}
		d := c - '0'
		if d > 9 {
			if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
				return 0, s.problem(BadNumber, 0)
			}
			if err := s.r.UnreadByte(); err != nil {
				return 0, err
			}
			break
		}
		digits++
		if v = v*10 + int64(d); v > limit {
			return 0, s.problem(outside, 0)
		}
	}
	if digits == 0 {
		return 0, s.problem(BadNumber, 0)
	}
	if negative {
		v = -v
	}
	return v, nil
}

// early turns the end of the file into a problem.
func (s *scanner) early(err error) error {
	if errors.Is(err, io.EOF) {
		return s.problem(TooShort, 0)
	}
	return err
}

// endLine accepts blanks and a comment up to the end of the line.
func (s *scanner) endLine() error {
	c, err := s.next(false)
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	case c != '\n':
		return s.problem(TooLong, 0)
	}
	s.r.ReadByte()
	s.line++
	return nil
}

// end accepts blanks and comments up to the end of the file.
func (s *scanner) end() error {
	switch _, err := s.next(true); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return s.problem(TooLong, 0)
}

// trusted is how many elements a size in a file may reserve before the file
// shows that it has them.
func trusted(n int64) int { return int(min(n, 1<<24)) }

// ReadInstance reads a bare instance: "N M E U", the places of each mentor,
// and a line "mentee mentor score" a pair, sorted by mentee; # begins a
// comment. Within a mentee the pairs may stand in any order. Errors in the
// text are *InputError with the line; the instance returned is valid.
func ReadInstance(r io.Reader) (*Instance, error) {
	s := newScanner(r)
	in := &Instance{}
	n, m, e, err := s.header(in)
	if err != nil {
		return nil, err
	}
	in.Capacity = make([]int32, 0, trusted(m))
	for range m {
		c, err := s.number(true, math.MaxInt32, BadCapacity)
		if err != nil {
			return nil, err
		}
		if c < 0 {
			return nil, s.problem(BadCapacity, c)
		}
		in.Capacity = append(in.Capacity, int32(c))
	}
	in.First = make([]int, 1, trusted(n)+1)
	in.Pairs = make([]Pair, 0, trusted(e))
	if err := s.pairs(in, n, e); err != nil {
		return nil, err
	}
	return in, s.end()
}

func (s *scanner) header(in *Instance) (n, m, e int64, err error) {
	sizes := []struct {
		to       *int64
		limit    int64
		outside  Problem
		negative bool
	}{{&n, MaxMentees, TooManyMentees, false}, {&m, MaxMentors, TooManyMentors, false},
		{&e, MaxPairs, TooManyPairs, false}, {&in.Unmatched, -MinUnmatched, BadUnmatched, true}}
	for k, size := range sizes {
		if *size.to, err = s.number(k == 0, size.limit, size.outside); err != nil {
			return 0, 0, 0, err
		}
		if *size.to < 0 && !size.negative {
			return 0, 0, 0, s.problem(BadNumber, *size.to)
		}
	}
	if in.Unmatched > MaxUnmatched {
		return 0, 0, 0, s.problem(BadUnmatched, in.Unmatched)
	}
	return n, m, e, s.endLine()
}

// pairs reads the lines of the pairs.
func (s *scanner) pairs(in *Instance, mentees, pairs int64) error {
	mentors := int64(len(in.Capacity))
	for range pairs {
		i, err := s.number(true, mentees-1, BadMentee)
		if err != nil {
			return err
		}
		j, err := s.number(false, mentors-1, BadMentor)
		if err != nil {
			return err
		}
		score, err := s.number(false, MaxScore, BadScore)
		if err != nil {
			return err
		}
		last := int64(len(in.First) - 1)
		switch {
		case i < 0:
			return s.problem(BadMentee, i)
		case j < 0:
			return s.problem(BadMentor, j)
		case i < last:
			return s.problem(Unsorted, i)
		case i > last:
			if err := s.closeRows(in, i); err != nil {
				return err
			}
		}
		in.Pairs = append(in.Pairs, Pair{int32(j), int32(score)})
		if err := s.endLine(); err != nil {
			return err
		}
	}
	return s.closeRows(in, mentees)
}

// closeRows ends the lists before mentee i.
func (s *scanner) closeRows(in *Instance, i int64) error {
	for last := len(in.First) - 1; int64(last) < i; last++ {
		row := in.Pairs[in.First[last]:]
		if !sorted(row) {
			sortPairs(row)
		}
		for k := 1; k < len(row); k++ {
			if row[k].Mentor == row[k-1].Mentor {
				return &InputError{Problem: Duplicate, Line: s.line - 1, Mentee: last, Mentor: int(row[k].Mentor)}
			}
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return nil
}

// WriteInstance writes an instance in the form that ReadInstance reads.
func WriteInstance(w io.Writer, in *Instance) error {
	b := bufio.NewWriterSize(w, bufferSize)
	writeNumbers(b, int64(in.Mentees()), int64(in.Mentors()), int64(len(in.Pairs)), in.Unmatched)
	for j, c := range in.Capacity {
		if j > 0 {
			b.WriteByte(' ')
		}
		b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(c), 10))
	}
	b.WriteByte('\n')
	for i := range in.Mentees() {
		for _, p := range in.Row(i) {
			writeNumbers(b, int64(i), int64(p.Mentor), int64(p.Score))
		}
	}
	return b.Flush()
}

// writeNumbers writes a line; an error stays in the writer for Flush.
func writeNumbers(b *bufio.Writer, numbers ...int64) {
	for k, v := range numbers {
		if k > 0 {
			b.WriteByte(' ')
		}
		b.Write(strconv.AppendInt(b.AvailableBuffer(), v, 10))
	}
	b.WriteByte('\n')
}
