// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

func TestFaultsFunctions(t *testing.T) {
	t.Parallel()
	needFunctions(t)
	sim := simulatortest.Start(t, simulator.Options{})
	sim.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":"CHANGES_PENDING","interface_details":{"cable_status":"DISCONNECTED"}}`)
	w := newWorkspace(t, sim, `
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 2
}
data "netstatus_interconnect_status" "site" {
  for_each = toset(["icon-fra-1", "icon-ams-1", "icon-lhr-1"])
  icon     = each.key
}
locals {
  single = provider::netstatus::interface_faults(data.netstatus_network_interface_status.bond0)
}
output "interfaces" {
  value = [for status in data.netstatus_network_interface_statuses.bond0.statuses : provider::netstatus::interface_faults(status)]
}
output "same" {
  value = local.single == provider::netstatus::interface_faults(data.netstatus_network_interface_statuses.bond0.statuses[1])
}
output "interconnects" {
  value = { for icon, status in data.netstatus_interconnect_status.site : icon => join("|", provider::netstatus::interconnect_faults(status)) }
}
output "null" {
  value = [length(provider::netstatus::interface_faults(null)), length(provider::netstatus::interconnect_faults(null))]
}
`)
	w.apply(t)
	outputs := w.outputs(t)
	faults := []any{
		`node 2: interface_details.cable_status is "DISCONNECTED", expected "CONNECTED".`,
		`node 2: interface_details.interface_status is null, expected "UP".`,
		`node 2: update_status is "CHANGES_PENDING", expected "CHANGES_APPLIED".`,
	}
	for name, want := range map[string]any{
		"interfaces": []any{[]any{}, faults, []any{}, []any{}},
		"same":       true,
		"interconnects": map[string]any{
			"icon-fra-1": "",
			"icon-ams-1": `interconnect "icon-ams-1": state is "Down", expected "Healthy". Cloudflare's reason: "No light is received on the cross-connect."`,
			"icon-lhr-1": `interconnect "icon-lhr-1": state is "Pending", expected "Healthy". Cloudflare gives no reason.`,
		},
		"null": []any{json.Number("3"), json.Number("1")},
	} {
		if got := outputs[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestListsThatAreNone fails readably.
func TestListsThatAreNone(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	sim.Set("/v2/network/interfaces/", `{"interfaces":[]}`)
	sim.Set(simulator.Interconnects(account), `[]`)
	w := newWorkspace(t, sim, `
data "netstatus_network_interfaces" "all" {}
data "netstatus_interconnects" "all" {}
data "netstatus_network_interface_statuses" "unknown" {
  interface_id = 77
}
`)
	output := w.fail(t, "plan")
	contains(t, output, "expected an array", "expected an object", "etwork interface 77 not found", "netstatus_network_interfaces")
	lacks(t, output, strings.ToLower("Plugin did not respond"), "panic:")
}
