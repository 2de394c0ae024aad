// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// NetworkInterfaceStatus is the status of one network interface on one node, as
// GET /v2/network/interfaces/{interface_id}/status/{node_id} answers it. The one
// type serves the service's JSON and Terraform's schema, which have the same
// names. Nothing in the documented schema is required, so a member that is
// missing or null is nil, inside lists too, and an empty list is an empty list.
// Enumerations are open: later versions of the service add values.
type NetworkInterfaceStatus struct {
	NodeID           *int64            `json:"node_id" tfsdk:"node_id"`
	NodeName         *string           `json:"node_name" tfsdk:"node_name"`
	UpdateStatus     *string           `json:"update_status" tfsdk:"update_status"`
	InterfaceDetails *InterfaceDetails `json:"interface_details" tfsdk:"interface_details"`
	InterfaceStatus  *InterfaceStatus  `json:"interface_status" tfsdk:"interface_status"`
	NetworkStatuses  []*NetworkStatus  `json:"network_statuses" tfsdk:"network_statuses"`
	AWSStatus        *AWSStatus        `json:"aws_status" tfsdk:"aws_status"`
	AzureStatus      *AzureStatus      `json:"azure_status" tfsdk:"azure_status"`
	GCPStatus        *GCPStatus        `json:"gcp_status" tfsdk:"gcp_status"`
}

// InterfaceDetails is the link itself: cable, speed in Mbps, counters in bytes.
// Counters and timestamp (epoch milliseconds) are strings in the service's JSON,
// since they pass 2^53.
type InterfaceDetails struct {
	Speed           *int64  `json:"speed" tfsdk:"speed"`
	BytesSent       *string `json:"bytes_sent" tfsdk:"bytes_sent"`
	BytesReceived   *string `json:"bytes_received" tfsdk:"bytes_received"`
	CableStatus     *string `json:"cable_status" tfsdk:"cable_status"`
	InterfaceStatus *string `json:"interface_status" tfsdk:"interface_status"`
	MACAddress      *string `json:"mac_address" tfsdk:"mac_address"`
	Timestamp       *string `json:"timestamp" tfsdk:"timestamp"`
}

// InterfaceStatus is the configuration that the interface has applied; MTU is in
// bytes. An unset IPv6 gateway is the empty string.
type InterfaceStatus struct {
	InterfaceID        *int64  `json:"interface_id" tfsdk:"interface_id"`
	Name               *string `json:"name" tfsdk:"name"`
	DefaultGateway     *string `json:"default_gateway" tfsdk:"default_gateway"`
	DefaultGatewayIPv6 *string `json:"default_gateway_ipv6" tfsdk:"default_gateway_ipv6"`
	BondingMode        *string `json:"bonding_mode" tfsdk:"bonding_mode"`
	MTU                *int64  `json:"mtu" tfsdk:"mtu"`
}

// NetworkStatus is one network on the interface; MTU is in bytes.
type NetworkStatus struct {
	Name              *string   `json:"name" tfsdk:"name"`
	AssignedBy        *string   `json:"assigned_by" tfsdk:"assigned_by"`
	Address           *string   `json:"address" tfsdk:"address"`
	FloatingAddresses []*string `json:"floating_addresses" tfsdk:"floating_addresses"`
	DNSServers        []*string `json:"dns_servers" tfsdk:"dns_servers"`
	DNSSearchDomains  []*string `json:"dns_search_domains" tfsdk:"dns_search_domains"`
	Netmask           *string   `json:"netmask" tfsdk:"netmask"`
	MTU               *int64    `json:"mtu" tfsdk:"mtu"`
	VLANID            *int64    `json:"vlan_id" tfsdk:"vlan_id"`
}

// AWSStatus is there on clusters in AWS.
type AWSStatus struct {
	ENIID                *string   `json:"eni_id" tfsdk:"eni_id"`
	DeviceNumber         *int64    `json:"device_number" tfsdk:"device_number"`
	PrivateIPv4Addresses []*string `json:"private_ipv4_addresses" tfsdk:"private_ipv4_addresses"`
	SubnetID             *string   `json:"subnet_id" tfsdk:"subnet_id"`
	SubnetMask           *string   `json:"subnet_mask" tfsdk:"subnet_mask"`
	VPCID                *string   `json:"vpc_id" tfsdk:"vpc_id"`
	SecurityGroups       []*string `json:"security_groups" tfsdk:"security_groups"`
}

