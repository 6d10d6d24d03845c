package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// Service is the verbs of files on their way in.
type Service struct {
	DB           *db.DB
	Now          func() time.Time
	Intakes      *intake.Service
	Institutions *institution.Service
	Catalogue    *catalogue.Service
	Applications *application.Service
}

// waits is how long a file waits for who uploaded it.
const waits = 24 * time.Hour

// Tidy is the hourly job that forgets files whose day is over.
type Tidy struct{}

// Kind implements job.Args.
func (Tidy) Kind() string { return "transfer.tidy" }

// Register tells the queue of this package's job.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.tidy, job.Options{})
	job.Schedule(r, Tidy{}, job.Every(time.Hour))
}

func (s *Service) tidy(ctx context.Context, _ Tidy) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return expire(ctx, tx, s.Now()) })
}

// Upload is a file that waits.
type Upload struct {
	ID        string
	Owner     string
	Intake    string
	Side      application.Side
	Name      string // of the file
	Mapping   Mapping
	Done      bool // its rows are kept, and the file is not
	CreatedAt time.Time
	ExpiresAt time.Time
	Version   int64

	content []byte
	report  string
}

// Origin tells where a column's target comes from.
type Origin string

const (
	Decided    Origin = ""           // a person said so
	Proposed   Origin = "proposed"   // from the heading and the cells
	Remembered Origin = "remembered" // the programme used it before
)

// View is an upload as its mapping is decided.
type View struct {
	Upload
	Sheet   string
	Header  int      // the row of headings, from 1
	Others  []string // sheets that are not read
	Columns []Column
	Origins []Origin // of the columns, in their order
	Targets []Target
	Unknown []Unknown
}

// MaxName is the longest name of a file that is kept, in characters.
const MaxName = 150

// MaxWaiting is how many files of one person may wait at a time.
const MaxWaiting = 20

// Upload reads and keeps a file, with a mapping proposed, for the programme's
// staff. Invalid or TooLarge says what is wrong with the file, Conflict that too
// many wait already.
func (s *Service) Upload(ctx context.Context, actor access.Actor, intakeID string, side application.Side, name string, content io.Reader) (u Upload, err error) {
	text, err := io.ReadAll(io.LimitReader(content, MaxFile+1))
	if err != nil {
		return u, fmt.Errorf("read the uploaded file: %w", err)
	}
	f, err := s.open(ctx, actor, intakeID, side, bytes.NewReader(text), int64(len(text)), name)
	if err != nil {
		return u, err
	}
	runes := []rune(input.Line(name))
	u = Upload{ID: id.New(), Owner: actor.Person, Intake: intakeID, Side: side, Name: string(runes[:min(len(runes), MaxName)]), Mapping: f.mapping,
		CreatedAt: s.Now(), ExpiresAt: s.Now().Add(waits), Version: 1, content: text}
	return u, s.DB.Tx(ctx, func(tx *db.Tx) error {
		waiting, err := countFiles(ctx, tx, actor.Person, s.Now())
		if err != nil {
			return err
		}
		if waiting >= MaxWaiting {
			return fault.New(fault.Conflict, "transfer.fault.full", "most", MaxWaiting)
		}
		return insertFile(ctx, tx, u)
	})
}

// mine finds an upload for who uploaded it; others are not told of it.
func (s *Service) mine(ctx context.Context, actor access.Actor, uploadID string) (Upload, error) {
	u, err := loadLight(ctx, s.DB, uploadID)
	if err != nil {
		return u, err
	}
	if u.Owner != actor.Person || !actor.SignedIn() || !u.ExpiresAt.After(s.Now()) {
		return Upload{}, errMissing
	}
	return u, nil
}

// Get finds an upload for who uploaded it, without looking into the file.
func (s *Service) Get(ctx context.Context, actor access.Actor, uploadID string) (Upload, error) {
	u, err := s.mine(ctx, actor, uploadID)
	if err != nil {
		return u, err
	}
	_, err = s.screened(ctx, actor, u.Intake)
	return u, err
}

var (
	errMissing = fault.New(fault.NotFound, "fault.not-found")
	errStale   = fault.New(fault.Conflict, "fault.stale")
	errDone    = fault.New(fault.Gone, "transfer.fault.done")
)

// ErrRunning says that the rows of an upload are being taken in right now.
var ErrRunning = fault.New(fault.Conflict, "transfer.fault.running")

// waiting opens the file of an upload whose rows are not kept yet.
func (s *Service) waiting(ctx context.Context, actor access.Actor, uploadID string) (Upload, *file, error) {
	u, err := s.mine(ctx, actor, uploadID)
	if err != nil {
		return u, nil, err
	}
	if u, err = loadFile(ctx, s.DB, uploadID); err != nil {
		return u, nil, err
	}
	if u.Done { // perhaps only since it was found
		return u, nil, errDone
	}
	if _, err := s.kept(u.report); err != nil {
		return u, nil, err
	}
	f, err := s.open(ctx, actor, u.Intake, u.Side, bytes.NewReader(u.content), int64(len(u.content)), u.Name)
	if err != nil {
		return u, nil, err
	}
	f.use(u.Mapping)
	return u, f, nil
}

// Open shows an upload for its mapping to be decided.
func (s *Service) Open(ctx context.Context, actor access.Actor, uploadID string) (View, error) {
	u, f, err := s.waiting(ctx, actor, uploadID)
	if err != nil {
		return View{}, err
	}
	unknown, err := f.unknown()
	return View{u, f.table.Sheet, f.table.Header, f.table.Others, f.columns(), f.origins(), targets(f.form), unknown}, err
}

