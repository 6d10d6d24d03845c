// Package signin is the pages by which somebody comes in and looks after their
// own account.
//
// /signin asks for an address → /signin/code takes the code, in the browser
// that asked → /home, or where the person wanted to go. /signin/proof and its
// code prove a signed-in person afresh before grave actions. /setup gives an
// empty system its administrator, owner and first programme. The link in a
// letter opens the code page with the code filled in; nothing happens until
// somebody presses its button, so that scanners that follow links use up
// nothing (SEC-25). /account is the person's own: details, open sign-ins, and
// who looked at what of theirs.
package signin

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are this section's pages.
func Templates() fs.FS { return templates }

// Pages answers this section's routes.
type Pages struct {
	Kit        *web.Kit
	Accounts   *account.Service
	Settings   *setting.Service
	Programmes *programme.Service
	DB         *db.DB // for the audit log's readers
	DemoPeople []DemoPerson
}

// DemoPerson is an invented person whom the demo lets anybody be.
type DemoPerson struct {
	Email string
	Name  string
	Role  access.Role
}

var (
	ownProfile = web.Need{Thing: access.Profile, Verb: access.Read}
	ownWrite   = web.Need{Thing: access.Profile, Verb: access.Write}
	ownSignIns = web.Need{Thing: access.SignInSession, Verb: access.Read}
	endSignIns = web.Need{Thing: access.SignInSession, Verb: access.Write}

	// goOn is for the later steps of the set-up, which are the administrator's:
	// coordinators may write their programme, and make none.
	goOn = web.Need{Thing: access.Setting, Verb: access.Write}
)

// Mount registers the routes.
func (p *Pages) Mount() {
	handle, asks, tries := p.Kit.Handle, p.Kit.LimitSignIn(), p.Kit.LimitCode()
	handle("GET /signin", web.Open, p.ask)
	handle("POST /signin", web.Open, p.sendCode, asks)
	handle("GET /signin/code", web.Open, p.code)
	handle("POST /signin/code", web.Open, p.answer, tries)
	handle("GET /signin/link", web.Open, p.link)
	handle("POST /signin/link", web.Open, p.useLink, tries)
	handle("GET /signin/proof", ownProfile, p.proof)
	handle("POST /signin/proof", ownWrite, p.sendProof, asks)
	handle("GET /closed", ownProfile, p.closed)
	handle("POST /signout", web.Open, p.signOut)
	handle("GET /home", ownProfile, p.home)
	if p.Kit.Demo {
		handle("POST /signin/demo", web.Open, p.demo)
	}
	handle("GET /setup", web.Open, p.setUp)
	handle("POST /setup", web.Open, p.becomeAdministrator, tries)
	handle("GET /setup/owner", goOn, p.owner)
	handle("POST /setup/owner", goOn, p.saveOwner)
	handle("GET /setup/programme", goOn, p.programme)
	handle("POST /setup/programme", goOn, p.createProgramme)
	handle("GET /account", ownProfile, p.account)
	handle("POST /account", ownWrite, p.saveAccount)
	handle("GET /account/sessions", ownSignIns, p.sessions)
	handle("POST /account/sessions/end", endSignIns, p.endSession)
	handle("POST /account/sessions/end-others", endSignIns, p.endOthers)
	handle("GET /account/activity", web.Need{Thing: access.Audit, Verb: access.Read}, p.activity)
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	return r.Redirect(w, web.Home(r.Actor))
}

type askPage struct {
	web.Page
	Form   *web.Form
	People []demoChoice
}

type demoChoice struct {
	Email, Name, Role string
}

func (p *Pages) askPage(r *web.Request) *askPage {
	page := &askPage{Page: r.Page("signin", "signin.ask.title"), Form: askForm(r)}
	page.Lede = r.T("signin.ask.lede")
	for _, x := range p.DemoPeople {
		page.People = append(page.People, demoChoice{x.Email, x.Name, r.T("account.role." + string(x.Role))})
	}
	return page
}

func askForm(r *web.Request) *web.Form {
	back := web.Back(r.URL.Query().Get("back"), "")
	return &web.Form{Action: "/signin", Submit: r.T("signin.ask.submit"), Fields: []*web.Field{
		{Kind: web.Email, Name: "email", Label: r.T("signin.ask.email"), Hint: r.T("signin.ask.email-hint"), Required: true,
			Autocomplete: "email", Plain: true},
		{Kind: web.Hidden, Name: "back", Value: back},
	}}
}

func (p *Pages) ask(w http.ResponseWriter, r *web.Request) error {
	if r.Actor.SignedIn() {
		return r.Redirect(w, web.Back(r.URL.Query().Get("back"), "/home"))
	}
	return r.Render(w, "signin/ask", p.askPage(r))
}

func (p *Pages) sendCode(w http.ResponseWriter, r *web.Request) error {
	page := p.askPage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	email := page.Form.Value("email")
	a, err := p.Accounts.Ask(r.Context(), email, r.Lang(), r.KnownAs(email))
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/ask", page)
	}
	r.SetAttempt(a.ID, web.Back(page.Form.Value("back"), "/home"))
	return r.Redirect(w, "/signin/code")
}

type codePage struct {
	web.Page
	Form     *web.Form
	AskHref  string
	DemoCode string
}

