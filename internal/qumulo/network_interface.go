// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

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

// NetworkInterfaces reads the interfaces of the cluster, in the service's order.
// Its errors are a [*transport.Error].
func (c *Client) NetworkInterfaces(ctx context.Context) ([]*NetworkInterface, transport.RequestInfo, error) {
	var interfaces []*NetworkInterface
	info, err := c.get(ctx, "/v2/network/interfaces/", maxListBody, func(body []byte) error {
		return strictjson.Array(body, &interfaces)
	})
	return interfaces, info, err
}
