package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// auditPage is the audit entries, the people that a searched name could mean,
// and the last walk along the chain.
type auditPage struct {
	desk.List
	Choices *web.Table // when a name means several people
	Check   checkCard
}

// checkCard tells how the last walk ended and starts another.
type checkCard struct {
	Status web.Status
	Text   string
	Head   string // to be kept off the host; empty when there is none
	Form   *web.Form
}

// query is what the filters ask.
type query struct {
	audit.Filter
	Text      string // a name or address, as typed
	Person    string // id of the person who was chosen
	Side      string // actor or subject: what the person is to the entries
	Day, Last string // yyyy-mm-dd, both included
}

const (
	sideActor   = "actor"
	sideSubject = "subject"
)

func (p *Pages) audit(w http.ResponseWriter, r *web.Request) error {
	page, err := p.auditPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "admin/audit", page)
}

func (p *Pages) auditPage(r *web.Request) (*auditPage, error) {
	q, bad := auditQuery(r)
	page := &auditPage{List: desk.List{Frame: section.Frame(r, "audit", "admin.room.audit")}}
	page.Lede = r.T("admin.about.audit")
	page.Action = &web.Button{Text: r.T("admin.audit.check"), Href: "#check", Variant: web.Secondary, Icon: "shield-check"}
	who, err := p.meant(r, &q)
	if err != nil {
		return nil, err
	}
	page.Filter(r, r.URL.Path, "", auditFields(r, q, who)...)
	page.Filters.Target = "" // each search for a person is noted: it is made on purpose, not while typing
	if len(bad) > 0 {
		if err := page.Fault(&web.Form{Fields: page.Filters.Fields}, bad.Err()); err != nil {
			return nil, err
		}
	}
	if err := p.fillAudit(r, page, q, who); err != nil {
		return nil, err
	}
	check, err := p.Operate.LastCheck(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	page.Check, err = p.checkCard(r, check)
	return page, err
}

// fillAudit lists the entries, or the people of whom one must be chosen first.
func (p *Pages) fillAudit(r *web.Request, page *auditPage, q query, who []account.Listed) error {
	page.Table = entryTable(r)
	if q.Text != "" && len(who) != 1 {
		page.Choices = choices(r, who)
		return nil
	}
	found, err := p.Operate.AuditEntries(r.Context(), r.Actor, q.Filter, perPage)
	if err != nil {
		return err
	}
	for _, x := range found.Items {
		page.Table.Rows = append(page.Table.Rows, entryRow(r, x, found.People))
	}
	page.Turn(r, "before", number(found.Next), "")
	return nil
}

// auditQuery reads the address; days that cannot be read are told beside their
// fields and do not narrow.
func auditQuery(r *web.Request) (query, fault.Checks) {
	v, bad := r.URL.Query(), fault.Checks{}
	q := query{Text: strings.TrimSpace(v.Get("q")), Person: v.Get("person"), Side: v.Get("side"), Day: v.Get("from"), Last: v.Get("to")}
	q.Action, q.ObjectKind = audit.Action(desk.Chosen(r, "action")), audit.Kind(desk.Chosen(r, "kind"))
	q.Before, _ = strconv.ParseInt(v.Get("before"), 10, 64) // anything else is the first page
	q.From = readDay(r, bad, "from", q.Day, 0)
	q.To = readDay(r, bad, "to", q.Last, 1)
	if q.Side != sideSubject {
		q.Side = sideActor
	}
	if q.Text == "" && id.Valid(q.Person) {
		q.about(q.Person)
	}
	return q, bad
}

// about narrows to a person's deeds, or to those that touched their data.
func (q *query) about(person string) {
	if q.Person = person; q.Side == sideSubject {
		q.Subject = person
	} else {
		q.Actor = person
	}
}

// readDay is the beginning of a day in Riga, or of one some days later.
func readDay(r *web.Request, bad fault.Checks, field, value string, later int) time.Time {
	if value == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateOnly, value, r.Tr.Local(time.Time{}).Location())
	if err != nil {
		bad.Fail(field, "admin.audit.day")
		return time.Time{}
	}
	return at.AddDate(0, 0, later).UTC()
}

