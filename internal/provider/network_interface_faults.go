// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// interfaceFaultsStatus is what interface_faults reads of a status.
type interfaceFaultsStatus struct {
	NodeID          *int64  `tfsdk:"node_id"`
	NodeName        *string `tfsdk:"node_name"`
	UpdateStatus    *string `tfsdk:"update_status"`
	InterfaceStatus *struct {
		Name *string `tfsdk:"name"`
	} `tfsdk:"interface_status"`
	InterfaceDetails *struct {
		CableStatus     *string `tfsdk:"cable_status"`
		InterfaceStatus *string `tfsdk:"interface_status"`
	} `tfsdk:"interface_details"`
}

func newInterfaceFaults() function.Function {
	return &faultsFunction{
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
		faults: func(ctx context.Context, arguments function.ArgumentsData) (string, []expect.Mismatch, *function.FuncError) {
			seen, err := readArgument[interfaceFaultsStatus](ctx, arguments)
			if err != nil {
				return "", nil, err
			}
			status := &qumulo.NetworkInterfaceStatus{UpdateStatus: seen.UpdateStatus}
			if details := seen.InterfaceDetails; details != nil {
				status.InterfaceDetails = &qumulo.InterfaceDetails{CableStatus: details.CableStatus, InterfaceStatus: details.InterfaceStatus}
			}
			object := nodeName(seen.NodeID, seen.NodeName)
			if object != "" && seen.InterfaceStatus != nil && seen.InterfaceStatus.Name != nil {
				object = *seen.InterfaceStatus.Name + " on " + object
			}
			return object, qumulo.Healthy().Mismatches(status, nil), nil
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
