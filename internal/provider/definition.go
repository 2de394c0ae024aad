// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"reflect"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// definition describes an object that can be read, as a data source and, where it
// is a status, as an ephemeral resource.
type definition struct {
	name        string
	description string
	isEphemeral bool
	attributes  func() map[string]schema.Attribute
	newModel    func() model
}

// model holds the attributes of an object.
type model interface {
	// timeout returns the time-out of that name, zero where none is set.
	timeout(name string) (time.Duration, diag.Diagnostics)
	// read fills the model from the service. The context has a deadline only where
	// the user has set a time-out.
	read(ctx context.Context, services *services) diag.Diagnostics
}

// timeouts is embedded in every model.
type timeouts struct {
	Timeouts types.Object `tfsdk:"timeouts"`
}

func (t timeouts) timeout(name string) (time.Duration, diag.Diagnostics) {
	text, ok := t.Timeouts.Attributes()[name].(types.String)
	if !ok || text.IsNull() {
		return 0, nil
	}
	timeout, err := parseDuration(text.ValueString())
	if err != nil {
		return 0, diag.Diagnostics{invalidValue(timeoutPath(name), err)}
	}
	return timeout, nil
}

// dataSource is a definition as a data source.
type dataSource struct {
	definition
	services *services
}

// Metadata implements [datasource.DataSource].
func (d *dataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.name
}

// Schema implements [datasource.DataSource].
func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: d.description, Attributes: withTimeout(d.attributes(), "read")}
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// Read implements [datasource.DataSource].
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := d.newModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(read(ctx, model, d.services, "read")...)
	if resp.Diagnostics.HasError() {
		return
	}
	var diags diag.Diagnostics
	resp.State.Raw, diags = encoded(ctx, model, req.Config.Raw.Type())
	resp.Diagnostics.Append(diags...)
}

// ephemeralResource is a definition as an ephemeral resource.
type ephemeralResource struct {
	definition
	services *services
}

// Metadata implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = r.name
}

// Schema implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{MarkdownDescription: r.description, Attributes: toEphemeral(withTimeout(r.attributes(), "open"))}
}

// Configure implements [ephemeral.EphemeralResourceWithConfigure].
func (r *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	model := r.newModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(read(ctx, model, r.services, "open")...)
	if resp.Diagnostics.HasError() {
		return
	}
	var diags diag.Diagnostics
	resp.Result.Raw, diags = encoded(ctx, model, req.Config.Raw.Type())
	resp.Diagnostics.Append(diags...)
}

// read fills a model, within the time-out of that name.
func read(ctx context.Context, m model, services *services, timeoutName string) diag.Diagnostics {
	timeout, diags := m.timeout(timeoutName)
	if diags.HasError() {
		return diags
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	return append(diags, m.read(ctx, services)...)
}

// encoded is a model as a value of its schema's type.
func encoded(ctx context.Context, model any, t tftypes.Type) (tftypes.Value, diag.Diagnostics) {
	value, err := encode(ctx, reflect.ValueOf(model), t)
	if err != nil {
		return value, diag.Diagnostics{wrongModel(err)}
	}
	return value, nil
}
