// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
)

func interconnectStatuses() definition {
	return definition{
		name: Name + "_interconnect_statuses",
		description: "The statuses of many Cloudflare network interconnects (CNI): those named in `icons`, those that the filters select, or all of the account. " +
			"Reads `GET /accounts/{account_id}/cni/interconnects` unless `icons` names them, and the status of each; needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write.",
		attributes: func() map[string]schema.Attribute {
			status := interconnectStatusFields()
			status["icon"] = computedString("Name of the interconnect.")
			return map[string]schema.Attribute{
				"account_id": accountIDAttribute(),
				"icons": schema.SetAttribute{
					Optional: true, ElementType: types.StringType, CustomType: newNameSetType(),
					MarkdownDescription: "Names of the interconnects. Exactly one of `icons`, the filters (`site`, `type` or both) and `all` says which ones are meant.",
				},
				"site":     filterAttribute("Only interconnects at this site. Case counts: an unknown site has none."),
				"type":     filterAttribute("Only interconnects of this type, `direct` or `gcp_partner`. An unknown type has none."),
				"all":      schema.BoolAttribute{Optional: true, MarkdownDescription: "`true` for all interconnects of the account."},
				"statuses": computedObjects("The statuses, sorted by `icon`.", status),
			}
		},
		expect:   interconnectExpect(true),
		newModel: func() model { return &interconnectStatusesModel{} },
		validate: checkSelection,
	}
}

// selection says which interconnects are meant.
type selection struct {
	icons      nameSet
	site, kind types.String
	all        types.Bool
}

func loadSelection(ctx context.Context, config tfsdk.Config) (selection, diag.Diagnostics) {
	var (
		s     selection
		diags diag.Diagnostics
	)
	diags.Append(config.GetAttribute(ctx, path.Root("icons"), &s.icons)...)
	diags.Append(config.GetAttribute(ctx, path.Root("site"), &s.site)...)
	diags.Append(config.GetAttribute(ctx, path.Root("type"), &s.kind)...)
	diags.Append(config.GetAttribute(ctx, path.Root("all"), &s.all)...)
	return s, diags
}

// checkSelection finds a selection that means nothing, or two things. A value that
// isn't known yet may turn out to be null, so it is judged when it is known.
func checkSelection(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	s, diags := loadSelection(ctx, config)
	if diags.HasError() {
		return diags
	}
	at := path.Root("icons")
	diags.Append(checkList(at, s.icons.IsNull() || s.icons.IsUnknown(), s.icons.Elements())...)
	for _, icon := range s.icons.Elements() {
		if text, ok := icon.(basetypes.StringValue); ok && !text.IsNull() && !text.IsUnknown() {
			if _, err := parseSegment(text.ValueString()); err != nil {
				diags.Append(invalidValue(at, err))
			}
		}
	}
	diags.Append(checkFilters(ctx, config)...)
	given, unknown := 0, 0
	for _, values := range [][]attr.Value{{s.icons}, {s.site, s.kind}, {s.all}} {
		known := slices.ContainsFunc(values, func(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() && !v.Equal(types.BoolValue(false)) })
		switch {
		case known:
			given++
		case slices.ContainsFunc(values, attr.Value.IsUnknown):
			unknown++
		}
	}
	switch {
	case given > 1:
		diags.Append(conflictingSelection())
	case given == 0 && unknown == 0:
		diags.Append(missingSelection())
	}
	return diags
}

// namedStatus is the status of an interconnect with its name.
type namedStatus struct {
	Icon string `tfsdk:"icon"`
	cloudflare.InterconnectStatus
}

// interconnectStatusesModel is what a read fills in.
type interconnectStatusesModel struct {
	AccountID string         `tfsdk:"account_id"`
	Statuses  []*namedStatus `tfsdk:"statuses"`
}

// read implements [model].
func (m *interconnectStatusesModel) read(ctx context.Context, config tfsdk.Config, services *services) diag.Diagnostics {
	service, diags := services.cloudflare()
	var conditions cloudflare.Expectation
	selected, more := loadSelection(ctx, config)
	diags.Append(more...)
	accountID, more := services.accountFor(ctx, config)
	diags.Append(more...)
	required, more := loadExpectation(ctx, config, &conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	m.AccountID = accountID
	poller := &interconnectPoller{
		client: service.clientFor(ctx, required), accountID: accountID, selected: selected,
		conditions: conditions, required: required, last: map[string]element{}, statuses: map[string]*namedStatus{},
	}
	object := subject{name: "interconnects of account " + shortened(accountID), elements: "interconnects", tooFew: fewInterconnectsAdvice}
	err := waiter{requirement: required, poll: poller.poll, spacing: poller.spacing, redact: service.redact}.run(ctx)
	if err != nil {
		object.listed = poller.listed
		return append(diags, service.failure(object, err))
	}
	m.Statuses = []*namedStatus{}
	for _, icon := range poller.icons {
		m.Statuses = append(m.Statuses, poller.statuses[icon])
	}
	return diags
}
