// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// Node is one node of the cluster, as GET /v1/cluster/nodes/ answers it.
type Node struct {
	ID           *int64  `json:"id" tfsdk:"id"`
	NodeStatus   *string `json:"node_status" tfsdk:"node_status"`
	NodeName     *string `json:"node_name" tfsdk:"node_name"`
	UUID         *string `json:"uuid" tfsdk:"uuid"`
	Label        *string `json:"label" tfsdk:"label"`
	ModelNumber  *string `json:"model_number" tfsdk:"model_number"`
	SerialNumber *string `json:"serial_number" tfsdk:"serial_number"`
	MACAddress   *string `json:"mac_address" tfsdk:"mac_address"`
}

// Nodes reads the nodes of the cluster, sorted by id. Its errors are a
// [*transport.Error].
func (c *Client) Nodes(ctx context.Context) ([]*Node, transport.RequestInfo, error) {
	var nodes []*Node
	info, err := c.get(ctx, "/v1/cluster/nodes/", maxListBody, func(body []byte) error {
		if err := strictjson.Array(body, &nodes); err != nil {
			return err
		}
		return sortByNode(nodes, "id", func(node *Node) *int64 { return node.ID })
	})
	return nodes, info, err
}
