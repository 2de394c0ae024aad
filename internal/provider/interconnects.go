// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
)

func interconnects() definition {
	return definition{
		name: Name + "_interconnects",
		description: "The network interconnects (CNI) of a Cloudflare account, over all pages. " +
			"Reads `GET /accounts/{account_id}/cni/interconnects`; needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write.",
		newModel: func() model { return &interconnectsModel{} },
		attributes: func() map[string]schema.Attribute {
			return map[string]schema.Attribute{
				"account_id": accountIDAttribute(),
				"site":       filterAttribute("Only interconnects at this site."),
				"type":       filterAttribute("Only interconnects of this type, `direct` or `gcp_partner`."),
				"interconnects": computedObjects("The interconnects, physical ones and GCP partner ones, in Cloudflare's order. What a kind lacks is `null`.", map[string]schema.Attribute{
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

// interconnectsModel is the data source.
type interconnectsModel struct {
	timeouts
	AccountID     types.String               `tfsdk:"account_id"`
	Site          types.String               `tfsdk:"site"`
	Type          types.String               `tfsdk:"type"`
	Interconnects []*cloudflare.Interconnect `tfsdk:"interconnects"`
}

func (m *interconnectsModel) read(ctx context.Context, services *services) diag.Diagnostics {
	service, diags := services.cloudflare()
	diags.Append(services.fillAccountID(&m.AccountID)...)
	if diags.HasError() {
		return diags
	}
	filter := cloudflare.Filter{Site: m.Site.ValueString(), Type: m.Type.ValueString()}
	list, _, err := service.client.Interconnects(ctx, m.AccountID.ValueString(), filter)
	if err != nil {
		return append(diags, service.failure(fmt.Sprintf("the interconnects of account %q", m.AccountID.ValueString()), err))
	}
	m.Interconnects = list
	return diags
}
