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

// ApplicationStatuses returns the documented values of status in
// managed_interface_statuses and network_statuses.
func ApplicationStatuses() []string {
	return []string{"APPLIED", "PENDING", "FAILED"}
}

// UsesFor returns the documented values of network_details.use_for.
func UsesFor() []string {
	return []string{"FRONTEND", "BACKEND", "FRONTEND_AND_BACKEND", "UNDERLYING", "NONE"}
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
	// Same are the fields ([SameFields]) that are alike in all devices that are selected,
	// of all nodes.
	Same []string `tfsdk:"same"`
}

// NodeFaults says how a node differs from one that carries traffic: every device that
// is used for something is cabled and up, and what has been configured is applied.
// Where the host manages the network, nothing is configured through the cluster.
func NodeFaults(status *NodeNetworkStatus) []expect.Mismatch {
	healthy := NodeExpectation{CableStatus: []string{"CONNECTED"}, InterfaceStatus: []string{"UP"}}
	if len(status.ManagedInterfaceStatuses)+len(status.NetworkStatuses) > 0 {
		healthy.ApplicationStatus = []string{"APPLIED"}
	}
	return healthy.Mismatches(status, nil)
}

// Mismatches compares a status with the expectation, devices first. It is empty where
// all is met. Quote writes what
// the service has sent; nil is [strconv.Quote].
func (e NodeExpectation) Mismatches(status *NodeNetworkStatus, quote func(string) string) []expect.Mismatch {
	return e.MismatchesOfAll([]*NodeNetworkStatus{status}, quote)[0]
}

// MismatchesOfAll compares the statuses of many nodes with the expectation, and with each
// other.
func (e NodeExpectation) MismatchesOfAll(statuses []*NodeNetworkStatus, quote func(string) string) [][]expect.Mismatch {
	var speeds, mtus []*int64
	for _, status := range statuses {
		for _, device := range status.Devices {
			if device != nil && e.selects(device) {
				speed, _ := knownSpeed(device.Speed)
				speeds, mtus = append(speeds, speed), append(mtus, device.MTU)
			}
		}
	}
	alike := newSameness(e.Same, speeds, mtus)
	mismatches := make([][]expect.Mismatch, len(statuses))
	for i, status := range statuses {
		c := &nodeComparison{expected: e, Comparison: expect.Comparison{Quote: quote}, alike: alike}
		c.compareDevices(status.Devices)
		c.compareApplications(status)
		mismatches[i] = c.Mismatches
	}
	return mismatches
}

// nodeComparison compares one node with the expectation.
type nodeComparison struct {
	expect.Comparison
	expected NodeExpectation
	alike    sameness
}

func (c *nodeComparison) compareDevices(devices []*NetworkDevice) {
	c.compareNames(devices)
	if !c.expected.judgesDevices() {
		return
	}
	isSelected := false
	for i, device := range devices {
		if device != nil && c.expected.selects(device) {
			isSelected = true
			c.compareDevice(c.place("devices", i, device.Name), device)
		}
	}
	if !isSelected && len(c.Mismatches) == 0 {
		c.nothingSelected(devices)
	}
}

func (c *nodeComparison) compareApplications(status *NodeNetworkStatus) {
	if c.expected.ApplicationStatus == nil {
		return
	}
	for i, entry := range status.ManagedInterfaceStatuses {
		entry = cmp.Or(entry, &Application{})
		c.compareApplication(c.place("managed_interface_statuses", i, entry.Name), entry)
	}
	for _, id := range slices.Sorted(maps.Keys(status.NetworkStatuses)) {
		c.compareApplication(c.place("network_statuses", 0, &id), cmp.Or(status.NetworkStatuses[id], &Application{}))
	}
	if len(status.ManagedInterfaceStatuses)+len(status.NetworkStatuses) == 0 {
		c.Add("managed_interface_statuses and network_statuses have no entry, expected "+expect.Alternatives(c.expected.ApplicationStatus)+".",
			"Where the host manages the network, nothing is configured through the cluster and there is nothing to apply: leave application_status out there.")
	}
}

// judgesDevices reports whether there is a condition on devices.
func (e NodeExpectation) judgesDevices() bool {
	return e.CableStatus != nil || e.InterfaceStatus != nil || e.MinSpeed != nil || e.MinMTU != nil || e.Same != nil
}

