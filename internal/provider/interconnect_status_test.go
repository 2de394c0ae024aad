// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func interconnectStatusAcc() accTest {
	return accTest{
		name: "netstatus_interconnect_status", arguments: "icon = \"icon-fra-1\"",
		values: map[string]knownvalue.Check{
			"icon": knownvalue.StringExact("icon-fra-1"), "account_id": knownvalue.StringExact(account),
			"state": knownvalue.StringExact("Healthy"), "reason": knownvalue.Null(),
		},
		expect: `state = ["Healthy"]`,
		path:   simulator.InterconnectStatus(account, "icon-fra-1"), document: `{"state":"Down","reason":"No light."}`,
		problem: `state is "Down", expected "Healthy". Cloudflare's reason: "No light."`,
	}
}

func TestAccInterconnectStatus(t *testing.T) {
	t.Parallel()
	interconnectStatusAcc().testAccData(t)
}

func TestAccInterconnectStatusGate(t *testing.T) {
	t.Parallel()
	interconnectStatusAcc().testAccGate(t)
}
