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

func nodeNetworkStatuses() definition {
	return definition{
		name: Name + "_node_network_statuses",
		description: "The network status of every node of a Qumulo cluster (7.7 or later), in one request. " +
			"Reads `GET /v3/network/status`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		attributes: func() map[string]schema.Attribute {
			status := nodeNetworkStatusFields()
			status["node_id"] = computedInt64("ID of the node.")
			return map[string]schema.Attribute{
				"statuses": computedElements("The statuses, one a node, sorted by `node_id`, each with the attributes that `netstatus_node_network_status` reads.", status),
			}
		},
		expect:   nodeNetworkExpect(true),
		newModel: func() model { return &nodeNetworkStatusesModel{} },
	}
}

// nodeNetworkStatusesModel is what a read fills in.
type nodeNetworkStatusesModel struct {
	Statuses []*qumulo.NodeNetworkStatus `tfsdk:"statuses"`
}

// read implements [model].
func (m *nodeNetworkStatusesModel) read(ctx context.Context, r reading) diag.Diagnostics {
	service, diags := r.qumulo()
	var conditions qumulo.NodeExpectation
	required, more := r.loadExpectation(&conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	object := gate.Subject{
		Name: "the network status of the nodes", Elements: "nodes",
		NotFound: noV3Advice, NotServed: noV3Advice, TooFew: missingNodesAdvice,
	}
	w := r.waiter(service.Service, object, required)
	w.Poll = func(ctx context.Context) ([]gate.Element, error) {
		statuses, info, err := service.client.NodeNetworkStatuses(ctx)
		if err != nil {
			return nil, err
		}
		m.Statuses, object.Listed = statuses, info
		elements := make([]gate.Element, len(statuses))
		for i, mismatches := range conditions.MismatchesOfAll(statuses, service.Mask) {
			elements[i] = gate.Element{Object: fmt.Sprintf("node %d", *statuses[i].NodeID), Mismatches: mismatches, Info: info}
		}
		return elements, nil
	}
	if err := w.Run(ctx); err != nil {
		diags.Append(failure(service.Explain(object, err)))
	}
	return diags
}
