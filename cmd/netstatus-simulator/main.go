// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command netstatus-simulator serves what the provider netstatus reads, on loopback
// and until it is interrupted. Its -h says how to use it.
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
	"runtime/debug"
	"syscall"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/control"
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
		err = printHelp(output)
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

func printHelp(output io.Writer) error {
	text, err := help()
	if err != nil {
		return err
	}
	_, err = io.WriteString(output, text)
	return err
}

// run runs a simulator until the context is done.
func run(ctx context.Context, o *options, output io.Writer) (err error) {
	if err := o.file.check(); err != nil {
		return err
	}
	s, err := simulator.Start(simulator.Options{Addresses: o.addresses})
	if err != nil {
		return hint(err)
	}
	defer s.Close()
	for _, set := range o.settings {
		set(s)
	}
	if !o.empty {
		s.LoadSample()
	}

	address := o.addresses[controlFlag]
	listener, err := simulator.ListenLoopback("the control", address.Host, address.Port)
	if err != nil {
		return hint(err)
	}
	c := control.New(s)
	server := &http.Server{Handler: c, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		// Whoever has asked for a change gets the answer, if it takes no time.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	}()

	defer func() { err = errors.Join(err, o.file.remove()) }()
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
	flags := []string{"-listen"}
	for _, name := range listenerNames() {
		flags = append(flags, "-"+name)
	}
	return fmt.Errorf("%w (%s choose the ports, 0 is a free one)", err, andList(flags))
}

// announce writes the environment to the output and to the file, once everything
// is served.
func (o *options) announce(s *simulator.Simulator, controlAddress net.Addr, output io.Writer) error {
	url := "http://" + controlAddress.String()
	text := o.format(append(s.Environment(), controlVariable+"="+url))
	if err := o.file.write(text); err != nil {
		return err
	}
	if o.hints {
		text += hints()
	}
	_, err := io.WriteString(output, text)
	return err
}
