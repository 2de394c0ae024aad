// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestStartWithLittleAddressSpace starts the provider where the ballast wouldn't fit: it
// gets as far as to say that a CLI has to start it.
func TestStartWithLittleAddressSpace(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("ulimit -v limits address space on Linux")
	}
	binary := filepath.Join(t.TempDir(), "provider")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	starts := func(limit int, environment string) bool {
		command := fmt.Sprintf("ulimit -v %d; exec env %s %s", limit, environment, binary)
		output, _ := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput()
		return strings.Contains(string(output), "This binary is a plugin")
	}
	// What Go itself needs, in KiB, and less than the ballast on top.
	const step, margin, most = 20_000, 40_000, 4_000_000
	limit := 1_000_000
	for limit < most && !starts(limit, "GOGC=100") {
		limit += step
	}
	if limit += margin; !starts(limit, "GOGC=") {
		t.Errorf("it doesn't start with %d KiB of address space", limit)
	}
}
