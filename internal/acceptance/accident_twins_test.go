// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// Guards and actions in which something is wrong. What they have in common with the data
// sources is tried with a few of those.

const (
	nullValues = "variable \"none\" {\n  type    = list(string)\n  default = null\n}\nvariable \"nothing\" {\n  type    = string\n  default = null\n}\n"
	good       = "\nexpect { state = [\"Healthy\"] }"
)

// guardBehind is a guard and what it protects.
func guardBehind(before, resource, body string) string {
	if !strings.Contains(body, "protects") && !strings.Contains(body, "protected") {
		body = "protects = [terraform_data.thing.id]\n" + body
	}
	return fmt.Sprintf("%s\nresource \"terraform_data\" \"thing\" {}\nresource \"netstatus_%s_guard\" \"gate\" {\n%s\n}\n", before, resource, body)
}

// actionBefore is an action and what it is to run before.
func actionBefore(before, resource, body string) string {
	return fmt.Sprintf(`%s
action "netstatus_%s_check" "gate" {
  config {
%s
  }
}
resource "terraform_data" "thing" {
  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.netstatus_%s_check.gate]
    }
  }
}
`, before, resource, body, resource)
}

// twins are the constructs that are gates and nothing else, by the name of a time-out.
func twins() map[string]func(before, resource, body string) string {
	return map[string]func(before, resource, body string) string{
		"create = \"1m\"\ndelete": guardBehind,
		"invoke":                  actionBefore,
	}
}

