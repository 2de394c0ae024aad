// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"fmt"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

// The documented states of an interconnect. The service may add more.
const (
	StatePending   = "Pending"
	StateDown      = "Down"
	StateUnhealthy = "Unhealthy"
	StateHealthy   = "Healthy"
)

// States are the documented states.
func States() []string {
	return []string{StatePending, StateDown, StateUnhealthy, StateHealthy}
}

// Expectation is what a user expects of a status. A nil member expects nothing.
type Expectation struct {
	// State is a list of which the state seen must be one.
	State []string `tfsdk:"state"`
}

// Healthy is what an interconnect that carries traffic looks like.
func Healthy() Expectation {
	return Expectation{State: []string{StateHealthy}}
}

// Faults compares a status with the expectation. It is empty where all is met.
func (e Expectation) Faults(status *InterconnectStatus) []expect.Fault {
	faults := expect.OneOf(nil, "state", e.State, status.State, advice(status.State))
	for i := range faults {
		if status.Reason == nil {
			faults[i].Sentence += " Cloudflare gives no reason."
		} else {
			faults[i].Sentence += fmt.Sprintf(" Cloudflare's reason: %q", *status.Reason)
		}
	}
	return faults
}

func advice(seen *string) string {
	switch {
	case seen != nil && *seen == StatePending:
		return "The cross-connect has never come up: check that it is ordered and patched, that the optics match, and that light arrives on both ends."
	case seen != nil && *seen == StateDown:
		return "Check the cross-connect, the optics and the port on your side."
	case seen != nil && *seen == StateUnhealthy:
		return "An established LACP session was lost: check LACP on your router, errors and light levels on the port, and announced maintenance."
	default:
		return "Check the interconnect in Cloudflare's dashboard."
	}
}
