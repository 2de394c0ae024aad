// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command cmd runs a simulator with the sample until it is interrupted. It
// prints the environment that points the provider at it, ready to be pasted
// into a shell, and a URL to put other documents to.
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
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs a simulator until the context is done.
func run(ctx context.Context, output io.Writer) error {
	s, err := simulator.Start(simulator.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	s.LoadSample()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening for the control: %w", err)
	}
	if err := describe(output, s.Environment(), "http://"+listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}

	control := &http.Server{Handler: s.Control(), ReadHeaderTimeout: time.Minute}
	closed := make(chan error, 1)
	cancel := context.AfterFunc(ctx, func() { closed <- control.Close() })
	defer cancel()
	if err := control.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the control: %w", err)
	}
	return <-closed
}

// describe prints how to use the simulator. What is no export is a comment, so
// that all of it can be pasted.
func describe(output io.Writer, environment []string, control string) error {
	var text strings.Builder
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&text, "export %s=%s\n", name, quote(value))
	}
	fmt.Fprintf(&text, `
# Runs until Ctrl-C. To change what the provider sees:
#   curl -X PUT -d '{"state":"Down","reason":"no light"}' %[1]s/interconnect-status/"$CLOUDFLARE_ACCOUNT_ID"/icon-fra-1
#   curl -X PUT -d @status.json %[1]s/network-interface-status/1/2
`, control)
	_, err := io.WriteString(output, text.String())
	return err
}

// quote quotes a value for a POSIX shell.
func quote(value string) string {
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
