// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/function"
)

// offering is a service, the objects that can be read of it, and the functions that judge
// them.
type offering struct {
	*serviceDefinition
	objects   []definition
	functions []func() function.Function
}

// offerings returns what the provider offers of each service.
func offerings() []offering {
	return []offering{
		{
			serviceDefinition: newQumulo(),
			objects: []definition{
				networkInterfaceStatus(), networkInterfaceStatuses(), networkInterfaces(),
				nodeNetworkStatus(), nodeNetworkStatuses(), nodes(),
			},
			functions: []func() function.Function{newInterfaceFaults, newNodeNetworkFaults},
		},
		{
			serviceDefinition: newCloudflare(),
			objects:           []definition{interconnectStatus(), interconnectStatuses(), interconnects()},
			functions:         []func() function.Function{newInterconnectFaults},
		},
	}
}
