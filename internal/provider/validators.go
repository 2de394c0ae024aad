// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// parsed validates an argument with the parser that reads it later, so that both
// agree.
type parsed func(text string) error

func stringIs[T any](parse func(string) (T, error)) validator.String {
	return check(parse)
}

func numberIs[T any](parse func(string) (T, error)) validator.Number {
	return check(parse)
}

// check makes a validator of a parser.
func check[T any](parse func(string) (T, error)) parsed {
	return func(text string) error {
		_, err := parse(text)
		return err
	}
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

// unlessEmpty validates a setting of the provider that isn't empty: one that is may
// belong to a service that isn't used, and is judged when that is.
type unlessEmpty struct {
	parsed
}

// ValidateString implements [validator.String].
func (v unlessEmpty) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() != "" {
		v.parsed.ValidateString(ctx, req, resp)
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

// revalidate runs the validators of attributes on what is known of them by now. It keeps
// their errors: warnings are for those who write.
func (a arguments) revalidate(ctx context.Context, attributes map[string]schema.Attribute) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if a.isKnown(name) {
			diags.Append(validate(ctx, a.path(name), attributes[name], a.members[name]).Errors()...)
		}
	}
	return diags
}

// validate runs the validators of an attribute on a value.
func validate(ctx context.Context, at path.Path, attribute schema.Attribute, known tftypes.Value) diag.Diagnostics {
	value, err := attribute.GetType().ValueFromTerraform(ctx, known)
	if err != nil {
		return diag.Diagnostics{wrongModel(err)}
	}
	var diags diag.Diagnostics
	switch with := attribute.(type) {
	case interface{ StringValidators() []validator.String }:
		value, _ := value.(types.String)
		for _, v := range with.StringValidators() {
			resp := &validator.StringResponse{}
			v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, resp)
			diags.Append(resp.Diagnostics...)
		}
	case interface{ NumberValidators() []validator.Number }:
		value, _ := value.(types.Number)
		for _, v := range with.NumberValidators() {
			resp := &validator.NumberResponse{}
			v.ValidateNumber(ctx, validator.NumberRequest{Path: at, ConfigValue: value}, resp)
			diags.Append(resp.Diagnostics...)
		}
	case interface{ ListValidators() []validator.List }:
		value, _ := value.(types.List)
		for _, v := range with.ListValidators() {
			resp := &validator.ListResponse{}
			v.ValidateList(ctx, validator.ListRequest{Path: at, ConfigValue: value}, resp)
			diags.Append(resp.Diagnostics...)
		}
	}
	return diags
}

// documented warns of a string that the service doesn't document: enumerations
// grow, but mostly it is a typing error.
type documented struct {
	values []string
	// meant is the documented value for a word that people write in its place; nil where
	// there is none.
	meant func(string) string
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
	value := req.ConfigValue.ValueString()
	resp.Diagnostics.Append(undocumentedValue(req.Path, value, v.nearest(value), v.values))
}

// nearest returns the documented value that was most likely meant, or "" if none is like
// it.
func (v documented) nearest(value string) string {
	if v.meant != nil && v.meant(value) != "" {
		return v.meant(value)
	}
	best, bound := "", (len(value)+2)/3
	for _, candidate := range v.values {
		distance := levenshtein.Distance(strings.ToLower(value), strings.ToLower(candidate), nil)
		if distance <= bound && (best == "" || distance < bound) {
			best, bound = candidate, distance
		}
	}
	return best
}

// slowestLink is the speed in Mbps below which min_speed is likely in Gbps.
const slowestLink = 1000

// plausibleSpeed warns of a speed that isn't one of a link in Mbps.
type plausibleSpeed struct{}

// Description implements [validator.Describer].
func (plausibleSpeed) Description(context.Context) string {
	return "value is in Mbps"
}

// MarkdownDescription implements [validator.Describer].
func (v plausibleSpeed) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateNumber implements [validator.Number].
func (plausibleSpeed) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if speed := req.ConfigValue.ValueBigFloat(); speed.Cmp(big.NewFloat(slowestLink)) < 0 {
		resp.Diagnostics.Append(lowSpeed(req.Path, speed.Text('f', -1)))
	}
}

func lowSpeed(at path.Path, speed string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Speed is in Mbps",
		fmt.Sprintf("%s is %s Mbps, slower than any link of a cluster. For 25 Gbps, write 25000.", at, speed))
}

func undocumentedValue(at path.Path, value, nearest string, values []string) diag.Diagnostic {
	detail := fmt.Sprintf("%s is %s, but the service documents only %s.", at, redact.Clip(strconv.Quote(value), maxShown), strings.Join(values, ", "))
	if nearest != "" {
		detail += fmt.Sprintf(" Did you mean %q? Case counts.", nearest)
	}
	return diag.NewAttributeWarningDiagnostic(at, "Value that the service does not document",
		detail+" The expectation is kept as it is: a later version of the service may send that value.")
}
