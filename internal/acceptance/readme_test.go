// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// try is a folder with examples/try, and the simulator on PATH.
func try(t *testing.T) *pipeline {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the commands need curl")
	}
	p := newPipeline(t, nil, "try/main.tf", "try/test.sh")
	if _, err := cli.BuildPackage(t.Context(), filepath.Join(p.bin, "netstatus-simulator"), "../../cmd/netstatus-simulator"); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestReadmeTryIt types what the README says, but for "go run", in whose place is the
// simulator's binary.
func TestReadmeTryIt(t *testing.T) {
	t.Parallel()
	_, section, _ := strings.Cut(page(t, "README.md"), "\n## Try it\n")
	section, _, _ = strings.Cut(section, "\n## ")
	commands, _ := blocks(section)
	if len(commands) != 4 {
		t.Fatalf("%d blocks", len(commands))
	}
	contains(t, commands[0].text, "go run ./cmd/netstatus-simulator -env-file examples/try/simulator.env\n")
	p := try(t)
	environment, _, _ := strings.Cut(commands[1].text, "terraform init")
	const start = "netstatus-simulator -env-file simulator.env >/dev/null &\ntrap \"kill $!\" EXIT\nuntil [ -e simulator.env ]; do sleep 0.1; done\n"
	stopped := strings.Replace(commands[2].text, "terraform apply", "! terraform apply", 1) + "! terraform destroy -auto-approve\n"
	output := p.passes(t, start+environment+strings.TrimPrefix(commands[1].text, environment)+stopped+commands[3].text)
	if got := strings.Count(joined(output), `state is "Down", expected "Healthy"`); got != 2 {
		t.Errorf("it was stopped %d times:\n%s", got, output)
	}
	contains(t, output, "Resources: 1 added", "0 added, 1 changed, 0 destroyed")
}

// TestExampleOfTheSimulator runs the script of the guide, with a gate that stops and with
// one that doesn't.
func TestExampleOfTheSimulator(t *testing.T) {
	t.Parallel()
	p := try(t)
	contains(t, p.passes(t, "sh test.sh"), "Resources: 1 destroyed")
	p.write(t, "main.tf", strings.Replace(read(t, "try/main.tf"), `["Healthy"]`, `["Healthy", "Down"]`, 1))
	output, err := p.shell(t, "sh test.sh")
	if err == nil {
		t.Errorf("the script passed:\n%s", output)
	}
	contains(t, output, "The gate is open with the link down.")
}
