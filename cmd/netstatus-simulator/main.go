// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command netstatus-simulator serves what the provider netstatus reads, Qumulo's
// and Cloudflare's network status, on loopback until it is interrupted. Its -h says
// how to use it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// version is set by the linker of a release.
var version = ""

// controlVariable holds the URL of the control.
const controlVariable = "NETSTATUS_SIMULATOR_CONTROL"

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

// buildVersion is what the linker set, else what go install recorded.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "" {
		return info.Main.Version
	}
	return version
}

// run runs a simulator until the context is done.
func run(ctx context.Context, o *options, output io.Writer) (err error) {
	if err := o.checkEnvironmentFile(); err != nil {
		return err
	}
	s, err := simulator.Start(simulator.Options{
		Host: o.qumulo.host, Port: o.qumulo.port,
		CloudflareHost: o.cloudflare.host, CloudflarePort: o.cloudflare.port,
	})
	if err != nil {
		return hint(err)
	}
	defer s.Close()
	s.SetGeneration(o.generation)
	if !o.empty {
		s.LoadSample()
	}

	listener, err := simulator.ListenLoopback("the control", o.control.host, o.control.port)
	if err != nil {
		return hint(err)
	}
	control := &http.Server{Handler: s.Control(), ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- control.Serve(listener) }()
	defer func() {
		// Whoever has asked for a change gets the answer, if it takes no time.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if control.Shutdown(ctx) != nil {
			_ = control.Close()
		}
	}()

	if err := startScripts(s, o.scripts); err != nil { //nolint:contextcheck // Close ends them.
		return err
	}
	defer func() { err = errors.Join(err, o.removeEnvironmentFile()) }()
	if err := o.announce(s, listener.Addr(), output); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-served:
		return fmt.Errorf("serving the control: %w", err)
	}
}

// hint adds to an error of listening which flags choose the address.
func hint(err error) error {
	return fmt.Errorf("%w (-listen, -qumulo, -cloudflare and -control choose the ports, 0 is a free one)", err)
}

// startScripts starts the scripts in files, each under the name of its file.
func startScripts(s *simulator.Simulator, files []string) error {
	for _, file := range files {
		document, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("-script: %w", err)
		}
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if err := s.Script(name, document); err != nil {
			return fmt.Errorf("-script %s: %w", file, err)
		}
	}
	return nil
}

// announce writes the environment to the output and to the file, once everything
// is served.
func (o *options) announce(s *simulator.Simulator, control net.Addr, output io.Writer) error {
	url := "http://" + control.String()
	text := o.format(append(s.Environment(), controlVariable+"="+url))
	if err := o.writeEnvironmentFile(text); err != nil {
		return err
	}
	if o.hints {
		text += hints
	}
	_, err := io.WriteString(output, text)
	return err
}

// hints stand below the environment as comments, so that all can be pasted.
const hints = `
# Runs until Ctrl-C. What there is, and how to turn a link down and up again:
#   curl "$NETSTATUS_SIMULATOR_CONTROL/"
#   curl -X PUT -d '{"state":"Down","reason":"no light"}' "$NETSTATUS_SIMULATOR_CONTROL/interconnects/$CLOUDFLARE_ACCOUNT_ID/icon-fra-1/status"
#   curl -X PATCH -d '{"interface_details":{"interface_status":"DOWN"}}' "$NETSTATUS_SIMULATOR_CONTROL/network-interfaces/1/status/2"
# netstatus-simulator -h says more.
`
