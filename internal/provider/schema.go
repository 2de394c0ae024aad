// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attributes of an object are written down once, in the data source's types;
// the ephemeral resource's are made from them.

const timeoutDescription = "How long the whole read may take, as a duration such as `\"10m\"`. " +
	"Together with `expect` the read waits: it checks again until the expectation holds or the time is up. " +
	"Without it, one check decides."

// withTimeout adds the time-out, which is called "read" in a data source and "open"
// in an ephemeral resource.
func withTimeout(attributes map[string]datasource.Attribute, name string) map[string]datasource.Attribute {
	attributes = maps.Clone(attributes)
	attributes["timeouts"] = datasource.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Time limits.",
		Attributes: map[string]datasource.Attribute{
			name: datasource.StringAttribute{Optional: true, MarkdownDescription: timeoutDescription, Validators: []validator.String{stringIs(parseDuration)}},
		},
	}
	return attributes
}

// timeoutPath is where a time-out is set.
func timeoutPath(name string) path.Path {
	return path.Root("timeouts").AtName(name)
}

func toEphemeral(attributes map[string]datasource.Attribute) map[string]ephemeral.Attribute {
	converted := make(map[string]ephemeral.Attribute, len(attributes))
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case datasource.StringAttribute:
			converted[name] = ephemeral.StringAttribute(a)
		case datasource.Int64Attribute:
			converted[name] = ephemeral.Int64Attribute(a)
		case datasource.ListAttribute:
			converted[name] = ephemeral.ListAttribute(a)
		case datasource.SingleNestedAttribute:
			converted[name] = ephemeral.SingleNestedAttribute{
				Required: a.Required, Optional: a.Optional, Computed: a.Computed,
				MarkdownDescription: a.MarkdownDescription,
				Validators:          a.Validators,
				Attributes:          toEphemeral(a.Attributes),
			}
		}
	}
	return converted
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

// computedObjects is a list of objects, whose members are described with it. It
// is not a nested attribute, because Terraform's tests can't mock the elements of
// one.
func computedObjects(description string, attributes map[string]datasource.Attribute) datasource.ListAttribute {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		description += "\n  - `" + name + "`: " + attributes[name].GetMarkdownDescription()
	}
	return computedElements(description, attributes)
}

// computedElements is a list of objects whose members are described elsewhere.
func computedElements(description string, attributes map[string]datasource.Attribute) datasource.ListAttribute {
	members := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		members[name] = attribute.GetType()
	}
	return datasource.ListAttribute{
		Computed: true, MarkdownDescription: description,
		ElementType: types.ObjectType{AttrTypes: members},
	}
}

// acceptedValues is a member of an expectation.
func acceptedValues(description string, values []string) datasource.ListAttribute {
	return datasource.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description + " Documented: " + enumeration(values) + ".",
		Validators:          someOf(values),
	}
}

// enumeration writes documented values for a description.
func enumeration(values []string) string {
	return "`" + strings.Join(values, "`, `") + "`"
}
