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
		name: "netstatus_nodes",
		description: "The nodes of a Qumulo cluster with their states. Use it to count nodes. " +
			"Reads `GET /v1/cluster/nodes/`; the role Observers can read it.",
		get: readNodes,
		expect: &expectBlock{isPlural: true, conditions: map[string]schema.Attribute{
			"node_status": acceptedValues("Accepted values of `node_status`.", qumulo.NodeStatuses(), nil),
		}},
		attributes: func() map[string]schema.Attribute {
			return map[string]schema.Attribute{
				"nodes": computedObjects("The nodes, sorted by `id`.", map[string]schema.Attribute{
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

func readNodes(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       nodesModel
		conditions qumulo.NodeStatusExpectation
	)
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	// The documents don't name the privilege that this takes.
	service.Permission = "the right to list nodes, which the role Observers has; after a change of roles, log in again or create a new token"
	object := &gate.Target{
		Name: "the cluster's nodes", Elements: "nodes", NotFound: noListOfNodesAdvice,
		TooFew: "A node that has been removed from the cluster is not listed: check min_count.",
	}
	return &read, append(diags, r.wait(ctx, service.Service, object, r.expectation(&conditions), func(ctx context.Context) (nodes []gate.Element, err error) {
		read.Nodes, object.Listed, err = service.client.Nodes(ctx)
		if err != nil {
			return nil, err
		}
		for _, node := range read.Nodes {
			nodes = append(nodes, gate.Element{Object: nodeName(node.ID, shownName(service.client, node.NodeName)), Mismatches: conditions.Mismatches(node, service.Quote), Info: object.Listed})
		}
		return nodes, nil
	})...)
}

// shownName returns a name that the cluster has sent as a message shows it.
func shownName(client *qumulo.Client, name *string) *string {
	if name == nil {
		return nil
	}
	text := client.Text(*name)
	return &text
}
