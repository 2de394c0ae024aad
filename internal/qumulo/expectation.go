// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import "github.com/netstatus/terraform-provider-netstatus/internal/expect"

// Values that the service documents for the enumerations people expect
// something of. Later versions may add more.
const (
	UpdateStatusChangesApplied = "CHANGES_APPLIED"
	UpdateStatusChangesPending = "CHANGES_PENDING"
	UpdateStatusUnavailable    = "UNAVAILABLE"

	CableStatusConnected    = "CONNECTED"
	CableStatusDisconnected = "DISCONNECTED"
	CableStatusUnknown      = "UNKNOWN"

	InterfaceStatusUp             = "UP"
	InterfaceStatusDown           = "DOWN"
	InterfaceStatusMissing        = "MISSING"
	InterfaceStatusUnknown        = "UNKNOWN"
	InterfaceStatusNotPresent     = "NOTPRESENT"
	InterfaceStatusLowerLayerDown = "LOWERLAYERDOWN"
	InterfaceStatusTesting        = "TESTING"
	InterfaceStatusDormant        = "DORMANT"
)

// UpdateStatuses are the documented values of update_status.
func UpdateStatuses() []string {
	return []string{UpdateStatusChangesApplied, UpdateStatusChangesPending, UpdateStatusUnavailable}
}

// CableStatuses are the documented values of interface_details.cable_status.
func CableStatuses() []string {
	return []string{CableStatusConnected, CableStatusDisconnected, CableStatusUnknown}
}

// InterfaceStatuses are the documented values of
// interface_details.interface_status.
func InterfaceStatuses() []string {
	return []string{
		InterfaceStatusUp, InterfaceStatusDown, InterfaceStatusMissing, InterfaceStatusUnknown,
		InterfaceStatusNotPresent, InterfaceStatusLowerLayerDown, InterfaceStatusTesting, InterfaceStatusDormant,
	}
}

// Expectation is what a user expects of a status. A nil member expects nothing;
// a value that the service didn't send satisfies no expectation.
type Expectation struct {
	// UpdateStatus, CableStatus and InterfaceStatus are lists of which the value
	// seen must be one; the last two speak of interface_details.
	UpdateStatus    []string `tfsdk:"update_status"`
	CableStatus     []string `tfsdk:"cable_status"`
	InterfaceStatus []string `tfsdk:"interface_status"`
	// MinSpeed is in Mbps, of interface_details.
	MinSpeed *int64 `tfsdk:"min_speed"`
	// MinMTU is in bytes, of the applied interface_status.
	MinMTU *int64 `tfsdk:"min_mtu"`
}

// Healthy is what an interface that carries traffic looks like: cabled, up and
// settled.
func Healthy() Expectation {
	return Expectation{
		UpdateStatus:    []string{UpdateStatusChangesApplied},
		CableStatus:     []string{CableStatusConnected},
		InterfaceStatus: []string{InterfaceStatusUp},
	}
}

// Faults compares a status with the expectation, physical things first. It is
// empty where all is met.
func (e Expectation) Faults(status *NetworkInterfaceStatus) []expect.Fault {
	details := status.InterfaceDetails
	if details == nil {
		details = &InterfaceDetails{}
	}
	applied := status.InterfaceStatus
	if applied == nil {
		applied = &InterfaceStatus{}
	}
	var faults []expect.Fault
	faults = expect.OneOf(faults, "interface_details.cable_status", e.CableStatus, details.CableStatus,
		"Check the cable, the transceivers and the switch port.")
	faults = expect.OneOf(faults, "interface_details.interface_status", e.InterfaceStatus, details.InterfaceStatus,
		"Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.")
	faults = expect.AtLeast(faults, "interface_details.speed", "Mbps", e.MinSpeed, details.Speed,
		"A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch.")
	faults = expect.AtLeast(faults, "interface_status.mtu", "bytes", e.MinMTU, applied.MTU,
		"Check the MTU in the cluster's network configuration and on the switch.")
	return expect.OneOf(faults, "update_status", e.UpdateStatus, status.UpdateStatus, updateAdvice(status.UpdateStatus))
}

func updateAdvice(seen *string) string {
	switch {
	case seen != nil && *seen == UpdateStatusChangesPending:
		return "The node is still applying a network change: wait until it has, or look for what holds it up."
	case seen != nil && *seen == UpdateStatusUnavailable:
		return "The node could not be asked: check that it is powered on and in the cluster's quorum."
	default:
		return "Check whether the node has applied the last network change and can be reached."
	}
}
