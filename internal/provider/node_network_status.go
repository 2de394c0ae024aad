// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// What to check where a node isn't found.
const noNodeAdvice = "The node may not exist: data \"netstatus_nodes\" lists the nodes. " + noV3Advice

func nodeNetworkStatus() definition {
	return definition{
		name: "netstatus_node_network_status",
		description: "The network status of one node of a Qumulo cluster (7.7 or later): its devices, their cables, speeds and addresses, and whether the network's configuration has been applied. " +
			"Clusters that manage their networks from the host, as new ones do since 7.8.0.1, may have no other status. " +
			"Reads `GET /v3/network/status/{node_id}`; the role Observers can read it.",
		attributes: func() map[string]schema.Attribute {
			attributes := nodeNetworkStatusFields()
			attributes["node_id"] = nodeIDAttribute()
			attributes["allow_missing"] = allowMissingAttribute()
			return attributes
		},
		expect: nodeNetworkExpect(false),
		get:    readNodeNetworkStatus,
	}
}

// nodeNetworkExpect returns what can be expected of a status, or of each of many.
func nodeNetworkExpect(isPlural bool) *expectBlock {
	return &expectBlock{
		isPlural: isPlural, weak: []string{"min_speed", "min_mtu", "same"}, strong: "interface_status",
		conditions: map[string]schema.Attribute{
			"cable_status":     acceptedValues("Accepted values of `cable_status`.", qumulo.CableStatuses(), nil),
			"interface_status": acceptedValues("Accepted values of `interface_status`.", qumulo.InterfaceStatuses(), nil),
			"min_speed":        minSpeedArgument("Least `speed` in Mbps. On a bond, only the speed reveals a lost member."),
			"min_mtu":          numberArgument("Least `mtu` in bytes.", math.MaxInt64, false),
			"same":             sameArgument("What must be alike in all judged devices, of all nodes: `speed`, `mtu` or both."),
			"application_status": acceptedValues("Accepted values of `status` in `managed_interface_statuses` and `network_statuses`. "+
				"No entry at all, as where the host manages the network, is not as expected.", qumulo.ApplicationStatuses(), nil),
		},
		selectors: map[string]schema.Attribute{
			"devices": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Names of the devices to judge, such as `bond0`. Each must be there. " +
					"Without `devices` and `use_for`, every device with a `network_details.use_for` other than `NONE` is judged.",
			},
			"use_for": acceptedValues("Judge the devices with one of these values of `network_details.use_for`.", qumulo.UsesFor(), nil),
		},
	}
}

// nodeNetworkStatusModel is what a read fills in.
type nodeNetworkStatusModel struct {
	qumulo.NodeNetworkStatus
}

func readNodeNetworkStatus(ctx context.Context, r request) (any, diag.Diagnostics) {
	var (
		read       nodeNetworkStatusModel
		conditions qumulo.NodeExpectation
	)
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	nodeID, required := r.number("node_id"), r.expectation(&conditions)
	object := &gate.Target{Name: fmt.Sprintf("network status of node %d", nodeID), NotFound: noNodeAdvice, NotServed: noV3Advice}
	return &read, append(diags, r.wait(ctx, service.Service, object, required, func(ctx context.Context) ([]gate.Element, error) {
		status, info, err := service.client.NodeNetworkStatus(ctx, nodeID)
		if r.isTrue("allow_missing") && gate.IsMissing(err) {
			read.NodeNetworkStatus = qumulo.NodeNetworkStatus{NodeID: &nodeID}
			return required.Missing(*object, err), nil
		}
		if err != nil {
			return nil, err
		}
		read.NodeNetworkStatus = *status
		return gate.One(*object, conditions.Mismatches(status, service.Quote), info), nil
	})...)
}

