// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// minStableFor is the shortest stable_for, for two checks at the least.
const minStableFor = 3 * time.Second

// maxCount is the largest min_count and min_good.
const maxCount = math.MaxInt32

// parseCount parses min_count and min_good.
func parseCount(text string) (int64, error) {
	return integerBetween(1, maxCount)(text)
}

// expectBlock is the block "expect" of a status. It is a block and not a nested
// attribute because CLIs drop members that they don't know from nested attributes
// without a word: a misspelt condition would leave the gate open.
type expectBlock struct {
	// conditions judge an object.
	conditions map[string]schema.Attribute
	// selectors say which parts of it are judged; they judge nothing themselves.
	selectors map[string]schema.Attribute
	// isPlural adds min_count, which judges alone, and min_good.
	isPlural bool
}

// names are the members that judge something.
func (b *expectBlock) names() []string {
	names := slices.Sorted(maps.Keys(b.conditions))
	if b.isPlural {
		names = append(names, "min_count")
	}
	return names
}

// block is the schema.
func (b *expectBlock) block() schema.SingleNestedBlock {
	attributes := map[string]schema.Attribute{
		"stable_for": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "For how long the expectation has to hold, at every check, as a duration of `\"3s\"` or more. " +
				"Checks are then at most a third of it and at most 5 s apart. Must be shorter than the time-out.",
			Validators: []validator.String{stringIs(parseStableFor)},
		},
	}
	maps.Copy(attributes, b.conditions)
	maps.Copy(attributes, b.selectors)
	description := "What the status must be for the read to succeed. All members given must hold, and `null` in the answer satisfies none. " +
		"Without the block, a status is data, whatever it says."
	if b.isPlural {
		attributes["min_count"] = numberArgument("How many must be there. Default: 1.", maxCount, false)
		attributes["min_good"] = numberArgument("How many must meet the conditions, such as 1 of two redundant links. Default: all.", maxCount, false)
		description = "What the statuses must be for the read to succeed: every one of them, unless `min_good` says otherwise. " +
			"All members given must hold, and `null` in the answer satisfies none. Without the block, a status is data, whatever it says."
	}
	return schema.SingleNestedBlock{MarkdownDescription: description, Attributes: attributes}
}

// check finds an expectation that judges nothing, which would leave the gate open.
func (b *expectBlock) check(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	at := path.Root("expect")
	var block types.Object
	diags := config.GetAttribute(ctx, at, &block)
	if diags.HasError() || block.IsNull() || block.IsUnknown() {
		return diags
	}
	members := block.Attributes()
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if list, ok := members[name].(basetypes.ListValue); ok {
			diags.Append(checkList(at.AtName(name), list.IsNull() || list.IsUnknown(), list.Elements())...)
		}
	}
	isGiven := func(name string) bool { return !members[name].IsNull() }
	if !slices.ContainsFunc(b.names(), isGiven) {
		diags.Append(judgesNothing(at, b.names()))
	}
	return diags
}

// checkList finds a list or set that holds nothing, or null.
func checkList(at path.Path, notGiven bool, elements []attr.Value) diag.Diagnostics {
	switch {
	case notGiven:
		return nil
	case len(elements) == 0:
		return diag.Diagnostics{emptyList(at)}
	case slices.ContainsFunc(elements, attr.Value.IsNull):
		return diag.Diagnostics{nullInList(at)}
	default:
		return nil
	}
}

// checkTimeout compares stable_for with the time-out.
func (b *expectBlock) checkTimeout(ctx context.Context, config tfsdk.Config, timeoutName string, timeout time.Duration) diag.Diagnostics {
	if timeout == 0 {
		return nil
	}
	at := path.Root("expect").AtName("stable_for")
	stableFor, diags := configuredDuration(ctx, config, at, parseStableFor)
	if stableFor >= timeout {
		diags.Append(stableTooLong(at, stableFor, path.Root("timeouts").AtName(timeoutName), timeout))
	}
	return diags
}

// loadExpectation reads the expectation into a struct of conditions. It
// returns what the expectation requires.
func loadExpectation(ctx context.Context, config tfsdk.Config, conditions any) (required requirement, diags diag.Diagnostics) {
	if isAbsent(config, "expect") {
		return required, nil
	}
	at := path.Root("expect")
	var block types.Object
	diags = config.GetAttribute(ctx, at, &block)
	if diags.HasError() {
		return required, diags
	}
	required.expects = true
	required.stableFor, diags = configuredDuration(ctx, config, at.AtName("stable_for"), parseStableFor)
	for name, into := range map[string]*int{"min_count": &required.minCount, "min_good": &required.minGood} {
		number, ok := block.Attributes()[name].(basetypes.NumberValue)
		if !ok || number.IsNull() {
			continue
		}
		n, err := parseCount(number.ValueBigFloat().Text('f', -1))
		if err != nil {
			diags.Append(invalidValue(at.AtName(name), err))
		}
		*into = int(n)
	}
	diags.Append(loadMembers(ctx, config, at, conditions)...)
	return required, diags
}

// loadMembers reads the members of a block into the fields that have their names as
// tfsdk tags.
func loadMembers(ctx context.Context, config tfsdk.Config, at path.Path, into any) diag.Diagnostics {
	var diags diag.Diagnostics
	fields := reflect.ValueOf(into).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Tag.Get("tfsdk")
		diags.Append(config.GetAttribute(ctx, at.AtName(name), fields.Field(i).Addr().Interface())...)
	}
	return diags
}