// Map decides what the columns hold. Messages are by FieldOf a column, or
// "columns".
func (s *Service) Map(ctx context.Context, actor access.Actor, uploadID string, version int64, m Mapping) (Upload, error) {
	u, f, err := s.waiting(ctx, actor, uploadID)
	if err != nil {
		return u, err
	}
	if u.Version != version {
		return u, errStale
	}
	if err := m.check(f.names, f.form); err != nil {
		return u, err
	}
	u.Mapping = m
	err = s.DB.Tx(ctx, func(tx *db.Tx) error { return saveMapping(ctx, tx, u) })
	u.Version++
	return u, err
}

// Discard forgets an upload at once, unless its rows are being taken in.
func (s *Service) Discard(ctx context.Context, actor access.Actor, uploadID string) error {
	u, err := s.mine(ctx, actor, uploadID)
	if err != nil {
		return err
	}
	text, err := loadReport(ctx, s.DB, u.ID)
	if err != nil {
		return err
	}
	if _, err := s.kept(text); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return deleteFile(ctx, tx, u.ID, u.Version) })
}

// Uploads lists the actor's own of an intake that wait, the latest first.
func (s *Service) Uploads(ctx context.Context, actor access.Actor, intakeID string) ([]Upload, error) {
	if _, err := s.screened(ctx, actor, intakeID); err != nil {
		return nil, err
	}
	return listFiles(ctx, s.DB, actor.Person, intakeID, s.Now())
}

// screened loads an intake for somebody who may take people into it.
func (s *Service) screened(ctx context.Context, actor access.Actor, intakeID string) (intake.Intake, error) {
	x, err := s.Intakes.Get(ctx, actor, intakeID)
	if err != nil {
		return x, err
	}
	return x, actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme})
}

// File takes a file in at one go, for the command line. over is laid over the
// proposed mapping and may be empty; a heading in it that the file does not have
// is a fault. progress may be nil.
func (s *Service) File(ctx context.Context, actor access.Actor, intakeID string, side application.Side, name string, r io.ReaderAt, size int64,
	over Mapping, preview bool, progress func(done, total int)) (Report, error) {
	f, err := s.open(ctx, actor, intakeID, side, r, size, name)
	if err != nil {
		return Report{}, err
	}
	if strange := over.strangers(f.names); len(strange) > 0 {
		return Report{}, fault.Fields(map[string]fault.Message{"columns": fault.Msg("transfer.fault.stranger", "column", strange[0])})
	}
	f.use(over)
	return s.take(ctx, actor, intakeID, side, f, preview, progress)
}

// take reads the rows and hands them over; a mapping that led to rows that are
// kept is remembered.
func (s *Service) take(ctx context.Context, actor access.Actor, intakeID string, side application.Side, f *file, preview bool, progress func(done, total int)) (Report, error) {
	report := Report{Columns: f.columns(), Others: f.table.Others, Targets: targets(f.form), At: s.Now()}
	if err := f.mapping.check(f.names, f.form); err != nil {
		return report, err
	}
	found, err := f.readRows(f.table, report.Columns)
	if err != nil {
		return report, err
	}
	report.Notes = found.notes
	if report.Report, err = s.Applications.Import(ctx, actor, intakeID, side, found.rows, preview, progress); err != nil || !report.Saved {
		return report, err
	}
	return report, s.DB.Tx(ctx, func(tx *db.Tx) error {
		return remember(ctx, tx, f.programme, side, fingerprint(f.names), f.mapping, s.Now())
	})
}

// file is a spreadsheet with its mapping.
type file struct {
	*words
	table     *sheet.Table
	names     []string
	cells     [][]string // samples
	mapping   Mapping
	programme string

	proposed, remembered map[string]string // folded heading → target
}

// open reads a file for somebody who may take people in, and lays what the
// programme used before over what is proposed.
func (s *Service) open(ctx context.Context, actor access.Actor, intakeID string, side application.Side, r io.ReaderAt, size int64, name string) (*file, error) {
	x, err := s.screened(ctx, actor, intakeID)
	if err != nil {
		return nil, err
	}
	form, err := questionnaire.Current(ctx, s.DB, application.FormKey(side), x.Programme)
	if err != nil {
		return nil, fmt.Errorf("find the application form: %w", err)
	}
	f := &file{programme: x.Programme}
	if f.table, err = sheet.Read(r, size, name, limits()); err != nil {
		return nil, err
	}
	f.names = named(f.table.Columns)
	if f.cells, err = samples(f.table); err != nil {
		return nil, err
	}
	if f.words, err = s.words(ctx, actor, x.Programme, form.Questionnaire); err != nil {
		return nil, err
	}
	f.mapping = f.propose(f.names, f.cells)
	f.proposed = foldKeys(f.mapping.Columns)
	before, err := recall(ctx, s.DB, x.Programme, side, fingerprint(f.names))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, err
	}
	f.remembered = foldKeys(before.Columns)
	f.use(before)
	return f, nil
}

// use lays a mapping over the one there is.
func (f *file) use(m Mapping) {
	f.mapping = m.over(f.mapping)
	f.values = f.mapping.Values
	clear(f.memory)
	clear(f.known)
}

// columns are the file's with some of their cells.
func (f *file) columns() []Column {
	list := f.mapping.apply(f.names, f.form)
	for i := range list {
		list[i].Samples = f.cells[i][:min(len(f.cells[i]), 3)]
	}
	return list
}

// origins tell of each column where its target comes from.
func (f *file) origins() []Origin {
	list := make([]Origin, len(f.names))
	for i, c := range f.mapping.apply(f.names, f.form) {
		key := i18n.Fold(c.Name)
		before, used := f.remembered[key]
		switch {
		case used && before == c.Target:
			list[i] = Remembered
		case c.Target != Nothing && f.proposed[key] == c.Target:
			list[i] = Proposed
		}
	}
	return list
}
