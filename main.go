// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-netstatus is the Terraform provider netstatus.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

// address is the provider's place in Terraform's registry.
const address = "registry.terraform.io/netstatus/netstatus"

// gcPercent trades memory for time: little is alive at any time, and with Go's
// 100 the collector took a sixth of a large plan's CPU time for 10 MB.
const gcPercent = 400

// version is set by the linker.
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
	silence := provider.QuietEnvironment(os.Environ())
	for name, value := range silence {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	var options []tf6server.ServeOpt
	if debugged {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve(address, provider.NewServer(provider.New(version), len(silence) > 0), options...)
}
