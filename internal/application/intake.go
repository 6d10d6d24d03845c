package application

import (
	"context"

	"domubiedrs/internal/intake"
)

// IntakeOf is the intake that an application is for. Who has the application may
// know its days, also when everybody else may not yet or no longer.
func (s *Service) IntakeOf(ctx context.Context, a Application) (intake.Intake, error) {
	return s.Intakes.Load(ctx, s.DB, a.Intake)
}
