// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// What to check where nodes are missing.
const fewNodesAdvice = missingNodesAdvice + " The interface may not exist: data \"netstatus_network_interfaces\" lists the interfaces. " + noV2Advice

func networkInterfaceStatuses() definition {
	return definition{
		name: "netstatus_network_interface_statuses",
		description: "The status of one network interface on every node of a Qumulo cluster, in one request. " +
			"Reads `GET /v2/network/interfaces/{interface_id}/status/`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		attributes: func() map[string]schema.Attribute {
			status := networkInterfaceStatusFields()
			status["node_id"] = computedInt64("ID of the node.")
			return map[string]schema.Attribute{
				"interface_id": interfaceIDAttribute(),
				"statuses":     computedElements("The statuses, one a node, sorted by `node_id`, each with the attributes that `netstatus_network_interface_status` reads.", status),
			}
		},
		expect: networkInterfaceExpect(true),
		get:    readNetworkInterfaceStatuses,
	}
}

// networkInterfaceStatusesModel is what a read fills in.
type networkInterfaceStatusesModel struct {
	Statuses []*qumulo.NetworkInterfaceStatus `tfsdk:"statuses"`
}

func readNetworkInterfaceStatuses(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       networkInterfaceStatusesModel
		conditions qumulo.Expectation
	)
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	interfaceID, required := r.number("interface_id"), r.expectation(&conditions)
	object := &gate.Target{
		Name: fmt.Sprintf("network interface %d", interfaceID), Elements: "nodes",
		NotFound: noInterfaceAdvice, NotServed: noInterfaceAdvice, TooFew: fewNodesAdvice,
	}
	return &read, append(diags, r.wait(ctx, service.Service, object, required, func(ctx context.Context) (nodes []gate.Element, err error) {
		read.Statuses, object.Listed, err = service.client.NetworkInterfaceStatuses(ctx, interfaceID)
		if err != nil {
			return nil, err
		}
		for i, mismatches := range conditions.MismatchesOfAll(read.Statuses, service.Quote) {
			nodes = append(nodes, gate.Element{Object: nodeName(read.Statuses[i].NodeID, nil), Mismatches: mismatches, Info: object.Listed})
		}
		return nodes, nil
	})...)
}
