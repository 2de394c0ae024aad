// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// What the guides say of waits, and of gates that are read at apply only.

// TestWhileItWaits is the guide's section of that name: what is shown, and that the
// state is locked.
func TestWhileItWaits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, says string }{
		"ephemeral":   {"guides/gate-an-apply/ephemeral.tf", "Still opening..."},
		"data source": {"guides/gate-an-apply/expect.tf", "Still reading..."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configuration := strings.Replace(read(t, test.file), "\n}", "\n  timeouts {\n    "+map[bool]string{true: "open", false: "read"}[name == "ephemeral"]+" = \"60s\"\n  }\n}", 1)
			sim := simulatortest.Start(t, simulator.Options{})
			w := exampleWorkspace(t, sim, configuration)
			sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down"}`)
			sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"interface_details":{"interface_status":"DOWN"}}`)
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			wait := w.Command(ctx, "plan")
			var output strings.Builder
			wait.Stdout, wait.Stderr = &output, &output
			if err := wait.Start(); err != nil {
				t.Fatal(err)
			}
			for requests(sim, statusPath)+requests(sim, iconPath) == 0 {
				time.Sleep(20 * time.Millisecond)
			}
			contains(t, w.fail(t, "plan", "-lock-timeout=0s"), "Error acquiring the state lock")
			time.Sleep(11 * time.Second)
			if err := wait.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			_ = wait.Wait()
			contains(t, output.String(), test.says)
		})
	}
}

// TestAtApplyOnly runs the recipes of the guide with the link down at the plan, and down
// or up at the apply.
func TestAtApplyOnly(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"apply-only", "applying"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			sim := simulatortest.Start(t, simulator.Options{})
			w := exampleWorkspace(t, sim, strings.Replace(read(t, "guides/gate-an-apply/"+file+".tf"), `"10m"`, `"1s"`, 1))
			setState(sim, "Down", icon)
			w.run(t, "plan", "-out=plan.bin")
			contains(t, w.fail(t, "apply", "plan.bin"), `state is "Down", expected "Healthy"`)
			if state := w.state(t); len(state) > 0 {
				t.Errorf("the state holds %v", state)
			}
			setState(sim, "Healthy", icon)
			w.apply(t)
			// As the teardown of a test does.
			setState(sim, "Down", icon)
			w.run(t, "destroy", "-auto-approve")
		})
	}
}

// TestFailAtPlanWaitAtApply fails at once at the plan, and waits at the apply.
func TestFailAtPlanWaitAtApply(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, read(t, "guides/gate-an-apply/fail-then-wait.tf"))
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

// TestRefreshFalse is what the guide "Break glass" says of it: no guard and no gated
// provider opens.
func TestRefreshFalse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ configuration, thing string }{
		"gated provider": {read(t, "guides/gate-an-apply/provider.tf"), "router_route.transit"},
		"guard":          {read(t, "guides/guards/dependents.tf"), "terraform_data.tunnel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			w := exampleWorkspace(t, sim, test.configuration)
			setState(sim, "Healthy", icon)
			w.apply(t)
			setState(sim, "Down", icon)
			w.fail(t, "destroy", "-auto-approve", "-refresh=false")
			if w.state(t)[test.thing] == nil {
				t.Error("it is gone")
			}
		})
	}
}

// TestExcludeTheGate is what the guide says of OpenTofu's flag: nothing is changed, and
// the exit code is 0.
func TestExcludeTheGate(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	if !suite.openTofu {
		t.Skip("only OpenTofu has -exclude")
	}
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, read(t, "guides/add-a-gate/one.tf"))
	setState(sim, "Down", icon)
	w.run(t, "apply", "-auto-approve", "-exclude=ephemeral.netstatus_interconnect_status.gate")
	if state := w.state(t); len(state) > 0 {
		t.Errorf("the state holds %v", state)
	}
}

// TestBreakGlass runs a saved plan with everything wrong: the link, the service, the
// credentials.
func TestBreakGlass(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{
		"the link is down":                nil,
		"the service can't be reached":    {"CLOUDFLARE_BASE_URL=http://127.0.0.1:9/client/v4/"},
		"there are no credentials at all": {"CLOUDFLARE_API_TOKEN=", "CLOUDFLARE_ACCOUNT_ID="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needEphemerals(t)
			sim := simulatortest.Start(t, simulator.Options{})
			w := exampleWorkspace(t, sim, strings.Replace(read(t, "guides/guards/both.tf"), `"10m"`, `"1s"`, 2))
			setState(sim, "Healthy", icon)
			w.apply(t)
			w.run(t, "plan", "-replace=terraform_data.transit", "-out=plan.bin")
			setState(sim, "Down", icon)
			w.Env = append(w.Env, append(variables, "NETSTATUS_ENFORCE=false")...)
			output := joined(w.run(t, "apply", "plan.bin"))
			contains(t, output, "Gates are not enforced", "Not enforced: ", "2 added, 0 changed, 2 destroyed")
		})
	}
}

// TestEnforcedInTheConfiguration isn't overruled by the environment.
func TestEnforcedInTheConfiguration(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, read(t, "guides/break-glass/enforced.tf"))
	w.Env = append(w.Env, "NETSTATUS_ENFORCE=false")
	setState(sim, "Down", icon)
	w.fail(t, "plan")
	setState(sim, "Healthy", icon)
	lacks(t, w.run(t, "plan"), "not enforced")
}

// TestCheckByHand runs the commands of the guide.
func TestCheckByHand(t *testing.T) {
	t.Parallel()
	needActions(t)
	sim := simulatortest.Start(t, simulator.Options{})
	scripts := steps(t, "recipes/check-by-hand/job.yml")
	if len(scripts) != 1 {
		t.Fatalf("%d steps: %q", len(scripts), scripts)
	}
	w := newPipeline(t, sim, "../guides/check-by-hand/check.tf", "check-by-hand/cron.sh")
	setState(sim, "Healthy", icon)
	w.passes(t, scripts[0])
	if output := w.passes(t, "sh cron.sh"); output != "" {
		t.Errorf("it prints %q while all is well", output)
	}
	setState(sim, "Down", icon)
	for _, script := range []string{scripts[0], "sh cron.sh"} {
		output, err := w.shell(t, script)
		if err == nil {
			t.Errorf("%s succeeded", script)
		}
		contains(t, joined(output), "next check in", `state is "Down", expected "Healthy"`)
	}
	if _, err := os.Stat(filepath.Join(w.Dir, "terraform.tfstate")); err == nil {
		t.Log("the check leaves a state")
	}
}
