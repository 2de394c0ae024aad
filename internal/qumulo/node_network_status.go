// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"cmp"
	"context"
	"fmt"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// NodeNetworkStatus is the network status of one node, as
// GET /v3/network/status/{node_id} answers it. What [NetworkInterfaceStatus] says of
// names and of what is missing holds here too; an empty map is an empty map.
type NodeNetworkStatus struct {
	NodeID                   *int64                    `json:"node_id" tfsdk:"node_id"`
	NodeName                 *string                   `json:"node_name" tfsdk:"node_name"`
	ManagedInterfaceStatuses []*Application            `json:"managed_interface_statuses" tfsdk:"managed_interface_statuses"`
	NetworkStatuses          map[string]*Application   `json:"network_statuses" tfsdk:"network_statuses"`
	Devices                  []*NetworkDevice          `json:"devices" tfsdk:"devices"`
	Environment              *NodeNetworkEnvironment   `json:"environment" tfsdk:"environment"`
	CloudStatus              *NodeNetworkCloudProvider `json:"cloud_status" tfsdk:"cloud_status"`
}

// Application says how far the configuration of an interface or a network has been
// applied on the node.
type Application struct {
	Name    *string `json:"name" tfsdk:"name"`
	Status  *string `json:"status" tfsdk:"status"`
	Details *string `json:"details" tfsdk:"details"`
}

// NetworkDevice is a device of the node's operating system: a bond, a network card,
// the loopback. MTU and counters are in bytes. Speed is in Mbps, and a string in the
// service's JSON.
type NetworkDevice struct {
	Name                *string         `json:"name" tfsdk:"name"`
	PermanentMACAddress *string         `json:"permanent_mac_address" tfsdk:"permanent_mac_address"`
	MACAddress          *string         `json:"mac_address" tfsdk:"mac_address"`
	Speed               *int64          `json:"speed" tfsdk:"speed"`
	BytesSent           *string         `json:"bytes_sent" tfsdk:"bytes_sent"`
	BytesReceived       *string         `json:"bytes_received" tfsdk:"bytes_received"`
	CableStatus         *string         `json:"cable_status" tfsdk:"cable_status"`
	InterfaceStatus     *string         `json:"interface_status" tfsdk:"interface_status"`
	MTU                 *int64          `json:"mtu" tfsdk:"mtu"`
	BondingMode         *string         `json:"bonding_mode" tfsdk:"bonding_mode"`
	VLANID              *int64          `json:"vlan_id" tfsdk:"vlan_id"`
	Timestamp           *string         `json:"timestamp" tfsdk:"timestamp"`
	NetworkDetails      *NetworkDetails `json:"network_details" tfsdk:"network_details"`
}

// NetworkDetails says what a device is used for; which of the other members are
// there depends on that.
type NetworkDetails struct {
	UseFor                  *string      `json:"use_for" tfsdk:"use_for"`
	QumuloIPAddresses       []*IPAddress `json:"qumulo_ip_addresses" tfsdk:"qumulo_ip_addresses"`
	HostRoutableIPAddresses []*string    `json:"host_routable_ip_addresses" tfsdk:"host_routable_ip_addresses"`
	UpperInterfaceName      *string      `json:"upper_interface_name" tfsdk:"upper_interface_name"`
	Addresses               []*string    `json:"addresses" tfsdk:"addresses"`
}

// IPAddress is an address that the cluster uses on a device.
type IPAddress struct {
	NetworkID         *int64    `json:"network_id" tfsdk:"network_id"`
	AssignedBy        *string   `json:"assigned_by" tfsdk:"assigned_by"`
	Netmask           *string   `json:"netmask" tfsdk:"netmask"`
	Address           *string   `json:"address" tfsdk:"address"`
	FloatingAddresses []*string `json:"floating_addresses" tfsdk:"floating_addresses"`
	Gateway           *string   `json:"gateway" tfsdk:"gateway"`
}

// NodeNetworkEnvironment is what holds for the node as a whole.
type NodeNetworkEnvironment struct {
	DNSServers                []*string `json:"dns_servers" tfsdk:"dns_servers"`
	DNSSearchDomains          []*string `json:"dns_search_domains" tfsdk:"dns_search_domains"`
	SystemwideDefaultGateways []*string `json:"systemwide_default_gateways" tfsdk:"systemwide_default_gateways"`
}

