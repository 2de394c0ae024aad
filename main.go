// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-netstatus is the Terraform provider netstatus.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

// address is the provider's place in Terraform's registry.
const address = "registry.terraform.io/netstatus/netstatus"

// version is set by the linker of a release.
var version = "dev"

func main() {
	debugged := flag.Bool("debug", false, "run for a debugger such as delve")
	flag.Parse()
	if err := run(*debugged); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(debugged bool) error {
	for name, value := range provider.QuietEnvironment(os.Environ()) {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	ctx := context.Background()
	var options []tf6server.ServeOpt
	if debugged {
		// It ends at the first SIGINT by itself.
		options = append(options, tf6server.WithManagedDebug())
	} else {
		// A terminal sends Ctrl-C to the provider as well as to the CLI, which doesn't
		// pass it on in every phase.
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
	}
	info, ok := debug.ReadBuildInfo()
	factory := provider.New(buildVersion(version, info, ok))
	return tf6server.Serve(address, provider.NewServer(ctx, factory), options...)
}
