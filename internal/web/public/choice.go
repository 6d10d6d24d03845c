package public

import (
	"net/http"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
)

// language keeps the chosen language in a cookie and goes back to the page.
func (p *Pages) language(w http.ResponseWriter, r *web.Request) error {
	lang, ok := i18n.ParseLang(r.FormValue("to"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	r.SetLang(w, lang)
	return back(w, r)
}

// scheme keeps the chosen colours in a cookie and goes back to the page.
func (p *Pages) scheme(w http.ResponseWriter, r *web.Request) error {
	wanted := r.FormValue("to")
	scheme := web.ParseScheme(wanted)
	if string(scheme) != wanted {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	r.SetScheme(w, scheme)
	return back(w, r)
}

func back(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return r.Redirect(w, web.Back(r.FormValue("back"), "/"))
}