// mostChoices is how many people a searched name offers.
const mostChoices = 20

// meant finds who a typed name or the chosen person is, and narrows the query
// when it is one.
func (p *Pages) meant(r *web.Request, q *query) ([]account.Listed, error) {
	if q.Text == "" && q.Person != "" {
		found, err := p.Accounts.ByID(r.Context(), r.Actor, q.Person)
		if x, there := found[q.Person]; there {
			return []account.Listed{x}, err
		}
		return nil, err
	}
	if q.Text == "" {
		return nil, nil
	}
	found, err := p.Accounts.List(r.Context(), r.Actor, account.Filter{Query: q.Text}, mostChoices)
	if err == nil && len(found.People) == 1 {
		q.about(found.People[0].ID)
	}
	return found.People, err
}

func auditFields(r *web.Request, q query, who []account.Listed) []*web.Field {
	person := &web.Field{Kind: web.Search, Name: "q", Label: r.T("admin.audit.person"), Value: q.Text, Plain: true, MaxLength: 100}
	fields := []*web.Field{person}
	if q.Text == "" && len(who) == 1 {
		person.Hint = r.T("admin.audit.about", "name", who[0].Name())
		fields = append(fields, &web.Field{Kind: web.Hidden, Name: "person", Value: who[0].ID})
	}
	side := &web.Field{Kind: web.Select, Name: "side", Label: r.T("admin.audit.looking"), HideOptional: true, Value: q.Side,
		Options: options(r, "admin.audit.side.", []string{sideActor, sideSubject})}
	return append(fields, side,
		desk.Choose("action", r.T("admin.audit.action"), r.T("admin.audit.any-action"), string(q.Action), keyed(r, audit.Actions())),
		desk.Choose("kind", r.T("admin.audit.object"), r.T("admin.audit.any-object"), string(q.ObjectKind), keyed(r, audit.Kinds())),
		&web.Field{Kind: web.Date, Name: "from", Label: r.T("admin.audit.from"), Value: q.Day, Short: true, HideOptional: true},
		&web.Field{Kind: web.Date, Name: "to", Label: r.T("admin.audit.to"), Value: q.Last, Short: true, HideOptional: true})
}

// keyed makes choices of what names itself by a translation key.
func keyed[T interface {
	~string
	Key() string
}](r *web.Request, values []T) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		list[i] = web.Option{Value: string(v), Label: r.T(v.Key())}
	}
	return list
}

func choices(r *web.Request, who []account.Listed) *web.Table {
	t := &web.Table{Caption: r.T("admin.audit.which"), Columns: []web.Column{{Title: r.T("admin.people.name")}, {Title: r.T("admin.people.roles")}},
		Empty: &web.Empty{Icon: "search", Title: r.T("admin.list.nothing"), Text: r.T("admin.people.nothing")}}
	for _, x := range who {
		href := desk.With(r, "q", "")
		sep := "?"
		if strings.Contains(href, "?") {
			sep = "&"
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: x.Name(), Href: href + sep + "person=" + x.ID, Note: x.Email},
			rolesCell(r, x.Roles)}})
	}
	return t
}

func entryTable(r *web.Request) web.Table {
	return web.Table{Caption: r.T("admin.room.audit"), HideCaption: true,
		Columns: []web.Column{{Title: r.T("admin.audit.what")}, {Title: r.T("admin.audit.who")}, {Title: r.T("admin.audit.whose")},
			{Title: r.T("admin.audit.object")}, {Title: r.T("admin.audit.when")}},
		Empty: &web.Empty{Icon: "history", Title: r.T("admin.audit.empty"), Text: r.T("admin.audit.empty-text")}}
}

