package operate_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/programme"
)

// TestOnlyAdministrators asks each verb as a programme's lead and as nobody:
// nothing is done and nothing noted.
func TestOnlyAdministrators(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx, letter := t.Context(), s.write(t, "")
		dead := s.dead(t)
		head := must[audit.Head](t)(audit.CurrentHead(ctx, s.DB))
		for name, who := range map[fault.Kind]access.Actor{fault.Forbidden: s.lead, fault.Unauthenticated: {}} {
			for _, err := range []error{
				second(s.Jobs(ctx, who, job.Filter{}, 9)), second(s.JobCounts(ctx, who)), second(s.Job(ctx, who, dead)),
				s.RetryJob(ctx, who, dead), s.DeleteJob(ctx, who, dead),
				second(s.Messages(ctx, who, mail.Filter{}, 9)), second(s.MessageCounts(ctx, who)), second(s.Message(ctx, who, letter)),
				s.ReleaseMessage(ctx, who, letter), s.DeleteMessage(ctx, who, letter),
				second(s.AuditEntries(ctx, who, audit.Filter{}, 9)), second(s.VerifyAudit(ctx, who)), second(s.LastCheck(ctx, who)),
				second(s.Overview(ctx, who)), second(s.ExportPeople(ctx, who, account.Filter{})),
				s.Grant(ctx, who, s.chief.Person, access.Administrator, ""),
			} {
				want(t, err, name)
			}
		}
		if now := must[audit.Head](t)(audit.CurrentHead(ctx, s.DB)); now != head {
			t.Errorf("something was noted: %v, %v", head, now)
		}
		want(t, second(s.ExportPeople(ctx, s.stale, account.Filter{})), fault.StepUp)
		want(t, s.Grant(ctx, s.stale, s.chief.Person, access.Administrator, ""), fault.StepUp)
	})
}

func second[T any](_ T, err error) error { return err }

// dead makes a job that has failed for good.
func (s *shop) dead(t *testing.T) int64 {
	t.Helper()
	s.tx(t, func(tx *db.Tx) error { return s.Queue.Enqueue(t.Context(), tx, touch{id.New()}) })
	jobtest.Drain(t, s.Queue)
	items, err := s.Queue.List(t.Context(), job.Filter{State: job.Dead}, 1)
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	return items[0].ID
}

func (s *shop) write(t *testing.T, personID string) string {
	t.Helper()
	s.tx(t, func(tx *db.Tx) error {
		return s.Outbox.Send(t.Context(), tx, mail.Message{To: mail.Address{Email: "ieva@example.org"}, PersonID: personID, Kind: "test.letter",
			Lang: i18n.LV, Subject: "Temats", Blocks: []mail.Block{mail.Text("Teksts")}})
	})
	return must[[]mail.Stored](t)(s.Outbox.List(t.Context(), mail.Filter{}, 1))[0].ID
}

func TestJobs(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx, first, last := t.Context(), s.dead(t), s.dead(t)
		page := must[operate.JobPage](t)(s.Jobs(ctx, s.chief, job.Filter{}, 1))
		if len(page.Items) != 1 || page.Items[0].ID != last || page.Next != last {
			t.Errorf("first page %+v", page)
		}
		page = must[operate.JobPage](t)(s.Jobs(ctx, s.chief, job.Filter{Before: page.Next}, 1))
		if len(page.Items) != 1 || page.Items[0].ID != first || page.Next != 0 {
			t.Errorf("last page %+v", page)
		}
		if n := must[map[job.State]int](t)(s.JobCounts(ctx, s.chief)); n[job.Dead] != 2 {
			t.Errorf("counts %v", n)
		}
		if x := must[job.Item](t)(s.Job(ctx, s.chief, first)); x.ID != first || x.State != job.Dead {
			t.Errorf("%+v", x)
		}
		want(t, second(s.Job(ctx, s.chief, last+1)), fault.NotFound)
		if err := s.RetryJob(ctx, s.chief, first); err != nil {
			t.Fatal(err)
		}
		s.one(t, audit.JobRetried, audit.Object{Kind: audit.KindJob, ID: strconv.FormatInt(first, 10)}, "")
		want(t, s.RetryJob(ctx, s.chief, first), fault.Conflict)
		if err := s.DeleteJob(ctx, s.chief, last); err != nil {
			t.Fatal(err)
		}
		s.one(t, audit.JobDiscarded, audit.Object{Kind: audit.KindJob, ID: strconv.FormatInt(last, 10)}, "")
		want(t, s.DeleteJob(ctx, s.chief, last), fault.NotFound)
		want(t, second(s.Job(ctx, s.chief, last)), fault.NotFound)
		if n := len(s.entries(t, audit.JobRetried)) + len(s.entries(t, audit.JobDiscarded)); n != 2 {
			t.Errorf("what was refused was noted: %d entries", n)
		}
	})
}

