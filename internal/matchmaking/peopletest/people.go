// Package peopletest fills an intake with screened applicants who do not exist,
// for tests of matching: they answer as the questionnaires let them.
package peopletest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

var (
	givens     = strings.Fields("Anna Jānis Ilze Māris Kristīne Andris Līga Pēteris Dace Edgars Inese Kārlis Zane Toms Elīna Rihards Santa Oskars Agnese Raimonds")
	families   = strings.Fields("Ozols Liepa Egle Priede Bērziņš Ūdris Lāce Ābele Kalniņš Vītols Zariņš Krūmiņš Rozīte Balode Dzenis Gulbis Strazds Cīrulis Vanags Zvirbulis")
	themes     = strings.Fields("data ai cyber-security automation services ux accessibility communication projects change processes procurement innovation leadership")
	competency = strings.Fields("digcomp-1.1 digcomp-1.2 digcomp-2.1 digcomp-2.4 digcomp-3.1 digcomp-4.1 digcomp-5.1 digcomp-5.3")
	times      = strings.Fields("mon-am mon-pm tue-am tue-pm wed-am wed-pm thu-am thu-pm fri-am fri-pm evening")
	values     = strings.Fields("trust openness reliability results curiosity respect independence order fairness humour")
	functions  = strings.Fields("policy services it finance legal people communication education projects")
	roles      = strings.Fields("data-analyst digital-services-expert ux-specialist digital-project-manager lawyer accountant teacher")
	jobs       = []string{"Vecākā eksperte", "Projektu vadītājs", "Nodaļas vadītāja", "Datu analītiķis", "Pakalpojumu vadītāja"}
	employers  = []string{"Dzintarkrasta novada pašvaldība", "Ceļu uzraudzības birojs", "Meža reģistra aģentūra", "Ostas kultūras pārvalde", "Dabas datu aģentūra", "Pārtikas drošības centrs"}
	needs      = []string{"Gribu saprast, kā no klientu datiem iegūt skaidrus secinājumus.", "Vajag palīdzību portāla pārveidē un sarunās ar izstrādātājiem.",
		"Jāsagatavo iepirkums digitālam projektam, pieredzes ir maz.", "Gribu iemācīties vadīt komandu attālināti.", "Jāievieš mākslīgais intelekts ikdienas darbā.",
		"Vajag labāk saprast kiberdrošības riskus iestādē."}
	offers = []string{"Esmu vadījis divu iestāžu portālu pārveidi.", "Ikdienā strādāju starp klientiem un izstrādātājiem.", "Palīdzu sagatavot digitālo projektu iepirkumus.",
		"Vadu komandu, kas strādā attālināti.", "Ieviešu mākslīgā intelekta rīkus.", "Atbildu par kiberdrošību un mācu kolēģus."}
)

// People are applications by side, in the order in which they came in, and the
// person behind each.
type People struct {
	Mentees, Mentors []string
	Person           map[string]string
}

// crowd draws answers.
type crowd struct{ *rand.Rand }

func (c crowd) one(of []string) string { return of[c.IntN(len(of))] }

func (c crowd) some(of []string, least, most int) (picked []string) {
	for _, i := range c.Perm(len(of))[:least+c.IntN(most-least+1)] {
		picked = append(picked, of[i])
	}
	return picked
}

func (c crowd) both() questionnaire.Answers {
	return questionnaire.Answers{"position": {c.one(jobs)}, "level": {c.one([]string{"specialist", "senior", "unit-lead"})}, "function": {c.one(functions)},
		"themes": c.some(themes, 1, 5), "competences": c.some(competency, 0, 4), "style-support": {c.one([]string{"support", "balance", "challenge"})},
		"style-structure": {c.one([]string{"planned", "mixed", "open"})}, "style-feedback": {c.one([]string{"direct", "gentle", "examples"})},
		"style-learning": c.some([]string{"doing", "reading", "talking", "watching"}, 1, 2), "style-values": c.some(values, 1, 3),
		"languages": append([]string{"lv"}, c.some([]string{"en", "ru"}, 0, 1)...), "format": {"online", "onsite"}, "regions": c.some([]string{"kurzeme", "riga", "vidzeme"}, 1, 2),
		"availability": c.some(times, 2, 6), "models": {"individual", "group"}, "conflicts": {application.None}}
}

func (c crowd) mentee() questionnaire.Answers {
	a := c.both()
	a["motivation"], a["need"], a["goal"], a["expectations"] = []string{c.one(needs)}, []string{c.one(needs)}, []string{c.one(needs)}, []string{"Saruna reizi mēnesī."}
	a["rhythm"], a["perspective"], a["field"] = []string{"monthly"}, []string{c.one([]string{"public", "private", "any"})}, []string{c.one([]string{"same", "other", "any"})}
	return a
}

func (c crowd) mentor(places int) questionnaire.Answers {
	a := c.both()
	a["sector"], a["experience"], a["offer"], a["motivation"] = []string{c.one([]string{"public", "private"})}, []string{c.one(offers)}, []string{c.one(offers)}, []string{"Gribu dalīties pieredzē."}
	a["roles"], a["support"], a["places"], a["hours"], a["on-demand"] = c.some(roles, 0, 3), []string{"advice"}, []string{strconv.Itoa(places)}, []string{strconv.Itoa(4 * places)}, []string{"yes"}
	return a
}

// Fill makes screened applicants: the same for the same numbers, but for their
// identifiers. Mentors have one to three places.
func Fill(t testing.TB, d *db.DB, x intake.Intake, at time.Time, mentees, mentors int) (all People) {
	t.Helper()
	c := crowd{rand.New(rand.NewPCG(uint64(mentees), uint64(mentors)))}
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		all = People{Person: map[string]string{}}
		for n := range mentees + mentors {
			one := applicant{side: pairing.Mentee, answers: c.mentee, role: c.one(roles)}
			if n >= mentees {
				one.side, one.answers = pairing.Mentor, func() questionnaire.Answers { return c.mentor(1 + n%3) }
			}
			one.given, one.family, one.employer = givens[n%len(givens)], families[n/len(givens)%len(families)], c.one(employers)
			one.number, one.at = fmt.Sprintf("%s-%05d", x.Code, n+1), at.Add(time.Duration(n)*time.Second)
			applicationID, personID, err := one.insert(t.Context(), tx, x)
			if err != nil {
				return err
			}
			all.Person[applicationID] = personID
			if one.side == pairing.Mentee {
				all.Mentees = append(all.Mentees, applicationID)
			} else {
				all.Mentors = append(all.Mentors, applicationID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Answer changes what an applicant answered.
func Answer(t testing.TB, d *db.DB, applicationID string, change func(questionnaire.Answers)) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		a, err := readAnswers(t.Context(), tx, applicationID)
		if err != nil {
			return err
		}
		change(a)
		return writeAnswers(t.Context(), tx, applicationID, a)
	})
	if err != nil {
		t.Fatal(err)
	}
}

type applicant struct {
	side                            pairing.Side
	given, family, employer, number string
	role                            string
	at                              time.Time
	answers                         func() questionnaire.Answers
}

func text(a questionnaire.Answers) (string, error) {
	b, err := json.Marshal(a)
	return string(b), err
}

func newID() string { return id.New() }

// Since changes when somebody applied.
func Since(t testing.TB, d *db.DB, applicationID string, at time.Time) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error { return writeSince(t.Context(), tx, applicationID, at) }); err != nil {
		t.Fatal(err)
	}
}
