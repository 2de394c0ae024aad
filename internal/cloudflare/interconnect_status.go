// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"context"
	"fmt"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// InterconnectStatus is the status of one interconnect, as
// GET /accounts/{account_id}/cni/interconnects/{icon}/status answers it. States
// are open: Pending (until the cross-connect first comes up), Down, Unhealthy (the
// port is operationally down: no light, too little light, or no Ethernet link),
// Healthy, and what the service adds later.
type InterconnectStatus struct {
	// State is never nil.
	State *string `json:"state" tfsdk:"state"`
	// Reason is the service's diagnosis, nil if it gives none.
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

// InterconnectStatus reads the status of one interconnect. Its errors are those of
// [transport.CheckSegment], or a [*transport.Error].
func (c *Client) InterconnectStatus(ctx context.Context, accountID, icon string) (*InterconnectStatus, transport.RequestInfo, error) {
	if err := transport.CheckSegment(icon); err != nil {
		return nil, transport.RequestInfo{}, fmt.Errorf("%q: %w", icon, err)
	}
	var status *InterconnectStatus
	info, err := c.get(ctx, accountID, icon, nil, func(document []byte) (err error) {
		status, err = decodeStatus(document)
		return err
	})
	return status, info, err
}

// States returns the documented states. The service may add more.
func States() []string {
	return []string{"Pending", "Down", "Unhealthy", "Healthy"}
}

// StateMeant returns the state that somebody means who writes a word of Cloudflare's
// dashboard, or "" if it is none.
func StateMeant(word string) string {
	if strings.EqualFold(word, "active") {
		return "Healthy"
	}
	return ""
}

// Expectation is what a user expects of a status. A nil member expects nothing.
type Expectation struct {
	// State is a list of which the state seen must be one.
	State []string `tfsdk:"state"`
}

// Healthy returns what an interconnect that carries traffic looks like.
func Healthy() Expectation {
	return Expectation{State: []string{"Healthy"}}
}

// Mismatches compares a status with the expectation. It returns none if all is met. Quote
// writes what the service has sent; nil is [strconv.Quote].
func (e Expectation) Mismatches(status *InterconnectStatus, quote func(string) string) []expect.Mismatch {
	c := expect.Comparison{Quote: quote}
	c.OneOf("state", e.State, status.State, advice(status.State))
	for i := range c.Mismatches {
		if status.Reason == nil {
			c.Mismatches[i].Sentence += " Cloudflare gives no reason."
		} else {
			c.Mismatches[i].Sentence += " Cloudflare's reason: " + c.Quoted(*status.Reason)
		}
	}
	return c.Mismatches
}

func advice(seen *string) string {
	switch {
	case seen != nil && *seen == "Pending":
		return "The cross-connect has never come up: check that it is ordered and patched, that the optics match, and that light arrives on both ends."
	case seen != nil && *seen == "Down":
		return "Check the cross-connect, the optics and the port on your side."
	case seen != nil && *seen == "Unhealthy":
		return "The port is operationally down: check that light arrives and is strong enough (above -20 dBm), that both ends negotiate the Ethernet link, and announced maintenance."
	default:
		return "Check the interconnect in Cloudflare's dashboard."
	}
}
