// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestSimulatorBuildsFromAnotherModule builds the command from a module that has
// this one in place of a release.
func TestSimulatorBuildsFromAnotherModule(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short is for what needs no compiler: this builds a command")
	}
	const modulePath = "github.com/netstatus/terraform-provider-netstatus"
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	content := fmt.Sprintf("module example.com/other\n\ngo 1.26.0\n\nrequire %[1]s v0.0.0\n\nreplace %[1]s => %[2]q\n", modulePath, root)
	goSum, err := os.ReadFile("../../go.sum")
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(content), 0o600), os.WriteFile(filepath.Join(dir, "go.sum"), goSum, 0o600)); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "bin")+string(filepath.Separator), modulePath+"/cmd/netstatus-simulator")
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if _, err := os.Stat(filepath.Join(dir, "bin", "netstatus-simulator")); err != nil {
		t.Error(err)
	}
}
