package pairing_test

import (
	"testing"

	"domubiedrs/internal/pairing"
)

// TestAWholeIntakeGoesOut: a thousand mentees with three candidates each, of
// four hundred mentors, are drafted and sent in two transactions; each mentee
// gets one letter.
func TestAWholeIntakeGoesOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mentees := w.people(pairing.Mentee, make([]int, 1000)...)
		mentors := w.people(pairing.Mentor, make([]int, 400)...)
		var lists []pairing.Shortlist
		for i, m := range mentees {
			lists = append(lists, shortlist(m, mentors[i%400], mentors[(i+1)%400], mentors[(i+2)%400]))
		}
		r := w.draft(lists...)
		_, err := w.SendRound(t.Context(), w.staff, r.ID, r.Version)
		w.must(err)
		if sent, letters := w.count(`select count(*) from pairing_proposal where status = 'sent'`), w.count(`select count(*) from mail_message`); sent != 3000 || letters != 1000 {
			t.Errorf("%d proposals, %d letters", sent, letters)
		}
	})
}
