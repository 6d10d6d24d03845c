// Command domubiedrs runs the mentoring service and looks after it.
//
// main hands arguments, environment, streams and signals to run, which reads
// the command line, loads the settings and calls one command. Results go to
// standard output, everything else to standard error. Exit codes:
//
//	0  done
//	1  what was asked for failed, or a check found something
//	2  the command line, a setting or the machine is wrong; nothing was changed
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
