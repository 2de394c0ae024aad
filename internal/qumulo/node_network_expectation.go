// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// Values that the service documents for the enumerations people expect something of
// in a node's status. Later versions may add more.
const (
	ApplicationStatusApplied = "APPLIED"
	ApplicationStatusPending = "PENDING"
	ApplicationStatusFailed  = "FAILED"

	UseForFrontend           = "FRONTEND"
	UseForBackend            = "BACKEND"
	UseForFrontendAndBackend = "FRONTEND_AND_BACKEND"
	UseForUnderlying         = "UNDERLYING"
	UseForNone               = "NONE"
)

// ApplicationStatuses are the documented values of status in
// managed_interface_statuses and network_statuses.
func ApplicationStatuses() []string {
	return []string{ApplicationStatusApplied, ApplicationStatusPending, ApplicationStatusFailed}
}

// UsesFor are the documented values of network_details.use_for.
func UsesFor() []string {
	return []string{UseForFrontend, UseForBackend, UseForFrontendAndBackend, UseForUnderlying, UseForNone}
}

// NodeExpectation is what a user expects of a node's status. A nil member expects
// nothing; a value that the service didn't send satisfies no expectation.
type NodeExpectation struct {
	// CableStatus and InterfaceStatus are lists of which the value seen must be one,
	// MinSpeed is in Mbps and MinMTU in bytes: of each device that is selected.
	CableStatus     []string `tfsdk:"cable_status"`
	InterfaceStatus []string `tfsdk:"interface_status"`
	MinSpeed        *int64   `tfsdk:"min_speed"`
	MinMTU          *int64   `tfsdk:"min_mtu"`
	// ApplicationStatus is for every entry of managed_interface_statuses and
	// network_statuses.
	ApplicationStatus []string `tfsdk:"application_status"`
	// Devices and UseFor select devices, which match both. Where both are nil, those
	// are selected that are used for something.
	Devices []string `tfsdk:"devices"`
	UseFor  []string `tfsdk:"use_for"`
}

// NodeFaults says how a node differs from one that carries traffic: every device that
// is used for something is cabled and up, and what has been configured is applied.
// Where the host manages the network, nothing is configured through the cluster.
func NodeFaults(status *NodeNetworkStatus) []expect.Mismatch {
	healthy := NodeExpectation{CableStatus: []string{CableStatusConnected}, InterfaceStatus: []string{InterfaceStatusUp}}
	if len(status.ManagedInterfaceStatuses)+len(status.NetworkStatuses) > 0 {
		healthy.ApplicationStatus = []string{ApplicationStatusApplied}
	}
	return healthy.Mismatches(status)
}

// Mismatches compares a status with the expectation, devices first. It is empty where
// all is met.
func (e NodeExpectation) Mismatches(status *NodeNetworkStatus) []expect.Mismatch {
	mismatches := e.absent(status.Devices)
	if e.judgesDevices() {
		isSelected := false
		for i, device := range status.Devices {
			if device != nil && e.selects(device) {
				isSelected = true
				mismatches = e.deviceMismatches(mismatches, place("devices", i, device.Name), device)
			}
		}
		if !isSelected && len(mismatches) == 0 {
			mismatches = append(mismatches, e.nothingSelected(status.Devices))
		}
	}
	if e.ApplicationStatus == nil {
		return mismatches
	}
	for i, entry := range status.ManagedInterfaceStatuses {
		entry = cmp.Or(entry, &Application{})
		mismatches = e.applicationMismatches(mismatches, place("managed_interface_statuses", i, entry.Name), entry)
	}
	for _, id := range slices.Sorted(maps.Keys(status.NetworkStatuses)) {
		mismatches = e.applicationMismatches(mismatches, place("network_statuses", 0, &id), cmp.Or(status.NetworkStatuses[id], &Application{}))
	}
	if len(status.ManagedInterfaceStatuses)+len(status.NetworkStatuses) == 0 {
		mismatches = append(mismatches, expect.Mismatch{
			Sentence: "managed_interface_statuses and network_statuses have no entry, expected " + alternatives(e.ApplicationStatus) + ".",
			Advice:   "Where the host manages the network, nothing is configured through the cluster and there is nothing to apply: leave application_status out there.",
		})
	}
	return mismatches
}

// judgesDevices reports whether there is a condition on devices.
func (e NodeExpectation) judgesDevices() bool {
	return e.CableStatus != nil || e.InterfaceStatus != nil || e.MinSpeed != nil || e.MinMTU != nil
}

