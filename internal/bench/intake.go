package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"domubiedrs/internal/app"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/transfer"
)

// applications is how many people the spreadsheet has that is imported.
const applications = 10_000

// coordinator is the demo's person who screens.
const coordinator = "dace.liepa@example.org"

// queueScenes are the screening queue, browsed and searched.
var queueScenes = []scene{
	{"Screening queue, browsed", coordinator, []string{"/coordination/applications", "/coordination/applications?status=all&side=mentee",
		"/coordination/applications?fit=ask", nextPage}},
	{"Screening queue, searched", coordinator, []string{"/coordination/applications?q=berz", "/coordination/applications?q=lig+uj&status=all",
		"/coordination/applications?q=demo-0999"}},
}

// intakeRecord is how an intake of many went.
type intakeRecord struct {
	kind   db.Kind
	took   time.Duration // of the import
	memory int64         // bytes resident at most while it ran
	alone  []pageRecord  // one client at a time
	many   []pageRecord
}

// takeIn imports a spreadsheet as people do on the command line, and then looks
// at the queue.
func takeIn(ctx context.Context, o options, kind db.Kind) (found intakeRecord, err error) {
	found.kind = kind
	p, err := newPlace(ctx, kind)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, p.drop(context.WithoutCancel(ctx))) }()
	if _, err := p.fill(ctx, 0); err != nil {
		return found, err
	}
	file, err := spreadsheet(p.dir, o.applications)
	if err != nil {
		return found, err
	}
	progress("%s: importing %d applications", kind, o.applications)
	if found.took, found.memory, err = bringIn(ctx, o.binary, p, file); err != nil {
		return found, err
	}
	s, err := start(ctx, o.binary, p, "--demo")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	one := o
	one.clients = 1
	if found.alone, err = underLoad(ctx, one, s, queueScenes); err != nil {
		return found, err
	}
	found.many, err = underLoad(ctx, o, s, queueScenes)
	return found, err
}

// bringIn runs the import and gives its time and its peak of memory.
func bringIn(ctx context.Context, binary string, p place, file string) (time.Duration, int64, error) {
	command := exec.CommandContext(ctx, binary, "import", "--data", p.dir, "--intake", "demo", "--as", "mentee", file)
	command.Env = append(os.Environ(), p.environ()...)
	command.Stderr = os.Stderr
	begun := time.Now()
	out, err := command.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("import: %w\n%s", err, out)
	}
	took := time.Since(begun)
	if !strings.Contains(string(out), `"rejected":0`) {
		return 0, 0, fmt.Errorf("the import says %s", out)
	}
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, 0, errors.New("the system does not tell how much memory the import took")
	}
	return took, usage.Maxrss << 10, nil
}

// apply imports within this process.
func (p place) apply(ctx context.Context, people int) error {
	name, err := spreadsheet(p.dir, people)
	if err != nil {
		return err
	}
	return p.open(ctx, func(a *app.App) error {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		about, err := file.Stat()
		if err == nil {
			var x intake.Intake
			x, err = a.Intakes.ByCode(ctx, "demo")
			if err == nil {
				_, err = a.Transfers.File(ctx, application.CommandLine(x.Programme), x.ID, application.Mentee, filepath.Base(name), file, about.Size(), transfer.Mapping{}, false, nil)
			}
		}
		return errors.Join(err, file.Close())
	})
}

// spreadsheet writes a file as form services export it.
func spreadsheet(dir string, people int) (string, error) {
	form, err := questionnaire.Shipped(questionnaire.ApplyMentee)
	if err != nil {
		return "", err
	}
	answers := map[string]string{"institution": "Valsts kontrole", "position": "Analītiķe", "official": "Nē", "role": "Datu analītiķis",
		"motivation": "Mana komanda sāk strādāt ar datiem.", "need": "Kā izvēlēties, ar ko sākt.", "goal": "Izveidot datu kvalitātes plānu.",
		"expectations": "Atklātas sarunas.", "themes": "Dati un to izmantošana, Pārmaiņu vadība", "languages": "Latviešu, Angļu",
		"format": "Attālināti", "availability": "Otrdien no rīta", "conflicts": "Šādu saišu nav"}
	headings, row := []string{"E-pasta adrese", "Vārds", "Uzvārds"}, []string(nil)
	for _, section := range form.Sections {
		for _, p := range section.Prompts {
			if a := answers[p.Key]; a != "" {
				headings, row = append(headings, p.Label.In(i18n.LV)), append(row, a)
			}
		}
	}
	lines := [][]string{headings}
	for n := range people {
		d := invented(n)
		lines = append(lines, append([]string{d.Email, d.GivenName, d.FamilyName}, row...))
	}
	name := filepath.Join(dir, "applications.csv")
	file, err := os.Create(name)
	if err != nil {
		return "", err
	}
	return name, errors.Join(csv.NewWriter(file).WriteAll(lines), file.Close())
}
