package admin

import (
	"net/http"
	"strconv"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/web"
)

// formPage is a form; before it may stand what was saved meanwhile, a search
// that the form's choices come from, or why there is no form.
type formPage struct {
	frame
	Now    *web.Summary
	Search *web.Filters
	Empty  *web.Empty
	Form   *web.Form
}

func (f *formPage) show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "admin/form", f)
}

// refuse shows a form again with what is wrong in it. When somebody else was
// first, now makes the form as it would be opened at this moment: what differs
// is shown, what was typed stays, and the next save is a decision.
func (f *formPage) refuse(w http.ResponseWriter, r *web.Request, err error, now func() (*web.Form, error)) error {
	if e := fault.As(err); e != nil && e.Key == "fault.stale" && now != nil {
		newer, problem := now()
		if problem != nil {
			return problem
		}
		f.clash(r, newer)
		err = fault.New(fault.Conflict, "admin.stale.error")
	}
	return r.Refuse(w, err, &f.Page, f.Form, "admin/form", f)
}

// clash takes the versions of a newer form of the same making and lists the
// answers that differ from those typed.
func (f *formPage) clash(r *web.Request, newer *web.Form) {
	f.Now = &web.Summary{Title: r.T("admin.stale.title")}
	for i, theirs := range newer.Fields {
		mine := f.Form.Fields[i]
		switch {
		case theirs.Kind == web.Hidden:
			mine.Value = theirs.Value
		case theirs.Value != mine.Value:
			f.Now.Items = append(f.Now.Items, web.SummaryItem{Key: theirs.Label, Value: answer(theirs)})
		}
	}
	if len(f.Now.Items) == 0 {
		f.Now = nil
	}
}

// answer is a field's value in words.
func answer(f *web.Field) string {
	for _, o := range f.Options {
		if o.Value == f.Value {
			return o.Label
		}
	}
	return f.Value
}

// versionField carries which version a form was made from.
func versionField(version int64) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(version, 10)}
}

// version reads it back; what is no number is version 0, which is stale.
func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	return n
}

// cancel is the way out of a form.
func cancel(r *web.Request, href string) *web.Link {
	return &web.Link{Text: r.T("common.cancel"), Href: href}
}

// choose makes a filter with the choice of everything first.
func choose(r *web.Request, name, label, all, value string, options []web.Option) *web.Field {
	if value == "" {
		value = everything
	}
	return &web.Field{Kind: web.Select, Name: name, Label: r.T(label), HideOptional: true, Value: value,
		Options: append([]web.Option{{Value: everything, Label: r.T(all)}}, options...)}
}

// everything is the value of a filter that filters nothing.
const everything = "all"

// chosen reads a filter.
func chosen(r *web.Request, name string) string {
	if value := r.URL.Query().Get(name); value != everything {
		return value
	}
	return ""
}

// options makes choices of values whose names are translated under a prefix.
func options[T ~string](r *web.Request, prefix string, values []T) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		list[i] = web.Option{Value: string(v), Label: r.T(prefix + string(v))}
	}
	return list
}

// with is the address of this page with one query value set, or taken out when
// empty; the place in the list goes, unless it is what is set.
func with(r *web.Request, name, value string) string {
	q := r.URL.Query()
	q.Del("after")
	q.Del("before")
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// turned tells whether a later page of a list is asked for.
func turned(r *web.Request) bool {
	q := r.URL.Query()
	return q.Get("after") != "" || q.Get("before") != ""
}

// turn gives a list its pager: next is the value that leads on, name how the
// list calls it.
func (l *listPage) turn(r *web.Request, name, next, summary string) {
	l.Pager = web.Pager{Label: l.Table.Caption, Summary: summary}
	if next != "" {
		l.Pager.Next = with(r, name, next)
	}
	if turned(r) {
		l.First = with(r, name, "")
	}
}

// filters gives a list its filters; they clear when one is set.
func (l *listPage) filters(r *web.Request, result string, fields ...*web.Field) {
	l.Filters = &web.Filters{Action: r.URL.Path, Fields: fields, Target: "list", Result: result}
	for _, f := range fields {
		if f.Value != "" && (f.Kind != web.Select || f.Value != f.Options[0].Value) {
			l.Filters.Clear = r.URL.Path
		}
	}
}
