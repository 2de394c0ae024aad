// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// guard is a definition as a resource that lets itself be created and destroyed only
// while the object is as expected. It depends on what it protects, so that every CLI
// destroys it first. Its state holds its arguments and nothing else.
type guard struct {
	definition
	services *services
}

var (
	_ resource.ResourceWithConfigure      = (*guard)(nil)
	_ resource.ResourceWithValidateConfig = (*guard)(nil)
	_ resource.ResourceWithModifyPlan     = (*guard)(nil)
	_ resource.ResourceWithImportState    = (*guard)(nil)
)

// The names of a guard's time-outs.
const (
	createTimeout = "create"
	deleteTimeout = "delete"
)

// Metadata implements [resource.Resource].
func (g *guard) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = g.typeName()
}

func (g *guard) typeName() string { return g.name + "_guard" }

// Schema implements [resource.Resource].
func (g *guard) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := toResource(g.guardArguments())
	attributes["protects"] = resourceschema.ListAttribute{
		Required: true, ElementType: types.StringType,
		MarkdownDescription: protectsDescription,
		PlanModifiers:       []planmodifier.List{listplanmodifier.RequiresReplace()},
	}
	resp.Schema = resourceschema.Schema{
		MarkdownDescription: guardDescription + g.description,
		Attributes:          attributes,
		Blocks:              toResourceBlocks(g.blocks(createTimeout, deleteTimeout)),
	}
}

// guardArguments are those of the data source, but that an object which doesn't exist is
// never as expected.
func (g *guard) guardArguments() map[string]schema.Attribute {
	attributes := maps.Clone(g.attributes())
	delete(attributes, "allow_missing")
	return attributes
}

// Configure implements [resource.ResourceWithConfigure].
func (g *guard) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	g.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// ValidateConfig implements [resource.ResourceWithValidateConfig].
func (g *guard) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := rootArguments(req.Config.Raw)
	resp.Diagnostics.Append(checkProtects(config)...)
	resp.Diagnostics.Append(g.validateConfig(ctx, config, createTimeout, deleteTimeout)...)
	resp.Diagnostics.Append(g.checkGate(config)...)
}

// checkProtects finds a guard that protects nothing, which would depend on nothing.
func checkProtects(config arguments) diag.Diagnostics {
	elements, _ := config.elements("protects")
	diags := config.checkList("protects")
	if slices.ContainsFunc(elements, func(id tftypes.Value) bool {
		text, ok := textOf(id)
		return ok && text == ""
	}) {
		diags.Append(emptyInList(config.path("protects")))
	}
	return diags
}

// Create implements [resource.Resource]. A guard that isn't as expected is kept as
// tainted, so that the next run asks before it touches anything.
func (g *guard) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(g.judge(ctx, req.Plan.Raw, createTimeout, tainted)...)
}

// Read implements [resource.Resource]: refreshing asks nothing.
func (g *guard) Read(_ context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	resp.State.Raw = req.State.Raw
}

// Update implements [resource.Resource]: new arguments are taken as they are.
func (g *guard) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

// ModifyPlan implements [resource.ResourceWithModifyPlan]: a plan in which the guard goes
// stops while the object isn't as expected.
func (g *guard) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() && g.services != nil {
		resp.Diagnostics.Append(g.judge(ctx, req.State.Raw, deleteTimeout, stays)...)
	}
}

// Delete implements [resource.Resource]. What was agreed on counts: the arguments are
// those of the state.
func (g *guard) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.Append(g.judge(ctx, req.State.Raw, deleteTimeout, stays)...)
}

// ImportState implements [resource.ResourceWithImportState].
func (g *guard) ImportState(_ context.Context, _ resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(noImport())
}

// judge reads the object, and says what follows where that isn't as expected.
func (g *guard) judge(ctx context.Context, state tftypes.Value, timeoutName string, consequence func(protected []string) string) diag.Diagnostics {
	config := rootArguments(state)
	_, diags := g.run(ctx, reading{arguments: config, services: g.services, reader: "guard " + g.typeName(), timeoutName: timeoutName})
	return withConsequence(diags, consequence(config.texts("protects")))
}
