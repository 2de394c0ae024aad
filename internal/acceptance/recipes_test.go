// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// The recipes of the guide: the shell of each step, with a real "init" from a mirror
// on this machine in place of the registry.

// pipeline is a folder for a recipe.
type pipeline struct {
	*workspace
	sim *simulator.Simulator
}

// newPipeline copies files of the recipes into a folder, and puts the CLI before
// everything else on PATH, as terraform, and gojq as jq where there is none.
func newPipeline(t *testing.T, sim *simulator.Simulator, names ...string) *pipeline {
	t.Helper()
	needEphemerals(t)
	w := newWorkspace(t, sim, read(t, "recipes/"+names[0]))
	for _, name := range names[1:] {
		w.write(t, filepath.Base(name), read(t, "recipes/"+name))
	}
	host := "registry.terraform.io"
	if suite.openTofu {
		host = "registry.opentofu.org"
	}
	mirror := t.TempDir()
	folder := filepath.Join(mirror, host, "netstatus/netstatus/0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(suite.provider, filepath.Join(folder, "terraform-provider-netstatus_v0.1.0")); err != nil {
		t.Fatal(err)
	}
	programs := filepath.Join(mirror, "bin")
	if err := os.MkdirAll(programs, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(suite.cli, filepath.Join(programs, "terraform")); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("jq"); err != nil {
		build := exec.CommandContext(t.Context(), "go", "build", "-modfile=internal/tools/go.mod", "-o", filepath.Join(programs, "jq"), "github.com/itchyny/gojq/cmd/gojq")
		build.Dir = "../.."
		if output, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building jq: %v\n%s", err, output)
		}
	}
	w.write(t, ".cli/mirror.tfrc", fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	w.Env = append(w.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(w.Dir, ".cli/mirror.tfrc"), "PATH="+programs+":"+os.Getenv("PATH"))
	return &pipeline{workspace: w, sim: sim}
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

func (p *pipeline) down(icon string) {
	p.sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down","reason":"No light on the port."}`)
}

func (p *pipeline) up(icon string) {
	p.sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Healthy"}`)
}

// steps are the scripts of a YAML file, in their order.
func steps(t *testing.T, path string) []string {
	t.Helper()
	var found []string
	var current []string
	indent := -1
	flush := func() {
		if indent >= 0 {
			found = append(found, strings.Join(current, "\n"))
		}
		current, indent = nil, -1
	}
	for line := range strings.Lines(read(t, path)) {
		line = strings.TrimRight(line, "\n")
		depth := len(line) - len(strings.TrimLeft(line, " -"))
		if indent >= 0 && strings.TrimSpace(line) != "" && len(line)-len(strings.TrimLeft(line, " ")) <= indent {
			flush()
		}
		switch {
		case indent >= 0:
			current = append(current, strings.TrimSpace(line))
		case strings.HasSuffix(line, "run: |"):
			indent = depth
		}
	}
	flush()
	return found
}

func TestRecipesGitHubActions(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	scripts := steps(t, "recipes/github-actions/apply.yml")
	if len(scripts) != 2 {
		t.Fatalf("%d steps: %q", len(scripts), scripts)
	}
	plan := newPipeline(t, sim, "main.tf")
	summary := filepath.Join(t.TempDir(), "summary")
	plan.passes(t, "terraform init -input=false && terraform apply -input=false -auto-approve")
	plan.write(t, "main.tf", strings.Replace(read(t, "recipes/main.tf"), `  input      = "icon-fra-1"`, "  input      = \"icon-fra-1 at 100G\\n```\\n# no heading\"", 1))
	plan.passes(t, scripts[0], "GITHUB_STEP_SUMMARY="+summary)
	content, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	shown := rendered(t, string(content))
	contains(t, shown, "<pre><code", "  # terraform_data.routes will be updated in-place", "  ~ resource ", "# no heading")
	lacks(t, shown, "<h1>", "<li>", "<p>")
	if strings.Count(shown, "<pre>") != 1 {
		t.Errorf("the plan is more than one block:\n%s", shown)
	}

	// Another runner: a checkout of its own, the artifact, and the state, which is in a
	// backend.
	apply := newPipeline(t, sim, "main.tf")
	for _, name := range []string{"plan.bin", ".terraform.lock.hcl", "terraform.tfstate"} {
		artifact, err := os.ReadFile(filepath.Join(plan.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		apply.write(t, name, string(artifact))
	}
	contains(t, read(t, "recipes/github-actions/apply.yml"), "            plan.bin\n            .terraform.lock.hcl\n")
	// The time-out is the plan's, so the wait is interrupted as by a cancelled job.
	apply.down(icon)
	output, err := apply.shell(t, strings.Replace(scripts[1], "terraform apply", "timeout -s INT --foreground 4 terraform apply", 1))
	if err == nil {
		t.Errorf("the apply succeeded:\n%s", output)
	}
	contains(t, joined(output), `"icon-fra-1"`, `state is "Down"`)
	// The same plan once more, as the runbook says.
	apply.up(icon)
	contains(t, apply.passes(t, scripts[1]), "1 changed")
}

// rendered is Markdown as an approver sees it.
func rendered(t *testing.T, text string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "run", "-modfile=internal/tools/go.mod", "./internal/acceptance/testdata/markdown")
	command.Dir = root
	command.Stdin = strings.NewReader(text)
	var failure strings.Builder
	command.Stderr = &failure
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failure.String())
	}
	return string(output)
}

func TestRecipesAtlantis(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, simulatortest.Start(t, simulator.Options{}), "main.tf")
	scripts := steps(t, "recipes/atlantis/atlantis.yaml")
	if len(scripts) != 1 {
		t.Fatalf("%d steps: %q", len(scripts), scripts)
	}
	planFile := "PLANFILE=" + filepath.Join(p.Dir, "default.tfplan")
	p.down("icon-fra-2")
	p.passes(t, "terraform init -input=false\nterraform plan -input=false -out=\"$PLANFILE\"", planFile)
	if output := p.passes(t, scripts[0], planFile); output != "icon-fra-2 is Down.\n" {
		t.Errorf("got %q", output)
	}
	contains(t, p.passes(t, "terraform apply -input=false \"$PLANFILE\"", planFile), "Apply complete! Resources: 1 added")
}

