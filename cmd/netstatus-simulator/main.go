// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command netstatus-simulator serves what the provider netstatus reads, on loopback and
// until it is interrupted. Its -h says how to use it.
package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// version is set by the linker of a release.
var version = ""

// help is what -h prints. The guide about acceptance tests shows it too.
//
//go:embed help.txt
var help string

// hints are printed below the variables, as comments, so that all can be pasted.
const hints = `
# Runs until Ctrl-C. Paste the lines above into another terminal. There
# an interconnect goes down, and comes up again:
#   link="$NETSTATUS_SIMULATOR_CONTROL/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID/cni/interconnects/icon-fra-1/status"
#   curl -X PUT "$link" -d '{"state":"Down","reason":"no light"}'
#   curl -X PUT "$link" -d '{"state":"Healthy"}'
# The cable of node 2 is pulled, in v2 and in v3, and plugged in again:
#   bond0="$NETSTATUS_SIMULATOR_CONTROL/v2/network/interfaces/1/status/2"
#   curl -X PATCH "$bond0" -d '{"interface_details":{"cable_status":"DISCONNECTED","interface_status":"DOWN"}}'
#   curl -X PATCH "$bond0" -d '{"interface_details":{"cable_status":"CONNECTED","interface_status":"UP"}}'
# All paths, the credentials and injected errors: netstatus-simulator -h
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := start(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// start is main, and returns its exit code.
func start(ctx context.Context, arguments []string, output, messages io.Writer) int {
	o, err := parse(arguments)
	if err != nil {
		_, _ = fmt.Fprintf(messages, "netstatus-simulator: %v\nnetstatus-simulator -h explains every flag.\n", err)
		return 2
	}
	switch {
	case o.help:
		_, err = io.WriteString(output, help)
	case o.version:
		_, err = fmt.Fprintln(output, buildVersion())
	default:
		err = run(ctx, o, output)
	}
	if err != nil {
		_, _ = fmt.Fprintf(messages, "netstatus-simulator: %v\n", err)
		return 1
	}
	return 0
}

// buildVersion returns what the linker set, else what go install recorded.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "" {
		return info.Main.Version
	}
	return version
}

// options are what the flags say.
type options struct {
	simulator     simulator.Options
	file          string
	help, version bool
}

// parse parses the command line.
func parse(arguments []string) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("netstatus-simulator", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	listen := flags.String("listen", "127.0.0.1", "")
	flags.StringVar(&o.file, "env-file", "", "")
	flags.BoolVar(&o.version, "version", false, "")
	err := flags.Parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		o.help = true
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("only flags are allowed, not the argument %q", flags.Arg(0))
	}
	host, port, err := net.SplitHostPort(*listen)
	if err != nil {
		host, port = strings.Trim(*listen, "[]"), "0"
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	o.simulator.Host = host
	if o.simulator.Port, err = strconv.Atoi(port); err != nil {
		return nil, fmt.Errorf("-listen: %q is no port", port)
	}
	return o, nil
}

// run runs a simulator until the context is done.
func run(ctx context.Context, o *options, output io.Writer) (err error) {
	s, err := simulator.Start(o.simulator)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	defer s.Close()
	s.LoadSample()
	variables := environment(s)
	if o.file != "" {
		if err := writeFile(o.file, variables); err != nil {
			return fmt.Errorf("-env-file: %w", err)
		}
		defer func() {
			if gone := os.Remove(o.file); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}()
	}
	if _, err := io.WriteString(output, variables+hints); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// environment returns the variables as lines for a shell. Each is one line: the certificate
// is in base64, which the provider takes too.
func environment(s *simulator.Simulator) string {
	var lines strings.Builder
	for _, variable := range s.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		if strings.Contains(value, "\n") {
			value = base64.StdEncoding.EncodeToString([]byte(value))
		}
		fmt.Fprintf(&lines, "export %s='%s'\n", name, value)
	}
	return lines.String()
}

// writeFile makes a file, which has its whole text from the moment that it is there. It
// leaves one that is there already as it is: another simulator may have made it.
func writeFile(path, text string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fmt.Errorf("%s exists already: remove it if no other simulator needs it, or name another file", path))
	}
	made, err := os.CreateTemp(filepath.Dir(path), ".netstatus-simulator-*")
	if err != nil {
		return err
	}
	_, err = made.WriteString(text)
	if err := errors.Join(err, made.Close()); err != nil {
		return errors.Join(err, os.Remove(made.Name()))
	}
	return os.Rename(made.Name(), path)
}
