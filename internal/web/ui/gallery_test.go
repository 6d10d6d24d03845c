package ui_test

import (
	"io/fs"
	"os"
	"testing"

	"domubiedrs/internal/web"
	"domubiedrs/internal/web/ui"
	"domubiedrs/internal/web/webtest"
)

// The gallery is every part on a few pages. It is no part of the product: the
// tests render it, walk it with axe and leave pictures of it to look at.

var galleryFS fs.FS = os.DirFS("testdata/gallery")

var gallery = webtest.Samples{
	"gallery/home":  {home},
	"gallery/form":  {formEmpty, formRefused},
	"gallery/list":  {listFull, listEmpty},
	"gallery/done":  {done},
	"gallery/start": {start},
}

func TestEveryPart(t *testing.T) {
	webtest.Every(t, "gallery", galleryFS, gallery)
	for _, problem := range webtest.Sources(ui.Templates()) {
		t.Error(problem)
	}
}

type homePage struct {
	web.Page
	Day    web.DateBox
	Next   next
	Tasks  web.TaskList
	Stages web.Stages
	Person web.Person
	Facts  web.Facts
	Help   web.Help
}

type next struct {
	Eyebrow, Title, When, Where, Who string
	Acts                             []web.Button
}

func home(p web.Page) web.View {
	p.Title, p.Eyebrow, p.Demo = "Veicamais", "Pirmdiena, 2026. gada 23. novembris", true
	p.Nav = []web.NavItem{{Text: "Veicamais", Href: "/home", Current: true}, {Text: "Sadarbība", Href: "/together"}, {Text: "Žurnāls", Href: "/journal"}, {Text: "Kalendārs", Href: "/calendar"}}
	p.Viewer.Roles = []string{"Mentorējamais"}
	return &homePage{
		Page: p,
		Day:  web.DateBox{Day: "26", Month: "novembris", Weekday: "ceturtdiena", Time: "2026-11-26"},
		Next: next{"Nākamā sesija, 5. no 12", "Kā pārliecināt vadību par datu kvalitāti", "plkst. 10.00–11.30", "Tiešsaistē", "Andris Paraugs", []web.Button{
			{Text: "Sagatavoties sesijai", Href: "/prepare"},
			{Text: "Atvērt sesijas telpu", Href: "/room", Variant: web.Tertiary},
			{Text: "Pārcelt", Href: "/move", Variant: web.Tertiary}}},
		Tasks: web.TaskList{Title: "Jūsu darbi", Sub: "2 no 6 ir pabeigti", Groups: []web.TaskGroup{
			{Title: "Līdz ceturtdienas sesijai", Tasks: []web.Task{
				{Text: "Uzrakstīt, par ko gribat runāt", Hint: "Trīs īsi jautājumi, ap 5 minūtēm", Href: "/a", Status: p.Status(web.ToDo)},
				{Text: "Parunāt ar trim datu lietotājiem", Hint: "Uzdevums no 4. sesijas", Href: "/b", Status: p.Status(web.Begun)},
				{Text: "Apstiprināt 4. sesijas kopsavilkumu", Hint: "Abas puses apstiprināja 12. novembrī", Href: "/c", Status: p.Status(web.Ready)}}},
			{Title: "Tuvākajās nedēļās", Tasks: []web.Task{
				{Text: "Papildināt plānu ar otro mērķi", Hint: "Termiņš 10. decembris", Href: "/d", Status: p.Status(web.Look)},
				{Text: "Kopā izvērtēt progresu", Hint: "Varēs sākt pēc 6. sesijas", Href: "/e", Status: p.Status(web.Blocked)}}}}},
		Stages: web.Stages{Title: "Sadarbības posmi", Items: []web.Stage{
			{State: web.Ready, Title: "Sadarbības pamati un mērķi", Note: "Pabeigts"}, {State: web.Ready, Title: "Plāns", Note: "Pabeigts"},
			{State: web.Begun, Title: "Mācīšanās", Note: "Esat šeit"}, {State: web.ToDo, Title: "Progresa izvērtēšana", Note: "Vēl priekšā"}, {State: web.ToDo, Title: "Noslēgums", Note: "Vēl priekšā"}}},
		Person: web.Person{Name: "Andris Paraugs", Initials: "AP", Text: "Datu pārvaldības vadītājs, Parauga aģentūra"},
		Facts:  web.Facts{{Name: "Kopīgās tēmas", Value: "Datu kvalitāte, pārmaiņu vadība"}, {Name: "E-pasts", Value: "andris.paraugs@example.org", Href: "mailto:andris.paraugs@example.org"}},
		Help:   help,
	}
}

