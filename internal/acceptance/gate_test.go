// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// gates are the two ephemeral resources, each with a resource behind it.
var gates = map[string]struct {
	configuration string // with the time-outs to fill in
	path          string
	bad, good     func(*simulator.Simulator)
	message       []string
}{
	"interconnect": {
		configuration: `
ephemeral "netstatus_interconnect_status" "gate" {
  icon     = "icon-fra-1"
  expect { state = ["Healthy"] }
  %s
}
resource "terraform_data" "behind" {
  input      = "moved"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
`,
		path: iconPath,
		bad: func(sim *simulator.Simulator) {
			sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Unhealthy","reason":"Low light level on the port."}`)
		},
		good: func(sim *simulator.Simulator) {
			sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Healthy"}`)
		},
		message: []string{
			`"icon-fra-1"`, `"Unhealthy"`, `expected "Healthy"`, "Low light level on the port.", "What to check next", "HTTP status 200",
		},
	},
	"network interface": {
		configuration: `
ephemeral "netstatus_network_interface_status" "gate" {
  interface_id = 1
  node_id      = 1
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000
  }
  %s
}
resource "terraform_data" "behind" {
  input      = "moved"
  depends_on = [ephemeral.netstatus_network_interface_status.gate]
}
`,
		path: statusPath,
		bad: func(sim *simulator.Simulator) {
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"speed":50000,"cable_status":"CONNECTED","interface_status":"LOWERLAYERDOWN"}}`)
		},
		good: func(sim *simulator.Simulator) {
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"speed":100000,"cable_status":"CONNECTED","interface_status":"UP"}}`)
		},
		message: []string{
			"etwork interface 1 on node 1", `"LOWERLAYERDOWN"`, `expected "UP"`, "50000 Mbps", "at least 100000 Mbps", "What to check next", "HTTP status 200",
		},
	},
}

func TestSavedPlanIsStopped(t *testing.T) {
	t.Parallel()
	for name, gate := range gates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			sim := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, sim, fmt.Sprintf(gate.configuration, ""))
			w.run(t, "plan", "-out=plan.bin")
			planned := requests(sim, gate.path)

			gate.bad(sim)
			contains(t, w.fail(t, "apply", "plan.bin"), gate.message...)
			if planned != 1 || requests(sim, gate.path) != 2 {
				t.Errorf("%d requests while planning and %d in all", planned, requests(sim, gate.path))
			}
			if state := w.state(t); len(state) > 0 {
				t.Errorf("the state holds %v", state)
			}

			gate.good(sim)
			w.apply(t)
			if state := w.state(t); len(state) != 1 || state["terraform_data.behind"]["input"] != "moved" {
				t.Errorf("the state holds %v", state)
			}
		})
	}
}

// TestSavedPlanIsNotStoppedByData shows what the gate is for.
func TestSavedPlanIsNotStoppedByData(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, `
data "netstatus_interconnect_status" "link" {
  icon   = "icon-fra-1"
  expect { state = ["Healthy"] }
}
resource "terraform_data" "behind" {
  input = data.netstatus_interconnect_status.link.state
}
`)
	w.run(t, "plan", "-out=plan.bin")
	gates["interconnect"].bad(sim)
	w.run(t, "apply", "plan.bin")
	contains(t, w.fail(t, "plan"), gates["interconnect"].message...)
}

func TestWaitEndsWithTheGoodStatus(t *testing.T) {
	t.Parallel()
	for name, gate := range gates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			sim := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, sim, fmt.Sprintf(gate.configuration, `timeouts { open = "60s" }`))
			w.run(t, "plan", "-out=plan.bin")

			gate.bad(sim)
			begin := time.Now()
			timer := time.AfterFunc(6*time.Second, func() { gate.good(sim) })
			defer timer.Stop()
			w.run(t, "apply", "plan.bin")
			if took := time.Since(begin); took < 6*time.Second || took > 20*time.Second {
				t.Errorf("the apply took %s", took)
			}
		})
	}
}

// waits are data sources and ephemeral resources that wait seven seconds in vain.
func waits() map[string]string {
	return map[string]string{
		"data": `
data "netstatus_interconnect_status" "link" {
  icon     = "icon-fra-1"
  expect { state = ["Healthy"] }
  timeouts { read = "7s" }
}
`,
		"ephemeral": fmt.Sprintf(gates["interconnect"].configuration, `timeouts { open = "7s" }`),
	}
}

func TestWaitEndsWithTheTime(t *testing.T) {
	t.Parallel()
	for name, configuration := range waits() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needWhatItUses(t, configuration)
			sim := simulatortest.Start(t, simulator.Options{})
			gates["interconnect"].bad(sim)
			w := newWorkspace(t, sim, configuration)
			begin := time.Now()
			output := w.fail(t, "plan")
			if took := time.Since(begin); took < 7*time.Second || took > 15*time.Second {
				t.Errorf("the plan took %s", took)
			}
			polls := requests(sim, iconPath)
			if polls < 2 || polls > 6 {
				t.Errorf("it polled %d times", polls)
			}
			contains(t, output, append(gates["interconnect"].message, fmt.Sprintf("Checked %d times in 7s", polls))...)
		})
	}
}

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
	gates["interconnect"].bad(sim)
	contains(t, w.fail(t, "apply", "plan.bin"), gates["interconnect"].message...)
	if state := w.state(t); len(state) != 1 || state["terraform_data.before"] == nil {
		t.Errorf("the state holds %v", state)
	}
	gates["interconnect"].good(sim)
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
			gates["interconnect"].bad(sim)
			contains(t, w.fail(t, "apply", "plan.bin"), gates["interconnect"].message...)
			if made, err := filepath.Glob(filepath.Join(w.Dir, "changed")); err != nil || len(made) != 1 {
				t.Errorf("what the gate depends on was not applied: %v %v", made, err)
			}
			if state := w.state(t); len(state) != 1 {
				t.Errorf("the state holds %v", state)
			}
			gates["interconnect"].good(sim)
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
	w := newWorkspace(t, sim, fmt.Sprintf(gates["interconnect"].configuration, ""))
	w.run(t, "plan", "-out=plan.bin")
	w.run(t, "apply", "plan.bin")
	w.leaves(t, canary)
}
