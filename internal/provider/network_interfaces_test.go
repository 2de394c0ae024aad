// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

func TestAccNetworkInterfaces(t *testing.T) {
	t.Parallel()
	accTest{name: "netstatus_network_interfaces", values: map[string]knownvalue.Check{
		"interfaces": knownvalue.ListSizeExact(1), "interfaces.0.name": knownvalue.StringExact("bond0"),
	}}.testAccData(t)
}
