// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attributes of an object are written down once, in the data source's types; those
// of the other kinds are made from them (kinds.go).

const (
	timeoutDescription = "How long the whole read may take, such as `\"10m\"`."

	waitDescription = timeoutDescription + " With `expect`, it waits for the status. Without a time-out, one check decides."

	afterDescription = "Any value; it is ignored. The status is not read until the value is known: use `timestamp()` to defer the read to apply, " +
		"and a reference to a resource to defer it until that has changed."
)

// blocks returns the groups that a user writes.
func (d definition) blocks(k kind) map[string]datasource.SingleNestedBlock {
	description := timeoutDescription
	if d.expect != nil {
		description = waitDescription
	}
	timeouts := map[string]datasource.Attribute{
		k.timeoutName: datasource.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{stringIs(parseDuration)}},
	}
	blocks := map[string]datasource.SingleNestedBlock{"timeouts": {MarkdownDescription: "Time limits.", Attributes: timeouts}}
	if d.expect != nil {
		blocks["expect"] = datasource.SingleNestedBlock{MarkdownDescription: k.expect + d.expect.description(), Attributes: d.expect.attributes()}
	}
	return blocks
}

// numberArgument returns an argument for an integer of at least 1. It is not an
// Int64Attribute, for which the framework calls a fraction a bug of the provider.
func numberArgument(description string, maximum int64, required bool) datasource.NumberAttribute {
	return datasource.NumberAttribute{
		Required: required, Optional: !required,
		MarkdownDescription: description,
		Validators:          []validator.Number{numberIs(integerBetween(1, maximum))},
	}
}

// minSpeedArgument returns an argument for a speed in Mbps.
func minSpeedArgument(description string) datasource.NumberAttribute {
	argument := numberArgument(description, math.MaxInt64, false)
	argument.Validators = append(argument.Validators, plausibleSpeed{})
	return argument
}

// allowMissingAttribute returns the argument of every read of one object.
func allowMissingAttribute() datasource.BoolAttribute {
	return datasource.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Whether an object that does not exist is data, with `null` members. With `expect` and `timeouts`, the read waits for it. Default: `false`, an error.",
	}
}

// The shapes of read-only attributes.

func computedString(description string) datasource.StringAttribute {
	return datasource.StringAttribute{Computed: true, MarkdownDescription: description}
}

func computedInt64(description string) datasource.Int64Attribute {
	return datasource.Int64Attribute{Computed: true, MarkdownDescription: description}
}

func computedStrings(description string) datasource.ListAttribute {
	return datasource.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

func computedObject(description string, attributes map[string]datasource.Attribute) datasource.SingleNestedAttribute {
	return datasource.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: attributes}
}

// computedObjects returns a list of objects, whose members are described with it. It
// is not a nested attribute, because Terraform's tests can't mock the elements of
// one.
func computedObjects(description string, attributes map[string]datasource.Attribute) datasource.ListAttribute {
	return computedElements(describeMembers(description, attributes), attributes)
}

// computedElements returns a list of objects whose members are described elsewhere.
func computedElements(description string, attributes map[string]datasource.Attribute) datasource.ListAttribute {
	return datasource.ListAttribute{
		Computed: true, MarkdownDescription: description,
		ElementType: objectType(attributes),
	}
}

func objectType(attributes map[string]datasource.Attribute) types.ObjectType {
	members := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		members[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: members}
}

// describeMembers lists the members of an object below its description, and those of
// objects within it.
func describeMembers(description string, attributes map[string]datasource.Attribute) string {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		member := attributes[name].GetMarkdownDescription()
		if nested, ok := attributes[name].(datasource.SingleNestedAttribute); ok {
			member = describeMembers(member, nested.Attributes)
		}
		description += "\n  - `" + name + "`: " + strings.ReplaceAll(member, "\n", "\n  ")
	}
	return description
}

// acceptedValues returns a member of an expectation. Meant returns the documented value for
// a word that people write in its place; it is nil if there is none.
func acceptedValues(description string, values []string, meant func(string) string) datasource.ListAttribute {
	return datasource.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description + " Documented: " + enumeration(values) + ".",
		Validators:          []validator.List{listvalidator.ValueStringsAre(documented{values, meant})},
	}
}

// enumeration writes documented values for a description.
func enumeration(values []string) string {
	return "`" + strings.Join(values, "`, `") + "`"
}