func TestRecipesHCPTerraform(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	sim := simulatortest.Start(t, simulator.Options{})
	configuration := regexp.MustCompile(`(?s)  cloud \{\n.*?\n  \}\n\n`).ReplaceAllString(read(t, "recipes/hcp-terraform/main.tf"), "")
	lacks(t, configuration, "cloud {")
	w := newWorkspace(t, nil, configuration)
	// No more than the agent passes on.
	for _, match := range regexp.MustCompile(`-e (QUMULO_\w+)`).FindAllStringSubmatch(read(t, "recipes/hcp-terraform/agent.sh"), -1) {
		for _, variable := range sim.Environment() {
			if strings.HasPrefix(variable, match[1]+"=") || strings.HasPrefix(variable, "QUMULO_PORT=") {
				w.Env = append(w.Env, variable)
			}
		}
	}
	w.holds(t)
}

func TestRecipesAlert(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, simulatortest.Start(t, simulator.Options{}), "alert/main.tf", "alert/alert.sh")
	for _, one := range []string{"icon-ams-1", "icon-fra-1", "icon-fra-2"} {
		p.up(one)
	}
	p.passes(t, "terraform init -input=false")
	output, err := p.shell(t, "sh alert.sh")
	if err == nil || !strings.Contains(output, "check.interconnects: fail\n  Not Healthy: ") {
		// The sample has links that are not healthy.
		t.Errorf("%v: %q", err, output)
	}
	for _, match := range regexp.MustCompile(`(icon-\S+|gcp\S+) is `).FindAllStringSubmatch(output, -1) {
		p.up(match[1])
	}
	if output := p.passes(t, "sh alert.sh"); output != "" {
		t.Errorf("it prints %q where all is well", output)
	}
	p.down("icon-fra-2")
	if output, err := p.shell(t, "sh alert.sh"); err == nil || output != "check.interconnects: fail\n  Not Healthy: icon-fra-2 is Down.\n" {
		t.Errorf("%v: %q", err, output)
	}
	p.Env = append(p.Env, "CLOUDFLARE_API_TOKEN=expired")
	if output, err := p.shell(t, "sh alert.sh"); err == nil || !strings.Contains(output, "Cloudflare refuses the credentials") {
		t.Errorf("%v: %q", err, output)
	}
}