// nodeNetworkStatusFields returns the read-only attributes of a status but node_id, under the
// wire's names.
func nodeNetworkStatusFields() map[string]schema.Attribute {
	application := map[string]schema.Attribute{
		"name":    computedString("Name of it."),
		"status":  computedString("How far its configuration has been applied: " + enumeration(qumulo.ApplicationStatuses()) + "."),
		"details": computedString("What the node says about that; the empty string where it says nothing."),
	}
	return map[string]schema.Attribute{
		"node_name":                  computedString("Name of the node."),
		"managed_interface_statuses": computedObjects("The interfaces whose configuration the cluster manages; empty where the host does.", application),
		"network_statuses":           computedObjectMap("The networks that the cluster manages, by their ids; empty where they are not managed through this API.", application),
		"devices": computedObjects("The devices of the node's operating system, unused ones and the loopback included.", map[string]schema.Attribute{
			"name":                  computedString("Name of the device, such as `bond0`."),
			"permanent_mac_address": computedString("MAC address of the hardware; `null` for a bond."),
			"mac_address":           computedString("MAC address."),
			"speed":                 computedInt64("Speed in Mbps; `null` where it is not known, as on a bond in a cloud or a port that is down."),
			"bytes_sent":            computedString("Bytes sent, as a string of digits."),
			"bytes_received":        computedString("Bytes received, as a string of digits."),
			"cable_status":          computedString("Whether the device is connected by a cable: " + enumeration(qumulo.CableStatuses()) + "."),
			"interface_status":      computedString("State of the connection: " + enumeration(qumulo.InterfaceStatuses()) + "."),
			"mtu":                   computedInt64("Maximum transfer unit in bytes."),
			"bonding_mode":          computedString("Ethernet bonding mode, `ACTIVE_BACKUP` or `IEEE_8023AD`, if the device is a bond."),
			"vlan_id":               computedInt64("VLAN ID."),
			"timestamp":             computedString("When the status was sampled, in milliseconds since the Unix epoch, as a string of digits."),
			"network_details": computedObject("What the device is used for. Which of the other members are there depends on `use_for`.", map[string]schema.Attribute{
				"use_for": computedString("What the device is used for: " + enumeration(qumulo.UsesFor()) + ". `UNDERLYING` is a member of a bond."),
				"qumulo_ip_addresses": computedObjects("Addresses that the cluster uses on the device.", map[string]schema.Attribute{
					"network_id":         computedInt64("ID of the network, the key in `network_statuses`."),
					"assigned_by":        computedString("How the address is assigned: `DHCP`, `STATIC`, `LINK_LOCAL` or `HOST`."),
					"netmask":            computedString("Netmask, or the subnet in CIDR notation."),
					"address":            computedString("Address of the node."),
					"floating_addresses": computedStrings("Floating addresses that the node holds now."),
					"gateway":            computedString("Gateway."),
				}),
				"host_routable_ip_addresses": computedStrings("Addresses of the host on the device."),
				"upper_interface_name":       computedString("Name of the bond that the device is a member of."),
				"addresses":                  computedStrings("Addresses of a device that the cluster does not use."),
			}),
		}),
		"environment": computedObject("What holds for the node as a whole.", map[string]schema.Attribute{
			"dns_servers":                 computedStrings("DNS servers."),
			"dns_search_domains":          computedStrings("DNS search domains."),
			"systemwide_default_gateways": computedStrings("Default gateways."),
		}),
		"cloud_status": computedObject("Status in a cloud; `null` elsewhere.", cloudStatusFields()),
	}
}

// cloudStatusFields returns the attributes for the cloud's type, and for each cloud.
func cloudStatusFields() map[string]schema.Attribute {
	fields := cloudFields()
	fields["type"] = computedString("The cloud: `AWS`, `AZURE` or `GCP`.")
	return fields
}

// computedObjectMap returns a map of objects, as [computedObjects] returns a list.
func computedObjectMap(description string, attributes map[string]schema.Attribute) schema.MapAttribute {
	return schema.MapAttribute{
		Computed: true, MarkdownDescription: describeMembers(description, attributes),
		ElementType: objectType(attributes),
	}
}
