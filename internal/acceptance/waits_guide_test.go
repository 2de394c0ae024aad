// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// What the pages say of waits, of gates that are checked at apply only, and of overriding one.

// TestWhileItWaits shows progress, and has the state locked.
func TestWhileItWaits(t *testing.T) {
	t.Parallel()
	w, sim := shown(t, "ephemeral-resources/netstatus_interconnect_status/ephemeral-resource.tf")
	w.write(t, "main.tf", read(t, "ephemeral-resources/netstatus_interconnect_status/ephemeral-resource.tf"))
	setState(sim, "Down", icon)
	wait := w.Command(t.Context(), "plan")
	var output strings.Builder
	wait.Stdout, wait.Stderr = &output, &output
	if err := wait.Start(); err != nil {
		t.Fatal(err)
	}
	for requests(sim, iconPath) == 0 && t.Context().Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	contains(t, w.fail(t, "plan", "-lock-timeout=0s"), "Error acquiring the state lock")
	time.Sleep(11 * time.Second)
	if err := wait.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = wait.Wait()
	contains(t, output.String(), "Still opening...")
}

// TestFailAtPlanWaitAtApply fails at once at the plan, and waits at the apply.
func TestFailAtPlanWaitAtApply(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	w, sim := shown(t, "guides/expect-and-timeouts/fail-then-wait.tf")
	w.write(t, "main.tf", read(t, "guides/expect-and-timeouts/fail-then-wait.tf")+"resource \"cloudflare_magic_wan_static_route\" \"transit\" {\n  provider   = cloudflare.fra\n  account_id = \"a\"\n  prefix     = \"10.20.0.0/16\"\n  nexthop    = \"198.51.100.1\"\n  priority   = 100\n}\n")
	setState(sim, "Down", icon)
	contains(t, w.fail(t, "plan"), "Checked once")
	setState(sim, "Healthy", icon)
	w.run(t, "plan", "-out=plan.bin")
	setState(sim, "Down", icon)
	timer := time.AfterFunc(4*time.Second, func() { setState(sim, "Healthy", icon) })
	defer timer.Stop()
	begin := time.Now()
	contains(t, w.run(t, "apply", "plan.bin"), "1 added")
	if took := time.Since(begin); took < 4*time.Second {
		t.Errorf("it waited for %s", took)
	}
}

// TestCheckAtApplyOnly doesn't read the link at plan, and stops what depends on the gate.
func TestCheckAtApplyOnly(t *testing.T) {
	t.Parallel()
	w, sim := shown(t, "guides/expect-and-timeouts/after.tf")
	sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"interface_status":"DOWN"}}`)
	w.run(t, "plan", "-out=plan.bin")
	contains(t, w.fail(t, "apply", "plan.bin"), `interface_status is "DOWN"`)
	if state := w.state(t); state["junos_interface_physical.node_1"] == nil || state["junos_interface_physical.node_2"] != nil {
		t.Errorf("the state has %v", state)
	}
	w.run(t, "destroy", "-auto-approve")
}

// TestApplyingOpensADestroy shows why no page uses terraform.applying to leave out an
// expectation at plan: where it is false when a plan to destroy is applied, nothing is expected.
func TestApplyingOpensADestroy(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	if suite.openTofu {
		t.Skip("it is true in OpenTofu")
	}
	expectation := `expect { state = terraform.applying ? ["Healthy"] : ["Healthy", "Down"] }`
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, strings.Replace(read(t, "cloudflare-route/main.tf"), `expect { state = ["Healthy"] }`, expectation, 1))
	w.apply(t)
	setState(sim, "Down", icon)
	w.run(t, "plan", "-destroy", "-out=plan.bin")
	contains(t, w.run(t, "apply", "plan.bin"), "1 destroyed")
}

// TestExcludeTheGate is what the guide says of OpenTofu's flag: nothing is changed.
func TestExcludeTheGate(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	if !suite.openTofu {
		t.Skip("only OpenTofu has -exclude")
	}
	w, sim := shown(t, "cloudflare-route/main.tf")
	setState(sim, "Down", icon)
	w.run(t, "apply", "-auto-approve", "-exclude=ephemeral.netstatus_interconnect_status.fra")
	if state := w.state(t); len(state) > 0 {
		t.Errorf("the state holds %v", state)
	}
}

// TestOverrideTheGate applies a saved plan with everything wrong: the link, the service, the
// credentials. The configuration can forbid it.
func TestOverrideTheGate(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{
		"the link is down":                nil,
		"the service can't be reached":    {"CLOUDFLARE_BASE_URL=http://127.0.0.1:9/client/v4/"},
		"there are no credentials at all": {"CLOUDFLARE_API_TOKEN=", "CLOUDFLARE_ACCOUNT_ID="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, sim := shown(t, "cloudflare-route/main.tf")
			w.apply(t)
			w.run(t, "plan", "-replace=cloudflare_magic_wan_static_route.transit", "-out=plan.bin")
			setState(sim, "Down", icon)
			w.Env = append(w.Env, append(variables, "NETSTATUS_ENFORCE=false")...)
			contains(t, joined(w.run(t, "apply", "plan.bin")), "Gates are not enforced", "Not enforced: ", "1 added, 0 changed, 1 destroyed")
			w.write(t, "enforce.tf", "provider \"netstatus\" {\n  enforce = true\n}\n")
			w.fail(t, "plan")
		})
	}
}
