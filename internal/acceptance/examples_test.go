// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// examples is the folder of the examples.
const examples = "../../examples"

// conventional are the folders that the documentation generator prescribes, and
// the guides' own. Every file in them is a configuration of its own; any other
// folder is a module.
var conventional = []string{"provider", "data-sources", "ephemeral-resources", "resources", "actions", "functions", "guides"}

// apart are folders that tests of their own run, as they are more than a module.
var apart = []string{"add-a-gate", "guards", "recipes"}

// files are the examples, by their path below the folder of the examples.
func files(t *testing.T) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(examples), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			// TestAcceptanceGuide runs the module of that guide.
			if entry != nil && (strings.HasPrefix(entry.Name(), ".terraform") || path == "acceptance") {
				return fs.SkipDir
			}
			return err
		}
		found = append(found, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// isConventional reports whether a file is a configuration of its own.
func isConventional(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	return slices.Contains(conventional, top)
}

// isApart reports whether another test runs a file.
func isApart(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	return slices.Contains(apart, top)
}

// modules are the folders that hold a module.
func modules(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, path := range files(t) {
		if folder := filepath.Dir(path); !isConventional(path) && !isApart(path) && filepath.Ext(path) == ".tf" && !slices.Contains(found, folder) {
			found = append(found, folder)
		}
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// exampleWorkspace is a folder for an example, with everything that the examples
// take from variables and files.
func exampleWorkspace(t *testing.T, sim *simulator.Simulator, configuration string) *workspace {
	t.Helper()
	needWhatItUses(t, configuration)
	w := newWorkspace(t, sim, configuration)
	w.write(t, "qumulo-ca.pem", sim.CACertificate())
	cluster, err := json.Marshal(map[string]any{
		"host": sim.QumuloHost(), "port": sim.QumuloPort(), "token": simulator.Token, "ca_certificate": sim.CACertificate(),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Env = append(
		w.Env,
		"TF_VAR_qumulo_host="+sim.QumuloHost(),
		"TF_VAR_qumulo_token="+simulator.Token,
		"TF_VAR_qumulo_password=simulator",
		"TF_VAR_cloudflare_api_token="+simulator.APIToken,
		"TF_VAR_europe_api_token="+simulator.APIToken,
		"TF_VAR_america_api_token="+simulator.APIToken,
		"TF_VAR_frankfurt="+string(cluster),
		"TF_VAR_amsterdam="+string(cluster),
	)
	return w
}

// needWhatItUses skips a test where the CLI lacks what a configuration uses.
func needWhatItUses(t *testing.T, configuration string) {
	t.Helper()
	needCLI(t)
	if strings.Contains(configuration, `ephemeral "`) {
		needEphemerals(t)
	}
	if strings.Contains(configuration, `action "netstatus`) {
		needActions(t)
	}
	if strings.Contains(configuration, "provider::netstatus::") {
		needFunctions(t)
	}
	if strings.Contains(configuration, "removed {") && !knowsRemoved(t) {
		t.Skipf("%s knows no block removed that says whether to destroy", suite.cli)
	}
}

// holds plans a configuration, applies the plan and destroys everything. No check
// may warn.
func (w *workspace) holds(t *testing.T) {
	t.Helper()
	output := w.run(t, "plan", "-out=plan.bin")
	output += w.run(t, "apply", "plan.bin")
	lacks(t, output, "Check block assertion failed")
	w.run(t, "destroy", "-auto-approve")
}

// TestEveryExampleRuns fails for a file that none of the other tests runs.
func TestEveryExampleRuns(t *testing.T) {
	t.Parallel()
	known := modules(t)
	for _, path := range files(t) {
		folder := filepath.Dir(path)
		switch {
		case isApart(path):
		case isConventional(path):
			if filepath.Ext(path) != ".tf" {
				t.Errorf("%s is no configuration", path)
			}
		case strings.HasSuffix(path, ".tftest.hcl"), strings.HasSuffix(path, ".tofutest.hcl"):
			if !slices.Contains(known, moduleOf(path)) {
				t.Errorf("%s tests no module", path)
			}
		case !slices.Contains(known, folder), filepath.Ext(path) != ".tf":
			t.Errorf("%s is run by no test", path)
		}
	}
}

// moduleOf is the module that a file of tests is for.
func moduleOf(path string) string {
	return strings.TrimSuffix(filepath.Dir(path), "/tests")
}

func TestExampleFiles(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, path := range files(t) {
		if !isConventional(path) {
			continue
		}
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			exampleWorkspace(t, simulatortest.Start(t, simulator.Options{}), read(t, path)).holds(t)
		})
	}
}

func TestExampleModules(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, folder := range modules(t) {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			copied(t, simulatortest.Start(t, simulator.Options{}), folder).holds(t)
		})
	}
}

// copied is a workspace with a copy of a module and its tests.
func copied(t *testing.T, sim *simulator.Simulator, folder string) *workspace {
	t.Helper()
	var configuration strings.Builder
	content := map[string]string{}
	for _, path := range files(t) {
		if moduleOf(path) == folder {
			name := strings.TrimPrefix(path, folder+"/")
			content[name] = read(t, path)
			configuration.WriteString(content[name])
		}
	}
	w := exampleWorkspace(t, sim, configuration.String())
	if err := os.Remove(filepath.Join(w.Dir, "main.tf")); err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		w.write(t, name, text)
	}
	return w
}

// TestExampleTests runs the examples' own tests. Nothing may ask the services:
// there are none.
func TestExampleTests(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, path := range files(t) {
		if filepath.Ext(path) != ".hcl" {
			continue
		}
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			twin := strings.ReplaceAll(path, ".tftest.hcl", ".tofutest.hcl")
			switch isTwin := slices.Contains(files(t), twin); {
			case strings.HasSuffix(path, ".tofutest.hcl") && !suite.openTofu:
				t.Skip("only OpenTofu reads files of this name")
			case suite.openTofu && isTwin && path != twin:
				t.Skipf("OpenTofu reads %s instead", twin)
			}
			sim := simulatortest.Start(t, simulator.Options{})
			w := copied(t, sim, moduleOf(path))
			output, err := w.try(t, "test", "-filter="+strings.TrimPrefix(path, moduleOf(path)+"/"))
			needMocks(t, output)
			if err != nil || !strings.Contains(output, "Success! ") || strings.Contains(output, " 0 passed") {
				t.Errorf("%v\n%s", err, output)
			}
			if count := len(sim.Requests()); count > 0 {
				t.Errorf("there were %d requests", count)
			}
		})
	}
}

// needMocks skips a test where the CLI can't mock what a file of tests mocks.
func needMocks(t *testing.T, output string) {
	t.Helper()
	for sign, reason := range map[string]string{
		"command is experimental":        "has no tests yet",
		"not defined: -filter":           "has no tests yet",
		`Blocks of type "mock_provider"`: "has no mocks",
		`Blocks of type "override_data"`: "has no overrides",
		"OPENTOFU CRASH":                 "crashes where an ephemeral resource is mocked, as OpenTofu 1.11 does",
	} {
		if strings.Contains(joined(output), sign) {
			t.Skipf("%s %s", suite.cli, reason)
		}
	}
}
