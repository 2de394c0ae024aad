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
		"state": acceptedValues("Accepted values of `state`.", cloudflare.States(), cloudflare.StateMeant),
	}}
}

// interconnectStatusModel is what a read fills in.
type interconnectStatusModel struct {
	AccountID *string `tfsdk:"account_id"`
	cloudflare.InterconnectStatus
}

// read implements [model].
func (m *interconnectStatusModel) read(ctx context.Context, r reading) diag.Diagnostics {
	service, diags := r.cloudflare()
	var conditions cloudflare.Expectation
	accountID, more := r.account()
	diags.Append(more...)
	required, more := r.loadExpectation(&conditions)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	m.AccountID = &accountID
	object := interconnectSubject(service.Mask(r.text("icon")), service.Mask(accountID))
	w := r.waiter(service.Service, object, required)
	w.Poll = func(ctx context.Context) ([]gate.Element, error) {
		status, info, err := service.client.InterconnectStatus(ctx, accountID, r.text("icon"))
		if err != nil && r.isTrue("allow_missing") {
			isMissing, listErr := service.client.IsMissing(ctx, accountID, r.text("icon"), err)
			if isMissing {
				m.InterconnectStatus = cloudflare.InterconnectStatus{}
				return required.Missing(object, err), nil
			}
			return nil, cmp.Or(listErr, err)
		}
		if err != nil {
			return nil, err
		}
		m.InterconnectStatus = *status
		return gate.One(object, conditions.Mismatches(status, service.Mask), info), nil
	}
	if err := w.Run(ctx); err != nil {
		diags.Append(failure(service.Explain(object, err)))
	}
	return diags
}

// interconnectSubject is how messages speak of an interconnect, whose name and account
// are free of secrets.
func interconnectSubject(icon, accountID string) gate.Subject {
	return gate.Subject{
		Name:     fmt.Sprintf("interconnect %q of account %s", icon, shortened(accountID)),
		NotFound: noInterconnectAdvice,
	}
}