// compareNames adds the devices that are named and not there.
func (c *nodeComparison) compareNames(devices []*NetworkDevice) {
	for i, name := range c.expected.Devices {
		isNamed := func(device *NetworkDevice) bool { return device != nil && device.Name != nil && *device.Name == name }
		if slices.ContainsFunc(devices, isNamed) || slices.Contains(c.expected.Devices[:i], name) {
			continue
		}
		c.Add(fmt.Sprintf("devices[%q] is not there. %s", name, c.listed(devices)),
			"Check the names in devices, which differ between platforms and configurations; a network card that has failed may be missing.")
	}
}

// selects reports whether the conditions are for a device.
func (e NodeExpectation) selects(device *NetworkDevice) bool {
	useFor := useOf(device)
	if e.Devices == nil && e.UseFor == nil {
		return useFor != nil && *useFor != "NONE"
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

func (c *nodeComparison) compareDevice(at string, device *NetworkDevice) {
	c.OneOf(at+".cable_status", c.expected.CableStatus, device.CableStatus, cableAdvice)
	c.OneOf(at+".interface_status", c.expected.InterfaceStatus, device.InterfaceStatus, linkAdvice)
	speed, advice := knownSpeed(device.Speed)
	c.AtLeast(at+".speed", "Mbps", c.expected.MinSpeed, speed, advice)
	c.AtLeast(at+".mtu", "bytes", c.expected.MinMTU, device.MTU, mtuAdvice)
	c.alike.compare(&c.Comparison, at+".speed", speed, advice, at+".mtu", device.MTU)
}

// nothingSelected says that the conditions are for no device.
func (c *nodeComparison) nothingSelected(devices []*NetworkDevice) {
	selection := "used for something (network_details.use_for)"
	switch {
	case c.expected.Devices != nil && c.expected.UseFor != nil:
		selection = "named " + expect.Alternatives(c.expected.Devices) + " and used for " + expect.Alternatives(c.expected.UseFor)
	case c.expected.UseFor != nil:
		selection = "used for " + expect.Alternatives(c.expected.UseFor)
	}
	c.Add(fmt.Sprintf("No device is %s, so that none is as expected. %s", selection, c.listed(devices)),
		"Compare devices and use_for with the devices that the node has. A cluster whose version has v3 as a preview only may leave network_details out.")
}

func (c *nodeComparison) compareApplication(at string, entry *Application) {
	c.OneOf(at+".status", c.expected.ApplicationStatus, entry.Status, c.applicationAdvice(entry))
}

func (c *nodeComparison) applicationAdvice(entry *Application) string {
	switch {
	case entry.Status != nil && *entry.Status == "FAILED" && entry.Details != nil && *entry.Details != "":
		const maxLength = 1000
		return "The node could not apply the configuration. It says: " + c.short(*entry.Details, maxLength)
	case entry.Status != nil && *entry.Status == "FAILED":
		return "The node could not apply the configuration, and gives no details."
	case entry.Status != nil && *entry.Status == "PENDING":
		return "The node is still applying the network configuration: wait until it has, or look for what holds it up."
	default:
		return "Check whether the node has applied the network configuration and can be reached."
	}
}

// short returns what the node has sent as a sentence shows it, at most that long.
func (c *nodeComparison) short(text string, limit int) string {
	return c.Quoted(redact.Clip(text, limit))
}

// place returns where an entry stands, by its name if it has one.
func (c *nodeComparison) place(list string, index int, name *string) string {
	if name == nil {
		return fmt.Sprintf("%s[%d]", list, index)
	}
	const maxLength = 100
	return list + "[" + c.short(*name, maxLength) + "]"
}

// listed says which devices a node has and what they are used for.
func (c *nodeComparison) listed(devices []*NetworkDevice) string {
	const maxNames, maxLength = 20, 30
	var names []string
	for i, device := range devices {
		if i == maxNames {
			return fmt.Sprintf("The node has %s and %d more.", strings.Join(names, ", "), len(devices)-maxNames)
		}
		if device == nil || device.Name == nil {
			names = append(names, "a device without a name")
			continue
		}
		name := c.short(*device.Name, maxLength)
		if use := useOf(device); use != nil {
			name += " (" + strings.Trim(c.short(*use, maxLength), `"`) + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "The node has no device."
	}
	return "The node has " + strings.Join(names, ", ") + "."
}
