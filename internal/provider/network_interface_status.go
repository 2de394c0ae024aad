// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// What to check where an interface isn't found on a node.
const noInterfaceAdvice = "The interface or the node may not exist: data \"netstatus_network_interfaces\" lists the interfaces, and data \"netstatus_nodes\" the nodes. " + noV2Advice

func networkInterfaceStatus() definition {
	return definition{
		name: "netstatus_network_interface_status",
		description: "The status of one network interface on one node of a Qumulo cluster: cable, speed, addresses, and whether the node has applied the last change. " +
			"Reads `GET /v2/network/interfaces/{interface_id}/status/{node_id}`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		attributes: func() map[string]schema.Attribute {
			attributes := networkInterfaceStatusFields()
			attributes["interface_id"] = interfaceIDAttribute()
			attributes["node_id"] = nodeIDAttribute()
			attributes["allow_missing"] = allowMissingAttribute()
			return attributes
		},
		expect: networkInterfaceExpect(false),
		get:    readNetworkInterfaceStatus,
	}
}

func interfaceIDAttribute() schema.NumberAttribute {
	return numberArgument("ID of the network interface. Ids start at 1, usually `bond0`.", math.MaxInt64, true)
}

func nodeIDAttribute() schema.NumberAttribute {
	return numberArgument("ID of the node. Ids need not be consecutive.", math.MaxInt64, true)
}

// networkInterfaceExpect returns what can be expected of a status, or of each of many.
func networkInterfaceExpect(isPlural bool) *expectBlock {
	block := &expectBlock{isPlural: isPlural, weak: []string{"min_speed", "min_mtu", "same", "update_status"}, strong: "interface_status", conditions: map[string]schema.Attribute{
		"update_status":    acceptedValues("Accepted values of `update_status`.", qumulo.UpdateStatuses(), nil),
		"cable_status":     acceptedValues("Accepted values of `interface_details.cable_status`.", qumulo.CableStatuses(), nil),
		"interface_status": acceptedValues("Accepted values of `interface_details.interface_status`.", qumulo.InterfaceStatuses(), nil),
		"min_speed":        minSpeedArgument("Least `interface_details.speed` in Mbps. On a bond, only the speed reveals a lost member."),
		"min_mtu":          numberArgument("Least `interface_status.mtu` in bytes.", math.MaxInt64, false),
	}}
	if isPlural {
		block.conditions["same"] = sameArgument("What must be alike on all nodes: `interface_details.speed`, `interface_status.mtu` or both.")
	}
	return block
}

// networkInterfaceStatusModel is what a read fills in.
type networkInterfaceStatusModel struct {
	qumulo.NetworkInterfaceStatus
}

func readNetworkInterfaceStatus(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       networkInterfaceStatusModel
		conditions qumulo.Expectation
	)
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	interfaceID, nodeID, required := r.number("interface_id"), r.number("node_id"), r.expectation(&conditions)
	object := &gate.Target{
		Name:     fmt.Sprintf("network interface %d on node %d", interfaceID, nodeID),
		NotFound: noInterfaceAdvice, NotServed: noInterfaceAdvice,
	}
	return &read, append(diags, r.wait(ctx, service.Service, object, required, func(ctx context.Context) ([]gate.Element, error) {
		status, info, err := service.client.NetworkInterfaceStatus(ctx, interfaceID, nodeID)
		if r.isTrue("allow_missing") && gate.IsMissing(err) {
			if _, _, err := service.client.NetworkInterfaces(ctx); err != nil {
				return nil, err
			}
			read.NetworkInterfaceStatus = qumulo.NetworkInterfaceStatus{NodeID: &nodeID}
			return required.Missing(*object, err), nil
		}
		if err != nil {
			return nil, err
		}
		read.NetworkInterfaceStatus = *status
		return gate.One(*object, conditions.Mismatches(status, service.Quote), info), nil
	})...)
}

