// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

// faultsFunction compares a status with what a healthy one looks like. Its parameter
// lists only the attributes it reads, so that both the single data source and an
// element of the plural one are accepted. It is not of any type: OpenTofu doesn't call
// a function for a null without a type, and a condition over what it assumes holds.
type faultsFunction struct {
	name        string
	summary     string
	description string
	status      map[string]attr.Type
	// faults returns how the object is named in a sentence, empty where it has no
	// name, and what is wrong with it.
	faults func(context.Context, function.ArgumentsData) (object string, mismatches []expect.Mismatch, err *function.FuncError)
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
	object, mismatches, err := f.faults(ctx, req.Arguments)
	if err != nil {
		resp.Error = err
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

// readArgument reads the argument of a function into a struct; null leaves all of it null.
func readArgument[T any](ctx context.Context, arguments function.ArgumentsData) (*T, *function.FuncError) {
	var status *T
	if err := arguments.Get(ctx, &status); err != nil {
		return nil, err
	}
	if status == nil {
		status = new(T)
	}
	return status, nil
}
