package application

import (
	"context"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// promptWritten is where applicants name a role that is in no catalogue.
const promptWritten = "role-other"

// WrittenRole is a role that applicants named themselves (R1.2-5).
type WrittenRole struct {
	Text     string // as the first of them wrote it
	Category catalogue.Group
	Count    int // of the applications that name it
}

// Same tells whether a text names the same role: capitals, marks and signs left
// aside.
func (w WrittenRole) Same(text string) bool { return folded(w.Text) == folded(text) }

func folded(text string) string {
	if key := i18n.Fold(text); key != "" {
		return key
	}
	return strings.TrimSpace(text) // signs alone
}

// WrittenRoles lists the roles that those who applied in a programme wrote under
// “other”, those of most applications first. Drafts and withdrawn applications
// are left out.
func (s *Service) WrittenRoles(ctx context.Context, actor access.Actor, programmeID string) ([]WrittenRole, error) {
	if err := actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: programmeID}); err != nil {
		return nil, err
	}
	rows, err := listUnnamed(ctx, s.DB, programmeID)
	return written(rows), err
}

// written counts the roles of applications, the earliest application first.
func written(rows []Application) (list []WrittenRole) {
	for _, a := range rows {
		text := a.Answers.First(promptWritten)
		i := slices.IndexFunc(list, func(w WrittenRole) bool { return w.Same(text) })
		if i < 0 {
			i, list = len(list), append(list, WrittenRole{Text: text, Category: catalogue.Group(a.Facts.Category)})
		}
		list[i].Count++
	}
	list = slices.DeleteFunc(list, func(w WrittenRole) bool { return w.Text == "" })
	slices.SortStableFunc(list, func(a, b WrittenRole) int { return b.Count - a.Count })
	return list
}

// NameRole counts the applications of a programme that name a role under “other”
// as having a role of the catalogue from now on, and tells how many they are.
// What the applicants wrote stays as they wrote it; lists, rules and reports read
// the role.
func (s *Service) NameRole(ctx context.Context, actor access.Actor, programmeID, text, code string) (named int, err error) {
	if err := actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: programmeID}); err != nil {
		return 0, err
	}
	found, err := s.Catalogue.ByCode(ctx, actor, programmeID, catalogue.Role, code)
	if err != nil {
		return 0, err
	}
	role, there := found[code]
	if !there || !role.Valid() {
		return 0, fault.New(fault.NotFound, "fault.not-found")
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		named = 0
		rows, err := listUnnamed(ctx, tx, programmeID)
		if err != nil {
			return err
		}
		var entries []audit.Entry
		for _, a := range rows {
			if folded(a.Answers.First(promptWritten)) != folded(text) {
				continue
			}
			if err := s.assign(ctx, tx, &a, role); err != nil {
				return err
			}
			named++
			entries = append(entries, entry(actor.Person, audit.ApplicationRoleNamed, a))
		}
		return record(ctx, tx, entries...)
	})
	return named, err
}

// assign gives an application its role, and asks the rules again.
func (s *Service) assign(ctx context.Context, tx *db.Tx, a *Application, role catalogue.Entry) error {
	a.Facts.Role, a.Facts.Category = role.Code, string(role.Group)
	if err := s.judge(ctx, tx, a); err != nil {
		return err
	}
	return s.save(ctx, tx, a)
}
