package job

import (
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// When is a rule for repeated times: it returns the first one after t. It
// depends on nothing else, so every node finds the same times.
type When func(t time.Time) time.Time

// Every repeats at whole multiples of d, at least a second, counted from the
// zero time.
func Every(d time.Duration) When {
	if d < time.Second {
		panic(fmt.Sprintf("job: a schedule repeats every %s, which is under a second", d))
	}
	return func(t time.Time) time.Time { return t.UTC().Truncate(d).Add(d) }
}

// Daily repeats once a calendar day at a local time. Where the clocks go
// forward over that time it is moved by the same hour; where they go back it
// is the first of the two.
func Daily(hour, minute int, zone *time.Location) When {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		panic(fmt.Sprintf("job: %d:%d is not a time of day", hour, minute))
	}
	return func(t time.Time) time.Time {
		local := t.In(zone)
		for day := local.Day() - 1; ; day++ {
			at := wallTime(local.Year(), local.Month(), day, hour, minute, zone)
			if at.After(t) {
				return at.UTC()
			}
		}
	}
}

// wallTime is time.Date, which does not say which of two equal wall times it
// chooses, with the first one chosen.
func wallTime(year int, month time.Month, day, hour, minute int, zone *time.Location) time.Time {
	at := time.Date(year, month, day, hour, minute, 0, 0, zone)
	for _, earlier := range []time.Duration{time.Hour, 30 * time.Minute} {
		if first := at.Add(-earlier); first.Hour() == at.Hour() && first.Minute() == at.Minute() {
			return first
		}
	}
	return at
}

type schedule struct {
	args Args
	when When
}

// Schedule runs a job with these arguments at the times of when. The kind must
// be registered before. The job for the next time is written to the database
// when the one before is due, once for all nodes; a time at which no node is
// up is made good when one starts, however many were missed.
func Schedule(r *Registry, args Args, when When) {
	k, known := r.kinds[args.Kind()]
	if !known {
		panic(fmt.Sprintf("job: the kind %q is scheduled but not registered", args.Kind()))
	}
	if err := checkArgs(args); err != nil {
		panic("job: " + err.Error())
	}
	if k.Unique {
		panic(fmt.Sprintf("job: %q is scheduled, so its times make it unique already", k.name))
	}
	r.schedules = append(r.schedules, schedule{args, when})
}

// periodic plants the next run of each schedule: when the leading node begins
// to lead, and at each time of the schedule. The half second keeps a timer
// that fires a little early from planting the present run again.
func (q *Queue) periodic() []*river.PeriodicJob {
	jobs := make([]*river.PeriodicJob, len(q.schedules))
	for i, s := range q.schedules {
		k := q.kinds[s.args.Kind()]
		plant := func() (river.JobArgs, *river.InsertOpts) {
			o := k.insertOptions(s.when(q.now().Add(500 * time.Millisecond)))
			o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: time.Second}
			return s.args, o
		}
		jobs[i] = river.NewPeriodicJob(s.when, plant, &river.PeriodicJobOpts{RunOnStart: true})
	}
	return jobs
}

// Next implements river.PeriodicSchedule.
func (w When) Next(t time.Time) time.Time { return w(t) }
