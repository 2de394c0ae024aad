// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// The shapes of the guide "Guards", each with its link lost.

// setState sets the states of interconnects.
func setState(sim *simulator.Simulator, state string, icons ...string) {
	for _, one := range icons {
		sim.SetInterconnectStatus(account, one, `{"state":"`+state+`"}`)
	}
}

// ids are those of all objects of the state that have one.
func (w *workspace) ids(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for address, values := range w.state(t) {
		if id, ok := values["id"].(string); ok {
			found[address] = id + " " + values["input"].(string) //nolint:forcetypeassert,errcheck // the examples' inputs are strings
		}
	}
	return found
}

func TestGuardShapes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		// change is what is replaced in the file, or arguments of the apply.
		change []string
		args   []string
		// lost are the links that are down for the change.
		lost []string
		// stays are the objects that nothing may happen to.
		stays []string
		says  string
	}{
		"an update":             {change: []string{`= "203.0.113.0/24"`, `= "192.0.2.0/24"`}, lost: []string{icon}, stays: []string{"terraform_data.transit"}},
		"verify":                {change: []string{`= "203.0.113.0/24"`, `= "192.0.2.0/24"`}, lost: []string{icon}, stays: []string{"terraform_data.transit"}},
		"dependents":            {change: []string{`"198.51.100.1"`, `"198.51.100.2"`}, lost: []string{icon}, stays: []string{"terraform_data.tunnel", "terraform_data.route"}},
		"for-each":              {args: []string{`-var=routes={"198.51.100.0/24":"icon-fra-1"}`}, lost: []string{icon}, stays: []string{`terraform_data.route["203.0.113.0/24"]`}},
		"for-each, one changes": {args: []string{`-var=routes={"203.0.113.0/24":"icon-fra-1","198.51.100.0/24":"icon-ams-1"}`}, lost: []string{"icon-fra-2"}, stays: []string{`terraform_data.route["198.51.100.0/24"]`}},
		"make-before-break":     {args: []string{"-var=icon=icon-fra-2"}, lost: []string{"icon-fra-2"}, says: "is kept as tainted"},
		"drain":                 {args: []string{"-destroy"}, lost: []string{"icon-fra-2", "icon-ams-1"}, stays: []string{"terraform_data.routes"}, says: "0 of 2 interconnects as expected, at least 1 needed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, _, _ := strings.Cut(strings.ReplaceAll(name, "an update", "both"), ",")
			configuration := strings.NewReplacer(`create = "10m"`, `create = "8s"`, `create = "30m"`, `create = "8s"`, `delete = "1m"`, `delete = "4s"`, `open = "10m"`, `open = "1s"`).
				Replace(read(t, "guides/guards/"+file+".tf"))
			sim := simulatortest.Start(t, simulator.Options{})
			setState(sim, "Healthy", icon, "icon-fra-2", "icon-ams-1")
			w := exampleWorkspace(t, sim, configuration)
			w.apply(t)
			before := w.ids(t)
			if test.change != nil {
				w.write(t, "main.tf", strings.ReplaceAll(configuration, test.change[0], test.change[1]))
			}
			setState(sim, "Down", test.lost...)
			output := w.fail(t, append([]string{"apply", "-auto-approve"}, test.args...)...)
			says := test.says
			if says == "" {
				says = `state is "Down", expected "Healthy"`
			}
			contains(t, output, says)
			after := w.ids(t)
			for _, address := range test.stays {
				if after[address] == "" || after[address] != before[address] {
					t.Errorf("%s was %q and is %q", address, before[address], after[address])
				}
			}
			setState(sim, "Healthy", test.lost...)
			w.run(t, append([]string{"apply", "-auto-approve"}, test.args...)...)
			if maps.Equal(before, w.ids(t)) {
				t.Error("nothing has changed once the link is up")
			}
		})
	}
}

