// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

func nodeNetworkStatuses() definition {
	return definition{
		name: "netstatus_node_network_statuses",
		description: "The network status of every node of a Qumulo cluster (7.7 or later), in one request. " +
			"Reads `GET /v3/network/status`; the role Observers can read it.",
		attributes: func() map[string]schema.Attribute {
			status := nodeNetworkStatusFields()
			status["node_id"] = computedInt64("ID of the node.")
			return map[string]schema.Attribute{
				"statuses": computedElements("The statuses, one a node, sorted by `node_id`, each with the attributes that `netstatus_node_network_status` reads.", status),
			}
		},
		expect: nodeNetworkExpect(true),
		get:    readNodeNetworkStatuses,
	}
}

// nodeNetworkStatusesModel is what a read fills in.
type nodeNetworkStatusesModel struct {
	Statuses []*qumulo.NodeNetworkStatus `tfsdk:"statuses"`
}

func readNodeNetworkStatuses(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       nodeNetworkStatusesModel
		conditions qumulo.NodeExpectation
	)
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	object := &gate.Target{
		Name: "the network status of the nodes", Elements: "nodes",
		NotFound: noV3Advice, NotServed: noV3Advice, TooFew: missingNodesAdvice,
	}
	return &read, append(diags, r.wait(ctx, service.Service, object, r.expectation(&conditions), func(ctx context.Context) (nodes []gate.Element, err error) {
		read.Statuses, object.Listed, err = service.client.NodeNetworkStatuses(ctx)
		if err != nil {
			return nil, err
		}
		for i, mismatches := range conditions.MismatchesOfAll(read.Statuses, service.Quote) {
			nodes = append(nodes, gate.Element{Object: nodeName(read.Statuses[i].NodeID, nil), Mismatches: mismatches, Info: object.Listed})
		}
		return nodes, nil
	})...)
}
