// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-gated is a provider for tests: its one resource keeps
// what it is given, and its configuration takes a value that a gate can hold back.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return gated{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/netstatus/gated"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type gated struct{}

// Metadata implements [provider.Provider].
func (gated) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "gated"
}

// Schema implements [provider.Provider].
func (gated) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: map[string]providerschema.Attribute{"token": providerschema.StringAttribute{Optional: true}}}
}

// Configure implements [provider.Provider].
func (gated) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

// DataSources implements [provider.Provider].
func (gated) DataSources(context.Context) []func() datasource.DataSource {
	return nil
}

// Resources implements [provider.Provider].
func (gated) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return thing{} }}
}

// thing is an object that exists in the state alone.
type thing struct{}

type thingModel struct {
	Update  string `tfsdk:"update"`
	Replace string `tfsdk:"replace"`
}

// Metadata implements [resource.Resource].
func (thing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "gated_thing"
}

// Schema implements [resource.Resource].
func (thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"update":  schema.StringAttribute{Required: true},
		"replace": schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
	}}
}

// Create implements [resource.Resource].
func (thing) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model thingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// Read implements [resource.Resource]: nothing changes elsewhere.
func (thing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update implements [resource.Resource].
func (thing) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model thingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// Delete implements [resource.Resource].
func (thing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState implements [resource.ResourceWithImportState].
func (thing) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("update"), req.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("replace"), req.ID)...)
}