func TestMessages(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx, someone := t.Context(), s.person(t, "Ieva")
		first, last := s.write(t, someone.ID), s.write(t, "")
		page := must[operate.MessagePage](t)(s.Messages(ctx, s.chief, mail.Filter{}, 1))
		if len(page.Items) != 1 || page.Items[0].ID != last || page.Next != last {
			t.Errorf("first page %+v", page)
		}
		page = must[operate.MessagePage](t)(s.Messages(ctx, s.chief, mail.Filter{Before: page.Next}, 1))
		if len(page.Items) != 1 || page.Items[0].ID != first || page.Next != "" {
			t.Errorf("last page %+v", page)
		}
		s.one(t, audit.OutboxViewed, audit.Object{Kind: audit.KindOutbox}, "")
		if m := must[mail.Stored](t)(s.Message(ctx, s.chief, first)); m.Text == "" {
			t.Errorf("%+v", m)
		}
		letter := audit.Object{Kind: audit.KindMessage, ID: first}
		s.one(t, audit.MessageViewed, letter, someone.ID)
		want(t, second(s.Message(ctx, s.chief, id.New())), fault.NotFound)
		want(t, s.ReleaseMessage(ctx, s.chief, first), fault.Conflict) // no server
		s.Outbox.SMTP = &mail.SMTP{Host: "127.0.0.1", Port: 1, Security: mail.None}
		if err := s.ReleaseMessage(ctx, s.chief, first); err != nil {
			t.Fatal(err)
		}
		s.one(t, audit.MessageReleased, letter, someone.ID)
		want(t, s.ReleaseMessage(ctx, s.chief, first), fault.Conflict)
		if err := s.DeleteMessage(ctx, s.chief, first); err != nil {
			t.Fatal(err)
		}
		s.one(t, audit.MessageDeleted, letter, someone.ID)
		want(t, s.DeleteMessage(ctx, s.chief, first), fault.NotFound)
		if n := must[map[mail.State]int](t)(s.MessageCounts(ctx, s.chief)); n[mail.Held] != 1 || n[mail.Queued] != 0 {
			t.Errorf("counts %v", n)
		}
	})
}

// TestFailedMessageIsRetried tells sending again from sending what was held.
func TestFailedMessageIsRetried(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.Outbox.SMTP = &mail.SMTP{Host: "127.0.0.1", Port: 1, Security: mail.None}
		letter := s.write(t, "")
		for range 12 {
			jobtest.Drain(t, s.Queue)
			s.now = s.now.Add(7 * time.Hour)
		}
		if err := s.ReleaseMessage(t.Context(), s.chief, letter); err != nil {
			t.Fatal(err)
		}
		s.one(t, audit.MessageRetried, audit.Object{Kind: audit.KindMessage, ID: letter}, "")
	})
}

// TestVisits notes that somebody looked, once a visit and for each person.
func TestVisits(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		look := func(f audit.Filter) int {
			t.Helper()
			if _, err := s.AuditEntries(t.Context(), s.chief, f, 5); err != nil {
				t.Fatal(err)
			}
			return len(s.entries(t, audit.AuditViewed))
		}
		other := s.person(t, "Ieva").ID
		for i, step := range []struct {
			f    audit.Filter
			want int
		}{{audit.Filter{}, 1}, {audit.Filter{Before: 2}, 1}, {audit.Filter{Action: audit.SignedIn}, 1}, {audit.Filter{Subject: other}, 2},
			{audit.Filter{Subject: other}, 2}, {audit.Filter{Actor: other}, 2}, {audit.Filter{Actor: audit.System}, 2}} {
			if got := look(step.f); got != step.want {
				t.Errorf("step %d: %d entries, want %d", i, got, step.want)
			}
		}
		s.now = s.now.Add(operate.VisitLength + time.Minute)
		if got := look(audit.Filter{}); got != 3 {
			t.Errorf("a later visit: %d entries", got)
		}
		if newest := s.entries(t, audit.AuditViewed); newest[1].Subject != other || newest[0].Subject != "" {
			t.Errorf("%+v", newest)
		}
	})
}

