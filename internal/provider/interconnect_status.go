// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
)

func interconnectStatus() definition {
	return definition{
		name: Name + "_interconnect_status",
		description: "The status of one Cloudflare network interconnect (CNI). " +
			"Reads `GET /accounts/{account_id}/cni/interconnects/{icon}/status`; needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write.",
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
		expect:   interconnectExpect(false),
		newModel: func() model { return &interconnectStatusModel{} },
	}
}

// interconnectStatusFields are the read-only fields of a status, under the API's
// names.
func interconnectStatusFields() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"state": computedString("State: `Pending` until the cross-connect first comes up; `Down`; `Unhealthy` while the port is operationally down (no light, too little of it, or no Ethernet link); `Healthy`. " +
			"A state that Cloudflare adds later passes through as it is."),
		"reason": computedString("Cloudflare's diagnosis; `null` where it gives none."),
	}
}

// interconnectExpect is what can be expected of a status, or of each of many.
func interconnectExpect(isPlural bool) *expectBlock {
	return &expectBlock{isPlural: isPlural, conditions: map[string]schema.Attribute{
		"state": acceptedValues("Accepted values of `state`.", cloudflare.States()),
	}}
}

// interconnectStatusModel is what a read fills in.
type interconnectStatusModel struct {
	AccountID string `tfsdk:"account_id"`
	cloudflare.InterconnectStatus
}

// read implements [model].
func (m *interconnectStatusModel) read(ctx context.Context, config tfsdk.Config, services *services) diag.Diagnostics {
	service, diags := services.cloudflare()
	var (
		icon         string
		allowMissing *bool
		conditions   cloudflare.Expectation
	)
	diags.Append(config.GetAttribute(ctx, path.Root("icon"), &icon)...)
	diags.Append(config.GetAttribute(ctx, path.Root("allow_missing"), &allowMissing)...)
	accountID, more := services.accountFor(ctx, config)
	diags.Append(more...)
	required, more := loadExpectation(ctx, config, &conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	m.AccountID = accountID
	client := service.clientFor(ctx, required)
	object := subject{name: fmt.Sprintf("interconnect %q of account %s", icon, shortened(accountID)), notFound: noInterconnectAdvice}
	err := waiter{
		requirement: required, redact: service.redact,
		poll: func(ctx context.Context) ([]element, error) {
			status, info, err := client.InterconnectStatus(ctx, accountID, icon)
			if isTrue(allowMissing) && isMissing(err) {
				m.InterconnectStatus = cloudflare.InterconnectStatus{}
				return one(object, missing(required), infoOf(err)), nil
			}
			if err != nil {
				return nil, err
			}
			m.InterconnectStatus = *status
			return one(object, conditions.Mismatches(status), info), nil
		},
	}.run(ctx)
	if err != nil {
		diags.Append(service.failure(object, err))
	}
	return diags
}
