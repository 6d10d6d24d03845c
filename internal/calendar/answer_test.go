package calendar

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	netsmtp "net/smtp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/meeting"
)

// answer is a letter as calendar programs write it.
func answer(method, uid, status, start string) string {
	return "From: whoever@example.net\r\nTo: x@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAtbilde\r\n" +
		"--b\r\nContent-Type: text/calendar; charset=UTF-8; method=" + method + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:" + method +
		"\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20270119T080000Z\r\nSEQUENCE:0\r\n" + start + "\r\nATTENDEE;PARTSTAT=" + status + ";CN=\"Kāds\":mailto:whoever@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
}

// TestAnswers: what a program writes is understood, whoever its sender is; it moves
// nothing, and an answer to an earlier invitation says nothing.
func TestAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.plan(1)[0]
		w.drain()
		ieva := w.members[1].Person
		secret := w.secret(m.ID, ieva)
		uid := "session-" + m.ID + "@mentori.example.org"
		reply := func() meeting.Member {
			got, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
			w.must(err)
			if !got.StartsAt.Equal(m.StartsAt) && got.Sequence == 0 {
				t.Error("an answer moved the meeting")
			}
			return *got.Of(ieva)
		}
		for _, tt := range []struct {
			method, status, start string
			want                  meeting.Reply
			counter               string
		}{
			{"REPLY", "ACCEPTED", "DTSTART:20270202T080000Z", meeting.Accepted, ""},
			{"REPLY", "DECLINED", "DTSTART:20270202T080000Z", meeting.Declined, ""},
			{"COUNTER", "TENTATIVE", "DTSTART:20270203T090000Z", meeting.Counter, "2027-02-03T09:00:00Z"},
			{"COUNTER", "TENTATIVE", "DTSTART;TZID=Europe/Riga:20270203T120000", meeting.Counter, "2027-02-03T10:00:00Z"},
			{"COUNTER", "TENTATIVE", "DTSTART;TZID=\"FLE Standard Time\":20270704T120000", meeting.Counter, "2027-07-04T09:00:00Z"},
		} {
			w.must(w.Receive(t.Context(), secret, strings.NewReader(answer(tt.method, uid, tt.status, tt.start))))
			got := reply()
			if got.Reply != tt.want || tt.counter != "" && got.CounterAt.UTC().Format(time.RFC3339) != tt.counter {
				t.Errorf("%s %s %s: %+v", tt.method, tt.status, tt.start, got)
			}
		}
		for what, letter := range map[string]string{"another meeting's": answer("REPLY", "session-x@mentori.example.org", "ACCEPTED", "DTSTART:20270202T080000Z"),
			"a request": answer("REQUEST", uid, "ACCEPTED", "DTSTART:20270202T080000Z"), "words": "Subject: Labdien\r\n\r\nNevarēšu.\r\n", "nothing": "",
			"a time long ago": answer("COUNTER", uid, "TENTATIVE", "DTSTART:19990203T090000Z"), "a zone nobody knows": answer("COUNTER", uid, "TENTATIVE", "DTSTART;TZID=Mars:20270203T120000")} {
			if err := w.Receive(t.Context(), secret, strings.NewReader(letter)); err == nil || !pointless(err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := w.Receive(t.Context(), "guess", strings.NewReader(answer("REPLY", uid, "ACCEPTED", "DTSTART:20270202T080000Z"))); !fault.Is(err, fault.NotFound) {
			t.Errorf("a guessed secret: %v", err)
		}
		current, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
		w.must(err)
		w.later(current)
		w.must(w.Receive(t.Context(), secret, strings.NewReader(answer("REPLY", uid, "ACCEPTED", "DTSTART:20270202T080000Z"))))
		if got := reply(); got.Reply != meeting.NoReply {
			t.Errorf("an answer to the earlier time counts: %+v", got)
		}
	})
}

func (w *world) secret(meetingID, personID string) string {
	w.t.Helper()
	secret, err := db.One(w.t.Context(), w.DB, db.Value[string], `select secret from calendar_invitation where meeting_id = $1 and person_id = $2`, meetingID, personID)
	w.must(err)
	return secret
}

// TestTheListener takes an answer from the mail server and turns everything else
// away: over SMTP and over LMTP.
func TestTheListener(t *testing.T) {
	for _, lmtp := range []bool{false, true} {
		t.Run(fmt.Sprintf("lmtp=%v", lmtp), func(t *testing.T) {
			w := open(t, dbtest.Open(t, db.SQLite), 1)
			m := w.plan(1)[0]
			w.drain()
			to := "sesijas+" + w.secret(m.ID, w.members[1].Person) + "@example.org"
			on, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			w.must(err)
			l := &Listener{Calendars: w.Service, Log: slog.New(slog.DiscardHandler), LMTP: lmtp}
			ended := make(chan error, 1)
			go func() { ended <- l.Serve(on) }()
			letter := answer("REPLY", "session-"+m.ID+"@mentori.example.org", "DECLINED", "DTSTART:20270202T080000Z")
			deliver := func(to, letter string) error {
				conn, err := net.Dial("tcp", on.Addr().String())
				w.must(err)
				client := smtp.NewClient(conn)
				if lmtp {
					client = smtp.NewClientLMTP(conn)
				}
				defer func() {
					if err := client.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
						t.Error(err)
					}
				}()
				return client.SendMail("whoever@example.net", []string{to}, strings.NewReader(letter))
			}
			w.must(deliver(to, letter))
			got, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
			w.must(err)
			if got.Of(w.members[1].Person).Reply != meeting.Declined {
				t.Errorf("answered: %+v", got.Members)
			}
			for what, tt := range map[string][2]string{"no such mailbox": {"sesijas+guess@example.org", letter}, "another mailbox": {"postmaster@example.org", letter},
				"another domain": {"sesijas+x@example.net", letter}, "words": {to, "Subject: x\r\n\r\nLabdien\r\n"}, "too long": {to, letter + strings.Repeat("x\r\n", maxLetter/3)}} {
				var refused *smtp.SMTPError
				if err := deliver(tt[0], tt[1]); !errors.As(err, &refused) || refused.Code < 500 {
					t.Errorf("%s: %v", what, err)
				}
			}
			for range maxAMinute {
				l.count()
			}
			var busy *smtp.SMTPError
			if err := deliver(to, letter); !errors.As(err, &busy) || busy.Code != 421 {
				t.Errorf("too much at once: %v", err)
			}
			w.must(l.Shutdown(t.Context()))
			w.must(<-ended)
			if _, err := netsmtp.Dial(on.Addr().String()); err == nil {
				t.Error("it listens on")
			}
		})
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(answer("REPLY", "session-x@y", "ACCEPTED", "DTSTART:20270202T080000Z"))
	f.Add(answer("COUNTER", "session-x@y", "TENTATIVE", "DTSTART;TZID=\"FLE Standard Time\":20270704T120000"))
	f.Add("Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	f.Fuzz(func(t *testing.T, letter string) {
		uid, a, err := parseAnswer(strings.NewReader(letter))
		if err == nil && (uid == "" || a.Reply == "") {
			t.Errorf("an answer without a word: %q %+v", uid, a)
		}
	})
}
