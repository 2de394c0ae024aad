// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestAliases reads two clusters and two accounts in one run, each from its own
// simulator.
func TestAliases(t *testing.T) {
	t.Parallel()
	sims := map[string]*simulator.Simulator{
		"east": simulatortest.Start(t, simulator.Options{Token: "token-east", APIToken: "api-east", AccountID: "account-east"}),
		"west": simulatortest.Start(t, simulator.Options{Token: "token-west", APIToken: "api-west", AccountID: "account-west", Host: "::1"}),
	}
	var configuration strings.Builder
	for name, sim := range sims {
		sim.Set("/v2/network/interfaces/1/status/9", fmt.Sprintf(`{"node_id":9,"node_name":%q}`, name))
		sim.Set(simulator.InterconnectStatus("account-"+name, "icon"), fmt.Sprintf(`{"state":"Down","reason":%q}`, name))
		fmt.Fprintf(&configuration, `
provider "netstatus" {
  alias = %[1]q
  qumulo {
    host           = %[2]q
    port           = %[3]d
    token          = "token-%[1]s"
    ca_certificate = <<-EOT
%[4]sEOT
  }
  cloudflare {
    base_url   = %[5]q
    api_token  = "api-%[1]s"
    account_id = "account-%[1]s"
  }
}
data "netstatus_network_interface_status" %[1]q {
  provider     = netstatus.%[1]s
  interface_id = 1
  node_id      = 9
}
data "netstatus_interconnect_status" %[1]q {
  provider = netstatus.%[1]s
  icon     = "icon"
}
`, name, sim.QumuloHost(), sim.QumuloPort(), sim.CACertificate(), sim.CloudflareURL())
	}
	w := newWorkspace(t, nil, configuration.String())
	w.apply(t)
	state := w.state(t)
	for name, sim := range sims {
		if got := state["data.netstatus_network_interface_status."+name]["node_name"]; got != name {
			t.Errorf("%s: the node is %v", name, got)
		}
		got := state["data.netstatus_interconnect_status."+name]
		if got["reason"] != name || got["account_id"] != "account-"+name {
			t.Errorf("%s: the interconnect is %v", name, got)
		}
		if count := len(sim.Requests()); count != 2 {
			t.Errorf("%s: %d requests", name, count)
		}
	}
}
