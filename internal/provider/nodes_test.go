// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

func nodesAcc() accTest {
	return accTest{
		name: "netstatus_nodes", arguments: "",
		values: map[string]knownvalue.Check{
			"nodes": knownvalue.ListSizeExact(4), "nodes.0.id": knownvalue.Int64Exact(1), "nodes.0.node_status": knownvalue.StringExact("online"),
		},
		expect: `node_status = ["online"]`,
		path:   "/v1/cluster/nodes/2", document: `{"id":2,"node_status":"offline"}`,
		problem: `node_status is "offline", expected "online".`,
	}
}

func TestAccNodes(t *testing.T) {
	t.Parallel()
	nodesAcc().testAccData(t)
}

func TestAccNodesGate(t *testing.T) {
	t.Parallel()
	nodesAcc().testAccGate(t)
}
