package signin

import (
	"net/http"

	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
)

func languages(r *web.Request) []web.Option {
	var options []web.Option
	for _, lang := range i18n.Langs() {
		options = append(options, web.Option{Value: string(lang), Label: r.T("common.language." + string(lang))})
	}
	return options
}

// personFields are the fields of account.Details, but the address.
func personFields(r *web.Request) []*web.Field {
	return []*web.Field{
		{Kind: web.Text, Name: "given_name", Label: r.T("account.field.given-name"), Required: true, Autocomplete: "given-name",
			Plain: true, MaxLength: account.MaxName},
		{Kind: web.Text, Name: "family_name", Label: r.T("account.field.family-name"), Required: true, Autocomplete: "family-name",
			Plain: true, MaxLength: account.MaxName},
	}
}

func details(f *web.Form) account.Details {
	return account.Details{GivenName: f.Value("given_name"), FamilyName: f.Value("family_name"), Email: f.Value("email"),
		Greeting: f.Value("greeting"), Language: f.Value("language")}
}

func (p *Pages) setUpPage(r *web.Request, token string) *formPage {
	fields := append(personFields(r),
		&web.Field{Kind: web.Email, Name: "email", Label: r.T("account.field.email"), Hint: r.T("account.field.email-hint"),
			Required: true, Autocomplete: "email", Plain: true},
		&web.Field{Kind: web.Radios, Name: "language", Label: r.T("account.field.language"), Required: true, Options: languages(r),
			Value: string(r.Lang())},
		&web.Field{Kind: web.Hidden, Name: "token", Value: token})
	page := &formPage{Page: r.Page("signin", "signin.setup.title"), Form: &web.Form{Action: "/setup",
		Submit: r.T("signin.setup.submit"), Fields: fields}}
	page.Lede, page.Eyebrow, page.NoIndex = r.T("signin.setup.lede"), r.T("signin.setup.eyebrow", "step", "1"), true
	return page
}

func (p *Pages) setUp(w http.ResponseWriter, r *web.Request) error {
	token := r.URL.Query().Get("token")
	if err := p.Accounts.CheckSetUp(r.Context(), token); err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	return r.Render(w, "signin/form", p.setUpPage(r, token))
}

func (p *Pages) becomeAdministrator(w http.ResponseWriter, r *web.Request) error {
	page := p.setUpPage(r, "")
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	signIn, person, err := p.Accounts.SetUp(r.Context(), page.Form.Value("token"), details(page.Form), r.UserAgent())
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/form", page)
	}
	if err := r.SignedIn(w, signIn, person); err != nil {
		return err
	}
	return r.Redirect(w, "/setup/owner")
}

// ownerFields are the settings that the set-up asks for; the others have
// defaults and wait in the administration.
var ownerFields = []struct {
	name  setting.Name
	label string
	kind  web.FieldKind
}{
	{setting.OwnerName.In(i18n.LV), "signin.setup.owner-lv", web.Text},
	{setting.OwnerName.In(i18n.EN), "signin.setup.owner-en", web.Text},
	{setting.ContactEmail, "signin.setup.owner-email", web.Email},
}

func (p *Pages) ownerPage(r *web.Request) (*formPage, map[setting.Name]int64, error) {
	now, err := p.Settings.All(r.Context())
	if err != nil {
		return nil, nil, err
	}
	versions := map[setting.Name]int64{}
	form := &web.Form{Action: "/setup/owner", Submit: r.T("signin.setup.owner-submit")}
	for _, x := range ownerFields {
		value := now.Value(x.name)
		versions[x.name] = value.Version
		form.Fields = append(form.Fields, &web.Field{Kind: x.kind, Name: string(x.name), Label: r.T(x.label), Required: true,
			Value: value.Text, MaxLength: 150})
	}
	page := &formPage{Page: r.Page("signin", "signin.setup.owner-title"), Form: form}
	page.Lede, page.Eyebrow = r.T("signin.setup.owner-lede"), r.T("signin.setup.eyebrow", "step", "2")
	return page, versions, nil
}

func (p *Pages) owner(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.ownerPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "signin/form", page)
}

func (p *Pages) saveOwner(w http.ResponseWriter, r *web.Request) error {
	page, versions, err := p.ownerPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	values := map[setting.Name]string{}
	for name := range versions {
		values[name] = page.Form.Value(string(name))
	}
	if err := p.Settings.Change(r.Context(), r.Actor, values, versions); err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/form", page)
	}
	return r.Redirect(w, "/setup/programme")
}

func (p *Pages) programmePage(r *web.Request) *formPage {
	page := &formPage{Page: r.Page("signin", "signin.setup.programme-title"), Form: &web.Form{Action: "/setup/programme",
		Submit: r.T("signin.setup.programme-submit"), Fields: []*web.Field{
			{Kind: web.Text, Name: "name_lv", Label: r.T("signin.setup.programme-lv"), Required: true, MaxLength: programme.MaxName},
			{Kind: web.Text, Name: "name_en", Label: r.T("signin.setup.programme-en"), Required: true, MaxLength: programme.MaxName,
				Lang: "en"},
		}}}
	page.Lede, page.Eyebrow = r.T("signin.setup.programme-lede"), r.T("signin.setup.eyebrow", "step", "3")
	return page
}

func (p *Pages) programme(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "signin/form", p.programmePage(r))
}

func (p *Pages) createProgramme(w http.ResponseWriter, r *web.Request) error {
	page := p.programmePage(r)
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	_, err := p.Programmes.Create(r.Context(), r.Actor, programme.Details{NameLV: page.Form.Value("name_lv"), NameEN: page.Form.Value("name_en")})
	if err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "signin/form", page)
	}
	return r.Done(w, "/admin", "signin.setup.done")
}
