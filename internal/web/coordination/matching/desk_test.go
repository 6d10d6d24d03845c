package matching

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web/coordination/officetest"
)

// weights are the fields of the form of a run with their defaults, some changed.
func (o *staff) weights(changed ...string) url.Values {
	ask := o.ask()
	form := officetest.Values("intake", o.intake.ID, "version", "0", "model", "individual", "objective", string(ask.Objective), "cooling_off", "12", "hours", "2", "waiting", "1")
	for _, rule := range ask.On {
		form.Add("on", rule)
	}
	for _, x := range matching.AllCriteria() {
		form.Set("weight-"+x.String(), strconv.Itoa(ask.Weights[x.String()]))
	}
	for i := 0; i+1 < len(changed); i += 2 {
		form.Set(changed[i], changed[i+1])
	}
	return form
}

// TestFromRunToRound: a run is made, a draft prepared and sent, each by hand.
func TestFromRunToRound(t *testing.T) {
	o := open(t, 6, 4)
	officetest.Contains(t, o.See(t, room, "Saskaņošana"), "Aprēķinu vēl nav", "Sākt saskaņošanu", "Kārtu vēl nav")
	officetest.Contains(t, o.See(t, room+"/new?intake="+o.intake.ID, "Jauns aprēķins"), "Vajadzība", "Jābūt kopīgai valodai")
	run := o.Done(t, room+"/new", o.weights("weight-time", "30"), "Nekas nav nosūtīts").To()
	officetest.Contains(t, o.See(t, run, "Saskaņošana"), "Vai var labāk?", "Jāizvēlas mentori", "Sagatavot kārtu")
	officetest.Contains(t, o.See(t, run+"/draft", "Sagatavot kārtu"), "Nekas netiek nosūtīts")
	round := o.Done(t, run+"/draft", officetest.Values("version", "0"), "Melnraksts ir gatavs").To()
	page := o.See(t, round+"/send", "Nosūtīt kārtu")
	officetest.Contains(t, page, "6 mentorējamie", "7 dienas")
	o.Done(t, round+"/send", officetest.Values("version", value(t, page, "version")), "Kārta ir nosūtīta")
	officetest.Contains(t, o.See(t, run, "Saskaņošana"), "Izvēle nosūtīta")
	o.Refused(t, run+"/draft", officetest.Values("version", "0"), http.StatusConflict, "Nav neviena, kam sūtīt")
}

// TestTwoRoundsAtOnce: of two drafts that are sent, one goes out; a stale version
// sends nothing.
func TestTwoRoundsAtOnce(t *testing.T) {
	o := open(t, 4, 4)
	first, second := o.drafted(t), o.drafted(t)
	o.Refused(t, rounds+"/"+first.ID+"/send", officetest.Values("version", "7"), http.StatusConflict)
	o.Done(t, rounds+"/"+first.ID+"/send", officetest.Values("version", "1"), "Kārta ir nosūtīta")
	body := o.Refused(t, rounds+"/"+second.ID+"/send", officetest.Values("version", "1"), http.StatusConflict)
	officetest.Contains(t, body, "kārt")
	again, err := o.Pairing.Round(t.Context(), o.Me(), second.ID)
	if err != nil || again.Status != pairing.RoundDraft {
		t.Errorf("the second round is %s, %v", again.Status, err)
	}
}

// TestMentorLeavesBeforeSending: a mentor who pauses after the run stops the
// round, which says who; the list can be put right.
func TestMentorLeavesBeforeSending(t *testing.T) {
	o := open(t, 1, 3)
	x := o.drafted(t)
	list, err := o.Pairing.Proposals(t.Context(), o.Me(), pairing.Filter{Intake: o.intake.ID, Round: x.ID}, 10)
	if err != nil || len(list) < 2 {
		t.Fatalf("%d proposals, %v", len(list), err)
	}
	gone := list[0]
	if err := o.Pairing.Pause(t.Context(), access.Actor{Person: gone.MentorPerson}, gone.Mentor, true); err != nil {
		t.Fatal(err)
	}
	officetest.Contains(t, o.See(t, rounds+"/"+x.ID, officetestTitle(t, o, x)), "Kas traucē nosūtīt", "1 piedāvājums vairs neder")
	o.Refused(t, rounds+"/"+x.ID+"/send", officetest.Values("version", "1"), http.StatusConflict)
	path := rounds + "/" + x.ID + "/mentees/" + gone.Mentee
	page := o.See(t, path, "Mainīt sarakstu")
	form := officetest.Values("version", value(t, page, "version"), "add", "out")
	for i, p := range list {
		form.Set("place-"+p.Mentor, strconv.Itoa(len(list)-i))
	}
	form.Set("place-"+gone.Mentor, "out")
	o.Done(t, path, form, "Saraksts ir saglabāts")
	o.Refused(t, path, form, http.StatusConflict)
	o.Done(t, rounds+"/"+x.ID+"/send", officetest.Values("version", "2"), "Kārta ir nosūtīta")
	after, err := o.Pairing.Proposals(t.Context(), o.Me(), pairing.Filter{Intake: o.intake.ID, Round: x.ID, Status: pairing.Sent}, 10)
	if err != nil || len(after) != len(list)-1 || after[0].Mentor != list[len(list)-1].Mentor {
		t.Errorf("%d sent, the first is %v, %v", len(after), after, err)
	}
}