// NodeNetworkCloudProvider is there on clusters in a cloud.
type NodeNetworkCloudProvider struct {
	Type        *string      `json:"type" tfsdk:"type"`
	AWSStatus   *AWSStatus   `json:"aws_status" tfsdk:"aws_status"`
	AzureStatus *AzureStatus `json:"azure_status" tfsdk:"azure_status"`
	GCPStatus   *GCPStatus   `json:"gcp_status" tfsdk:"gcp_status"`
}

// The documents add to the types above what the wire writes differently (speed), and
// the names that the published document has in place of the wire's. A field here
// hides the one of its name in the type embedded.
type (
	nodeNetworkStatusDocument struct {
		NodeNetworkStatus
		Devices   []*networkDeviceDocument  `json:"devices"`
		Published *NodeNetworkCloudProvider `json:"api_cloud_provider_status"`
	}

	networkDeviceDocument struct {
		NetworkDevice
		Speed          *strictjson.WholeNumber `json:"speed"`
		NetworkDetails *networkDetailsDocument `json:"network_details"`
		Published      *networkDetailsDocument `json:"api_network_specific_fields"`
	}

	networkDetailsDocument struct {
		NetworkDetails
		Published *string `json:"type"`
	}
)

// status returns the document under the wire's names, which win if both are there.
func (d *nodeNetworkStatusDocument) status() *NodeNetworkStatus {
	status := d.NodeNetworkStatus
	status.CloudStatus = cmp.Or(status.CloudStatus, d.Published)
	if d.Devices != nil {
		status.Devices = make([]*NetworkDevice, len(d.Devices))
	}
	for i, device := range d.Devices {
		if device != nil {
			status.Devices[i] = device.device()
		}
	}
	return &status
}

func (d *networkDeviceDocument) device() *NetworkDevice {
	device := d.NetworkDevice
	device.Speed = (*int64)(d.Speed)
	if details := cmp.Or(d.NetworkDetails, d.Published); details != nil {
		device.NetworkDetails = &details.NetworkDetails
		device.NetworkDetails.UseFor = cmp.Or(details.UseFor, details.Published)
	}
	return &device
}

func decodeNodeNetworkStatus(body []byte) (*NodeNetworkStatus, error) {
	document := &nodeNetworkStatusDocument{}
	if err := strictjson.Object(body, document); err != nil {
		return nil, err
	}
	return document.status(), nil
}

func decodeNodeNetworkStatuses(body []byte) ([]*NodeNetworkStatus, error) {
	var documents []*nodeNetworkStatusDocument
	if err := strictjson.Array(body, &documents); err != nil {
		return nil, err
	}
	statuses := make([]*NodeNetworkStatus, len(documents))
	for i, document := range documents {
		if document != nil {
			statuses[i] = document.status()
		}
	}
	return statuses, sortByNode(statuses, "node_id", func(status *NodeNetworkStatus) *int64 { return status.NodeID })
}

// NodeNetworkStatus reads the network status of one node. Its errors are a
// [*transport.Error].
func (c *Client) NodeNetworkStatus(ctx context.Context, nodeID int64) (*NodeNetworkStatus, transport.RequestInfo, error) {
	var status *NodeNetworkStatus
	info, err := c.get(ctx, fmt.Sprintf("/v3/network/status/%d", nodeID), 0, func(body []byte) error {
		var err error
		if status, err = decodeNodeNetworkStatus(body); err != nil {
			return err
		}
		return checkNodeID(status.NodeID, nodeID)
	})
	return status, info, err
}

// NodeNetworkStatuses reads the network status of every node, sorted by node. Its
// errors are a [*transport.Error].
func (c *Client) NodeNetworkStatuses(ctx context.Context) ([]*NodeNetworkStatus, transport.RequestInfo, error) {
	var statuses []*NodeNetworkStatus
	info, err := c.get(ctx, "/v3/network/status", maxListBody, func(body []byte) error {
		var err error
		statuses, err = decodeNodeNetworkStatuses(body)
		return err
	})
	return statuses, info, err
}
