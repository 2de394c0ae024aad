// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// ephemeralResource is a definition as an ephemeral resource.
type ephemeralResource struct {
	definition
	services *services
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
	r.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// ValidateConfig implements [ephemeral.EphemeralResourceWithValidateConfig].
func (r *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(r.validateConfig(ctx, rootArguments(req.Config.Raw), ephemeralKind())...)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	value, diags := r.read(ctx, req.Config.Raw, reading{services: r.services, kind: ephemeralKind()})
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		resp.Result.Raw = value
	}
}
