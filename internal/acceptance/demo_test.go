// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestDemo runs what `make demo` runs. It has to fit a terminal of 80 by 24.
func TestDemo(t *testing.T) {
	t.Parallel()
	needGates(t)
	demo := exec.CommandContext(t.Context(), "../tools/demo.sh")
	demo.Env = append(os.Environ(), "NETSTATUS_CLI="+suite.cli)
	demo.Stderr = t.Output()
	output, err := demo.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	lines := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if len(lines) > 24 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if utf8.RuneCountInString(line) > 80 {
			t.Errorf("too wide: %s", line)
		}
	}
	without, with, _ := strings.Cut(string(output), "\n\n")
	contains(t, without, "Resources: 0 added, 0 changed, 1 destroyed.", "The backup route is gone")
	contains(t, with, `Error: Interconnect "icon-fra-1"`, "state list\n    router_route.backup[0]\n", "Nothing was touched")
	lacks(t, with, "destroyed")
}
