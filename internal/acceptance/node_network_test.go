// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestGuideServesBothGenerations runs the guide's module on a cluster of each
// generation, with a link that is good and one that is not.
func TestGuideServesBothGenerations(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for name, lacks := range map[string]string{"both": "", "only v2": "* /v3/*", "only v3": "* /v2/*"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			sim.Inject(lacks, simulator.InjectedError{Status: 404})
			w := exampleWorkspace(t, sim, read(t, "guides/qumulo/both-generations.tf"))
			w.run(t, "plan")
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"cable_status":"DISCONNECTED","interface_status":"UP"}}`)
			sim.Set("/v3/network/status/1", `{"node_id":1,"devices":[{"name":"bond0","cable_status":"DISCONNECTED","interface_status":"UP"}]}`)
			contains(t, w.fail(t, "plan"), "bond0 of node 1 is not cabled and up", "DISCONNECTED")
			sim.Set("/v3/network/status/1", `{"node_id":1,"devices":[]}`)
			contains(t, w.fail(t, "plan"), "bond0 of node 1 is not cabled and up")
		})
	}
}

// TestNodeNetworkMocks mocks every attribute of a node's status.
func TestNodeNetworkMocks(t *testing.T) {
	t.Parallel()
	needCLI(t)
	needFunctions(t)
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, `
data "netstatus_node_network_status" "node" {
  node_id = 3
}

output "node" {
  value = data.netstatus_node_network_status.node
}

output "faults" {
  value = provider::netstatus::node_network_faults(data.netstatus_node_network_status.node)
}
`)
	const values = `
    node_name                  = "node-3"
    managed_interface_statuses = [{ name = "bond0", status = "PENDING", details = "soon" }]
    network_statuses           = { "1" = { name = "default", status = "APPLIED", details = "" } }
    devices = [{
      name                  = "bond0"
      permanent_mac_address = "00:00:5e:00:53:01"
      mac_address           = "00:00:5e:00:53:02"
      speed                 = 100000
      bytes_sent            = "1"
      bytes_received        = "2"
      cable_status          = "CONNECTED"
      interface_status      = "UP"
      mtu                   = 9000
      bonding_mode          = "IEEE_8023AD"
      vlan_id               = 100
      timestamp             = "3"
      network_details = {
        use_for = "FRONTEND"
        qumulo_ip_addresses = [{
          network_id         = 1
          assigned_by        = "STATIC"
          netmask            = "255.255.255.0"
          address            = "192.0.2.1"
          floating_addresses = ["192.0.2.2"]
          gateway            = "192.0.2.254"
        }]
        host_routable_ip_addresses = ["192.0.2.3"]
        upper_interface_name       = "bond1"
        addresses                  = ["192.0.2.4"]
      }
    }]
    environment = {
      dns_servers                 = ["192.0.2.5"]
      dns_search_domains          = ["example.com"]
      systemwide_default_gateways = ["192.0.2.254"]
    }
    cloud_status = {
      type         = "AWS"
      aws_status   = { eni_id = "eni-1", device_number = 1, private_ipv4_addresses = ["192.0.2.6"], subnet_id = "subnet-1", subnet_mask = "255.255.255.0", vpc_id = "vpc-1", security_groups = ["a"] }
      azure_status = { private_ipv4_address = "192.0.2.7", network = "b", subnet_mask = "255.255.255.0" }
      gcp_status   = { private_ipv4_address = "192.0.2.8", ip_aliases = ["192.0.2.9"], network = "c", subnet_mask = "255.255.255.0" }
    }
`
	if err := os.Mkdir(filepath.Join(w.Dir, "tests"), 0o750); err != nil {
		t.Fatal(err)
	}
	w.write(t, "tests/mocked.tftest.hcl", `
mock_provider "netstatus" {}

override_data {
  target = data.netstatus_node_network_status.node
  values = {`+values+`  }
}

run "mocked" {
  assert {
    condition     = jsonencode({ for name, value in output.node : name => value if value != null }) == jsonencode({
    node_id = 3`+values+`    })
    error_message = jsonencode(output.node)
  }
  assert {
    condition     = length(output.faults) == 1 && output.faults[0] == "node 3 (node-3): managed_interface_statuses[\"bond0\"].status is \"PENDING\", expected \"APPLIED\"."
    error_message = jsonencode(output.faults)
  }
}
`)
	output, err := w.try(t, "test")
	needMocks(t, output)
	if err != nil || !strings.Contains(output, "Success! ") || strings.Contains(output, " 0 passed") {
		t.Errorf("%v\n%s", err, output)
	}
	if count := len(sim.Requests()); count > 0 {
		t.Errorf("there were %d requests", count)
	}
}
