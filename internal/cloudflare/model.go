// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import "github.com/netstatus/terraform-provider-netstatus/internal/strictjson"

// InterconnectStatus is the status of one interconnect, as
// GET /accounts/{account_id}/cni/interconnects/{icon}/status answers it. States
// are open: Pending (until the cross-connect first comes up), Down, Unhealthy (an
// established LACP session was lost), Healthy, and what the service adds later.
type InterconnectStatus struct {
	// State is never nil.
	State *string `json:"state" tfsdk:"state"`
	// Reason is the service's diagnosis, nil where it gives none.
	Reason *string `json:"reason" tfsdk:"reason"`
}

func decodeStatus(document []byte) (*InterconnectStatus, error) {
	status := &InterconnectStatus{}
	if err := strictjson.Object(document, status); err != nil {
		return nil, err
	}
	if status.State == nil {
		return nil, &strictjson.Error{Field: "state", Problem: "expected a string, got none"}
	}
	return status, nil
}
