// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// faultsFunction compares a status with what a healthy one looks like. Its
// parameter lists only the attributes it reads, so that both the single data source
// and an element of the plural one are accepted. S is that object in Go.
type faultsFunction[S any] struct {
	name        string
	summary     string
	description string
	status      map[string]attr.Type
	mismatches  func(S) []expect.Mismatch
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
	sentences := []string{}
	for _, mismatch := range f.mismatches(*status) {
		sentences = append(sentences, mismatch.Sentence)
	}
	resp.Error = resp.Result.Set(ctx, sentences)
}

// interfaceFaultsStatus is what interface_faults reads.
type interfaceFaultsStatus struct {
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
			"update_status": types.StringType,
			"interface_details": types.ObjectType{AttrTypes: map[string]attr.Type{
				"cable_status":     types.StringType,
				"interface_status": types.StringType,
			}},
		},
		mismatches: func(seen interfaceFaultsStatus) []expect.Mismatch {
			status := &qumulo.NetworkInterfaceStatus{UpdateStatus: seen.UpdateStatus}
			if details := seen.InterfaceDetails; details != nil {
				status.InterfaceDetails = &qumulo.InterfaceDetails{CableStatus: details.CableStatus, InterfaceStatus: details.InterfaceStatus}
			}
			return qumulo.Healthy().Mismatches(status)
		},
	}
}

func newInterconnectFaults() function.Function {
	return &faultsFunction[cloudflare.InterconnectStatus]{
		name:    "interconnect_faults",
		summary: "What is wrong with an interconnect",
		description: "Returns a sentence with the state and Cloudflare's reason where an interconnect is not `Healthy`, and an empty list where it is. " +
			"The sentence is that of `expect` in `netstatus_interconnect_status`; `null` counts as a fault.",
		status: map[string]attr.Type{"state": types.StringType, "reason": types.StringType},
		mismatches: func(status cloudflare.InterconnectStatus) []expect.Mismatch {
			return cloudflare.Healthy().Mismatches(&status)
		},
	}
}
