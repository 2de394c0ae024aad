// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// kind is one of the ways in which Terraform reads a status.
type kind struct {
	// label is the keyword before the type's name, in configurations and in messages, and
	// suffix is the end of that name.
	label, suffix string
	// timeoutName is the name of the time-out in the block timeouts.
	timeoutName string
	// description begins the description of each type, and expect describes the block of
	// that name.
	description, expect string
}

func dataKind() kind {
	return kind{
		label: "data", timeoutName: "read",
		expect: "What the status must be for the read to succeed. Without the block, the status is data, whatever it is.",
	}
}

func ephemeralKind() kind {
	return kind{
		label: "ephemeral", timeoutName: "open",
		description: "Reads the status when Terraform plans, and again when it applies a saved plan. With `expect` it is a gate, which withholds a credential until the status is as expected. ",
		expect:      "What the status must be for the gate to open. Required with `withhold`.",
	}
}

func actionKind() kind {
	return kind{
		label: "action", suffix: "_check", timeoutName: "invoke",
		description: "Checks the status and shows what it waits for. It is no gate: what is removed or destroyed is not stopped. Needs Terraform 1.16. ",
		expect:      "What the status must be for the action to succeed. Required.",
	}
}

// typeName returns the name of an object's type in this kind.
func (k kind) typeName(d definition) string {
	return d.name + k.suffix
}

// convert returns the attributes of a data source in the types of another kind. It panics
// at an attribute that to doesn't convert: one that was left out in silence would be missed
// by users only.
func convert[A any](attributes map[string]datasource.Attribute, to func(datasource.Attribute) (A, bool)) map[string]A {
	converted := make(map[string]A, len(attributes))
	for name, attribute := range attributes {
		one, ok := to(attribute)
		if !ok {
			panic(fmt.Sprintf("%s: no attribute of this kind for a %T", name, attribute))
		}
		converted[name] = one
	}
	return converted
}

// toEphemeral returns an attribute of a data source as one of an ephemeral resource, whose
// types have the same fields.
func toEphemeral(attribute datasource.Attribute) (ephemeral.Attribute, bool) {
	switch a := attribute.(type) {
	case datasource.StringAttribute:
		return ephemeral.StringAttribute(a), true
	case datasource.BoolAttribute:
		return ephemeral.BoolAttribute(a), true
	case datasource.Int64Attribute:
		return ephemeral.Int64Attribute(a), true
	case datasource.NumberAttribute:
		return ephemeral.NumberAttribute(a), true
	case datasource.ListAttribute:
		return ephemeral.ListAttribute(a), true
	case datasource.SetAttribute:
		return ephemeral.SetAttribute(a), true
	case datasource.MapAttribute:
		return ephemeral.MapAttribute(a), true
	case datasource.SingleNestedAttribute:
		return ephemeral.SingleNestedAttribute{Computed: a.Computed, MarkdownDescription: a.MarkdownDescription, Attributes: convert(a.Attributes, toEphemeral)}, true
	default:
		return nil, false
	}
}

// toAction returns an argument of a data source as one of an action, whose types have no
// field for what is computed.
func toAction(attribute datasource.Attribute) (action.Attribute, bool) {
	switch a := attribute.(type) {
	case datasource.StringAttribute:
		return action.StringAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.BoolAttribute:
		return action.BoolAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.NumberAttribute:
		return action.NumberAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.ListAttribute:
		return action.ListAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, ElementType: a.ElementType}, true
	case datasource.SetAttribute:
		return action.SetAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, CustomType: a.CustomType, ElementType: a.ElementType}, true
	default:
		return nil, false
	}
}
