// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestGuideServesBothGenerations runs the guide's module on a cluster of each
// generation, with a link that is good and one that is not.
func TestGuideServesBothGenerations(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for name, lacks := range map[string]string{"both": "", "only v2": "* /v3/*", "only v3": "* /v2/*"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			sim.Inject(lacks, simulator.InjectedError{Status: 404})
			w := exampleWorkspace(t, sim, read(t, "guides/qumulo/both-generations.tf"))
			w.run(t, "plan")
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"cable_status":"DISCONNECTED","interface_status":"UP"}}`)
			sim.Set("/v3/network/status/1", `{"node_id":1,"devices":[{"name":"bond0","cable_status":"DISCONNECTED","interface_status":"UP"}]}`)
			contains(t, w.fail(t, "plan"), "bond0 of node 1 is not cabled and up", "DISCONNECTED")
			sim.Set("/v3/network/status/1", `{"node_id":1,"devices":[]}`)
			contains(t, w.fail(t, "plan"), "bond0 of node 1 is not cabled and up")
		})
	}
}
