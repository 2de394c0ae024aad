// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

func interconnects() definition {
	return definition{
		name: "netstatus_interconnects",
		description: "The network interconnects (CNI) of a Cloudflare account, over all pages. " +
			"Reads `GET /accounts/{account_id}/cni/interconnects`; needs the permission Magic WAN Read or Magic Transit Read.",
		get:      readInterconnects,
		validate: checkFilters,
		attributes: func() map[string]schema.Attribute {
			return map[string]schema.Attribute{
				"account_id": accountIDAttribute(),
				"site":       filterAttribute("Only interconnects at this site."),
				"type":       filterAttribute("Only interconnects of this type, `direct` or `gcp_partner`."),
				"interconnects": computedObjects("The interconnects, physical ones and GCP partner ones, in Cloudflare's order. A member that a type lacks is `null`.", map[string]schema.Attribute{
					"account":                     computedString("Account that the interconnect belongs to."),
					"name":                        computedString("Name of the interconnect, the `icon` of `netstatus_interconnect_status`."),
					"type":                        computedString("Type of the interconnect."),
					"virtual_port_reservation_id": computedString("ID of the virtual port's reservation."),
					"owner":                       computedString("Owner of the interconnect."),
					"speed":                       computedString("Speed, as Cloudflare writes it."),
					"site":                        computedString("Cloudflare site; physical ones only."),
					"slot_id":                     computedString("ID of the slot; physical ones only."),
					"ccr_device_name":             computedString("Name of the CCR device; physical ones only."),
					"facility": computedObject("Where the interconnect ends; physical ones only.", map[string]schema.Attribute{
						"name":    computedString("Name of the facility."),
						"address": computedStrings("Lines of the facility's address."),
					}),
					"region": computedString("Region; GCP partner ones only."),
				}),
			}
		},
	}
}

// checkFilters finds a filter that is empty, which would be one that isn't there.
func checkFilters(config arguments) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range []string{"site", "type"} {
		if config.isKnown(name) && config.text(name) == "" {
			diags.Append(emptyFilter(config.path(name)))
		}
	}
	return diags
}

// filter returns the filter that the arguments ask for.
func (a arguments) filter() cloudflare.Filter {
	return cloudflare.Filter{Site: a.text("site"), Type: a.text("type")}
}

// interconnectsModel is what a read fills in.
type interconnectsModel struct {
	AccountID     *string                    `tfsdk:"account_id"`
	Interconnects []*cloudflare.Interconnect `tfsdk:"interconnects"`
}

func readInterconnects(ctx context.Context, r request) (any, diag.Diagnostics) {
	var read interconnectsModel
	service, accountID, diags := r.cloudflare()
	if diags.HasError() {
		return &read, diags
	}
	list, err := service.client.Interconnects(ctx, accountID, r.filter())
	if err != nil {
		return &read, append(diags, failure(service.Explain(gate.Target{Name: "the interconnects of account " + service.client.Text(shortened(accountID))}, err)))
	}
	read.AccountID, read.Interconnects = &accountID, list.Interconnects
	return &read, diags
}

func emptyFilter(at path.Path) diag.Diagnostic {
	return attributeError(at, "Empty filter", fmt.Sprintf("%s is an empty string. Set a value, or null.", at))
}
