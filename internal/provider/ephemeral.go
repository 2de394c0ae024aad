// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

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
	attributes := toEphemeral(r.attributes())
	attributes["after"] = schema.StringAttribute{Optional: true, MarkdownDescription: afterDescription}
	resp.Schema = schema.Schema{MarkdownDescription: r.description, Attributes: attributes, Blocks: toEphemeralBlocks(r.blocks("open"))}
}

// Configure implements [ephemeral.EphemeralResourceWithConfigure].
func (r *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// ValidateConfig implements [ephemeral.EphemeralResourceWithValidateConfig].
func (r *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(r.validateConfig(ctx, rootArguments(req.Config.Raw), "open")...)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	value, diags := r.read(ctx, req.Config.Raw, reading{services: r.services, reader: "ephemeral " + r.name, timeoutName: "open"})
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Result.Raw = value
	}
}
