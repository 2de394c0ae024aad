// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func interconnectStatus() definition {
	return definition{
		name: Name + "_interconnect_status",
		description: "The status of one Cloudflare network interconnect (CNI). " +
			"Reads `GET /accounts/{account_id}/cni/interconnects/{icon}/status`; needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write.",
		isEphemeral: true,
		attributes:  interconnectStatusAttributes,
		newModel:    func() model { return &interconnectStatusModel{} },
	}
}

// interconnectStatusModel is the data source or the ephemeral resource.
type interconnectStatusModel struct {
	timeouts
	Icon      string                  `tfsdk:"icon"`
	AccountID types.String            `tfsdk:"account_id"`
	Expect    *cloudflare.Expectation `tfsdk:"expect"`
	cloudflare.InterconnectStatus
}

// read replaces the status in the model by the one that Cloudflare reports and
// that meets the expectation.
func (m *interconnectStatusModel) read(ctx context.Context, services *services) diag.Diagnostics {
	service, diags := services.cloudflare()
	diags.Append(services.fillAccountID(&m.AccountID)...)
	if diags.HasError() {
		return diags
	}
	client := service.client
	if waits(ctx, m.Expect != nil) {
		client = client.WithoutRetries()
	}
	err := waiter{
		poll: func(ctx context.Context) ([]expect.Mismatch, transport.RequestInfo, error) {
			status, info, err := client.InterconnectStatus(ctx, m.AccountID.ValueString(), m.Icon)
			if err != nil {
				return nil, info, err
			}
			m.InterconnectStatus = *status
			if m.Expect == nil {
				return nil, info, nil
			}
			return m.Expect.Mismatches(status), info, nil
		},
	}.run(ctx)
	if err != nil {
		object := fmt.Sprintf("interconnect %q of account %q", m.Icon, m.AccountID.ValueString())
		return append(diags, service.failure(object, err))
	}
	return diags
}

// interconnectStatusAttributes are the attributes of the single status.
func interconnectStatusAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"icon": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "ID of the interconnect (its \"icon\").",
			Validators:          []validator.String{stringIs(parseSegment)},
		},
		"account_id": accountIDAttribute(),
		"state": computedString("State: `Pending` until the cross-connect first comes up; `Down`; `Unhealthy` while the port is operationally down (no light, too little of it, or no Ethernet link); `Healthy`. " +
			"A state that Cloudflare adds later passes through as it is."),
		"reason": computedString("Cloudflare's diagnosis; `null` where it gives none."),
		"expect": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "What the status must be for the read to succeed. Without it, a status is data, whatever it says.",
			Attributes: map[string]schema.Attribute{
				"state": acceptedValues("Accepted values of `state`.", cloudflare.States()),
			},
		},
	}
}
