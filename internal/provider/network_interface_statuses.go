// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

func networkInterfaceStatuses() definition {
	return definition{
		name: Name + "_network_interface_statuses",
		description: "The status of one network interface on every node of a Qumulo cluster, in one request. " +
			"Reads `GET /v2/network/interfaces/{interface_id}/status/`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		newModel: func() model { return &networkInterfaceStatusesModel{} },
		attributes: func() map[string]schema.Attribute {
			status := networkInterfaceStatusFields()
			status["node_id"] = computedInt64("ID of the node.")
			return map[string]schema.Attribute{
				"interface_id": schema.Int64Attribute{
					Required:            true,
					MarkdownDescription: "ID of the network interface. Ids start at 1, usually `bond0`.",
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"statuses": computedElements("The statuses, one a node, sorted by `node_id`, each with the attributes that `netstatus_network_interface_status` reads.", status),
			}
		},
	}
}

// networkInterfaceStatusesModel is the data source.
type networkInterfaceStatusesModel struct {
	timeouts
	InterfaceID int64                            `tfsdk:"interface_id"`
	Statuses    []*qumulo.NetworkInterfaceStatus `tfsdk:"statuses"`
}

func (m *networkInterfaceStatusesModel) read(ctx context.Context, services *services) diag.Diagnostics {
	service, diags := services.qumulo()
	if diags.HasError() {
		return diags
	}
	statuses, _, err := service.client.NetworkInterfaceStatuses(ctx, m.InterfaceID)
	if err != nil {
		return append(diags, service.failure(fmt.Sprintf("network interface %d on all nodes", m.InterfaceID), err))
	}
	m.Statuses = slices.SortedStableFunc(slices.Values(statuses), byNode)
	return diags
}

// byNode orders statuses by node; those without one come last.
func byNode(a, b *qumulo.NetworkInterfaceStatus) int {
	node := func(status *qumulo.NetworkInterfaceStatus) int64 {
		if status == nil || status.NodeID == nil {
			return math.MaxInt64
		}
		return *status.NodeID
	}
	return cmp.Compare(node(a), node(b))
}