func (p *Pages) codePage(r *web.Request) (*codePage, error) {
	a, err := p.Accounts.Pending(r.Context(), r.Attempt())
	if err != nil {
		return nil, err
	}
	title, submit, again := "signin.code.title", "signin.code.submit", "/signin"
	if r.Actor.SignedIn() {
		submit, again = "signin.proof.code-submit", "/signin/proof"
	}
	page := &codePage{Page: r.Page("signin", title), AskHref: again, Form: &web.Form{
		Action: "/signin/code", Submit: r.T(submit), Fields: []*web.Field{{Kind: web.Code, Name: "code", Required: true, Short: true,
			Label: r.T("signin.code.field"), Hint: r.T("signin.code.hint"), Value: r.URL.Query().Get("code"), MaxLength: 40}},
	}}
	page.Lede, page.NoIndex = r.T("signin.code.lede", "email", a.Email), true
	if p.Kit.Demo {
		code, err := p.Accounts.DemoCode(r.Context(), a.ID)
		if err != nil {
			return nil, err
		}
		if code != "" {
			page.DemoCode = r.T("signin.demo.code", "code", account.ShowCode(code))
		}
	}
	return page, nil
}

// code shows the page for the code. A browser that asked for none, such as one
// in which a letter's link was opened, is told where to go.
func (p *Pages) code(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	page, err := p.codePage(r)
	if fault.Is(err, fault.Gone) {
		return p.elsewhere(w, r)
	}
	if err != nil {
		return err
	}
	return r.Render(w, "signin/code", page)
}

type plainPage struct {
	web.Page
	Text   string
	Action web.Button
}

func (p *Pages) elsewhere(w http.ResponseWriter, r *web.Request) error {
	if r.Actor.SignedIn() {
		return r.Redirect(w, "/home")
	}
	page := &plainPage{Page: r.Page("signin", "signin.code.elsewhere-title"), Text: r.T("signin.code.elsewhere-text"),
		Action: web.Button{Text: r.T("signin.code.elsewhere-new"), Href: "/signin"}}
	return r.RenderStatus(w, http.StatusGone, "signin/plain", page)
}

func (p *Pages) answer(w http.ResponseWriter, r *web.Request) error {
	page, err := p.codePage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	signIn, person, err := p.Accounts.Answer(r.Context(), r.Attempt(), page.Form.Value("code"), r.UserAgent())
	if err != nil {
		page.Form.Field("code").Value = ""
		return r.Refuse(w, err, &page.Page, page.Form, "signin/code", page)
	}
	return p.come(w, r, signIn, person)
}

// come binds the sign-in session to the browser and leads on.
func (p *Pages) come(w http.ResponseWriter, r *web.Request, signIn string, person account.Person) error {
	if err := r.SignedIn(w, signIn, person); err != nil {
		return err
	}
	return r.Redirect(w, r.AfterSignIn())
}

func (p *Pages) proof(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "signin/form", p.proofPage(r))
}

type formPage struct {
	web.Page
	Form *web.Form
}

func (p *Pages) proofPage(r *web.Request) *formPage {
	page := &formPage{Page: r.Page("signin", "signin.proof.title"), Form: &web.Form{Action: "/signin/proof",
		Submit: r.T("signin.proof.submit"), Cancel: &web.Link{Text: r.T("common.cancel"), Href: "/home"},
		Fields: []*web.Field{{Kind: web.Hidden, Name: "back", Value: web.Back(r.URL.Query().Get("back"), "/home")}}}}
	page.Lede = r.T("signin.proof.lede", "email", r.Person.Email)
	return page
}

func (p *Pages) sendProof(w http.ResponseWriter, r *web.Request) error {
	page := p.proofPage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	a, err := p.Accounts.AskAgain(r.Context(), r.Actor, r.Lang())
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/form", page)
	}
	r.SetAttempt(a.ID, web.Back(page.Form.Value("back"), "/home"))
	return r.Redirect(w, "/signin/code")
}

func (p *Pages) closed(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "signin/plain", &plainPage{Page: r.Page("signin", "signin.closed.title"), Text: r.T("signin.closed.text")})
}

func (p *Pages) signOut(w http.ResponseWriter, r *web.Request) error {
	if err := p.Accounts.SignOut(r.Context(), r.Actor); err != nil {
		return err
	}
	if err := r.SignedOut(w); err != nil {
		return err
	}
	return r.Done(w, "/", "signin.out.done")
}

func (p *Pages) demo(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	email := r.PostForm.Get("email")
	for _, x := range p.DemoPeople {
		if x.Email == email {
			signIn, person, err := p.Accounts.DemoSignIn(r.Context(), email, r.UserAgent())
			if err != nil {
				return err
			}
			return p.come(w, r, signIn, person)
		}
	}
	return fault.New(fault.NotFound, "fault.not-found")
}

func (p *Pages) link(w http.ResponseWriter, r *web.Request) error {
	token := r.URL.Query().Get("token")
	if err := p.Accounts.CheckLink(r.Context(), token); err != nil {
		return err
	}
	page := &formPage{Page: r.Page("signin", "signin.link.title"), Form: &web.Form{Action: "/signin/link",
		Submit: r.T("signin.link.submit"), Fields: []*web.Field{{Kind: web.Hidden, Name: "token", Value: token}}}}
	page.Lede, page.Path = r.T("signin.link.lede"), "/signin/link?"+url.Values{"token": {token}}.Encode()
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	return r.Render(w, "signin/form", page)
}

func (p *Pages) useLink(w http.ResponseWriter, r *web.Request) error {
	if err := r.Posted(); err != nil {
		return err
	}
	signIn, person, err := p.Accounts.UseLink(r.Context(), r.PostForm.Get("token"), r.UserAgent())
	if err != nil {
		return err
	}
	return p.come(w, r, signIn, person)
}
