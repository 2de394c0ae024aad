// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

func networkInterfaceStatuses() definition {
	return definition{
		name: Name + "_network_interface_statuses",
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
		expect:   networkInterfaceExpect(true),
		newModel: func() model { return &networkInterfaceStatusesModel{} },
	}
}

// networkInterfaceStatusesModel is what a read fills in.
type networkInterfaceStatusesModel struct {
	Statuses []*qumulo.NetworkInterfaceStatus `tfsdk:"statuses"`
}

// read implements [model].
func (m *networkInterfaceStatusesModel) read(ctx context.Context, config tfsdk.Config, services *services) diag.Diagnostics {
	service, diags := services.qumulo()
	var (
		interfaceID int64
		conditions  qumulo.Expectation
	)
	diags.Append(config.GetAttribute(ctx, path.Root("interface_id"), &interfaceID)...)
	required, more := loadExpectation(ctx, config, &conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	client := service.clientFor(ctx, required)
	object := subject{
		name: fmt.Sprintf("network interface %d", interfaceID), elements: "nodes",
		notFound: noInterfaceAdvice, notServed: noInterfaceAdvice, tooFew: fewNodesAdvice,
	}
	err := waiter{
		requirement: required, redact: service.redact,
		poll: func(ctx context.Context) ([]element, error) {
			statuses, info, err := client.NetworkInterfaceStatuses(ctx, interfaceID)
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
