package desk

import (
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/web"
)

// Clash takes the versions of a newer form of the same making into mine and
// lists the answers that differ from those typed; nil when none does.
func Clash(r *web.Request, mine, newer *web.Form) *web.Summary {
	now := &web.Summary{Title: r.T("desk.stale.title")}
	for i, theirs := range newer.Fields {
		typed := mine.Fields[i]
		switch {
		case theirs.Kind == web.Hidden:
			typed.Value = theirs.Value
		case theirs.Value != typed.Value || !slices.Equal(theirs.Values, typed.Values):
			now.Items = append(now.Items, web.SummaryItem{Key: theirs.Label, Value: answer(theirs)})
		}
	}
	if len(now.Items) == 0 {
		return nil
	}
	return now
}

// answer is a field's value in words.
func answer(f *web.Field) string {
	var words []string
	for _, o := range f.Options {
		if f.Checked(o.Value) {
			words = append(words, o.Label)
		}
	}
	if len(words) > 0 {
		return strings.Join(words, "; ")
	}
	return f.Value
}

// VersionField carries which version a form was made from.
func VersionField(version int64) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(version, 10)}
}

// Version reads it back; what is no number is version 0, which is stale.
func Version(f *web.Form) int64 {
	n, err := strconv.ParseInt(f.Value("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Cancel is the way out of a form.
func Cancel(r *web.Request, href string) *web.Link {
	return &web.Link{Text: r.T("common.cancel"), Href: href}
}

// Everything is the value of a filter that filters nothing.
const Everything = "all"

// Choose makes a filter with the choice of Everything first.
func Choose(name, label, all, value string, options []web.Option) *web.Field {
	if value == "" {
		value = Everything
	}
	return &web.Field{Kind: web.Select, Name: name, Label: label, HideOptional: true, Value: value,
		Options: append([]web.Option{{Value: Everything, Label: all}}, options...)}
}

// Chosen reads a filter of the address; empty for Everything.
func Chosen(r *web.Request, name string) string {
	if value := r.URL.Query().Get(name); value != Everything {
		return value
	}
	return ""
}

// Options makes choices of values that know the keys of their names.
func Options[T interface {
	~string
	Key() string
}](r *web.Request, values []T) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		list[i] = web.Option{Value: string(v), Label: r.T(v.Key())}
	}
	return list
}

// With is the address of this page with one query value set, or taken out when
// empty; the place in the list goes, unless it is what is set.
func With(r *web.Request, name, value string) string {
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

// Turn gives a list its pager; next is the cursor that leads on, and name how
// the list calls it in addresses: after or before.
func (l *List) Turn(r *web.Request, name, next, summary string) {
	l.Pager = web.Pager{Label: l.Table.Caption, Summary: summary}
	if next != "" {
		l.Pager.Next = With(r, name, next)
	}
	if Turned(r) {
		l.First = With(r, name, "")
	}
}

// Turned tells whether a later page of a list is asked for.
func Turned(r *web.Request) bool {
	q := r.URL.Query()
	return q.Get("after") != "" || q.Get("before") != ""
}

// Filter gives a list its filters; clear is where they are not set, offered
// when one is.
func (l *List) Filter(r *web.Request, clear, result string, fields ...*web.Field) {
	l.Filters = &web.Filters{Action: r.URL.Path, Fields: fields, Target: "list", Result: result}
	for _, f := range fields {
		if f.Kind != web.Hidden && f.Value != "" && (f.Kind != web.Select || f.Value != f.Options[0].Value) {
			l.Filters.Clear = clear
		}
	}
}
