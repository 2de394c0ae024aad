// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import "github.com/netstatus/terraform-provider-netstatus/internal/strictjson"

// Interconnect is one item of
// GET /accounts/{account_id}/cni/interconnects: a physical one (with facility,
// site, slot and perhaps a CCR device) or a GCP partner one (with a region). What
// a kind lacks is nil.
type Interconnect struct {
	Account                  *string   `json:"account" tfsdk:"account"`
	Name                     *string   `json:"name" tfsdk:"name"`
	Type                     *string   `json:"type" tfsdk:"type"`
	VirtualPortReservationID *string   `json:"virtual_port_reservation_id" tfsdk:"virtual_port_reservation_id"`
	Owner                    *string   `json:"owner" tfsdk:"owner"`
	Speed                    *string   `json:"speed" tfsdk:"speed"`
	Site                     *string   `json:"site" tfsdk:"site"`
	SlotID                   *string   `json:"slot_id" tfsdk:"slot_id"`
	CCRDeviceName            *string   `json:"ccr_device_name" tfsdk:"ccr_device_name"`
	Facility                 *Facility `json:"facility" tfsdk:"facility"`
	Region                   *string   `json:"region" tfsdk:"region"`
}

// Facility is where a physical interconnect ends.
type Facility struct {
	Name    *string   `json:"name" tfsdk:"name"`
	Address []*string `json:"address" tfsdk:"address"`
}

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