var help = web.Help{Title: "Vajadzīga palīdzība?", Text: "Programmas koordinators redz tikai datumus un statusus. Jūsu piezīmes tur nav pieejamas.",
	Link: &web.Link{Text: "Uzdot jautājumu koordinatoram", Href: "/help"}}

type formPage struct {
	web.Page
	Form *web.Form
	Help web.Help
}

func formEmpty(p web.Page) web.View {
	p.Title, p.Lede = "Par sevi un savu vajadzību", "Atbildes redz tikai koordinators, kas saskaņo pārus. Aizņem ap piecām minūtēm."
	p.Crumbs = []web.Crumb{{Text: "Pieteikums", Href: "/application"}, {Text: "3. daļa no 7", Href: "/application/3"}}
	return &formPage{p, wholeForm(), help}
}

func formRefused(p web.Page) web.View {
	v := formEmpty(p).(*formPage)
	for name, message := range map[string]string{"name": "Ierakstiet vārdu", "mail": "E-pasta adresē trūkst zīmes @",
		"format": "Izvēlieties vienu no atbildēm", "goal": "Mērķim jābūt īsākam par 500 rakstzīmēm", "agree": "Apliecināt ir nepieciešams", "theme": "Izvēlieties tēmu"} {
		v.Form.Field(name).Error = message
	}
	for _, f := range v.Form.Fields {
		if f.Error != "" {
			v.Errors = append(v.Errors, web.FieldError{Href: "#" + f.ID(), Text: f.Error})
		}
	}
	v.Form.Field("mail").Value = "ieva.example.org"
	v.Form.Field("scale").Value = "7"
	return v
}

func wholeForm() *web.Form {
	return &web.Form{Action: "/save", Submit: "Turpināt", Cancel: &web.Link{Text: "Atgriezties, nesaglabājot", Href: "/home"},
		More: []web.Button{{Text: "Saglabāt melnrakstu", Variant: web.Secondary, Name: "then", Value: "draft"}},
		Note: "Melnraksts glabājas 30 dienas.", Autosave: &web.Autosave{Href: "/autosave", Saved: "Saglabāts"},
		Fields: []*web.Field{
			{Kind: web.Hidden, Name: "version", Value: "3"},
			{Kind: web.Note, Label: "Pirms sākat", Hint: "Nerakstiet citu cilvēku vārdus un iestādes iekšējo informāciju."},
			{Kind: web.Text, Name: "name", Label: "Vārds un uzvārds", Required: true, Autocomplete: "name", Plain: true},
			{Kind: web.Email, Name: "mail", Label: "E-pasts", Hint: "Uz šo adresi nosūtīsim kodu.", Required: true, Autocomplete: "email"},
			{Kind: web.Code, Name: "code", Label: "Kods no e-pasta", Required: true, Short: true, MaxLength: 9},
			{Kind: web.Text, Name: "employer", Label: "Darbavieta", Hint: "Nosaukums vai tā daļa.", Plain: true, Beside: "Meklēt"},
			{Kind: web.Tel, Name: "phone", Label: "Tālrunis", Autocomplete: "tel"},
			{Kind: web.Number, Name: "years", Label: "Cik gadus strādājat šajā jomā", Short: true, InputMode: "numeric"},
			{Kind: web.Date, Name: "from", Label: "No kuras dienas varat sākt", Required: true, Short: true, Earliest: "2026-11-23"},
			{Kind: web.Time, Name: "at", Label: "Ērtākais laiks", Short: true},
			{Kind: web.Select, Name: "theme", Label: "Tēma", Required: true, Options: []web.Option{{Value: "data", Label: "Datu pārvaldība"}, {Value: "ux", Label: "Lietotāju pieredze"}}},
			{Kind: web.Heading, Label: "Kā jums ērtāk strādāt", Hint: "Šīs atbildes palīdz atrast līdzīgu cilvēku."},
			{Kind: web.Radios, Name: "format", Label: "Kur tikties", Required: true, Options: []web.Option{
				{Value: "online", Label: "Tiešsaistē"}, {Value: "place", Label: "Klātienē", Hint: "Rīgā vai pēc vienošanās."}, {Value: "both", Label: "Der abi"}}},
			{Kind: web.Checkboxes, Name: "days", Label: "Dienas, kad varat", Values: []string{"mon"}, Options: []web.Option{{Value: "mon", Label: "Pirmdiena"}, {Value: "tue", Label: "Otrdiena"}}},
			{Kind: web.Text, Name: "town", Label: "Kurā pilsētā tikties", Required: true, When: &web.When{Field: "format", In: []string{"place", "both"}}},
			{Kind: web.Radios, Name: "role", Label: "Jūsu loma", Required: true, Options: []web.Option{
				{Value: "lead", Label: "Datu stratēģijas vadītājs", Group: "Atslēgas lomas", GroupHint: "Izlemj, uz kurieni virzīties."},
				{Value: "analyst", Label: "Datu analītiķis", Group: "Sadarbības lomas", GroupHint: "Ievieš pārmaiņas savā profesijā.", Hint: "Arī statistiķis."},
				{Value: "other", Label: "Cita loma"}}},
			{Kind: web.Scale, Name: "scale", Label: "Cik droši jūtaties šajā tēmā", Required: true, Ends: [2]string{"nemaz", "pilnīgi"}},
			{Kind: web.Textarea, Name: "goal", Label: "Ko gribat sasniegt", Hint: "Pietiek ar vienu teikumu.", Required: true, MaxLength: 500, Value: "Iemācīties pārliecināt vadību."},
			{Kind: web.Textarea, Name: "shared", Label: "Kopīgā piezīme", Rows: 3, Sees: web.Sees{Text: "Redzat jūs abi"}},
			{Kind: web.Textarea, Name: "private", Label: "Mana privātā piezīme", Rows: 3, Sees: web.Sees{Text: "Redzat tikai jūs", Private: true}},
			{Kind: web.File, Name: "file", Label: "Pielikums", Hint: "PDF, ne lielāks par 5 MB."},
			{Kind: web.Checkbox, Name: "agree", Label: "Apliecinu, ka esmu izlasījis ētikas kodeksu", Required: true},
		}}
}

