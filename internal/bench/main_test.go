// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// TestMain lets the test's binary stand in for the provider, as the command's does.
func TestMain(m *testing.M) {
	if code, is := measured(); is {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// TestMeasure runs a small bench against the CLI.
func TestMeasure(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set: this runs a real Terraform or OpenTofu")
	}
	path, err := cli.Find()
	if err != nil {
		t.Fatal(err)
	}
	provider, err := cli.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}

	floor, err := cli.BuildPackage(t.Context(), filepath.Join(t.TempDir(), "floor"), "./floor")
	if err != nil {
		t.Fatal(err)
	}

	opts := options{cli: path, provider: provider, floor: floor, sizes: []int{2}, latencies: []time.Duration{0}, rounds: 1}
	results, err := measure(t.Context(), opts, t.TempDir(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 6 {
		t.Fatalf("%d trials were run, and should be 6", len(results))
	}
	for _, trial := range results {
		took := trial.rounds[0]
		if took.connections < 1 || took.connections > 3 || (took.logins == 1) != strings.Contains(trial.name, "network_interface") {
			t.Errorf("%s: %d requests, %d connections, %d logins", trial.name, took.requests, took.connections, took.logins)
		}
		if took.wall <= 0 || took.providerCPU <= 0 || took.providerCPU > 60 || took.cliCPU <= 0 || took.cliCPU > 60 {
			t.Errorf("%s took %.2f s, and of CPU the provider %.2f s and the CLI %.2f s", trial.name, took.wall, took.providerCPU, took.cliCPU)
		}
		if took.providerPeak < 8<<20 || took.providerPeak > 1<<30 {
			t.Errorf("%s had %.0f bytes of memory", trial.name, took.providerPeak)
		}
		if took.cliPeak < 8<<20 || took.cliPeak > 1<<31 {
			t.Errorf("%s: the CLI had %.0f bytes of memory", trial.name, took.cliPeak)
		}
	}
}

// TestWrite writes the tables of two rounds in which the machine was not equally
// fast.
func TestWrite(t *testing.T) {
	t.Parallel()

	at := func(wall float64) figures {
		return figures{wall: wall, providerCPU: 1, cliCPU: 1, providerPeak: 32 << 20, cliPeak: 64 << 20}
	}
	empty := &candidate{name: reference}
	http := &candidate{name: "http", asks: true, floor: reference}
	all := results{
		{candidate: http, size: 20, rounds: []figures{at(2), at(4)}},
		{candidate: empty, size: 20, rounds: []figures{at(1), at(2)}},
		{candidate: http, size: 20, latency: time.Second, rounds: []figures{at(4), at(6)}},
	}
	var output strings.Builder
	if err := all.write(&output); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		"| 20 | 0s | `http` | 3.00 (2.00x) | 1.00 (1.00x) | 1.00 (1.00x) | 32 (1.00x) | 64 (1.00x) | 0 | 0 | 0 |\n",
		"| 20 |  | `scaffolding` | 1.50 | 1.00 | 1.00 | 32 | 64 | 0 | 0 | 0 |\n",
		"| 20 | 1s | `http` | 2.00 | 5.00 | 2.50 | 2.00 | 1.00 |\n",
	} {
		if !strings.Contains(output.String(), row) {
			t.Errorf("this row is missing:\n%sin:\n%s", row, output.String())
		}
	}
}

// TestUnknownPeer names a peer that isn't known.
func TestUnknownPeer(t *testing.T) {
	t.Parallel()

	var opts options
	err := opts.parsePeers("null=terraform-provider-null")
	if err == nil || !strings.Contains(err.Error(), "http and scaffolding") {
		t.Errorf("the error is %v, and should name the peers", err)
	}
}