// twinAccidents are those that a guard and an action share.
func twinAccidents() []accident {
	const (
		noCondition = "Expectation without a condition"
		oneFra      = `icon = "icon-fra-1"` + "\n"
	)
	return []accident{
		{name: "no expect", resource: "interconnect_status", body: oneFra, says: "Expectation is missing"},
		{name: "nothing in it", resource: "interconnect_status", body: oneFra + "expect {}", says: noCondition},
		{name: "null", resource: "interconnect_status", body: oneFra + "expect { state = null }", says: noCondition},
		{name: "a variable that is null", resource: "interconnect_status", body: oneFra + "expect { state = var.none }", says: noCondition},
		{name: "empty list", resource: "interconnect_status", body: oneFra + "expect { state = [] }", says: "Empty list"},
		{name: "null in the list", resource: "interconnect_status", body: oneFra + "expect { state = [\"Healthy\", var.nothing] }", says: "Null in a list"},
		{name: "misspelt condition", resource: "interconnect_status", body: oneFra + `expect { sate = ["Healthy"] }`, says: `Did you mean "state"?`},
		{name: "misspelt block", resource: "interconnect_status", body: oneFra + `expects { state = ["Healthy"] }`, says: `Did you mean "expect"?`},
		{name: "empty icon", resource: "interconnect_status", body: "icon = \"\"" + good, says: "must not be empty"},
		{name: "allow_missing of a data source", resource: "interconnect_status", body: oneFra + "allow_missing = \"x\"" + good, says: "allow_missing"},
		{name: "only stable_for", resource: "interconnect_status", body: oneFra + "expect { stable_for = \"6s\" }\ntimeouts {\n TIMEOUT = \"1m\"\n}", says: noCondition},
		{name: "stable_for without timeouts", resource: "interconnect_status", body: oneFra + "expect {\n state = [\"Healthy\"]\n stable_for = \"6s\"\n}", says: "Time-out is missing"},
		{name: "stable_for longer than the time-out", resource: "interconnect_status", body: oneFra + "expect {\n state = [\"Healthy\"]\n stable_for = \"2m\"\n}\ntimeouts {\n TIMEOUT = \"1m\"\n}", says: "Time-out is too short"},
		{name: "time-out of another twin", resource: "interconnect_status", body: oneFra + "timeouts { open = \"1m\" }" + good, says: "Unsupported argument"},
		{name: "min_good alone", resource: "nodes", body: "expect { min_good = 2 }", says: noCondition},
		{name: "no node_status", resource: "nodes", body: "expect { node_status = [] }", says: "Empty list"},
		{name: "misspelt same", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { same = [\"sped\"] }", says: "sped"},
		{name: "nothing that is the same", resource: "network_interface_statuses", body: "interface_id = 1\nexpect { same = [] }", says: "Empty list"},
		{name: "only use_for", resource: "node_network_statuses", body: "expect { use_for = [\"FRONTEND\"] }", says: noCondition},
		{name: "no interconnects selected", resource: "interconnect_statuses", body: good, says: "No interconnects are selected"},
		{name: "null icons", resource: "interconnect_statuses", body: "icons = var.none" + good, says: "No interconnects are selected"},
	}
}

// guardAccidents are those of what a guard protects.
func guardAccidents() []accident {
	const oneFra = `icon = "icon-fra-1"` + "\n"
	return []accident{
		{name: "no protects", resource: "interconnect_status", body: oneFra + "protected = [terraform_data.thing.id]" + good, says: `Did you mean "protects"?`},
		{name: "null icon", resource: "interconnect_status", body: "icon = var.nothing" + good, says: "icon"},
		{name: "protects nothing", resource: "interconnect_status", body: oneFra + "protects = []" + good, says: "Empty list"},
		{name: "protects null", resource: "interconnect_status", body: oneFra + "protects = null" + good, says: "protects"},
		{name: "protects a list that is null", resource: "interconnect_status", body: oneFra + "protects = var.none" + good, says: "protects"},
		{name: "protects an id that is null", resource: "interconnect_status", body: oneFra + "protects = [terraform_data.thing.id, var.nothing]" + good, says: "Null in a list"},
		{name: "protects an id that is empty", resource: "interconnect_status", body: oneFra + "protects = [terraform_data.thing.id, \"\"]" + good, says: "Empty string in a list"},
		{name: "stable_for without a time-out to delete", resource: "interconnect_status", body: oneFra + "expect {\n state = [\"Healthy\"]\n stable_for = \"6s\"\n}\ntimeouts { create = \"1m\" }", says: "Time-out is missing"},
	}
}

// actionAccidents are those that show when an action is about to run.
func actionAccidents() []accident {
	return []accident{
		{name: "down", resource: "interconnect_status", body: `icon = "icon-ams-1"` + good, says: `state is "Down", expected "Healthy"`},
		{name: "null icon", resource: "interconnect_status", body: "icon = var.nothing" + good, says: "must not be empty"},
		{name: "unknown icon", resource: "interconnect_status", body: `icon = "icon-xxx"` + good, says: "not found"},
		{name: "wrong case", resource: "interconnect_status", body: `icon = "icon-fra-1"` + "\nexpect { state = [\"healthy\"] }", says: `Did you mean "Healthy"?`},
		{name: "too few nodes", resource: "nodes", body: "expect { min_count = 9 }", says: "too few nodes, 4 of at least 9"},
	}
}

// TestTwinsDontOpenByAccident makes nothing where a guard or an action is wrong.
func TestTwinsDontOpenByAccident(t *testing.T) {
	t.Parallel()
	try := func(kind, timeout string, twin func(before, resource, body string) string, accidents []accident) {
		for _, a := range accidents {
			t.Run(kind+"/"+a.name, func(t *testing.T) {
				t.Parallel()
				configuration := twin(nullValues, a.resource, strings.ReplaceAll(a.body, "TIMEOUT", timeout))
				needWhatItUses(t, configuration)
				w := newWorkspace(t, simulatortest.Start(t, simulator.Options{}), configuration)
				contains(t, w.fail(t, "apply", "-auto-approve"), a.says)
				if state := w.state(t); len(state) > 0 {
					t.Errorf("the state holds %v", state)
				}
			})
		}
	}
	for timeout, twin := range twins() {
		kind, _, _ := strings.Cut(timeout, " ")
		try(kind, timeout, twin, twinAccidents())
	}
	try("guard", "", guardBehind, guardAccidents())
	try("action", "", actionBefore, actionAccidents())
}

// TestRightTwinsPass makes what is behind them, and lets it go again.
func TestRightTwinsPass(t *testing.T) {
	t.Parallel()
	for name, gate := range map[string][2]string{
		"one":                  {"interconnect_status", `icon = "icon-fra-1"` + good},
		"one of two is enough": {"interconnect_statuses", "icons = [\"icon-fra-1\", \"icon-ams-1\"]\nexpect {\n state = [\"Healthy\"]\n min_good = 1\n}"},
		"every node":           {"nodes", "expect {\n node_status = [\"online\"]\n min_count = 4\n}"},
		"alike":                {"network_interface_statuses", "interface_id = 1\nexpect {\n interface_status = [\"UP\"]\n same = [\"speed\", \"mtu\"]\n}"},
		"stable":               {"interconnect_status", "icon = \"icon-fra-1\"\nexpect {\n state = [\"Healthy\"]\n stable_for = \"3s\"\n}\ntimeouts {\n TIMEOUT = \"1m\"\n}"},
	} {
		for timeout, twin := range twins() {
			kind, _, _ := strings.Cut(timeout, " ")
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				configuration := twin(nullValues, gate[0], strings.ReplaceAll(gate[1], "TIMEOUT", timeout))
				needWhatItUses(t, configuration)
				w := newWorkspace(t, simulatortest.Start(t, simulator.Options{}), configuration)
				w.apply(t)
				if w.state(t)["terraform_data.thing"] == nil {
					t.Error("nothing was made")
				}
				w.run(t, "destroy", "-auto-approve")
			})
		}
	}
}
