// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// pipeline is a folder in which scripts are run as a service's runner does, with a real
// "init" from a mirror on this machine.
type pipeline struct {
	*workspace
	bin string
}

// newPipeline copies examples into a folder, the first as main.tf, and puts the CLI on PATH
// as terraform.
func newPipeline(t *testing.T, sim *simulator.Simulator, names ...string) *pipeline {
	t.Helper()
	needEphemerals(t)
	w := newWorkspace(t, sim, read(t, names[0]))
	for _, name := range names[1:] {
		w.write(t, path.Base(name), read(t, name))
	}
	host := "registry.terraform.io"
	if suite.openTofu {
		host = "registry.opentofu.org"
	}
	mirror, bin := t.TempDir(), t.TempDir()
	err := os.Symlink(suite.cli, filepath.Join(bin, "terraform"))
	for source, binary := range map[string]string{
		"netstatus/netstatus/0.1.0":    suite.provider,
		"example/router/0.1.0":         suite.router,
		"cloudflare/cloudflare/5.22.0": suite.stubs["cloudflare/cloudflare"],
	} {
		folder := filepath.Join(mirror, host, source, runtime.GOOS+"_"+runtime.GOARCH)
		name := filepath.Base(binary) + "_v" + path.Base(source)
		err = errors.Join(err, os.MkdirAll(folder, 0o750), os.Symlink(binary, filepath.Join(folder, name)))
	}
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, ".cli/mirror.tfrc", fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	w.Env = append(w.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(w.Dir, ".cli/mirror.tfrc"), "PATH="+bin+":"+os.Getenv("PATH"))
	return &pipeline{workspace: w, bin: bin}
}

// shell runs a script as the services' runners do.
func (p *pipeline) shell(t *testing.T, script string, environment ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	command := p.Command(ctx)
	command.Path, command.Args = "/bin/bash", []string{"bash", "-e", "-o", "pipefail", "-c", script}
	command.Env = append(command.Env, environment...)
	output, err := command.CombinedOutput()
	return string(output), err
}

// passes is shell for what has to succeed.
func (p *pipeline) passes(t *testing.T, script string, environment ...string) string {
	t.Helper()
	output, err := p.shell(t, script, environment...)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return output
}

// steps are the scripts of a workflow of GitHub's, in their order.
func steps(t *testing.T, name string) (found []string) {
	t.Helper()
	for _, match := range regexp.MustCompile(`(?m)^        run: \|\n((?:          .*\n)+)`).FindAllStringSubmatch(read(t, name), -1) {
		found = append(found, strings.ReplaceAll(match[1], "          ", ""))
	}
	return found
}

// TestRecipesGitHub plans an update and a destroy while the link is down, with the reader's
// token and without enforcement, and applies each plan on another runner, with the writer's
// token: not while the link is down, and once it is up.
func TestRecipesGitHub(t *testing.T) {
	t.Parallel()
	const configuration = "cloudflare-route/main.tf"
	scripts := steps(t, "ci/github.yml")
	sim := simulatortest.Start(t, simulator.Options{})
	setState(sim, "Healthy", icon)
	planner := []string{"NETSTATUS_ENFORCE=false", "TF_VAR_cloudflare_api_token=" + simulator.APIToken}
	const writer = "TF_VAR_cloudflare_api_token=the-writer's-token"
	plan, apply := newPipeline(t, sim, configuration), newPipeline(t, sim, configuration)
	plan.passes(t, "terraform init && terraform apply -auto-approve", writer)
	// The second destroys what the first has updated.
	for _, test := range []struct{ name, change, flags, done string }{
		{"update", `"198.51.100.1"` + "\n" + `"198.51.100.2"`, "", "0 added, 1 changed, 0 destroyed"},
		{"destroy", "", "-destroy", "0 added, 0 changed, 1 destroyed"},
	} {
		setState(sim, "Down", icon)
		from, to, _ := strings.Cut(test.change, "\n")
		plan.write(t, "main.tf", strings.Replace(read(t, configuration), from, to, 1))
		summary := filepath.Join(t.TempDir(), "summary")
		output := plan.passes(t, strings.Replace(scripts[0], "terraform plan", "terraform plan "+test.flags, 1), append(planner, "GITHUB_STEP_SUMMARY="+summary)...)
		contains(t, output, "Not enforced: ")
		if content, err := os.ReadFile(summary); err != nil || !strings.Contains(string(content), "\n  # cloudflare_magic_wan_static_route.transit will be ") {
			t.Errorf("%s: %v in\n%s", test.name, err, content)
		}
		// The state is in a backend, which both runners reach.
		for _, file := range []string{"main.tf", "plan.bin", ".terraform.lock.hcl", "terraform.tfstate"} {
			plan.copyTo(t, apply, file)
		}
		if output, err := apply.shell(t, scripts[1], writer); err == nil || !strings.Contains(joined(output), `state is "Down"`) {
			t.Errorf("%s: %v\n%s", test.name, err, output)
		}
		setState(sim, "Healthy", icon)
		contains(t, apply.passes(t, scripts[1], writer), test.done)
		apply.copyTo(t, plan, "terraform.tfstate")
	}
}

