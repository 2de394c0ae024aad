// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

func TestAccInterconnects(t *testing.T) {
	t.Parallel()
	accTest{name: "netstatus_interconnects", values: map[string]knownvalue.Check{
		"interconnects.0.name": knownvalue.StringExact("icon-fra-1"),
	}}.testAccData(t)
}