func officetestTitle(t *testing.T, o *staff, x pairing.Round) string {
	t.Helper()
	got := o.Get(t, rounds+"/"+x.ID)
	_, rest, _ := strings.Cut(got.Body, "<h1>")
	title, _, _ := strings.Cut(rest, "</h1>")
	return title
}

// TestPairByHand: the question says what happens to the others; the decision
// holds in the run that follows, and can be taken back.
func TestPairByHand(t *testing.T) {
	o := open(t, 5, 3)
	r := o.run(t)
	mentee := o.people.Mentees[0]
	l, _ := r.Line(mentee)
	mentor := o.people.Mentors[0]
	if l.Mentor == mentor {
		mentor = o.people.Mentors[1]
	}
	path := of(r, mentee) + "/pair"
	officetest.Contains(t, o.See(t, path+"?kind=lock&mentor="+mentor, "Nostiprināt pāri"), "Mentors ir tikpat daudziem", "tikai programmas koordinatori")
	form := officetest.Values("kind", "lock", "mentor", mentor)
	o.Refused(t, path, form, http.StatusUnprocessableEntity, "Ierakstiet iemeslu")
	form.Set("note", "Abi to lūdza")
	next := o.Done(t, path, form, "Pāris ir nostiprināts").To()
	if !strings.Contains(next, "/mentees/"+mentee) || strings.Contains(next, r.ID) {
		t.Errorf("leads to %s", next)
	}
	o.Done(t, strings.TrimSuffix(next, "/")+"/lift", officetest.Values("mentor", mentor), "Lēmums ir atcelts")
	form.Set("kind", "exclude")
	o.Done(t, path, form, "Pāris ir izslēgts")
	for _, query := range []string{"?kind=marry&mentor=" + mentor, "?kind=lock&mentor=" + mentee, "?kind=lock&mentor=x", ""} {
		if got := o.Get(t, path+query); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", query, got.Status)
		}
	}
}

// TestRefusesNonsense keeps what was typed.
func TestRefusesNonsense(t *testing.T) {
	o := open(t, 2, 2)
	o.Refused(t, room+"/new", o.weights("weight-need", "-5"), http.StatusUnprocessableEntity, "no 0 līdz 1", `value="-5"`)
	o.Refused(t, room+"/new", o.weights("weight-need", "daudz"), http.StatusUnprocessableEntity, `value="daudz"`)
	o.Refused(t, room+"/new", o.weights("waiting", "101"), http.StatusUnprocessableEntity, "no 0 līdz 100", `value="101"`)
	o.Done(t, room+"/new", o.weights("keep", "yes"), "saglabāts")
	o.Refused(t, room+"/new", o.weights("keep", "yes", "hours", "3"), http.StatusConflict)
	empty := open(t, 0, 2)
	officetest.Lacks(t, empty.See(t, room, "Saskaņošana"), "Sākt saskaņošanu")
	empty.Refused(t, room+"/new", empty.weights(), http.StatusConflict, "vismaz vienu mentorējamo")
}

// TestOthersSeeNothing: another programme's coordinator is told that nothing is
// there, the lead and the support see no pairs.
func TestOthersSeeNothing(t *testing.T) {
	o := open(t, 3, 2)
	r, x := o.run(t), o.drafted(t)
	mentee := of(r, o.people.Mentees[0])
	paths := []string{here(r), here(r) + "/quality", here(r) + "/compare", here(r) + "/draft", mentee, mentee + "/mentors", mentee + "/pair?kind=lock&mentor=" + o.people.Mentors[0],
		rounds + "/" + x.ID, rounds + "/" + x.ID + "/send", rounds + "/" + x.ID + "/close", rounds + "/" + x.ID + "/mentees/" + o.people.Mentees[0],
		room + "/new?intake=" + o.intake.ID, room + "/waiting?intake=" + o.intake.ID, room + "?intake=" + o.intake.ID}
	o.With(t, access.Coordinator, o.Other.ID).Gone(t, paths...)
	lead := o.With(t, access.Lead, o.Here.ID)
	lead.Gone(t, paths...)
	officetest.Contains(t, lead.See(t, room, "Saskaņošana"), "Saskaņošanu veic koordinators")
	o.With(t, access.Support, o.Here.ID).See(t, room, "Saskaņošana")
}

