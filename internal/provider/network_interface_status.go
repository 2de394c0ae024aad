// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func networkInterfaceStatus() definition {
	return definition{
		name: Name + "_network_interface_status",
		description: "The status of one network interface on one node of a Qumulo cluster: cable, speed, addresses, and whether the node has applied the last change. " +
			"Reads `GET /v2/network/interfaces/{interface_id}/status/{node_id}`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		isEphemeral: true,
		attributes:  networkInterfaceStatusAttributes,
		newModel:    func() model { return &networkInterfaceStatusModel{} },
	}
}

// networkInterfaceStatusModel is the data source or the ephemeral resource.
type networkInterfaceStatusModel struct {
	timeouts
	InterfaceID int64               `tfsdk:"interface_id"`
	Expect      *qumulo.Expectation `tfsdk:"expect"`
	qumulo.NetworkInterfaceStatus
}

// read replaces the status in the model by the one that the cluster reports and
// that meets the expectation.
func (m *networkInterfaceStatusModel) read(ctx context.Context, services *services) diag.Diagnostics {
	service, diags := services.qumulo()
	if diags.HasError() {
		return diags
	}
	client := service.client
	if waits(ctx, m.Expect != nil) {
		client = client.WithoutRetries()
	}
	// The schema requires node_id, which the service's document may lack.
	nodeID := *m.NodeID
	err := waiter{
		poll: func(ctx context.Context) ([]expect.Mismatch, transport.RequestInfo, error) {
			status, info, err := client.NetworkInterfaceStatus(ctx, m.InterfaceID, nodeID)
			if err != nil {
				return nil, info, err
			}
			m.NetworkInterfaceStatus = *status
			if m.Expect == nil {
				return nil, info, nil
			}
			return m.Expect.Mismatches(status), info, nil
		},
	}.run(ctx)
	if err != nil {
		object := fmt.Sprintf("network interface %d on node %d", m.InterfaceID, nodeID)
		return append(diags, service.failure(object, err))
	}
	m.NodeID = &nodeID
	return diags
}

// networkInterfaceStatusAttributes are the attributes of the single status.
func networkInterfaceStatusAttributes() map[string]schema.Attribute {
	attributes := networkInterfaceStatusFields()
	attributes["interface_id"] = schema.Int64Attribute{
		Required:            true,
		MarkdownDescription: "ID of the network interface. Ids start at 1, usually `bond0`.",
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
	attributes["node_id"] = schema.Int64Attribute{
		Required:            true,
		MarkdownDescription: "ID of the node. Ids need not be consecutive.",
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
	attributes["expect"] = schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "What the status must be for the read to succeed. All members given must hold, and `null` in the response satisfies none. " +
			"Without it, a status is data, whatever it says.",
		Attributes: map[string]schema.Attribute{
			"update_status":    acceptedValues("Accepted values of `update_status`.", qumulo.UpdateStatuses()),
			"cable_status":     acceptedValues("Accepted values of `interface_details.cable_status`.", qumulo.CableStatuses()),
			"interface_status": acceptedValues("Accepted values of `interface_details.interface_status`.", qumulo.InterfaceStatuses()),
			"min_speed": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Least `interface_details.speed` in Mbps. On a bond, only the speed reveals a lost member.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"min_mtu": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Least `interface_status.mtu` in bytes.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
		},
	}
	return attributes
}

// networkInterfaceStatusFields are the read-only fields of a status but node_id,
// under the API's names.
func networkInterfaceStatusFields() map[string]schema.Attribute {
	return map[string]schema.Attribute{
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
