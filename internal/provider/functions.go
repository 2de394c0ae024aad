// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

// faultsFunction compares a status with what a healthy one looks like. Its parameter
// lists only the attributes it reads, so that both the single data source and an
// element of the plural one are accepted. It is not of any type: OpenTofu doesn't call
// a function for a null without a type, and a condition over what it assumes holds.
// The attributes' names are those of the service's JSON, as which it is read.
type faultsFunction struct {
	name        string
	summary     string
	description string
	status      map[string]attr.Type
	// faults returns how the object is named in a sentence, empty where it has no
	// name, and what is wrong with it.
	faults func(document []byte) (object string, mismatches []expect.Mismatch, err error)
}

// Metadata implements [function.Function].
func (f *faultsFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

// Definition implements [function.Function].
func (f *faultsFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             f.summary,
		MarkdownDescription: f.description,
		Parameters: []function.Parameter{
			function.ObjectParameter{
				Name:                "status",
				AttributeTypes:      f.status,
				MarkdownDescription: "The status: the data source of a single one, or an element of the plural one. It and its members may be `null`.",
				AllowNullValue:      true,
			},
		},
		Return: function.ListReturn{ElementType: types.StringType},
	}
}

// Run implements [function.Function].
func (f *faultsFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var status types.Object
	if resp.Error = req.Arguments.Get(ctx, &status); resp.Error != nil {
		return
	}
	document, err := documentOf(ctx, status)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	object, mismatches, err := f.faults(document)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "status is not the object of "+f.name+": "+err.Error())
		return
	}
	if object != "" {
		object += ": "
	}
	sentences := []string{}
	for _, mismatch := range mismatches {
		sentences = append(sentences, object+mismatch.Sentence)
	}
	resp.Error = resp.Result.Set(ctx, sentences)
}

// documentOf is a value as JSON; null is an object without members.
func documentOf(ctx context.Context, status types.Object) ([]byte, error) {
	if status.IsNull() {
		return []byte("{}"), nil
	}
	value, err := status.ToTerraformValue(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := plainOf(value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// plainOf is a value in the types that JSON is made from.
func plainOf(value tftypes.Value) (any, error) {
	if value.IsNull() {
		return nil, nil //nolint:nilnil // It is null.
	}
	switch t := value.Type(); {
	case t.Is(tftypes.Bool):
		var flag bool
		err := value.As(&flag)
		return flag, err
	case t.Is(tftypes.Number):
		number := &big.Float{}
		err := value.As(&number)
		return jsontext.Value(number.Text('g', -1)), err
	case t.Is(tftypes.String):
		var text string
		err := value.As(&text)
		return text, err
	case t.Is(tftypes.Object{}), t.Is(tftypes.Map{}):
		members, plain := map[string]tftypes.Value{}, map[string]any{}
		err := value.As(&members)
		for name, member := range members {
			if plain[name], err = plainOf(member); err != nil {
				return nil, err
			}
		}
		return plain, err
	default:
		var elements []tftypes.Value
		err := value.As(&elements)
		plain := make([]any, len(elements))
		for i, element := range elements {
			if plain[i], err = plainOf(element); err != nil {
				return nil, err
			}
		}
		return plain, err
	}
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

func newInterconnectFaults() function.Function {
	return &faultsFunction{
		name:    "interconnect_faults",
		summary: "What is wrong with an interconnect",
		description: "Returns a sentence with the state and Cloudflare's reason where an interconnect is not `Healthy`, and an empty list where it is. " +
			"The sentence is that of `expect` in `netstatus_interconnect_status`; `null` counts as a fault.",
		status: map[string]attr.Type{"icon": types.StringType, "state": types.StringType, "reason": types.StringType},
		faults: func(document []byte) (object string, mismatches []expect.Mismatch, err error) {
			var status struct {
				Icon *string `json:"icon"`
				cloudflare.InterconnectStatus
			}
			if err := strictjson.Object(document, &status); err != nil {
				return "", nil, err
			}
			if status.Icon != nil {
				object = fmt.Sprintf("interconnect %q", *status.Icon)
			}
			return object, cloudflare.Healthy().Mismatches(&status.InterconnectStatus, nil), nil
		},
	}
}

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
