// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// dataSource is a definition as a data source.
type dataSource struct {
	definition
	clients *clients
}

var _ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)

// Metadata implements [datasource.DataSource].
func (d *dataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.name
}

// Schema implements [datasource.DataSource].
func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	blocks := map[string]schema.Block{}
	for name, block := range d.blocks(dataKind()) {
		blocks[name] = block
	}
	resp.Schema = schema.Schema{MarkdownDescription: d.description, Attributes: d.attributes(), Blocks: blocks}
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.clients, resp.Diagnostics = clientsFrom(req.ProviderData)
}

// ValidateConfig implements [datasource.DataSourceWithValidateConfig].
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(d.validateConfig(ctx, rootArguments(req.Config.Raw), dataKind())...)
}

// Read implements [datasource.DataSource].
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	value, diags := d.read(ctx, req.Config.Raw, request{clients: d.clients, kind: dataKind()})
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		resp.State.Raw = value
	}
}

func dataKind() kind {
	return kind{
		label: "data", timeoutName: "read",
		expect: "What the status must be for the read to succeed. Without the block, the status is data, whatever it is.",
	}
}
