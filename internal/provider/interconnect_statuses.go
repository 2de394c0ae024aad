// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// What to check where a selection has too few interconnects.
const (
	fewFilteredAdvice = "Check site and type: case counts, an unknown one selects nothing, and type is direct or gcp_partner. " + listsAdvice
	fewNamedAdvice    = "Check icons and min_count. " + listsAdvice
	fewOfAllAdvice    = "Check min_count, and that it is the right account. " + listsAdvice
	listsAdvice       = "data \"netstatus_interconnects\" lists what there is."
)

// tooFewAdvice fits what selects the interconnects.
func (a arguments) tooFewAdvice() string {
	switch {
	case a.isGiven("icons"):
		return fewNamedAdvice
	case a.isTrue("all"):
		return fewOfAllAdvice
	default:
		return fewFilteredAdvice
	}
}

func interconnectStatuses() definition {
	return definition{
		name: "netstatus_interconnect_statuses",
		description: "The statuses of several Cloudflare network interconnects (CNI), and one wait for all of them. " +
			"Reads `GET /accounts/{account_id}/cni/interconnects` unless `icons` names them, and the status of each; needs the permission Magic WAN Read or Magic Transit Read.",
		attributes: func() map[string]schema.Attribute {
			status := interconnectStatusFields()
			status["icon"] = computedString("Name of the interconnect.")
			return map[string]schema.Attribute{
				"account_id": accountIDAttribute(),
				"icons": schema.SetAttribute{
					Optional: true, CustomType: newNameSetType(),
					MarkdownDescription: "Names of the interconnects. Give one of `icons`, the filters (`site`, `type` or both) and `all`.",
				},
				"site":     filterAttribute("Only interconnects at this site. Case counts, and an unknown site matches nothing."),
				"type":     filterAttribute("Only interconnects of this type, `direct` or `gcp_partner`. An unknown type matches nothing."),
				"all":      schema.BoolAttribute{Optional: true, MarkdownDescription: "`true` for all interconnects of the account."},
				"statuses": computedObjects("The statuses, sorted by `icon`.", status),
			}
		},
		expect:   interconnectExpect(true),
		get:      readInterconnectStatuses,
		validate: checkSelection,
	}
}

// checkSelection finds a selection that means nothing, or two things. A value that
// isn't known yet may turn out to be null, so it is judged when it is known.
func checkSelection(config arguments) diag.Diagnostics {
	diags := config.checkList("icons")
	for _, icon := range config.knownIcons() {
		if _, err := parseSegment(icon); err != nil {
			diags.Append(invalidValue(config.path("icons"), err))
		}
	}
	diags.Append(checkFilters(config)...)
	given, unknown := 0, 0
	for _, names := range [][]string{{"icons"}, {"site", "type"}, {"all"}} {
		isUnknown := func(name string) bool { return !config.members[name].IsKnown() }
		selects := func(name string) bool {
			return config.isGiven(name) && !isUnknown(name) && (name != "all" || config.isTrue(name))
		}
		switch {
		case slices.ContainsFunc(names, selects):
			given++
		case slices.ContainsFunc(names, isUnknown):
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

// knownIcons returns the names among icons that are known.
func (a arguments) knownIcons() []string {
	elements, _ := a.elements("icons")
	var icons []string
	for _, element := range elements {
		if text, ok := textOf(element); ok {
			icons = append(icons, text)
		}
	}
	return icons
}

// interconnectStatusesModel is what a read fills in.
type interconnectStatusesModel struct {
	AccountID *string        `tfsdk:"account_id"`
	Statuses  []*namedStatus `tfsdk:"statuses"`
}

func readInterconnectStatuses(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       interconnectStatusesModel
		conditions cloudflare.Expectation
	)
	service, accountID, diags := r.cloudflare()
	if diags.HasError() {
		return &read, diags
	}
	required := r.expectation(&conditions)
	poller := &interconnectPoller{
		request: r, client: service.client, accountID: accountID,
		conditions: conditions, required: required, last: map[string]gate.Element{}, answered: map[string]bool{},
	}
	object := gate.Target{
		Name: "interconnects of account " + service.client.Text(shortened(accountID)), Elements: "interconnects",
		TooFew: r.tooFewAdvice(),
	}
	w := gate.Waiter{Service: service.Service, Target: object, Requirement: required, Waits: r.polls(), Report: r.report, Poll: poller.poll, Spacing: poller.spacing}
	err := w.Run(ctx)
	read.AccountID, read.Statuses = &accountID, poller.results()
	if err != nil {
		object.Listed = poller.listed
		diags.Append(failure(service.Explain(object, err)))
	}
	return &read, diags
}

func conflictingSelection() diag.Diagnostic {
	return plainError("Interconnects are selected twice",
		"icons, the filters (site, type) and all = true exclude each other. Set one of the three.")
}

func missingSelection() diag.Diagnostic {
	return plainError("No interconnects are selected",
		"None of icons, site, type and all is set. "+
			"Set icons, or site, type or both, or all = true for the whole account. A null variable selects nothing, never the whole account.")
}
