// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// TestReadmeTryItByHand types what the README says, but for "make install" and "go run",
// in whose place are a mirror and the simulator's binary.
func TestReadmeTryItByHand(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the README's commands need curl")
	}
	_, section, _ := strings.Cut(page(t, "README.md"), "\n## Try it by hand\n")
	section, _, _ = strings.Cut(section, "\n## ")
	commands, _ := blocks(section)
	results := []struct {
		fails bool
		says  string
	}{
		{false, "Plan: 2 to add"},
		{true, `state is "Down", expected "Healthy"`},
		{false, "Resources: 2 added"},
		{true, "The guard stays, and nothing that it protects was touched"},
		{false, "2 destroyed"},
	}
	if len(commands) != 1+len(results) {
		t.Fatalf("%d blocks", len(commands))
	}
	contains(t, commands[0].text, "make install\n", "go run ./cmd/netstatus-simulator -env-file ../netstatus-try/simulator.env\n")

	p := newPipeline(t, nil, "../guides/readme/gate.tf")
	program, err := cli.BuildPackage(t.Context(), filepath.Join(t.TempDir(), "netstatus-simulator"), "../../cmd/netstatus-simulator")
	if err != nil {
		t.Fatal(err)
	}
	environment := filepath.Join(p.Dir, "simulator.env")
	simulator := exec.CommandContext(t.Context(), program, "-env-file", environment)
	simulator.Cancel = func() error { return simulator.Process.Signal(os.Interrupt) }
	if err := simulator.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = errors.Join(simulator.Cancel(), simulator.Wait()) }()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	for ctx.Err() == nil {
		if _, err := os.Stat(environment); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	const variables = ". ./simulator.env\nlink=\"$NETSTATUS_SIMULATOR_CONTROL/interconnects/$CLOUDFLARE_ACCOUNT_ID/icon-fra-1/status\"\n"
	contains(t, commands[1].text, variables)
	for i, want := range results {
		output, err := p.shell(t, variables+strings.TrimPrefix(commands[i+1].text, variables))
		if isExit(err) != want.fails {
			t.Fatalf("%s\n%v\n%s", commands[i+1].text, err, output)
		}
		contains(t, joined(output), want.says)
	}
}

// TestReadmeStalePlan is why the README asks for a new plan.
func TestReadmeStalePlan(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	w, sim := shown(t, "guides/readme/gate.tf")
	setState(sim, "Healthy", icon)
	w.run(t, "plan", "-out=plan.bin")
	setState(sim, "Down", icon)
	w.fail(t, "apply", "plan.bin")
	setState(sim, "Healthy", icon)
	contains(t, w.fail(t, "apply", "plan.bin"), "Saved plan is stale")
	w.apply(t)
	// Later on the same plan can be applied again.
	w.run(t, "plan", "-replace=terraform_data.cut_over", "-out=plan.bin")
	setState(sim, "Down", icon)
	w.fail(t, "apply", "plan.bin")
	setState(sim, "Healthy", icon)
	contains(t, w.run(t, "apply", "plan.bin"), "2 added, 0 changed, 2 destroyed")
}
