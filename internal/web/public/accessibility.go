package public

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
)

// statement is content/accessibility.json: what the accessibility statement
// says (Cabinet Regulation 445, chapter IV; Directive (EU) 2016/2102). The page
// and /accessibility.json are both made of it.
type statement struct {
	Version    int    `json:"version"`
	Published  day    `json:"published"`
	Site       both   `json:"site"`
	Owner      both   `json:"owner"`
	Commitment both   `json:"commitment"`
	Regulation rule   `json:"regulation"`
	Standards  []norm `json:"standards"`
	Method     struct {
		Kind string `json:"kind"` // simplified, in-depth
		Text both   `json:"text"`
	} `json:"method"`
	Result struct {
		Status string `json:"status"` // full, partly, none
		Text   both   `json:"text"`
	} `json:"result"`
	Assessment   assessment `json:"assessment"`
	Issues       []issue    `json:"issues"`
	Alternatives []both     `json:"alternatives"`
	Reporting    struct {
		Contact    string `json:"contact"`
		AnswerDays int    `json:"answer_days"`
		Text       both   `json:"text"`
	} `json:"reporting"`
	Complaint struct {
		Name both `json:"name"`
		URL  both `json:"url"`
		Text both `json:"text"`
	} `json:"complaint"`
}

// both is a text in each language.
type both map[i18n.Lang]string

// day is a date, yyyy-mm-dd.
type day string

// Time is noon of the day, UTC, so that it is the same day in Riga.
func (d day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{} // the test of the content finds it
	}
	return t.Add(12 * time.Hour)
}

type rule struct {
	Number string `json:"number"`
	Date   day    `json:"date"`
	URL    both   `json:"url"`
}

type norm struct {
	Name  string `json:"name"`
	Level string `json:"level"`
	Role  both   `json:"role"`
}

type assessment struct {
	Date     day  `json:"date"`
	Months   int  `json:"valid_months"`
	Assessor both `json:"assessor"`
}

// Until is when the site must have been assessed again.
func (a assessment) Until() time.Time { return a.Date.Time().AddDate(0, a.Months, 0) }

// issue is one thing that does not conform, with a way round it.
type issue struct {
	ID          string   `json:"id"`
	Since       day      `json:"since"`
	FixBy       day      `json:"fix_by"`
	Criteria    []string `json:"criteria"` // of WCAG; none where it is about people
	What        both     `json:"what"`
	Fix         both     `json:"fix"`
	Alternative both     `json:"alternative"`
}

// accessibilityPage is the statement in the page's language.
type accessibilityPage struct {
	web.Page
	Commitment   string
	Law          web.Link
	Facts        web.Facts
	Status       web.Status
	Result       string
	Overdue      bool // nobody has assessed the site for too long
	Issues       web.Table
	Alternatives []string
	Reporting    body
	Values       values
	Complaint    string
	Ombudsman    web.Link
}

func (p *Pages) accessibility(w http.ResponseWriter, r *web.Request) error {
	v, err := p.values(r)
	if err != nil {
		return err
	}
	s, lang := p.library.statement, r.Lang()
	page := &accessibilityPage{
		Page: r.Page(notices, "public.accessibility.title"), Values: v,
		Commitment: v.plain(s.Commitment[lang]), Facts: s.facts(r, v), Status: s.status(r), Result: s.Result.Text[lang],
		Law:     web.Link{Text: r.T("public.accessibility.law", "number", s.Regulation.Number), Href: s.Regulation.URL[lang]},
		Overdue: p.Now().After(s.Assessment.Until()), Issues: s.table(r, v), Complaint: s.Complaint.Text[lang],
		Ombudsman: web.Link{Text: s.Complaint.Name[lang], Href: s.Complaint.URL[lang]},
	}
	page.Lede = r.T("public.accessibility.lede")
	for _, text := range s.Alternatives {
		page.Alternatives = append(page.Alternatives, v.plain(text[lang]))
	}
	if page.Reporting, err = newBody(escape(s.Reporting.Text[lang])); err != nil {
		return err
	}
	return p.show(w, r, "public/accessibility", page)
}