type listPage struct {
	web.Page
	Add     web.Button
	Filters web.Filters
	Table   web.Table
	Pager   web.Pager
}

func listFull(p web.Page) web.View {
	v := listEmpty(p).(*listPage)
	v.Flash = &web.Flash{Kind: web.Done, Text: "Loma ir piešķirta.", Link: &web.Link{Text: "Skatīt ierakstu", Href: "/audit"}}
	v.Pager = web.Pager{Prev: "?before=a", Next: "?after=b", Summary: "51–100 no 1500", Label: "Cilvēku saraksta lapas"}
	for i, name := range []string{"Anna Āboliņa", "Čārlzs Bērziņš", "Ģirts Ķēniņš", "Žanete Vītoliņa-Garuzvārde"} {
		status := p.Status([]web.State{web.Ready, web.Begun, web.Look, web.Off}[i])
		v.Table.Rows = append(v.Table.Rows, web.Row{Flag: i == 2, Cells: []web.Cell{
			{Text: name, Href: "/people/1", Note: "parauga.adrese@example.org"},
			{Text: "Parauga ministrija"}, {Tags: []string{"Mentors", "Koordinators"}}, {Status: &status},
			{Text: "23.11.2026.", Time: "2026-11-23"}, {Text: "12"},
			{Acts: []web.Button{{Text: "Atvērt", Href: "/people/1", Variant: web.Tertiary, Small: true, More: name}}}}})
	}
	return v
}

func listEmpty(p web.Page) web.View {
	p.Title, p.Layout = "Cilvēki", web.Wide
	p.Crumbs = []web.Crumb{{Text: "Administrēšana", Href: "/admin"}}
	return &listPage{Page: p, Add: web.Button{Text: "Pievienot cilvēku", Href: "/new", Icon: "plus"},
		Filters: web.Filters{Action: "/people", Target: "people", Result: "Atrasti 4 cilvēki", Clear: "/people", Fields: []*web.Field{
			{Kind: web.Search, Name: "q", Label: "Meklēt pēc vārda vai e-pasta", HideOptional: true},
			{Kind: web.Select, Name: "role", Label: "Loma", HideOptional: true, Options: []web.Option{{Label: "Visas lomas"}, {Value: "mentor", Label: "Mentors"}}}}},
		Table: web.Table{ID: "people", Caption: "Cilvēki un lomas", Columns: []web.Column{
			{Title: "Vārds", Sort: &web.Sort{Href: "?sort=-name", Direction: "ascending"}}, {Title: "Iestāde", Sort: &web.Sort{Href: "?sort=inst"}},
			{Title: "Lomas"}, {Title: "Stāvoklis"}, {Title: "Pēdējoreiz"}, {Title: "Sesijas", Numeric: true}, {Title: "Darbības", Hidden: true}},
			Empty: &web.Empty{Title: "Neviens neatbilst atlasei", Text: "Pamēģiniet īsāku vārdu vai notīriet atlasi.", Icon: "search", Action: &web.Button{Text: "Notīrīt atlasi", Href: "/people", Variant: web.Secondary}}}}
}

type donePage struct {
	web.Page
	Panel     web.Panel
	PrintHead web.PrintHead
	Summary   web.Summary
	Stats     web.Stats
	Timeline  web.Timeline
	Details   web.Details
	Confirm   web.Confirm
	States    []web.Status
	Empty     *web.Empty
}