func TestAuditEntriesHaveNames(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ieva := s.person(t, "Ieva")
		page := must[operate.AuditPage](t)(s.AuditEntries(t.Context(), s.chief, audit.Filter{Action: audit.PersonCreated}, 1))
		if len(page.Items) != 1 || page.Next != page.Items[0].Seq || page.People[ieva.ID].GivenName != "Ieva" || len(page.People) != 1 {
			t.Errorf("%+v", page)
		}
		page = must[operate.AuditPage](t)(s.AuditEntries(t.Context(), s.chief, audit.Filter{Action: audit.PersonCreated, Before: page.Next}, 5))
		if len(page.Items) != 1 || page.Next != 0 || page.People[s.chief.Person].GivenName != "Zane" {
			t.Errorf("%+v", page)
		}
	})
}

func TestVerify(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		if c, err := s.LastCheck(ctx, s.chief); c != nil || err != nil {
			t.Errorf("%v, %v", c, err)
		}
		head := must[audit.Head](t)(audit.CurrentHead(ctx, s.DB))
		if done := must[bool](t)(s.VerifyAudit(ctx, s.chief)); !done {
			t.Error("a short chain was left to a job")
		}
		c := must[*operate.Check](t)(s.LastCheck(ctx, s.chief))
		if diff := cmp.Diff(&operate.Check{At: c.At, By: s.chief.Person, Told: true, Seq: head.Seq, Head: head}, c); diff != "" {
			t.Error(diff)
		}
		s.tx(t, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `update audit_entry set object_id = 'x' where seq = 1`)
			return err
		})
		must[bool](t)(s.VerifyAudit(ctx, s.chief))
		c = must[*operate.Check](t)(s.LastCheck(ctx, s.chief))
		if c.Flaw != audit.Altered || c.Seq != 1 || !c.Told || c.Head.Seq != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// TestLongChainIsWalkedByAJob leaves the request at once.
func TestLongChainIsWalkedByAJob(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.VerifyAtOnce = 1
		s.person(t, "Ieva")
		for range 2 { // asking twice walks once
			if done := must[bool](t)(s.VerifyAudit(t.Context(), s.chief)); done {
				t.Error("a long chain was walked in the request")
			}
		}
		if attempts, failed := jobtest.Drain(t, s.Queue); attempts != 1 || failed != 0 {
			t.Errorf("%d attempts, %d failed", attempts, failed)
		}
		if c := must[*operate.Check](t)(s.LastCheck(t.Context(), s.chief)); c == nil || c.By != s.chief.Person || c.Flaw != "" {
			t.Errorf("%+v", c)
		}
	})
}

// TestForeignCheckIsUntold reads an entry that somebody wrote in another way.
func TestForeignCheckIsUntold(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for _, result := range []string{"", "whole", "invented:3", "altered:x"} {
			s.tx(t, func(tx *db.Tx) error {
				return audit.Record(t.Context(), tx, audit.Entry{Actor: audit.CommandLine, Action: audit.AuditVerified,
					Object: audit.Object{Kind: audit.KindAudit, ID: result}})
			})
			if c := must[*operate.Check](t)(s.LastCheck(t.Context(), s.chief)); c.Told || c.By != audit.CommandLine || c.Head.Seq != 0 {
				t.Errorf("%q: %+v", result, c)
			}
		}
	})
}

