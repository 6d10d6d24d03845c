// Package matching is the matching desk: the programme's decisive hour, from
// screened applications to a round of proposals that a coordinator sends.
//
// The way through it: the overview of an intake (overview.go) leads to a run
// (setting.go), whose mentees stand in a list (run.go). One mentee's page
// (mentee.go) shows the shortlist with reasons, and every other mentor; a
// decision about a pair says first what it does to everybody else (pair.go).
// The sheet (quality.go) tells how good a run is, another page compares two
// (compare.go). A draft of a round is arranged, sent after a question, and
// closed (round.go, arrange.go). Who waits has a list of their own (waiting.go).
// Nothing is sent by itself.
package matching

import (
	"cmp"
	"embed"
	"io/fs"
	"net/url"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's own pages, beside those of package desk.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit         *web.Kit
	Intakes     *intake.Service
	Pairing     *pairing.Service
	Matchmaking *matchmaking.Service
}

// Where the room's pages are.
const (
	room   = "/coordination/matching"
	rounds = pairing.RoundPath
)

// Mount registers the routes.
func (p *Pages) Mount() {
	h := p.Kit.Handle
	h("GET "+room, office.Enter, p.overview)
	h("GET "+room+"/new", office.Act, p.newRun)
	h("POST "+room+"/new", office.Act, p.make)
	h("GET "+room+"/waiting", office.Enter, p.waiting)
	h("GET "+room+"/news", office.Act, p.askNews)
	h("POST "+room+"/news", office.Act, p.setNews)
	h("GET "+room+"/{id}", office.Enter, p.run, p.Kit.LimitSearch())
	h("GET "+room+"/{id}/quality", office.Enter, p.quality)
	h("GET "+room+"/{id}/compare", office.Enter, p.compare)
	h("GET "+room+"/{id}/draft", office.Act, p.askDraft)
	h("POST "+room+"/{id}/draft", office.Act, p.draft)
	h("GET "+room+"/{id}/mentees/{mentee}", office.Enter, p.mentee, p.Kit.LimitSearch())
	h("GET "+room+"/{id}/mentees/{mentee}/mentors", office.Enter, p.mentors, p.Kit.LimitSearch())
	h("GET "+room+"/{id}/mentees/{mentee}/pair", office.Act, p.askPair)
	h("POST "+room+"/{id}/mentees/{mentee}/pair", office.Act, p.pair)
	h("POST "+room+"/{id}/mentees/{mentee}/lift", office.Act, p.lift)
	p.mountRounds()
}

func (p *Pages) mountRounds() {
	h := p.Kit.Handle
	h("GET "+rounds+"/{id}", office.Enter, p.round)
	for path, do := range map[string][2]web.Handler{"/send": {p.askSend, p.send}, "/close": {p.askClose, p.close}, "/confirm": {p.askConfirm, p.confirm},
		"/withdraw": {p.askWithdraw, p.withdraw}, "/mentees/{mentee}": {p.arrange, p.rearrange}} {
		h("GET "+rounds+"/{id}"+path, office.Act, do[0])
		h("POST "+rounds+"/{id}"+path, office.Act, do[1])
	}
}

func frame(r *web.Request, title string, args ...any) desk.Frame {
	return office.Section.Frame(r, "matching", title, args...)
}

// here is the address of a run's page.
func here(run *matchmaking.Run) string { return room + "/" + run.ID }

// of is the address of a mentee's page of a run.
func of(run *matchmaking.Run, menteeID string) string { return here(run) + "/mentees/" + menteeID }

// ofRun begins a page about a run.
func ofRun(r *web.Request, run *matchmaking.Run, title string, args ...any) desk.Frame {
	f := frame(r, title, args...)
	f.Eyebrow = run.Intake.Name(r.Lang())
	f.Under(runName(r, run.Run), here(run))
	return f
}

// runName says which run it is: when it was made.
func runName(r *web.Request, run pairing.Run) string {
	return r.T("matchdesk.run.name", "day", r.Tr.ShortDate(run.CreatedAt), "time", r.Tr.At(run.CreatedAt))
}

// fullName tells runs of the same minute apart.
func fullName(r *web.Request, run pairing.Run) string {
	return runName(r, run) + " (" + run.Fingerprint[:8] + ")"
}

// one opens the run of the address.
func (p *Pages) one(r *web.Request) (*matchmaking.Run, error) {
	run, err := p.Matchmaking.Open(r.Context(), r.Actor, r.PathValue("id"))
	return run, office.Hide(err)
}

// phases in the order in which an intake is likely to be matched now.
var phases = []intake.Phase{intake.Matching, intake.Running, intake.Applying, intake.Upcoming, intake.Preparing, intake.Over}

// choose finds the intake among those that the viewer can match.
func (p *Pages) choose(r *web.Request) (office.Choice, error) {
	mine, err := p.Mine(r)
	if err != nil {
		return office.Choice{}, err
	}
	asked := cmp.Or(r.URL.Query().Get("intake"), r.PostForm.Get("intake"))
	return mine.Where(r, access.Read, access.Pairing).Choose(r, p.Intakes, asked, phases)
}

// at is a page of the room for an intake.
func at(path, intakeID string) string {
	return room + path + "?" + url.Values{"intake": {intakeID}}.Encode()
}

// Fit in words, by score; people are never shown a number.
const (
	veryGood = 6500
	good     = 4500
)

func fitKey(score int) string {
	switch {
	case score >= veryGood:
		return "matchdesk.fit.very-good"
	case score >= good:
		return "matchdesk.fit.good"
	}
	return "matchdesk.fit.fair"
}

// bars is how many of three bars stand for it.
func bars(score int) int {
	switch {
	case score >= veryGood:
		return 3
	case score >= good:
		return 2
	}
	return 1
}

// name is what a person of a run is called; those who left have none.
func name(r *web.Request, run matchmaking.Crowd, applicationID string) string {
	if p, there := run.Named(applicationID); there {
		return p.Name
	}
	return r.T("matchdesk.gone")
}
