// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// factories are the provider, in this process and pointed at a simulator, and the
// one that puts ephemeral values into the state.
func factories(sim *simulator.Simulator) map[string]func() (tfprotov6.ProviderServer, error) {
	environment := map[string]string{}
	for _, variable := range sim.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	return map[string]func() (tfprotov6.ProviderServer, error){
		"netstatus": providerserver.NewProtocol6WithError(provider.NewWithEnvironment("test", environment)()),
		"echo":      echoprovider.NewProviderServer(),
	}
}

// TestEphemeralValues sees at apply what the ephemeral resources return.
func TestEphemeralValues(t *testing.T) {
	t.Parallel()
	data := func(steps ...string) tfjsonpath.Path {
		at := tfjsonpath.New("data")
		for _, step := range steps {
			at = at.AtMapKey(step)
		}
		return at
	}
	for name, test := range map[string]struct {
		arguments string
		path      string
		checks    map[string]knownvalue.Check
	}{
		"netstatus_interconnect_status": {
			arguments: `icon = "icon-fra-1"`,
			path:      iconPath,
			checks: map[string]knownvalue.Check{
				"icon": knownvalue.StringExact(icon), "account_id": knownvalue.StringExact(account),
				"state": knownvalue.StringExact("Healthy"), "reason": knownvalue.Null(),
				"expect": knownvalue.Null(), "timeouts": knownvalue.Null(),
			},
		},
		"netstatus_network_interface_status": {
			arguments: "interface_id = 1\n  node_id = 1\n  expect { min_speed = 1000 }",
			path:      statusPath,
			checks: map[string]knownvalue.Check{
				"node_id": knownvalue.Int64Exact(1), "node_name": knownvalue.StringExact("qumulo-1"),
				"interface_details.speed":      knownvalue.Int64Exact(100000),
				"interface_details.bytes_sent": knownvalue.StringExact("918237465192841"),
				"interface_status.mtu":         knownvalue.Int64Exact(9000),
				"network_statuses":             knownvalue.ListSizeExact(2),
				"expect.min_speed":             knownvalue.Int64Exact(1000),
				"aws_status":                   knownvalue.Null(),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			if opensAreChanges(t) {
				t.Skip("the CLI takes opening for a change, as OpenTofu 1.11 does, so that no plan is empty")
			}
			sim := simulatortest.Start(t, simulator.Options{})
			var checks []statecheck.StateCheck
			for path, check := range test.checks {
				checks = append(checks, statecheck.ExpectKnownValue("echo.seen", data(strings.Split(path, ".")...), check))
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(sim),
				Steps: []resource.TestStep{{
					Config: fmt.Sprintf(`
ephemeral %[1]q "it" {
  %[2]s
}
provider "echo" {
  data = ephemeral.%[1]s.it
}
resource "echo" "seen" {}
`, name, test.arguments),
					ConfigStateChecks: checks,
				}},
			})
			if count := requests(sim, test.path); count < 2 {
				t.Errorf("%d requests: it was not opened both at plan and at apply", count)
			}
		})
	}
}