// absent are the devices that are named and not there.
func (e NodeExpectation) absent(devices []*NetworkDevice) []expect.Mismatch {
	var mismatches []expect.Mismatch
	for i, name := range e.Devices {
		isNamed := func(device *NetworkDevice) bool { return device != nil && device.Name != nil && *device.Name == name }
		if slices.ContainsFunc(devices, isNamed) || slices.Contains(e.Devices[:i], name) {
			continue
		}
		mismatches = append(mismatches, expect.Mismatch{
			Sentence: fmt.Sprintf("devices[%q] is not there. %s", name, listed(devices)),
			Advice:   "Check the names in devices, which differ between platforms and configurations; a network card that has failed may be missing.",
		})
	}
	return mismatches
}

// selects reports whether the conditions are for a device.
func (e NodeExpectation) selects(device *NetworkDevice) bool {
	useFor := useOf(device)
	if e.Devices == nil && e.UseFor == nil {
		return useFor != nil && *useFor != UseForNone
	}
	return (e.Devices == nil || (device.Name != nil && slices.Contains(e.Devices, *device.Name))) &&
		(e.UseFor == nil || (useFor != nil && slices.Contains(e.UseFor, *useFor)))
}

func useOf(device *NetworkDevice) *string {
	if device.NetworkDetails == nil {
		return nil
	}
	return device.NetworkDetails.UseFor
}

func (e NodeExpectation) deviceMismatches(mismatches []expect.Mismatch, at string, device *NetworkDevice) []expect.Mismatch {
	mismatches = expect.OneOf(mismatches, at+".cable_status", e.CableStatus, device.CableStatus, cableAdvice)
	mismatches = expect.OneOf(mismatches, at+".interface_status", e.InterfaceStatus, device.InterfaceStatus, linkAdvice)
	speed, advice := knownSpeed(device.Speed)
	mismatches = expect.AtLeast(mismatches, at+".speed", "Mbps", e.MinSpeed, speed, advice)
	return expect.AtLeast(mismatches, at+".mtu", "bytes", e.MinMTU, device.MTU, mtuAdvice)
}

// nothingSelected says that the conditions are for no device.
func (e NodeExpectation) nothingSelected(devices []*NetworkDevice) expect.Mismatch {
	selection := "used for something (network_details.use_for)"
	switch {
	case e.Devices != nil && e.UseFor != nil:
		selection = "named " + alternatives(e.Devices) + " and used for " + alternatives(e.UseFor)
	case e.UseFor != nil:
		selection = "used for " + alternatives(e.UseFor)
	}
	return expect.Mismatch{
		Sentence: fmt.Sprintf("No device is %s, so that none is as expected. %s", selection, listed(devices)),
		Advice:   "Compare devices and use_for with the devices that the node has. A cluster whose version has v3 as a preview only may leave network_details out.",
	}
}

func (e NodeExpectation) applicationMismatches(mismatches []expect.Mismatch, at string, entry *Application) []expect.Mismatch {
	return expect.OneOf(mismatches, at+".status", e.ApplicationStatus, entry.Status, applicationAdvice(entry))
}

func applicationAdvice(entry *Application) string {
	switch {
	case entry.Status != nil && *entry.Status == ApplicationStatusFailed && entry.Details != nil && *entry.Details != "":
		const maxLength = 1000
		return fmt.Sprintf("The node could not apply the configuration. It says: %q", redact.Clip(*entry.Details, maxLength))
	case entry.Status != nil && *entry.Status == ApplicationStatusFailed:
		return "The node could not apply the configuration, and gives no details."
	case entry.Status != nil && *entry.Status == ApplicationStatusPending:
		return "The node is still applying the network configuration: wait until it has, or look for what holds it up."
	default:
		return "Check whether the node has applied the network configuration and can be reached."
	}
}

// place is where an entry stands, by its name where it has one.
func place(list string, index int, name *string) string {
	if name == nil {
		return fmt.Sprintf("%s[%d]", list, index)
	}
	const maxLength = 100
	return fmt.Sprintf("%s[%q]", list, redact.Clip(*name, maxLength))
}

// listed says which devices a node has and what they are used for.
func listed(devices []*NetworkDevice) string {
	const maxNames = 20
	var names []string
	for i, device := range devices {
		switch {
		case i == maxNames:
			return fmt.Sprintf("The node has %s and %d more.", strings.Join(names, ", "), len(devices)-maxNames)
		case device == nil || device.Name == nil:
			names = append(names, "a device without a name")
			continue
		}
		const maxLength = 30
		name := fmt.Sprintf("%q", redact.Clip(*device.Name, maxLength))
		if use := useOf(device); use != nil {
			name += " (" + redact.Clip(*use, maxLength) + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "The node has no device."
	}
	return "The node has " + strings.Join(names, ", ") + "."
}

func alternatives(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = fmt.Sprintf("%q", value)
	}
	return strings.Join(quoted, " or ")
}
