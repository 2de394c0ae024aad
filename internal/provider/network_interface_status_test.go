// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func networkInterfaceStatusAcc() accTest {
	return accTest{
		name: "netstatus_network_interface_status", arguments: "interface_id = 1\n  node_id = 1",
		values: map[string]knownvalue.Check{
			"node_id": knownvalue.Int64Exact(1), "node_name": knownvalue.StringExact("qumulo-1"),
			"interface_details.speed":      knownvalue.Int64Exact(100000),
			"interface_details.bytes_sent": knownvalue.StringExact("918237465192841"),
			"interface_status.mtu":         knownvalue.Int64Exact(9000),
			"network_statuses":             knownvalue.ListSizeExact(2),
			"aws_status":                   knownvalue.Null(),
		},
		expect: `cable_status = ["CONNECTED"]
        min_speed = 100000`,
		path: simulator.InterfaceStatus(1, 1), document: `{"node_id":1,"interface_details":{"speed":50000,"cable_status":"CONNECTED"}}`,
		problem: `interface_details.speed is 50000 Mbps, expected at least 100000 Mbps.`,
	}
}

func TestAccNetworkInterfaceStatus(t *testing.T) {
	t.Parallel()
	networkInterfaceStatusAcc().testAccData(t)
}

func TestAccNetworkInterfaceStatusGate(t *testing.T) {
	t.Parallel()
	networkInterfaceStatusAcc().testAccGate(t)
}
