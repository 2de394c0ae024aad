// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// nodeNetworkFaultsStatus is what node_network_faults reads of a status.
type nodeNetworkFaultsStatus struct {
	NodeID                   *int64                         `tfsdk:"node_id"`
	NodeName                 *string                        `tfsdk:"node_name"`
	ManagedInterfaceStatuses []*qumulo.Application          `tfsdk:"managed_interface_statuses"`
	NetworkStatuses          map[string]*qumulo.Application `tfsdk:"network_statuses"`
	Devices                  []*nodeNetworkFaultsDevice     `tfsdk:"devices"`
}

type nodeNetworkFaultsDevice struct {
	Name            *string `tfsdk:"name"`
	CableStatus     *string `tfsdk:"cable_status"`
	InterfaceStatus *string `tfsdk:"interface_status"`
	NetworkDetails  *struct {
		UseFor *string `tfsdk:"use_for"`
	} `tfsdk:"network_details"`
}

func newNodeNetworkFaults() function.Function {
	application := types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType, "status": types.StringType, "details": types.StringType}}
	return &faultsFunction{
		name:    "node_network_faults",
		summary: "What is wrong with a node's network",
		description: "Returns a sentence for each thing that is wrong with the network of a node, and an empty list where every device that is used for something is `CONNECTED` and `UP`, and everything configured is `APPLIED`. " +
			"The sentences are those of `expect` in `netstatus_node_network_status`; `null` counts as a fault, and so does a node without a device that is used for something.",
		status: map[string]attr.Type{
			"node_id":                    types.Int64Type,
			"node_name":                  types.StringType,
			"managed_interface_statuses": types.ListType{ElemType: application},
			"network_statuses":           types.MapType{ElemType: application},
			"devices": types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
				"name":             types.StringType,
				"cable_status":     types.StringType,
				"interface_status": types.StringType,
				"network_details":  types.ObjectType{AttrTypes: map[string]attr.Type{"use_for": types.StringType}},
			}}},
		},
		faults: func(ctx context.Context, arguments function.ArgumentsData) (string, []expect.Mismatch, *function.FuncError) {
			seen, err := readArgument[nodeNetworkFaultsStatus](ctx, arguments)
			if err != nil {
				return "", nil, err
			}
			status := &qumulo.NodeNetworkStatus{
				ManagedInterfaceStatuses: seen.ManagedInterfaceStatuses,
				NetworkStatuses:          seen.NetworkStatuses,
			}
			for _, device := range seen.Devices {
				status.Devices = append(status.Devices, device.device())
			}
			return nodeName(seen.NodeID, seen.NodeName), qumulo.NodeFaults(status), nil
		},
	}
}

// device returns the device, or nil if d is nil.
func (d *nodeNetworkFaultsDevice) device() *qumulo.NetworkDevice {
	if d == nil {
		return nil
	}
	device := &qumulo.NetworkDevice{Name: d.Name, CableStatus: d.CableStatus, InterfaceStatus: d.InterfaceStatus}
	if d.NetworkDetails != nil {
		device.NetworkDetails = &qumulo.NetworkDetails{UseFor: d.NetworkDetails.UseFor}
	}
	return device
}
