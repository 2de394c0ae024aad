// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func interconnectStatusesAcc() accTest {
	return accTest{
		name: "netstatus_interconnect_statuses", arguments: "icons = [\"icon-fra-2\", \"icon-fra-1\"]",
		values: map[string]knownvalue.Check{
			"statuses": knownvalue.ListSizeExact(2), "statuses.0.icon": knownvalue.StringExact("icon-fra-1"),
			"statuses.0.state": knownvalue.StringExact("Healthy"),
		},
		expect: `state = ["Healthy"]`,
		path:   simulator.InterconnectStatus(account, "icon-fra-1"), document: `{"state":"Down"}`,
		problem: `"icon-fra-1": state is "Down", expected "Healthy".`,
	}
}

func TestAccInterconnectStatuses(t *testing.T) {
	t.Parallel()
	interconnectStatusesAcc().testAccData(t)
}

func TestAccInterconnectStatusesGate(t *testing.T) {
	t.Parallel()
	interconnectStatusesAcc().testAccGate(t)
}
