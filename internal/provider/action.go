// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// checkAction is a definition as an action, which fails unless the object is as expected.
type checkAction struct {
	definition
	clients *clients
}

var (
	_ action.ActionWithConfigure      = (*checkAction)(nil)
	_ action.ActionWithValidateConfig = (*checkAction)(nil)
	_ action.ActionWithModifyPlan     = (*checkAction)(nil)
)

// Metadata implements [action.Action].
func (a *checkAction) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = actionKind().typeName(a.name)
}

// Schema implements [action.Action].
func (a *checkAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	arguments := a.attributes()
	// An action returns no answer.
	maps.DeleteFunc(arguments, func(_ string, one datasource.Attribute) bool { return !one.IsRequired() && !one.IsOptional() })
	blocks := map[string]schema.Block{}
	for name, block := range a.blocks(actionKind()) {
		blocks[name] = schema.SingleNestedBlock{MarkdownDescription: block.MarkdownDescription, Attributes: convert(block.Attributes, toAction)}
	}
	resp.Schema = schema.Schema{MarkdownDescription: actionKind().description + a.description, Attributes: convert(arguments, toAction), Blocks: blocks}
}

// Configure implements [action.ActionWithConfigure].
func (a *checkAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.clients, resp.Diagnostics = clientsFrom(req.ProviderData)
}

// ValidateConfig implements [action.ActionWithValidateConfig].
func (a *checkAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	config := rootArguments(req.Config.Raw)
	resp.Diagnostics.Append(a.validateConfig(ctx, config, actionKind())...)
	resp.Diagnostics.Append(a.checkGate(config)...)
}

// ModifyPlan implements [action.ActionWithModifyPlan]: it shows what the action would say
// now, and stops a plan of which the action couldn't hold the apply. An argument that isn't
// known yet is checked when the action runs.
func (a *checkAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	if a.clients == nil {
		return
	}
	if !runsBeforeChanges(a.clients.cliVersion) {
		resp.Diagnostics.Append(oldTerraform(a.clients.cliVersion))
		return
	}
	r := a.request(rootArguments(req.Config.Raw))
	if _, isUnknown := r.firstUnknown(); isUnknown {
		return
	}
	if resp.Diagnostics.Append(a.checkArguments(ctx, r.arguments)...); resp.Diagnostics.HasError() {
		return
	}
	r.checksOnce = true
	_, diags := a.run(ctx, r)
	// A plan that was interrupted has checked nothing: its error stays one.
	if !r.isInterrupted(ctx) {
		diags = unmetAtPlan(diags, a.label(r.kind))
	}
	resp.Diagnostics.Append(diags...)
}

// checkArguments judges values that may not have been known when the configuration was
// validated. The CLI doesn't validate an action again, as it does the other kinds.
func (a *checkAction) checkArguments(ctx context.Context, config arguments) diag.Diagnostics {
	attributes := a.attributes()
	diags := config.revalidate(ctx, attributes)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if attributes[name].IsRequired() && !config.isGiven(name) {
			diags.Append(missingArgument(config.path(name)))
		}
	}
	return diags
}

// Invoke implements [action.Action].
func (a *checkAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	if a.clients == nil {
		resp.Diagnostics.Append(notConfigured())
		return
	}
	if !runsBeforeChanges(a.clients.cliVersion) {
		resp.Diagnostics.Append(oldTerraform(a.clients.cliVersion))
		return
	}
	r := a.request(rootArguments(req.Config.Raw))
	resp.Diagnostics.Append(a.checkGate(r.arguments)...)
	resp.Diagnostics.Append(a.checkArguments(ctx, r.arguments)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.report = func(progress gate.Progress) {
		resp.SendProgress(action.InvokeProgressEvent{Message: progress.String()})
	}
	_, diags := a.run(ctx, r)
	// The CLI drops the warnings of an action that succeeds.
	for _, warning := range diags.Warnings() {
		resp.SendProgress(action.InvokeProgressEvent{Message: warning.Summary() + "\n" + warning.Detail()})
	}
	resp.Diagnostics.Append(diags...)
}

func (a *checkAction) request(config arguments) request {
	return request{arguments: config, clients: a.clients, kind: actionKind()}
}

// runsBeforeChanges reports whether a Terraform runs actions as part of the change that
// triggers them, as it does since 1.16. Only Terraform has actions, so that the version is
// Terraform's; one that can't be read is a development build, and newer.
func runsBeforeChanges(version string) bool {
	const first = 16
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(minor)
	return err != nil || major != "1" || n >= first
}

func missingArgument(at path.Path) diag.Diagnostic {
	return attributeError(at, "Argument is missing", fmt.Sprintf("%s is required, and its value is null.", at))
}

func oldTerraform(version string) diag.Diagnostic {
	return plainError("Actions need Terraform 1.16",
		fmt.Sprintf("This is Terraform %s. Before 1.16, an action can run separately from the resource that triggers it, so a failed check would stop nothing. "+
			"Update Terraform, or use the ephemeral resource of the same status, which stops a change on every version.", version))
}

// unmetAtPlan returns errors of an action as warnings of its plan.
func unmetAtPlan(diags diag.Diagnostics, reader string) diag.Diagnostics {
	return asWarnings(diags, "Not as expected yet", reader, func(detail string) string {
		return concluded(detail, "The action checks again when it is run, and stops the change if the status isn't as expected then.")
	})
}

// toAction returns an argument of a data source as one of an action, whose types have no
// field for what is computed.
func toAction(attribute datasource.Attribute) (schema.Attribute, bool) {
	switch a := attribute.(type) {
	case datasource.StringAttribute:
		return schema.StringAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.BoolAttribute:
		return schema.BoolAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.NumberAttribute:
		return schema.NumberAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}, true
	case datasource.ListAttribute:
		return schema.ListAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, ElementType: a.ElementType}, true
	case datasource.SetAttribute:
		return schema.SetAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators, CustomType: a.CustomType, ElementType: a.ElementType}, true
	default:
		return nil, false
	}
}

func actionKind() kind {
	return kind{
		label: "action", suffix: "_check", timeoutName: "invoke",
		description: "Checks the status and shows what it waits for. It is no gate: what is removed or destroyed is not stopped. Needs Terraform 1.16. ",
		expect:      "What the status must be for the action to succeed. Required.",
	}
}
