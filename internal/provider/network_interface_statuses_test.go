// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func networkInterfaceStatusesAcc() accTest {
	return accTest{
		name: "netstatus_network_interface_statuses", arguments: "interface_id = 1",
		values: map[string]knownvalue.Check{
			"statuses": knownvalue.ListSizeExact(4), "statuses.3.node_id": knownvalue.Int64Exact(5),
		},
		expect: `interface_status = ["UP"]
        same = ["speed", "mtu"]`,
		path: simulator.InterfaceStatus(1, 5), document: `{"node_id":5,"interface_details":{"interface_status":"DOWN"}}`,
		problem: `interface_details.interface_status is "DOWN", expected "UP".`,
	}
}

func TestAccNetworkInterfaceStatuses(t *testing.T) {
	t.Parallel()
	networkInterfaceStatusesAcc().testAccData(t)
}

func TestAccNetworkInterfaceStatusesGate(t *testing.T) {
	t.Parallel()
	networkInterfaceStatusesAcc().testAccGate(t)
}
