package application

import (
	"context"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
)

// Invitation asks somebody to apply as a mentor. Its link is the page where
// everybody applies: an invitation opens nothing that is closed to others.
type Invitation struct {
	ID        string
	Intake    string
	Email     string
	Name      string
	InvitedBy string
	CreatedAt time.Time
	Status    Status // of their application as a mentor; empty: none yet
}

// Invite writes to a person who could be a mentor in an intake that takes
// applications, or will. The same address again in the same intake gives the
// invitation that is there and writes to nobody. Gone when the intake takes no
// more applications.
func (s *Service) Invite(ctx context.Context, actor access.Actor, intakeID, email, name string) (v Invitation, err error) {
	x, err := s.screening(ctx, actor, access.Write, intakeID)
	if err != nil {
		return v, err
	}
	if phase := s.Intakes.Phase(x); phase != intake.Applying && phase != intake.Upcoming {
		return v, fault.New(fault.Gone, "intake.fault.closed")
	}
	v = Invitation{ID: id.New(), Intake: x.ID, Email: input.Line(email), Name: input.Line(name), InvitedBy: actor.Person, CreatedAt: s.Now()}
	if err := v.check(); err != nil {
		return Invitation{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		added, err := insertInvitation(ctx, tx, v)
		if err != nil {
			return err
		}
		if !added {
			v, err = findInvitation(ctx, tx, x.ID, v.Email)
			return err
		}
		if err := s.sendInvitation(ctx, tx, v, x); err != nil {
			return err
		}
		return record(ctx, tx, ofIntake(actor.Person, audit.MentorInvited, x))
	})
	return v, err
}

func (v Invitation) check() error {
	bad := fault.Checks{}
	if !mail.Valid(v.Email) {
		bad.Fail("email", "account.fault.email")
	}
	if n := input.Length(v.Name); n == 0 {
		bad.Fail("name", "application.fault.invited-name")
	} else if n > 2*account.MaxName {
		bad.Fail("name", "account.fault.too-long", "max", 2*account.MaxName)
	}
	return bad.Err()
}

// sendInvitation writes in Latvian, the language of the administration: which
// one the reader prefers is not known.
func (s *Service) sendInvitation(ctx context.Context, tx *db.Tx, v Invitation, x intake.Intake) error {
	t := s.Texts.For(i18n.LV)
	blocks := []mail.Block{mail.Text(t.T("application.mail.invited.text", "intake", x.Name(i18n.LV)))}
	if day := date(t, x.ClosesOn, "dat"); day != "" {
		blocks = append(blocks, mail.Text(t.T("application.mail.invited.until", "date", day)))
	}
	blocks = append(blocks, mail.Action(t.T("application.mail.invited.open"), s.URL+"/apply/"+x.Code+"/mentor"))
	return s.Outbox.Send(ctx, tx, mail.Message{To: mail.Address{Name: v.Name, Email: v.Email}, Kind: "application.invited", Lang: i18n.LV,
		Subject: t.T("application.mail.invited.subject"), Blocks: blocks, Reason: t.T("application.mail.invited.reason")})
}

// Invitations lists an intake's invitations, the latest first, with what became
// of each.
func (s *Service) Invitations(ctx context.Context, actor access.Actor, intakeID string) ([]Invitation, error) {
	if _, err := s.screening(ctx, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listInvitations(ctx, s.DB, intakeID)
}

func emailKey(email string) string { return strings.ToLower(input.Line(email)) }
