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

// What to check where a cluster doesn't list its nodes.
const noListOfNodesAdvice = "Every version of Qumulo Core lists its nodes: check that qumulo.host and qumulo.port lead to the cluster's REST API."

func nodes() definition {
	return definition{
		name: Name + "_nodes",
		description: "The nodes of a Qumulo cluster with their states: how many a check of all nodes has to count. " +
			"Reads `GET /v1/cluster/nodes/`.",
		newModel: func() model { return &nodesModel{} },
		attributes: func() map[string]schema.Attribute {
			return map[string]schema.Attribute{
				"nodes": computedObjects("The nodes, in the cluster's order.", map[string]schema.Attribute{
					"id":            computedInt64("ID of the node, the `node_id` of the statuses. Ids need not be consecutive."),
					"node_status":   computedString("Status of the node, such as `online`."),
					"node_name":     computedString("Name of the node."),
					"uuid":          computedString("UUID of the node."),
					"label":         computedString("Label of the node."),
					"model_number":  computedString("Model of the node."),
					"serial_number": computedString("Serial number of the node."),
					"mac_address":   computedString("MAC address of the node."),
				}),
			}
		},
	}
}

// nodesModel is what a read fills in.
type nodesModel struct {
	Nodes []*qumulo.Node `tfsdk:"nodes"`
}

// read implements [model].
func (m *nodesModel) read(ctx context.Context, r reading) diag.Diagnostics {
	service, diags := r.qumulo()
	if diags.HasError() {
		return diags
	}
	list, _, err := service.client.Nodes(ctx)
	if err != nil {
		return append(diags, failure(service.Explain(gate.Subject{Name: "the cluster's nodes", NotFound: noListOfNodesAdvice}, err)))
	}
	m.Nodes = list
	return diags
}