// copyTo copies a file into the folder of another pipeline.
func (p *pipeline) copyTo(t *testing.T, other *pipeline, name string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	other.write(t, name, string(content))
}

// TestRecipesPinActions finds an action of GitHub's that isn't pinned by a commit.
func TestRecipesPinActions(t *testing.T) {
	t.Parallel()
	// The version stands above, since the line is as wide as the page.
	file := read(t, "ci/github.yml")
	pinned := regexp.MustCompile(`# v\d\S*\n +- uses: \S+@[0-9a-f]{40}\n`).FindAllString(file, -1)
	if n := strings.Count(file, "uses:"); n == 0 || n != len(pinned) {
		t.Errorf("%d of %d are pinned: %q", len(pinned), n, pinned)
	}
}

// TestRecipesOneLinkOfFour loses a link between the plan and the apply, and then moves a
// route away from it.
func TestRecipesOneLinkOfFour(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := moduleWorkspace(t, sim, "twelve-routes")
	w.apply(t)
	w.write(t, "routes/main.tf", strings.Replace(read(t, "twelve-routes/routes/main.tf"), "= 100", "= 200", 1))
	w.run(t, "plan", "-out=plan.bin")
	setState(sim, "Down", "icon-ams-1")
	output := w.tryOutput(t, "apply", "plan.bin")
	if changed := strings.Count(output, "Modifications complete"); changed != 9 || strings.Contains(output, "module.ams_1") {
		t.Errorf("%d routes were changed:\n%s", changed, output)
	}
	w.fail(t, "plan")
	w.run(t, "plan", "-target=module.fra_1")

	w.write(t, "moved.tf", read(t, "guides/cloudflare/moved.tf"))
	w.write(t, "ams-1.tf", strings.Replace(read(t, "twelve-routes/ams-1.tf"), `"10.22.0.0/18", `, "", 1))
	w.write(t, "fra-1.tf", strings.Replace(read(t, "twelve-routes/fra-1.tf"), `prefixes = [`, `prefixes = ["10.22.0.0/18", `, 1))
	enforced := w.Env
	w.Env = append(w.Env, "NETSTATUS_ENFORCE=false")
	w.run(t, "plan", "-out=plan.bin")
	w.Env = enforced
	contains(t, w.fail(t, "apply", "plan.bin"), `module.fra_1.cloudflare_magic_wan_static_route.this["10.22.0.0/18"]: Modifications complete`)
	state := w.state(t)
	if got := state[`module.fra_1.cloudflare_magic_wan_static_route.this["10.22.0.0/18"]`]["nexthop"]; got != "198.51.100.1" {
		t.Errorf("the route's next hop is %v", got)
	}
	if got := fmt.Sprint(state[`module.ams_1.cloudflare_magic_wan_static_route.this["10.22.64.0/18"]`]["priority"]); got != "100" {
		t.Errorf("a route behind the closed gate has the priority %s", got)
	}
}

// TestRecipesRollingChange loses a node while its port is changed: the next ones stay.
func TestRecipesRollingChange(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := moduleWorkspace(t, sim, "rolling-change")
	w.apply(t)
	w.run(t, "plan", "-var", "mtu=1500", "-out=plan.bin")
	const firstNode = "/v2/network/interfaces/1/status/1"
	before := requests(sim, firstNode)
	go func() {
		for requests(sim, firstNode) == before && t.Context().Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
		sim.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"interface_details":{"interface_status":"DOWN"}}`)
	}()
	contains(t, w.fail(t, "apply", "plan.bin"), "Network interface 1 on node 2 is not as expected")
	for name, mtu := range map[string]string{"module.node_1": "1500", "module.node_2": "1500", "module.node_3": "9216", "module.node_5": "9216"} {
		if got := fmt.Sprint(w.state(t)[name+".junos_interface_physical.this"]["mtu"]); got != mtu {
			t.Errorf("the port of %s has the MTU %s", name, got)
		}
	}
}

// TestRecipesCheckByHand runs the script with the link up and down.
func TestRecipesCheckByHand(t *testing.T) {
	t.Parallel()
	needActions(t)
	sim := simulatortest.Start(t, simulator.Options{})
	setState(sim, "Healthy", icon)
	p := newPipeline(t, sim, "ci/check/main.tf", "ci/check/check.sh")
	p.passes(t, "terraform init")
	if output := p.passes(t, "sh check.sh"); output != "" {
		t.Errorf("it prints %q while the link is up", output)
	}
	setState(sim, "Down", icon)
	output, err := p.shell(t, "sh check.sh")
	if err == nil {
		t.Error("it succeeded")
	}
	contains(t, joined(output), "next check in", `state is "Down", expected "Healthy"`)
}
