// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

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
func (m *nodeNetworkStatusesModel) read(ctx context.Context, config tfsdk.Config, services *services) diag.Diagnostics {
	service, diags := services.qumulo()
	var conditions qumulo.NodeExpectation
	required, more := loadExpectation(ctx, config, &conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	client := service.clientFor(ctx, required)
	object := subject{name: "the network status of the nodes", elements: "nodes", notFound: noV3Advice, notServed: noV3Advice, tooFew: missingNodesAdvice}
	err := waiter{
		requirement: required, redact: service.redact,
		poll: func(ctx context.Context) ([]element, error) {
			statuses, info, err := client.NodeNetworkStatuses(ctx)
			if err != nil {
				return nil, err
			}
			m.Statuses, object.listed = statuses, info
			elements := make([]element, len(statuses))
			for i, status := range statuses {
				elements[i] = element{object: fmt.Sprintf("node %d", *status.NodeID), mismatches: conditions.Mismatches(status), info: info}
			}
			return elements, nil
		},
	}.run(ctx)
	if err != nil {
		diags.Append(service.failure(object, err))
	}
	return diags
}
