// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestLog shows that the provider and the SDK below it log all they can where the
// user asks for it in one of the ways there are, and nothing otherwise: the CLI
// would parse and drop it.
func TestLog(t *testing.T) {
	t.Parallel()
	needCLI(t)
	const (
		ofSDK      = `"@module":"sdk`
		ofProvider = `"@message":"response received"`
	)
	for variable, want := range map[string]struct{ sdk, provider bool }{
		"":                                {},
		"TF_LOG_CORE=TRACE":               {},
		"TF_LOG=TRACE":                    {sdk: true, provider: true},
		"TF_LOG_PROVIDER=TRACE":           {sdk: true, provider: true},
		"TF_LOG_SDK=TRACE":                {sdk: true, provider: true},
		"TF_LOG_PROVIDER_NETSTATUS=DEBUG": {sdk: true, provider: true},
		"TF_LOG_SDK_FRAMEWORK=off":        {sdk: true, provider: true},
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			// A script in the provider's place keeps what the provider writes.
			dir := t.TempDir()
			written := filepath.Join(dir, "stderr")
			script := filepath.Join(dir, filepath.Base(suite.provider))
			content := fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\" 2>>'%s'\n", suite.provider, written)
			if err := os.WriteFile(script, []byte(content), 0o700); err != nil { //nolint:gosec // It is to be run.
				t.Fatal(err)
			}
			sim := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, sim, both)
			logged, err := cli.New(suite.cli, w.Dir, script)
			if err != nil {
				t.Fatal(err)
			}
			logged.Env = append(append(logged.Env, sim.Environment()...), variable)
			if output, err := logged.Run(t.Context(), "plan", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			log, err := os.ReadFile(written)
			if err != nil {
				t.Fatal(err)
			}
			for part, wanted := range map[string]bool{ofSDK: want.sdk, ofProvider: want.provider} {
				if wanted {
					contains(t, string(log), part)
				} else {
					lacks(t, string(log), part)
				}
			}
		})
	}
}
