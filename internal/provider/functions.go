// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"math/big"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
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