// TestEveryPage: each page keeps the rules of the house, at its fullest.
func TestEveryPage(t *testing.T) {
	o := open(t, 40, 8)
	first := o.run(t)
	o.Done(t, room+"/new", o.weights("weight-time", "90"), "saglabāts")
	r := o.run(t)
	x := o.drafted(t)
	for path, title := range map[string]string{
		room + "?intake=" + o.intake.ID: "Saskaņošana", here(r) + "?state=nobody": "Saskaņošana", here(r) + "?q=zzz": "Saskaņošana", here(r) + "/quality": "Kvalitātes lapa",
		here(r) + "/compare?with=" + first.ID: "Divi aprēķini blakus", here(r) + "/compare": "Divi aprēķini blakus", room + "/waiting": "Gaidīšanas saraksts",
		rounds + "/" + x.ID + "/close": "Slēgt kārtu", room + "/news?chosen=" + o.people.Mentees[0]: "Noteikt nākamo ziņu dienu", room + "/news": "Noteikt nākamo ziņu dienu",
	} {
		o.See(t, path, title)
	}
	next := o.See(t, here(r), "Saskaņošana")
	officetest.Contains(t, next, "40 mentorējamo")
	after := entries(r)[perPage-1].Mentee
	officetest.Contains(t, o.See(t, here(r)+"?after="+after, "Saskaņošana"), "matching/"+r.ID+"/mentees/"+o.people.Mentees[perPage])
	for _, mentee := range []string{o.people.Mentees[0], o.people.Mentees[20], o.people.Mentees[39]} {
		p, _ := r.Named(mentee)
		officetest.Contains(t, o.See(t, of(r, mentee), p.Name), "Ko mentorējamais vēlas", "Piemērotākie mentori")
		o.See(t, of(r, mentee)+"/mentors", "Visi mentori: "+p.Name)
	}
	o.Done(t, room+"/news", officetest.Values("intake", o.intake.ID, "chosen", o.people.Mentees[0], "news_on", "2026-12-20"), "Nākamo ziņu diena ir saglabāta")
	o.Refused(t, room+"/news", officetest.Values("intake", o.intake.ID, "chosen", o.people.Mentees[0], "news_on", "2020-01-01"), http.StatusUnprocessableEntity)
	o.Done(t, rounds+"/"+x.ID+"/close", officetest.Values("version", "1"), "Kārta ir slēgta")
}

// TestWithdraw takes one proposal of a round back.
func TestWithdraw(t *testing.T) {
	o := open(t, 2, 3)
	x := o.drafted(t)
	o.Done(t, rounds+"/"+x.ID+"/send", officetest.Values("version", "1"), "Kārta ir nosūtīta")
	list, err := o.Pairing.Proposals(t.Context(), o.Me(), pairing.Filter{Intake: o.intake.ID, Round: x.ID, Status: pairing.Sent}, 10)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	path := rounds + "/" + x.ID + "/withdraw"
	page := o.See(t, path+"?proposal="+list[0].ID, "Atsaukt piedāvājumu")
	form := officetest.Values("proposal", list[0].ID, "version", value(t, page, "version"))
	o.Done(t, path, form, "Piedāvājums ir atsaukts")
	o.Refused(t, path, form, http.StatusConflict)
	if got := o.Get(t, path+"?proposal=x"); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("no proposal: status %d", got.Status)
	}
}

// TestPreparedByDay: a draft of the system says so, and what goes out at once
// is told from the reserve; the waiting list says what would help.
func TestPreparedByDay(t *testing.T) {
	o := open(t, 9, 4)
	r := o.run(t)
	list, err := o.Matchmaking.Shortlist(t.Context(), r, o.people.Mentees[0], o.people.Mentors...)
	if err != nil || len(list.Candidates) != 4 {
		t.Fatalf("%d candidates, %v", len(list.Candidates), err)
	}
	system := access.Actor{Person: audit.System, Grants: o.Me().Grants}
	if done, err := o.Pairing.Prepare(t.Context(), system, o.intake.ID, pairing.Run{Fingerprint: r.Fingerprint, Settings: r.Settings, Result: r.Result}, catalogue.Individual, []pairing.Shortlist{list}); err != nil || !done {
		t.Fatal(done, err)
	}
	all, err := o.Pairing.Rounds(t.Context(), o.Me(), o.intake.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	page := officetest.Spoken(o.Get(t, rounds+"/"+all[0].ID).Body)
	if !strings.Contains(page, "Sagatavots ikdienas pāru meklēšanā") || strings.Count(page, " Rezervē") != 1 {
		t.Error(page)
	}
	officetest.Contains(t, o.See(t, room+"/waiting?intake="+o.intake.ID, "Gaidīšanas saraksts"), "Kas palīdzētu visvairāk")
}
