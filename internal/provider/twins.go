// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// The attributes of a data source in the types of its twins. Each conversion panics at
// an attribute that it doesn't know: one that was left out in silence would be missed by
// users only.

// toEphemeral keeps all of them.
func toEphemeral(attributes map[string]datasource.Attribute) map[string]ephemeral.Attribute {
	converted := make(map[string]ephemeral.Attribute, len(attributes))
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case datasource.StringAttribute:
			converted[name] = ephemeral.StringAttribute(a)
		case datasource.BoolAttribute:
			converted[name] = ephemeral.BoolAttribute(a)
		case datasource.Int64Attribute:
			converted[name] = ephemeral.Int64Attribute(a)
		case datasource.NumberAttribute:
			converted[name] = ephemeral.NumberAttribute(a)
		case datasource.ListAttribute:
			converted[name] = ephemeral.ListAttribute(a)
		case datasource.SetAttribute:
			converted[name] = ephemeral.SetAttribute(a)
		case datasource.MapAttribute:
			converted[name] = ephemeral.MapAttribute(a)
		case datasource.SingleNestedAttribute:
			converted[name] = ephemeral.SingleNestedAttribute{
				Required: a.Required, Optional: a.Optional, Computed: a.Computed,
				MarkdownDescription: a.MarkdownDescription,
				Validators:          a.Validators,
				Attributes:          toEphemeral(a.Attributes),
			}
		default:
			panic(fmt.Sprintf("%s: no ephemeral attribute for a %T", name, a))
		}
	}
	return converted
}

func toEphemeralBlocks(blocks map[string]datasource.Block) map[string]ephemeral.Block {
	converted := make(map[string]ephemeral.Block, len(blocks))
	for name, block := range blocks {
		single, ok := block.(datasource.SingleNestedBlock)
		if !ok {
			panic(fmt.Sprintf("%s: no ephemeral block for a %T", name, block))
		}
		converted[name] = ephemeral.SingleNestedBlock{MarkdownDescription: single.MarkdownDescription, Attributes: toEphemeral(single.Attributes)}
	}
	return converted
}

// isArgument reports whether users write an attribute. An action has no others:
// it returns no answer.
func isArgument(attribute datasource.Attribute) bool {
	return attribute.IsRequired() || attribute.IsOptional()
}

// toAction keeps the arguments.
func toAction(attributes map[string]datasource.Attribute) map[string]action.Attribute {
	converted := make(map[string]action.Attribute, len(attributes))
	for name, attribute := range attributes {
		if !isArgument(attribute) {
			continue
		}
		switch a := attribute.(type) {
		case datasource.StringAttribute:
			converted[name] = action.StringAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}
		case datasource.BoolAttribute:
			converted[name] = action.BoolAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}
		case datasource.NumberAttribute:
			converted[name] = action.NumberAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}
		case datasource.ListAttribute:
			converted[name] = action.ListAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, CustomType: a.CustomType, ElementType: a.ElementType}
		case datasource.SetAttribute:
			converted[name] = action.SetAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, CustomType: a.CustomType, ElementType: a.ElementType}
		default:
			panic(fmt.Sprintf("%s: no attribute of an action for a %T", name, a))
		}
	}
	return converted
}

func toActionBlocks(blocks map[string]datasource.Block) map[string]action.Block {
	converted := make(map[string]action.Block, len(blocks))
	for name, block := range blocks {
		single, ok := block.(datasource.SingleNestedBlock)
		if !ok {
			panic(fmt.Sprintf("%s: no block of an action for a %T", name, block))
		}
		converted[name] = action.SingleNestedBlock{MarkdownDescription: single.MarkdownDescription, Attributes: toAction(single.Attributes)}
	}
	return converted
}
