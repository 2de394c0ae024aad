// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"context"
	"fmt"
	"net/url"

	"github.com/cloudflare/cloudflare-go/v7/network_interconnects"
	"github.com/cloudflare/cloudflare-go/v7/option"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// mostPages bounds how many pages of a list are followed.
const mostPages = 1000

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
// over all pages. A page that leads back to an earlier one is an error. Sharing
// and errors are those of InterconnectStatus; the exchange is the last page's.
func (c *Client) Interconnects(ctx context.Context, accountID string, filter Filter) (transport.Answer[[]*Interconnect], error) {
	if err := CheckSegment(accountID); err != nil {
		return transport.Answer[[]*Interconnect]{}, fmt.Errorf("%q: %w", accountID, err)
	}
	accountID = url.PathEscape(accountID)
	return c.lists.Do(ctx, fmt.Sprintf("%q %q %q", accountID, filter.Site, filter.Type), func(ctx context.Context) (transport.Answer[[]*Interconnect], error) {
		all := transport.Answer[[]*Interconnect]{Value: []*Interconnect{}}
		var params network_interconnects.InterconnectListParams
		params.AccountID.Value, params.AccountID.Present = accountID, true
		params.Site.Value, params.Site.Present = filter.Site, filter.Site != ""
		params.Type.Value, params.Type.Present = filter.Type, filter.Type != ""
		seen := map[int64]bool{}
		for {
			answer, err := exchange(ctx, c, decodePage(seen), func(ctx context.Context, into option.RequestOption) error {
				_, err := c.interconnects.List(ctx, params, into)
				return err
			})
			if err != nil {
				return all, err
			}
			all.Exchange = answer.Exchange
			all.Value = append(all.Value, answer.Value.Items...)
			if answer.Value.Next == nil {
				return all, nil
			}
			seen[*answer.Value.Next] = true
			params.Cursor.Value, params.Cursor.Present = *answer.Value.Next, true
		}
	})
}

// decodePage decodes a page after those whose cursors have been seen.
func decodePage(seen map[int64]bool) func(document []byte) (page, error) {
	return func(document []byte) (page, error) {
		var p page
		if err := strictjson.Object(document, &p); err != nil {
			return p, err
		}
		switch {
		case p.Items == nil:
			return p, &strictjson.Error{Field: "items", Problem: "expected an array, got none"}
		case p.Next != nil && seen[*p.Next]:
			return p, &strictjson.Error{Field: "next", Problem: fmt.Sprintf("the page leads back to cursor %d, which has been read", *p.Next)}
		case p.Next != nil && len(seen) >= mostPages-1:
			return p, &strictjson.Error{Field: "next", Problem: fmt.Sprintf("the list goes on after %d pages", mostPages)}
		default:
			return p, nil
		}
	}
}
