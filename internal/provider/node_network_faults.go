// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

// nodeNetworkFaultsStatus is what node_network_faults reads: the speeds of devices,
// which it doesn't, are text in the service's JSON and numbers in Terraform.
type nodeNetworkFaultsStatus struct {
	NodeID                   *int64                         `json:"node_id"`
	NodeName                 *string                        `json:"node_name"`
	ManagedInterfaceStatuses []*qumulo.Application          `json:"managed_interface_statuses"`
	NetworkStatuses          map[string]*qumulo.Application `json:"network_statuses"`
	Devices                  []*nodeNetworkFaultsDevice     `json:"devices"`
}

type nodeNetworkFaultsDevice struct {
	Name            *string `json:"name"`
	CableStatus     *string `json:"cable_status"`
	InterfaceStatus *string `json:"interface_status"`
	NetworkDetails  *struct {
		UseFor *string `json:"use_for"`
	} `json:"network_details"`
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
		faults: func(document []byte) (string, []expect.Mismatch, error) {
			var seen nodeNetworkFaultsStatus
			if err := strictjson.Object(document, &seen); err != nil {
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

// device is nil where d is.
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
