// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

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
		faults: func(document []byte) (string, []expect.Mismatch, error) {
			status := &qumulo.NetworkInterfaceStatus{}
			if err := strictjson.Object(document, status); err != nil {
				return "", nil, err
			}
			object := nodeName(status.NodeID, status.NodeName)
			if object != "" && status.InterfaceStatus != nil && status.InterfaceStatus.Name != nil {
				object = *status.InterfaceStatus.Name + " on " + object
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
