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
func (m *networkInterfaceStatusesModel) read(ctx context.Context, r reading) diag.Diagnostics {
	service, diags := r.qumulo()
	var conditions qumulo.Expectation
	interfaceID, more := r.number("interface_id")
	diags.Append(more...)
	required, more := r.loadExpectation(&conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	object := gate.Subject{
		Name: fmt.Sprintf("network interface %d", interfaceID), Elements: "nodes",
		NotFound: noInterfaceAdvice, NotServed: noInterfaceAdvice, TooFew: fewNodesAdvice,
	}
	w := r.waiter(service.Service, object, required)
	w.Poll = func(ctx context.Context) ([]gate.Element, error) {
		statuses, info, err := service.client.NetworkInterfaceStatuses(ctx, interfaceID)
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
