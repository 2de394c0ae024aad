// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// downMessage is what a gate of the sample's link says while that is down.
const downMessage = `state is "Down", expected "Healthy"`

// TestArgumentsKnownAfterApply defers the read until they are known.
func TestArgumentsKnownAfterApply(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, `
resource "terraform_data" "before" {
  input = "icon-fra-1"
}
ephemeral "netstatus_interconnect_status" "gate" {
  icon   = terraform_data.before.output
  expect { state = ["Healthy"] }
}
resource "terraform_data" "behind" {
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
`)
	w.run(t, "plan", "-out=plan.bin")
	if planned := requests(sim, iconPath); planned != 0 {
		t.Errorf("%d requests while planning", planned)
	}
	setState(sim, "Down", icon)
	contains(t, w.fail(t, "apply", "plan.bin"), downMessage)
	if state := w.state(t); len(state) != 1 || state["terraform_data.before"] == nil {
		t.Errorf("the state holds %v", state)
	}
	setState(sim, "Healthy", icon)
	w.apply(t)
	if state := w.state(t); len(state) != 2 {
		t.Errorf("the state holds %v", state)
	}
}

// TestDependsOn reads after what the gate depends on has been applied.
func TestDependsOn(t *testing.T) {
	t.Parallel()
	const before = `
variable "folder" {
  type = string
}
resource "terraform_data" "before" {
  input = "changed"
  provisioner "local-exec" {
    command = "touch ${var.folder}/changed"
  }
}
`
	for name, test := range map[string]struct{ configuration, dependency, folder string }{
		"resource": {before, "terraform_data.before", ""},
		"module":   {"module \"before\" {\n  source = \"./before\"\n  folder = \"%s\"\n}\n", "module.before", "before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			sim := simulatortest.Start(t, simulator.Options{})
			gate := fmt.Sprintf(`
ephemeral "netstatus_interconnect_status" "gate" {
  icon       = "icon-fra-1"
  expect { state = ["Healthy"] }
  depends_on = [%s]
}
resource "terraform_data" "behind" {
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
`, test.dependency)
			w := newWorkspace(t, sim, gate)
			if test.folder == "" {
				w.write(t, "before.tf", test.configuration)
			} else {
				w.write(t, "before.tf", fmt.Sprintf(test.configuration, w.Dir))
				w.write(t, filepath.Join(test.folder, "main.tf"), before)
				w.run(t, "get")
			}
			w.Env = append(w.Env, "TF_VAR_folder="+w.Dir)
			w.run(t, "plan", "-out=plan.bin")
			setState(sim, "Down", icon)
			contains(t, w.fail(t, "apply", "plan.bin"), downMessage)
			if made, err := filepath.Glob(filepath.Join(w.Dir, "changed")); err != nil || len(made) != 1 {
				t.Errorf("what the gate depends on was not applied: %v %v", made, err)
			}
			if state := w.state(t); len(state) != 1 {
				t.Errorf("the state holds %v", state)
			}
			setState(sim, "Healthy", icon)
			w.apply(t)
		})
	}
}

// TestNothingOfEphemeralsStays looks for what only the ephemeral resource saw.
func TestNothingOfEphemeralsStays(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	sim := simulatortest.Start(t, simulator.Options{})
	const canary = "reason-canary-8d1f"
	sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Healthy","reason":"`+canary+`"}`)
	w := newWorkspace(t, sim, `
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}
`)
	w.run(t, "plan", "-out=plan.bin")
	w.run(t, "apply", "plan.bin")
	w.leaves(t, canary)
}
