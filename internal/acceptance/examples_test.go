// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// examples is the folder of the examples. In a folder of one of these names each file is a
// configuration of its own; any other folder with a main.tf is a module.
const examples = "../../examples"

var standalone = []string{"provider", "data-sources", "ephemeral-resources", "actions", "functions", "guides"}

// gated are the modules with a gate that withholds a credential.
var gated = []string{"aws-route", "cloudflare-route", "qumulo-interface", "rolling-change", "try", "twelve-routes"}

// buildStubs builds the stand-ins for vendors' providers, which are one program.
func buildStubs(ctx context.Context, dir string) (map[string]string, error) {
	binary, err := cli.BuildPackage(ctx, filepath.Join(dir, "stub", "stub"), "./stub")
	stubs := map[string]string{}
	for _, source := range []string{"cloudflare/cloudflare", "qumulo/qumulo", "hashicorp/aws", "jeremmfr/junos"} {
		link := filepath.Join(dir, "stub", source, "terraform-provider-"+path.Base(source))
		err = errors.Join(err, os.MkdirAll(filepath.Dir(link), 0o750), os.Symlink(binary, link))
		stubs[source] = link
	}
	return stubs, err
}

// files are the examples with a suffix, by their paths below the folder of the examples.
func files(t *testing.T, suffix string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(examples), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, suffix) && !strings.Contains(name, ".terraform") {
			found = append(found, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// quick shortens the waits of an example.
func quick(configuration string) string {
	return strings.NewReplacer(`"30s"`, `"3s"`, `"5m"`, `"6s"`, `"10m"`, `"6s"`, `"30m"`, `"6s"`).Replace(configuration)
}

// allProviders is for examples that don't say where providers are from.
const allProviders = `terraform {
  required_providers {
    netstatus  = { source = "netstatus/netstatus" }
    cloudflare = { source = "cloudflare/cloudflare" }
    qumulo     = { source = "qumulo/qumulo" }
    aws        = { source = "hashicorp/aws" }
    junos      = { source = "jeremmfr/junos" }
  }
}
`

// exampleWorkspace is a folder for an example, with everything that the examples take from
// variables and files.
func exampleWorkspace(t *testing.T, sim *simulator.Simulator, configuration string) *workspace {
	t.Helper()
	needWhatItUses(t, configuration)
	w := newWorkspaceWith(t, sim, suite.stubs, quick(configuration))
	w.write(t, "qumulo-ca.pem", sim.CACertificate())
	if !strings.Contains(configuration, "required_providers") {
		w.write(t, "versions.tf", allProviders)
	}
	setState(sim, "Healthy", icon, "icon-fra-2", "icon-ams-1", "icon-ams-2")
	for _, name := range []string{"cloudflare_api_token", "router_token", "qumulo_writer_password", "switch_password", "amsterdam_reader_token"} {
		w.Env = append(w.Env, "TF_VAR_"+name+"=a-writer's-credential")
	}
	w.Env = append(w.Env, `TF_VAR_aws_keys={"access_key":"a-writer's-access-key","secret_key":"a-writer's-secret-key"}`)
	return w
}

// needWhatItUses skips a test where the CLI lacks what a configuration uses.
func needWhatItUses(t *testing.T, configuration string) {
	t.Helper()
	needCLI(t)
	for sign, need := range map[string]func(*testing.T){`ephemeral "`: needEphemerals, `required_version = ">= 1.10"`: needEphemerals, `action "netstatus`: needActions, "provider::netstatus::": needFunctions} {
		if strings.Contains(configuration, sign) {
			need(t)
		}
	}
}

// moduleWorkspace is exampleWorkspace for a module, with its tests and child modules.
func moduleWorkspace(t *testing.T, sim *simulator.Simulator, folder string) *workspace {
	t.Helper()
	w := exampleWorkspace(t, sim, read(t, folder+"/main.tf"))
	for _, name := range append(files(t, ".tf"), files(t, ".hcl")...) {
		if inside, ok := strings.CutPrefix(name, folder+"/"); ok {
			w.write(t, inside, quick(read(t, name)))
		}
	}
	w.run(t, "get")
	return w
}

// holds plans a configuration, applies the plan and destroys everything. No check may warn.
func (w *workspace) holds(t *testing.T) {
	t.Helper()
	output := w.run(t, "plan", "-out=plan.bin")
	output += w.run(t, "apply", "plan.bin")
	lacks(t, output, "Check block assertion failed")
	w.run(t, "destroy", "-auto-approve")
}

// TestExamples runs each file that is a configuration of its own, and each module.
func TestExamples(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, name := range files(t, ".tf") {
		top, _, _ := strings.Cut(name, "/")
		isStandalone := slices.Contains(standalone, top)
		if !isStandalone && path.Base(name) != "main.tf" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			if isStandalone {
				exampleWorkspace(t, sim, read(t, name)).holds(t)
				return
			}
			w := moduleWorkspace(t, sim, path.Dir(name))
			w.run(t, "validate")
		})
	}
}

// TestExamplesOfGates changes and destroys nothing while the links are down, and everything
// once they are up.
func TestExamplesOfGates(t *testing.T) {
	t.Parallel()
	for _, folder := range gated {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			w := moduleWorkspace(t, sim, folder)
			w.apply(t)
			before := w.managed(t)
			w.run(t, "plan", "-destroy", "-out=plan.bin")
			setState(sim, "Down", icon, "icon-fra-2", "icon-ams-1", "icon-ams-2")
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"interface_status":"DOWN"}}`)
			for _, args := range [][]string{{"plan"}, {"apply", "plan.bin"}, {"destroy", "-auto-approve", "-refresh=false"}} {
				contains(t, w.fail(t, args...), "not as expected")
			}
			if after := w.managed(t); len(after) == 0 || !slices.Equal(after, before) {
				t.Errorf("the resources were %q, and are %q", before, after)
			}
		})
	}
}

// managed are the addresses of the resources in the state.
func (w *workspace) managed(t *testing.T) []string {
	t.Helper()
	addresses := slices.Sorted(maps.Keys(w.state(t)))
	return slices.DeleteFunc(addresses, func(address string) bool { return strings.Contains(address, "data.") })
}

// TestExampleTests runs the examples' own tests. None may ask the services.
func TestExampleTests(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, name := range files(t, ".tftest.hcl") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			w := moduleWorkspace(t, sim, path.Dir(path.Dir(name)))
			w.Env = append(w.Env, "CLOUDFLARE_API_TOKEN=")
			output, err := w.try(t, "test")
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
		`Blocks of type "mock_provider"`: "has no mocks",
		`Blocks of type "override_data"`: "has no overrides",
	} {
		if strings.Contains(joined(output), sign) {
			t.Skipf("%s %s", suite.cli, reason)
		}
	}
}
