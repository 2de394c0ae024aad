// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

func networkInterfaces() definition {
	return definition{
		name: "netstatus_network_interfaces",
		description: "The network interfaces of a Qumulo cluster, to find the id of one by its name. " +
			"Reads `GET /v2/network/interfaces/`; needs the privilege `PRIVILEGE_NETWORK_READ`.",
		get: readNetworkInterfaces,
		attributes: func() map[string]schema.Attribute {
			return map[string]schema.Attribute{
				"interfaces": computedObjects("The interfaces, in the cluster's order.", map[string]schema.Attribute{
					"id":                   computedInt64("ID of the network interface."),
					"name":                 computedString("Name of the interface, such as `bond0`."),
					"default_gateway":      computedString("IPv4 default gateway."),
					"default_gateway_ipv6": computedString("IPv6 default gateway; the empty string where none is set."),
					"bonding_mode":         computedString("Ethernet bonding mode, `ACTIVE_BACKUP` or `IEEE_8023AD`, if the interface is bonded."),
					"mtu":                  computedInt64("Maximum transfer unit in bytes."),
				}),
			}
		},
	}
}

// networkInterfacesModel is what a read fills in.
type networkInterfacesModel struct {
	Interfaces []*qumulo.NetworkInterface `tfsdk:"interfaces"`
}

func readNetworkInterfaces(ctx context.Context, r request) (any, diag.Diagnostics) {
	var read networkInterfacesModel
	service, diags := r.qumulo()
	if diags.HasError() {
		return &read, diags
	}
	var err error
	if read.Interfaces, _, err = service.client.NetworkInterfaces(ctx); err != nil {
		object := gate.Target{Name: "the cluster's network interfaces", NotFound: noV2Advice, NotServed: noV2Advice}
		diags.Append(failure(service.Explain(object, err)))
	}
	return &read, diags
}