// TestGuardMakeBeforeBreak keeps the old circuit as long as the new one isn't Healthy,
// in the next run too.
func TestGuardMakeBeforeBreak(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	setState(sim, "Healthy", icon)
	setState(sim, "Down", "icon-fra-2")
	w := exampleWorkspace(t, sim, strings.Replace(read(t, "guides/guards/make-before-break.tf"), `"30m"`, `"1s"`, 1))
	w.apply(t)
	for range 2 {
		w.fail(t, "apply", "-auto-approve", "-var=icon=icon-fra-2")
		state := w.run(t, "show")
		contains(t, state, "# terraform_data.circuit: (deposed object")
		if strings.Count(state, `input            = "icon-fra-1"`) != 1 {
			t.Errorf("the old circuit is gone:\n%s", state)
		}
	}
	setState(sim, "Healthy", "icon-fra-2")
	w.run(t, "apply", "-auto-approve", "-var=icon=icon-fra-2")
	lacks(t, w.run(t, "show"), "deposed")
	// The old guard asks for the old link.
	setState(sim, "Down", "icon-fra-2")
	w.write(t, "main.tf", strings.Replace(read(t, "guides/guards/make-before-break.tf"), `delete = "1m"`, `delete = "1s"`, 1))
	w.Env = append(w.Env, "TF_VAR_icon=icon-fra-1")
	w.Env = append(w.Env, "NETSTATUS_ENFORCE=false")
	contains(t, joined(w.run(t, "apply", "-auto-approve")), `Not enforced: Interconnect "icon-fra-2" of account 023e…c353 is not as expected`)
}

// guardedModules is the stack of the guide with a guard in a module, and one beside one.
func guardedModules(t *testing.T) (*workspace, *simulator.Simulator) {
	t.Helper()
	sim := simulatortest.Start(t, simulator.Options{})
	setState(sim, "Healthy", icon, "icon-fra-2")
	w := exampleWorkspace(t, sim, read(t, "guards/main.tf"))
	for _, name := range []string{"routes", "links"} {
		w.write(t, name+"/main.tf", read(t, "guards/"+name+"/main.tf"))
	}
	w.run(t, "get")
	return w, sim
}

func TestGuardsAndModules(t *testing.T) {
	t.Parallel()
	w, sim := guardedModules(t)
	w.apply(t)
	before := w.state(t)
	main := read(t, "guards/main.tf")

	// The module's own guard.
	setState(sim, "Down", "icon-fra-2")
	w.write(t, "main.tf", strings.Replace(main, "  icon     = each.value", "  icon     = each.value\n  next_hop = \"198.51.100.2\"", 1))
	contains(t, w.fail(t, "apply", "-auto-approve"), `Interconnect "icon-fra-2"`)
	const second = `module.routes["second"].terraform_data.route`
	if after := w.state(t)[second]["input"]; after != before[second]["input"] {
		t.Errorf("the route was %v and is %v", before[second]["input"], after)
	}
	setState(sim, "Healthy", "icon-fra-2")
	w.apply(t)

	// The guard beside a module, for an update that the module hands on.
	setState(sim, "Down", icon)
	w.write(t, "main.tf", strings.Replace(main, `source = "./links"`, "source = \"./links\"\n  mtu = 9000", 1))
	w.run(t, "get")
	contains(t, w.fail(t, "apply", "-auto-approve"), `Interconnect "icon-fra-1"`)
	const link = "module.links.terraform_data.link"
	if after := w.state(t)[link]["input"]; after != before[link]["input"] {
		t.Errorf("the link was %v and is %v", before[link]["input"], after)
	}
	setState(sim, "Healthy", icon)
	w.apply(t)
	w.run(t, "destroy", "-auto-approve")
}

