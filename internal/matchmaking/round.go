package matchmaking

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

// Draft puts the shortlists of a run into a round that nobody has sent: of the
// mentees to whom the run gives somebody, and who still have no mentor and no
// open proposal, with the mentors who still take part. Reasons are those of now.
func (s *Service) Draft(ctx context.Context, actor access.Actor, runID string) (pairing.Round, error) {
	r, err := s.Open(ctx, actor, runID)
	if err != nil {
		return pairing.Round{}, err
	}
	if err := actor.Check(access.Write, object(r.Programme)); err != nil {
		return pairing.Round{}, err
	}
	lists, err := s.shortlists(ctx, r)
	if err != nil {
		return pairing.Round{}, err
	}
	if len(lists) == 0 {
		return pairing.Round{}, fault.New(fault.Conflict, "matchmaking.fault.nothing")
	}
	return s.Pairing.Draft(ctx, actor, r.Intake.ID, r.ID, r.Ask.Model, lists)
}

// Ready is how many mentees a round of the run would go to.
func (r *Run) Ready() (n int) {
	open := r.c.open()
	for _, l := range r.Outcome.Mentees {
		if r.goes(l, open) {
			n++
		}
	}
	return n
}

// goes tells whether a mentee is in a round of the run. Who has no mentor there
// waits: their yes would take the place of somebody who has nobody else.
func (r *Run) goes(l Line, open map[string]bool) bool {
	_, there := r.Person(l.Mentee)
	return there && !open[l.Mentee] && l.Mentor != "" && len(l.Picks) > 0
}

func (s *Service) shortlists(ctx context.Context, r *Run) (lists []pairing.Shortlist, err error) {
	open := r.c.open()
	for _, l := range r.Outcome.Mentees {
		if !r.goes(l, open) {
			continue
		}
		ids := make([]string, len(l.Picks))
		for k, pick := range l.Picks {
			ids[k] = pick.Mentor
		}
		list, err := s.Shortlist(ctx, r, l.Mentee, ids...)
		if err != nil {
			return nil, err
		}
		if len(list.Candidates) > 0 {
			lists = append(lists, list)
		}
	}
	return lists, nil
}

// Shortlist is a mentee's list in the order asked for, with the reasons of now;
// pairs that a rule forbids now are left out.
func (s *Service) Shortlist(ctx context.Context, r *Run, menteeID string, mentorIDs ...string) (pairing.Shortlist, error) {
	list := pairing.Shortlist{Mentee: menteeID}
	found, err := s.Explain(ctx, r, menteeID, mentorIDs...)
	for _, c := range found {
		if c.Allowed && c.Rule != pairing.Exclude {
			list.Candidates = append(list.Candidates, pairing.Candidate{Mentor: c.Application, Why: Why(c.Explanation),
				Hierarchy: slices.Contains(c.Warnings, matching.MenteeManages)})
		}
	}
	return list, err
}

// Most reasons that the two people read.
const (
	mostFor  = 6
	mostAsks = 8
)

// Why is what both sides read of an explanation (R6.1-9): what speaks for the
// pair, the weightiest first, and what to talk about. Words that one side wrote
// are not in it.
func Why(x matching.Explanation) (w pairing.Why) {
	add := func(to *[]pairing.Reason, most int, list []matching.Reason) {
		for _, reason := range list {
			k := keep(reason)
			told := slices.ContainsFunc(*to, func(x pairing.Reason) bool { return x.Key == k.Key && maps.Equal(x.Args, k.Args) })
			if len(*to) < most && !told && !strings.HasSuffix(reason.Key, "-words") {
				*to = append(*to, k)
			}
		}
	}
	add(&w.For, mostFor, telling.Pros(x, pairing.MaxReasons))
	add(&w.Questions, mostAsks, x.Open)
	add(&w.Questions, mostAsks, telling.Cons(x, pairing.MaxReasons))
	return w
}

// keep is a reason as a proposal holds it: codes stay codes, so that each
// reader has them in their own language.
func keep(r matching.Reason) pairing.Reason {
	out := pairing.Reason{Key: r.Key}
	for i := 0; i+1 < len(r.Args); i += 2 {
		if out.Args == nil {
			out.Args = map[string]string{}
		}
		out.Args[r.Args[i].(string)] = argument(r.Args[i+1])
	}
	return out
}

// lists are the arguments of reasons that hold several codes.
var lists = []string{"topics", "ways", "values", "times", "regions", "languages"}

// Told reads such a reason back.
func Told(r pairing.Reason) matching.Reason {
	out := matching.Reason{Key: r.Key}
	for _, name := range slices.Sorted(maps.Keys(r.Args)) {
		var value any = r.Args[name]
		several := slices.Contains(lists, name) || strings.HasSuffix(r.Key, ".values") && (name == "mentee" || name == "mentor")
		if n, err := strconv.Atoi(r.Args[name]); err == nil {
			value = n
		} else if several {
			value = strings.FieldsFunc(r.Args[name], func(c rune) bool { return c == ',' })
		}
		out.Args = append(out.Args, name, value)
	}
	return out
}

// Words are the labels of a programme's codes, for telling.Words.Sentence.
func (s *Service) Words(ctx context.Context, actor access.Actor, programmeID string) (*telling.Words, error) {
	entries, err := s.Catalogue.List(ctx, actor, catalogue.Filter{Programme: programmeID, Retired: true})
	if err != nil {
		return nil, err
	}
	var forms []questionnaire.Questionnaire
	for _, side := range []pairing.Side{pairing.Mentee, pairing.Mentor} {
		form, err := questionnaire.Current(ctx, s.DB, application.FormKey(side), programmeID)
		if err != nil {
			return nil, err
		}
		forms = append(forms, form.Questionnaire)
	}
	return telling.New(entries, forms...), nil
}

func argument(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case string:
		return v
	case []string:
		text := ""
		for i, code := range v {
			if len(text)+len(code) >= pairing.MaxArg {
				break
			}
			if i > 0 {
				text += ","
			}
			text += code
		}
		return text
	}
	return ""
}
