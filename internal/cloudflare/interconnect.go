// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

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

// maxItems bounds how many interconnects all pages of a list have together.
const maxItems = 10_000

// Filter narrows a list of interconnects; empty members don't.
type Filter struct {
	Site, Type string
}

// page is one page of the list. Next is the next page's cursor, nil on the last.
type page struct {
	Items []*Interconnect `json:"items"`
	Next  *int64          `json:"next"`
}

// maxListings is how often a list of several pages is read until two in a row name the
// same interconnects.
const maxListings = 4

// Listing is an account's list.
type Listing struct {
	// Interconnects are in the service's order.
	Interconnects []*Interconnect
	// Requests is how many it took, retries included; Last is that of the last page.
	Requests int
	Last     transport.RequestInfo

	pages int
}

// Interconnects reads all interconnects of an account. A list of several pages is read
// until two in a row name the same: an interconnect that moves to an earlier page while a
// later one is read is on none. Errors are those of InterconnectStatus.
func (c *Client) Interconnects(ctx context.Context, accountID string, filter Filter) (Listing, error) {
	var before []string
	requests := 0
	for listing := 1; ; listing++ {
		list, err := c.list(ctx, accountID, filter)
		if err != nil {
			return Listing{}, err
		}
		requests += list.Requests
		list.Requests = requests
		names := namesOf(list.Interconnects)
		switch {
		case list.pages == 1 || listing > 1 && slices.Equal(names, before):
			return list, nil
		case listing == maxListings:
			return Listing{}, transport.NewError(list.Last, transport.KindList, fmt.Sprintf("the list has several pages and was read %d times, and each time it named others", listing))
		}
		before = names
	}
}

// namesOf returns the names of interconnects, sorted.
func namesOf(interconnects []*Interconnect) []string {
	names := make([]string, len(interconnects))
	for i, interconnect := range interconnects {
		if interconnect != nil && interconnect.Name != nil {
			names[i] = *interconnect.Name
		}
	}
	slices.Sort(names)
	return names
}

// Icons returns the names in a list, sorted, each once. Its error is an interconnect whose
// status can't be asked for, since it has no name or a strange one.
func (c *Client) Icons(list Listing) ([]string, error) {
	icons := make([]string, len(list.Interconnects))
	for i, interconnect := range list.Interconnects {
		if interconnect == nil || interconnect.Name == nil {
			return nil, transport.NewError(list.Last, transport.KindBody, fmt.Sprintf("items[%d].name: expected a string, got none", i))
		}
		if transport.CheckSegment(*interconnect.Name) != nil {
			return nil, transport.NewError(list.Last, transport.KindBody, fmt.Sprintf("items[%d].name: expected the name of an interconnect, got %s", i, c.Quote(*interconnect.Name)))
		}
		icons[i] = *interconnect.Name
	}
	slices.Sort(icons)
	return slices.Compact(icons), nil
}

// IsMissing reports whether a status could not be read because its interconnect doesn't
// exist. The service words that, or answers with a 404 without content, which it also
// gives to a wrong address: then the account's list has to answer, without the
// interconnect. Its errors are those of Interconnects.
func (c *Client) IsMissing(ctx context.Context, accountID, icon string, failure error) (bool, error) {
	status, ok := errors.AsType[*transport.Error](failure)
	if !ok || status.Kind != transport.KindBare {
		return ok && status.Kind == transport.KindMissing, nil
	}
	list, err := c.Interconnects(ctx, accountID, Filter{})
	if err != nil {
		return false, err
	}
	icons, err := c.Icons(list)
	return err == nil && !slices.Contains(icons, icon), err
}

// list reads all pages of a list once.
func (c *Client) list(ctx context.Context, accountID string, filter Filter) (Listing, error) {
	list := Listing{Interconnects: []*Interconnect{}}
	query := url.Values{}
	for name, value := range map[string]string{"site": filter.Site, "type": filter.Type} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for names := map[string]bool{}; ; {
		var next page
		info, err := c.get(ctx, accountID, "", query, func(document []byte) (err error) {
			next, err = decodePage(document, filter)
			if err == nil {
				err = next.check(names, len(list.Interconnects))
			}
			return err
		})
		if err != nil {
			return list, err
		}
		list.pages++
		list.Requests += info.Attempts
		list.Last = info
		list.Interconnects = append(list.Interconnects, next.Items...)
		if next.Next == nil {
			return list, nil
		}
		query.Set("cursor", strconv.FormatInt(*next.Next, 10))
	}
}

// decodePage decodes a page of interconnects that a filter selects.
func decodePage(document []byte, filter Filter) (page, error) {
	var p page
	if err := strictjson.Object(document, &p); err != nil {
		return p, err
	}
	if p.Items == nil {
		return p, &strictjson.Error{Field: "items", Problem: "expected an array, got none"}
	}
	for i, item := range p.Items {
		if item == nil {
			continue
		}
		for _, member := range []struct {
			name, asked string
			got         *string
		}{{"site", filter.Site, item.Site}, {"type", filter.Type, item.Type}} {
			if member.asked != "" && member.got != nil && *member.got != member.asked {
				return p, &strictjson.Error{Field: fmt.Sprintf("items[%d].%s", i, member.name), Problem: "asked for ", Found: strconv.Quote(member.asked) + ", got " + strconv.Quote(*member.got)}
			}
		}
	}
	return p, nil
}

// check fails for a page after which the list doesn't get on, or gets too long. It adds the
// page's names to those that are known, of so many items.
func (p page) check(names map[string]bool, items int) error {
	known := len(names)
	for _, name := range namesOf(p.Items) {
		names[name] = true
	}
	switch {
	case items+len(p.Items) > maxItems:
		return &strictjson.Error{Field: "items", Problem: fmt.Sprintf("expected at most %d elements on all pages together, got more", maxItems)}
	case p.Next != nil && len(names) == known:
		return &strictjson.Error{Field: "next", Problem: "the list goes on after a page that names no other interconnect than the pages before it"}
	default:
		return nil
	}
}
