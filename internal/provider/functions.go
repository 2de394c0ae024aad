// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// faultsFunction compares a status with what a healthy one looks like. Its
// parameter lists only the attributes it reads and those that name the object, so that both the single data source
// and an element of the plural one are accepted. S is that object in Go.
type faultsFunction[S any] struct {
	name        string
	summary     string
	description string
	status      map[string]attr.Type
	// faults returns how the object is named in a sentence, empty where it has no
	// name, and what is wrong with it.
	faults func(S) (object string, mismatches []expect.Mismatch)
}

// Metadata implements [function.Function].
func (f *faultsFunction[S]) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

// Definition implements [function.Function].
func (f *faultsFunction[S]) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             f.summary,
		MarkdownDescription: f.description,
		Parameters: []function.Parameter{
			function.ObjectParameter{
				Name:                "status",
				MarkdownDescription: "The status: the data source of a single one, or an element of the plural one. It and its members may be `null`.",
				AttributeTypes:      f.status,
				AllowNullValue:      true,
			},
		},
		Return: function.ListReturn{ElementType: types.StringType},
	}
}

// Run implements [function.Function].
func (f *faultsFunction[S]) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var status *S
	if resp.Error = req.Arguments.Get(ctx, &status); resp.Error != nil {
		return
	}
	if status == nil {
		status = new(S)
	}
	object, mismatches := f.faults(*status)
	if object != "" {
		object += ": "
	}
	sentences := []string{}
	for _, mismatch := range mismatches {
		sentences = append(sentences, object+mismatch.Sentence)
	}
	resp.Error = resp.Result.Set(ctx, sentences)
}

// interfaceFaultsStatus is what interface_faults reads.
type interfaceFaultsStatus struct {
	NodeID          *int64  `tfsdk:"node_id"`
	NodeName        *string `tfsdk:"node_name"`
	InterfaceStatus *struct {
		Name *string `tfsdk:"name"`
	} `tfsdk:"interface_status"`
	UpdateStatus     *string `tfsdk:"update_status"`
	InterfaceDetails *struct {
		CableStatus     *string `tfsdk:"cable_status"`
		InterfaceStatus *string `tfsdk:"interface_status"`
	} `tfsdk:"interface_details"`
}

func newInterfaceFaults() function.Function {
	return &faultsFunction[interfaceFaultsStatus]{
		name:    "interface_faults",
		summary: "What is wrong with a network interface",
		description: "Returns a sentence for each thing that is wrong with a network interface, and an empty list where its cable is `CONNECTED`, it is `UP` and the node has `CHANGES_APPLIED`. " +
			"The sentences are those of `expect` in `netstatus_network_interface_status`; `null` counts as a fault.",
		status: map[string]attr.Type{
			"node_id":          types.Int64Type,
			"node_name":        types.StringType,
			"interface_status": types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType}},
			"update_status":    types.StringType,
			"interface_details": types.ObjectType{AttrTypes: map[string]attr.Type{
				"cable_status":     types.StringType,
				"interface_status": types.StringType,
			}},
		},
		faults: func(seen interfaceFaultsStatus) (string, []expect.Mismatch) {
			status := &qumulo.NetworkInterfaceStatus{UpdateStatus: seen.UpdateStatus}
			if details := seen.InterfaceDetails; details != nil {
				status.InterfaceDetails = &qumulo.InterfaceDetails{CableStatus: details.CableStatus, InterfaceStatus: details.InterfaceStatus}
			}
			object := nodeName(seen.NodeID, seen.NodeName)
			if object != "" && seen.InterfaceStatus != nil && seen.InterfaceStatus.Name != nil {
				object = *seen.InterfaceStatus.Name + " on " + object
			}
			return object, qumulo.Healthy().Mismatches(status)
		},
	}
}

// nodeName names a node in a sentence, and nothing where its id isn't known.
func nodeName(id *int64, name *string) string {
	switch {
	case id == nil:
		return ""
	case name == nil || *name == "":
		return fmt.Sprintf("node %d", *id)
	default:
		return fmt.Sprintf("node %d (%s)", *id, *name)
	}
}

// nodeNetworkFaultsStatus is what node_network_faults reads.
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
	return &faultsFunction[nodeNetworkFaultsStatus]{
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
		faults: func(seen nodeNetworkFaultsStatus) (string, []expect.Mismatch) {
			status := &qumulo.NodeNetworkStatus{
				ManagedInterfaceStatuses: seen.ManagedInterfaceStatuses,
				NetworkStatuses:          seen.NetworkStatuses,
			}
			for _, device := range seen.Devices {
				status.Devices = append(status.Devices, device.device())
			}
			return nodeName(seen.NodeID, seen.NodeName), qumulo.NodeFaults(status)
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

// interconnectFaultsStatus is what interconnect_faults reads.
type interconnectFaultsStatus struct {
	Icon   *string `tfsdk:"icon"`
	State  *string `tfsdk:"state"`
	Reason *string `tfsdk:"reason"`
}

func newInterconnectFaults() function.Function {
	return &faultsFunction[interconnectFaultsStatus]{
		name:    "interconnect_faults",
		summary: "What is wrong with an interconnect",
		description: "Returns a sentence with the state and Cloudflare's reason where an interconnect is not `Healthy`, and an empty list where it is. " +
			"The sentence is that of `expect` in `netstatus_interconnect_status`; `null` counts as a fault.",
		status: map[string]attr.Type{"icon": types.StringType, "state": types.StringType, "reason": types.StringType},
		faults: func(seen interconnectFaultsStatus) (object string, mismatches []expect.Mismatch) {
			if seen.Icon != nil {
				object = fmt.Sprintf("interconnect %q", *seen.Icon)
			}
			return object, cloudflare.Healthy().Mismatches(&cloudflare.InterconnectStatus{State: seen.State, Reason: seen.Reason})
		},
	}
}
