// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"context"
	"fmt"

	"github.com/cloudflare/cloudflare-go/v7/network_interconnects"
	"github.com/cloudflare/cloudflare-go/v7/option"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

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

// maxPages bounds how many pages of a list are followed.
const maxPages = 1000

// Filter narrows a list of interconnects; empty members don't.
type Filter struct {
	Site, Type string
}

// page is one page of the list. Next is the next page's cursor, nil on the last.
type page struct {
	Items []*Interconnect `json:"items"`
	Next  *int64          `json:"next"`
}

// Interconnects reads all interconnects of an account, in the service's order,
// over all pages. A page that leads back to an earlier one is an error. Errors are
// those of InterconnectStatus; the RequestInfo is the last page's.
func (c *Client) Interconnects(ctx context.Context, accountID string, filter Filter) ([]*Interconnect, transport.RequestInfo, error) {
	path, err := escapeSegments(accountID)
	if err != nil {
		return nil, transport.RequestInfo{}, err
	}
	var params network_interconnects.InterconnectListParams
	params.AccountID.Value, params.AccountID.Present = path[0], true
	params.Site.Value, params.Site.Present = filter.Site, filter.Site != ""
	params.Type.Value, params.Type.Present = filter.Type, filter.Type != ""
	all, seen := []*Interconnect{}, map[int64]bool{}
	for {
		resp, err := c.send(func(send option.RequestOption) error {
			_, err := c.interconnects.List(ctx, params, send)
			return err
		})
		if err != nil {
			return nil, transport.RequestInfo{}, err
		}
		var next page
		if err := c.decode(resp, func(document []byte) error {
			next, err = decodePage(document, seen)
			return err
		}); err != nil {
			return nil, resp.RequestInfo, err
		}
		all = append(all, next.Items...)
		if next.Next == nil {
			return all, resp.RequestInfo, nil
		}
		seen[*next.Next] = true
		params.Cursor.Value, params.Cursor.Present = *next.Next, true
	}
}

// decodePage decodes a page after those whose cursors have been seen.
func decodePage(document []byte, seen map[int64]bool) (page, error) {
	var p page
	if err := strictjson.Object(document, &p); err != nil {
		return p, err
	}
	switch {
	case p.Items == nil:
		return p, &strictjson.Error{Field: "items", Problem: "expected an array, got none"}
	case p.Next != nil && seen[*p.Next]:
		return p, &strictjson.Error{Field: "next", Problem: fmt.Sprintf("the page leads back to cursor %d, which has been read", *p.Next)}
	case p.Next != nil && len(seen) >= maxPages-1:
		return p, &strictjson.Error{Field: "next", Problem: fmt.Sprintf("the list goes on after %d pages", maxPages)}
	default:
		return p, nil
	}
}
