// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command stub is a stand-in for another vendor's provider, for tests, examples and the
// demo: it has the schema of a few resources, and its objects exist in the state only. The
// name of its binary, terraform-provider-NAME or terraform-provider-NAME_vVERSION, says
// which provider it is.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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

// schemas.json has, for each provider, where its schema is from and what the examples use.
//
//go:embed schemas.json
var schemas []byte

// description is a provider: the attributes of its block, and those of its resources.
type description struct {
	Provider map[string]string `json:"provider"`
	// Token is the variable that it reads for its token if its block has none. Without
	// any it can't be configured; "" if it takes no notice of its token.
	Token     string                       `json:"token"`
	Resources map[string]map[string]string `json:"resources"`
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-")
	name, _, _ = strings.Cut(name, "_v")
	var all map[string]description
	if err := json.Unmarshal(schemas, &all); err != nil {
		return err
	}
	described, ok := all[name]
	if !ok {
		return fmt.Errorf("schemas.json doesn't have the provider %q", name)
	}
	return providerserver.Serve(context.Background(), func() provider.Provider { return vendor{name, described} },
		providerserver.ServeOpts{Address: "registry.terraform.io/example/" + name})
}

type vendor struct {
	name string
	description
}

// Metadata implements [provider.Provider].
func (v vendor) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = v.name
}

// Schema implements [provider.Provider].
func (v vendor) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := map[string]providerschema.Attribute{}
	for name := range v.Provider {
		attributes[name] = providerschema.StringAttribute{Optional: true}
	}
	resp.Schema = providerschema.Schema{Attributes: attributes}
}

// Configure implements [provider.Provider].
func (v vendor) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	if v.Token == "" {
		return
	}
	var token types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token"), &token)...)
	if token.ValueString() == "" && os.Getenv(v.Token) == "" {
		resp.Diagnostics.AddError("Missing token", "Set token, or the environment variable "+v.Token+".")
	}
}

// DataSources implements [provider.Provider].
func (v vendor) DataSources(context.Context) []func() datasource.DataSource { return nil }

// Resources implements [provider.Provider].
func (v vendor) Resources(context.Context) (all []func() resource.Resource) {
	for name, attributes := range v.description.Resources {
		all = append(all, func() resource.Resource { return object{name, attributes} })
	}
	return all
}

// object is a resource whose objects exist in the state only.
type object struct {
	name       string
	attributes map[string]string
}

// Metadata implements [resource.Resource].
func (o object) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = o.name
}

// Schema implements [resource.Resource].
func (o object) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
	}
	for name, kind := range o.attributes {
		switch kind {
		case "string, required":
			attributes[name] = schema.StringAttribute{Required: true}
		case "string, replaces":
			attributes[name] = schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}}
		case "string":
			attributes[name] = schema.StringAttribute{Optional: true}
		case "number, required":
			attributes[name] = schema.NumberAttribute{Required: true}
		case "number":
			attributes[name] = schema.NumberAttribute{Optional: true}
		default:
			resp.Diagnostics.AddError("Unknown kind of attribute", name+": "+kind)
		}
	}
	resp.Schema = schema.Schema{Attributes: attributes}
}

// Create implements [resource.Resource].
func (o object) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), o.name)...)
	effect(&resp.Diagnostics, "created")
}

// Read implements [resource.Resource]: nothing changes elsewhere.
func (object) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update implements [resource.Resource].
func (object) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	effect(&resp.Diagnostics, "updated")
}

// Delete implements [resource.Resource].
func (object) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	effect(&resp.Diagnostics, "destroyed")
}

// ImportState implements [resource.ResourceWithImportState]. Every attribute that is
// required is the id.
func (o object) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	for name, kind := range o.attributes {
		if kind == "string, required" || kind == "string, replaces" {
			resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), req.ID)...)
		}
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), o.name)...)
}

// effect notes what was done to an object in the file "effects" of the folder in which the
// CLI runs, if it is there: the state doesn't tell an object that is kept from one that was
// made again. If the folder has a file "fail", the first call removes it and fails.
func effect(diags *diag.Diagnostics, what string) {
	if os.Remove("fail") == nil {
		diags.AddError("The provider failed", "The file fail asked for it.")
		return
	}
	file, err := os.OpenFile("effects", os.O_APPEND|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		_, err = fmt.Fprintln(file, what)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		diags.AddError("The effect can't be noted", err.Error())
	}
}
