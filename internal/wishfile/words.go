package wishfile

// mostNamed is how many people a summary names one by one.
const mostNamed = 10

// Summary says in words what was found.
func (r *Result) Summary() []string {
	t, places := r.t, 0
	for _, n := range r.Places {
		places += int(n)
	}
	lines := []string{t.T("matchfile.people", "mentees", len(r.People[mentees]), "mentors", len(r.People[mentors]), "places", places)}
	switch served := r.Served(); {
	case len(r.People[mentees]) == 0 || len(r.People[mentors]) == 0:
		return append(lines, t.T("wishfile.empty"))
	case served == 0:
		lines = append(lines, t.T("matchfile.served-none"))
	case served == len(r.Mentor):
		lines = append(lines, t.T("matchfile.served-all"))
	case served == r.Possible:
		lines = append(lines, t.N("matchfile.served", served))
	default:
		lines = append(lines, t.N("wishfile.served", served, "possible", r.Possible))
	}
	lines = append(lines, t.T("wishfile.stable"))
	left := r.left()
	if len(left) == 0 {
		return lines
	}
	lines = append(lines, t.N("matchfile.waiting", len(left)))
	for _, i := range left[:min(len(left), mostNamed)] {
		lines = append(lines, "  "+r.People[mentees][i].Called()+": "+r.why(i))
	}
	if more := len(left) - mostNamed; more > 0 {
		lines = append(lines, "  "+t.N("matchfile.waiting-more", more))
	}
	return lines
}
