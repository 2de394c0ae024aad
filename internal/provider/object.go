// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"reflect"
	"time"

	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	ephemeraltimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// definition is an object that can be read, as a data source or as an ephemeral
// resource.
type definition struct {
	name        string
	description string
	attributes  func() map[string]schema.Attribute
}

// model is an object's attributes in Go; T is the time-out's type, which differs
// between data sources and ephemeral resources.
type model[T any] interface {
	// limits are the user's time limits.
	limits() T
	// read fills the model from the service; a timeout of zero is none.
	read(ctx context.Context, services *services, timeout time.Duration) diag.Diagnostics
}

// pointer is a pointer to M that is a model.
type pointer[M, T any] interface {
	*M
	model[T]
}

// dataSource is a definition as a data source, with M as its model.
type dataSource[M any, P pointer[M, datasourcetimeouts.Value]] struct {
	definition
	services *services
}

func newDataSource[M any, P pointer[M, datasourcetimeouts.Value]](define func() definition) func() datasource.DataSource {
	return func() datasource.DataSource {
		return &dataSource[M, P]{definition: define()}
	}
}

// Metadata implements [datasource.DataSource].
func (d *dataSource[M, P]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.name
}

// Schema implements [datasource.DataSource].
func (d *dataSource[M, P]) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: d.description, Attributes: withReadTimeout(ctx, d.attributes())}
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *dataSource[M, P]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// Read implements [datasource.DataSource].
func (d *dataSource[M, P]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := P(new(M))
	resp.Diagnostics.Append(req.Config.Get(ctx, model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := model.limits().Read(ctx, 0)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(model.read(ctx, d.services, timeout)...)
	if !resp.Diagnostics.HasError() {
		resp.State.Raw, diags = encoded(ctx, model, req.Config.Raw.Type())
		resp.Diagnostics.Append(diags...)
	}
}

// ephemeralResource is a definition as an ephemeral resource, with M as its
// model.
type ephemeralResource[M any, P pointer[M, ephemeraltimeouts.Value]] struct {
	definition
	services *services
}

func newEphemeralResource[M any, P pointer[M, ephemeraltimeouts.Value]](define func() definition) func() ephemeral.EphemeralResource {
	return func() ephemeral.EphemeralResource {
		return &ephemeralResource[M, P]{definition: define()}
	}
}

// Metadata implements [ephemeral.EphemeralResource].
func (r *ephemeralResource[M, P]) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = r.name
}

// Schema implements [ephemeral.EphemeralResource].
func (r *ephemeralResource[M, P]) Schema(ctx context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{MarkdownDescription: r.description, Attributes: withOpenTimeout(ctx, r.attributes())}
}

// Configure implements [ephemeral.EphemeralResourceWithConfigure].
func (r *ephemeralResource[M, P]) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource[M, P]) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	model := P(new(M))
	resp.Diagnostics.Append(req.Config.Get(ctx, model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := model.limits().Open(ctx, 0)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(model.read(ctx, r.services, timeout)...)
	if !resp.Diagnostics.HasError() {
		resp.Result.Raw, diags = encoded(ctx, model, req.Config.Raw.Type())
		resp.Diagnostics.Append(diags...)
	}
}

// encoded is a model as a value of its schema's type.
func encoded(ctx context.Context, model any, t tftypes.Type) (tftypes.Value, diag.Diagnostics) {
	value, err := encode(ctx, reflect.ValueOf(model), t)
	if err != nil {
		return value, diag.Diagnostics{wrongModel(err)}
	}
	return value, nil
}