// TestGuardIsLeftOut forgets a guard without asking it, as the guide says, in both ways.
func TestGuardIsLeftOut(t *testing.T) {
	t.Parallel()
	needCLI(t)
	both := read(t, "guides/guards/verify.tf")
	guard, leaveOut := "netstatus_interconnect_status_guard.verified", strings.ReplaceAll(read(t, "guides/guards/leave-out.tf"), ".transit", ".verified")
	without := both[:strings.Index(both, "# Made after the change")]
	for name, change := range map[string]func(*testing.T, *workspace){
		"state rm": func(t *testing.T, w *workspace) {
			t.Helper()
			w.run(t, "state", "rm", guard)
			w.write(t, "main.tf", without)
		},
		"removed": func(t *testing.T, w *workspace) {
			t.Helper()
			w.write(t, "main.tf", without+leaveOut)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "removed" && !knowsRemoved(t) {
				t.Skip("the CLI refuses such a block \"removed\"")
			}
			sim := simulatortest.Start(t, simulator.Options{})
			setState(sim, "Healthy", icon)
			w := exampleWorkspace(t, sim, both)
			w.apply(t)
			before := w.ids(t)
			setState(sim, "Down", icon)
			asked := len(sim.Requests())
			change(t, w)
			w.apply(t)
			if after := w.ids(t); !maps.Equal(after, before) || len(w.state(t)) != len(before) {
				t.Errorf("the state was %v and is %v", before, w.state(t))
			}
			if n := len(sim.Requests()); n != asked {
				t.Errorf("%d requests", n-asked)
			}
		})
	}
}

// TestGuardsInTests is what the guide says of tests of a module that has a guard.
func TestGuardsInTests(t *testing.T) {
	t.Parallel()
	const module = "testing/guard"
	const switched = "run \"made\" {\n%s}\nrun \"down\" {\n  module {\n    source = \"./down\"\n  }\n}\n"
	for name, test := range map[string]struct {
		// front stands before the runs, and made in the first of them: OpenTofu takes no
		// override of what isn't in every run's module.
		front, made string
		says        string
		stays       bool
	}{
		"as it is":                {"", "", "Terraform left the following resources in state", true},
		"enforce = false":         {"provider \"netstatus\" {\n  enforce = false\n}\n", "", "Success! 2 passed", false},
		"the guard is overridden": {"", "  override_resource {\n    target = netstatus_interconnect_status_guard.route\n  }\n", "Success! 2 passed", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			setState(sim, "Healthy", icon)
			w := copied(t, sim, module)
			if err := os.Remove(filepath.Join(w.Dir, "tests/guard.tftest.hcl")); err != nil {
				t.Fatal(err)
			}
			// The link goes down before the teardown: the second run breaks it, by a file
			// that this test waits for.
			w.write(t, "tests/down.tftest.hcl", test.front+fmt.Sprintf(switched, test.made))
			w.write(t, "down/main.tf", requirements+"resource \"terraform_data\" \"down\" {\n  provisioner \"local-exec\" {\n    command = \"touch '"+w.Dir+"/lost'; while test -e '"+w.Dir+"/lost'; do sleep 0.1; done\"\n  }\n}\n")
			w.run(t, "get")
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				lost := filepath.Join(w.Dir, "lost")
				for ctx.Err() == nil {
					if _, err := os.Stat(lost); err == nil {
						setState(sim, "Down", icon)
						_ = os.Remove(lost)
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
			}()
			output, err := w.try(t, "test")
			cancel()
			<-done
			needMocks(t, output)
			says := test.says
			if suite.openTofu {
				says = strings.ReplaceAll(says, "Terraform left", "OpenTofu left")
			}
			contains(t, joined(output), says)
			// OpenTofu says what is left, and ends with 0.
			if isExit(err) != (test.stays && !suite.openTofu) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// TestGuardsGuideHasEveryShape finds an example that the guide doesn't show.
func TestGuardsGuideHasEveryShape(t *testing.T) {
	t.Parallel()
	guide := read(t, "../templates/guides/guards.md.tmpl")
	for _, path := range files(t) {
		isShape := strings.HasPrefix(path, "guides/guards/") || slices.Contains([]string{"guards/main.tf", "guards/routes/main.tf"}, path)
		if isShape && !strings.Contains(guide, path) {
			t.Errorf("the guide doesn't show %s", path)
		}
	}
}
