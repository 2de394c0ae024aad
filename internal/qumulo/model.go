// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

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

// NetworkInterface is one network interface of the cluster, as
// GET /v2/network/interfaces/ answers it; MTU is in bytes.
type NetworkInterface struct {
	ID                 *int64  `json:"id" tfsdk:"id"`
	Name               *string `json:"name" tfsdk:"name"`
	DefaultGateway     *string `json:"default_gateway" tfsdk:"default_gateway"`
	DefaultGatewayIPv6 *string `json:"default_gateway_ipv6" tfsdk:"default_gateway_ipv6"`
	BondingMode        *string `json:"bonding_mode" tfsdk:"bonding_mode"`
	MTU                *int64  `json:"mtu" tfsdk:"mtu"`
}
