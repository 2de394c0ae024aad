// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"
	"strings"

	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	ephemeraltimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attributes of an object are written down once, in the data source's types;
// the ephemeral resource's are made from them.

const timeoutDescription = "How long the whole read may take, as a duration such as `\"10m\"`. " +
	"Together with `expect` the read waits: it looks again until the expectation holds or the time is up. " +
	"Without it, the read looks once."

// withReadTimeout adds a data source's time-out to the attributes of an object.
func withReadTimeout(ctx context.Context, attributes map[string]datasource.Attribute) map[string]datasource.Attribute {
	attributes = maps.Clone(attributes)
	timeouts, ok := datasourcetimeouts.Attributes(ctx).(datasource.SingleNestedAttribute)
	if ok {
		timeouts.MarkdownDescription = "Time limits."
		timeouts.Attributes = map[string]datasource.Attribute{
			"read": datasource.StringAttribute{Optional: true, MarkdownDescription: timeoutDescription, Validators: []validator.String{stringIs(parseDuration)}},
		}
		attributes["timeouts"] = timeouts
	}
	return attributes
}

// withOpenTimeout makes an ephemeral resource's attributes of an object's,
// with the time-out.
func withOpenTimeout(ctx context.Context, attributes map[string]datasource.Attribute) map[string]ephemeral.Attribute {
	converted := toEphemeral(attributes)
	timeouts, ok := ephemeraltimeouts.Attributes(ctx).(ephemeral.SingleNestedAttribute)
	if ok {
		timeouts.MarkdownDescription = "Time limits."
		timeouts.Attributes = map[string]ephemeral.Attribute{
			"open": ephemeral.StringAttribute{Optional: true, MarkdownDescription: timeoutDescription, Validators: []validator.String{stringIs(parseDuration)}},
		}
		converted["timeouts"] = timeouts
	}
	return converted
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