func (s *statement) facts(r *web.Request, v values) web.Facts {
	lang := r.Lang()
	var standards []string
	for _, n := range s.Standards {
		standards = append(standards, n.Name+", "+n.Level+" ("+n.Role[lang]+")")
	}
	a := s.Assessment
	return web.Facts{
		{Name: r.T("public.accessibility.site"), Value: v.plain(s.Site[lang])},
		{Name: r.T("public.accessibility.owner"), Value: v.plain(s.Owner[lang])},
		{Name: r.T("public.accessibility.standards"), Value: strings.Join(standards, "; ")},
		{Name: r.T("public.accessibility.method"), Value: s.Method.Text[lang]},
		{Name: r.T("public.accessibility.assessed"), Value: r.Tr.Date(a.Date.Time(), i18n.Loc)},
		{Name: r.T("public.accessibility.assessor"), Value: a.Assessor[lang]},
		{Name: r.T("public.accessibility.next"), Value: r.T("public.accessibility.until", "date", r.Tr.Date(a.Until(), i18n.Dat))},
	}
}

// conforms is the word's shape for each result.
var conforms = map[string]web.State{"full": web.Ready, "partly": web.Look, "none": web.Urgent}

func (s *statement) status(r *web.Request) web.Status {
	return web.Status{State: conforms[s.Result.Status], Text: r.T("public.accessibility.status." + s.Result.Status)}
}

func (s *statement) table(r *web.Request, v values) web.Table {
	t := web.Table{Caption: r.T("public.accessibility.issues"), HideCaption: true, Columns: []web.Column{
		{Title: r.T("public.accessibility.what")}, {Title: r.T("public.accessibility.criteria")},
		{Title: r.T("public.accessibility.fix")}, {Title: r.T("public.accessibility.instead")},
	}}
	lang := r.Lang()
	for _, x := range s.Issues {
		criteria := strings.Join(x.Criteria, ", ")
		if criteria == "" {
			criteria = r.T("public.accessibility.people")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: v.plain(x.What[lang]), Note: r.T("public.accessibility.since", "date", r.Tr.Date(x.Since.Time(), i18n.Gen))},
			{Text: criteria},
			{Text: v.plain(x.Fix[lang]), Note: r.T("public.accessibility.by", "date", r.Tr.Date(x.FixBy.Time(), i18n.Dat))},
			{Text: v.plain(x.Alternative[lang])},
		}})
	}
	return t
}

// accessibilityData is the statement for machines, in both languages.
func (p *Pages) accessibilityData(w http.ResponseWriter, r *web.Request) error {
	s, err := p.Settings.All(r.Context())
	if err != nil {
		return err
	}
	out, err := p.library.statement.filled(func(lang i18n.Lang) values { return valuesOf(s, p.Kit.Texts.For(lang), p.Kit.URL.String()) })
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("write the accessibility statement: %w", err)
	}
	return p.answer(w, r, "application/json; charset=utf-8", append(text, '\n'))
}

// filled is a copy with the values in every text, each in its language.
func (s *statement) filled(in func(i18n.Lang) values) (*statement, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("copy the accessibility statement: %w", err)
	}
	out := new(statement)
	if err := json.Unmarshal(text, out); err != nil {
		return nil, fmt.Errorf("copy the accessibility statement: %w", err)
	}
	texts := []both{out.Site, out.Owner, out.Commitment, out.Method.Text, out.Result.Text, out.Reporting.Text, out.Complaint.Text}
	texts = append(texts, out.Alternatives...)
	for _, x := range out.Issues {
		texts = append(texts, x.What, x.Fix, x.Alternative)
	}
	for _, lang := range i18n.Langs() {
		v := in(lang)
		for _, text := range texts {
			text[lang] = v.plain(text[lang])
		}
	}
	out.Reporting.Contact = in(i18n.LV).plain(out.Reporting.Contact)
	return out, nil
}