func entryRow(r *web.Request, x audit.Item, people map[string]account.Listed) web.Row {
	return web.Row{Cells: []web.Cell{
		{Text: r.T(x.Action.Key()), Note: r.T("admin.audit.number", "number", strconv.FormatInt(x.Seq, 10))},
		whoCell(r, x.Actor, people), whoCell(r, x.Subject, people), objectCell(r, x.Object),
		{Text: r.Tr.ShortDate(x.At), Note: r.Tr.At(x.At), Time: r.Tr.ISODate(x.At)},
	}}
}

func whoCell(r *web.Request, who string, people map[string]account.Listed) web.Cell {
	x, there := people[who]
	switch {
	case who == "":
		return web.Cell{Text: "–"}
	case audit.ActorKey(who) != "":
		return web.Cell{Text: r.T(audit.ActorKey(who))}
	case !there:
		return web.Cell{Text: r.T("admin.audit.erased")}
	}
	return web.Cell{Text: x.Name(), Href: "/admin/people/" + who}
}

// objectRooms are where things can be looked at that a row of the audit
// entries names.
var objectRooms = map[audit.Kind]string{audit.KindProgramme: "/admin/programmes/", audit.KindInstitution: "/admin/institutions/",
	audit.KindMessage: "/admin/outbox/", audit.KindJob: "/admin/jobs/"}

func objectCell(r *web.Request, o audit.Object) web.Cell {
	c := web.Cell{Text: r.T(o.Kind.Key())}
	if folder, ok := objectRooms[o.Kind]; ok && o.ID != "" {
		c.Href, c.Text = folder+o.ID, c.Text+" "+short(o.ID) // so that no two links have one name
	}
	switch o.Kind {
	case audit.KindRole:
		if access.ScopeOf[access.Role(o.ID)] != "" {
			c.Note = r.T("account.role." + o.ID)
		}
	case audit.KindSetting:
		if d, known := setting.Lookup(setting.Name(o.ID)); known {
			c.Note = r.T(d.LabelKey())
		}
	}
	return c
}

// short is the end of an identifier, enough to tell two apart.
func short(id string) string { return id[max(0, len(id)-6):] }

// checkCard tells of the last walk along the chain.
func (p *Pages) checkCard(r *web.Request, c *operate.Check) (checkCard, error) {
	card := checkCard{Form: &web.Form{ID: "verify", Action: "/admin/audit/verify", Submit: r.T("admin.audit.verify"), Variant: web.Secondary},
		Status: web.Status{State: web.ToDo, Text: r.T("admin.audit.never-verified")}}
	if c == nil {
		return card, nil
	}
	by, err := p.Accounts.ByID(r.Context(), r.Actor, c.By)
	if err != nil {
		return card, err
	}
	card.Status, card.Text = checkStatus(r, c), r.T("admin.audit.verified-at", "when", r.Tr.DateTime(c.At), "who", whoCell(r, c.By, by).Text)
	if c.Head.Seq > 0 {
		card.Head = c.Head.String()
	}
	return card, nil
}

func checkStatus(r *web.Request, c *operate.Check) web.Status {
	switch {
	case !c.Told:
		return web.Status{State: web.Look, Text: r.T("admin.audit.untold")}
	case c.Flaw != "":
		return web.Status{State: web.Urgent, Text: r.T(c.Flaw.Key(), "seq", strconv.FormatInt(c.Seq, 10))}
	}
	return web.Status{State: web.Ready, Text: r.T("admin.audit.whole", "seq", strconv.FormatInt(c.Seq, 10))}
}

func (p *Pages) verifyAudit(w http.ResponseWriter, r *web.Request) error {
	done, err := p.Operate.VerifyAudit(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if !done {
		return r.Done(w, "/admin/audit", "admin.audit.verifying")
	}
	return r.Done(w, "/admin/audit", "admin.audit.verified")
}
