// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// What to check where an interconnect isn't found.
const noInterconnectAdvice = "data \"netstatus_interconnects\" lists the interconnects of the account; icon is the name of one."

func interconnectStatus() definition {
	return definition{
		name: "netstatus_interconnect_status",
		description: "The status of one Cloudflare network interconnect (CNI). " +
			"Reads `GET /accounts/{account_id}/cni/interconnects/{icon}/status`; needs the permission Magic WAN Read or Magic Transit Read.",
		attributes: func() map[string]schema.Attribute {
			attributes := interconnectStatusFields()
			attributes["icon"] = schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the interconnect (its \"icon\"). The name may be shown in messages, also where the value is sensitive.",
				Validators:          []validator.String{stringIs(parseSegment)},
			}
			attributes["account_id"] = accountIDAttribute()
			attributes["allow_missing"] = allowMissingAttribute()
			return attributes
		},
		expect: interconnectExpect(false),
		get:    readInterconnectStatus,
	}
}

// interconnectStatusFields returns the read-only attributes of a status, under the API's
// names.
func interconnectStatusFields() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"state": computedString("State: `Pending` until the cross-connect first comes up; `Down`; `Unhealthy` while the port is operationally down (no light, too little of it, or no Ethernet link); `Healthy`. " +
			"A state that Cloudflare adds later passes through as it is."),
		"reason": computedString("Cloudflare's diagnosis; `null` where it gives none."),
	}
}

// interconnectExpect returns what can be expected of a status, or of each of many.
func interconnectExpect(isPlural bool) *expectBlock {
	return &expectBlock{isPlural: isPlural, conditions: map[string]schema.Attribute{
		"state": acceptedValues("Accepted values of `state`.", cloudflare.States(), cloudflare.StateMeant),
	}}
}

// interconnectStatusModel is what a read fills in.
type interconnectStatusModel struct {
	AccountID *string `tfsdk:"account_id"`
	cloudflare.InterconnectStatus
}

func readInterconnectStatus(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       interconnectStatusModel
		conditions cloudflare.Expectation
	)
	service, accountID, diags := r.cloudflare()
	if diags.HasError() {
		return &read, diags
	}
	icon, required := r.text("icon"), r.expectation(&conditions)
	object := interconnectTarget(service.client, accountID, icon)
	read.AccountID = &accountID
	return &read, append(diags, r.wait(ctx, service.Service, &object, required, func(ctx context.Context) ([]gate.Element, error) {
		status, info, err := service.client.InterconnectStatus(ctx, accountID, icon)
		if err != nil && r.isTrue("allow_missing") {
			isMissing, listErr := service.client.IsMissing(ctx, accountID, icon, err)
			if isMissing {
				read.InterconnectStatus = cloudflare.InterconnectStatus{}
				return required.Missing(object, err), nil
			}
			return nil, cmp.Or(listErr, err)
		}
		if err != nil {
			return nil, err
		}
		read.InterconnectStatus = *status
		return gate.One(object, conditions.Mismatches(status, service.Quote), info), nil
	})...)
}

// interconnectTarget returns how messages speak of an interconnect.
func interconnectTarget(client *cloudflare.Client, accountID, icon string) gate.Target {
	return gate.Target{
		Name:     fmt.Sprintf("interconnect %s of account %s", client.Quote(icon), client.Text(shortened(accountID))),
		NotFound: noInterconnectAdvice,
	}
}
