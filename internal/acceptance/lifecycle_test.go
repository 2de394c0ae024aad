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

// TestDestroyWhileDown destroys what hangs on a link that is down: without expect
// a status is data.
func TestDestroyWhileDown(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, `
data "netstatus_interconnect_status" "link" {
  icon = "icon-fra-1"
}
resource "terraform_data" "routes" {
  input = data.netstatus_interconnect_status.link.icon
  lifecycle {
    precondition {
      condition     = data.netstatus_interconnect_status.link.state == "Healthy"
      error_message = "The link is ${data.netstatus_interconnect_status.link.state}."
    }
  }
}
`)
	w.apply(t)
	sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down"}`)
	contains(t, w.fail(t, "plan"), "The link is Down.")
	w.run(t, "destroy", "-auto-approve")
	if state := w.state(t); len(state) > 0 {
		t.Errorf("the state holds %v", state)
	}
}

// TestDestroyBehindExpect can't refresh while the link is down, and destroys all
// the same where it doesn't refresh.
func TestDestroyBehindExpect(t *testing.T) {
	t.Parallel()
	gate := gates["interconnect"]
	for name, configuration := range map[string]string{
		"ephemeral": fmt.Sprintf(gate.configuration, ""),
		"data":      strings.ReplaceAll(fmt.Sprintf(gate.configuration, ""), "ephemeral", "data"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needWhatItUses(t, configuration)
			sim := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, sim, configuration)
			w.apply(t)
			gate.bad(sim)
			contains(t, w.fail(t, "destroy", "-auto-approve"), gate.message...)
			w.run(t, "destroy", "-auto-approve", "-refresh=false")
			if state := w.state(t); len(state) > 0 {
				t.Errorf("the state holds %v", state)
			}
		})
	}
}
