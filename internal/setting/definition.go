package setting

import (
	"slices"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/workday"
)

// The groups, in the order of forms.
const (
	Owner   Group = "owner"
	Contact Group = "contact"
	Site    Group = "site"
	Privacy Group = "privacy"
)

// Groups in the order of forms.
var Groups = []Group{Owner, Contact, Site, Privacy}

// The settings. Those marked “both languages” are read with Snapshot.Local.
const (
	OwnerName      Name = "owner.name"            // both languages: who runs the programme
	OwnerNumber    Name = "owner.register-number" // in the state's register
	OwnerAddress   Name = "owner.address"
	OwnerWebsite   Name = "owner.website"
	ContactEmail   Name = "owner.contact.email"
	ContactPhone   Name = "owner.contact.phone"
	HelpHours      Name = "site.help.hours"        // both languages: when somebody answers
	HelpDays       Name = "site.help.answer-days"  // working days until an answer
	SecurityEmail  Name = "security.contact.email" // where weaknesses are reported (RFC 9116)
	SiteFunding    Name = "site.funding.sentence"  // both languages: shown only if set (R0-7)
	SiteLanguage   Name = "site.default-language"  // lv or en
	TimeFormat     Name = "time.format"            // TimePoint or TimeColon
	DataController Name = "privacy.controller"     // both languages: empty is the owner
	MovedDays      Name = "workday.moved"          // as workday.Parse reads them
	PrivacyEmail   Name = "privacy.officer.email"  // the data protection officer
)

// Choices of settings.
const (
	TimePoint = "point" // 10.00
	TimeColon = "colon" // 10:00
)

// definitions is the closed list, in the order of forms. A new setting needs a
// line here and its label and hint in both catalogues.
var definitions = slices.Concat(
	local(Definition{Name: OwnerName, Group: Owner, Kind: Text, Required: true, Limit: 150}),
	[]Definition{
		{Name: OwnerNumber, Group: Owner, Kind: Text, Limit: 20},
		{Name: OwnerAddress, Group: Owner, Kind: Text, Limit: 200},
		{Name: OwnerWebsite, Group: Owner, Kind: WebAddress, Limit: 200},
		{Name: ContactEmail, Group: Contact, Kind: Email, Required: true, Limit: 254},
		{Name: ContactPhone, Group: Contact, Kind: Phone, Limit: 30},
	},
	local(Definition{Name: HelpHours, Group: Contact, Kind: Text, Limit: 120}),
	[]Definition{
		{Name: HelpDays, Group: Contact, Kind: Number, Required: true, Default: "3", From: 1, To: 15},
		{Name: SecurityEmail, Group: Contact, Kind: Email, Limit: 254},
	},
	local(Definition{Name: SiteFunding, Group: Site, Kind: Text, Limit: 300}),
	[]Definition{
		{Name: SiteLanguage, Group: Site, Kind: Choice, Required: true, Default: string(i18n.LV),
			Choices: []string{string(i18n.LV), string(i18n.EN)}},
		{Name: TimeFormat, Group: Site, Kind: Choice, Required: true, Default: TimePoint, Choices: []string{TimePoint, TimeColon}},
		{Name: MovedDays, Group: Site, Kind: MovedDates, Default: workday.Known, Limit: 1500},
	},
	local(Definition{Name: DataController, Group: Privacy, Kind: Text, Limit: 200}),
	[]Definition{
		{Name: PrivacyEmail, Group: Privacy, Kind: Email, Limit: 254},
	},
)

// local makes one definition for each language.
func local(d Definition) []Definition {
	var list []Definition
	for _, lang := range i18n.Langs() {
		one := d
		one.Name, one.Lang = d.Name.In(lang), lang
		list = append(list, one)
	}
	return list
}

// Definitions is the whole list, in the order of forms.
func Definitions() []Definition { return slices.Clone(definitions) }

// Lookup finds a definition by its name.
func Lookup(name Name) (Definition, bool) {
	n := slices.IndexFunc(definitions, func(d Definition) bool { return d.Name == name })
	if n < 0 {
		return Definition{}, false
	}
	return definitions[n], true
}
