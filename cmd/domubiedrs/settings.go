package main

import (
	"cmp"
	"fmt"
	"text/tabwriter"

	"domubiedrs/internal/config"
)

type describeCommand struct{ place }

// Help says where settings come from.
func (describeCommand) Help() string {
	return `A setting comes from its default, then the file, then the environment, then the command line; the later one wins. In the file the prefix may be left out.

Example:

    domubiedrs config describe`
}

// Run describes every setting.
func (describeCommand) Run(p *process) error {
	for _, s := range config.Describe() {
		note := "default: " + cmp.Or(s.Default, "none")
		if s.Flag != "" {
			note += "; flag: " + s.Flag
		}
		if s.Secret {
			note += "; secret, may come from the file named by " + s.Name + "_FILE"
		}
		if err := p.print("%s\n    %s\n    (%s)", s.Name, s.Help, note); err != nil {
			return err
		}
	}
	return nil
}

type showCommand struct{ place }

// Help gives an example.
func (showCommand) Help() string {
	return `The third column says where the value comes from. Nothing is opened and nothing is changed, so the command also serves to check the settings.

Example:

    domubiedrs config show --data /var/lib/domubiedrs`
}

// Run prints the settings in force.
func (c *showCommand) Run(p *process) error {
	cfg, err := c.load(p, nil)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, v := range cfg.InForce() {
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\n", v.Name, cmp.Or(v.Text, "-"), v.Origin); err != nil {
			return err
		}
	}
	return table.Flush()
}
