// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// accident is a configuration in which something is wrong, so that the gate must stop
// and say why.
type accident struct {
	name string
	// resource is the part of the type's name behind netstatus_, and body what stands
	// in the block.
	resource, body string
	// before stands before the block.
	before string
	says   string
}

const (
	oneIcon      = `icon = "icon-ams-1"` + "\n"
	oneInterface = "interface_id = 1\nnode_id = 1\n"
)

func accidents() []accident {
	const noCondition = "Expectation without a condition"
	nullList := "variable \"none\" {\n  type    = list(string)\n  default = null\n}\n"
	nullText := "variable \"none\" {\n  type    = string\n  default = null\n}\n"
	return []accident{
		{name: "misspelt condition", resource: "interconnect_status", body: oneIcon + `expect { sate = ["Healthy"] }`, says: `Did you mean "state"?`},
		{name: "misspelt block", resource: "interconnect_status", body: oneIcon + `expects { state = ["Healthy"] }`, says: `Did you mean "expect"?`},
		{name: "attribute in place of the block", resource: "interconnect_status", body: oneIcon + `expect = { state = ["Healthy"] }`, says: `Did you mean to define a block of type "expect"?`},
		{name: "condition of the other service", resource: "interconnect_status", body: oneIcon + `expect { interface_status = ["UP"] }`, says: "Unsupported argument"},
		{name: "condition of an interconnect", resource: "network_interface_status", body: oneInterface + `expect { state = ["Healthy"] }`, says: "Unsupported argument"},
		{name: "misspelt speed", resource: "network_interface_status", body: oneInterface + `expect { minspeed = 100000 }`, says: `Did you mean "min_speed"?`},
		{name: "count in a single", resource: "interconnect_status", body: oneIcon + `expect { min_count = 1 }`, says: "Unsupported argument"},
		{name: "two blocks", resource: "interconnect_status", body: oneIcon + "expect { state = [\"Healthy\"] }\nexpect { state = [\"Down\"] }", says: "block"},
		{name: "nothing in it", resource: "interconnect_status", body: oneIcon + `expect {}`, says: noCondition},
		{name: "null", resource: "interconnect_status", body: oneIcon + `expect { state = null }`, says: noCondition},
		{name: "a variable that is null", resource: "interconnect_status", before: nullList, body: oneIcon + `expect { state = var.none }`, says: noCondition},
		{name: "only stable_for", resource: "interconnect_status", body: oneIcon + `expect { stable_for = "6s" }`, says: noCondition},
		{name: "stable_for without a time-out", resource: "interconnect_status", body: oneIcon + "expect {\n state = [\"Healthy\"]\n stable_for = \"6s\"\n}", says: "Time-out is missing"},
		{name: "empty list", resource: "interconnect_status", body: oneIcon + `expect { state = [] }`, says: "Empty list"},
		{name: "filter that leaves nothing", resource: "interconnect_status", body: oneIcon + `expect { state = [for s in ["Healthy"] : s if s == "x"] }`, says: "Empty list"},
		{name: "null in the list", resource: "interconnect_status", before: nullText, body: oneIcon + `expect { state = ["Down", var.none] }`, says: "Null in a list"},
		{name: "wrong case", resource: "interconnect_status", body: oneIcon + `expect { state = ["healthy"] }`, says: `Did you mean "Healthy"?`},
		{name: "the dashboard's word", resource: "interconnect_status", body: oneIcon + `expect { state = ["Active"] }`, says: `Did you mean "Healthy"?`},
		{name: "down", resource: "interconnect_status", body: oneIcon + `expect { state = ["Healthy"] }`, says: `state is "Down", expected "Healthy"`},
		{name: "stable_for too short", resource: "interconnect_status", body: oneIcon + "expect {\n state = [\"Healthy\"]\n stable_for = \"1s\"\n}", says: "at least 3s"},
		{name: "stable_for without a unit", resource: "interconnect_status", body: oneIcon + "expect {\n state = [\"Healthy\"]\n stable_for = 10\n}", says: "at least 3s"},
		{name: "unknown time-out", resource: "interconnect_status", body: oneIcon + "expect { state = [\"Healthy\"] }\ntimeouts { create = \"1m\" }", says: "Unsupported argument"},
		{name: "time-out without a unit", resource: "interconnect_status", body: oneIcon + "expect { state = [\"Healthy\"] }\ntimeouts { OPEN = \"10\" }", says: "must be a duration"},
		{name: "unknown icon", resource: "interconnect_status", body: `icon = "icon-xxx"` + "\nexpect { state = [\"Healthy\"] }", says: "not found"},
		{name: "missing, though allowed", resource: "interconnect_status", body: `icon = "icon-xxx"` + "\nallow_missing = true\nexpect { state = [\"Healthy\"] }", says: "does not exist"},
		{name: "empty icon", resource: "interconnect_status", body: `icon = ""`, says: "must not be empty"},
		{name: "misspelt section", before: "provider \"netstatus\" {\n  cloudfare { account_id = \"x\" }\n}\n", resource: "interconnect_status", body: oneIcon, says: `Did you mean "cloudflare"?`},
		{name: "misspelt setting", before: "provider \"netstatus\" {\n  cloudflare { token = \"x\" }\n}\n", resource: "interconnect_status", body: oneIcon, says: "Unsupported argument"},
		{name: "misspelt base_url", before: "provider \"netstatus\" {\n  cloudflare { baseurl = \"http://localhost\" }\n}\n", resource: "interconnect_status", body: oneIcon, says: `Did you mean "base_url"?`},
		{name: "setting of the other section", before: "provider \"netstatus\" {\n  cloudflare { host = \"x\" }\n}\n", resource: "interconnect_status", body: oneIcon, says: "Unsupported argument"},
		{name: "section as an attribute", before: "provider \"netstatus\" {\n  cloudflare = { account_id = \"x\" }\n}\n", resource: "interconnect_status", body: oneIcon, says: "block"},

		{name: "nothing expected of an interface", resource: "network_interface_status", body: oneInterface + `expect {}`, says: noCondition},
		{name: "cable out", resource: "network_interface_status", body: oneInterface + `expect { cable_status = ["CONNECTED"] }`, says: `cable_status is "DISCONNECTED"`},
		{name: "fraction of a speed", resource: "network_interface_status", body: oneInterface + `expect { min_speed = 1.5 }`, says: "must be a whole number"},
		{name: "speed of nothing", resource: "network_interface_status", body: oneInterface + `expect { min_speed = 0 }`, says: "must be a whole number"},
		{name: "unknown node", resource: "network_interface_status", body: "interface_id = 1\nnode_id = 4\nexpect { cable_status = [\"CONNECTED\"] }", says: "not found"},

		{name: "min_good alone", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { min_good = 1 }", says: noCondition},
		{name: "a node is missing", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { min_count = 9 }", says: "too few nodes, 4 of at least 9"},
		{name: "one node of four is bad", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { cable_status = [\"CONNECTED\"] }", says: "1 of 4 nodes not as expected"},
		{name: "more good ones than there are", resource: "network_interface_statuses", body: "interface_id = 1\nexpect {\n cable_status = [\"CONNECTED\"]\n min_good = 9\n}", says: "at least 9 needed"},
		{name: "min_count of nothing", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { min_count = 0 }", says: "must be a whole number"},

		{name: "no interconnects selected", resource: "interconnect_statuses", body: `expect { state = ["Healthy"] }`, says: "No interconnects are selected"},
		{name: "null icons", resource: "interconnect_statuses", before: nullList, body: "icons = var.none\nexpect { state = [\"Healthy\"] }", says: "No interconnects are selected"},
		{name: "null site", resource: "interconnect_statuses", before: nullText, body: "site = var.none\nexpect { state = [\"Healthy\"] }", says: "No interconnects are selected"},
		{name: "not all", resource: "interconnect_statuses", body: "all = false\nexpect { state = [\"Healthy\"] }", says: "No interconnects are selected"},
		{name: "no icons", resource: "interconnect_statuses", body: "icons = []\nexpect { state = [\"Healthy\"] }", says: "Empty list"},
		{name: "an empty icon", resource: "interconnect_statuses", body: "icons = [\"icon-fra-1\", \"\"]\nexpect { state = [\"Healthy\"] }", says: "must not be empty"},
		{name: "a null icon", resource: "interconnect_statuses", before: nullText, body: "icons = [\"icon-fra-1\", var.none]\nexpect { state = [\"Healthy\"] }", says: "Null in a list"},
		{name: "icons and all", resource: "interconnect_statuses", body: "icons = [\"icon-fra-1\"]\nall = true\nexpect { state = [\"Healthy\"] }", says: "selected twice"},
		{name: "site in wrong case", resource: "interconnect_statuses", body: "site = \"FRA\"\nexpect { state = [\"Healthy\"] }", says: "too few interconnects, 0 of at least 1"},
		{name: "type that isn't one", resource: "interconnect_statuses", body: "type = \"physical\"\nexpect { state = [\"Healthy\"] }", says: "too few interconnects, 0 of at least 1"},
		{name: "one of all is down", resource: "interconnect_statuses", body: "all = true\nexpect { state = [\"Healthy\"] }", says: `"icon-ams-1": state is "Down"`},
		{name: "an unknown one among icons", resource: "interconnect_statuses", body: "icons = [\"icon-fra-1\", \"icon-xxx\"]\nexpect { state = [\"Healthy\"] }", says: `"icon-xxx"`},
	}
}

// TestGatesDontOpenByAccident runs each as a data source and as an ephemeral resource.
func TestGatesDontOpenByAccident(t *testing.T) {
	t.Parallel()
	for _, a := range accidents() {
		for kind, timeout := range map[string]string{"data": "read", "ephemeral": "open"} {
			t.Run(kind+"/"+a.name, func(t *testing.T) {
				t.Parallel()
				configuration := fmt.Sprintf(`%s
%s "netstatus_%s" "gate" {
%s
}
resource "terraform_data" "behind" {
  depends_on = [%s.netstatus_%s.gate]
}
`, a.before, kind, a.resource, strings.ReplaceAll(a.body, "OPEN", timeout), kind, a.resource)
				needWhatItUses(t, strings.TrimSpace(configuration))
				s := simulatortest.Start(t, simulator.Options{})
				s.SetNetworkInterfaceStatus(1, 1, `{"node_id":1,"interface_details":{"cable_status":"DISCONNECTED"}}`)
				w := newWorkspace(t, s, configuration)
				contains(t, w.fail(t, "apply", "-auto-approve"), a.says)
				if state := w.state(t); len(state) > 0 {
					t.Errorf("the state holds %v", state)
				}
			})
		}
	}
}

// TestRightGatesOpen runs gates that have to pass.
func TestRightGatesOpen(t *testing.T) {
	t.Parallel()
	for name, gate := range map[string][2]string{
		"one":                  {"interconnect_status", "icon = \"icon-fra-1\"\nexpect { state = [\"Healthy\"] }"},
		"missing is data":      {"interconnect_status", "icon = \"icon-xxx\"\nallow_missing = true"},
		"one of two is enough": {"interconnect_statuses", "icons = [\"icon-fra-1\", \"icon-ams-1\"]\nexpect {\n state = [\"Healthy\"]\n min_good = 1\n}"},
		"a site":               {"interconnect_statuses", "site = \"fra\"\nexpect {\n state = [\"Healthy\", \"Unhealthy\", \"Down\", \"Pending\"]\n min_count = 1\n}"},
		"none, as data":        {"interconnect_statuses", "site = \"FRA\""},
		"every node":           {"network_interface_statuses", "interface_id = 1\nexpect {\n cable_status = [\"CONNECTED\"]\n interface_status = [\"UP\"]\n min_count = 4\n}"},
		"stable":               {"interconnect_status", "icon = \"icon-fra-1\"\nexpect {\n state = [\"Healthy\"]\n stable_for = \"3s\"\n}\ntimeouts { OPEN = \"1m\" }"},
	} {
		for kind, timeout := range map[string]string{"data": "read", "ephemeral": "open"} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				configuration := fmt.Sprintf("\n%s \"netstatus_%s\" \"gate\" {\n%s\n}\nresource \"terraform_data\" \"behind\" {\n  depends_on = [%s.netstatus_%s.gate]\n}\n", kind, gate[0], strings.ReplaceAll(gate[1], "OPEN", timeout), kind, gate[0])
				needWhatItUses(t, strings.TrimSpace(configuration))
				w := newWorkspace(t, simulatortest.Start(t, simulator.Options{}), configuration)
				w.apply(t)
				if state := w.state(t); state["terraform_data.behind"] == nil {
					t.Errorf("the state holds %v", state)
				}
			})
		}
	}
}

// TestStableFor has a link that flaps: Healthy, Down from 3 s to 9 s, then Healthy.
func TestStableFor(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	set := func(state string) func() {
		return func() { s.SetInterconnectStatus(account, icon, `{"state":"`+state+`"}`) }
	}
	set("Healthy")()
	w := newWorkspace(t, s, `
data "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect {
    state      = ["Healthy"]
    stable_for = "6s"
  }
  timeouts { read = "60s" }
}
`)
	begin := time.Now()
	for after, state := range map[time.Duration]string{3 * time.Second: "Down", 9 * time.Second: "Healthy"} {
		timer := time.AfterFunc(after, set(state))
		defer timer.Stop()
	}
	w.run(t, "plan")
	if took := time.Since(begin); took < 15*time.Second || took > 30*time.Second {
		t.Errorf("the plan took %s", took)
	}
}

// TestWaitForTheObjectToExist has an interconnect come into being.
func TestWaitForTheObjectToExist(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, s, `
data "netstatus_interconnect_status" "gate" {
  icon          = "icon-new"
  allow_missing = true
  expect { state = ["Healthy"] }
  timeouts { read = "60s" }
}
output "state" {
  value = data.netstatus_interconnect_status.gate.state
}
`)
	timer := time.AfterFunc(3*time.Second, func() { s.AddInterconnects(account, `{"state":"Healthy"}`, "icon-new") })
	defer timer.Stop()
	w.apply(t)
	if got := w.outputs(t)["state"]; got != "Healthy" {
		t.Errorf("got %v", got)
	}
}
