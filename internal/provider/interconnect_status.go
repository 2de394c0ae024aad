// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"time"

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
		attributes: interconnectStatusAttributes,
	}
}

// interconnectStatusModel is the data source or the ephemeral resource; T is the
// time-out's type in either.
type interconnectStatusModel[T any] struct {
	Icon      string                  `tfsdk:"icon"`
	AccountID types.String            `tfsdk:"account_id"`
	Expect    *cloudflare.Expectation `tfsdk:"expect"`
	Timeouts  T                       `tfsdk:"timeouts"`
	cloudflare.InterconnectStatus
}

func (m *interconnectStatusModel[T]) limits() T {
	return m.Timeouts
}

// read replaces the status in the model by the one that Cloudflare reports and
// that meets the expectation.
func (m *interconnectStatusModel[T]) read(ctx context.Context, services *services, timeout time.Duration) diag.Diagnostics {
	service, diags := services.cloudflare()
	diags.Append(services.fillAccountID(&m.AccountID)...)
	if diags.HasError() {
		return diags
	}
	watch := watch[*cloudflare.InterconnectStatus]{
		timeout: timeout,
		read: func(ctx context.Context) (transport.Answer[*cloudflare.InterconnectStatus], error) {
			return service.client.InterconnectStatus(ctx, m.AccountID.ValueString(), m.Icon)
		},
	}
	if m.Expect != nil {
		watch.faults = func(status *cloudflare.InterconnectStatus) []expect.Fault { return m.Expect.Faults(status) }
	}
	status, err := watch.run(ctx)
	if err != nil {
		object := fmt.Sprintf("interconnect %q of account %q", m.Icon, m.AccountID.ValueString())
		return append(diags, service.terms.failure(object, err))
	}
	m.InterconnectStatus = *status
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
		"state": computedString("State: `Pending` until the cross-connect first comes up; `Down`; `Unhealthy` once an established LACP session is lost; `Healthy`. " +
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

// accountIDAttribute is the account of a Cloudflare object.
func accountIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Cloudflare account. Default: the provider's `cloudflare.account_id`, shown here.",
		Validators:          []validator.String{stringIs(parseSegment)},
	}
}

// fillAccountID puts the provider's account where an object names none.
func (s *services) fillAccountID(accountID *types.String) diag.Diagnostics {
	if !accountID.IsNull() {
		return nil
	}
	id, diags := s.accountID()
	*accountID = types.StringValue(id)
	return diags
}