// AzureStatus is there on clusters in Azure.
type AzureStatus struct {
	PrivateIPv4Address *string `json:"private_ipv4_address" tfsdk:"private_ipv4_address"`
	Network            *string `json:"network" tfsdk:"network"`
	SubnetMask         *string `json:"subnet_mask" tfsdk:"subnet_mask"`
}

// GCPStatus is there on clusters in Google Cloud.
type GCPStatus struct {
	PrivateIPv4Address *string   `json:"private_ipv4_address" tfsdk:"private_ipv4_address"`
	IPAliases          []*string `json:"ip_aliases" tfsdk:"ip_aliases"`
	Network            *string   `json:"network" tfsdk:"network"`
	SubnetMask         *string   `json:"subnet_mask" tfsdk:"subnet_mask"`
}

// NetworkInterfaceStatus reads the status of one interface on one node. Its errors
// are a [*transport.Error].
func (c *Client) NetworkInterfaceStatus(ctx context.Context, interfaceID, nodeID int64) (*NetworkInterfaceStatus, transport.RequestInfo, error) {
	status := &NetworkInterfaceStatus{}
	info, err := c.get(ctx, fmt.Sprintf("/v2/network/interfaces/%d/status/%d", interfaceID, nodeID), 0, func(body []byte) error {
		if err := strictjson.Object(body, status); err != nil {
			return err
		}
		if err := checkNodeID(status.NodeID, nodeID); err != nil {
			return err
		}
		return checkInterfaceID(status, interfaceID, "")
	})
	return status, info, err
}

// checkNodeID compares the node of a status with the one asked for.
func checkNodeID(got *int64, want int64) error {
	switch {
	case got == nil:
		return &strictjson.Error{Field: "node_id", Problem: "expected an integer, got none"}
	case *got != want:
		return &strictjson.Error{Field: "node_id", Problem: fmt.Sprintf("asked for node %d, got the status of node %d", want, *got)}
	default:
		return nil
	}
}

// checkInterfaceID compares the interface of a status, if it names one, with the one asked
// for. Place is where the status stands in the document.
func checkInterfaceID(status *NetworkInterfaceStatus, want int64, place string) error {
	if got := status.applied().InterfaceID; got != nil && *got != want {
		return &strictjson.Error{Field: place + "interface_status.interface_id", Problem: fmt.Sprintf("asked for interface %d, got the status of interface %d", want, *got)}
	}
	return nil
}

// NetworkInterfaceStatuses reads the status of one interface on every node, sorted
// by node. Its errors are a [*transport.Error].
func (c *Client) NetworkInterfaceStatuses(ctx context.Context, interfaceID int64) ([]*NetworkInterfaceStatus, transport.RequestInfo, error) {
	var statuses []*NetworkInterfaceStatus
	info, err := c.get(ctx, fmt.Sprintf("/v2/network/interfaces/%d/status/", interfaceID), maxListBody, func(body []byte) error {
		if err := strictjson.Array(body, &statuses); err != nil {
			return err
		}
		for i, status := range statuses {
			if status == nil {
				continue
			}
			if err := checkInterfaceID(status, interfaceID, fmt.Sprintf("[%d].", i)); err != nil {
				return err
			}
		}
		return sortByNode(statuses, "node_id", func(status *NetworkInterfaceStatus) *int64 { return status.NodeID })
	})
	return statuses, info, err
}

// sortByNode sorts elements by their nodes, of which each must have one of its own: one
// that comes twice would be counted twice. Field is where an element holds it.
func sortByNode[T any](elements []*T, field string, nodeID func(*T) *int64) error {
	first := make(map[int64]int, len(elements))
	for i, element := range elements {
		place := fmt.Sprintf("[%d].%s", i, field)
		if element == nil || nodeID(element) == nil {
			return &strictjson.Error{Field: place, Problem: "expected an integer, got none"}
		}
		id := *nodeID(element)
		if earlier, isTwice := first[id]; isTwice {
			return &strictjson.Error{Field: place, Problem: fmt.Sprintf("node %d is there twice, also as element %d", id, earlier)}
		}
		first[id] = i
	}
	slices.SortFunc(elements, func(a, b *T) int { return cmp.Compare(*nodeID(a), *nodeID(b)) })
	return nil
}

// The lists of documented values are for the enumerations people expect something of. Later
// versions of the service may add more.

// UpdateStatuses returns the documented values of update_status.
func UpdateStatuses() []string {
	return []string{"CHANGES_APPLIED", "CHANGES_PENDING", "UNAVAILABLE"}
}

// CableStatuses returns the documented values of interface_details.cable_status.
func CableStatuses() []string {
	return []string{"CONNECTED", "DISCONNECTED", "UNKNOWN"}
}