func TestCheckCode(t *testing.T) {
	for want, c := range map[string]struct {
		head   audit.Head
		broken *audit.Broken
	}{
		"whole:42":      {audit.Head{Seq: 42}, nil},
		"whole:0":       {audit.Head{}, nil},
		"altered:7":     {audit.Head{Seq: 42}, &audit.Broken{Seq: 7, Flaw: audit.Altered}},
		"head-gone:0":   {audit.Head{}, &audit.Broken{Flaw: audit.HeadGone}},
		"not-as-kept:9": {audit.Head{Seq: 42}, &audit.Broken{Seq: 9, Flaw: audit.NotAsKept}},
	} {
		if got := operate.CheckCode(c.head, c.broken); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestGrant(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx, ieva := t.Context(), s.person(t, "Ieva").ID
		p := must[programme.Programme](t)(s.Programmes.Create(ctx, s.chief, programme.Details{NameLV: "P", NameEN: "P"}))
		i := must[institution.Institution](t)(s.Institutions.Add(ctx, s.chief, institution.Details{NameLV: "I", Type: institution.NGO}))
		for _, bad := range []struct {
			role         access.Role
			place, field string
		}{
			{access.Mentor, id.New(), "role"}, {access.Mentee, "", "role"}, {access.Peer, "", "role"}, {"invented", "", "role"}, {"", p.ID, "role"},
			{access.Coordinator, "", "scope"}, {access.Coordinator, i.ID, "scope"}, {access.InstitutionContact, p.ID, "scope"},
			{access.Auditor, id.New(), "scope"}, {access.Administrator, p.ID, "scope"},
		} {
			err := s.Grant(ctx, s.chief, ieva, bad.role, bad.place)
			if f := fault.As(err); f == nil || f.Fields[bad.field].Key == "" {
				t.Errorf("%s in %q: %v", bad.role, bad.place, err)
			}
		}
		if n := len(s.entries(t, audit.RoleGranted)); n != 0 {
			t.Errorf("%d entries", n)
		}
		for role, place := range map[access.Role]string{access.Coordinator: p.ID, access.InstitutionContact: i.ID, access.Administrator: ""} {
			if err := s.Grant(ctx, s.chief, ieva, role, place); err != nil {
				t.Errorf("%s: %v", role, err)
			}
		}
		people := must[map[string]account.Listed](t)(s.Accounts.ByID(ctx, s.chief, ieva))
		if diff := cmp.Diff([]access.Role{access.Administrator, access.Coordinator, access.InstitutionContact}, people[ieva].Roles); diff != "" {
			t.Error(diff)
		}
		want(t, s.Grant(ctx, s.chief, id.New(), access.Administrator, ""), fault.NotFound)
	})
}

// TestExportIsWholeAndNoted takes out more people than one step reads.
func TestExportIsWholeAndNoted(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for range 520 {
			s.person(t, "Anna")
		}
		all := must[[]account.Listed](t)(s.ExportPeople(t.Context(), s.chief, account.Filter{After: "ignored~ignored"}))
		seen := map[string]bool{}
		for _, x := range all {
			seen[x.ID] = true
		}
		if len(all) != 521 || len(seen) != 521 {
			t.Errorf("%d people, %d of them different", len(all), len(seen))
		}
		s.one(t, audit.DataExported, audit.Object{Kind: audit.KindExport, ID: "people"}, "")
		if some := must[[]account.Listed](t)(s.ExportPeople(t.Context(), s.chief, account.Filter{Query: "zane"})); len(some) != 1 {
			t.Errorf("%d people", len(some))
		}
	})
}

func TestOverview(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		o := must[operate.Overview](t)(s.Overview(ctx, s.chief))
		if o.People != 1 || o.MailServer || o.Backup != nil || o.Check != nil || len(o.Programmes) != 0 {
			t.Errorf("%+v", o)
		}
		s.dead(t)
		s.write(t, "")
		must[programme.Programme](t)(s.Programmes.Create(ctx, s.chief, programme.Details{NameLV: "P", NameEN: "P"}))
		must[bool](t)(s.VerifyAudit(ctx, s.chief))
		s.tx(t, func(tx *db.Tx) error {
			return audit.Record(ctx, tx, audit.Entry{Actor: audit.CommandLine, Action: audit.BackupMade, Object: audit.Object{Kind: audit.KindBackup}})
		})
		o = must[operate.Overview](t)(s.Overview(ctx, s.chief))
		if o.Jobs[job.Dead] != 1 || o.Messages[mail.Held] != 1 || len(o.Programmes) != 1 || o.Backup == nil || o.Check == nil {
			t.Errorf("%+v", o)
		}
	})
}
