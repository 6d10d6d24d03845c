package matching

import (
	"encoding/json"
	"net/http"

	"domubiedrs/internal/access"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// overview is how the matching of an intake stands, and the way on.
func (p *Pages) overview(w http.ResponseWriter, r *web.Request) error {
	c, err := p.choose(r)
	if err != nil {
		return err
	}
	l := &desk.List{Frame: frame(r, "coordination.room.matching")}
	if c.ID == "" {
		l.Table.Empty = &web.Empty{Icon: "heart-handshake", Title: r.T("matchdesk.no-intake.title"), Text: r.T("matchdesk.no-intake.text")}
		if len(c.Mine) == 0 {
			l.Table.Empty = &web.Empty{Icon: "lock", Title: r.T("matchdesk.closed.title"), Text: r.T("matchdesk.closed.text")}
		}
		return l.Show(w, r)
	}
	crowd, err := p.Matchmaking.Crowd(r.Context(), r.Actor, c.ID)
	if err != nil {
		return office.Hide(err)
	}
	runs, err := p.Pairing.Runs(r.Context(), r.Actor, c.ID)
	if err != nil {
		return err
	}
	sent, err := p.Pairing.Rounds(r.Context(), r.Actor, c.ID)
	if err != nil {
		return err
	}
	l.Eyebrow, l.Stats = c.Name(r.Lang()), crowdStats(r, crowd)
	if f := c.Field(r); f.Kind != web.Hidden {
		l.Filter(r, "", "", f)
		l.Filters.Target, l.Filters.Clear = "", ""
	}
	l.Table = runTable(r, runs)
	l.Table.Caption = r.T("matchdesk.run.list")
	l.Parts = []desk.Part{{ID: "rounds", Title: r.T("matchdesk.round.list"), Text: r.T("matchdesk.round.about"), Table: roundTable(r, sent)}}
	p.ways(r, l, c, crowd, len(runs) > 0)
	return l.Show(w, r)
}

// ways are the buttons of the overview.
func (p *Pages) ways(r *web.Request, l *desk.List, c office.Choice, crowd matchmaking.Crowd, again bool) {
	l.More = []web.Button{office.Secondary(r.T("matchdesk.waiting.title"), at("/waiting", c.ID), "clock")}
	if !office.May(r, access.Pairing, c.Programme) {
		return
	}
	key := "matchdesk.run.start"
	if again {
		key = "matchdesk.run.again"
	}
	if len(crowd.Mentees()) > 0 && len(crowd.Mentors()) > 0 {
		l.Action = &web.Button{Text: r.T(key), Href: at("/new", c.ID), Icon: "play"}
		if l.Table.Empty != nil {
			l.Table.Empty.Text = r.T("matchdesk.run.none-do")
		}
	}
	if n := quiet(crowd); n > 0 {
		l.Help = &web.Help{Title: r.T("matchdesk.quiet.title"), Text: r.Tr.N("matchdesk.quiet.text", n),
			Link: &web.Link{Text: r.T("matchdesk.quiet.do"), Href: "/coordination/intakes/" + c.ID + "/announce"}}
	}
}

// quiet is how many were imported and not written to yet.
func quiet(crowd matchmaking.Crowd) (n int) {
	for _, side := range [][]matchmaking.Person{crowd.Mentees(), crowd.Mentors()} {
		for _, p := range side {
			if p.Quiet {
				n++
			}
		}
	}
	return n
}

func crowdStats(r *web.Request, crowd matchmaking.Crowd) web.Stats {
	places, free := 0, 0
	for _, o := range crowd.Mentors() {
		places += o.Places()
		if !o.Paused {
			free += max(o.Places()-o.Running, 0)
		}
	}
	open := len(crowd.Open())
	left := len(crowd.Mentees()) - open
	return web.Stats{
		{Number: r.Tr.Number(left), Text: r.Tr.N("matchdesk.stat.left", left)},
		{Number: r.Tr.Number(open), Text: r.Tr.N("matchdesk.stat.open", open)},
		{Number: r.Tr.Number(crowd.Placed()), Text: r.Tr.N("matchdesk.stat.placed", crowd.Placed())},
		{Number: r.Tr.Number(free), Text: r.Tr.N("matchdesk.stat.free", free), Note: r.Tr.N("matchdesk.stat.places", places)},
	}
}

func runTable(r *web.Request, runs []pairing.Run) web.Table {
	t := web.Table{Columns: []web.Column{{Title: r.T("matchdesk.run.when")}, {Title: r.T("matchdesk.run.how")}, {Title: r.T("matchdesk.run.print")}, {Title: r.T("coordination.acts"), Hidden: true}},
		Empty: &web.Empty{Icon: "heart-handshake", Title: r.T("matchdesk.run.none"), Text: r.T("matchdesk.run.not-yet")}}
	for i, run := range runs {
		row := web.Row{Cells: []web.Cell{{Text: runName(r, run), Href: room + "/" + run.ID}, how(r, run), {Text: run.Fingerprint[:8]}}}
		if i > 0 {
			row.Cells = append(row.Cells, web.Cell{Acts: []web.Button{office.RowAct(r.T("matchdesk.compare.do"),
				room+"/"+runs[0].ID+"/compare?with="+run.ID, runName(r, run))}})
		} else {
			row.Cells = append(row.Cells, web.Cell{Tags: []string{r.T("matchdesk.run.latest")}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// how is with what a run was made; a setting that cannot be read is not told.
func how(r *web.Request, run pairing.Run) web.Cell {
	var ask matchmaking.Ask
	if err := json.Unmarshal(run.Settings, &ask); err != nil {
		return web.Cell{}
	}
	return web.Cell{Text: modelName(r, ask.Model), Note: r.T(ask.Objective.Key())}
}

var roundStates = map[pairing.RoundStatus]web.State{pairing.RoundDraft: web.ToDo, pairing.RoundSent: web.Begun, pairing.RoundClosed: web.Off}

func roundTable(r *web.Request, list []pairing.Round) web.Table {
	t := web.Table{Caption: r.T("matchdesk.round.list"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.round.single")},
		{Title: r.T("matchdesk.state")}, {Title: r.T("matchdesk.round.sent")}},
		Empty: &web.Empty{Icon: "send", Title: r.T("matchdesk.round.none"), Text: r.T("matchdesk.round.none-do")}}
	for _, x := range list {
		sent := ""
		if x.SentAt != nil {
			sent = r.Tr.ShortDate(*x.SentAt)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: roundName(r, x), Href: rounds + "/" + x.ID},
			{Status: &web.Status{State: roundStates[x.Status], Text: r.T(x.Status.Key())}}, {Text: sent}}})
	}
	return t
}

func roundName(r *web.Request, x pairing.Round) string {
	return r.T("matchdesk.round.name", "day", r.Tr.ShortDate(x.CreatedAt), "time", r.Tr.At(x.CreatedAt))
}
