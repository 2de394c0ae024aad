// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// parsed validates an argument with the parser that reads it later, so that both
// agree.
type parsed func(text string) error

func stringIs[T any](parse func(string) (T, error)) validator.String {
	return parsed(func(text string) error {
		_, err := parse(text)
		return err
	})
}

// Description implements [validator.Describer].
func (v parsed) Description(context.Context) string {
	err := v("")
	if err == nil {
		return ""
	}
	return "value " + err.Error()
}

// MarkdownDescription implements [validator.Describer].
func (v parsed) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString implements [validator.String].
func (v parsed) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(invalidValue(req.Path, err))
	}
}

// ValidateNumber implements [validator.Number].
func (v parsed) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v(req.ConfigValue.ValueBigFloat().Text('f', -1)); err != nil {
		resp.Diagnostics.Append(invalidValue(req.Path, err))
	}
}

// documented warns of a string that the service doesn't document: enumerations
// grow, but mostly it is a typing error.
type documented struct {
	values []string
}

// Description implements [validator.Describer].
func (v documented) Description(context.Context) string {
	return "value should be one of those that the service documents"
}

// MarkdownDescription implements [validator.Describer].
func (v documented) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString implements [validator.String].
func (v documented) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(v.values, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.Append(undocumentedValue(req.Path, req.ConfigValue.ValueString(), v.values))
}

// someOf validates a list of accepted values: at least one, none null.
func someOf(values []string) []validator.List {
	return []validator.List{
		listvalidator.SizeAtLeast(1),
		listvalidator.NoNullValues(),
		listvalidator.ValueStringsAre(documented{values}),
	}
}
