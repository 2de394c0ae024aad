// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"testing"

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

// accidents are those that the CLI finds, or that reach the provider by the CLI's own
// conversions. The provider's tests have all others, for each kind.
func accidents() []accident {
	const (
		icon      = "icon = \"icon-fra-1\"\n"
		healthy   = "expect { state = [\"Healthy\"] }\n"
		nullValue = "variable \"none\" {\n  type    = any\n  default = null\n}\n"
	)
	section := func(block string) string { return "provider \"netstatus\" {\n  " + block + "\n}\n" }
	return []accident{
		{name: "misspelt condition", resource: "interconnect_status", body: icon + `expect { sate = ["Healthy"] }`, says: `Did you mean "state"?`},
		{name: "misspelt block", resource: "interconnect_status", body: icon + `expects { state = ["Healthy"] }`, says: `Did you mean "expect"?`},
		{name: "attribute in place of the block", resource: "interconnect_status", body: icon + `expect = { state = ["Healthy"] }`, says: `Did you mean to define a block of type "expect"?`},
		{name: "condition of the other service", resource: "interconnect_status", body: icon + `expect { interface_status = ["UP"] }`, says: "Unsupported argument"},
		{name: "two blocks", resource: "interconnect_status", body: icon + healthy + healthy, says: "block"},
		{name: "time-out of another kind", resource: "interconnect_status", body: icon + healthy + `timeouts { create = "1m" }`, says: "Unsupported argument"},
		{name: "a condition that is null", resource: "interconnect_status", before: nullValue, body: icon + `expect { state = var.none }`, says: "Expectation without a condition"},
		{name: "null in a list", resource: "interconnect_status", before: nullValue, body: icon + `expect { state = ["Healthy", var.none] }`, says: "Null in a list"},
		{name: "a list that nothing is left of", resource: "interconnect_status", body: icon + `expect { state = [for s in ["Healthy"] : s if s == "x"] }`, says: "Empty list"},
		{name: "icons that are null", resource: "interconnect_statuses", before: nullValue, body: "icons = var.none\n" + healthy, says: "No interconnects are selected"},
		{name: "a number in a string", resource: "interconnect_status", body: icon + "expect {\n state = [\"Healthy\"]\n stable_for = 10\n}", says: "at least 3s"},
		{name: "an icon that is null", resource: "interconnect_status", before: nullValue, body: "icon = var.none\n" + healthy, says: "icon"},
		{name: "misspelt section", resource: "interconnect_status", before: section(`cloudfare { account_id = "x" }`), body: icon + healthy, says: `Did you mean "cloudflare"?`},
		{name: "misspelt setting", resource: "interconnect_status", before: section(`cloudflare { baseurl = "http://localhost" }`), body: icon + healthy, says: `Did you mean "base_url"?`},
		{name: "setting of the other section", resource: "interconnect_status", before: section(`cloudflare { host = "x" }`), body: icon + healthy, says: "Unsupported argument"},
		{name: "section as an attribute", resource: "interconnect_status", before: section(`cloudflare = { account_id = "x" }`), body: icon + healthy, says: "block"},
	}
}

// kinds are configurations of a gate of each kind, and of the resource behind it.
func kinds() map[string]func(resource, body string) string {
	before := func(kind string) func(resource, body string) string {
		return func(resource, body string) string {
			return fmt.Sprintf("%[1]s \"netstatus_%[2]s\" \"gate\" {\n%[3]s\n}\nresource \"terraform_data\" \"behind\" {\n  depends_on = [%[1]s.netstatus_%[2]s.gate]\n}\n", kind, resource, body)
		}
	}
	return map[string]func(resource, body string) string{
		"data":      before("data"),
		"ephemeral": before("ephemeral"),
		"action": func(resource, body string) string {
			return fmt.Sprintf(`action "netstatus_%[1]s_check" "gate" {
  config {
%[2]s
  }
}
resource "terraform_data" "behind" {
  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.netstatus_%[1]s_check.gate]
    }
  }
}
`, resource, body)
		},
	}
}

// TestGatesDontOpenByAccident makes nothing behind a gate in which something is wrong.
func TestGatesDontOpenByAccident(t *testing.T) {
	t.Parallel()
	for _, a := range accidents() {
		for kind, configuration := range kinds() {
			t.Run(kind+"/"+a.name, func(t *testing.T) {
				t.Parallel()
				w := newGate(t, a.before, configuration(a.resource, a.body))
				contains(t, w.fail(t, "apply", "-auto-approve"), a.says)
				if state := w.state(t); len(state) > 0 {
					t.Errorf("the state holds %v", state)
				}
			})
		}
	}
}

// newGate makes a folder with a gate, of a kind that the CLI has to know.
func newGate(t *testing.T, before, gate string) *workspace {
	t.Helper()
	needWhatItUses(t, gate)
	return newWorkspace(t, simulatortest.Start(t, simulator.Options{}), before+gate)
}

// TestRightGatesOpen creates the resource behind a gate of each kind, and destroys it.
func TestRightGatesOpen(t *testing.T) {
	t.Parallel()
	for name, gate := range map[string][2]string{
		"one":                  {"interconnect_status", "icon = \"icon-fra-1\"\nexpect { state = [\"Healthy\"] }"},
		"one of two is enough": {"interconnect_statuses", "icons = [\"icon-fra-1\", \"icon-ams-1\"]\nexpect {\n state = [\"Healthy\"]\n min_good = 1\n}"},
		"every node":           {"network_interface_statuses", "interface_id = 1\nexpect {\n interface_status = [\"UP\"]\n same = [\"speed\", \"mtu\"]\n min_count = 4\n}"},
	} {
		for kind, configuration := range kinds() {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := newGate(t, "", configuration(gate[0], gate[1]))
				w.apply(t)
				if w.state(t)["terraform_data.behind"] == nil {
					t.Error("nothing was made")
				}
				w.run(t, "destroy", "-auto-approve")
			})
		}
	}
}
