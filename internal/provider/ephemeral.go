// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// ephemeralResource is a definition as an ephemeral resource.
type ephemeralResource struct {
	definition
	clients *clients
}

var _ ephemeral.EphemeralResourceWithValidateConfig = (*ephemeralResource)(nil)

// Metadata implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = r.name
}

// Schema implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := convert(r.attributes(), toEphemeral)
	attributes["after"] = schema.StringAttribute{Optional: true, MarkdownDescription: afterDescription}
	maps.Copy(attributes, withholdAttributes())
	blocks := map[string]schema.Block{}
	for name, block := range r.blocks(ephemeralKind()) {
		blocks[name] = schema.SingleNestedBlock{MarkdownDescription: block.MarkdownDescription, Attributes: convert(block.Attributes, toEphemeral)}
	}
	resp.Schema = schema.Schema{MarkdownDescription: ephemeralKind().description + r.description, Attributes: attributes, Blocks: blocks}
}

// Configure implements [ephemeral.EphemeralResourceWithConfigure].
func (r *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.clients, resp.Diagnostics = clientsFrom(req.ProviderData)
}

// ValidateConfig implements [ephemeral.EphemeralResourceWithValidateConfig].
func (r *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(r.validateConfig(ctx, rootArguments(req.Config.Raw), ephemeralKind())...)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	value, diags := r.read(ctx, req.Config.Raw, request{clients: r.clients, kind: ephemeralKind()})
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		resp.Result.Raw = value
	}
}

// withholdAttributes returns the attributes by which a gate withholds a value.
func withholdAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"withhold": schema.DynamicAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The credential to withhold until `expect` is met, as a string or in an object. Declare its variable `ephemeral = true`, and give it to no provider but by `released`.",
		},
		"released": schema.DynamicAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "The value of `withhold`, once `expect` is met. Configure the provider whose changes need the link with it.",
		},
	}
}

// toEphemeral returns an attribute of a data source as one of an ephemeral resource, whose
// types have the same fields.
func toEphemeral(attribute datasource.Attribute) (schema.Attribute, bool) {
	switch a := attribute.(type) {
	case datasource.StringAttribute:
		return schema.StringAttribute(a), true
	case datasource.BoolAttribute:
		return schema.BoolAttribute(a), true
	case datasource.Int64Attribute:
		return schema.Int64Attribute(a), true
	case datasource.NumberAttribute:
		return schema.NumberAttribute(a), true
	case datasource.ListAttribute:
		return schema.ListAttribute(a), true
	case datasource.SetAttribute:
		return schema.SetAttribute(a), true
	case datasource.MapAttribute:
		return schema.MapAttribute(a), true
	case datasource.SingleNestedAttribute:
		return schema.SingleNestedAttribute{Computed: a.Computed, MarkdownDescription: a.MarkdownDescription, Attributes: convert(a.Attributes, toEphemeral)}, true
	default:
		return nil, false
	}
}

func ephemeralKind() kind {
	return kind{
		label: "ephemeral", timeoutName: "open",
		description: "Reads the status when Terraform plans, and again when it applies a saved plan. With `expect` it is a gate, which withholds a credential until the status is as expected. ",
		expect:      "What the status must be for the gate to open. Required with `withhold`.",
	}
}
