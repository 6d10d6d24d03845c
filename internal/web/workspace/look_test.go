package workspace_test

import (
	"testing"
	"time"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web/webtest"
)

// TestLookAtProposals opens every page of two people who find each other.
func TestLookAtProposals(t *testing.T) {
	d := matching(t)
	ieva, anna, otto := d.mentee("Ieva", "Kalniņa"), d.mentor("Anna", "Vītola-Paraudziņa", 1), d.mentor("Otto", "Ozols", 3)
	d.propose(ieva, anna, otto)
	tab := webtest.Browser(t)
	as := func(p *party) { t.Helper(); tab.Open(t, d.Door(t, p.Person)) }
	see := func(path, name string) { t.Helper(); tab.Look(t, d.Serve(t)+path, "proposals/"+name) }
	as(ieva)
	see(ieva.app("/proposals"), "choose")
	a, o := d.card(ieva, anna, pairing.Mentee), d.card(ieva, otto, pairing.Mentee)
	d.must(d.Pairing.Choose(t.Context(), actor(ieva), ieva.id, []pairing.Choice{{Proposal: a.ID, Version: a.Version, Reply: pairing.Yes}, {Proposal: o.ID, Version: o.Version, Reply: pairing.Yes, Shares: true}}))
	a = d.card(ieva, anna, pairing.Mentee)
	d.must(d.Pairing.ProposeTalk(t.Context(), actor(ieva), a.ID, a.Version, d.Clock.Now().Add(50*time.Hour)))
	as(anna)
	see(anna.app("/proposals"), "load")
	see("/proposals/"+a.ID+"/talk", "talk")
	see("/proposals/"+a.ID+"/sheets/guide", "guide")
	tab.Speak(t, i18n.EN)
	see("/proposals/"+a.ID, "answer")
	a = d.card(anna, ieva, pairing.Mentor)
	_, err := d.Pairing.Answer(t.Context(), actor(anna), a.ID, a.Version, pairing.Yes)
	d.must(err)
	as(ieva)
	see("/workspace", "begun")
}
