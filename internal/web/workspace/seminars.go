package workspace

import (
	"slices"

	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
)

// holds are how a home shows where a registration stands.
var holds = map[seminar.Hold]web.State{seminar.Registered: web.Ready, seminar.Waiting: web.Begun}

// seminars lists those to come in which the person has a place or a turn, the
// next one first; nil when there are none. One that was called off stays until
// its day is over, so that nobody goes there.
func (p *Pages) seminars(r *web.Request) (*web.TaskList, error) {
	mine, err := p.Seminars.Mine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	group := web.TaskGroup{}
	for _, v := range slices.Backward(mine) {
		if v.Mine.Hold == seminar.Left || !p.Now().Before(v.End) {
			continue
		}
		status := web.Status{State: holds[v.Mine.Hold], Text: r.T(v.Mine.Hold.Key())}
		if v.Status == seminar.Cancelled {
			status = web.Status{State: web.Look, Text: r.T(v.Status.Key())}
		}
		group.Tasks = append(group.Tasks, web.Task{Text: v.Title.In(r.Lang()), Href: seminar.Path(v.ID), Status: status,
			Hint: r.T("seminars.when", "day", r.Tr.WeekdayDate(v.Start), "time", r.Tr.AtRange(v.Start, v.End))})
	}
	if len(group.Tasks) == 0 {
		return nil, nil
	}
	return &web.TaskList{Title: r.T("seminars.visit.mine"), Groups: []web.TaskGroup{group}}, nil
}
