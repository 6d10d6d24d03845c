package together

import (
	"slices"

	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
)

// line is the five stages as people see them; evaluation repeats inside learning
// (R7-1), so it has a place and no status.
var line = []struct {
	name   string
	status mentorship.Status
}{{"foundation", mentorship.Foundation}, {"plan", mentorship.Planning}, {"learning", mentorship.Learning}, {"evaluation", ""}, {"closing", mentorship.Closing}}

// Stages is where the mentorship stands; a pause leaves it where it was.
func (x Room) Stages(r *web.Request) *web.Stages {
	if x.Status == mentorship.Paused {
		return Stages(r, x.Resumes)
	}
	return Stages(r, x.Status)
}

// Stages is the line of stages with one of them as the present; before any, all
// are to come.
func Stages(r *web.Request, status mentorship.Status) *web.Stages {
	here := -1
	if status != "" {
		here = slices.IndexFunc(line, func(s struct {
			name   string
			status mentorship.Status
		}) bool {
			return s.status == status
		})
	}
	all := &web.Stages{Title: r.T("workspace.stages.title")}
	for i, s := range line {
		stage := web.Stage{State: web.ToDo, Title: r.T("workspace.stages." + s.name), Note: r.T("workspace.stages.ahead")}
		switch {
		case s.status == "":
			stage.Note = r.T("together.stage.repeats")
		case i < here:
			stage.State, stage.Note = web.Ready, r.T("together.stage.done")
		case i == here:
			stage.State, stage.Note = web.Begun, r.T("workspace.stages.here")
		}
		all.Items = append(all.Items, stage)
	}
	return all
}
