package signin

import (
	"net/http"
	"strconv"
	"strings"

	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/web"
)

type accountPage struct {
	web.Page
	Form  *web.Form
	Facts web.Facts
}

func (p *Pages) accountPage(r *web.Request) (*accountPage, error) {
	me, err := p.Accounts.Me(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	fields := personFields(r)
	fields[0].Value, fields[1].Value = me.GivenName, me.FamilyName
	fields = append(fields,
		&web.Field{Kind: web.Text, Name: "greeting", Label: r.T("account.field.greeting"), Hint: r.T("account.field.greeting-hint"),
			Value: me.Greeting, Plain: true, MaxLength: account.MaxGreeting},
		&web.Field{Kind: web.Radios, Name: "language", Label: r.T("account.field.language"), Required: true, Options: languages(r),
			Value: string(me.Language)},
		&web.Field{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(me.Version, 10)},
		&web.Field{Kind: web.Hidden, Name: "back", Value: web.Back(r.URL.Query().Get("back"), "")})
	page := &accountPage{Page: r.Page("account", "signin.account.title"),
		Facts: web.Facts{{Name: r.T("account.field.email"), Value: me.Email}},
		Form:  &web.Form{Action: "/account", Submit: r.T("common.save"), Fields: fields}}
	return page, nil
}

// account shows the own details. Who comes from a page that shows them says so
// in the address and is led back there once they are saved.
func (p *Pages) account(w http.ResponseWriter, r *web.Request) error {
	page, err := p.accountPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "signin/account", page)
}

func (p *Pages) saveAccount(w http.ResponseWriter, r *web.Request) error {
	page, err := p.accountPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	version, _ := strconv.ParseInt(page.Form.Value("version"), 10, 64) // none is version 0, which is stale
	d := details(page.Form)
	if err := p.Accounts.ChangeMine(r.Context(), r.Actor, version, d); err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/account", page)
	}
	r.ForgetLang(w)
	return r.Done(w, web.Back(page.Form.Value("back"), "/account"), "signin.account.saved")
}

type sessionsPage struct {
	web.Page
	SignIns []signIn
	Others  bool
}

type signIn struct {
	ID     string
	Device string
	Since  string
	Seen   string
	This   bool
	End    web.Button
}

func (p *Pages) sessions(w http.ResponseWriter, r *web.Request) error {
	list, err := p.Accounts.Sessions(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	page := &sessionsPage{Page: r.Page("account", "signin.sessions.title"), Others: len(list) > 1}
	page.Lede = r.T("signin.sessions.lede")
	page.Crumbs = []web.Crumb{{Text: r.T("signin.account.title"), Href: "/account"}}
	for _, x := range list {
		device := deviceName(r, x.Device)
		page.SignIns = append(page.SignIns, signIn{ID: x.ID, Device: device, This: x.ID == r.Actor.SignIn,
			Since: r.Tr.DateTime(x.CreatedAt), Seen: r.Tr.DateTime(x.SeenAt),
			End: web.Button{Text: r.T("signin.sessions.end"), More: device, Variant: web.Secondary, Small: true}})
	}
	return r.Render(w, "signin/sessions", page)
}

// deviceName reads from a user agent what a person would call the device. It
// is a help to the eye only: a browser can say of itself what it likes.
func deviceName(r *web.Request, agent string) string {
	browser := firstNamed(agent, "Edg", "Edge", "OPR", "Opera", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari")
	system := firstNamed(agent, "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS",
		"Linux", "Linux")
	if browser == "" || system == "" {
		return r.T("signin.sessions.unknown")
	}
	return r.T("signin.sessions.browser", "browser", browser, "system", system)
}

// firstNamed returns the name after the first mark that occurs in s; marks and
// names come in turn.
func firstNamed(s string, marks ...string) string {
	for i := 0; i < len(marks); i += 2 {
		if strings.Contains(s, marks[i]) {
			return marks[i+1]
		}
	}
	return ""
}

func (p *Pages) endSession(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	if err := p.Accounts.EndSession(r.Context(), r.Actor, r.PostForm.Get("id")); err != nil {
		return err
	}
	return r.Done(w, "/account/sessions", "signin.sessions.ended")
}

func (p *Pages) endOthers(w http.ResponseWriter, r *web.Request) error {
	if err := p.Accounts.EndOthers(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Done(w, "/account/sessions", "signin.sessions.others-ended")
}

type activityPage struct {
	web.Page
	Table web.Table
	Pager web.Pager
}

const activityLimit = 50

// activity is who looked at what of the person's, and what the person did. It
// names nobody: who works for the programme is told by kind.
func (p *Pages) activity(w http.ResponseWriter, r *web.Request) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // anything else is the first page
	items, err := audit.AboutPerson(r.Context(), p.DB, r.Actor.Person, before, activityLimit+1)
	if err != nil {
		return err
	}
	page := &activityPage{Page: r.Page("account", "signin.activity.title")}
	page.Lede = r.T("signin.activity.lede")
	page.Crumbs = []web.Crumb{{Text: r.T("signin.account.title"), Href: "/account"}}
	page.Pager.Label = r.T("signin.activity.caption")
	if len(items) > activityLimit {
		items = items[:activityLimit]
		page.Pager.Next = "/account/activity?before=" + strconv.FormatInt(items[activityLimit-1].Seq, 10)
	}
	page.Table = web.Table{Caption: r.T("signin.activity.caption"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("signin.activity.what")}, {Title: r.T("signin.activity.who")}, {Title: r.T("signin.activity.when")}},
		Empty:   &web.Empty{Title: r.T("signin.activity.empty"), Text: r.T("signin.activity.empty-text")}}
	for _, x := range items {
		page.Table.Rows = append(page.Table.Rows, web.Row{Cells: []web.Cell{
			{Text: r.T(x.Action.Key())}, {Text: actorName(r, x.Actor)}, {Text: r.Tr.DateTime(x.At)}}})
	}
	return r.Render(w, "signin/activity", page)
}

func actorName(r *web.Request, actor string) string {
	if key := audit.ActorKey(actor); key != "" {
		return r.T(key)
	}
	if actor == r.Actor.Person {
		return r.T("signin.activity.me")
	}
	return r.T("signin.activity.someone")
}