// InterfaceStatuses returns the documented values of
// interface_details.interface_status.
func InterfaceStatuses() []string {
	return []string{
		"UP", "DOWN", "MISSING", "UNKNOWN",
		"NOTPRESENT", "LOWERLAYERDOWN", "TESTING", "DORMANT",
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
	// Same are the fields ([SameFields]) that are alike in all statuses.
	Same []string `tfsdk:"same"`
}

// Healthy returns what an interface that carries traffic looks like: cabled, up and
// settled.
func Healthy() Expectation {
	return Expectation{
		UpdateStatus:    []string{"CHANGES_APPLIED"},
		CableStatus:     []string{"CONNECTED"},
		InterfaceStatus: []string{"UP"},
	}
}

// What to check about a link, in both generations of status.
const (
	cableAdvice = "Check the cable, the transceivers and the switch port."
	linkAdvice  = "Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running."
	mtuAdvice   = "Check the MTU in the cluster's network configuration and on the switch."
)

// Mismatches compares a status with the expectation, physical things first. It is
// empty where all is met. Quote writes what
// the service has sent; nil is [strconv.Quote].
func (e Expectation) Mismatches(status *NetworkInterfaceStatus, quote func(string) string) []expect.Mismatch {
	return e.MismatchesOfAll([]*NetworkInterfaceStatus{status}, quote)[0]
}

// MismatchesOfAll compares many statuses with the expectation, and with each other.
func (e Expectation) MismatchesOfAll(statuses []*NetworkInterfaceStatus, quote func(string) string) [][]expect.Mismatch {
	speeds, mtus := make([]*int64, len(statuses)), make([]*int64, len(statuses))
	for i, status := range statuses {
		speeds[i], _ = knownSpeed(status.details().Speed)
		mtus[i] = status.applied().MTU
	}
	alike := newSameness(e.Same, speeds, mtus)
	mismatches := make([][]expect.Mismatch, len(statuses))
	for i, status := range statuses {
		mismatches[i] = e.compare(status, alike, quote)
	}
	return mismatches
}

func (e Expectation) compare(status *NetworkInterfaceStatus, alike sameness, quote func(string) string) []expect.Mismatch {
	details, applied := status.details(), status.applied()
	c := expect.Comparison{Quote: quote}
	c.OneOf("interface_details.cable_status", e.CableStatus, details.CableStatus, cableAdvice)
	c.OneOf("interface_details.interface_status", e.InterfaceStatus, details.InterfaceStatus, linkAdvice)
	speed, advice := knownSpeed(details.Speed)
	c.AtLeast("interface_details.speed", "Mbps", e.MinSpeed, speed, advice)
	c.AtLeast("interface_status.mtu", "bytes", e.MinMTU, applied.MTU, mtuAdvice)
	alike.compare(&c, "interface_details.speed", speed, advice, "interface_status.mtu", applied.MTU)
	c.OneOf("update_status", e.UpdateStatus, status.UpdateStatus, updateAdvice(status.UpdateStatus))
	return c.Mismatches
}

// details returns those of the interface, or none of its values if there are none.
func (s *NetworkInterfaceStatus) details() InterfaceDetails {
	if s.InterfaceDetails == nil {
		return InterfaceDetails{}
	}
	return *s.InterfaceDetails
}

// applied returns the configuration of the interface, or none of its values if there is none.
func (s *NetworkInterfaceStatus) applied() InterfaceStatus {
	if s.InterfaceStatus == nil {
		return InterfaceStatus{}
	}
	return *s.InterfaceStatus
}

// knownSpeed returns a speed in Mbps, nil if the cluster doesn't know it, and what to check if
// it is too low. Some versions send -1 as an unsigned number of 32 bits
// for a speed that isn't known.
func knownSpeed(speed *int64) (known *int64, advice string) {
	if speed == nil || *speed == math.MaxUint32 || *speed < 0 {
		return nil, "The cluster reports no speed for this interface, which is usual on cloud instances (leave min_speed out there), or a port that is down."
	}
	return speed, "A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch."
}

func updateAdvice(seen *string) string {
	switch {
	case seen != nil && *seen == "CHANGES_PENDING":
		return "The node is still applying a network change: wait until it has, or look for what holds it up."
	case seen != nil && *seen == "UNAVAILABLE":
		return "The node could not be asked: check that it is powered on and in the cluster's quorum."
	default:
		return "Check whether the node has applied the last network change and can be reached."
	}
}