// networkInterfaceStatusFields returns the read-only attributes of a status but node_id,
// under the API's names.
func networkInterfaceStatusFields() map[string]schema.Attribute {
	fields := map[string]schema.Attribute{
		"node_name":     computedString("Name of the node."),
		"update_status": computedString("Whether the node has applied the last network change: " + enumeration(qumulo.UpdateStatuses()) + "; later versions may add values."),
		"interface_details": computedObject("The link itself.", map[string]schema.Attribute{
			"speed":            computedInt64("Speed of the network card in Mbps."),
			"bytes_sent":       computedString("Bytes sent over the interface, as a string of digits."),
			"bytes_received":   computedString("Bytes received over the interface, as a string of digits."),
			"cable_status":     computedString("Whether the network card is connected by a cable: " + enumeration(qumulo.CableStatuses()) + "."),
			"interface_status": computedString("State of the connection: " + enumeration(qumulo.InterfaceStatuses()) + "."),
			"mac_address":      computedString("MAC address."),
			"timestamp":        computedString("When the status was sampled, in milliseconds since the Unix epoch, as a string of digits."),
		}),
		"interface_status": computedObject("The interface's configuration as applied.", map[string]schema.Attribute{
			"interface_id":         computedInt64("ID of this interface configuration."),
			"name":                 computedString("Name of the interface, such as `bond0`."),
			"default_gateway":      computedString("IPv4 default gateway."),
			"default_gateway_ipv6": computedString("IPv6 default gateway; the empty string where none is set."),
			"bonding_mode":         computedString("Ethernet bonding mode, `ACTIVE_BACKUP` or `IEEE_8023AD`, if the interface is bonded."),
			"mtu":                  computedInt64("Maximum transfer unit in bytes."),
		}),
		"network_statuses": computedObjects("The networks on the interface.", map[string]schema.Attribute{
			"name":               computedString("User-assigned name of the network configuration."),
			"assigned_by":        computedString("How the address is assigned: `DHCP`, `STATIC`, `LINK_LOCAL`, or what later versions add (`HOST`)."),
			"address":            computedString("IPv4 or IPv6 address of the node."),
			"floating_addresses": computedStrings("Floating IPv4 or IPv6 addresses that the node holds now."),
			"dns_servers":        computedStrings("DNS servers."),
			"dns_search_domains": computedStrings("DNS search domains."),
			"netmask":            computedString("IPv4 or IPv6 netmask, or the subnet in CIDR notation."),
			"mtu":                computedInt64("Maximum transfer unit in bytes."),
			"vlan_id":            computedInt64("VLAN ID."),
		}),
	}
	maps.Copy(fields, cloudFields())
	return fields
}

// cloudFields returns the attributes for the node in each cloud.
func cloudFields() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"aws_status": computedObject("Status in AWS; `null` elsewhere.", map[string]schema.Attribute{
			"eni_id":                 computedString("ID of the elastic network interface."),
			"device_number":          computedInt64("Device number of the interface."),
			"private_ipv4_addresses": computedStrings("All private IPv4 addresses of the interface."),
			"subnet_id":              computedString("ID of the interface's subnet."),
			"subnet_mask":            computedString("Subnet mask of the interface."),
			"vpc_id":                 computedString("ID of the interface's VPC."),
			"security_groups":        computedStrings("Names of the security groups."),
		}),
		"azure_status": computedObject("Status in Azure; `null` elsewhere.", map[string]schema.Attribute{
			"private_ipv4_address": computedString("Private IPv4 address of this instance."),
			"network":              computedString("Azure network of this instance."),
			"subnet_mask":          computedString("Subnet mask of the instance's network."),
		}),
		"gcp_status": computedObject("Status in Google Cloud; `null` elsewhere.", map[string]schema.Attribute{
			"private_ipv4_address": computedString("Private IPv4 address of this instance."),
			"ip_aliases":           computedStrings("IP aliases of this instance."),
			"network":              computedString("Google Cloud network of this instance."),
			"subnet_mask":          computedString("Subnet mask of the instance's network."),
		}),
	}
}
