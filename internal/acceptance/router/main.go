// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-router is a provider for tests, examples and the demo, as
// vendors' are: without a token in its configuration it takes the one of the environment
// (ROUTER_TOKEN), and without any it can't be configured. Its one resource is kept in the
// state alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return router{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/example/router"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type router struct{}

// Metadata implements [provider.Provider].
func (router) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "router"
}

// Schema implements [provider.Provider].
func (router) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: map[string]providerschema.Attribute{"token": providerschema.StringAttribute{Optional: true, Sensitive: true}}}
}

// Configure implements [provider.Provider].
func (router) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var token types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token"), &token)...)
	if token.ValueString() == "" && os.Getenv("ROUTER_TOKEN") == "" {
		resp.Diagnostics.AddError("Missing router token", "Set token, or the environment variable ROUTER_TOKEN.")
	}
}

// DataSources implements [provider.Provider].
func (router) DataSources(context.Context) []func() datasource.DataSource {
	return nil
}

// Resources implements [provider.Provider].
func (router) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return route{} }}
}

// route is an object that exists in the state alone.
type route struct{}

type routeModel struct {
	ID      types.String `tfsdk:"id"`
	NextHop string       `tfsdk:"next_hop"`
	Prefix  string       `tfsdk:"prefix"`
}

// Metadata implements [resource.Resource].
func (route) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "router_route"
}

// Schema implements [resource.Resource].
func (route) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":       schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"next_hop": schema.StringAttribute{Required: true},
		"prefix":   schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
	}}
}

// effect notes what was done to a route, in the folder in which the CLI runs: the state
// doesn't tell an object that is kept from one that was made again. Where that folder has
// a file "fail", the first call removes it and does nothing but fail.
func effect(diags *diag.Diagnostics, what string) {
	if os.Remove("fail") == nil {
		diags.AddError("The router failed", "The file fail asked for it.")
		return
	}
	file, err := os.OpenFile("effects", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = fmt.Fprintln(file, what)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		diags.AddError("The effect can't be noted", err.Error())
	}
}

// Create implements [resource.Resource].
func (route) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model routeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	model.ID = types.StringValue("route-" + model.Prefix)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	effect(&resp.Diagnostics, "created")
}

// Read implements [resource.Resource]: nothing changes elsewhere.
func (route) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update implements [resource.Resource].
func (route) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model routeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	effect(&resp.Diagnostics, "updated")
}

// Delete implements [resource.Resource].
func (route) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	effect(&resp.Diagnostics, "destroyed")
}

// ImportState implements [resource.ResourceWithImportState].
func (route) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), "route-"+req.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("next_hop"), req.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("prefix"), req.ID)...)
}
