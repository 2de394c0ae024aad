// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func nodeNetworkStatusesAcc() accTest {
	return accTest{
		name: "netstatus_node_network_statuses", arguments: "",
		values: map[string]knownvalue.Check{
			"statuses": knownvalue.ListSizeExact(4), "statuses.0.node_id": knownvalue.Int64Exact(1),
		},
		expect: `interface_status = ["UP"]
        use_for = ["FRONTEND_AND_BACKEND"]
        min_count = 4`,
		path: simulator.NodeNetworkStatus(5), document: `{"node_id":5,"devices":[]}`,
		problem: `so that none is as expected. The node has no device.`,
	}
}

func TestAccNodeNetworkStatuses(t *testing.T) {
	t.Parallel()
	nodeNetworkStatusesAcc().testAccData(t)
}

func TestAccNodeNetworkStatusesGate(t *testing.T) {
	t.Parallel()
	nodeNetworkStatusesAcc().testAccGate(t)
}
