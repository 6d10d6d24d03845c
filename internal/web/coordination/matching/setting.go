package matching

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// settingPage is the form of a run: the programme's rules and weights, or those
// of the run that the address names.
func (p *Pages) settingPage(r *web.Request) (*desk.Form, office.Choice, error) {
	c, err := p.choose(r)
	if err != nil {
		return nil, c, err
	}
	if c.ID == "" {
		return nil, c, fault.New(fault.NotFound, "fault.not-found")
	}
	kept, err := p.Matchmaking.Setting(r.Context(), r.Actor, c.Programme)
	if err != nil {
		return nil, c, office.Hide(err)
	}
	ask := matchmaking.Ask{Setting: kept.Setting, Model: catalogue.ModelCode(c.Models[0])}
	if slices.Contains(c.Models, string(catalogue.Individual)) {
		ask.Model = catalogue.Individual
	}
	if from := r.URL.Query().Get("from"); from != "" {
		run, err := p.Pairing.Run(r.Context(), r.Actor, from)
		if err != nil {
			return nil, c, office.Hide(err)
		}
		if err := json.Unmarshal(run.Settings, &ask); err != nil {
			return nil, c, err
		}
	}
	page := &desk.Form{Frame: frame(r, "matchdesk.setting.title")}
	page.Eyebrow, page.Lede = c.Name(r.Lang()), r.T("matchdesk.setting.lede")
	page.Form = &web.Form{Action: room + "/new", Submit: r.T("matchdesk.setting.submit"), Cancel: desk.Cancel(r, at("", c.ID)), Note: r.T("matchdesk.setting.note"),
		Fields: settingFields(r, c, ask, kept.Version)}
	return page, c, nil
}

func settingFields(r *web.Request, c office.Choice, ask matchmaking.Ask, version int64) []*web.Field {
	model := &web.Field{Kind: web.Select, Name: "model", Label: r.T("matchdesk.setting.model"), Value: string(ask.Model), Required: true}
	for _, code := range c.Models {
		model.Options = append(model.Options, web.Option{Value: code, Label: modelName(r, catalogue.ModelCode(code))})
	}
	objective := &web.Field{Kind: web.Radios, Name: "objective", Label: r.T("matchdesk.setting.objective"), Value: string(ask.Objective), Required: true}
	for _, o := range matchmaking.Objectives {
		objective.Options = append(objective.Options, web.Option{Value: string(o), Label: r.T(o.Key()), Hint: r.T("matchdesk.setting.wish." + string(o))})
	}
	waiting := numberField("waiting", r.T("matchdesk.setting.waiting"), ask.Waiting)
	waiting.Hint = r.T("matchdesk.setting.waiting-about")
	fields := []*web.Field{{Kind: web.Hidden, Name: "intake", Value: c.ID}, desk.VersionField(version), model, objective, waiting,
		{Kind: web.Heading, Label: r.T("matchdesk.setting.weights"), Hint: r.T("matchdesk.setting.weights-about")}}
	for _, x := range matching.AllCriteria() {
		fields = append(fields, abreast(numberField("weight-"+x.String(), r.T("match.criterion."+x.String()), ask.Weights[x.String()])))
	}
	on := &web.Field{Kind: web.Checkboxes, Abreast: true, HideOptional: true, Name: "on", Label: r.T("matchdesk.setting.on"), Hint: r.T("matchdesk.setting.on-about"), Values: ask.On}
	for _, rule := range matchmaking.Choosable() {
		on.Options = append(on.Options, web.Option{Value: rule.String(), Label: r.T("matchdesk.rule." + rule.String())})
	}
	cooling, hours := numberField("cooling_off", r.T("matchdesk.setting.cooling-off"), ask.CoolingOff), numberField("hours", r.T("matchdesk.setting.hours"), ask.Hours)
	return append(fields, &web.Field{Kind: web.Heading, Label: r.T("matchdesk.setting.rules")}, on, abreast(cooling), abreast(hours),
		&web.Field{Kind: web.Checkbox, Name: "keep", Label: r.T("matchdesk.setting.keep"), HideOptional: true})
}

func numberField(name, label string, value int) *web.Field {
	return &web.Field{Kind: web.Number, Name: name, Label: label, Value: strconv.Itoa(value), Short: true, Required: true, MaxLength: 4}
}

// abreast sets a field beside its neighbours.
func abreast(f *web.Field) *web.Field {
	f.Abreast = true
	return f
}

// askOf reads a sent form.
func askOf(f *web.Form) (ask matchmaking.Ask, err error) {
	bad := fault.Checks{}
	number := func(name string, most int) int {
		n, err := strconv.Atoi(f.Value(name))
		if err != nil {
			bad.Fail(name, "matchmaking.fault.number", "max", most)
		}
		return n
	}
	ask = matchmaking.Ask{Model: catalogue.ModelCode(f.Value("model")), Setting: matchmaking.Setting{On: f.Field("on").Values, Weights: map[string]int{},
		Objective: matchmaking.Objective(f.Value("objective")), CoolingOff: number("cooling_off", matchmaking.MaxCoolingOff), Hours: number("hours", matchmaking.MaxHours),
		Waiting: number("waiting", matchmaking.MaxWaiting)}}
	for _, x := range matching.AllCriteria() {
		ask.Weights[x.String()] = number("weight-"+x.String(), matching.MaxWeight)
	}
	return ask, bad.Err()
}

func (p *Pages) newRun(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.settingPage(r)
	if err != nil {
		return err
	}
	return page.Show(w, r)
}

// make runs the engine, and keeps the setting where that is asked for; a
// setting that somebody else changed meanwhile is not overwritten, and then
// nothing is run either.
func (p *Pages) make(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	page, c, err := p.settingPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	ask, err := askOf(page.Form)
	if err == nil && page.Form.Value("keep") == "yes" {
		_, err = p.Matchmaking.Keep(r.Context(), r.Actor, c.Programme, desk.Version(page.Form), ask.Setting)
	}
	if err != nil {
		return page.Refuse(w, r, err, func() (*web.Form, error) {
			now, _, err := p.settingPage(r)
			if err != nil {
				return nil, err
			}
			return now.Form, nil
		})
	}
	run, err := p.Matchmaking.Make(r.Context(), r.Actor, c.ID, ask)
	if err != nil {
		return page.Refuse(w, r, office.Hide(err), nil)
	}
	return r.Done(w, room+"/"+run.ID, "matchdesk.run.done")
}

// ruleName is a hard rule as a condition; those that are always on too.
func ruleName(r *web.Request, name string) string { return r.T("match.rule." + name) }

func onNames(r *web.Request, on []string) (names []string) {
	for _, rule := range matchmaking.Choosable() {
		if slices.Contains(on, rule.String()) {
			names = append(names, r.T("matchdesk.rule."+rule.String()))
		}
	}
	return names
}