func done(p web.Page) web.View {
	p.Title = "Pieteikums ir saņemts"
	p.Flash = &web.Flash{Kind: web.Alert, Text: "Vienu failu neizdevās pievienot."}
	v := &donePage{Page: p,
		Panel:     web.Panel{Title: p.Title, Label: "Pieteikuma numurs", Number: "2027-0142", Text: "Atbildi saņemsiet piecu darba dienu laikā."},
		PrintHead: web.PrintHead{Owner: p.Owner, Title: "Pieteikums", Date: "23.11.2026."},
		Summary: web.Summary{Title: "Pārbaudiet atbildes", Items: []web.SummaryItem{
			{Key: "Vārds un uzvārds", Value: "Ieva Paraudziņa", Change: "/1"}, {Key: "Tālrunis", Change: "/2"},
			{Key: "Dienas, kad varat", Lines: []string{"Pirmdiena", "Otrdiena"}, Change: "/3"}}},
		Stats:    web.Stats{{Number: "14", Text: "pieteikumi gaida", Note: "vecākais 6 dienas", Link: &web.Link{Text: "Izskatīt", Href: "/x"}}, {Number: "48", Text: "sesijas šonedēļ"}},
		Timeline: web.Timeline{{State: web.Ready, Title: "23. novembris", Text: "Pieteikums iesniegts", Time: "2026-11-23"}, {State: web.Begun, Title: "Līdz 30. novembrim", Text: "Koordinators izskata"}, {State: web.ToDo, Title: "8. janvāris", Text: "Paziņojam par dalību"}},
		Details:  web.Details{Summary: "Jautājumi, kas palīdz sarunai", Text: []string{"Izvēlieties vienu vai divus."}, Points: []string{"Kas jau ir mēģināts?", "Kas mainītos, ja izdotos?"}},
		Confirm: web.Confirm{Lede: "Atsaucot pieteikumu, jūs zaudējat vietu rindā.", Points: []string{"Atbildes dzēsīsim pēc 30 dienām.", "Pieteikties var vēlreiz."},
			Form: &web.Form{ID: "withdraw", Action: "/withdraw", Submit: "Atsaukt pieteikumu", Variant: web.Danger, Cancel: &web.Link{Text: "Paturēt pieteikumu", Href: "/home"}}},
		Empty: &web.Empty{Title: "Vēl nav nevienas sesijas", Text: "Pirmo sesiju varēs ieplānot, kad abi apstiprināsiet vienošanos.", Icon: "calendar", Action: &web.Button{Text: "Atvērt vienošanos", Href: "/agreement"}}}
	for _, s := range []web.State{web.ToDo, web.Begun, web.Ready, web.Blocked, web.Look, web.Urgent, web.Off} {
		v.States = append(v.States, p.Status(s))
	}
	return v
}

type startPage struct {
	web.Page
	Acts     []web.Button
	Dates    string
	Timeline web.Timeline
	Points   []string
	Doors    []door
}

type door struct{ Icon, Href, Text, Note string }

func start(p web.Page) web.View {
	p.Viewer, p.Layout = nil, web.Bleed
	p.Title, p.Eyebrow = "Saruna ar cilvēku, kurš šo ceļu jau ir gājis", "Mentorings valsts un pašvaldību darbiniekiem"
	p.Lede = "Desmit mēnešus tiekaties ar pieredzējušu kolēģi no citas iestādes un kopā virzāties uz mērķi, ko nosakāt paši."
	p.Funding = web.Funding{Sentence: "Programmu īsteno ar Eiropas Savienības atbalstu.", Logos: []web.Logo{{Src: ui.Asset("icon-192.png"), Alt: "Finansētājs", Width: 64, Height: 64}}}
	return &startPage{Page: p, Acts: []web.Button{{Text: "Pieteikties programmai", Href: "/apply"}, {Text: "Kļūt par mentoru", Href: "/mentor", Variant: web.Secondary}},
		Dates:    "Svarīgākie datumi",
		Timeline: web.Timeline{{State: web.Begun, Title: "Līdz 11. decembrim", Text: "Pieteikšanās ir atvērta"}, {State: web.ToDo, Title: "2027. gada 8. janvāris", Text: "Paziņojam par dalību", Time: "2027-01-08"}},
		Points:   []string{"Jūs strādājat ministrijā, valsts iestādē vai pašvaldībā.", "Darba laikā varat atvēlēt divas līdz trīs stundas mēnesī."},
		Doors: []door{{"users", "/people", "Cilvēki un lomas", "Kas drīkst ko darīt, un kopš kura laika."}, {"building-2", "/institutions", "Iestādes", "Nosaukumi, veidi un pakļautība."},
			{"mail", "/outbox", "Izejošais pasts", "Vēstules, kas gaida vai ir nosūtītas."}}}
}
